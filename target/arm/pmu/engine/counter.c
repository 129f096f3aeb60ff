/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: single counters are read, written and counted up.
 */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/host-utils.h"
#include "qemu/main-loop.h"
#include "totals.h"

/*
 * Beside the vCPU only a deadline changes what a value is made of. Not where
 * an overflow may be found that the CPU is to know of at once, nor where a
 * count is more than a sum.
 */
static bool read_unlocked(ARMPMU *pmu, unsigned n, uint64_t *value)
{
    bool cycles = pmu->cycles >> n & 1;
    int64_t now = 0, due;
    unsigned start;

    if (pmu->freezing || pmu->features.icount || pmu_shift(pmu, n) ||
        (n & 1 && qatomic_read__nocheck(&pmu->chained) >> (n - 1) & 1)) {
        return false;
    }
    do {
        start = seqlock_read_begin(&pmu->deadline_seq);
        now = cycles ? pmu_glue_cycles(pmu) : 0;
        due = qatomic_read__nocheck(&pmu->timer_due);
        *value = pmu_value_now(pmu, n, now);
    } while (seqlock_read_retry(&pmu->deadline_seq, start));
    return cycles ? now < due : qatomic_read(&pmu->left[pmu->source[n]]) >= 0;
}

uint64_t arm_pmu_read_counter(ARMPMU *pmu, unsigned n)
{
    uint64_t bit = UINT64_C(1) << n;
    uint64_t value;

    if (!pmu_may_have_changed(pmu, bit)) {
        return *pmu_value(pmu, n);
    }
    if (read_unlocked(pmu, n, &value)) {
        return value;
    }
    BQL_LOCK_GUARD();
    arm_pmu_fold(pmu, bit);
    return *pmu_value(pmu, n);
}

void arm_pmu_write_counter(ARMPMU *pmu, unsigned n, uint64_t value)
{
    uint64_t bit = UINT64_C(1) << n;

    BQL_LOCK_GUARD();
    arm_pmu_fold(pmu, bit);
    *pmu_value(pmu, n) = pmu_narrow(pmu, n, value);
    arm_pmu_watch(pmu, bit);
}

void arm_pmu_zero(ARMPMU *pmu, uint64_t mask)
{
    arm_pmu_fold(pmu, mask);
    for (uint64_t rest = mask; rest; rest &= rest - 1) {
        *pmu_value(pmu, ctz64(rest)) = 0;
    }
    arm_pmu_watch(pmu, mask);
}

void arm_pmu_increment(ARMPMU *pmu, uint64_t mask)
{
    uint64_t overflowed = 0;

    if (pmu->freezing) {
        arm_pmu_fold(pmu, UINT64_MAX);
    }
    mask &= pmu->counting[pmu_glue_regime(pmu)];
    for (; mask; mask &= mask - 1) {
        overflowed |= pmu_add_events(pmu, ctz64(mask), 1);
    }
    if (overflowed) {
        pmu_glue_overflowed(pmu, overflowed);
        *pmu->regs.pmovs |= overflowed;
        arm_pmu_watch(pmu, 0);
    }
}
