/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Freeze on overflow (R29): with PMCR.FZO the first range stands while any of
 * its own counters has its overflow flag set, with MDCR_EL2.HPMFZO the
 * second. The cycle counter stands with the first range if PMCR.DP says so;
 * its own flag freezes nothing. PMCR.FZO written at EL1 leaves the second
 * range alone (R21). Needs FEAT_PMUv3p7.
 */
#include "lib/guest.h"

#define TO_GO 30001

static void set_controls(unsigned hpmn, bool fzo, bool hpmfzo, bool dp)
{
    set_mdcr_el2(hpmn | MDCR_EL2_HPME | (hpmfzo ? MDCR_EL2_HPMFZO : 0));
    reg_write(PMCR, PMCR_LC | PMCR_E | (fzo ? PMCR_FZO : 0) |
              (dp ? PMCR_DP : 0));
}

static uint32_t wanted(unsigned hpmn, bool fzo, bool hpmfzo, bool dp,
                       uint32_t flags)
{
    uint32_t first = mask_of(hpmn), all = mask_of(cpu.counters);
    uint32_t frozen = 0;

    if (fzo && (flags & first)) {
        frozen = first | (dp ? PMU_C : 0);
    }
    if (hpmfzo && cpu.el2 && (flags & all & ~first)) {
        frozen |= all & ~first;
    }
    return (all | PMU_C) & ~frozen;
}

static void test_flags(enum regime r, unsigned hpmn, uint32_t flags)
{
    test_begin("R29 freeze at %s, HPMN=%u, flags 0x%x", regime_name(r), hpmn,
               flags);
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    for (unsigned i = 0; i < 8; i++) {
        bool fzo = i & 1, hpmfzo = i & 2, dp = i & 4;

        set_controls(hpmn, fzo, hpmfzo, dp);
        reg_write(PMOVSSET, flags);
        test_expect(counted_at(r), wanted(hpmn, fzo, hpmfzo, dp, flags),
                    "counting, FZO=%u HPMFZO=%u DP=%u", fzo, hpmfzo, dp);
        reg_write(PMOVSCLR, flags);
        test_expect(counted_at(r), wanted(hpmn, fzo, hpmfzo, dp, 0),
                    "counting without flags");
    }
    test_end();
}

/* An overflow by PMSWINC, what follows it, and the end of the freeze */
static void test_software(unsigned hpmn, unsigned n)
{
    uint32_t all = mask_of(cpu.counters), range = mask_of(hpmn);
    uint64_t before[31];

    range = n < hpmn ? range : all & ~range;
    test_begin("R29 an overflow of PMEVCNTR%u freezes its range, HPMN=%u", n,
               hpmn);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    set_controls(hpmn, true, true, false);
    reg_write(PMEVCNTR(n), 0xffffffff);
    reg_write(PMSWINC, 1u << n);
    test_expect(reg_read(PMOVSSET), 1u << n, "PMOVSSET");
    for (unsigned i = 0; i < cpu.counters; i++) {
        before[i] = reg_read(PMEVCNTR(i));
    }
    reg_write(PMSWINC, all);
    for (unsigned i = 0; i < cpu.counters; i++) {
        test_expect(reg_read(PMEVCNTR(i)), before[i] + !(range >> i & 1),
                    "PMEVCNTR%u frozen", i);
    }
    reg_write(PMOVSCLR, 1u << n);
    reg_write(PMSWINC, range);
    for (unsigned i = 0; i < cpu.counters; i++) {
        test_expect(reg_read(PMEVCNTR(i)), before[i] + 1, "PMEVCNTR%u", i);
    }
    test_end();
}

/* R21: the flag of a counter of either range stands. */
static void test_confined(enum regime r, unsigned hpmn)
{
    uint32_t first = mask_of(hpmn), all = mask_of(cpu.counters);

    if (!hpmn || accessible(r, hpmn) == cpu.counters) {
        return;
    }
    test_begin("R21 PMCR.FZO of %s leaves the second range, HPMN=%u",
               regime_name(r), hpmn);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    set_controls(hpmn, false, false, false);
    reg_write(PMOVSSET, 1u << (cpu.counters - 1));
    write_at(r, PMCR, PMCR_LC | PMCR_E | PMCR_FZO);
    test_expect(counted_at(r), all | PMU_C, "counting, flag of the second");
    reg_write(PMOVSSET, 1);
    test_expect(counted_at(r), (all & ~first) | PMU_C,
                "counting, flags of both");
    test_end();
}

/* Time overflows counter @n: it stands, and so does all of its range. */
static void test_time(unsigned hpmn, unsigned n)
{
    uint32_t range = n < hpmn ? mask_of(hpmn) : ~mask_of(hpmn);
    uint64_t start, value;

    test_begin("R29 PMEVCNTR%u freezes its range in time, HPMN=%u", n, hpmn);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    set_controls(hpmn, true, true, false);
    reg_write(PMEVCNTR(n), (uint32_t)-TO_GO);
    start = now_ns();
    while (now_ns() - start < 2 * TO_GO) {
        continue;
    }
    test_expect(reg_read(PMOVSSET), 1u << n, "PMOVSSET");
    for (unsigned i = 0; i < cpu.counters; i++) {
        value = reg_read(PMEVCNTR(i));
        spin(500, 0);
        test_expect(reg_read(PMEVCNTR(i)) == value, range >> i & 1,
                    "PMEVCNTR%u stands", i);
    }
    value = reg_read(PMCCNTR);
    spin(500, 0);
    test_expect(reg_read(PMCCNTR) != value, true, "PMCCNTR counts on");
    test_end();
}

/*
 * FZO set while the counters run: the overflow still to come freezes them,
 * half way through the wait at the latest. Returns whether it did.
 */
static bool late_fzo_freezes(void)
{
    uint64_t start;

    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    set_controls(cpu.counters, false, false, false);
    reg_write(PMEVCNTR(1), 0);
    reg_write(PMEVCNTR(0), 0xffffffff - TO_GO);
    set_controls(cpu.counters, true, false, false);
    start = now_ns();
    while (now_ns() < start + 20000000) {
        continue;
    }
    return reg_read(PMEVCNTR(1)) < 10000000;
}

/* A busy host may be late, but not always. */
static void test_late_fzo(void)
{
    bool frozen = false;

    test_begin("R29 FZO set while counting");
    for (unsigned i = 0; i < 50 && !frozen; i++) {
        frozen = late_fzo_freezes();
    }
    test_expect(frozen, true, "the other counter stopped in time");
    test_expect(reg_read(PMOVSSET), 1, "PMOVSSET");
    test_end();
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    if (cpu.version < PMUV3P7) {
        test_skip_all("no FEAT_PMUv3p7");
    }
    if (cpu.counters > 1) {
        test_late_fzo();
    }
    for_each_hpmn(hpmn) {
        for_each_regime(r) {
            test_confined(r, hpmn);
            test_flags(r, hpmn, PMU_C);
            for (unsigned n = 0; n < cpu.counters; n++) {
                test_flags(r, hpmn, 1u << n);
            }
        }
        for (unsigned n = 0; n < cpu.counters; n++) {
            test_software(hpmn, n);
            test_time(hpmn, n);
        }
    }
    return 0;
}
