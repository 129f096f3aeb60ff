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

bool pmu_config_agrees(const PMUConfig *first, const PMUConfig *other,
                       Error **errp)
{
    if ((first->icntr == 1) != (other->icntr == 1)) {
        error_setg(errp, "'pmu-icntr' must be the same on all CPUs: the first "
                   "has it %s, this one %s", first->icntr == 1 ? "on" : "off",
                   other->icntr == 1 ? "on" : "off");
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
