/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the totals of the regimes, and folding them into values.
 */

#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "cpu.h"
#include "compat.h"
#include "totals.h"
#include "trace.h"

/* The clocks */

PMUClock pmu_clock(const ARMPMU *pmu)
{
    return (PMUClock) {
        /* ARM_CPU_FREQ is 1 GHz: a cycle is a nanosecond. */
        .cycles = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL),
        .instructions = pmu->icount ? icount_get_raw() : 0,
    };
}

void pmu_advance(ARMPMU *pmu)
{
    PMUClock now = pmu_clock(pmu);
    PMUClock *total = &pmu->total[pmu->regime];

    total->cycles += now.cycles - pmu->since.cycles;
    total->instructions += now.instructions - pmu->since.instructions;
    pmu->since = now;
}

/* Values */

uint64_t *pmu_value(const ARMPMU *pmu, unsigned n)
{
    return n == PMU_CYCLE_COUNTER ? pmu->store.cycles
                                  : &pmu->store.events[n];
}

unsigned pmu_shift(const ARMPMU *pmu, unsigned n)
{
    return n == PMU_CYCLE_COUNTER && pmu->divided ? 6 : 0;
}

uint64_t pmu_narrow(const ARMPMU *pmu, unsigned n, uint64_t value)
{
    return n < PMU_MAX_COUNTERS && pmu->features.version < PMU_V3P5
           ? (uint32_t)value : value;
}

uint64_t pmu_events_seen(const ARMPMU *pmu, unsigned n)
{
    bool instructions = pmu->instructions >> n & 1;
    uint64_t sum = 0;

    for (uint32_t rest = pmu->regimes; rest; rest &= rest - 1) {
        unsigned r = ctz32(rest);

        if (pmu->running[r] >> n & 1) {
            sum += instructions ? pmu->total[r].instructions
                                : pmu->total[r].cycles;
        }
    }
    return sum;
}

uint64_t pmu_value_at(const ARMPMU *pmu, unsigned n, PMUClock now)
{
    uint64_t events = pmu_events_seen(pmu, n) - pmu->folded[n];
    uint64_t value = *pmu_value(pmu, n);

    if (pmu->running[pmu->regime] >> n & 1) {
        events += pmu->instructions >> n & 1
                  ? now.instructions - pmu->since.instructions
                  : now.cycles - pmu->since.cycles;
    }
    return pmu_narrow(pmu, n, value + events);
}

/*
 * CHAIN is an overflow at 32 bits. Whether HPMN parts the two counters, and
 * filters of the odd one, are not looked at: the architecture leaves both
 * open (R32).
 */
uint32_t pmu_add_events(ARMPMU *pmu, unsigned n, uint64_t events)
{
    uint32_t bit = UINT32_C(1) << n;
    uint64_t value = *pmu_value(pmu, n);
    uint64_t overflows = pmu_add(&value, events, pmu->wide & bit);

    *pmu_value(pmu, n) = pmu_narrow(pmu, n, value);
    if (!overflows) {
        return 0;
    }
    if (pmu->chained & ~pmu->wide & bit) {
        bit |= pmu_add_events(pmu, n + 1, overflows);
    }
    return bit;
}

uint32_t pmu_with_chained(const ARMPMU *pmu, uint32_t mask)
{
    return mask | (mask >> 1 & pmu->chained);
}

static inline uint32_t fold_one(ARMPMU *pmu, unsigned n)
{
    unsigned shift = pmu_shift(pmu, n);
    uint64_t seen = pmu_events_seen(pmu, n);
    uint64_t events = seen - pmu->folded[n];

    pmu->folded[n] = seen;
    if (shift) {
        events += pmu->remainder;
        pmu->remainder = events & ((1 << shift) - 1);
        events >>= shift;
    }
    return pmu_add_events(pmu, n, events);
}

static inline QEMU_ALWAYS_INLINE
uint32_t fold(ARMPMU *pmu, uint32_t mask)
{
    uint32_t overflowed = 0;

    mask = pmu_with_chained(pmu, mask) & pmu->running_anywhere;
    for (; mask; mask &= mask - 1) {
        overflowed |= fold_one(pmu, ctz32(mask));
    }
    *pmu->store.pmovs |= overflowed;
    return overflowed;
}

bool pmu_fold(ARMPMU *pmu, uint32_t mask)
{
    uint32_t overflowed = fold(pmu, mask);

    if (overflowed) {
        trace_arm_pmu_overflow(CPU(pmu->cpu)->cpu_index, overflowed);
    }
    return overflowed;
}

/* The same code at work on a copy */
void pmu_peek(const ARMPMU *pmu, PMUCounts *counts)
{
    ARMPMU copy = *pmu;

    memcpy(counts->events, pmu->store.events, sizeof(counts->events));
    counts->cycles = *pmu->store.cycles;
    counts->pmovs = *pmu->store.pmovs;
    copy.store = (PMUStore) {
        counts->events, &counts->cycles, &counts->pmovs,
    };
    pmu_advance(&copy);
    fold(&copy, UINT32_MAX);
    counts->time = copy.since.cycles;
}
