/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CHAIN (R32): an odd counter counts the 32-bit overflows of the even one
 * before it, in each range by that range's LP or HLP, and no even counter
 * counts it. Exactly with SW_INCR, then with CPU_CYCLES in every regime;
 * flags and interrupt of the odd counter.
 *
 * A pair that HPMN parts is UNPREDICTABLE and left out, as is a filter of
 * the odd counter that differs from the even one's.
 */
#include "lib/guest.h"

#define TO_GO 30001

/* Even counters that have an odd one in the same range */
#define for_each_pair(n, hpmn) \
    for (n = pair_next(0, hpmn); n + 1 < cpu.counters; \
         n = pair_next(n + 2, hpmn))

static unsigned pair_next(unsigned n, unsigned hpmn)
{
    return n + 1 == hpmn ? n + 2 : n;
}

static bool is_wide(void)
{
    return cpu.version >= PMUV3P5;
}

static uint32_t odd_counters(void)
{
    return mask_of(cpu.counters) & 0xaaaaaaaa;
}

static void set_controls(unsigned hpmn, bool lp, bool hlp)
{
    set_mdcr_el2(hpmn | MDCR_EL2_HPME | (hlp ? MDCR_EL2_HLP : 0));
    reg_write(PMCR, PMCR_LC | PMCR_E | (lp ? PMCR_LP : 0));
}

static void stop(unsigned hpmn)
{
    reg_write(PMCR, PMCR_LC);
    set_mdcr_el2(hpmn);
}

/* Even counters count @event, odd ones CHAIN; all enabled, all 0. */
static void start(unsigned hpmn, uint32_t event)
{
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | event);
    for (unsigned n = 1; n < cpu.counters; n += 2) {
        reg_write(PMEVTYPER(n), COUNT_EVERYWHERE | EVENT_CHAIN);
    }
    set_controls(hpmn, false, false);
}

/* The even one last: it may count time. */
static void set_pair(unsigned n, uint64_t even, uint64_t odd)
{
    reg_write(PMOVSCLR, ~0u);
    reg_write(PMEVCNTR(n + 1), odd);
    reg_write(PMEVCNTR(n), even);
}

static void expect_pair(unsigned n, uint64_t even, uint64_t odd,
                        uint32_t flags)
{
    test_expect(reg_read(PMEVCNTR(n)), even, "PMEVCNTR%u", n);
    test_expect(reg_read(PMEVCNTR(n + 1)), odd, "PMEVCNTR%u", n + 1);
    test_expect(reg_read(PMOVSSET), flags << n, "PMOVSSET");
}

/* One increment each: nothing, the overflow, nothing. */
static void expect_steps(unsigned n, bool is_long)
{
    uint64_t top = is_wide() ? 1ull << 32 : 0;

    set_pair(n, 0xfffffffe, 5);
    reg_write(PMSWINC, 1u << n);
    expect_pair(n, 0xffffffff, 5, 0);
    reg_write(PMSWINC, 1u << n);
    expect_pair(n, top, is_long ? 5 : 6, is_long ? 0 : 1);
    reg_write(PMSWINC, 1u << n);
    expect_pair(n, top + 1, is_long ? 5 : 6, is_long ? 0 : 1);
    if (is_long) {
        set_pair(n, ~0ull, 5);
        reg_write(PMSWINC, 1u << n);
        expect_pair(n, 0, 5, 1);
    }
}

static void test_steps(unsigned hpmn, unsigned n)
{
    test_begin("R32 PMEVCNTR%u counts overflows of PMEVCNTR%u, HPMN=%u",
               n + 1, n, hpmn);
    start(hpmn, EVENT_SW_INCR);
    for (unsigned i = 0; i < 4; i++) {
        bool lp = i & 1, hlp = i & 2;

        set_controls(hpmn, lp, hlp);
        expect_steps(n, is_wide() && (n < hpmn ? lp : hlp));
    }
    test_end();
}

/* The odd counter overflows in turn, with its flag and its interrupt. */
static void test_carry(unsigned hpmn, unsigned n)
{
    uint64_t top = is_wide() ? 1ull << 32 : 0;

    test_begin("R32 overflow of PMEVCNTR%u by CHAIN, HPMN=%u", n + 1, hpmn);
    start(hpmn, EVENT_SW_INCR);
    set_pair(n, 0xfffffffe, 0xffffffff);
    reg_write(PMINTENSET, 2u << n);
    reg_write(PMSWINC, 1u << n);
    test_expect(pmu_irq_level(), false, "level before");
    reg_write(PMSWINC, 1u << n);
    test_expect(pmu_irq_level(), true, "level after");
    expect_pair(n, top, top, 3);
    test_end();
}

