/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the engine keeps of one CPU's PMU. No file outside this
 * folder includes it, but for the unit tests.
 */

#ifndef TARGET_ARM_PMU_STATE_H
#define TARGET_ARM_PMU_STATE_H

#include "qemu/seqlock.h"
#include "engine.h"

/**
 * ARMPMU: one CPU's PMU
 * @features: what the CPU implements
 * @settings: see PMUSettings
 * @active: the model runs here
 *
 * @regimes: the regimes that the CPU can be in, a bit each
 * @regs: in CPUARMState
 *
 * @controls: the controls that the masks below were made for
 * @permitted: per regime, the counters that nothing prohibits or filters
 * @counting: per regime, the counters that count there
 * @running: those of them whose event has a source
 * @running_anywhere: those that run in some regime
 * @sourced: counters whose event has a source
 * @cycles: those of them that count cycles
 * @source: of each of them
 * @software: counters whose event is SW_INCR
 * @captures: counters whose event is PMU_SNAPSHOT
 * @chain: odd counters whose event is CHAIN
 * @chained: the even neighbours of those of them that are enabled
 * @wide: counters that overflow at 64 bits
 * @freezing: counters whose overflow freezes their range
 * @frozen: counters that an overflow has stopped
 * @divided: the cycle counter counts every 64th cycle
 * @enabled: counters that are enabled, their range too; frozen or not
 *
 * @regime: the regime whose totals are running
 * @sources: those that some running counter has
 * @since: per source, its reading when the totals were last brought up to
 *     date
 * @total: per regime and source, the events while the CPU was in it
 * @folded: per counter, the part of the totals that is in its value
 * @remainder: cycles counted towards the next count, if @divided
 *
 * @wanted: per regime, the sources that have to be counted in it; without
 *     cycles, which run anyway
 * @selected: what the CPU was told of that
 * @counted: what it counts, which may be more
 * @left: per source, the events until the next overflow that would be seen,
 *     less one. Counted down by the CPU, in ARMCPU
 * @limit: per source, its reading when that many have come
 *
 * @due: per regime, the earliest time at which an overflow that would be
 *     seen can come of cycles while the CPU is in it
 * @timer_due: when the timer goes off; INT64_MAX for never
 * @deadline_seq: changes while one is dealt with, for those who read a counter
 *     without the BQL
 * @irq: the level of PMUIRQ; negative for not known
 * @hooked: arm_pmu_el_changed() is called
 * @cpu, @timer, @hook, @resume, @spent, @traced: glue.c's
 */
struct ARMPMU {
    PMUFeatures features;   /* first: see arm_pmu_implements() */
    PMUSettings settings;
    bool active;

    uint32_t regimes;
    PMURegs regs;

    PMUControls controls;
    uint64_t permitted[PMU_REGIMES];
    uint64_t counting[PMU_REGIMES];
    uint64_t running[PMU_REGIMES];
    uint64_t running_anywhere;
    uint64_t sourced, cycles, software, captures, chain, chained, wide;
    uint64_t freezing, frozen, enabled;
    uint8_t source[PMU_ALL_COUNTERS];
    bool divided;

    PMURegime regime;
    uint64_t sources;
    uint64_t since[PMU_SOURCES];
    uint64_t total[PMU_REGIMES][PMU_SOURCES];
    uint64_t folded[PMU_ALL_COUNTERS];
    uint8_t remainder;

    uint64_t wanted[PMU_REGIMES];
    uint64_t selected, counted;
    int64_t *left;
    uint64_t limit[PMU_COUNTED_SOURCES];

    int64_t due[PMU_REGIMES];
    int64_t timer_due;
    QemuSeqLock deadline_seq;
    int8_t irq;
    bool hooked;

    ARMCPU *cpu;
    struct QEMUTimer *timer;
    struct ARMELChangeHook *hook;
    struct VMChangeStateEntry *resume;
    bool spent;
    int8_t traced;
};

#endif
