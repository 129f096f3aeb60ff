/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the system registers with one bit a counter, who sees which bits
 * and what a write does.
 *
 * After the Arm ARM (DDI 0487), D24.5 and G8.4.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/view/property.h"
#include "regs.h"

/* Enables: only the CPU writes them, and what is there needs no lock. */

static uint64_t pmcnten_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return env->cp15.c9_pmcnten & arm_pmu_readable(env);
}

static void pmcntenset_write(CPUARMState *env, const ARMCPRegInfo *ri,
                             uint64_t value)
{
    value &= arm_pmu_writable(env) & ~env->cp15.c9_pmcnten;
    if (value) {
        BQL_LOCK_GUARD();
        env->cp15.c9_pmcnten |= value;
        arm_pmu_retune(arm_pmu(env), 0);
    }
}

static void pmcntenclr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                             uint64_t value)
{
    value &= arm_pmu_writable(env) & env->cp15.c9_pmcnten;
    if (value) {
        BQL_LOCK_GUARD();
        env->cp15.c9_pmcnten &= ~value;
        arm_pmu_retune(arm_pmu(env), 0);
    }
}

static uint64_t pminten_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return env->cp15.c9_pminten & arm_pmu_readable(env);
}

static void pmintenset_write(CPUARMState *env, const ARMCPRegInfo *ri,
                             uint64_t value)
{
    value &= arm_pmu_writable(env) & ~env->cp15.c9_pminten;
    if (value) {
        BQL_LOCK_GUARD();
        arm_pmu_fold(arm_pmu(env), value);
        env->cp15.c9_pminten |= value;
        arm_pmu_watch(arm_pmu(env), value);
    }
}

static void pmintenclr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                             uint64_t value)
{
    value &= arm_pmu_writable(env) & env->cp15.c9_pminten;
    if (value) {
        BQL_LOCK_GUARD();
        env->cp15.c9_pminten &= ~value;
        arm_pmu_watch(arm_pmu(env), 0);
    }
}

/* A read shows every overflow up to now (R28). */
static uint64_t pmovs_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    uint64_t mask = arm_pmu_readable(env);

    arm_pmu_fold(arm_pmu(env), mask);
    /* A deadline may be adding others, without which this is right too. */
    return qatomic_read__nocheck(&env->cp15.c9_pmovsr) & mask;
}

static void pmovsset_write(CPUARMState *env, const ARMCPRegInfo *ri,
                           uint64_t value)
{
    BQL_LOCK_GUARD();
    value &= arm_pmu_writable(env);
    arm_pmu_fold(arm_pmu(env), value);
    env->cp15.c9_pmovsr |= value;
    arm_pmu_watch(arm_pmu(env), value);
}

static void pmovsclr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                           uint64_t value)
{
    BQL_LOCK_GUARD();
    value &= arm_pmu_writable(env);
    arm_pmu_fold(arm_pmu(env), value);
    env->cp15.c9_pmovsr &= ~value;
    arm_pmu_watch(arm_pmu(env), value);
}

static void pmswinc_write(CPUARMState *env, const ARMCPRegInfo *ri,
                          uint64_t value)
{
    BQL_LOCK_GUARD();
    value &= arm_pmu_accessible(env) & arm_pmu_software(arm_pmu(env));
    if (arm_pmu_has_uen(env)) {
        value = arm_pmu_user_increments(env, value);
    }
    arm_pmu_increment(arm_pmu(env), value);
}

