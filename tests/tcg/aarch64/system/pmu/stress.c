/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several CPUs count at once for a while, each with a PMU of its own: loops
 * of known lengths, an overflow in each of them, counters of both ranges, a
 * deadline of cycles, all programmed anew each time. Each count must be right
 * to the last digit, whatever happens to the machine meanwhile: it may be
 * looked at, stopped, saved, loaded or moved.
 *
 * With -append: cpus=N, ms=N, for how long at most. Says READY once all CPUs
 * run, and ends earlier at a byte from the serial port.
 */
#include "lib/internal.h"

#define GICD_ISPENDR0   (*(device_reg *)0x08000200ul)
#define PMU_PPI         (1u << 23)

#define COUNTERS        6
#define FIRST_RANGE     4

#define CYCLES          (1u << 31)          /* PMCCNTR: 64 bits everywhere */
#define PERIOD_NS       30000u              /* of cycles until an overflow */
#define PATIENCE_NS     10000000000ull      /* for its interrupt */
#define WRAP_NS         4000000000ull       /* sooner than 32 bits wrap */

/* In the order of the counters; those from FIRST_RANGE on are EL2's. */
enum { C_OVERFLOWS, C_LD, C_BR, C_CYCLES, C_ST, C_INST };

static const uint16_t numbers[COUNTERS] = {
    0x08, 0x06, 0x21, EVENT_CPU_CYCLES, 0x07, 0x08
};

/*
 * What one CPU has seen: rounds, and the first count that was wrong. The
 * first CPU reads it when the others have stopped.
 */
static struct report {
    unsigned rounds;
    const char *wrong;
    unsigned round;
    uint64_t got, want;
} reports[MAX_CPUS];

static uint64_t memory[MAX_CPUS][8] __attribute__((aligned(64)));
static volatile bool running[MAX_CPUS]; /* each says so; the first waits */
static volatile bool stop;              /* the first CPU says so */

/*
 * 8 instructions a turn: 2 loads, 1 store, 1 branch; and 3 that read the
 * clock twice and stop it. Returns what the clock went on by between them.
 */
#define INSTRUCTIONS(turns) (8 * (turns) + 3)

static uint64_t loop(uint64_t *where, uint64_t turns)
{
    uint64_t mask = CYCLES | (mask_of(COUNTERS) & ~(1u << C_CYCLES));
    uint64_t start, end;

    asm volatile("isb\n\t"
                 "msr pmcntenset_el0, %3\n\t"
                 "mrs %1, cntvct_el0\n"
                 "1: ldr x3, [%4]\n\t"
                 "add x3, x3, #1\n\t"
                 "str x3, [%4]\n\t"
                 "ldr x4, [%4, #8]\n\t"
                 "eor x4, x4, x3\n\t"
                 "nop\n\t"
                 "subs %0, %0, #1\n\t"
                 "b.ne 1b\n\t"
                 "mrs %2, cntvct_el0\n\t"
                 "msr pmcntenclr_el0, %3\n\t"
                 "isb"
                 : "+r"(turns), "=&r"(start), "=&r"(end)
                 : "r"(mask), "r"(where)
                 : "x3", "x4", "cc", "memory");
    return (end - start) * clock_step();
}

static void expect(struct report *report, uint64_t got, uint64_t want,
                   const char *what)
{
    if (got != want && !report->wrong) {
        *report = (struct report) {
            report->rounds, what, report->rounds, got, want
        };
    }
}

