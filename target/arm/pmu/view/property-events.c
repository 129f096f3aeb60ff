/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the CPU property "pmu-events".
 *
 * On, a CPU counts every event that the model knows, off, those that QEMU's
 * stock PMU has. Unset it is on for "max", and off elsewhere, so that the
 * streams of a CPU that exists stay what they were. TCG only.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "system/kvm.h"
#include "cpu.h"
#include "pmu/compat.h"
#include "pmu/engine/life.h"
#include "property.h"

bool arm_pmu_has_all_events(ARMCPU *cpu)
{
    int8_t events = arm_pmu_config(cpu)->events;

    if (events != PMU_UNSET) {
        return events;
    }
    return g_str_equal(object_get_typename(OBJECT(cpu)),
                       ARM_CPU_TYPE_NAME("max"));
}

/* What is answered is accepted as a request. */
static bool get_events(Object *obj, Error **errp)
{
    ARMCPU *cpu = ARM_CPU(obj);

    return cpu->has_pmu && !kvm_enabled() && arm_pmu_has_all_events(cpu);
}

static void set_events(Object *obj, bool value, Error **errp)
{
    if (DEVICE(obj)->realized) {
        error_setg(errp, "'pmu-events' cannot be changed once the CPU is "
                   "realized: set it with -cpu or -global");
        return;
    }
    arm_pmu_config(ARM_CPU(obj))->events = value;
}

void arm_pmu_add_events_property(ARMCPU *cpu)
{
    object_property_add_bool(OBJECT(cpu), "pmu-events",
                             get_events, set_events);
    object_property_set_description(OBJECT(cpu), "pmu-events",
        "Count instructions, branches, exceptions and more, not cycles alone");
}
