/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that reports for as long as it runs, to be started, saved and
 * restored by management software. It needs the serial port alone, and no
 * semihosting, unless its CPU has no PMUv3.
 *
 * The PMU is programmed once, so that a report after a restore tells that
 * counters and their set-up came along. A line four times a second:
 *
 *   report=7 counters=4 counting=4
 *
 * the number of the report, PMCR_EL0.N, and how many event counters have
 * gone on since the report before.
 */
#include "lib/guest.h"

#define PERIOD_NS 250000000ull

static uint64_t last[31];

static void start_counting(void)
{
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVTYPER(n), COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    }
    reg_write(PMCNTENSET, mask_of(cpu.counters));
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static unsigned gone_on(void)
{
    unsigned sum = 0;

    for (unsigned n = 0; n < cpu.counters; n++) {
        uint64_t value = reg_read(PMEVCNTR(n));

        sum += value != last[n];
        last[n] = value;
    }
    return sum;
}

static void wait_until(uint64_t ns)
{
    while (now_ns() < ns) {
        continue;
    }
}

int main(void)
{
    start_counting();
    for (unsigned report = 1;; report++) {
        wait_until(now_ns() + PERIOD_NS);
        print("report=%u counters=%u counting=%u\n", report,
              (unsigned)PMCR_N(reg_read(PMCR)), gone_on());
    }
}
