/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time goes to the Exception level at which it passed. Of three counters of
 * one range, one counts at the level visited, one at home, one everywhere;
 * they are turned on and off, at home or at the level itself, so that
 * between two visits no two levels differ in what counts there. PMCCNTR
 * counts throughout. That counts add up proves nothing about this: those of
 * two levels may have changed places (R38).
 *
 * In real time two readings of the virtual counter bound what passed between
 * them. With a deterministic clock (QEMU's -icount)
 * longer loops at one level are seen there, to the instruction, and nowhere
 * else.
 */
#include "lib/guest.h"

#define ROUNDS  12
#define SHORT   2000        /* turns of a loop: more than the way there */
#define LONG    8000

/* The counters of one range, from @first on */
enum { THERE, HOME, WHOLE, PARTS };

/**
 * struct plan - what is measured
 * @r: the regime visited
 * @second: the counters are of the second range
 * @watched: overflows, at various times, interrupt
 * @by_filter: on and off by PMEVTYPER, not by PMCNTEN
 * @on_there, @off_there: at the regime visited, not at home
 * @turns: of the loop there and at home
 */
struct plan {
    enum regime r;
    uint32_t event;
    bool second, watched, by_filter, on_there, off_there;
    unsigned turns[2];
};

static struct plan plan;
static unsigned first;              /* counter of the range */
static uint64_t value_at_start;     /* of a counter, each round */
static bool on;
static uint64_t on_since;

/* Nanoseconds: inside the loops there and at home, and while all was on */
static uint64_t inside[2], outside;
static uint64_t counts[PARTS];

static enum regime home(void)
{
    return cpu.home == 3 ? EL3 : cpu.home == 2 ? EL2 : EL1;
}

static uint32_t counters(void)
{
    return mask_of(PARTS) << first;
}

static uint32_t filter_of(unsigned part)
{
    return part == WHOLE ? COUNT_EVERYWHERE
                         : only_in(part == THERE ? plan.r : home());
}

/*
 * The whole starts first and stops last. Both P and U, and nothing else:
 * that counts nowhere.
 */
static void set_types(bool count)
{
    for (unsigned i = 0; i < PARTS; i++) {
        unsigned part = count ? PARTS - 1 - i : i;
        uint32_t filter = count ? filter_of(part) : PMEVTYPER_P | PMEVTYPER_U;

        reg_write(PMEVTYPER(first + part), filter | plan.event);
    }
}

static void turn_on(void)
{
    on_since = now_ns();
    if (plan.by_filter) {
        set_types(true);
    } else {
        reg_write(PMCNTENSET, counters());
    }
    on = true;
}

static void turn_off(void)
{
    on = false;
    if (plan.by_filter) {
        set_types(false);
    } else {
        reg_write(PMCNTENCLR, counters());
    }
    outside += now_ns() - on_since;
}

static void stay(unsigned part)
{
    uint64_t start = now_ns();

    spin(plan.turns[part], 0);
    inside[part] += on ? now_ns() - start : 0;
}

static uint64_t visit(uint64_t starts, uint64_t stops)
{
    if (starts) {
        turn_on();
    }
    stay(THERE);
    if (stops) {
        turn_off();
    }
    return 0;
}

/* Watched counters overflow one after the other in the course of a round. */
static void begin_round(void)
{
    for (unsigned part = 0; part < PARTS; part++) {
        reg_write(PMEVCNTR(first + part), value_at_start - part * SHORT);
    }
    reg_write(PMOVSCLR, counters());
}

static void end_round(void)
{
    for (unsigned part = 0; part < PARTS; part++) {
        counts[part] += (reg_read(PMEVCNTR(first + part)) -
                         (value_at_start - part * SHORT)) & cpu.counter_bits;
    }
}

static void one_round(void)
{
    begin_round();
    run_at(plan.r, visit, false, false);
    stay(HOME);
    if (!plan.on_there) {
        turn_on();
    }
    run_at(plan.r, visit, plan.on_there, false);
    stay(HOME);
    run_at(plan.r, visit, false, plan.off_there);
    if (!plan.off_there) {
        turn_off();
    }
    end_round();
}

static void start(void)
{
    pmu_reset();
    first = plan.second ? PARTS : 0;
    value_at_start = plan.watched ? (1ull << 32) - SHORT : 2 * SHORT;
    for (unsigned part = 0; part < PARTS; part++) {
        counts[part] = 0;
    }
    inside[THERE] = inside[HOME] = outside = 0;
    set_types(!plan.by_filter);
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    reg_write(PMINTENSET, plan.watched ? counters() : 0);
    if (cpu.el2) {
        set_mdcr_el2(MDCR_EL2_HPME | (plan.second ? PARTS : cpu.counters));
    }
    reg_write(PMCNTENSET, PMU_C | (plan.by_filter ? counters() : 0));
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static void measure(unsigned there, unsigned at_home)
{
    plan.turns[THERE] = there;
    plan.turns[HOME] = at_home;
    start();
    for (unsigned i = 0; i < ROUNDS; i++) {
        one_round();
    }
    pmu_reset();
}

/* How it was turned on and off, and then @what, for a message */
#define WAY(what)   "%s, on %s, off %s: " what,                             \
                    plan.by_filter ? "PMEVTYPER" : "PMCNTEN",               \
                    plan.on_there ? "there" : "at home",                    \
                    plan.off_there ? "there" : "at home"

/* A message shows both, and so by how much */
#define EXPECT_AT_MOST(low, high, what) ({                                  \
    uint64_t low_ = (low), high_ = (high);                                  \
    test_expect(low_ > high_ ? low_ : high_, high_, WAY(what));             \
})

