/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FEAT_PMUv3_TH: every condition, for events that occur now and then, in each
 * cycle, or never; in both ranges and at each Exception level.
 *
 * Three counters run over the same instructions: one with the condition, one
 * that counts cycles, one that counts the event without. The first must then
 * be equal to one of the others, or 0.
 */
#include "lib/guest.h"

#define EVENT_L1D_CACHE_REFILL  0x03
#define EVENT_RESERVED          0xbfff

/* What a counter grows by, its event occurring once at most in a cycle */
enum grows_by { NOTHING, ITS_EVENT, CYCLES };

/* PMEVTYPER.TC, and TH 0 and 1; first what does not occur in each cycle */
static const enum grows_by sometimes[8][2] = {
    { ITS_EVENT, NOTHING }, { ITS_EVENT, CYCLES },      /* not equal */
    { NOTHING, ITS_EVENT }, { CYCLES, ITS_EVENT },      /* equal */
    { ITS_EVENT, ITS_EVENT }, { CYCLES, ITS_EVENT },    /* at least */
    { NOTHING, NOTHING }, { NOTHING, CYCLES },          /* less */
};

static const enum grows_by in_each_cycle[8][2] = {
    { CYCLES, NOTHING }, { CYCLES, NOTHING },
    { NOTHING, CYCLES }, { NOTHING, CYCLES },
    { CYCLES, CYCLES }, { CYCLES, CYCLES },
    { NOTHING, NOTHING }, { NOTHING, NOTHING },
};

static uint64_t condition(unsigned tc, unsigned th)
{
    return (uint64_t)tc << 61 | (uint64_t)th << 32;
}

static void test_fields(void)
{
    bool there = cpu.version >= PMUV3P9;
    uint64_t fields = there ? condition(7, 1) : 0;

    test_begin("D13.8 the fields");
    if (cpu.version >= PMUV3P4) {
        test_expect(reg_read(PMMIR) >> 20 & 0xf, there, "PMMIR.THWIDTH");
    }
    pmu_reset();
    reg_write(PMEVTYPER(0), UINT64_MAX);
    test_expect(reg_read(PMEVTYPER(0)) >> 32, fields >> 32,
                "PMEVTYPER's high half, of all ones");
    reg_write(PMEVTYPER(0), UINT32_MAX);
    test_expect(reg_read(PMEVTYPER(0)) >> 32, 0, "and of zeroes");
    reg_write(PMSELR, 0);
    reg_write(PMXEVTYPER, UINT64_MAX);
    test_expect(reg_read(PMXEVTYPER) >> 32, fields >> 32, "PMXEVTYPER's");
    reg_write(PMCCFILTR, UINT64_MAX);
    test_expect(reg_read(PMCCFILTR) >> 32, 0, "PMCCFILTR has none");
    test_end();
}

/* Seven instructions, two of them loads; the first write does not count. */
static uint64_t seven(uint64_t unused, uint64_t mask)
{
    uint64_t word = 0;

    (void)unused;
    asm volatile("isb\n\t"
                 "msr pmcntenset_el0, %1\n\t"
                 "nop\n\t"
                 "ldr %0, [%2]\n\t"
                 "nop\n\t"
                 "ldr %0, [%2]\n\t"
                 "nop\n\t"
                 "nop\n\t"
                 "msr pmcntenclr_el0, %1"
                 : "+&r"(word) : "r"(mask), "r"(&word) : "memory");
    return word;
}

/* Can @r enable counter @n itself, or does home, for what runs there? */
static bool enables(enum regime r, unsigned n)
{
    return n < 3 || regime_el(r) >= 2;
}

/* @n and the two above it; HPMN is such that they are in the range wanted. */
static void measure(enum regime r, unsigned n, uint64_t with, uint32_t event)
{
    uint64_t mask = UINT64_C(7) << n;

    reg_write(PMEVTYPER(n), with | only_in(r) | event);
    reg_write(PMEVTYPER(n + 1), only_in(r) | EVENT_CPU_CYCLES);
    reg_write(PMEVTYPER(n + 2), only_in(r) | event);
    for (unsigned i = 0; i < 3; i++) {
        reg_write(PMEVCNTR(n + i), 0);
    }
    if (enables(r, n)) {
        run_at(r, seven, 0, mask);
    } else {
        reg_write(PMCNTENSET, mask);
        run_at(r, seven, 0, 0);
        reg_write(PMCNTENCLR, mask);
    }
}

