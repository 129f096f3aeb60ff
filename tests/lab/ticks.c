/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest of KVM whose counters run for ever. TICK_NS after the last time it
 * prints
 *
 *   tick 7: cycles 140012345 event 140012001 ok
 *
 * the cycle counter and event counter 0, which counts cycles too; "ok" if
 * both gained since the last tick, else "NOT OK". Whoever moves the machine
 * meanwhile compares the numbers. Between ticks, which cost many exits, it
 * keeps its CPU busy at EL1.
 */
#include "board.h"

#define TICK_NS 100000000ull

int main(void)
{
    uint64_t cycles = 0;
    uint32_t event = 0;

    pmu_program(EVENT_CPU_CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    for (unsigned tick = 0;; tick++) {
        uint64_t cycles_now = reg_read(PMCCNTR);
        uint32_t event_now = cpu.counters ? reg_read(PMEVCNTR(0)) : 0;
        uint32_t gain = event_now - event;
        bool ok = cycles_now > cycles &&
                  (!cpu.counters || (gain > 0 && gain < 1u << 31));

        print("tick %u: cycles %lu event %u %s\n", tick, cycles_now,
              event_now, ok ? "ok" : "NOT OK");
        cycles = cycles_now;
        event = event_now;
        for (uint64_t next = now_ns() + TICK_NS; now_ns() < next;) {
            spin(1000, 0);
        }
    }
}
