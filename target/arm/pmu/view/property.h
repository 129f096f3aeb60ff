/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what a CPU's properties come to.
 */

#ifndef TARGET_ARM_PMU_PROPERTY_H
#define TARGET_ARM_PMU_PROPERTY_H

#include "pmu/engine/engine.h"

/**
 * arm_pmu_version: the PMU architecture that a CPU's ID registers name
 */
PMUVersion arm_pmu_version(ARMCPU *cpu);

/**
 * arm_pmu_has_fgt2: do they name FEAT_FGT2?
 */
bool arm_pmu_has_fgt2(ARMCPU *cpu);

/**
 * arm_pmu_has_icntr: is FEAT_PMUv3_ICNTR asked for, and to be had?
 */
bool arm_pmu_has_icntr(ARMCPU *cpu);

/**
 * arm_pmu_has_snapshot: likewise, is FEAT_PMUv3_SS?
 */
bool arm_pmu_has_snapshot(ARMCPU *cpu);

/* arm_pmu_has_threshold: once realized, is FEAT_PMUv3_TH? */
bool arm_pmu_has_threshold(ARMCPU *cpu);

/**
 * arm_pmu_add_optional_properties: give a CPU "pmu-icntr" and "pmu-snapshot"
 */
void arm_pmu_add_optional_properties(ARMCPU *cpu);

/**
 * arm_pmu_set_optional: settle them, with the version settled
 * @errp: set if one cannot be had
 */
bool arm_pmu_set_optional(ARMCPU *cpu, Error **errp);

/**
 * arm_pmu_may_be_set: is it early enough to set the property @name?
 */
bool arm_pmu_may_be_set(Object *obj, const char *name, Error **errp);

/**
 * arm_pmu_add_events_property: give a CPU "pmu-events"
 */
void arm_pmu_add_events_property(ARMCPU *cpu);

/**
 * arm_pmu_has_all_events: what "pmu-events" comes to, set or not
 */
bool arm_pmu_has_all_events(ARMCPU *cpu);

#endif
