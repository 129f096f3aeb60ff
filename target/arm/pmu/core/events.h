/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the events that the model knows.
 *
 * After the Arm ARM (DDI 0487), D13.12. Cycles run with QEMU's virtual
 * clock at 1 GHz. Other events are counted one by one where they happen:
 * there are those that the architecture requires, and those that perf's
 * generic events ask for. What QEMU has not got, caches that miss, a branch
 * predictor that is wrong, a pipeline that stalls, is implemented and never
 * occurs. No bus events but cycles.
 */

#ifndef TARGET_ARM_PMU_EVENTS_H
#define TARGET_ARM_PMU_EVENTS_H

#include "partition.h"
#include "sources.h"

#define PMU_EVENT_NUMBER_CHAIN  0x1e

/* What makes an event happen */
typedef enum PMUEventKind {
    PMU_EVENT_NONE,         /* not implemented */
    PMU_EVENT_NEVER,        /* implemented, does not occur in QEMU */
    PMU_EVENT_SOFTWARE,     /* a write to PMSWINC_EL0 */
    PMU_EVENT_CYCLE,        /* a nanosecond of virtual time */
    PMU_EVENT_INSTRUCTION,  /* an instruction, an exception, a TLB fill */
    PMU_EVENT_CHAIN,        /* the even neighbour overflows (R32) */
    PMU_EVENT_SNAPSHOT,     /* a capture of all counters (R23) */
} PMUEventKind;

/**
 * pmu_evtcount: the number of the event that PMEVTYPER<n>_EL0 selects; the
 * PMUv3p0 and before have 10 bits of it
 */
uint16_t pmu_evtcount(uint32_t typer, PMUVersion version);

/**
 * pmu_event_kind: what PMEVTYPER<n>_EL0.evtCount selects
 * @f: what the CPU implements; a common event that @f->ceid denies counts
 *     nothing
 * @evtcount: the field, or more of the register
 */
PMUEventKind pmu_event_kind(const PMUFeatures *f, uint16_t evtcount);

/**
 * pmu_event_source: what feeds an event that is counted or runs with time
 *
 * Returns PMU_SOURCES for any other.
 */
PMUSource pmu_event_source(const PMUFeatures *f, uint16_t evtcount);

/**
 * pmu_event_name: the architecture's name of an event, modelled or not; NULL
 * where it is not known
 */
const char *pmu_event_name(uint16_t evtcount);

/**
 * pmu_ceid: the common events that the CPU can have, as PMCEID<i>_EL0 has
 * them: from 32 * @i on in its low half, from 0x4000 + 32 * @i in the other
 * @f: what the CPU implements; @f->ceid is not looked at
 * @i: 0 or 1
 */
uint64_t pmu_ceid(const PMUFeatures *f, unsigned i);

#endif
