/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the state of one CPU's PMU over time.
 *
 * Time is summed up per regime, not per counter: while the CPU is in a
 * regime, that regime's total runs. A counter's value is what it was when it
 * was last folded plus what the totals of the regimes it counts in have
 * gained since. So an Exception-level change costs one comparison of two
 * words and, if some counter starts or stops, one reading of the clock and
 * one addition, whatever the number of counters.
 *
 * The architectural state stays in CPUARMState.cp15, folded values included;
 * everything here is derived from it and rebuilt after reset and load.
 *
 * What changes is protected by the BQL. Functions are called with it held,
 * but for those of single counters and arm_pmu_fold(), which take it if they
 * need it. "By the vCPU": the CPU must be the current one, or stopped.
 *
 * System emulation with TCG only. KVM has its own PMU, user-mode emulation
 * and HVF keep QEMU's stock model.
 */

#ifndef TARGET_ARM_PMU_ENGINE_H
#define TARGET_ARM_PMU_ENGINE_H

#include "qemu/seqlock.h"
#include "config.h"
#include "events.h"
#include "overflow.h"

/* Where values and overflow status are kept */
typedef struct PMUStore {
    uint64_t *events;       /* PMEVCNTR<n>_EL0 */
    uint64_t *cycles;       /* PMCCNTR_EL0 */
    uint64_t *pmovs;
} PMUStore;

/* Values and overflow status at one moment of the virtual clock, in ns */
typedef struct PMUCounts {
    uint64_t events[PMU_MAX_COUNTERS];
    uint64_t cycles;
    uint64_t pmovs;
    int64_t time;
} PMUCounts;

/* A reading of the clocks that events run with */
typedef struct PMUClock {
    uint64_t cycles;
    uint64_t instructions;
} PMUClock;

/**
 * ARMPMU: one CPU's PMU
 * @config: set through the CPU's properties
 * @incoming: the configuration that an incoming stream announced
 * @active: the model runs here
 *
 * The rest is the engine's own; others may look at it:
 * @features: what the CPU implements
 * @icount: QEMU counts instructions one by one
 * @regimes: the regimes that the CPU can be in, a bit each
 * @store: in CPUARMState
 *
 * @controls: the controls that the masks below were made for
 * @permitted: per regime, the counters that nothing prohibits or filters
 * @counting: per regime, the counters that count there
 * @running: those of them whose event runs with a clock
 * @running_anywhere: those that run in some regime
 * @timed: counters whose event runs with a clock
 * @instructions: those of them that count instructions
 * @software: counters whose event is SW_INCR
 * @chain: odd counters whose event is CHAIN
 * @chained: the even neighbours of those of them that are enabled
 * @wide: counters that overflow at 64 bits
 * @freezing: counters whose overflow freezes their range
 * @frozen: counters that an overflow has stopped
 * @divided: the cycle counter counts every 64th cycle
 *
 * @regime: the regime whose total is running
 * @since: the clocks when that total was last brought up to date
 * @total: per regime, the events while the CPU was in it
 * @folded: per counter, the part of the totals that is in its value
 * @remainder: cycles counted towards the next count, if @divided; not
 *     migrated
 *
 * @due: per regime, the earliest time at which an overflow that would be
 *     seen can come while the CPU is in it
 * @timer_due: when @timer goes off; INT64_MAX for never
 * @deadline_seq: changes while one is dealt with, for those who read a counter
 *     without the BQL
 * @stalled: instructions have stood still since the last deadline
 * @irq: the level of PMUIRQ; negative for not known
 * @hook: called at Exception-level changes while @hooked
 */
