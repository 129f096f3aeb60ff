/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: when the next overflow comes that somebody would notice.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "compat.h"
#include "deadline.h"

/* Counters whose next overflow would raise the interrupt, or freeze */
static uint32_t watched(const ARMPMU *pmu)
{
    const CPUARMState *env = &pmu->cpu->env;
    uint32_t mask = (env->cp15.c9_pminten | pmu->freezing) &
                    ~env->cp15.c9_pmovsr;

    return pmu_with_chained(pmu, mask) & pmu->timed;
}

/*
 * The nearest deadline of an instruction counter that did not move up to the
 * last one: its CPU sleeps, and instructions stand still while time passes.
 */
#define STALLED_NS 100000

/* The most instructions that icount_to_ns() can convert: its shift is <= 10 */
#define MAX_INSTRUCTIONS (INT64_MAX >> 10)

/* When counter @n overflows if it counts from now on, its value folded */
static int64_t overflow_time(ARMPMU *pmu, unsigned n)
{
    uint32_t bit = UINT32_C(1) << n;
    uint64_t left = pmu_until_overflow(*pmu_value(pmu, n),
                                       pmu->wide & bit);
    unsigned shift = pmu_shift(pmu, n);
    int64_t time;

    if (left == 0 || left > (uint64_t)INT64_MAX >> shift) {
        return INT64_MAX;
    }
    left = (left << shift) - (shift ? pmu->remainder : 0);
    if (icount_enabled() && (pmu->instructions & bit)) {
        if (left > MAX_INSTRUCTIONS) {
            return INT64_MAX;
        }
        left = MAX(icount_to_ns(left), pmu->stalled ? STALLED_NS : 0);
    }
    return sadd64_overflow(pmu->since.cycles, left, &time) ? INT64_MAX : time;
}

void pmu_arm_deadlines(ARMPMU *pmu, uint32_t mask)
{
    mask = pmu_with_chained(pmu, mask) & watched(pmu);
    for (; mask; mask &= mask - 1) {
        unsigned n = ctz32(mask);
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
    pmu->timer_due = INT64_MAX;
}
