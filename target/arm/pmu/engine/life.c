/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: its life as part of a CPU: realize, reset, save and load.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "system/tcg.h"
#include "cpu.h"
#include "internals.h"
#include "cpregs.h"
#include "pmu/compat.h"
#include "pmu/pmu.h"
#include "pmu/regs/regs.h"
#include "pmu/view/property.h"
#include "pmu/view/stream.h"
#include "attach.h"
#include "glue.h"
#include "life.h"
#include "state.h"

QEMU_BUILD_BUG_ON(offsetof(ARMPMU, features) != 0);

void arm_pmu_new(ARMCPU *cpu)
{
    cpu->pmu = g_new0(ARMPMU, 1);
    cpu->pmu->cpu = cpu;
    cpu->pmu->settings.config = cpu->pmu->settings.incoming = pmu_unset;
}

PMUSettings *arm_pmu_settings(ARMCPU *cpu)
{
    return &cpu->pmu->settings;
}

PMUConfig *arm_pmu_config(ARMCPU *cpu)
{
    return &cpu->pmu->settings.config;
}

bool arm_pmu_is_active(const ARMPMU *pmu)
{
    return pmu && pmu->active;
}

const PMUControls *arm_pmu_controls(const ARMPMU *pmu)
{
    return &pmu->controls;
}

void arm_pmu_announce(ARMPMU *pmu, unsigned i, uint64_t events)
{
    pmu->features.ceid[i] = events;
}

uint64_t arm_pmu_software(const ARMPMU *pmu)
{
    return pmu->software;
}

uint64_t arm_pmu_captures(const ARMPMU *pmu)
{
    return pmu->captures;
}

bool arm_pmu_is_divided(const ARMPMU *pmu)
{
    return pmu->divided;
}

PMUFeatures arm_pmu_features(ARMCPU *cpu)
{
    CPUARMState *env = &cpu->env;
    bool el2 = arm_feature(env, ARM_FEATURE_EL2);
    bool el3 = arm_feature(env, ARM_FEATURE_EL3);

    return (PMUFeatures) {
        .counters = pmu_num_counters(env),
        .version = arm_pmu_version(cpu),
        .el2 = el2,
        .el3 = el3,
        .el3_aa64 = el3 && arm_feature(env, ARM_FEATURE_AARCH64),
        .sel2 = el2 && el3 && cpu_isar_feature(aa64_sel2, cpu),
        .rme = el2 && el3 && cpu_isar_feature(aa64_rme, cpu),
        .fgt2 = el2 && arm_pmu_has_fgt2(cpu),
        .icntr = arm_pmu_has_icntr(cpu),
        .snapshot = arm_pmu_has_snapshot(cpu),
        .threshold = arm_pmu_has_threshold(cpu),
        .mt = FIELD_EX64_IDREG(&cpu->isar, ID_AA64DFR0, MTPMU) != 0xf &&
              FIELD_EX32_IDREG(&cpu->isar, ID_DFR1, MTPMU) != 0xf,
        .all_events = arm_pmu_has_all_events(cpu),
        .icount = icount_enabled() == ICOUNT_PRECISE,
    };
}

static void announce_events(ARMCPU *cpu)
{
    arm_pmu_announce(cpu->pmu, 0, cpu->pmceid0);
    arm_pmu_announce(cpu->pmu, 1, cpu->pmceid1);
}

void arm_pmu_realize(ARMCPU *cpu)
{
    ARMPMU *pmu = cpu->pmu;

    arm_pmu_register_config(cpu);
    if (!tcg_enabled()) {
        arm_register_pre_el_change_hook(cpu, pmu_pre_el_change, NULL);
        arm_register_el_change_hook(cpu, pmu_post_el_change, NULL);
        return;
    }
    pmu->features = arm_pmu_features(cpu);
    cpu->pmceid0 = pmu_ceid(&pmu->features, 0);
    cpu->pmceid1 = pmu_ceid(&pmu->features, 1);
    /* As stock has it, or streams would not pass */
    if (arm_pmu_config(cpu)->version == PMU_UNSET &&
        !pmu->features.all_events) {
        cpu->pmceid0 &= ~BIT_ULL(PMU_EVENT_NUMBER_CHAIN);
    }
    announce_events(cpu);
    arm_pmu_attach(pmu);
}

void arm_pmu_free(ARMPMU *pmu)
{
    arm_pmu_detach(pmu);
    g_free(pmu->settings.kvm_device);
    g_free(pmu);
}

