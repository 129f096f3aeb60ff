/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the model's place in an ARMCPU, and its configuration there.
 */

#ifndef TARGET_ARM_PMU_LIFE_H
#define TARGET_ARM_PMU_LIFE_H

#include "engine.h"

/**
 * arm_pmu_new: give a CPU a PMU that is not configured
 */
void arm_pmu_new(ARMCPU *cpu);

/**
 * arm_pmu_settings: how a CPU's PMU is configured
 * @cpu: one that arm_pmu_new() gave a PMU
 */
PMUSettings *arm_pmu_settings(ARMCPU *cpu);

/**
 * arm_pmu_config: what of it the CPU's properties ask for
 */
PMUConfig *arm_pmu_config(ARMCPU *cpu);

/**
 * arm_pmu_features: what a CPU implements, once its features are final
 */
PMUFeatures arm_pmu_features(ARMCPU *cpu);

/**
 * arm_pmu_is_active: does the model run here?
 * @pmu: NULL for a CPU that cannot have one
 */
bool arm_pmu_is_active(const ARMPMU *pmu);

/**
 * arm_pmu_implements: what the CPU implements
 *
 * Every access to a register asks. What it asks for comes first in an ARMPMU.
 */
static inline const PMUFeatures *arm_pmu_implements(const ARMPMU *pmu)
{
    return (const PMUFeatures *)pmu;
}

/**
 * arm_pmu_controls: the controls that decide over counting now
 */
const PMUControls *arm_pmu_controls(const ARMPMU *pmu);

/**
 * arm_pmu_announce: what PMCEID<@i>_EL0 says to a guest
 *
 * Not the CPU's own if the guest booted elsewhere with others, and was loaded.
 */
void arm_pmu_announce(ARMPMU *pmu, unsigned i, uint64_t events);

/* The counters whose event is SW_INCR, and those whose event is PMU_SNAPSHOT */
uint64_t arm_pmu_software(const ARMPMU *pmu);
uint64_t arm_pmu_captures(const ARMPMU *pmu);

/**
 * arm_pmu_is_divided: does the cycle counter count every 64th cycle?
 */
bool arm_pmu_is_divided(const ARMPMU *pmu);

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
