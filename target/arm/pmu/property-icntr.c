/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the CPU property "pmu-icntr": FEAT_PMUv3_ICNTR, the instruction
 * counter.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "cpu.h"
#include "internals.h"
#include "compat.h"
#include "life.h"

/* Not among QEMU's names */
FIELD(ID_AA64DFR1, PMU_ICNTR, 36, 4)

static void get_icntr(Object *obj, Visitor *v, const char *name, void *opaque,
                      Error **errp)
{
    bool on = ARM_CPU(obj)->pmu->config.icntr == 1;

    visit_type_bool(v, name, &on, errp);
}

static void set_icntr(Object *obj, Visitor *v, const char *name, void *opaque,
                      Error **errp)
{
    bool on;

    if (arm_pmu_may_be_set(obj, name, errp) &&
        visit_type_bool(v, name, &on, errp)) {
        ARM_CPU(obj)->pmu->config.icntr = on;
    }
}

void arm_pmu_add_icntr_property(ARMCPU *cpu)
{
    object_property_add(OBJECT(cpu), "pmu-icntr", "bool", get_icntr,
                        set_icntr, NULL, NULL);
    object_property_set_description(OBJECT(cpu), "pmu-icntr",
        "The PMU has an instruction counter; with pmu-version=9");
}

bool arm_pmu_has_icntr(ARMCPU *cpu)
{
    return cpu->pmu && cpu->pmu->config.icntr == 1 &&
           arm_pmu_version(cpu) >= PMU_V3P9 &&
           arm_feature(&cpu->env, ARM_FEATURE_AARCH64);
}

/* With EL2 it wants FEAT_FGT2, which every CPU of that version has. */
bool arm_pmu_set_icntr(ARMCPU *cpu, Error **errp)
{
    if (cpu->pmu->config.icntr != 1) {
        return true;
    }
    if (!arm_pmu_has_icntr(cpu)) {
        error_setg(errp, "'pmu-icntr' is part of FEAT_PMUv3p9 and of AArch64: "
                   "use pmu-version=9 and the CPU 'max' of "
                   "qemu-system-aarch64, or drop 'pmu-icntr'");
        return false;
    }
    FIELD_DP64_IDREG(&cpu->isar, ID_AA64DFR1, PMU_ICNTR, 1);
    return true;
}
