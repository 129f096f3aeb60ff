/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest of KVM that says what PMU it has, on each of its CPUs:
 *
 *   cpu 0: PMCR_EL0.N = 3
 *   cpu 0: counters 0..2 count
 *   cpu 0: counters 3..30 UNDEFINED
 *   cpu 0: cycle counter counts
 *
 * It judges nothing; tests/lab/cases compares. Every one of the 31 event
 * counters that the architecture numbers is tried, so that a hole shows.
 */
#include "board.h"

#define ALL_COUNTERS 31

static unsigned cpu_number;

/* What happens to counter @n, of those that @counted */
static const char *finding(unsigned n, uint32_t counted)
{
    uint64_t seen;

    trap_clear();
    reg_read(PMEVCNTR(n));
    seen = trap_seen();
    if (seen == trap_undef(1)) {
        return "UNDEFINED";
    }
    if (seen) {
        return "trap in another way";
    }
    return counted >> n & 1 ? "count" : "stand still";
}

/* Neighbours with the same finding share a line; texts are compared by place */
static void report_counters(uint32_t counted)
{
    unsigned first = 0;

    while (first < ALL_COUNTERS) {
        const char *what = finding(first, counted);
        unsigned end = first + 1;

        while (end < ALL_COUNTERS && finding(end, counted) == what) {
            end++;
        }
        print("cpu %u: counters %u..%u %s\n", cpu_number, first, end - 1,
              what);
        first = end;
    }
}

static void report(void)
{
    uint32_t counted;

    cpu.counters = PMCR_N(reg_read(PMCR));
    print("cpu %u: PMCR_EL0.N = %u\n", cpu_number, cpu.counters);
    pmu_reset();
    pmu_program(EVENT_CPU_CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    counted = counted_at(EL1);
    reg_write(PMCR, PMCR_LC);
    report_counters(counted);
    print("cpu %u: cycle counter %s\n", cpu_number,
          counted & PMU_C ? "counts" : "stands still");
}

int main(void)
{
    report();
    cpu_number = 1;
    run_second_cpu(report);
    guest_exit(0);
}
