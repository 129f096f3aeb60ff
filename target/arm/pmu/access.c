/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: who may access its system registers, and where an access goes
 * that is not permitted.
 *
 * The order of the checks is that of the Arm ARM's accessors (D24.5): a
 * selected counter that is not implemented, PMUSERENR_EL0, the traps to EL2,
 * the trap to EL3. Most fine-grained traps are QEMU's to check, after these:
 * they have the same target and syndrome as the other traps to EL2.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "regs.h"

uint32_t arm_pmu_accessible(CPUARMState *env)
{
    return pmu_accessible_mask(&arm_pmu(env)->features, env->cp15.mdcr_el2,
                               arm_current_el(env), arm_is_el2_enabled(env));
}

#define NO_COUNTER (-1)

static int hpmn(CPUARMState *env)
{
    return pmu_effective_hpmn(&arm_pmu(env)->features, env->cp15.mdcr_el2);
}

/*
 * @trap: the bits of MDCR_EL2 that trap the access (R49)
 * @n: the event counter, which traps to EL2 from below if it is in the
 *     second range (R8), or NO_COUNTER. Without FEAT_FGT this is CONSTRAINED
 *     UNPREDICTABLE (R10); we choose what a hypervisor would want.
 */
static CPAccessResult check_traps(CPUARMState *env, uint64_t trap, int n)
{
    int el = arm_current_el(env);

    if (el < 2 && arm_is_el2_enabled(env)) {
        uint64_t mdcr_el2 = env->cp15.mdcr_el2;

        if ((mdcr_el2 & trap) ||
            (n != NO_COUNTER && n >= hpmn(env))) {
            return CP_ACCESS_TRAP_EL2;
        }
    }
    if (el < 3 && (env->cp15.mdcr_el3 & MDCR_EL3_TPM)) {
        return CP_ACCESS_TRAP_EL3;
    }
    return CP_ACCESS_OK;
}

/* @user: the bits of PMUSERENR_EL0 that, besides EN, let EL0 pass (R50) */
static bool denied_to_user(CPUARMState *env, uint64_t user)
{
    return arm_current_el(env) == 0 &&
           !(env->cp15.c9_pmuserenr & (PMUSERENR_EN | user));
}

static CPAccessResult check_access(CPUARMState *env, uint64_t user,
                                   uint64_t trap, int n)
{
    return denied_to_user(env, user) ? CP_ACCESS_TRAP_EL1
                                     : check_traps(env, trap, n);
}

/*
 * The traps, with a fine-grained one of our own: QEMU's would come before
 * the UNDEFINED of a register that depends on PMSELR, and QEMU has none for
 * PMUSERENR (R52). @bit is the same in HDFGRTR_EL2 and HDFGWTR_EL2.
 */
static CPAccessResult check_fine_grained(CPUARMState *env, bool isread,
                                         uint64_t bit, int n)
{
    if (arm_fgt_active(env, arm_current_el(env)) &&
        (bit & (isread ? env->cp15.fgt_read[FGTREG_HDFGRTR]
                       : env->cp15.fgt_write[FGTREG_HDFGWTR]))) {
        return CP_ACCESS_TRAP_EL2;
    }
    return check_traps(env, MDCR_EL2_TPM, n);
}

/* MDCR_EL2.TPM, MDCR_EL3.TPM */
CPAccessResult arm_access_pmu(CPUARMState *env, const ARMCPRegInfo *ri,
                              bool isread)
{
    return check_access(env, 0, MDCR_EL2_TPM, NO_COUNTER);
}

/* PMUSERENR_EL0 is EL0's to read (R55). */
CPAccessResult arm_access_pmuserenr(CPUARMState *env, const ARMCPRegInfo *ri,
                                    bool isread)
{
    return check_fine_grained(env, isread, R_HDFGRTR_EL2_PMUSERENR_EL0_MASK,
                              NO_COUNTER);
}

/* MDCR_EL2.TPMCR as well */
CPAccessResult arm_access_pmcr(CPUARMState *env, const ARMCPRegInfo *ri,
                               bool isread)
{
    return check_access(env, 0, MDCR_EL2_TPM | MDCR_EL2_TPMCR, NO_COUNTER);
}

