/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the CPU properties of what FEAT_PMUv3p9 may have or not:
 * "pmu-icntr", FEAT_PMUv3_ICNTR, the instruction counter; "pmu-snapshot",
 * FEAT_PMUv3_SS, registers that keep what the counters were at one moment.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "cpu.h"
#include "internals.h"
#include "pmu/compat.h"
#include "pmu/engine/life.h"
#include "property.h"

/* Not among QEMU's names */
FIELD(ID_AA64DFR1, PMU_ICNTR, 36, 4)

typedef struct Option {
    const char *name, *description;
    size_t place;       /* in PMUConfig */
} Option;

static const Option options[] = {
    { "pmu-icntr", "The PMU has an instruction counter; with pmu-version=9",
      offsetof(PMUConfig, icntr) },
    { "pmu-snapshot", "The PMU's counters can be captured; with pmu-version=9",
      offsetof(PMUConfig, snapshot) },
};

static int8_t *option_of(Object *obj, const Option *option)
{
    return (int8_t *)arm_pmu_config(ARM_CPU(obj)) + option->place;
}

static void get_option(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    bool on = *option_of(obj, opaque) == 1;

    visit_type_bool(v, name, &on, errp);
}

static void set_option(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    bool on;

    if (arm_pmu_may_be_set(obj, name, errp) &&
        visit_type_bool(v, name, &on, errp)) {
        *option_of(obj, opaque) = on;
    }
}

void arm_pmu_add_optional_properties(ARMCPU *cpu)
{
    for (int i = 0; i < ARRAY_SIZE(options); i++) {
        object_property_add(OBJECT(cpu), options[i].name, "bool", get_option,
                            set_option, NULL, (void *)&options[i]);
        object_property_set_description(OBJECT(cpu), options[i].name,
                                        options[i].description);
    }
}

static bool has_option(ARMCPU *cpu, size_t place)
{
    return cpu->pmu && *((int8_t *)arm_pmu_config(cpu) + place) == 1 &&
           arm_pmu_version(cpu) >= PMU_V3P9 &&
           arm_feature(&cpu->env, ARM_FEATURE_AARCH64);
}

bool arm_pmu_has_icntr(ARMCPU *cpu)
{
    return has_option(cpu, offsetof(PMUConfig, icntr));
}

bool arm_pmu_has_snapshot(ARMCPU *cpu)
{
    return has_option(cpu, offsetof(PMUConfig, snapshot));
}

/* Part of the version, as far as there is software to see it */
bool arm_pmu_has_threshold(ARMCPU *cpu)
{
    return arm_pmu_version(cpu) >= PMU_V3P9 &&
           arm_feature(&cpu->env, ARM_FEATURE_AARCH64);
}

/* With EL2 both want FEAT_FGT2, which every CPU of that version has. */
bool arm_pmu_set_optional(ARMCPU *cpu, Error **errp)
{
    for (int i = 0; i < ARRAY_SIZE(options); i++) {
        const char *name = options[i].name;

        if (*option_of(OBJECT(cpu), &options[i]) == 1 &&
            !has_option(cpu, options[i].place)) {
            error_setg(errp, "'%s' is part of FEAT_PMUv3p9 and of AArch64: "
                       "use pmu-version=9 and the CPU 'max' of "
                       "qemu-system-aarch64, or drop '%s'", name, name);
            return false;
        }
    }
    if (arm_pmu_has_icntr(cpu)) {
        FIELD_DP64_IDREG(&cpu->isar, ID_AA64DFR1, PMU_ICNTR, 1);
    }
    if (arm_pmu_has_snapshot(cpu)) {
        FIELD_DP64_IDREG(&cpu->isar, ID_AA64DFR0, PMSS, 1);
    }
    return true;
}
