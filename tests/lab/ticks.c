/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest of KVM whose counters run for ever, above 2^32. TICK_NS after the
 * last time it prints
 *
 *   tick 7: cycles 21614848357 event 25909811293 ok
 *
 * the cycle counter and event counter 0, which counts cycles too; "ok" if
 * both gained since the last tick, by less than MOST, and with them what they
 * had above bit 31, else "NOT OK". Before PMUv3p5 an event counter has 32
 * bits. Whoever moves the machine meanwhile compares the numbers. Between
 * ticks, which cost many exits, it keeps its CPU busy at EL1.
 */
#include "board.h"

#define TICK_NS 100000000ull
#define MOST    (1ull << 31)
#define CYCLES  (5ull << 32)
#define EVENTS  (6ull << 32)

static bool gained(uint64_t now, uint64_t before)
{
    return now - before > 0 && now - before < MOST;
}

int main(void)
{
    bool wide = cpu.version >= PMUV3P5;
    uint64_t cycles = CYCLES, event = wide ? EVENTS : 0;

    pmu_program(EVENT_CPU_CYCLES);
    reg_write(PMCCNTR, cycles);
    if (cpu.counters) {
        reg_write(PMEVCNTR(0), event);
    }
    reg_write(PMCR, PMCR_LC | PMCR_E | (wide ? PMCR_LP : 0));
    for (unsigned tick = 0;; tick++) {
        uint64_t cycles_now = reg_read(PMCCNTR);
        uint64_t event_now = cpu.counters ? reg_read(PMEVCNTR(0)) : 0;
        bool ok = gained(cycles_now, cycles) &&
                  (!cpu.counters ||
                   gained(wide ? event_now
                               : event + (uint32_t)(event_now - event),
                          event));

        print("tick %u: cycles %lu event %lu %s\n", tick, cycles_now,
              event_now, ok ? "ok" : "NOT OK");
        cycles = cycles_now;
        event = event_now;
        for (uint64_t next = now_ns() + TICK_NS; now_ns() < next;) {
            spin(1000, 0);
        }
    }
}