static void program(uint32_t period)
{
    for (unsigned n = 0; n < COUNTERS; n++) {
        reg_write(PMEVTYPER(n), COUNT_EVERYWHERE | numbers[n]);
        reg_write(PMEVCNTR(n), n == C_OVERFLOWS ? -period : 0);
    }
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    reg_write(PMCCNTR, 0);
    reg_write(PMINTENSET, 1 << C_OVERFLOWS);
    if (cpu.home == 2) {
        set_mdcr_el2(MDCR_EL2_HPME | FIRST_RANGE);
    }
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static void one_round(unsigned me)
{
    struct report *report = &reports[me];
    unsigned turns = 200 + (report->rounds * 37 + me * 11) % 2000;
    unsigned all = INSTRUCTIONS(turns);
    uint32_t period = 1 + (report->rounds * 131 + me * 17) % all;
    uint64_t start, least, most, cycles;

    program(period);
    start = now_ns();
    least = loop(memory[me], turns);
    most = now_ns() - start;
    expect(report, (uint32_t)reg_read(PMEVCNTR(C_OVERFLOWS)), all - period,
           "INST_RETIRED since its overflow");
    expect(report, reg_read(PMEVCNTR(C_LD)), 2 * turns, "LD_RETIRED");
    expect(report, reg_read(PMEVCNTR(C_BR)), turns, "BR_RETIRED");
    expect(report, reg_read(PMEVCNTR(C_ST)), turns, "ST_RETIRED");
    expect(report, reg_read(PMEVCNTR(C_INST)), all, "INST_RETIRED");
    /*
     * A cycle is a nanosecond of the clock that is read; it stands still
     * while the machine does. The clock is read once between the counter's
     * start and stop and once around them, and rounds down by a step each.
     */
    cycles = reg_read(PMCCNTR);
    expect(report, cycles + clock_step() >= least, true, "cycles, at least");
    expect(report, cycles <= most + clock_step(), true, "cycles, at most");
    expect(report, reg_read(PMOVSSET), 1 << C_OVERFLOWS, "PMOVSSET");
    expect(report, GICD_ISPENDR0 & PMU_PPI, PMU_PPI, "the line, high");
    reg_write(PMOVSCLR, 1 << C_OVERFLOWS);
    expect(report, GICD_ISPENDR0 & PMU_PPI, 0, "the line, low");
    report->rounds++;
}

/*
 * An overflow of cycles, of which another thread of QEMU's tells, while this
 * one reads the counter: the line goes high, and values never go back.
 */
static void timed_round(unsigned me)
{
    struct report *report = &reports[me];
    uint64_t start = now_ns(), value, last = 0;

    program(1);
    reg_write(PMINTENSET, 1 << C_CYCLES);
    reg_write(PMEVCNTR(C_CYCLES), -PERIOD_NS);
    reg_write(PMCNTENSET, 1 << C_CYCLES);
    while (!(GICD_ISPENDR0 & PMU_PPI) && now_ns() - start < PATIENCE_NS) {
        value = (uint32_t)(reg_read(PMEVCNTR(C_CYCLES)) + PERIOD_NS);
        expect(report, value >= last || now_ns() - start > WRAP_NS, true,
               "cycles, no step back");
        last = value;
    }
    reg_write(PMCNTENCLR, 1 << C_CYCLES);
    expect(report, reg_read(PMOVSSET), 1 << C_CYCLES, "PMOVSSET, cycles");
    reg_write(PMOVSCLR, 1 << C_CYCLES);
    expect(report, GICD_ISPENDR0 & PMU_PPI, 0, "the line, low again");
}

static void both_rounds(unsigned me)
{
    timed_round(me);
    one_round(me);
}

static void work(unsigned me)
{
    while (!stop) {
        both_rounds(me);
    }
}

static void other_cpu(unsigned me)
{
    pmu_reset();
    running[me] = true;
    work(me);
    asm volatile("dmb sy" : : : "memory");
    running[me] = false;
}

static void wait_for(unsigned cpus, bool there)
{
    for (unsigned i = 1; i < cpus; i++) {
        while (running[i] != there) {
            continue;
        }
    }
}

static void start_others(unsigned cpus)
{
    for (unsigned i = 1; i < cpus; i++) {
        if (!cpu_start(i, other_cpu)) {
            bail_out("no CPU %u", i);
        }
    }
    wait_for(cpus, true);
    print("READY\n");
}

static void tell(unsigned me)
{
    const struct report *report = &reports[me];

    test_begin("D13.12 CPU %u of %u counts its own", me,
               guest_option("cpus=", 1));
    test_expect(report->rounds > 0, true, "rounds");
    if (report->wrong) {
        test_expect(report->got, report->want, "round %u of %u: %s",
                    report->round, report->rounds, report->wrong);
    }
    test_end();
}

int main(void)
{
    unsigned cpus = guest_option("cpus=", 1);
    uint64_t end;

    if (!(reg_read(PMCEID0) >> numbers[C_LD] & 1) || cpu.counters < COUNTERS) {
        test_skip_all("too little to count");
    }
    if (cpu.home == 3) {
        test_skip_all("no PSCI of QEMU's with EL3");
    }
    start_others(cpus);
    end = now_ns() + guest_option("ms=", 500) * 1000000ull;
    while (now_ns() < end && !console_pending()) {
        both_rounds(0);
    }
    stop = true;
    wait_for(cpus, false);
    for (unsigned i = 0; i < cpus; i++) {
        tell(i);
    }
    return 0;
}