/* A reading is as much as one tick too early; a round has six at most. */
static void expect_bounds(void)
{
    uint64_t slack = 6 * ROUNDS * (1000000000 / read_sysreg(cntfrq_el0));

    EXPECT_AT_MOST(inside[THERE], counts[THERE] + slack, "there");
    EXPECT_AT_MOST(inside[HOME], counts[HOME] + slack, "home");
    EXPECT_AT_MOST(counts[THERE] + inside[HOME], counts[WHOLE] + slack,
                   "there and home");
    EXPECT_AT_MOST(counts[HOME] + inside[THERE], counts[WHOLE] + slack,
                   "home and there");
    EXPECT_AT_MOST(counts[WHOLE], outside + slack, "whole");
}

/* Two loops there are counted in each round, and one at home. */
static void expect_longer_loops(void)
{
    const uint64_t more = 2 * (LONG - SHORT) * ROUNDS;
    uint64_t there, at_home;

    measure(SHORT, SHORT);
    there = counts[THERE];
    at_home = counts[HOME];
    measure(LONG, SHORT);
    test_expect(counts[THERE], there + 2 * more, WAY("longer there"));
    test_expect(counts[HOME], at_home, WAY("longer there, home"));
    measure(SHORT, LONG);
    test_expect(counts[HOME], at_home + more, WAY("longer at home"));
    test_expect(counts[THERE], there, WAY("longer at home, there"));
}

static void try_way(void)
{
    if (plan.event == EVENT_INST_RETIRED) {
        expect_longer_loops();
        return;
    }
    measure(LONG, SHORT);
    expect_bounds();
    measure(SHORT, LONG);
    expect_bounds();
}

/* EL1 and EL0 cannot turn on and off what is of the second range. */
static void try_ways(void)
{
    bool reachable = !plan.second || regime_el(plan.r) >= 2;

    for (unsigned i = 0; i < 8; i++) {
        plan.by_filter = i & 4;
        plan.on_there = i & 2;
        plan.off_there = i & 1;
        if (reachable || !(i & 3)) {
            try_way();
        }
    }
}

static void test_attribution(enum regime r, uint32_t event, bool second,
                             bool watched)
{
    plan = (struct plan) {
        .r = r, .event = event, .second = second, .watched = watched,
    };
    test_begin("R38 %s of %s are its own, %s range%s",
               event == EVENT_CPU_CYCLES ? "CPU_CYCLES" : "INST_RETIRED",
               regime_name(r), second ? "second" : "first",
               watched ? ", interrupting" : "");
    try_ways();
    test_end();
}

int main(void)
{
    bool precise = clock_is_deterministic();
    bool two_ranges = cpu.el2 && cpu.counters >= 2 * PARTS;
    enum regime r;

    if (cpu.counters < PARTS) {
        test_skip_all("too few counters");
    }
    for_each_regime(r) {
        for (unsigned i = 0; i < 8 && regime_el(r) < cpu.home; i++) {
            bool instructions = i & 4, second = i & 2, watched = i & 1;

            if ((precise || !instructions) && (two_ranges || !second)) {
                test_attribution(r, instructions ? EVENT_INST_RETIRED
                                                 : EVENT_CPU_CYCLES,
                                 second, watched);
            }
        }
    }
    return 0;
}
