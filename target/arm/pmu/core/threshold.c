/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what a counter counts, its threshold considered.
 */

#include "qemu/osdep.h"
#include "threshold.h"

/* PMEVTYPER<n>_EL0.TC[2:1]; TC[0] is PMEVTYPER_TC_COUNT. */
typedef enum Comparison {
    NOT_EQUAL,
    EQUAL,
    GREATER_OR_EQUAL,
    LESS,
} Comparison;

static bool is_met(Comparison comparison, unsigned value, unsigned threshold)
{
    switch (comparison) {
    case NOT_EQUAL:
        return value != threshold;
    case EQUAL:
        return value == threshold;
    case GREATER_OR_EQUAL:
        return value >= threshold;
    default:
        return value < threshold;
    }
}

/*
 * By how much a counter grows when its event occurs @value times, 0 or 1. With
 * TC and TH zero that is @value: the threshold is disabled.
 */
static bool counts(uint64_t typer, unsigned value)
{
    unsigned threshold = typer >> PMEVTYPER_TH_SHIFT &
                         ((1 << PMU_THRESHOLD_BITS) - 1);
    bool met = is_met(typer >> PMEVTYPER_TC_SHIFT >> 1, value, threshold);

    return met && (typer & PMEVTYPER_TC_COUNT ? true : value);
}

PMUCounted pmu_counted(const PMUFeatures *f, uint64_t typer)
{
    static const PMUCounted cycles = { PMU_EVENT_CYCLE, PMU_SOURCE_CYCLE };
    static const PMUCounted nothing = { PMU_EVENT_NEVER, PMU_SOURCES };
    const PMUCounted event = {
        .kind = pmu_event_kind(f, typer & 0xffff),
        .source = pmu_event_source(f, typer & 0xffff),
    };

    if (!f->threshold) {
        return event;
    }
    if (event.kind == PMU_EVENT_CYCLE) {
        return counts(typer, 1) ? cycles : nothing;
    }
    return counts(typer, 0) ? cycles : counts(typer, 1) ? event : nothing;
}
