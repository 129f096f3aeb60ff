/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what QMP's command and HMP's share.
 */

#ifndef TARGET_ARM_PMU_MONITOR_H
#define TARGET_ARM_PMU_MONITOR_H

#include "qapi/qapi-types-arm-pmu.h"

/**
 * arm_pmu_info: describe the PMU of one vCPU
 *
 * With the BQL held. The caller frees the answer; NULL if the vCPU has no
 * PMU, or neither TCG nor KVM runs it, and with @errp set if KVM does not
 * show it.
 */
ArmPmuInfo *arm_pmu_info(CPUState *cs, Error **errp);

#endif
