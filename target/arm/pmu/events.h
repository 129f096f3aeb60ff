/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the events that the model knows.
 *
 * After the Arm ARM (DDI 0487), D13.12. Cycles run with QEMU's virtual
 * clock at 1 GHz; instructions can be counted only where QEMU itself counts
 * each of them (-icount shift=N). Stall events are implemented and never
 * occur. No cache, branch or bus events.
 */

#ifndef TARGET_ARM_PMU_EVENTS_H
#define TARGET_ARM_PMU_EVENTS_H

#include "fields.h"

#define PMU_EVENT_NUMBER_CHAIN  0x1e

/* What makes an event happen */
typedef enum PMUEventKind {
    PMU_EVENT_NONE,         /* not implemented */
    PMU_EVENT_NEVER,        /* implemented, does not occur in QEMU */
    PMU_EVENT_SOFTWARE,     /* a write to PMSWINC_EL0 */
    PMU_EVENT_CYCLE,        /* a nanosecond of virtual time */
    PMU_EVENT_INSTRUCTION,  /* an instruction, counted by icount */
    PMU_EVENT_CHAIN,        /* the even neighbour overflows (R32) */
} PMUEventKind;

/**
 * pmu_evtcount: the number of the event that PMEVTYPER<n>_EL0 selects; the
 * PMUv3p0 and before have 10 bits of it
 */
uint16_t pmu_evtcount(uint32_t typer, PMUVersion version);

/**
 * pmu_event_kind: what PMEVTYPER<n>_EL0.evtCount selects
 * @evtcount: the field, or more of the register
 * @version: the PMU architecture
 * @icount: QEMU counts instructions one by one
 */
PMUEventKind pmu_event_kind(uint16_t evtcount, PMUVersion version,
                            bool icount);

/**
 * pmu_event_name: the architecture's name of a common event, modelled or
 * not; NULL from 0x40 on
 */
const char *pmu_event_name(uint16_t evtcount);

/**
 * pmu_ceid: the implemented common events, as PMCEID<i>_EL0 gives them
 * @i: 0 for events 0x00..0x1f, 1 for 0x20..0x3f
 */
uint64_t pmu_ceid(unsigned i, PMUVersion version, bool icount);

#endif
