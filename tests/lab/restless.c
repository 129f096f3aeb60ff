/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest of KVM that resets, overflows and reprograms all its counters, for
 * ever. Whoever shares the CPU with it must not notice; nor may this guest
 * notice what others do. Each ROUND_NS it prints
 *
 *   round 7: raised 0x80000003 of 0x80000003, foreign 0x0, 900 cycles in 950 ns
 *
 * the flags that it wanted and got, those that it has not raised, and what
 * PMCCNTR gained between two looks at the clock. tests/lab/apart.sh judges.
 */
#include "board.h"

#define ROUND_NS    100000000ull
#define WINDOW_NS   2000000
/* An overflow reaches a kernel by its own interrupt, late on a busy machine */
#define RAISE_NS    50000000
#define TO_GO       2001
#define CYCLES      (COUNT_EVERYWHERE | EVENT_CPU_CYCLES)

static uint32_t wanted, raised, foreign;

static void run_for(uint64_t ns)
{
    uint64_t start = now_ns();

    while (now_ns() - start < ns) {
        spin(100, 0);
    }
}

static void start_all(void)
{
    pmu_reset();
    pmu_program(CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

/* 2^32 cycles are seconds: no counter that began at 0 overflows. */
static void be_quiet(void)
{
    start_all();
    run_for(WINDOW_NS);
    foreign |= reg_read(PMOVSSET);
}

/* Every second counter overflows, its neighbours do not. */
static void raise_flags(uint32_t which)
{
    uint64_t start;

    which &= mask_of(cpu.counters) | PMU_C;
    start_all();
    reg_write(PMCR, PMCR_E);
    reg_write(PMINTENSET, which);
    for (unsigned n = 0; n < cpu.counters; n++) {
        if (which >> n & 1) {
            reg_write(PMEVCNTR(n), -TO_GO & 0xffffffff);
        }
    }
    if (which & PMU_C) {
        reg_write(PMCCNTR, -TO_GO & 0xffffffff);
    }
    start = now_ns();
    while (reg_read(PMOVSSET) != which && now_ns() - start < RAISE_NS) {
        run_for(WINDOW_NS);
    }
    wanted |= which;
    raised |= reg_read(PMOVSSET) & which;
    foreign |= reg_read(PMOVSSET) & ~which;
}

/* Types and enables while all run */
static void reprogram(void)
{
    start_all();
    for (unsigned i = 0; i < 8; i++) {
        pmu_program(i & 1 ? CYCLES : COUNT_EVERYWHERE | EVENT_SW_INCR);
        reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_P | PMCR_C);
        reg_write(PMCNTENCLR, 0x55555555);
    }
}

/* The clock is read outside of the counter: no fewer ns than it could count */
static uint64_t cycles_in(uint64_t *ns)
{
    uint64_t start, before, after;

    start_all();
    start = now_ns();
    before = reg_read(PMCCNTR);
    run_for(WINDOW_NS);
    after = reg_read(PMCCNTR);
    *ns = now_ns() - start;
    return after - before;
}

int main(void)
{
    for (unsigned round = 0;; round++) {
        uint64_t next = now_ns() + ROUND_NS, ns, cycles;

        wanted = raised = foreign = 0;
        be_quiet();
        raise_flags(0xaaaaaaaa);
        raise_flags(0x55555555);
        reprogram();
        cycles = cycles_in(&ns);
        print("round %u: raised 0x%x of 0x%x, foreign 0x%x, "
              "%lu cycles in %lu ns\n", round, raised, wanted, foreign,
              cycles, ns);
        while (now_ns() < next) {
            reprogram();
        }
    }
}
