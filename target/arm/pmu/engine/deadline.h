/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: when the next overflow comes that somebody would notice: the
 * timer that goes off then, and how many events are left until then. For the
 * engine; with the BQL held, by the vCPU or, where only cycles are concerned,
 * from the timer.
 */

#ifndef TARGET_ARM_PMU_DEADLINE_H
#define TARGET_ARM_PMU_DEADLINE_H

#include "qemu/atomic.h"
#include "totals.h"

/**
 * pmu_arm_timer: the regime, or its deadline, has changed
 *
 * A deadline that came nearer is the only reason to touch the timer.
 */
static inline void pmu_arm_timer(ARMPMU *pmu)
{
    if (pmu->due[pmu->regime] < pmu->timer_due) {
        qatomic_set__nocheck(&pmu->timer_due, pmu->due[pmu->regime]);
        pmu_glue_arm_timer(pmu, pmu->timer_due);
    }
}

/**
 * pmu_arm_deadlines: take the next overflow of counters of cycles into
 * account
 * @mask: the counters, which are folded
 *
 * A deadline is never late: it supposes that the counter goes on counting.
 * If the counter has paused since, the timer finds out and sets a new one.
 */
void pmu_arm_deadlines(ARMPMU *pmu, uint64_t mask);

/**
 * pmu_clear_deadlines: forget them all; the timer counts as gone off
 */
void pmu_clear_deadlines(ARMPMU *pmu);

/**
 * pmu_recall_deadlines: after a load, have the timer go off when it would
 * have gone off anyway
 */
void pmu_recall_deadlines(ARMPMU *pmu, const PMUPast *past);

/**
 * pmu_allot: say how many events of each counted source are left
 *
 * For the regime that the CPU is in, the totals up to date. By the vCPU.
 */
void pmu_allot(ARMPMU *pmu);

/**
 * pmu_next_freeze: the time of the next overflow of cycles that freezes
 *
 * All counters folded. Returns INT64_MAX if there is none in this regime.
 */
int64_t pmu_next_freeze(const ARMPMU *pmu);

#endif
