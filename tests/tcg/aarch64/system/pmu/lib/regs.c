/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PMU's registers and what controls it, in AArch64.
 */
#include "internal.h"
#include "place.h"

#define SDER32_EL3 S3_6_C1_C1_1

guest_fn *read_stub(unsigned reg)
{
    return (guest_fn *)pmu_read_stubs[stub_index(reg)];
}

guest_fn *write_stub(unsigned reg)
{
    return (guest_fn *)pmu_write_stubs[stub_index(reg)];
}

uint64_t reg_read(unsigned reg)
{
    return read_stub(reg)(POISON, 0);
}

void reg_write(unsigned reg, uint64_t value)
{
    write_stub(reg)(value, 0);
}

void set_mdcr_el2(uint64_t value)
{
    if (cpu.el2) {
        write_sysreg(mdcr_el2, value);
    }
}

uint64_t get_mdcr_el2(void)
{
    return cpu.el2 ? read_sysreg(mdcr_el2) : 0;
}

void set_mdcr_el3(uint64_t value)
{
    if (cpu.el3) {
        write_sysreg(mdcr_el3, value);
    }
}

uint64_t get_mdcr_el3(void)
{
    return cpu.el3 ? read_sysreg(mdcr_el3) : 0;
}

void set_suniden(bool on)
{
    if (cpu.sder) {
        write_sysreg(SDER32_EL3, on ? SDER_SUNIDEN : 0);
    }
}

void set_fine_grained2(uint64_t read, uint64_t write)
{
    if (cpu.el2 && cpu.fgt2) {
        write_sysreg(HDFGRTR2_EL2, read);
        write_sysreg(HDFGWTR2_EL2, write);
    }
}

void write_instructions(uint64_t count, uint64_t filter)
{
    if (cpu.icntr) {
        write_sysreg(PMICNTR_EL0, count);
        write_sysreg(PMICFILTR_EL0, filter);
    }
}

void read_instructions(uint64_t *values)
{
    values[0] = cpu.icntr ? read_sysreg(PMICNTR_EL0) : 0;
    values[1] = cpu.icntr ? read_sysreg(PMICFILTR_EL0) : 0;
}

void write_snapshot(uint64_t pmsscr, uint64_t pmecr)
{
    uint64_t mdcr_el2 = get_mdcr_el2(), mdcr_el3 = get_mdcr_el3();

    if (cpu.snapshot) {
        write_sysreg(oslar_el1, 0);
        set_mdcr_el3(MDCR_EL3_ENPM2 | MDCR_EL3_ENPMSS |
                     MDCR_EL3_PMSSE(PMSSE_LOWER));
        set_mdcr_el2(cpu.counters | MDCR_EL2_PMSSE(PMSSE_LOWER));
        write_sysreg(PMECR_EL1, PMECR_SSE(PMSSE_ALLOWED));
        write_sysreg(PMSSCR_EL1, PMSSCR_SS);
        write_sysreg(PMSSCR_EL1, pmsscr);
        write_sysreg(PMECR_EL1, pmecr);
        set_mdcr_el2(mdcr_el2);
        set_mdcr_el3(mdcr_el3);
    }
}

void capture_at(enum regime r)
{
    const struct place place = { .regime = r, .highest32 = A64_ONLY };
    uint64_t mdcr_el2 = get_mdcr_el2(), mdcr_el3 = get_mdcr_el3();

    set_mdcr_el3(mdcr_el3 | MDCR_EL3_PMSSE(PMSSE_LOWER));
    set_mdcr_el2(mdcr_el2 | MDCR_EL2_PMSSE(PMSSE_LOWER));
    write_sysreg(PMECR_EL1, PMECR_SSE(PMSSE_ALLOWED));
    place_write(place, PMSSCR, PMSSCR_SS);
    write_sysreg(PMECR_EL1, 0);
    set_mdcr_el2(mdcr_el2);
    set_mdcr_el3(mdcr_el3);
}

void read_snapshot(uint64_t *values)
{
    values[0] = cpu.snapshot ? read_sysreg(PMSSCR_EL1) : 0;
    values[1] = cpu.snapshot ? read_sysreg(PMECR_EL1) : 0;
    values[2] = cpu.snapshot ? read_sysreg(PMCCNTSVR_EL1) : 0;
    values[3] = cpu.snapshot && cpu.icntr ? read_sysreg(PMICNTSVR_EL1) : 0;
    values[4] = cpu.snapshot && cpu.counters ? read_sysreg(PMEVCNTSVR0_EL1)
                                             : 0;
}

uint64_t read_saved(enum regime r, unsigned n)
{
    const struct place place = { .regime = r, .highest32 = A64_ONLY };

    return place_read(place, PMEVCNTSVR(n));
}

void write_newer_traps(uint64_t value)
{
    if (cpu.el2 && cpu.fgt2) {
        write_sysreg(HDFGRTR2_EL2, value);
        write_sysreg(HDFGWTR2_EL2, value + 1);
        write_sysreg(HFGRTR2_EL2, value + 2);
        write_sysreg(HFGWTR2_EL2, value + 3);
        write_sysreg(HFGITR2_EL2, value + 4);
    }
}

void read_newer_traps(uint64_t *values)
{
    bool there = cpu.el2 && cpu.fgt2;

    values[0] = there ? read_sysreg(HDFGRTR2_EL2) : 0;
    values[1] = there ? read_sysreg(HDFGWTR2_EL2) : 0;
    values[2] = there ? read_sysreg(HFGRTR2_EL2) : 0;
    values[3] = there ? read_sysreg(HFGWTR2_EL2) : 0;
    values[4] = there ? read_sysreg(HFGITR2_EL2) : 0;
}

void set_fine_grained(uint64_t read, uint64_t write)
{
    if (cpu.el2 && cpu.fgt) {
        write_sysreg(HDFGRTR_EL2, read);
        write_sysreg(HDFGWTR_EL2, write);
    }
}
