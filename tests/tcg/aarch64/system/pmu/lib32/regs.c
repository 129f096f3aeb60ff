/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PMU's registers and what controls it, in AArch32.
 */
#include "a32.h"

static bool is_whole(unsigned reg)
{
    return reg == PMCCNTR && !cpu.v2;
}

guest_fn *read_stub(unsigned reg)
{
    return is_whole(reg) ? read_pmccntr
                         : (guest_fn *)pmu_read_stubs[stub_index(reg)];
}

guest_fn *write_stub(unsigned reg)
{
    return is_whole(reg) ? write_pmccntr
                         : (guest_fn *)pmu_write_stubs[stub_index(reg)];
}

/*
 * At home, what PMUv2 does not have is reached through PMSELR, of which
 * nobody else notices a thing.
 */
static bool is_selected(unsigned reg)
{
    return cpu.v2 && reg >= PMEVCNTR(0);
}

static unsigned select(unsigned reg)
{
    reg_write(PMSELR, (reg - PMEVCNTR(0)) & 31);
    return reg >= PMEVTYPER(0) ? PMXEVTYPER : PMXEVCNTR;
}

uint64_t reg_read(unsigned reg)
{
    uint64_t selr, value;

    if (!is_selected(reg)) {
        return read_stub(reg)(POISON, 0);
    }
    selr = reg_read(PMSELR);
    value = reg_read(select(reg));
    reg_write(PMSELR, selr);
    return value;
}

void reg_write(unsigned reg, uint64_t value)
{
    uint64_t selr;

    if (!is_selected(reg)) {
        write_stub(reg)(value, 0);
        return;
    }
    selr = reg_read(PMSELR);
    reg_write(select(reg), value);
    reg_write(PMSELR, selr);
}

void set_mdcr_el2(uint64_t value)
{
    if (cpu.el2) {
        write_cp15(4, c1, c1, 1, value);                        /* HDCR */
    }
}

uint64_t get_mdcr_el2(void)
{
    return cpu.el2 ? read_cp15(4, c1, c1, 1) : 0;
}

void set_mdcr_el3(uint64_t value)
{
    if (cpu.el3 && !cpu.v2) {
        write_cp15(0, c1, c3, 1, value);                        /* SDCR */
    }
}

uint64_t get_mdcr_el3(void)
{
    return cpu.el3 && !cpu.v2 ? read_cp15(0, c1, c3, 1) : 0;
}

void set_suniden(bool on)
{
    if (cpu.sder) {
        write_cp15(0, c1, c1, 1, on ? SDER_SUNIDEN : 0);        /* SDER */
    }
}

/* FEAT_FGT is AArch64's. */
void set_fine_grained(uint64_t hdfgrtr, uint64_t hdfgwtr)
{
    (void)hdfgrtr;
    (void)hdfgwtr;
}

void write_instructions(uint64_t count, uint64_t filter)
{
    (void)count;
    (void)filter;
}

void read_instructions(uint64_t *values)
{
    values[0] = values[1] = 0;
}

void write_snapshot(uint64_t pmsscr, uint64_t pmecr)
{
    (void)pmsscr;
    (void)pmecr;
}

void read_snapshot(uint64_t *values)
{
    for (unsigned i = 0; i < SNAPSHOT_REGISTERS; i++) {
        values[i] = 0;
    }
}

void write_newer_traps(uint64_t value)
{
    (void)value;
}

void read_newer_traps(uint64_t *values)
{
    for (unsigned i = 0; i < NEWER_TRAPS; i++) {
        values[i] = 0;
    }
}

void set_fine_grained2(uint64_t hdfgrtr2, uint64_t hdfgwtr2)
{
    (void)hdfgrtr2;
    (void)hdfgwtr2;
}

void capture_at(enum regime r)
{
    (void)r;
}

uint64_t read_saved(enum regime r, unsigned n)
{
    (void)r;
    (void)n;
    return 0;
}
