/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: its configuration in a migration stream.
 */

#ifndef TARGET_ARM_PMU_STREAM_H
#define TARGET_ARM_PMU_STREAM_H

#include "pmu/engine/engine.h"

/**
 * arm_pmu_register_config: have the configuration saved with the machine
 */
void arm_pmu_register_config(ARMCPU *cpu);

#endif
