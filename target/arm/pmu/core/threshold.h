/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what a counter counts, its threshold considered; FEAT_PMUv3_TH.
 * Pure.
 *
 * The architecture compares how often an event occurs in one cycle with
 * PMEVTYPER<n>_EL0.TH. QEMU's clock does not run with what executes, and so
 * no cycle of it has an event but CPU_CYCLES and BUS_CYCLES, which occur once
 * in each. Every other event occurs between two cycles, one at a time, and is
 * compared as 1; in the cycles themselves it is compared as 0. A condition
 * that 0 meets makes the counter count cycles.
 *
 * After the Arm ARM (DDI 0487), D13.8 and PMUCountValue() of chapter J1.
 */

#ifndef TARGET_ARM_PMU_THRESHOLD_H
#define TARGET_ARM_PMU_THRESHOLD_H

#include "events.h"

/* PMMIR_EL1.THWIDTH: the bits of PMEVTYPER<n>_EL0.TH; more has no use here. */
#define PMU_THRESHOLD_BITS  1

/**
 * PMUCounted: what makes a counter count
 * @source: what feeds it, or PMU_SOURCES: see pmu_event_source()
 */
typedef struct PMUCounted {
    PMUEventKind kind;
    PMUSource source;
} PMUCounted;

/**
 * pmu_counted: what an event counter counts
 * @f: what the CPU implements
 * @typer: its PMEVTYPER<n>_EL0, whose TC and TH count with FEAT_PMUv3_TH only
 *
 * A condition that is never met leaves PMU_EVENT_NEVER.
 */
PMUCounted pmu_counted(const PMUFeatures *f, uint64_t typer);

#endif
