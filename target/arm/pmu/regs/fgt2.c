/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the fine-grained traps of its newer registers, FEAT_FGT2.
 *
 * The five registers are there as a whole, since software that finds the
 * feature initialises all of them. Of their fields those of the PMU's
 * registers that the model has take effect. The others are stored: what they
 * would trap belongs to features that QEMU does not have.
 *
 * After the Arm ARM (DDI 0487), D24.2.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/view/property.h"
#include "fgt2.h"
#include "regs.h"

bool arm_pmu_fgt2_traps(CPUARMState *env, bool isread, uint64_t bit)
{
    const PMUFeatures *f = arm_pmu_has(env);
    ARMCPU *cpu = env_archcpu(env);
    int el = arm_current_el(env);

    if (!f->fgt2 || el >= 2 || !arm_is_el2_enabled(env) ||
        (el == 0 && el_is_in_host(env, 0))) {
        return false;
    }
    if (f->el3 && !(env->cp15.scr_el3 & SCR_EL3_FGTEN2)) {
        return true;
    }
    return !(cpu->pmu_regs[isread ? PMU_REG_HDFGRTR2
                                  : PMU_REG_HDFGWTR2] & bit);
}

bool arm_pmu_enpm2_traps(CPUARMState *env)
{
    return arm_pmu_has(env)->el3 && arm_current_el(env) < 3 &&
           !(env->cp15.mdcr_el3 & MDCR_EL3_ENPM2);
}

uint64_t arm_pmu_trap_f0(CPUARMState *env, bool isread, uint64_t mask)
{
    bool hidden = arm_pmu_fgt2_traps(env, isread, HDFGTR2_NPMICFILTR) ||
                  arm_pmu_enpm2_traps(env);

    return hidden && !arm_pmu_is_debugged(env) ? mask & ~PMU_INSTRUCTION_BIT
                                               : mask;
}

uint64_t arm_pmu_scr_bits(ARMCPU *cpu)
{
    return cpu->pmu && arm_pmu_has_fgt2(cpu) ? SCR_EL3_FGTEN2 : 0;
}

/* SCR_EL3.FGTEn2 */
static CPAccessResult access_fgt2(CPUARMState *env, const ARMCPRegInfo *ri,
                                  bool isread)
{
    if (arm_current_el(env) == 2 && arm_feature(env, ARM_FEATURE_EL3) &&
        !(env->cp15.scr_el3 & SCR_EL3_FGTEN2)) {
        return CP_ACCESS_TRAP_EL3;
    }
    return CP_ACCESS_OK;
}

#define FGT2_REG(NAME, OPC2, VNCR, REG)                                 \
    { PMU_A64(NAME, 4, 3, 1, OPC2), .nv2_redirect_offset = VNCR,        \
      .access = PL2_RW, .accessfn = access_fgt2,                        \
      .fieldoffset = PMU_OWN_OFFSET(REG) }

static const ARMCPRegInfo fgt2_regs[] = {
    FGT2_REG("HDFGRTR2_EL2", 0, 0x1a0, HDFGRTR2),
    FGT2_REG("HDFGWTR2_EL2", 1, 0x1b0, HDFGWTR2),
    FGT2_REG("HFGRTR2_EL2", 2, 0x2c0, HFGRTR2),
    FGT2_REG("HFGWTR2_EL2", 3, 0x2c8, HFGWTR2),
    FGT2_REG("HFGITR2_EL2", 7, 0x310, HFGITR2),
};

void arm_pmu_define_fgt2_regs(ARMCPU *cpu)
{
    if (arm_pmu_has_fgt2(cpu)) {
        define_arm_cp_regs(cpu, fgt2_regs);
    }
}