typedef struct ARMPMU {
    PMUConfig config, incoming;
    bool active;

    ARMCPU *cpu;
    PMUFeatures features;
    bool icount;
    uint32_t regimes;
    PMUStore store;

    PMUControls controls;
    uint32_t permitted[PMU_REGIMES];
    uint32_t counting[PMU_REGIMES];
    uint32_t running[PMU_REGIMES];
    uint32_t running_anywhere;
    uint32_t timed, instructions, software, chain, chained, wide;
    uint32_t freezing, frozen;
    bool divided;

    PMURegime regime;
    PMUClock since;
    PMUClock total[PMU_REGIMES];
    uint64_t folded[PMU_MAX_COUNTERS + 1];
    uint8_t remainder;

    int64_t due[PMU_REGIMES];
    int64_t timer_due;
    bool stalled;
    QEMUTimer *timer;
    QemuSeqLock deadline_seq;
    int8_t irq;
    ARMELChangeHook *hook;
    bool hooked;
} ARMPMU;

/**
 * arm_pmu_version: the PMU architecture that a CPU's ID registers name
 */
PMUVersion arm_pmu_version(ARMCPU *cpu);

/**
 * arm_pmu_register_config: have the configuration saved with the machine
 */
void arm_pmu_register_config(ARMCPU *cpu);

/**
 * arm_pmu_features: what a CPU implements, once its features are final
 */
PMUFeatures arm_pmu_features(ARMCPU *cpu);

/**
 * arm_pmu_free: the opposite of arm_pmu_realize(), if that was called, and
 * of the allocation
 */
void arm_pmu_free(ARMPMU *pmu);

/**
 * arm_pmu_start: begin to model; @features is set
 */
void arm_pmu_start(ARMPMU *pmu);

/**
 * arm_pmu_stop: give back what arm_pmu_start() took, if it was called
 */
void arm_pmu_stop(ARMPMU *pmu);

/**
 * arm_pmu_rebuild: derive everything anew from the CPU's registers
 */
void arm_pmu_rebuild(ARMPMU *pmu);

/**
 * arm_pmu_settle: likewise after a load, when the interrupt controller may
 * not have been loaded yet: PMUIRQ is driven again when the machine runs
 */
void arm_pmu_settle(ARMPMU *pmu);

/**
 * arm_pmu_fold: bring counters and overflow status up to date (R28)
 * @mask: the counters that the caller is about to look at or to change
 *
 * May raise the interrupt.
 */
void arm_pmu_fold(ARMPMU *pmu, uint32_t mask);

/**
 * arm_pmu_retune: a register that decides over counting has changed
 * @mask: counters whose event has changed as well
 *
 * Recomputes who counts where, when the next overflow comes and the
 * interrupt level. What was counted up to now keeps the old controls (R48).
 * By the vCPU.
 */
void arm_pmu_retune(ARMPMU *pmu, uint32_t mask);

/**
 * arm_pmu_watch: values, interrupt enables or overflow status have changed
 * @mask: the counters concerned, folded before the change
 *
 * Arms the timer for overflows that now would be seen, updates PMUIRQ.
 */
void arm_pmu_watch(ARMPMU *pmu, uint32_t mask);

/**
 * arm_pmu_read_counter: the value of a counter now
 * @n: the event counter, or PMU_CYCLE_COUNTER
 */
uint64_t arm_pmu_read_counter(ARMPMU *pmu, unsigned n);

/**
 * arm_pmu_write_counter: likewise
 */
void arm_pmu_write_counter(ARMPMU *pmu, unsigned n, uint64_t value);

/**
 * arm_pmu_write_type: write PMEVTYPER<n>_EL0 or PMCCFILTR_EL0
 * @n: the event counter, or PMU_CYCLE_COUNTER
 * @value: with the RES0 bits already cleared
 *
 * By the vCPU.
 */
void arm_pmu_write_type(ARMPMU *pmu, unsigned n, uint64_t value);

/**
 * arm_pmu_increment: an event has occurred that does not run with time
 * @mask: the counters whose event it is; those that count now do so once
 *
 * By the vCPU.
 */
void arm_pmu_increment(ARMPMU *pmu, uint32_t mask);

#endif
