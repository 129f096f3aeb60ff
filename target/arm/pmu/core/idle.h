/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: why a counter does not count.
 *
 * For people who look at a PMU. Nothing is decided here: the answer is put
 * together from the masks that counting.h and overflow.h make, in the order
 * in which the Arm ARM (DDI 0487) has them in CountPMUEvents().
 */

#ifndef TARGET_ARM_PMU_IDLE_H
#define TARGET_ARM_PMU_IDLE_H

#include "overflow.h"

typedef enum PMUIdle {
    PMU_COUNTING,           /* not idle */
    PMU_DISABLED,           /* PMCNTENSET_EL0 */
    PMU_RANGE_DISABLED,     /* PMCR_EL0.E, or MDCR_EL2.HPME */
    PMU_FROZEN,             /* an overflow in its range (R29) */
    PMU_PROHIBITED,         /* in this regime (R33..R37) */
    PMU_FILTERED,           /* by its own filter, in this regime (R38) */
} PMUIdle;

/**
 * pmu_idle: the first reason for which a counter does not count
 * @f: what the CPU implements
 * @c: the controls
 * @pmovs: the overflow status, all of it
 * @regime: where the CPU is
 * @n: an implemented event counter, or PMU_CYCLE_COUNTER
 *
 * A counter that counts may still wait for ever for its event.
 */
PMUIdle pmu_idle(const PMUFeatures *f, const PMUControls *c, uint64_t pmovs,
                 PMURegime regime, unsigned n);

#endif