/* Exact, but for what it takes @r to come and go */
static void expect_occurrences(enum regime r, unsigned n, uint32_t event)
{
    uint64_t seen = reg_read(PMEVCNTR(n + 2));
    uint64_t want = event == EVENT_INST_RETIRED ? 7 :
                    event == EVENT_LD_RETIRED ? 2 : 0;

    if (event != EVENT_CPU_CYCLES) {
        test_expect(enables(r, n) || !want ? seen == want : seen >= want, true,
                    "occurrences: %lu", seen);
    }
}

static void test_event(enum regime r, unsigned n, uint32_t event,
                       const enum grows_by wanted[8][2])
{
    test_begin("D13.8 event 0x%x, counter %u, at %s", event, n,
               regime_name(r));
    for (unsigned tc = 0; tc < 8; tc++) {
        for (unsigned th = 0; th < 2; th++) {
            uint64_t want = 0;

            measure(r, n, condition(tc, th), event);
            expect_occurrences(r, n, event);
            if (wanted[tc][th] == CYCLES) {
                want = reg_read(PMEVCNTR(n + 1));
                test_expect(want > 0, true, "TC=%u TH=%u: cycles", tc, th);
            } else if (wanted[tc][th] == ITS_EVENT) {
                want = reg_read(PMEVCNTR(n + 2));
            }
            test_expect(reg_read(PMEVCNTR(n)), want, "TC=%u TH=%u", tc, th);
        }
    }
    test_end();
}

static void test_range(enum regime r, unsigned n)
{
    test_event(r, n, EVENT_INST_RETIRED, sometimes);
    test_event(r, n, EVENT_LD_RETIRED, sometimes);
    test_event(r, n, EVENT_L1D_CACHE_REFILL, sometimes);
    test_event(r, n, EVENT_RESERVED, sometimes);
    test_event(r, n, EVENT_CPU_CYCLES, in_each_cycle);
}

/* Counters 0..2 in the first range, 3..5 in the second; or all in the first */
static void test_ranges(enum regime r)
{
    pmu_reset();
    reg_write(PMCR, PMCR_LC | PMCR_E);
    test_range(r, 0);
    if (cpu.el2) {
        set_mdcr_el2(MDCR_EL2_HPME | 3);
        reg_write(PMCR, PMCR_LC);
        test_range(r, 3);
    }
}

/* A write to PMSWINC is one occurrence; so is an overflow to CHAIN. */
static void test_single(uint32_t event, const char *name)
{
    unsigned n = event == EVENT_CHAIN;

    test_begin("D13.8 %s", name);
    for (unsigned tc = 0; tc < 8; tc++) {
        for (unsigned th = 0; th < 2; th++) {
            enum grows_by want = sometimes[tc][th];
            uint64_t got;

            pmu_reset();
            reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | EVENT_SW_INCR);
            reg_write(PMEVTYPER(n), condition(tc, th) | COUNT_EVERYWHERE |
                                    event);
            if (n) {
                reg_write(PMEVCNTR(0), UINT32_MAX);
            }
            reg_write(PMCNTENSET, n ? 3 : 1);
            reg_write(PMCR, PMCR_E);
            reg_write(PMSWINC, 1);
            spin(100, 0);
            reg_write(PMCR, 0);
            got = reg_read(PMEVCNTR(n));
            if (want == CYCLES) {
                test_expect(got > 1, true, "TC=%u TH=%u: cycles", tc, th);
            } else {
                test_expect(got, want == ITS_EVENT, "TC=%u TH=%u", tc, th);
            }
        }
    }
    test_end();
}

int main(void)
{
    enum regime r;

    test_fields();
    if (cpu.version < PMUV3P9) {
        return 0;
    }
    for_each_regime(r) {
        test_ranges(r);
    }
    test_single(EVENT_SW_INCR, "SW_INCR");
    test_single(EVENT_CHAIN, "CHAIN");
    return 0;
}
