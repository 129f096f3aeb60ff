/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: in the place of kvm-view.c in a QEMU without KVM.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "view.h"

bool arm_pmu_kvm_view(ARMCPU *cpu, PMUView *view, Error **errp)
{
    g_assert_not_reached();
}
