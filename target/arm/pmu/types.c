/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: PMEVTYPER<n>_EL0, PMCCFILTR_EL0 and PMICFILTR_EL0: what each counter
 * counts.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
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
    uint32_t typer = *filter_of(pmu, n);
    PMUEventKind kind = PMU_EVENT_CYCLE;
    PMUSource source = PMU_SOURCE_CYCLE;

    if (n == PMU_INSTRUCTION_COUNTER) {
        kind = PMU_EVENT_INSTRUCTION;
        source = PMU_SOURCE_INST;
    } else if (n < PMU_MAX_COUNTERS) {
        kind = pmu_event_kind(&pmu->features, typer & 0xffff);
        source = pmu_event_source(&pmu->features, typer & 0xffff);
    }
    pmu_set_filter(&pmu->controls, n, typer);
    pmu->sourced &= ~bit;
    pmu->cycles &= ~bit;
    pmu->software &= ~bit;
    pmu->captures &= ~bit;
    pmu->chain &= ~bit;
    pmu->source[n] = 0;
    if (source < PMU_SOURCES) {
        pmu->sourced |= bit;
        pmu->source[n] = source;
    }
    if (source == PMU_SOURCE_CYCLE) {
        pmu->cycles |= bit;
    }
    if (kind == PMU_EVENT_SOFTWARE) {
        pmu->software |= bit;
    }
    if (kind == PMU_EVENT_SNAPSHOT) {
        pmu->captures |= bit;
    }
    /* Never counted by an even counter */
    if (kind == PMU_EVENT_CHAIN && (n & 1)) {
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
