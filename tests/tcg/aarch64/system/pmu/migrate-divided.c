/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PMCR.D divides the cycles that PMCCNTR_EL0 counts by 64, and counts on
 * towards the next count where a machine is moved (R59). An event counter
 * that is started by the same write counts the cycles undivided: a divided
 * count that is read between two reads of it lies between two numbers of
 * whole counts. One move may lose 63 cycles at most, several moves as many
 * each; with -icount the reads are some 10 cycles apart.
 *
 * Says READY, goes on at the first byte from the serial port, and says READY
 * again after each but "g".
 */
#include "lib/guest.h"

#define DIVISOR 64
#define SAMPLES 1000

static void start(void)
{
    pmu_reset();
    reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    reg_write(PMEVCNTR(0), 0);
    reg_write(PMCCNTR, 0);
    reg_write(PMCNTENSET, PMU_C | 1);
    reg_write(PMCR, PMCR_D | PMCR_E);
}

int main(void)
{
    uint64_t first, divided, last;

    start();
    do {
        print("READY\n");
    } while (console_byte() != 'g');
    test_begin("R59 the rest of a division by PMCR.D");
    for (unsigned i = 0; i < SAMPLES; i++) {
        first = reg_read(PMEVCNTR(0));
        divided = reg_read(PMCCNTR);
        last = reg_read(PMEVCNTR(0));
        if (divided < first / DIVISOR || divided > last / DIVISOR) {
            test_expect(divided, last / DIVISOR, "PMCCNTR at %lu to %lu",
                        first, last);
            break;
        }
    }
    test_end();
    return 0;
}
