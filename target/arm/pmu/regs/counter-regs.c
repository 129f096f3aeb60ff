/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the system registers that hold counts and event types, direct
 * and through PMSELR.
 *
 * After the Arm ARM (DDI 0487), D24.5 and G8.4. AArch32 sees the low halves
 * and leaves the high ones as they are.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/core/threshold.h"
#include "pmu/engine/life.h"
#include "pmu/view/property.h"
#include "regs.h"

/* Counts */

static uint64_t read_count(CPUARMState *env, unsigned n)
{
    return arm_pmu_hides(env, n) ? 0 : arm_pmu_read_counter(arm_pmu(env), n);
}

static void write_count(CPUARMState *env, unsigned n, uint64_t value)
{
    if (!arm_pmu_ignores(env, n)) {
        arm_pmu_write_counter(arm_pmu(env), n, value);
    }
}

static uint64_t pmevcntr_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_count(env, arm_pmu_counter(ri));
}

static void pmevcntr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                           uint64_t value)
{
    write_count(env, arm_pmu_counter(ri), value);
}

static uint64_t pmxevcntr_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_count(env, arm_pmu_selected(env));
}

static void pmxevcntr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                            uint64_t value)
{
    write_count(env, arm_pmu_selected(env), value);
}

static uint64_t pmccntr_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_count(env, PMU_CYCLE_COUNTER);
}

static void pmccntr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                          uint64_t value)
{
    write_count(env, PMU_CYCLE_COUNTER, value);
}

/* AArch32 changes bits [31:0] only (R56). */
static void write_low_half(CPUARMState *env, unsigned n, uint32_t value)
{
    uint64_t old = arm_pmu_read_counter(arm_pmu(env), n);

    write_count(env, n, deposit64(old, 0, 32, value));
}

static void pmevcntr_write32(CPUARMState *env, const ARMCPRegInfo *ri,
                             uint64_t value)
{
    write_low_half(env, arm_pmu_counter(ri), value);
}

static void pmxevcntr_write32(CPUARMState *env, const ARMCPRegInfo *ri,
                              uint64_t value)
{
    write_low_half(env, arm_pmu_selected(env), value);
}

static void pmccntr_write32(CPUARMState *env, const ARMCPRegInfo *ri,
                            uint64_t value)
{
    write_low_half(env, PMU_CYCLE_COUNTER, value);
}

/* Event types and filters */

uint32_t arm_pmu_filter_mask(const PMUFeatures *f)
{
    uint32_t mask = PMEVTYPER_P | PMEVTYPER_U;

    if (f->el3) {
        mask |= PMEVTYPER_NSK | PMEVTYPER_NSU;
    }
    if (f->el3_aa64) {
        mask |= PMEVTYPER_M;
    }
    if (f->el2) {
        mask |= PMEVTYPER_NSH;
    }
    if (f->el3 && f->sel2) {
        mask |= PMEVTYPER_SH;
    }
    if (f->rme) {
        mask |= PMEVTYPER_RLK | PMEVTYPER_RLU | PMEVTYPER_RLH;
    }
    return mask;
}

/* The fields that are not RES0: MT is kept if it is there, without effect. */
static uint64_t type_mask(const PMUFeatures *f, unsigned n)
{
    uint64_t mask = arm_pmu_filter_mask(f);

    if (n == PMU_CYCLE_COUNTER) {
        return mask;
    }
    mask |= f->version >= PMU_V3P1 ? 0xffff : 0x3ff;
    mask |= f->mt ? PMEVTYPER_MT : 0;
    if (f->threshold) {
        mask |= MAKE_64BIT_MASK(PMEVTYPER_TH_SHIFT, PMU_THRESHOLD_BITS);
        mask |= PMEVTYPER_TC;
    }
    return mask;
}

static uint64_t stored_type(CPUARMState *env, unsigned n)
{
    return n == PMU_CYCLE_COUNTER ? env->cp15.pmccfiltr_el0
                                  : env->cp15.c14_pmevtyper[n];
}

static uint64_t read_type(CPUARMState *env, unsigned n)
{
    return arm_pmu_hides(env, n) ? 0 : stored_type(env, n);
}

static void write_type(CPUARMState *env, unsigned n, uint64_t value)
{
    ARMPMU *pmu = arm_pmu(env);

    if (!arm_pmu_ignores(env, n)) {
        value &= type_mask(arm_pmu_implements(pmu), n);
        arm_pmu_write_type(pmu, n, value);
    }
}

/* AArch32 has no M bit and no high half, and does not change them (R57). */
static void write_type32(CPUARMState *env, unsigned n, uint32_t value)
{
    const uint64_t kept = PMEVTYPER_HIGH | PMEVTYPER_M;

    write_type(env, n, (value & ~kept) | (stored_type(env, n) & kept));
}