/* In the order of their AArch64 encodings, AArch32 after AArch64 */
static const ARMCPRegInfo bit_regs[] = {
    { PMU_A64("PMINTENSET_EL1", 0, 9, 14, 1), PMU_TYPE(ARM_CP_IO),
      .access = PL1_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMINTEN,
      PMU_FIELD64(c9_pminten),
      .readfn = pminten_read, .writefn = pmintenset_write },
    { PMU_A32("PMINTENSET", 9, 14, 1), PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL1_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMINTEN,
      PMU_FIELD32(c9_pminten),
      .readfn = pminten_read, .writefn = pmintenset_write },

    { PMU_A64("PMINTENCLR_EL1", 0, 9, 14, 2),
      PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS | ARM_CP_NO_RAW),
      .access = PL1_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMINTEN,
      .readfn = pminten_read, .writefn = pmintenclr_write },
    { PMU_A32("PMINTENCLR", 9, 14, 2),
      PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS | ARM_CP_NO_RAW),
      .access = PL1_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMINTEN,
      .readfn = pminten_read, .writefn = pmintenclr_write },

    { PMU_A64("PMCNTENSET_EL0", 3, 9, 12, 1), PMU_TYPE(ARM_CP_IO),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMCNTEN,
      PMU_FIELD64(c9_pmcnten),
      .readfn = pmcnten_read, .writefn = pmcntenset_write },
    { PMU_A32("PMCNTENSET", 9, 12, 1), PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMCNTEN,
      PMU_FIELD32(c9_pmcnten),
      .readfn = pmcnten_read, .writefn = pmcntenset_write },

    { PMU_A64("PMCNTENCLR_EL0", 3, 9, 12, 2),
      PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMCNTEN,
      PMU_FIELD64(c9_pmcnten),
      .readfn = pmcnten_read, .writefn = pmcntenclr_write },
    { PMU_A32("PMCNTENCLR", 9, 12, 2), PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMCNTEN,
      PMU_FIELD32(c9_pmcnten),
      .readfn = pmcnten_read, .writefn = pmcntenclr_write },

    { PMU_A64("PMOVSCLR_EL0", 3, 9, 12, 3),
      PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMOVS,
      PMU_FIELD64(c9_pmovsr),
      .readfn = pmovs_read, .writefn = pmovsclr_write },
    /* Of the four it is this one that is migrated. */
    { PMU_A32("PMOVSR", 9, 12, 3), PMU_TYPE(ARM_CP_IO),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMOVS,
      PMU_FIELD32(c9_pmovsr),
      .readfn = pmovs_read, .writefn = pmovsclr_write },

    { PMU_A64("PMSWINC_EL0", 3, 9, 12, 4),
      PMU_TYPE(ARM_CP_IO | ARM_CP_NO_RAW),
      .access = PL0_W, .accessfn = arm_access_pmswinc,
      .fgt = FGT_PMSWINC_EL0, .writefn = pmswinc_write },
    { PMU_A32("PMSWINC", 9, 12, 4), PMU_TYPE(ARM_CP_IO | ARM_CP_NO_RAW),
      .access = PL0_W, .accessfn = arm_access_pmswinc,
      .fgt = FGT_PMSWINC_EL0, .writefn = pmswinc_write },
};

/* What is migrated as 32 bits lacks the instruction counter's. */
static const ARMCPRegInfo wide_regs[] = {
    { PMU_A64("PMOVSCLR_EL0", 3, 9, 12, 3), PMU_TYPE(ARM_CP_IO),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMOVS,
      PMU_FIELD64(c9_pmovsr),
      .readfn = pmovs_read, .writefn = pmovsclr_write },
};

/* With the Virtualization Extensions of Armv7, and from Armv8 on */
static const ARMCPRegInfo pmovsset_regs[] = {
    { PMU_A64("PMOVSSET_EL0", 3, 9, 14, 3),
      PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMOVS,
      PMU_FIELD64(c9_pmovsr),
      .readfn = pmovs_read, .writefn = pmovsset_write },
    { PMU_A32("PMOVSSET", 9, 14, 3), PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL0_RW, .accessfn = arm_access_pmu, .fgt = FGT_PMOVS,
      PMU_FIELD32(c9_pmovsr),
      .readfn = pmovs_read, .writefn = pmovsset_write },
};

void arm_pmu_define_bit_regs(ARMCPU *cpu)
{
    arm_pmu_define(cpu, bit_regs);
    if (arm_pmu_has_icntr(cpu)) {
        arm_pmu_define(cpu, wide_regs);
    }
    if (arm_feature(&cpu->env, ARM_FEATURE_V7VE)) {
        arm_pmu_define(cpu, pmovsset_regs);
    }
}
