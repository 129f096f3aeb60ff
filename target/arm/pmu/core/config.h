/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the user asked for.
 */

#ifndef TARGET_ARM_PMU_CONFIG_H
#define TARGET_ARM_PMU_CONFIG_H

#include "qapi/error.h"

/* The CPU properties; PMU_UNSET where nothing was said */
#define PMU_UNSET (-1)
typedef struct PMUConfig {
    int8_t partition;       /* pmu-partition: the guest's event counters */
    int8_t counters;        /* pmu-counters: the implemented ones */
    int8_t version;         /* pmu-version: x of FEAT_PMUv3p<x> */
    int8_t events;          /* pmu-events: 1 or 0 */
    int8_t icntr;           /* pmu-icntr: 1 or 0 */
    int8_t snapshot;        /* pmu-snapshot: 1 or 0 */
    int8_t model_counters;  /* what the CPU model has, whatever was said */
} PMUConfig;

static const PMUConfig pmu_unset = {
    PMU_UNSET, PMU_UNSET, PMU_UNSET, PMU_UNSET, PMU_UNSET, PMU_UNSET, 0
};

/**
 * pmu_config_counters: the implemented event counters, named or not
 */
int8_t pmu_config_counters(const PMUConfig *config);

/**
 * pmu_config_normal: @config, without what the CPU model has anyway
 *
 * A number of counters that was named and one that was not are one machine,
 * whose streams are the same.
 */
PMUConfig pmu_config_normal(PMUConfig config);

/* Who runs the guest; a test of properties is taken for TCG. */
typedef enum PMUAccel {
    PMU_ACCEL_TCG,
    PMU_ACCEL_KVM,
    PMU_ACCEL_OTHER,        /* HVF, WHPX, Xen: their PMU cannot be divided */
} PMUAccel;

/**
 * pmu_config_available: can all that was set be had with this accelerator?
 * @device: kvm-pmu, NULL if not set
 * @has_pmu: the property "pmu" is on
 * @errp: set if not; names the first property that cannot be
 */
bool pmu_config_available(const PMUConfig *config, const char *device,
                          bool has_pmu, PMUAccel accel, Error **errp);

/**
 * pmu_config_agrees: a machine has one partition
 * @first: what its first CPU was asked for
 * @other: what another CPU of the same type was
 * @errp: set if they differ; names both
 */
bool pmu_config_agrees(const PMUConfig *first, const PMUConfig *other,
                       Error **errp);

#endif
