/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: FEAT_PMUv3p9: PMUACR_EL1 and PMZR_EL0, and what the registers do
 * for an EL0 that PMUSERENR_EL0.UEN has let in.
 *
 * After the Arm ARM (DDI 0487), D24.5. AArch64 only, as both registers are;
 * but an EL0 that uses AArch32 beneath an EL1 that does not is let in too.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/core/user-access.h"
#include "pmu/view/property.h"
#include "fgt2.h"
#include "regs.h"

static uint64_t pmuacr(CPUARMState *env)
{
    return env_archcpu(env)->pmu_regs[PMU_REG_PMUACR];
}

uint64_t arm_pmu_user_readable(CPUARMState *env, uint64_t mask)
{
    return arm_pmu_restricts_user(env) ? mask & pmuacr(env) : mask;
}

uint64_t arm_pmu_user_writable(CPUARMState *env, uint64_t mask)
{
    return arm_pmu_restricts_user(env)
           ? mask & pmu_user_writable(env->cp15.c9_pmuserenr, pmuacr(env))
           : mask;
}

uint64_t arm_pmu_user_increments(CPUARMState *env, uint64_t mask)
{
    return arm_pmu_restricts_user(env)
           ? mask & pmu_user_increments(env->cp15.c9_pmuserenr, pmuacr(env))
           : mask;
}

/* Counters that are out of reach keep their bits (R22). */

static uint64_t pmuacr_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return pmuacr(env) & arm_pmu_accessible(env);
}

static void pmuacr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                         uint64_t value)
{
    uint64_t mask = arm_pmu_accessible(env);

    env_archcpu(env)->pmu_regs[PMU_REG_PMUACR] =
        (pmuacr(env) & ~mask) | (value & mask);
}

/*
 * Overflow status stays as it is, as with PMCR_EL0.P. Where a write of
 * PMICNTR_EL0 would trap, that is not zeroed (R53).
 */
static void pmzr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                       uint64_t value)
{
    BQL_LOCK_GUARD();
    value &= arm_pmu_accessible(env);
    if (arm_pmu_fgt2_traps(env, false, HDFGTR2_NPMICNTR) ||
        arm_pmu_enpm2_traps(env)) {
        value &= ~PMU_INSTRUCTION_BIT;
    }
    if (arm_pmu_has_uen(env)) {
        value = arm_pmu_user_writable(env, value);
    }
    if (value) {
        arm_pmu_zero(arm_pmu(env), value);
    }
}

static const ARMCPRegInfo user_regs[] = {
    { PMU_A64("PMUACR_EL1", 0, 9, 14, 4), PMU_TYPE(0),
      .access = PL1_RW, .accessfn = arm_access_pmuacr, PMU_OWN(PMUACR),
      .readfn = pmuacr_read, .writefn = pmuacr_write },
    { PMU_A64("PMZR_EL0", 3, 9, 13, 4), PMU_TYPE(ARM_CP_IO | ARM_CP_NO_RAW),
      .access = PL0_W, .accessfn = arm_access_pmzr,
      .writefn = pmzr_write },
};

void arm_pmu_define_user_regs(ARMCPU *cpu)
{
    if (arm_pmu_version(cpu) >= PMU_V3P9 &&
        arm_feature(&cpu->env, ARM_FEATURE_AARCH64)) {
        arm_pmu_define(cpu, user_regs);
    }
}