/* CHAIN is an event like others as to enables, and PMSWINC is none of it. */
static void test_enables(unsigned hpmn, unsigned n)
{
    uint64_t top = is_wide() ? 1ull << 32 : 0;

    test_begin("R32 CHAIN of PMEVCNTR%u when disabled, HPMN=%u", n + 1, hpmn);
    start(hpmn, EVENT_SW_INCR);
    reg_write(PMCNTENCLR, 2u << n);
    set_pair(n, 0xffffffff, 5);
    reg_write(PMSWINC, 3u << n);
    expect_pair(n, top, 5, 1);
    reg_write(PMCNTENSET, 2u << n);
    reg_write(PMCNTENCLR, 1u << n);
    set_pair(n, 0xffffffff, 5);
    reg_write(PMSWINC, 3u << n);
    expect_pair(n, 0xffffffff, 5, 0);
    test_end();
}

/* The counter before an even one, and after it, overflow. */
static void test_even(unsigned hpmn)
{
    test_begin("R32 even counters do not count CHAIN, HPMN=%u", hpmn);
    start(hpmn, EVENT_CHAIN);
    for (unsigned n = 1; n < cpu.counters; n += 2) {
        reg_write(PMEVTYPER(n), COUNT_EVERYWHERE | EVENT_SW_INCR);
        reg_write(PMEVCNTR(n), 0xffffffff);
    }
    reg_write(PMSWINC, odd_counters());
    test_expect(reg_read(PMOVSSET), odd_counters(), "PMOVSSET");
    for (unsigned n = 0; n < cpu.counters; n += 2) {
        test_expect(reg_read(PMEVCNTR(n)), 0, "PMEVCNTR%u", n);
    }
    test_end();
}

/* Cycles pass 32 bits once in @r; before PMUv3p5 the odd one is all of it. */
static void test_cycles(enum regime r, unsigned hpmn)
{
    unsigned n;

    test_begin("R32 CHAIN of CPU_CYCLES at %s, HPMN=%u", regime_name(r),
               hpmn);
    start(hpmn, only_in(r) | EVENT_CPU_CYCLES);
    stop(hpmn);
    for_each_pair(n, hpmn) {
        set_pair(n, (uint32_t)-400, 0);
    }
    set_controls(hpmn, false, false);
    run_at(r, spin, 2000, 0);
    stop(hpmn);
    for_each_pair(n, hpmn) {
        uint64_t even = reg_read(PMEVCNTR(n));

        test_expect(even >> 32, is_wide() ? 1 : 0, "PMEVCNTR%u[63:32]", n);
        test_expect((uint32_t)even < (uint32_t)-400, true,
                    "PMEVCNTR%u=0x%lx has passed", n, even);
        test_expect(reg_read(PMEVCNTR(n + 1)), 1, "PMEVCNTR%u", n + 1);
        test_expect(reg_read(PMOVSSET) >> n & 3, 1, "PMOVSSET");
    }
    test_end();
}

/* With -icount, time stands still while the host is busy. Resets the PMU. */
static uint64_t timeout_ns(void)
{
    return clock_is_deterministic() ? 1000000 : 100000000;
}

static void test_interrupt(unsigned hpmn, unsigned n)
{
    uint64_t timeout = timeout_ns();

    test_begin("R32 interrupt of PMEVCNTR%u in time, HPMN=%u", n + 1, hpmn);
    start(hpmn, EVENT_CPU_CYCLES);
    reg_write(PMCNTENCLR, ~(3u << n));
    reg_write(PMINTENSET, 2u << n);
    set_pair(n, (uint32_t)-TO_GO, 0xffffffff);
    test_expect(pmu_irq_wait(timeout), true, "level in time");
    test_expect(reg_read(PMOVSSET), 3u << n, "PMOVSSET");
    test_end();
}

/* R28: no other read stands between the overflow and that of PMOVSSET. */
static void test_flag_is_current(unsigned hpmn, unsigned n)
{
    test_begin("R28 PMOVSSET shows an overflow by CHAIN, PMEVCNTR%u, "
               "HPMN=%u", n + 1, hpmn);
    for (unsigned i = 0; i < 10; i++) {
        uint64_t now;

        start(hpmn, EVENT_CPU_CYCLES);
        reg_write(PMCNTENCLR, ~(3u << n));
        set_pair(n, (uint32_t)-2000 + i, 0xffffffff);
        now = now_ns();
        while (now_ns() - now < 2300) {
            continue;
        }
        test_expect(reg_read(PMOVSSET), 3u << n, "flags, try %u", i);
    }
    test_end();
}

int main(void)
{
    enum regime r;
    unsigned hpmn, n;

    if (!(reg_read(PMCEID0) >> EVENT_CHAIN & 1)) {
        test_skip_all("this CPU has no CHAIN");
    }
    if (cpu.counters < 2) {
        test_skip_all("this CPU has no pair of counters");
    }
    for_each_hpmn(hpmn) {
        for_each_pair(n, hpmn) {
            test_steps(hpmn, n);
            test_carry(hpmn, n);
            test_enables(hpmn, n);
            test_interrupt(hpmn, n);
            test_flag_is_current(hpmn, n);
        }
        test_even(hpmn);
        for_each_regime(r) {
            test_cycles(r, hpmn);
        }
    }
    return 0;
}
