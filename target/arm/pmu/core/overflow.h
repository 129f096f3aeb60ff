/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: adding events to a counter, overflow, freeze and the interrupt
 * level.
 *
 * After the Arm ARM (DDI 0487): D13.3, IncrementEventCounter(),
 * ShouldPMUFreeze() and CheckPMUOverflowCondition(). A counter of a PMUv3p5
 * counts over 64 bits whatever the width at which it overflows; an earlier
 * event counter has 32 bits.
 */

#ifndef TARGET_ARM_PMU_OVERFLOW_H
#define TARGET_ARM_PMU_OVERFLOW_H

#include "counting.h"

/**
 * pmu_wide: the counters that overflow at 64 bits, not at 32 (R27)
 * @f: what the CPU implements
 * @c: the controls; PMCR_EL0.LP for the first range, MDCR_EL2.HLP for the
 *     second, PMCR_EL0.LC for the cycle counter; the instruction counter always
 */
uint64_t pmu_wide(const PMUFeatures *f, const PMUControls *c);

/**
 * pmu_add: count events
 * @value: the counter, changed in place
 * @events: how many to add
 * @wide: overflows at 64 bits
 *
 * All 64 bits count on; who has a 32-bit counter truncates it afterwards.
 *
 * Returns how often the counter overflowed: 0 or 1 if @wide, else up to
 * 2^32.
 */
uint64_t pmu_add(uint64_t *value, uint64_t events, bool wide);

/**
 * pmu_until_overflow: how many events are still to come until the counter
 * overflows
 *
 * Returns 1..2^32 for a narrow counter, else 1..2^64-1, or 0 for 2^64.
 */
uint64_t pmu_until_overflow(uint64_t value, bool wide);

/**
 * pmu_freezing: the counters whose overflow freezes their range: all but the
 * cycle counter (R29)
 *
 * Returns 0 before PMUv3p7.
 */
uint64_t pmu_freezing(const PMUFeatures *f, const PMUControls *c);

/**
 * pmu_frozen: the counters that are frozen: those of a range in which one
 * that freezes has overflowed, and with the first range the cycle counter
 * if PMCR_EL0.DP is set (R29)
 * @pmovs: the overflow status, all of it
 */
uint64_t pmu_frozen(const PMUFeatures *f, const PMUControls *c,
                    uint64_t pmovs);

/**
 * pmu_irq_raisers: the counters that hold PMUIRQ high (R30)
 * @f: what the CPU implements
 * @c: the controls; the enables count, whether a counter counts does not
 * @pmovs: the overflow status, all of it
 * @pminten: the interrupt enables, all of them
 */
uint64_t pmu_irq_raisers(const PMUFeatures *f, const PMUControls *c,
                         uint64_t pmovs, uint64_t pminten);

/**
 * pmu_irq_level: the level of PMUIRQ: whether some counter holds it high
 */
bool pmu_irq_level(const PMUFeatures *f, const PMUControls *c,
                   uint64_t pmovs, uint64_t pminten);

#endif
