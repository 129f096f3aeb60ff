/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: its life as part of a CPU: realize, reset, save and load.
 */

#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "migration/vmstate.h"
#include "system/tcg.h"
#include "cpu.h"
#include "internals.h"
#include "pmu.h"
#include "engine.h"

static bool is_active(ARMCPU *cpu)
{
    return cpu->pmu && cpu->pmu->active;
}

static PMUFeatures pmu_features(ARMCPU *cpu)
{
    CPUARMState *env = &cpu->env;
    bool el3 = arm_feature(env, ARM_FEATURE_EL3);

    return (PMUFeatures) {
        .counters = pmu_num_counters(env),
        .version = arm_pmu_version(cpu),
        .el2 = arm_feature(env, ARM_FEATURE_EL2),
        .el3 = el3,
        .el3_aa64 = el3 && arm_feature(env, ARM_FEATURE_AARCH64),
        .sel2 = cpu_isar_feature(aa64_sel2, cpu),
        .rme = cpu_isar_feature(aa64_rme, cpu),
    };
}

void arm_pmu_realize(ARMCPU *cpu)
{
    ARMPMU *pmu = cpu->pmu;

    if (!tcg_enabled()) {
        arm_register_pre_el_change_hook(cpu, pmu_pre_el_change, NULL);
        arm_register_el_change_hook(cpu, pmu_post_el_change, NULL);
        return;
    }
    pmu->cpu = cpu;
    pmu->features = pmu_features(cpu);
    arm_pmu_start(pmu);
    cpu->pmceid0 = pmu_ceid(0, pmu->features.version, pmu->icount);
    cpu->pmceid1 = pmu_ceid(1, pmu->features.version, pmu->icount);
}

void arm_pmu_reset(ARMCPU *cpu)
{
    if (is_active(cpu)) {
        arm_pmu_rebuild(cpu->pmu);
    }
}

/* Save and load. Where our model sleeps, QEMU's stock one may be awake. */

void arm_pmu_pre_save(ARMCPU *cpu)
{
    if (is_active(cpu)) {
        arm_pmu_fold(cpu->pmu, UINT32_MAX);
    } else {
        pmu_op_start(&cpu->env);
    }
}

void arm_pmu_post_save(ARMCPU *cpu)
{
    if (!is_active(cpu)) {
        pmu_op_finish(&cpu->env);
    }
}

void arm_pmu_pre_load(ARMCPU *cpu)
{
    if (cpu->pmu) {
        cpu->pmu->incoming = (PMUConfig) { PMU_UNSET, PMU_UNSET, PMU_UNSET };
    }
    if (!is_active(cpu)) {
        pmu_op_start(&cpu->env);
    }
}

void arm_pmu_post_load(ARMCPU *cpu)
{
    if (is_active(cpu)) {
        arm_pmu_settle(cpu->pmu);
    } else {
        pmu_op_finish(&cpu->env);
    }
}

static char *number_or_none(int8_t n)
{
    return n == PMU_UNSET ? g_strdup("none") : g_strdup_printf("%d", n);
}

static bool same_number(const char *property, int8_t theirs, int8_t ours)
{
    g_autofree char *there = number_or_none(theirs);
    g_autofree char *here = number_or_none(ours);

    if (theirs == ours) {
        return true;
    }
    error_report("the incoming CPU state has %s %s, this machine has %s: "
                 "start it with the %s of the source", property, there, here,
                 property);
    return false;
}

bool arm_pmu_stream_accepted(ARMCPU *cpu)
{
    ARMPMU *pmu = cpu->pmu;

    return !pmu ||
           (same_number("pmu-partition", pmu->incoming.partition,
                        pmu->config.partition) &
            same_number("pmu-counters", pmu->incoming.counters,
                        pmu->config.counters));
}

static bool config_needed(void *opaque)
{
    ARMCPU *cpu = opaque;

    return cpu->pmu && (cpu->pmu->config.partition != PMU_UNSET ||
                        cpu->pmu->config.counters != PMU_UNSET);
}

static int config_pre_load(void *opaque)
{
    ARMCPU *cpu = opaque;

    /* A stream of another CPU type, which has a PMU */
    return cpu->pmu ? 0 : -EINVAL;
}

static int config_pre_save(void *opaque)
{
    ARMPMU *pmu = opaque;

    pmu->incoming = pmu->config;
    return 0;
}

static const VMStateDescription vmstate_config = {
    .name = "pmu-config",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = config_pre_save,
    .fields = (const VMStateField[]) {
        VMSTATE_INT8(incoming.partition, ARMPMU),
        VMSTATE_INT8(incoming.counters, ARMPMU),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_arm_pmu = {
    .name = "cpu/pmu-partition",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = config_needed,
    .pre_load = config_pre_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_POINTER(pmu, ARMCPU, vmstate_config, ARMPMU),
        VMSTATE_END_OF_LIST()
    }
};
