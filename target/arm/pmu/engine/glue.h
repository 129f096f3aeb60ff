/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the engine asks of the CPU and of QEMU around it.
 *
 * All that ties the engine to QEMU. Whoever links other functions of these
 * names runs it on clocks, timers and registers of his own: QEMU in glue.c,
 * the unit tests in theirs.
 */

#ifndef TARGET_ARM_PMU_GLUE_H
#define TARGET_ARM_PMU_GLUE_H

#include "engine.h"

/* The clock that cycles run with: QEMU's virtual time, in ns */
uint64_t pmu_glue_cycles(const ARMPMU *pmu);

/* The Security state and Exception level that the CPU is in now */
PMURegime pmu_glue_regime(const ARMPMU *pmu);

/*
 * Have arm_pmu_deadline() called at @time of that clock, in ns, and not
 * before; INT64_MAX is never.
 */
void pmu_glue_arm_timer(ARMPMU *pmu, int64_t time);

/* Have arm_pmu_el_changed() called at Exception-level changes, or no more. */
void pmu_glue_watch_el(ARMPMU *pmu, bool on);

/*
 * Count these sources (PMU_SOURCE_BIT()) from the next instruction on, down
 * in @pmu->left, and have arm_pmu_spent() called, by the vCPU and before any
 * code that was not being executed by then, when one of them falls below 0.
 *
 * Returns those that are counted from then on: these, and maybe others.
 */
uint64_t pmu_glue_select(ARMPMU *pmu, uint64_t sources);

/* Have arm_pmu_spent() called likewise, soon. From any thread. */
void pmu_glue_end_block(ARMPMU *pmu);

/* Drive PMUIRQ; @pending: the counters that overflowed and are enabled. */
void pmu_glue_set_irq(ARMPMU *pmu, bool level, uint64_t pending);

/* For those who trace */
void pmu_glue_enabled(ARMPMU *pmu, uint64_t counters);
void pmu_glue_overflowed(const ARMPMU *pmu, uint64_t counters);
void pmu_glue_frozen(const ARMPMU *pmu, uint64_t counters);

#endif
