/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: when the next overflow comes that somebody would notice.
 */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/host-utils.h"
#include "deadline.h"

/* Of nothing that is watched there are ever so many. */
#define UNLIMITED   (INT64_MAX / 2)

/* Counters whose next overflow would raise the interrupt, or freeze */
static uint64_t watched(const ARMPMU *pmu)
{
    uint64_t mask = (*pmu->regs.pminten | pmu->freezing) & ~*pmu->regs.pmovs;

    return pmu_with_chained(pmu, mask) & pmu->sourced;
}

/* When counter @n overflows if it counts from now on, its value folded */
static int64_t overflow_time(const ARMPMU *pmu, unsigned n)
{
    uint64_t left = pmu_until_overflow(*pmu_value(pmu, n),
                                       pmu->wide >> n & 1);
    unsigned shift = pmu_shift(pmu, n);
    int64_t since = pmu->since[PMU_SOURCE_CYCLE];

    if (left == 0 || left > (uint64_t)INT64_MAX >> shift) {
        return INT64_MAX;
    }
    left = (left << shift) - (shift ? pmu->remainder : 0);
    return left > (uint64_t)(INT64_MAX - since) ? INT64_MAX : since + left;
}

void pmu_arm_deadlines(ARMPMU *pmu, uint64_t mask)
{
    mask = pmu_with_chained(pmu, mask) & watched(pmu) & pmu->cycles;
    for (; mask; mask &= mask - 1) {
        unsigned n = ctz64(mask);
        int64_t time = overflow_time(pmu, n);

        for (int r = 0; r < PMU_REGIMES; r++) {
            if (pmu->running[r] >> n & 1) {
                pmu->due[r] = MIN(pmu->due[r], time);
            }
        }
    }
    pmu_arm_timer(pmu);
}

void pmu_clear_deadlines(ARMPMU *pmu)
{
    for (int r = 0; r < PMU_REGIMES; r++) {
        pmu->due[r] = INT64_MAX;
    }
    qatomic_set__nocheck(&pmu->timer_due, INT64_MAX);
}

PMUPast arm_pmu_recall(const ARMPMU *pmu)
{
    PMUPast past = {
        .remainder = pmu->remainder,
        .timed = true,
        .timer_due = pmu->timer_due,
    };

    memcpy(past.due, pmu->due, sizeof(past.due));
    return past;
}

void pmu_recall_deadlines(ARMPMU *pmu, const PMUPast *past)
{
    for (int r = 0; r < PMU_REGIMES; r++) {
        pmu->due[r] = MIN(pmu->due[r], past->due[r]);
    }
    qatomic_set__nocheck(&pmu->timer_due,
                         MIN(pmu->timer_due, past->timer_due));
}

/* The events that counter @n can still count before it overflows */
static uint64_t events_left(const ARMPMU *pmu, unsigned n)
{
    uint64_t left = pmu_until_overflow(*pmu_value(pmu, n),
                                       pmu->wide >> n & 1);
    uint64_t unfolded = pmu_events_seen(pmu, n) - pmu->folded[n];

    /* 0 is 2^64; what has overflowed already is found at the next event. */
    left = left ? left : UINT64_MAX;
    return left > unfolded ? left - unfolded : 1;
}

void pmu_allot(ARMPMU *pmu)
{
    uint64_t mask = watched(pmu) & pmu->running[pmu->regime] & ~pmu->cycles;
    uint64_t sources = pmu->counted;
    uint64_t left[PMU_COUNTED_SOURCES];

    for (uint64_t rest = sources; rest; rest &= rest - 1) {
        left[ctz64(rest)] = UNLIMITED;
    }
    for (; mask; mask &= mask - 1) {
        unsigned n = ctz64(mask), source = pmu->source[n];

        left[source] = MIN(left[source], events_left(pmu, n));
    }
    for (uint64_t rest = sources; rest; rest &= rest - 1) {
        unsigned source = ctz64(rest);
        uint64_t reading = pmu_reading(pmu, source);
        uint64_t limit = pmu->since[source] + left[source] - 1;

        qatomic_set__nocheck(&pmu->limit[source], limit);
        qatomic_set__nocheck(&pmu->left[source], (int64_t)(limit - reading));
    }
}

int64_t pmu_next_freeze(const ARMPMU *pmu)
{
    uint64_t mask = pmu_with_chained(pmu,
                                     pmu->freezing & ~*pmu->regs.pmovs) &
                    pmu->running[pmu->regime] & pmu->cycles;
    int64_t next = INT64_MAX;

    for (; mask; mask &= mask - 1) {
        next = MIN(next, overflow_time(pmu, ctz64(mask)));
    }
    return next;
}
