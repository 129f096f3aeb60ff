/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the model's place in an ARMCPU, and its configuration there. For
 * the files beside the engine that know the CPU.
 */

#ifndef TARGET_ARM_PMU_LIFE_H
#define TARGET_ARM_PMU_LIFE_H

#include "engine.h"

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

/**
 * arm_pmu_register_config: have the configuration saved with the machine
 */
void arm_pmu_register_config(ARMCPU *cpu);

/**
 * arm_pmu_features: what a CPU implements, once its features are final
 */
PMUFeatures arm_pmu_features(ARMCPU *cpu);

/**
 * arm_pmu_attach: tie the engine to its CPU, and begin to model
 * @pmu: with @cpu and @features set
 */
void arm_pmu_attach(ARMPMU *pmu);

/**
 * arm_pmu_detach: give back what arm_pmu_attach() took, if it was called
 */
void arm_pmu_detach(ARMPMU *pmu);

/**
 * arm_pmu_free: the opposite of arm_pmu_realize(), if that was called, and
 * of the allocation
 */
void arm_pmu_free(ARMPMU *pmu);

/**
 * arm_pmu_trace_state: tell who traces where a CPU begins, after a reset or
 * a load
 */
void arm_pmu_trace_state(ARMPMU *pmu);

/**
 * arm_pmu_trace_regime: tell who traces if a CPU is in another regime
 *
 * Also before another change is told: a board that starts a kernel lowers the
 * Exception level, and calls no hook.
 */
void arm_pmu_trace_regime(ARMPMU *pmu);

/* The Security state and Exception level that a CPU is in now */
PMURegime pmu_current_regime(CPUARMState *env);

#endif
