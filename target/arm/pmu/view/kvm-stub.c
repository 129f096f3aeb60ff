/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: in the place of kvm.c in a QEMU without KVM.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "internals.h"
#include "pmu/pmu.h"

bool arm_pmu_kvm_finalize(ARMCPU *cpu, int *counters, Error **errp)
{
    g_assert_not_reached();
}

uint32_t arm_pmu_kvm_features(ARMCPU *cpu)
{
    g_assert_not_reached();
}

bool arm_pmu_kvm_realize(ARMCPU *cpu, Error **errp)
{
    return true;
}

unsigned arm_pmu_kvm_maximum(ARMCPU *cpu)
{
    g_assert_not_reached();
}

bool arm_pmu_kvm_set_irq(ARMCPU *cpu, int irq, Error **errp)
{
    g_assert_not_reached();
}

bool arm_pmu_kvm_init(ARMCPU *cpu, Error **errp)
{
    g_assert_not_reached();
}

bool arm_pmu_kvm_accepts(ARMCPU *cpu)
{
    g_assert_not_reached();
}

bool arm_pmu_kvm_loaded(ARMCPU *cpu)
{
    g_assert_not_reached();
}
