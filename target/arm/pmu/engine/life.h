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
 * arm_pmu_free: the opposite of arm_pmu_realize(), if that was called, and
 * of the allocation
 */
void arm_pmu_free(ARMPMU *pmu);

#endif
