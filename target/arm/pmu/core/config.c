/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the user asked for.
 */

#include "qemu/osdep.h"
#include "config.h"

int8_t pmu_config_counters(const PMUConfig *config)
{
    return config->counters == PMU_UNSET ? config->model_counters
                                         : config->counters;
}

PMUConfig pmu_config_normal(PMUConfig config)
{
    if (config.counters == config.model_counters) {
        config.counters = PMU_UNSET;
    }
    return config;
}

/* @kvm: the property is there under KVM too */
static bool available(const char *property, bool set, bool kvm, bool has_pmu,
                      PMUAccel accel, Error **errp)
{
    if (!set) {
        return true;
    }
    if (!has_pmu) {
        error_setg(errp, "'%s' needs a PMU, and this CPU has 'pmu' off: "
                   "use pmu=on, or drop '%s'", property, property);
        return false;
    }
    if (accel != PMU_ACCEL_TCG && !(kvm && accel == PMU_ACCEL_KVM)) {
        error_setg(errp, "'%s' is available with %s only: use -accel tcg, or "
                   "drop '%s'", property, kvm ? "TCG and KVM" : "TCG",
                   property);
        return false;
    }
    return true;
}

/* "pmu-events" turned off is what every accelerator has. */
bool pmu_config_available(const PMUConfig *config, const char *device,
                          bool has_pmu, PMUAccel accel, Error **errp)
{
    const struct {
        const char *name;
        bool set, kvm;
    } properties[] = {
        { "pmu-partition", config->partition != PMU_UNSET, true },
        { "pmu-counters", config->counters != PMU_UNSET, true },
        { "kvm-pmu", device != NULL, true },
        { "pmu-version", config->version != PMU_UNSET, false },
        { "pmu-events", config->events == 1, false },
        { "pmu-icntr", config->icntr == 1, false },
        { "pmu-snapshot", config->snapshot == 1, false },
    };

    for (size_t i = 0; i < ARRAY_SIZE(properties); i++) {
        if (!available(properties[i].name, properties[i].set,
                       properties[i].kvm, has_pmu, accel, errp)) {
            return false;
        }
    }
    return true;
}

/* A property that is on or off, and off if unset */
static bool option_agrees(const char *property, int8_t first, int8_t other,
                          Error **errp)
{
    if ((first == 1) == (other == 1)) {
        return true;
    }
    error_setg(errp, "'%s' must be the same on all CPUs: the first has it %s, "
               "this one %s", property, first == 1 ? "on" : "off",
               other == 1 ? "on" : "off");
    return false;
}

bool pmu_config_agrees(const PMUConfig *first, const PMUConfig *other,
                       Error **errp)
{
    if (!option_agrees("pmu-icntr", first->icntr, other->icntr, errp) ||
        !option_agrees("pmu-snapshot", first->snapshot, other->snapshot,
                       errp)) {
        return false;
    }
    if (first->partition == other->partition &&
        first->counters == other->counters &&
        first->version == other->version) {
        return true;
    }
    error_setg(errp, "'pmu-partition', 'pmu-counters' and 'pmu-version' must "
               "be the same on all CPUs: the first has %d, %d and %d, this "
               "one %d, %d and %d (-1: unset)",
               first->partition, first->counters, first->version,
               other->partition, other->counters, other->version);
    return false;
}
