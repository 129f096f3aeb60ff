/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: PMEVTYPER<n>_EL0, PMCCFILTR_EL0 and PMICFILTR_EL0: what each counter
 * counts.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "pmu/core/threshold.h"
#include "totals.h"

/* The register that says what counter @n counts, and where */
static uint64_t *filter_of(const ARMPMU *pmu, unsigned n)
{
    return n < PMU_MAX_COUNTERS ? &pmu->regs.pmevtyper[n] :
           n == PMU_CYCLE_COUNTER ? pmu->regs.pmccfiltr
                                  : pmu->regs.pmicfiltr;
}

void pmu_classify(ARMPMU *pmu, unsigned n)
{
    uint64_t bit = UINT64_C(1) << n;
    uint64_t typer = *filter_of(pmu, n);
    PMUCounted counted = { PMU_EVENT_CYCLE, PMU_SOURCE_CYCLE };

    if (n == PMU_INSTRUCTION_COUNTER) {
        counted = (PMUCounted) { PMU_EVENT_INSTRUCTION, PMU_SOURCE_INST };
    } else if (n < PMU_MAX_COUNTERS) {
        counted = pmu_counted(&pmu->features, typer);
    }
    pmu_set_filter(&pmu->controls, n, typer);
    pmu->sourced &= ~bit;
    pmu->cycles &= ~bit;
    pmu->software &= ~bit;
    pmu->captures &= ~bit;
    pmu->chain &= ~bit;
    pmu->source[n] = 0;
    if (counted.source < PMU_SOURCES) {
        pmu->sourced |= bit;
        pmu->source[n] = counted.source;
    }
    if (counted.source == PMU_SOURCE_CYCLE) {
        pmu->cycles |= bit;
    }
    if (counted.kind == PMU_EVENT_SOFTWARE) {
        pmu->software |= bit;
    }
    if (counted.kind == PMU_EVENT_SNAPSHOT) {
        pmu->captures |= bit;
    }
    /* Never counted by an even counter */
    if (counted.kind == PMU_EVENT_CHAIN && (n & 1)) {
        pmu->chain |= bit;
    }
}

void arm_pmu_write_type(ARMPMU *pmu, unsigned n, uint64_t value)
{
    uint64_t *type = filter_of(pmu, n);

    if (value == *type) {
        return;
    }
    BQL_LOCK_GUARD();
    *type = value;
    pmu_retype(pmu, n);
}