void arm_pmu_reset(ARMCPU *cpu)
{
    if (arm_pmu_is_active(cpu->pmu)) {
        cpu->pmu->settings.incoming = pmu_unset;
        cpu->pmu->settings.past = (PMUPast) { };
        /* A guest that came from elsewhere may have had fewer. */
        announce_events(cpu);
        arm_pmu_trace_state(cpu->pmu);
        arm_pmu_rebuild(cpu->pmu);
    }
}

/* What a request to capture may do is left to the lowest Exception level. */
static void open_snapshot(ARMCPU *cpu, int target_el)
{
    CPUARMState *env = &cpu->env;

    if (cpu->pmu->features.el3_aa64) {
        env->cp15.mdcr_el3 |= MDCR_EL3_ENPMSS |
            (uint64_t)PMSSE_LOWER << MDCR_EL3_PMSSE_SHIFT;
    }
    if (cpu->pmu->features.el2 && target_el < 2) {
        env->cp15.mdcr_el2 |= (uint64_t)PMSSE_LOWER << MDCR_EL2_PMSSE_SHIFT;
    }
    if (cpu->pmu->features.fgt2 && target_el < 2) {
        cpu->pmu_regs[PMU_REG_HDFGRTR2] |= HDFGTR2_NPMECR | HDFGTR2_NPMSSCR |
                                           HDFGRTR2_NPMSSDATA;
        cpu->pmu_regs[PMU_REG_HDFGWTR2] |= HDFGTR2_NPMECR | HDFGTR2_NPMSSCR;
    }
}

void arm_pmu_emulate_firmware(ARMCPU *cpu, int target_el)
{
    CPUARMState *env = &cpu->env;

    if (!arm_pmu_is_active(cpu->pmu) || cpu->pmu->features.version < PMU_V3P9) {
        return;
    }
    if (cpu->pmu->features.el3_aa64) {
        env->cp15.scr_el3 |= arm_pmu_scr_bits(cpu);
        env->cp15.mdcr_el3 |= MDCR_EL3_ENPM2;
    }
    if (cpu->pmu->features.fgt2 && target_el < 2) {
        cpu->pmu_regs[PMU_REG_HDFGRTR2] |= HDFGTR2_NPMUACR |
            HDFGTR2_NPMICNTR | HDFGTR2_NPMICFILTR;
        cpu->pmu_regs[PMU_REG_HDFGWTR2] |= HDFGTR2_NPMUACR |
            HDFGTR2_NPMICNTR | HDFGTR2_NPMICFILTR | HDFGWTR2_NPMZR;
    }
    if (cpu->pmu->features.snapshot) {
        open_snapshot(cpu, target_el);
    }
}

/* Most changes of CPSR are none of the regime: no lock for those. */
void arm_pmu_mode_changed(CPUARMState *env)
{
    ARMCPU *cpu = env_archcpu(env);
    ARMPMU *pmu = cpu->pmu;

    if (!arm_pmu_is_active(cpu->pmu)) {
        return;
    }
    arm_pmu_trace_regime(pmu);
    if (pmu->hooked && pmu->regime != pmu_current_regime(env)) {
        BQL_LOCK_GUARD();
        arm_pmu_el_changed(pmu);
    }
}

/* Save and load. Where our model sleeps, QEMU's stock one may be awake. */

void arm_pmu_pre_save(ARMCPU *cpu)
{
    if (arm_pmu_is_active(cpu->pmu)) {
        arm_pmu_fold(cpu->pmu, UINT64_MAX);
    } else {
        pmu_op_start(&cpu->env);
    }
}

void arm_pmu_post_save(ARMCPU *cpu)
{
    if (!arm_pmu_is_active(cpu->pmu)) {
        pmu_op_finish(&cpu->env);
    }
}

void arm_pmu_pre_load(ARMCPU *cpu)
{
    if (!arm_pmu_is_active(cpu->pmu)) {
        pmu_op_start(&cpu->env);
    }
}

void arm_pmu_post_load(ARMCPU *cpu)
{
    if (arm_pmu_is_active(cpu->pmu)) {
        arm_pmu_trace_state(cpu->pmu);
        arm_pmu_settle(cpu->pmu, &cpu->pmu->settings.past);
        cpu->pmu->settings.past = (PMUPast) { };
    } else {
        pmu_op_finish(&cpu->env);
        if (cpu->pmu && tcg_enabled()) {
            /* Stock QEMU sends the number of its counters as HPMN. */
            cpu->env.cp15.mdcr_el2 &= ~MDCR_EL2_PMU;
        }
    }
}
