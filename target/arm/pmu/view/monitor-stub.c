/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: query-arm-pmu on targets that are not Arm: no vCPU has one. For
 * Arm itself this file is empty.
 */

#include "qemu/osdep.h"
#include "qapi/qapi-commands-arm-pmu.h"

#ifndef TARGET_ARM
ArmPmuInfoList *qmp_query_arm_pmu(Error **errp)
{
    return NULL;
}
#endif
