/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * No count is lost or made up at a change of Exception level. Counters that
 * each count at one level, and one that counts at all of them, start by one
 * write and stop by another. Between the two writes the CPU is always at
 * exactly one level, and a change of level ends one count at the instant
 * that starts the next, so the parts add up to the whole, exactly: with or
 * without a deterministic clock, and whatever range the counters are in
 * (R38, R48, D13.3). PMCCNTR is the same clock as CPU_CYCLES.
 *
 * Meanwhile another counter overflows again and again, with its interrupt
 * enabled though nobody takes it: what finds the overflow is not to disturb
 * the sums, nor to lose time. On QEMU a cycle is a nanosecond of the clock
 * that the virtual counter shows.
 *
 * With a deterministic clock (QEMU's -icount), trips
 * of the same kind also cost the same at the level visited: the count of
 * many is that of one, times their number.
 */
#include "lib/guest.h"

#define TRIPS 10000

/* Levels 0..3, then the counter of them all */
enum { WHOLE = 4, PARTS_AND_WHOLE, SPARE = PARTS_AND_WHOLE };

/* Cycles from one overflow of SPARE to the next, and trips between looks */
#define SPARE_CYCLES    20000
#define SPARE_TRIPS     20

/* Filters of one level each, then of all; R38, with NSK = NSU = 0 */
static const uint32_t filter_of[] = {
    PMEVTYPER_P,
    PMEVTYPER_U | PMEVTYPER_M,
    PMEVTYPER_P | PMEVTYPER_U | PMEVTYPER_NSH,
    PMEVTYPER_P | PMEVTYPER_U | PMEVTYPER_M,
    COUNT_EVERYWHERE,
};

/* All of them in one range, so that one write starts or stops them */
static void switch_all(bool second, bool on)
{
    if (second) {
        write_sysreg(mdcr_el2, on ? MDCR_EL2_HPME : 0);
    } else {
        reg_write(PMCR, PMCR_LC | (on ? PMCR_E : 0));
    }
}

static void start(uint32_t event, bool second)
{
    pmu_reset();
    for (unsigned n = 0; n < PARTS_AND_WHOLE; n++) {
        reg_write(PMEVTYPER(n), filter_of[n] | event);
    }
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    switch_all(second, false);
    reg_write(PMCNTENSET, mask_of(PARTS_AND_WHOLE) | PMU_C);
}

/* What the trips took, by the virtual counter, in ns */
static struct {
    uint64_t least, most;
} window;

static unsigned spare_overflows;

static void rearm_spare(void)
{
    reg_write(PMEVCNTR(SPARE), (uint32_t)-SPARE_CYCLES);
    reg_write(PMOVSCLR, 1u << SPARE);
}

static void start_spare(void)
{
    spare_overflows = 0;
    reg_write(PMEVTYPER(SPARE), COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    rearm_spare();
    reg_write(PMINTENSET, 1u << SPARE);
    reg_write(PMCNTENSET, 1u << SPARE);
}

static void look_at_spare(void)
{
    if (reg_read(PMOVSSET) >> SPARE & 1) {
        spare_overflows++;
        rearm_spare();
    }
}

/* What the trips to @visits, each from home and back, cost each counter */
static void measure(uint32_t event, bool second, unsigned visits,
                    unsigned trips, bool spare, uint64_t *counts)
{
    static const enum regime level[] = { EL0, EL1, EL2 };
    uint64_t outside, inside;

    start(event, second);
    if (spare) {
        start_spare();
    }
    outside = now_ns();
    switch_all(second, true);
    inside = now_ns();
    for (unsigned i = 0; i < trips; i++) {
        if (spare && i % SPARE_TRIPS == 0) {
            look_at_spare();
        }
        for (unsigned el = 0; el < ARRAY_SIZE(level); el++) {
            if (visits >> el & 1) {
                run_at(level[el], spin, 1 + i % 7, 0);
            }
        }
    }
    window.least = now_ns() - inside - clock_step();
    switch_all(second, false);
    window.most = now_ns() - outside + clock_step();
    for (unsigned n = 0; n < PARTS_AND_WHOLE; n++) {
        counts[n] = reg_read(PMEVCNTR(n));
    }
}

static const char *event_name(uint32_t event)
{
    return event == EVENT_CPU_CYCLES ? "CPU_CYCLES" : "INST_RETIRED";
}

/* Levels below home that this machine has, as bits */
static unsigned lower_levels(void)
{
    unsigned levels = 0;

    for (unsigned el = 0; el < cpu.home; el++) {
        levels |= el != 2 || cpu.el2 ? 1u << el : 0;
    }
    return levels;
}

static void test_sum(uint32_t event, bool second)
{
    bool spare = cpu.counters > SPARE;
    uint64_t counts[PARTS_AND_WHOLE];
    uint64_t sum = 0;

    test_begin("R38 %s of the levels add up over %u trips, %s range",
               event_name(event), TRIPS, second ? "second" : "first");
    measure(event, second, lower_levels(), TRIPS, spare, counts);
    test_expect(spare_overflows != 0, spare, "another counter overflows");
    for (unsigned el = 0; el < WHOLE; el++) {
        bool there = el == cpu.home || (lower_levels() >> el & 1);

        test_expect(counts[el] != 0, there, "EL%u has counted", el);
        sum += counts[el];
    }
    test_expect(sum, counts[WHOLE], "sum of the levels");
    if (event == EVENT_CPU_CYCLES && window.most <= cpu.counter_bits) {
        test_expect(sum >= window.least && sum <= window.most, true,
                    "0x%lx, within 0x%lx and 0x%lx", sum, window.least,
                    window.most);
    }
    if (event == EVENT_CPU_CYCLES && !second) {
        test_expect(reg_read(PMCCNTR), counts[WHOLE], "PMCCNTR");
    }
    test_end();
}

/* Seven trips are one of each length that measure() has. */
static void test_rate(uint32_t event, unsigned el)
{
    uint64_t few[PARTS_AND_WHOLE], many[PARTS_AND_WHOLE];

    test_begin("R38 %s of each trip to EL%u are the same", event_name(event),
               el);
    measure(event, false, 1u << el, 7, false, few);
    measure(event, false, 1u << el, 7 * 1000, false, many);
    test_expect(few[el] != 0, true, "EL%u has counted", el);
    test_expect(many[el], few[el] * 1000, "counts of EL%u", el);
    test_end();
}

/* So far from overflow that the time until then is no number: QEMU goes on. */
static void test_far_overflow(void)
{
    const uint64_t far = 0x8000000000000001ull;

    test_begin("R27 64-bit instruction counter far from overflow");
    pmu_reset();
    reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | EVENT_INST_RETIRED);
    reg_write(PMEVCNTR(0), far);
    reg_write(PMINTENSET, 1);
    reg_write(PMCNTENSET, 1);
    reg_write(PMCR, PMCR_LC | PMCR_LP | PMCR_E);
    spin(100000, 0);
    test_expect(reg_read(PMEVCNTR(0)) > far + 100000, 1, "it counted");
    test_expect(reg_read(PMOVSSET), 0, "PMOVSSET");
    pmu_reset();
    test_end();
}

int main(void)
{
    bool precise = clock_is_deterministic();
    const uint32_t events[] = { EVENT_CPU_CYCLES, EVENT_INST_RETIRED };

    if (cpu.counters < PARTS_AND_WHOLE) {
        test_skip_all("too few counters");
    }
    if (precise && cpu.version >= PMUV3P5) {
        test_far_overflow();
    }
    for (unsigned i = 0; i < (precise ? 2 : 1); i++) {
        test_sum(events[i], false);
        if (cpu.el2 && cpu.hpmn0) {
            test_sum(events[i], true);
        }
        for (unsigned el = 0; el < cpu.home && precise; el++) {
            if (lower_levels() >> el & 1) {
                test_rate(events[i], el);
            }
        }
    }
    return 0;
}