/* PMUSERENR_EL0.ER, reads and writes */
CPAccessResult arm_access_pmselr(CPUARMState *env, const ARMCPRegInfo *ri,
                                 bool isread)
{
    return check_access(env, PMUSERENR_ER, MDCR_EL2_TPM, NO_COUNTER);
}

/* PMUSERENR_EL0.SW */
CPAccessResult arm_access_pmswinc(CPUARMState *env, const ARMCPRegInfo *ri,
                                  bool isread)
{
    return check_access(env, PMUSERENR_SW, MDCR_EL2_TPM, NO_COUNTER);
}

/* PMUSERENR_EL0.CR, reads only */
CPAccessResult arm_access_pmccntr(CPUARMState *env, const ARMCPRegInfo *ri,
                                  bool isread)
{
    return check_access(env, isread ? PMUSERENR_CR : 0, MDCR_EL2_TPM,
                        NO_COUNTER);
}

/* PMUSERENR_EL0.ER, reads only; HPMN */
CPAccessResult arm_access_pmevcntr(CPUARMState *env, const ARMCPRegInfo *ri,
                                   bool isread)
{
    return check_access(env, isread ? PMUSERENR_ER : 0, MDCR_EL2_TPM,
                        arm_pmu_counter(ri));
}

/* HPMN */
CPAccessResult arm_access_pmevtyper(CPUARMState *env, const ARMCPRegInfo *ri,
                                    bool isread)
{
    return check_access(env, 0, MDCR_EL2_TPM, arm_pmu_counter(ri));
}

/* A selected counter that is not implemented comes before all else (R7). */
CPAccessResult arm_access_pmxevcntr(CPUARMState *env, const ARMCPRegInfo *ri,
                                    bool isread)
{
    if (arm_pmu_selected(env) >= arm_pmu(env)->features.counters) {
        return CP_ACCESS_UNDEFINED;
    }
    if (denied_to_user(env, isread ? PMUSERENR_ER : 0)) {
        return CP_ACCESS_TRAP_EL1;
    }
    return check_fine_grained(env, isread, R_HDFGRTR_EL2_PMEVCNTRN_EL0_MASK,
                              arm_pmu_selected(env));
}

/* Likewise, but 31 selects PMCCFILTR_EL0 (R12, R14). */
CPAccessResult arm_access_pmxevtyper(CPUARMState *env, const ARMCPRegInfo *ri,
                                     bool isread)
{
    int n = arm_pmu_selected(env);

    if (n == PMU_CYCLE_COUNTER) {
        n = NO_COUNTER;
    } else if (n >= arm_pmu(env)->features.counters) {
        return CP_ACCESS_UNDEFINED;
    }
    if (denied_to_user(env, 0)) {
        return CP_ACCESS_TRAP_EL1;
    }
    return check_fine_grained(env, isread, R_HDFGRTR_EL2_PMEVTYPERN_EL0_MASK,
                              n);
}

/* MDCR_EL3.TDA (R46) */
CPAccessResult arm_access_mdcr_el2(CPUARMState *env, const ARMCPRegInfo *ri,
                                   bool isread)
{
    bool tda = arm_current_el(env) == 2 && (env->cp15.mdcr_el3 & MDCR_EL3_TDA);

    return tda ? CP_ACCESS_TRAP_EL3 : CP_ACCESS_OK;
}

/* No PMU (R45) */
CPAccessResult arm_access_no_pmu(CPUARMState *env, const ARMCPRegInfo *ri,
                                 bool isread)
{
    return CP_ACCESS_UNDEFINED;
}

/*
 * SDCR: EL3 only, and Secure EL1 beneath an AArch64 EL3 traps. QEMU has the
 * like for its own registers, out of our reach.
 */
CPAccessResult arm_access_sdcr(CPUARMState *env, const ARMCPRegInfo *ri,
                               bool isread)
{
    bool secure = arm_is_secure_below_el3(env);
    int el = arm_current_el(env);

    if (el < 3 && secure) {
        return env->cp15.scr_el3 & SCR_EEL2 ? CP_ACCESS_TRAP_EL2
                                            : CP_ACCESS_TRAP_EL3;
    }
    return el < 3 ? CP_ACCESS_UNDEFINED : CP_ACCESS_OK;
}