static uint64_t pmevtyper_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_type(env, arm_pmu_counter(ri));
}

static void pmevtyper_write(CPUARMState *env, const ARMCPRegInfo *ri,
                            uint64_t value)
{
    write_type(env, arm_pmu_counter(ri), value);
}

static uint32_t read_type32(CPUARMState *env, unsigned n)
{
    return read_type(env, n) & ~PMEVTYPER_M;
}

static uint64_t pmevtyper_read32(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_type32(env, arm_pmu_counter(ri));
}

static void pmevtyper_write32(CPUARMState *env, const ARMCPRegInfo *ri,
                              uint64_t value)
{
    write_type32(env, arm_pmu_counter(ri), value);
}

static uint64_t pmxevtyper_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_type(env, arm_pmu_selected(env));
}

static void pmxevtyper_write(CPUARMState *env, const ARMCPRegInfo *ri,
                             uint64_t value)
{
    write_type(env, arm_pmu_selected(env), value);
}

static uint64_t pmxevtyper_read32(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_type32(env, arm_pmu_selected(env));
}

static void pmxevtyper_write32(CPUARMState *env, const ARMCPRegInfo *ri,
                               uint64_t value)
{
    write_type32(env, arm_pmu_selected(env), value);
}

static uint64_t pmccfiltr_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_type(env, PMU_CYCLE_COUNTER);
}

static void pmccfiltr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                            uint64_t value)
{
    write_type(env, PMU_CYCLE_COUNTER, value);
}

static uint64_t pmccfiltr_read32(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return read_type32(env, PMU_CYCLE_COUNTER);
}

static void pmccfiltr_write32(CPUARMState *env, const ARMCPRegInfo *ri,
                              uint64_t value)
{
    write_type32(env, PMU_CYCLE_COUNTER, value);
}

/* Their access functions make the fine-grained trap check as well. */
static const ARMCPRegInfo selected_regs[] = {
    { PMU_A64("PMXEVTYPER_EL0", 3, 9, 13, 1),
      PMU_TYPE(ARM_CP_IO | ARM_CP_NO_RAW),
      .access = PL0_RW, .accessfn = arm_access_pmxevtyper,
      .readfn = pmxevtyper_read, .writefn = pmxevtyper_write },
    { PMU_A32("PMXEVTYPER", 9, 13, 1), PMU_TYPE(ARM_CP_IO | ARM_CP_NO_RAW),
      .access = PL0_RW, .accessfn = arm_access_pmxevtyper,
      .readfn = pmxevtyper_read32, .writefn = pmxevtyper_write32 },

    { PMU_A64("PMXEVCNTR_EL0", 3, 9, 13, 2),
      PMU_TYPE(ARM_CP_IO | ARM_CP_NO_RAW),
      .access = PL0_RW, .accessfn = arm_access_pmxevcntr,
      .readfn = pmxevcntr_read, .writefn = pmxevcntr_write },
    { PMU_A32("PMXEVCNTR", 9, 13, 2), PMU_TYPE(ARM_CP_IO | ARM_CP_NO_RAW),
      .access = PL0_RW, .accessfn = arm_access_pmxevcntr,
      .readfn = pmxevcntr_read, .writefn = pmxevcntr_write32 },
};

static const ARMCPRegInfo cycle_regs[] = {
    { PMU_A64("PMCCNTR_EL0", 3, 9, 13, 0), PMU_TYPE(ARM_CP_IO),
      .access = PL0_RW, .accessfn = arm_access_pmccntr,
      .fgt = FGT_PMCCNTR_EL0, PMU_FIELD64(c15_ccnt),
      .readfn = pmccntr_read, .writefn = pmccntr_write },

    { PMU_A64("PMCCFILTR_EL0", 3, 14, 15, 7), PMU_TYPE(ARM_CP_IO),
      .access = PL0_RW, .accessfn = arm_access_pmu,
      .fgt = FGT_PMCCFILTR_EL0, PMU_FIELD64(pmccfiltr_el0),
      .writefn = pmccfiltr_write },
    { PMU_A32("PMCCFILTR", 14, 15, 7), PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL0_RW, .accessfn = arm_access_pmu,
      .fgt = FGT_PMCCFILTR_EL0, PMU_FIELD32(pmccfiltr_el0),
      .readfn = pmccfiltr_read32, .writefn = pmccfiltr_write32 },
};

/* Else reads are as simple as that of a field. */
static const ARMCPRegInfo hidden_cycle_regs[] = {
    { PMU_A64("PMCCFILTR_EL0", 3, 14, 15, 7), PMU_TYPE(ARM_CP_IO),
      .access = PL0_RW, .accessfn = arm_access_pmu,
      .fgt = FGT_PMCCFILTR_EL0, PMU_FIELD64(pmccfiltr_el0),
      .readfn = pmccfiltr_read, .writefn = pmccfiltr_write },
};

