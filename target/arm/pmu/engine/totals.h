/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the totals of the regimes, and folding them into values; what the
 * files that make up the engine share. With the BQL held, but for
 * pmu_value_now() and pmu_may_have_changed().
 */

#ifndef TARGET_ARM_PMU_TOTALS_H
#define TARGET_ARM_PMU_TOTALS_H

#include "glue.h"
#include "state.h"

/* Sort counter @n by its event, and take over its filters. */
void pmu_classify(ARMPMU *pmu, unsigned n);

/* Its register has changed: take up counting anew, without a moment lost. */
void pmu_retype(ARMPMU *pmu, unsigned n);

/* The reading of a source now: one that only grows */
uint64_t pmu_reading(const ARMPMU *pmu, PMUSource source);

/* Bring the running totals up to date. */
void pmu_advance(ARMPMU *pmu);

/* Likewise, but that of cycles to an earlier @time, not before its last one */
void pmu_advance_to(ARMPMU *pmu, uint64_t time);

/* Where the value of counter @n is kept */
uint64_t *pmu_value(const ARMPMU *pmu, unsigned n);

/* What counter @n keeps of a value: before PMUv3p5, 32 bits of an event's */
uint64_t pmu_narrow(const ARMPMU *pmu, unsigned n, uint64_t value);

/* How many bits of cycles a count of counter @n stands for: PMCR_EL0.D */
unsigned pmu_shift(const ARMPMU *pmu, unsigned n);

/* What the regimes that counter @n runs in have seen of its event */
uint64_t pmu_events_seen(const ARMPMU *pmu, unsigned n);

/**
 * pmu_value_now: what counter @n would be if it were folded now, its value
 * a plain sum: not of PMCR_EL0.D, nor of CHAIN
 * @cycles: the time, if that is what it counts
 *
 * Without the BQL: a value that is right if @deadline_seq did not change.
 */
uint64_t pmu_value_now(const ARMPMU *pmu, unsigned n, uint64_t cycles);

/**
 * pmu_add_events: let counter @n count, and its odd neighbour if that counts
 * CHAIN
 *
 * Returns the bits of those that overflowed.
 */
uint64_t pmu_add_events(ARMPMU *pmu, unsigned n, uint64_t events);

/* The counters of @mask, and those whose overflow they count */
uint64_t pmu_with_chained(const ARMPMU *pmu, uint64_t mask);

/*
 * Might folding the counters of @mask change something? Where an overflow
 * freezes others, all are looked at. Without the BQL.
 */
bool pmu_may_have_changed(const ARMPMU *pmu, uint64_t mask);

/**
 * pmu_fold: move what the totals, which are up to date, have gained into
 * values
 *
 * Returns whether any counter overflowed; PMOVS then has it.
 */
bool pmu_fold(ARMPMU *pmu, uint64_t mask);

#endif
