/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what ties an engine to its CPU, and what of that CPU the other
 * files ask for. The engine itself asks through glue.h.
 */

#ifndef TARGET_ARM_PMU_ATTACH_H
#define TARGET_ARM_PMU_ATTACH_H

#include "engine.h"

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
 * arm_pmu_out_of_events: a source has fallen below 0
 *
 * By the vCPU. arm_pmu_spent() is called when its block is over.
 */
void arm_pmu_out_of_events(ARMCPU *cpu);

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
