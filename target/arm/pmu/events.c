/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the events that the model knows.
 */

#include "qemu/osdep.h"
#include "events.h"

typedef struct PMUEvent {
    uint16_t number;
    PMUVersion since;
    PMUEventKind kind;
} PMUEvent;

static const PMUEvent events[] = {
    { 0x00, PMU_V2,   PMU_EVENT_SOFTWARE },     /* SW_INCR */
    { 0x08, PMU_V2,   PMU_EVENT_INSTRUCTION },  /* INST_RETIRED */
    { 0x11, PMU_V2,   PMU_EVENT_CYCLE },        /* CPU_CYCLES */
    { PMU_EVENT_NUMBER_CHAIN, PMU_V3, PMU_EVENT_CHAIN },
    { 0x23, PMU_V3P1, PMU_EVENT_NEVER },        /* STALL_FRONTEND */
    { 0x24, PMU_V3P1, PMU_EVENT_NEVER },        /* STALL_BACKEND */
    { 0x3c, PMU_V3P4, PMU_EVENT_NEVER },        /* STALL */
};

static const PMUEvent *find_event(uint16_t evtcount)
{
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (events[i].number == evtcount) {
            return &events[i];
        }
    }
    return NULL;
}

uint16_t pmu_evtcount(uint32_t typer, PMUVersion version)
{
    return typer & (version < PMU_V3P1 ? 0x3ff : 0xffff);
}

PMUEventKind pmu_event_kind(uint16_t evtcount, PMUVersion version,
                            bool icount)
{
    const PMUEvent *event;

    event = find_event(pmu_evtcount(evtcount, version));
    if (!event || event->since > version) {
        return PMU_EVENT_NONE;
    }
    if (event->kind == PMU_EVENT_INSTRUCTION && !icount) {
        return PMU_EVENT_NONE;
    }
    return event->kind;
}

uint64_t pmu_ceid(unsigned i, PMUVersion version, bool icount)
{
    uint64_t ceid = 0;

    for (unsigned bit = 0; bit < 32; bit++) {
        if (pmu_event_kind(32 * i + bit, version, icount) != PMU_EVENT_NONE) {
            ceid |= UINT64_C(1) << bit;
        }
    }
    return ceid;
}
