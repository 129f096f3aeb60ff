/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the totals of the regimes, and folding them into values.
 *
 * A vCPU reads counters without the BQL while its timer may be at work in
 * the main loop: what both of them touch is read and written in one piece,
 * and @deadline_seq tells whether the pieces belong together.
 */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/host-utils.h"
#include "totals.h"

/* On hosts of 32 bits a torn value is one that @deadline_seq refuses. */
#define LOAD(PLACE)             qatomic_read__nocheck(&(PLACE))
#define STORE(PLACE, VALUE)     qatomic_set__nocheck(&(PLACE), VALUE)

/* Readings and totals */

uint64_t pmu_reading(const ARMPMU *pmu, PMUSource source)
{
    return source == PMU_SOURCE_CYCLE
           ? pmu_glue_cycles(pmu)
           : LOAD(pmu->limit[source]) - LOAD(pmu->left[source]);
}

static void advance(ARMPMU *pmu, PMUSource source, uint64_t reading)
{
    uint64_t *total = &pmu->total[pmu->regime][source];

    STORE(*total, *total + (reading - pmu->since[source]));
    STORE(pmu->since[source], reading);
}

void pmu_advance_to(ARMPMU *pmu, uint64_t time)
{
    uint64_t sources = pmu->sources;

    if (sources & PMU_SOURCE_BIT(CYCLE)) {
        advance(pmu, PMU_SOURCE_CYCLE, time);
        sources &= ~PMU_SOURCE_BIT(CYCLE);
    }
    for (; sources; sources &= sources - 1) {
        unsigned source = ctz64(sources);

        advance(pmu, source, pmu_reading(pmu, source));
    }
}

void pmu_advance(ARMPMU *pmu)
{
    bool cycles = pmu->sources & PMU_SOURCE_BIT(CYCLE);

    pmu_advance_to(pmu, cycles ? pmu_glue_cycles(pmu) : 0);
}

/* Values */

uint64_t *pmu_value(const ARMPMU *pmu, unsigned n)
{
    return n < PMU_MAX_COUNTERS ? &pmu->regs.pmevcntr[n] :
           n == PMU_CYCLE_COUNTER ? pmu->regs.pmccntr : pmu->regs.pmicntr;
}

unsigned pmu_shift(const ARMPMU *pmu, unsigned n)
{
    return n == PMU_CYCLE_COUNTER && pmu->divided ? PMU_CYCLE_SHIFT : 0;
}

uint64_t pmu_narrow(const ARMPMU *pmu, unsigned n, uint64_t value)
{
    return n < PMU_MAX_COUNTERS && pmu->features.version < PMU_V3P5
           ? (uint32_t)value : value;
}

uint64_t pmu_events_seen(const ARMPMU *pmu, unsigned n)
{
    unsigned source = pmu->source[n];
    uint64_t sum = 0;

    for (uint32_t rest = pmu->regimes; rest; rest &= rest - 1) {
        unsigned r = ctz32(rest);

        if (qatomic_read__nocheck(&pmu->running[r]) >> n & 1) {
            sum += LOAD(pmu->total[r][source]);
        }
    }
    return sum;
}

uint64_t pmu_value_now(const ARMPMU *pmu, unsigned n, uint64_t cycles)
{
    unsigned source = pmu->source[n];
    uint64_t events = pmu_events_seen(pmu, n) - LOAD(pmu->folded[n]);
    uint64_t value = LOAD(*pmu_value(pmu, n));

    if (qatomic_read__nocheck(&pmu->running[pmu->regime]) >> n & 1) {
        uint64_t reading = source == PMU_SOURCE_CYCLE
                           ? cycles : pmu_reading(pmu, source);

        events += reading - LOAD(pmu->since[source]);
    }
    return pmu_narrow(pmu, n, value + events);
}

/*
 * CHAIN is an overflow at 32 bits. Whether HPMN parts the two counters, and
 * filters of the odd one, are not looked at: the architecture leaves both
 * open (R32).
 */
uint64_t pmu_add_events(ARMPMU *pmu, unsigned n, uint64_t events)
{
    uint64_t bit = UINT64_C(1) << n;
    uint64_t value = *pmu_value(pmu, n);
    uint64_t overflows = pmu_add(&value, events, pmu->wide & bit);

    STORE(*pmu_value(pmu, n), pmu_narrow(pmu, n, value));
    if (!overflows) {
        return 0;
    }
    if (pmu->chained & ~pmu->wide & bit) {
        bit |= pmu_add_events(pmu, n + 1, overflows);
    }
    return bit;
}

uint64_t pmu_with_chained(const ARMPMU *pmu, uint64_t mask)
{
    return mask | (mask >> 1 & qatomic_read__nocheck(&pmu->chained));
}

bool pmu_may_have_changed(const ARMPMU *pmu, uint64_t mask)
{
    bool may;

    mask = pmu->freezing ? UINT64_MAX : pmu_with_chained(pmu, mask);
    may = mask & qatomic_read__nocheck(&pmu->running_anywhere);
    /* Values are read after that: see stop_frozen(). */
    smp_rmb();
    return may;
}

static inline uint64_t fold_one(ARMPMU *pmu, unsigned n)
{
    unsigned shift = pmu_shift(pmu, n);
    uint64_t seen = pmu_events_seen(pmu, n);
    uint64_t events = seen - pmu->folded[n];

    STORE(pmu->folded[n], seen);
    if (shift) {
        events += pmu->remainder;
        pmu->remainder = events & ((1 << shift) - 1);
        events >>= shift;
    }
    return pmu_add_events(pmu, n, events);
}

static inline QEMU_ALWAYS_INLINE
uint64_t fold(ARMPMU *pmu, uint64_t mask)
{
    uint64_t overflowed = 0;

    mask = pmu_with_chained(pmu, mask) & pmu->running_anywhere;
    for (; mask; mask &= mask - 1) {
        overflowed |= fold_one(pmu, ctz64(mask));
    }
    if (overflowed) {
        STORE(*pmu->regs.pmovs, *pmu->regs.pmovs | overflowed);
    }
    return overflowed;
}

bool pmu_fold(ARMPMU *pmu, uint64_t mask)
{
    uint64_t overflowed = fold(pmu, mask);

    if (overflowed) {
        pmu_glue_overflowed(pmu, overflowed);
    }
    return overflowed;
}

/* The same code at work on a copy */
void arm_pmu_peek(const ARMPMU *pmu, PMUCounts *counts)
{
    ARMPMU copy = *pmu;

    memcpy(counts->events, pmu->regs.pmevcntr, sizeof(counts->events));
    counts->cycles = *pmu->regs.pmccntr;
    counts->instructions = *pmu->regs.pmicntr;
    counts->pmovs = *pmu->regs.pmovs;
    copy.regs.pmevcntr = counts->events;
    copy.regs.pmccntr = &counts->cycles;
    copy.regs.pmicntr = &counts->instructions;
    copy.regs.pmovs = &counts->pmovs;
    counts->time = pmu_glue_cycles(pmu);
    pmu_advance_to(&copy, counts->time);
    fold(&copy, UINT64_MAX);
}