/* In place of one that says nothing; AArch32 sees it too. */
static const ARMCPRegInfo threshold_regs[] = {
    { .name = "PMMIR_EL1", .state = ARM_CP_STATE_BOTH,
      .opc0 = 3, .opc1 = 0, .crn = 9, .crm = 14, .opc2 = 6,
      PMU_TYPE(ARM_CP_CONST), .access = PL1_R, .accessfn = arm_access_pmu,
      .fgt = FGT_PMMIR_EL1,
      .resetvalue = PMU_THRESHOLD_BITS << PMMIR_THWIDTH_SHIFT },
};

/* Armv8 adds a 64-bit view, which then is the one that gdb shows. */
static void define_pmccntr32(ARMCPU *cpu)
{
    bool v8 = arm_feature(&cpu->env, ARM_FEATURE_V8);
    const ARMCPRegInfo low = {
        PMU_A32("PMCCNTR", 9, 13, 0),
        PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS | (v8 ? ARM_CP_NO_GDB : 0)),
        .access = PL0_RW, .accessfn = arm_access_pmccntr,
        .fgt = FGT_PMCCNTR_EL0, PMU_FIELD32(c15_ccnt),
        .readfn = pmccntr_read, .writefn = pmccntr_write32,
    };
    const ARMCPRegInfo both = {
        PMU_A32("PMCCNTR", 0, 9, 0),
        PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS | ARM_CP_64BIT),
        .access = PL0_RW, .accessfn = arm_access_pmccntr,
        .fgt = FGT_PMCCNTR_EL0, PMU_FIELD64(c15_ccnt),
        .readfn = pmccntr_read, .writefn = pmccntr_write,
    };

    arm_pmu_define_rows(cpu, &low, 1);
    if (v8) {
        arm_pmu_define_rows(cpu, &both, 1);
    }
}

static void define_event_counter(ARMCPU *cpu, unsigned n)
{
    uint8_t cntr = 8 | n >> 3, typer = 12 | n >> 3;
    g_autofree char *cntr32 = g_strdup_printf("PMEVCNTR%u", n);
    g_autofree char *cntr64 = g_strdup_printf("PMEVCNTR%u_EL0", n);
    g_autofree char *typer32 = g_strdup_printf("PMEVTYPER%u", n);
    g_autofree char *typer64 = g_strdup_printf("PMEVTYPER%u_EL0", n);
    const ARMCPRegInfo regs[] = {
        { PMU_A64(cntr64, 3, 14, cntr, n & 7), PMU_TYPE(ARM_CP_IO),
          .access = PL0_RW, .accessfn = arm_access_pmevcntr,
          .fgt = FGT_PMEVCNTRN_EL0, PMU_FIELD64(c14_pmevcntr[n]),
          .readfn = pmevcntr_read, .writefn = pmevcntr_write },
        { PMU_A32(cntr32, 14, cntr, n & 7),
          PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
          .access = PL0_RW, .accessfn = arm_access_pmevcntr,
          .fgt = FGT_PMEVCNTRN_EL0, PMU_FIELD32(c14_pmevcntr[n]),
          .readfn = pmevcntr_read, .writefn = pmevcntr_write32 },

        { PMU_A64(typer64, 3, 14, typer, n & 7), PMU_TYPE(ARM_CP_IO),
          .access = PL0_RW, .accessfn = arm_access_pmevtyper,
          .fgt = FGT_PMEVTYPERN_EL0, PMU_FIELD64(c14_pmevtyper[n]),
          .readfn = pmevtyper_read, .writefn = pmevtyper_write },
        { PMU_A32(typer32, 14, typer, n & 7),
          PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
          .access = PL0_RW, .accessfn = arm_access_pmevtyper,
          .fgt = FGT_PMEVTYPERN_EL0, PMU_FIELD32(c14_pmevtyper[n]),
          .readfn = pmevtyper_read32, .writefn = pmevtyper_write32 },
    };

    arm_pmu_define(cpu, regs);
}

void arm_pmu_define_counter_regs(ARMCPU *cpu)
{
    const PMUFeatures f = arm_pmu_features(cpu);

    arm_pmu_define(cpu, selected_regs);
    arm_pmu_define(cpu, cycle_regs);
    if (arm_pmu_version(cpu) >= PMU_V3P9) {
        arm_pmu_define(cpu, hidden_cycle_regs);
    }
    if (f.threshold) {
        arm_pmu_define(cpu, threshold_regs);
    }
    define_pmccntr32(cpu);
    for (unsigned n = 0; n < pmu_implemented_counters(&f); n++) {
        define_event_counter(cpu, n);
    }
}
