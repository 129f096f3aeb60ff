/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the trace events of this folder.
 */

#include "trace/trace-target_arm_pmu.h"
