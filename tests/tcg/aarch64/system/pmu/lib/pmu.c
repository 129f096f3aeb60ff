/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PMU's registers in any regime, and what the rules expect of the
 * partition. accessible() and only_in() are written from the rules alone.
 */
#include "internal.h"

/* The order is that of the stubs in start.S. */
unsigned stub_index(unsigned reg)
{
    if (reg >= PMEVCNTR(0)) {
        return 32 + reg - PMEVCNTR(0);
    }
    if (reg >= PMCR) {
        return reg - PMCR;
    }
    return 24 + reg - SYSREG(3, 0, 9, 14, 0);
}

uint64_t read_at(enum regime r, unsigned reg)
{
    return run_at(r, read_stub(reg), POISON, 0);
}

void write_at(enum regime r, unsigned reg, uint64_t value)
{
    run_at(r, write_stub(reg), value, 0);
}

void set_hpmn(unsigned hpmn)
{
    set_mdcr_el2((get_mdcr_el2() & ~MDCR_EL2_HPMN) | hpmn);
}

void pmu_reset(void)
{
    scr_el3_without = 0;
    regime_default();
    set_mdcr_el2(cpu.counters);
    set_mdcr_el3(MDCR_EL3_SPME |
                 (cpu.version >= PMUV3P9 ? MDCR_EL3_ENPM2 : 0) |
                 (cpu.snapshot ? MDCR_EL3_ENPMSS | MDCR_EL3_PMSSE(PMSSE_LOWER)
                               : 0));
    set_fine_grained(0, 0);
    set_fine_grained2(~0ull, ~0ull);
    reg_write(PMCNTENCLR, ~0ull);
    reg_write(PMINTENCLR, ~0ull);
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVTYPER(n), 0);
    }
    reg_write(PMCCFILTR, 0);
    reg_write(PMCR, PMCR_LC | PMCR_P | PMCR_C);
    reg_write(PMOVSCLR, ~0ull);
    reg_write(PMSELR, 0);
    reg_write(PMUSERENR, PMUSERENR_EN);
    if (cpu.version >= PMUV3P9 && !cpu.a32) {
        reg_write(PMUACR, 0);
    }
    write_instructions(0, 0);
    write_snapshot(PMSSCR_NC, 0);
}

uint32_t mask_of(unsigned n)
{
    return (uint32_t)((1ull << n) - 1);
}

unsigned accessible(enum regime r, unsigned hpmn)
{
    return regime_beneath_el2(r) ? hpmn : cpu.counters;
}

const char *access_rule(enum regime r)
{
    if (regime_el(r) >= 2) {
        return "R1";
    }
    if (!regime_el2_enabled(r)) {
        return "R3";
    }
    return regime_host(r) ? "R4" : "R2";
}

static bool hpmn_wanted(unsigned hpmn)
{
    if (!cpu.el2) {
        return hpmn == cpu.counters;
    }
    if (hpmn == 0) {
        return cpu.hpmn0 || cpu.counters == 0;
    }
    return hpmn <= 2 || hpmn + 1 >= cpu.counters;
}

unsigned hpmn_next(unsigned from)
{
    while (from <= cpu.counters && !hpmn_wanted(from)) {
        from++;
    }
    return from;
}

/*
 * R38: a regime counts where the two bits named there agree or differ.
 * Secure EL2 is let in by NSH, Non-secure EL2 with it: SH is another test.
 */
uint32_t only_in(enum regime r)
{
    uint32_t nowhere = PMEVTYPER_P | PMEVTYPER_U;

    switch (regime_el(r)) {
    case 3:
        /* An AArch32 EL3 has no M: there NSK keeps EL1 out. */
        return cpu.a32 ? PMEVTYPER_U | PMEVTYPER_NSK : nowhere | PMEVTYPER_M;
    case 2:
        if (regime_secure(r)) {
            return nowhere | PMEVTYPER_NSH;
        }
        return nowhere | PMEVTYPER_NSH | (cpu.sel2 ? PMEVTYPER_SH : 0);
    case 1:
        if (regime_secure(r)) {
            return PMEVTYPER_U | PMEVTYPER_NSK | PMEVTYPER_M;
        }
        return cpu.el3 ? nowhere | PMEVTYPER_NSK : PMEVTYPER_U;
    default:
        if (regime_secure(r)) {
            return PMEVTYPER_P | PMEVTYPER_NSU;
        }
        return cpu.el3 ? nowhere | PMEVTYPER_NSU : PMEVTYPER_P;
    }
}

void pmu_program(uint32_t type)
{
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVTYPER(n), type);
    }
    reg_write(PMCCFILTR, type & ~0xffffu);
    reg_write(PMCNTENSET, mask_of(cpu.counters) | PMU_C);
}

static uint64_t spin_between(uint64_t before, uint64_t after)
{
    ((void (*)(void))(uintptr_t)before)();
    spin(SPIN_LOOPS, 0);
    return ((uint32_t (*)(void))(uintptr_t)after)();
}

uint32_t spin_at(enum regime r, void (*before)(void), uint32_t (*after)(void))
{
    if (regime_el(r) == cpu.home) {
        return run_at(r, spin_between, (uintptr_t)before, (uintptr_t)after);
    }
    before();
    run_at(r, spin, SPIN_LOOPS, 0);
    return after();
}

void zero_counters(void)
{
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), 0);
    }
    reg_write(PMCCNTR, 0);
}

uint32_t nonzero_counters(void)
{
    uint32_t nonzero = reg_read(PMCCNTR) ? PMU_C : 0;

    for (unsigned n = 0; n < cpu.counters; n++) {
        nonzero |= reg_read(PMEVCNTR(n)) ? 1u << n : 0;
    }
    return nonzero;
}

uint32_t counted_at(enum regime r)
{
    return spin_at(r, zero_counters, nonzero_counters);
}

/* Cycles and instructions of a loop, started and stopped by one write each */
static uint64_t cycles_of(uint64_t turns, uint64_t *instructions)
{
    pmu_reset();
    reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | EVENT_INST_RETIRED);
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    reg_write(PMCNTENSET, PMU_C | 1);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    spin(turns, 0);
    reg_write(PMCR, PMCR_LC);
    *instructions = reg_read(PMEVCNTR(0));
    return reg_read(PMCCNTR);
}

bool clock_is_deterministic(void)
{
    uint64_t before, after, cycles;

    if (!cpu.counters) {
        return false;
    }
    cycles_of(1000, &before);
    cycles = cycles_of(1000, &before);
    cycles = cycles_of(3000, &after) - cycles;
    pmu_reset();
    for (unsigned shift = 0; after > before && shift <= 10; shift++) {
        if (cycles == (after - before) << shift) {
            return true;
        }
    }
    return false;
}
