/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One machine, told to the model and to the oracle: see pair.h.
 */

#include "pair.h"
#include <inttypes.h>
#include <stdio.h>

const PairMode pair_modes[PAIR_MODES] = {
    { PMU_NS_EL0, { 0, ORACLE_NONSECURE, false }, "EL0" },
    { PMU_NS_EL1, { 1, ORACLE_NONSECURE, false }, "EL1" },
    { PMU_NS_EL2, { 2, ORACLE_NONSECURE, false }, "EL2" },
    { PMU_EL3, { 3, ORACLE_HIGHEST, false }, "EL3" },
    { PMU_S_EL0, { 0, ORACLE_SECURE, false }, "Secure EL0" },
    { PMU_S_EL0_A32, { 0, ORACLE_SECURE, true }, "Secure EL0, AArch32" },
    { PMU_S_EL1, { 1, ORACLE_SECURE, false }, "Secure EL1" },
    { PMU_S_EL2, { 2, ORACLE_SECURE, false }, "Secure EL2" },
    { PMU_RL_EL0, { 0, ORACLE_REALM, false }, "Realm EL0" },
    { PMU_RL_EL1, { 1, ORACLE_REALM, false }, "Realm EL1" },
    { PMU_RL_EL2, { 2, ORACLE_REALM, false }, "Realm EL2" },
};

const int pair_versions[PAIR_VERSIONS] = { 0, 1, 4, 5, 6, 7, 8, 9 };

static PMUVersion version(int pmuver)
{
    switch (pmuver) {
    case 0:
        return PMU_V2;
    case 1:
        return PMU_V3;
    case 4:
        return PMU_V3P1;
    case 5:
        return PMU_V3P4;
    case 6:
        return PMU_V3P5;
    case 7:
        return PMU_V3P7;
    case 8:
        return PMU_V3P8;
    default:
        return PMU_V3P9;
    }
}

void pair_tell_cpu(Pair *p)
{
    p->features = (PMUFeatures) {
        .counters = p->cpu.counters,
        .version = version(p->cpu.pmuver),
        .el2 = p->cpu.el2,
        .el3 = p->cpu.el3,
        .el3_aa64 = p->cpu.el3_aarch64,
        .sel2 = p->cpu.sel2,
        .rme = p->cpu.rme,
        .icntr = p->cpu.icntr,
        .threshold = p->cpu.pmuver >= 9,
        .ceid = { UINT64_MAX, UINT64_MAX },
    };
}

void pair_tell_regs(Pair *p)
{
    p->controls.pmcr = p->regs.pmcr;
    p->controls.mdcr_el2 = p->regs.mdcr_el2;
    p->controls.mdcr_el3 = p->regs.mdcr_el3;
    p->controls.pmcnten = p->regs.pmcnten;
    p->controls.suniden = p->regs.suniden;
}

void pair_set_type(Pair *p, int n, uint32_t typer)
{
    p->regs.typer[n] = typer;
    pmu_set_filter(&p->controls, n, typer);
}

PMUEventKind pair_kind(OracleEvent event)
{
    switch (event) {
    case ORACLE_SW_INCR:
        return PMU_EVENT_SOFTWARE;
    case ORACLE_INST_RETIRED:
        return PMU_EVENT_INSTRUCTION;
    case ORACLE_CPU_CYCLES:
        return PMU_EVENT_CYCLE;
    case ORACLE_STALL:
        return PMU_EVENT_NEVER;
    case ORACLE_CHAIN:
        return PMU_EVENT_CHAIN;
    default:
        return PMU_EVENT_NONE;
    }
}

uint64_t pair_implemented(const Pair *p)
{
    return COUNTERS(n, n == ORACLE_CYCLES || n < p->cpu.counters ||
                       (n == ORACLE_INSTRUCTIONS && p->cpu.icntr));
}

const char *pair_text(const Pair *p)
{
    static char text[2048];
    const OracleCPU *cpu = &p->cpu;
    const OracleRegs *regs = &p->regs;
    int length;

    length = snprintf(text, sizeof(text),
        "N=%d PMUVer=%d%s%s%s%s%s PMCR=0x%" PRIx64 " MDCR_EL2=0x%" PRIx64
        " MDCR_EL3=0x%" PRIx64 " PMCNTEN=0x%" PRIx64 " PMOVS=0x%" PRIx64
        " PMINTEN=0x%" PRIx64 " SUNIDEN=%d types",
        cpu->counters, cpu->pmuver, cpu->el2 ? " EL2" : "",
        !cpu->el3 ? "" : cpu->el3_aarch64 ? " EL3" : " EL3/AArch32",
        cpu->sel2 ? " SEL2" : "", cpu->rme ? " RME" : "",
        cpu->icntr ? " ICNTR" : "",
        regs->pmcr, regs->mdcr_el2, regs->mdcr_el3, regs->pmcnten,
        regs->pmovs, regs->pminten, regs->suniden);
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        length += snprintf(text + length, sizeof(text) - length,
                           " %" PRIx64, regs->typer[n]);
    }
    return text;
}

OracleCPU pair_cpu(int i)
{
    return (OracleCPU) {
        .el2 = i % 2,
        .sel2 = i / 2 % 2,
        .rme = i / 4 % 2,
        .el3 = i / 8 % 3 > 0,
        .el3_aarch64 = i / 8 % 3 > 1,
        .icntr = i / 24 > 0,
    };
}

/* SplitMix64, after Steele, Lea and Flood (OOPSLA 2014) */
uint64_t pair_random(PairRandom *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}
