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
#include "fgt2.h"
#include "regs.h"
#include "pmu/trace.h"

/* The CPU that a debugger is at, all of whose counters it sees */
static const CPUARMState *debugged;

void arm_pmu_access_all(const CPUARMState *env)
{
    debugged = env;
}

bool arm_pmu_is_debugged(CPUARMState *env)
{
    return unlikely(env == debugged);
}

uint64_t arm_pmu_accessible(CPUARMState *env)
{
    const PMUFeatures *f = arm_pmu_has(env);
    uint64_t mdcr_el2 = env->cp15.mdcr_el2;
    uint64_t mask = pmu_counters_below(f->counters) | pmu_fixed_counters(f);

    if (arm_pmu_is_debugged(env)) {
        return mask;
    }
    /* Without one, nothing else matters, which takes longer to find out. */
    if (pmu_second_range(f, mdcr_el2)) {
        mask = pmu_accessible_mask(f, mdcr_el2, arm_current_el(env),
                                   arm_is_el2_enabled(env));
    }
    /* AArch32's registers have no room for its bit. */
    if (unlikely(f->icntr) && arm_current_el(env) == 0 &&
        !(env->cp15.c9_pmuserenr & PMUSERENR_UEN)) {
        mask &= ~PMU_INSTRUCTION_BIT;
    }
    return mask;
}

/* An access that is not permitted: trace it, with the rule that says so. */

static const char *outcome(CPUARMState *env, CPAccessResult result)
{
    switch (result) {
    case CP_ACCESS_TRAP_EL1:
        return arm_hcr_el2_eff(env) & HCR_TGE ? "traps to EL2"
                                              : "traps to EL1";
    case CP_ACCESS_TRAP_EL2:
        return "traps to EL2";
    case CP_ACCESS_TRAP_EL3:
        return "traps to EL3";
    default:
        return "is UNDEFINED";
    }
}

static CPAccessResult refuse(CPUARMState *env, const ARMCPRegInfo *ri,
                             bool isread, CPAccessResult result,
                             const char *rule)
{
    if (trace_event_get_state_backends(TRACE_ARM_PMU_ACCESS_REFUSED)) {
        trace_arm_pmu_access_refused(env_cpu(env)->cpu_index,
                                     isread ? "read" : "write", ri->name,
                                     arm_current_el(env),
                                     outcome(env, result), rule);
    }
    return result;
}

#define NO_COUNTER (-1)

static int implemented(CPUARMState *env)
{
    return pmu_implemented_counters(arm_pmu_has(env));
}

static int hpmn(CPUARMState *env)
{
    return pmu_effective_hpmn(arm_pmu_has(env), env->cp15.mdcr_el2);
}

/*
 * Why EL2, if it is enabled, traps an access from below it, or NULL
 * @trap: the bits of MDCR_EL2 that trap the access (R49)
 * @n: the event counter, which is EL2's if it is in the second range (R8), or
 *     NO_COUNTER. Without FEAT_FGT this is CONSTRAINED UNPREDICTABLE (R10); we
 *     choose what a hypervisor would want.
 */
static const char *reason_of_el2(CPUARMState *env, uint64_t trap, int n)
{
    if (env->cp15.mdcr_el2 & trap) {
        return "MDCR_EL2.TPM or TPMCR, R49";
    }
    if (n != NO_COUNTER && n >= hpmn(env)) {
        return cpu_isar_feature(aa64_fgt, env_archcpu(env))
               ? "MDCR_EL2.HPMN, R8" : "MDCR_EL2.HPMN, R10";
    }
    return NULL;
}

static CPAccessResult check_traps(CPUARMState *env, const ARMCPRegInfo *ri,
                                  bool isread, uint64_t trap, int n)
{
    int el = arm_current_el(env);
    const char *reason = el < 2 ? reason_of_el2(env, trap, n) : NULL;

    /* Whether EL2 is enabled takes longest to find out, and comes last. */
    if (reason && arm_is_el2_enabled(env)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL2, reason);
    }
    if (el < 3 && (env->cp15.mdcr_el3 & MDCR_EL3_TPM)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL3,
                      "MDCR_EL3.TPM, R51");
    }
    return CP_ACCESS_OK;
}

/* UEN is 0 to an EL1 that uses AArch32 (R54). */
static bool uen_is_effective(CPUARMState *env)
{
    return (env->cp15.c9_pmuserenr & PMUSERENR_UEN) &&
           arm_pmu_has(env)->version >= PMU_V3P9 &&
           (arm_el_is_aa64(env, 1) || el_is_in_host(env, 0));
}

bool arm_pmu_restricts_user(CPUARMState *env)
{
    return arm_current_el(env) == 0 && !arm_pmu_is_debugged(env) &&
           uen_is_effective(env);
}

uint64_t arm_pmu_user_controls(CPUARMState *env)
{
    uint64_t controls = env->cp15.c9_pmuserenr;

    return uen_is_effective(env) ? controls : controls & ~PMUSERENR_UEN;
}

/* @user: the bits of PMUSERENR_EL0 that, besides EN, let EL0 pass (R50) */
static bool denied_to_user(CPUARMState *env, uint64_t user)
{
    return arm_current_el(env) == 0 &&
           !(env->cp15.c9_pmuserenr & (PMUSERENR_EN | user)) &&
           !uen_is_effective(env);
}

static CPAccessResult deny_user(CPUARMState *env, const ARMCPRegInfo *ri,
                                bool isread)
{
    return refuse(env, ri, isread, CP_ACCESS_TRAP_EL1, "PMUSERENR_EL0, R50");
}

static CPAccessResult check_access(CPUARMState *env, const ARMCPRegInfo *ri,
                                   bool isread, uint64_t user, uint64_t trap,
                                   int n)
{
    return denied_to_user(env, user) ? deny_user(env, ri, isread)
                                     : check_traps(env, ri, isread, trap, n);
}

/*
 * The traps, with a fine-grained one of our own: QEMU's would come before
 * the UNDEFINED of a register that depends on PMSELR, and QEMU has none for
 * PMUSERENR (R52). @bit is the same in HDFGRTR_EL2 and HDFGWTR_EL2.
 */
static CPAccessResult check_fine_grained(CPUARMState *env,
                                         const ARMCPRegInfo *ri, bool isread,
                                         uint64_t bit, int n)
{
    if (arm_fgt_active(env, arm_current_el(env)) &&
        (bit & (isread ? env->cp15.fgt_read[FGTREG_HDFGRTR]
                       : env->cp15.fgt_write[FGTREG_HDFGWTR]))) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL2,
                      "HDFGRTR_EL2 or HDFGWTR_EL2, R52");
    }
    return check_traps(env, ri, isread, MDCR_EL2_TPM, n);
}

/* MDCR_EL2.TPM, MDCR_EL3.TPM */
CPAccessResult arm_access_pmu(CPUARMState *env, const ARMCPRegInfo *ri,
                              bool isread)
{
    return check_access(env, ri, isread, 0, MDCR_EL2_TPM, NO_COUNTER);
}

/* PMUSERENR_EL0 is EL0's to read (R55). */
CPAccessResult arm_access_pmuserenr(CPUARMState *env, const ARMCPRegInfo *ri,
                                    bool isread)
{
    return check_fine_grained(env, ri, isread,
                              R_HDFGRTR_EL2_PMUSERENR_EL0_MASK, NO_COUNTER);
}

/* PMUSERENR_EL0.TID */
CPAccessResult arm_access_pmceid(CPUARMState *env, const ARMCPRegInfo *ri,
                                 bool isread)
{
    if (arm_current_el(env) == 0 &&
        (env->cp15.c9_pmuserenr & PMUSERENR_TID)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL1,
                      "PMUSERENR_EL0.TID, R54");
    }
    return check_access(env, ri, isread, 0, MDCR_EL2_TPM, NO_COUNTER);
}

/* MDCR_EL2.TPMCR as well. UEN keeps EL0 out, whatever EN says (R54). */
CPAccessResult arm_access_pmcr(CPUARMState *env, const ARMCPRegInfo *ri,
                               bool isread)
{
    if (arm_current_el(env) == 0 && uen_is_effective(env)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL1,
                      "PMUSERENR_EL0.UEN, R54");
    }
    return check_access(env, ri, isread, 0, MDCR_EL2_TPM | MDCR_EL2_TPMCR,
                        NO_COUNTER);
}

/* PMUSERENR_EL0.ER, reads and writes */
CPAccessResult arm_access_pmselr(CPUARMState *env, const ARMCPRegInfo *ri,
                                 bool isread)
{
    return check_access(env, ri, isread, PMUSERENR_ER, MDCR_EL2_TPM,
                        NO_COUNTER);
}

/* PMUSERENR_EL0.SW */
CPAccessResult arm_access_pmswinc(CPUARMState *env, const ARMCPRegInfo *ri,
                                  bool isread)
{
    return check_access(env, ri, isread, PMUSERENR_SW, MDCR_EL2_TPM,
                        NO_COUNTER);
}

/* PMUSERENR_EL0.CR, reads only */
CPAccessResult arm_access_pmccntr(CPUARMState *env, const ARMCPRegInfo *ri,
                                  bool isread)
{
    return check_access(env, ri, isread, isread ? PMUSERENR_CR : 0,
                        MDCR_EL2_TPM, NO_COUNTER);
}

/* PMUSERENR_EL0.ER, reads only; HPMN */
CPAccessResult arm_access_pmevcntr(CPUARMState *env, const ARMCPRegInfo *ri,
                                   bool isread)
{
    return check_access(env, ri, isread, isread ? PMUSERENR_ER : 0,
                        MDCR_EL2_TPM, arm_pmu_counter(ri));
}

/* HPMN */
CPAccessResult arm_access_pmevtyper(CPUARMState *env, const ARMCPRegInfo *ri,
                                    bool isread)
{
    return check_access(env, ri, isread, 0, MDCR_EL2_TPM,
                        arm_pmu_counter(ri));
}

#define NOT_THERE "no such counter, R7"

/* A selected counter that is not implemented comes before all else (R7). */
CPAccessResult arm_access_pmxevcntr(CPUARMState *env, const ARMCPRegInfo *ri,
                                    bool isread)
{
    if (arm_pmu_selected(env) >= implemented(env)) {
        return refuse(env, ri, isread, CP_ACCESS_UNDEFINED, NOT_THERE);
    }
    if (denied_to_user(env, isread ? PMUSERENR_ER : 0)) {
        return deny_user(env, ri, isread);
    }
    return check_fine_grained(env, ri, isread,
                              R_HDFGRTR_EL2_PMEVCNTRN_EL0_MASK,
                              arm_pmu_selected(env));
}

/* Likewise, but 31 selects PMCCFILTR_EL0 (R12, R14). */
CPAccessResult arm_access_pmxevtyper(CPUARMState *env, const ARMCPRegInfo *ri,
                                     bool isread)
{
    int n = arm_pmu_selected(env);

    if (n == PMU_CYCLE_COUNTER) {
        n = NO_COUNTER;
    } else if (n >= implemented(env)) {
        return refuse(env, ri, isread, CP_ACCESS_UNDEFINED, NOT_THERE);
    }
    if (denied_to_user(env, 0)) {
        return deny_user(env, ri, isread);
    }
    return check_fine_grained(env, ri, isread,
                              R_HDFGRTR_EL2_PMEVTYPERN_EL0_MASK, n);
}

#define FGT2 "HDFGRTR2_EL2, HDFGWTR2_EL2 or SCR_EL3.FGTEn2, R53"

/* FEAT_FGT2, MDCR_EL3.EnPM2. @bit is the same in both of FEAT_FGT2's. */
static CPAccessResult check_newer(CPUARMState *env, const ARMCPRegInfo *ri,
                                  bool isread, uint64_t bit)
{
    CPAccessResult result;

    if (arm_pmu_fgt2_traps(env, isread, bit)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL2, FGT2);
    }
    result = check_traps(env, ri, isread, MDCR_EL2_TPM, NO_COUNTER);
    if (result == CP_ACCESS_OK && arm_pmu_enpm2_traps(env)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL3,
                      "MDCR_EL3.EnPM2, R53");
    }
    return result;
}

CPAccessResult arm_access_pmuacr(CPUARMState *env, const ARMCPRegInfo *ri,
                                 bool isread)
{
    return check_newer(env, ri, isread, HDFGTR2_NPMUACR);
}

/* Of PMUSERENR_EL0, only UEN lets EL0 pass (R54). */
static CPAccessResult check_instructions(CPUARMState *env,
                                         const ARMCPRegInfo *ri, bool isread,
                                         uint64_t bit)
{
    if (arm_current_el(env) == 0 && !uen_is_effective(env)) {
        return deny_user(env, ri, isread);
    }
    return check_newer(env, ri, isread, bit);
}

CPAccessResult arm_access_pmicntr(CPUARMState *env, const ARMCPRegInfo *ri,
                                  bool isread)
{
    return check_instructions(env, ri, isread, HDFGTR2_NPMICNTR);
}

CPAccessResult arm_access_pmicfiltr(CPUARMState *env, const ARMCPRegInfo *ri,
                                    bool isread)
{
    return check_instructions(env, ri, isread, HDFGTR2_NPMICFILTR);
}

/* FEAT_FGT2 */
CPAccessResult arm_access_pmzr(CPUARMState *env, const ARMCPRegInfo *ri,
                               bool isread)
{
    if (denied_to_user(env, 0)) {
        return deny_user(env, ri, isread);
    }
    if (arm_pmu_fgt2_traps(env, isread, HDFGWTR2_NPMZR)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL2, FGT2);
    }
    return check_traps(env, ri, isread, MDCR_EL2_TPM, NO_COUNTER);
}

/* As PMUACR_EL1, beside which it stands */
CPAccessResult arm_access_pmecr(CPUARMState *env, const ARMCPRegInfo *ri,
                                bool isread)
{
    return check_newer(env, ri, isread, HDFGTR2_NPMECR);
}

/*
 * FEAT_FGT2, HPMN, MDCR_EL3.EnPMSS; no TPM. @n as above, of an event counter
 * whose saved value is read.
 */
static CPAccessResult check_snapshot(CPUARMState *env, const ARMCPRegInfo *ri,
                                     bool isread, uint64_t bit, int n)
{
    int el = arm_current_el(env);

    if (arm_pmu_fgt2_traps(env, isread, bit)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL2, FGT2);
    }
    if (n != NO_COUNTER && el < 2 && arm_is_el2_enabled(env) &&
        n >= hpmn(env)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL2,
                      "MDCR_EL2.HPMN, R23");
    }
    if (el < 3 && arm_pmu_has(env)->el3 &&
        !(env->cp15.mdcr_el3 & MDCR_EL3_ENPMSS)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL3,
                      "MDCR_EL3.EnPMSS, R23");
    }
    return CP_ACCESS_OK;
}

CPAccessResult arm_access_pmsscr(CPUARMState *env, const ARMCPRegInfo *ri,
                                 bool isread)
{
    return check_snapshot(env, ri, isread, HDFGTR2_NPMSSCR, NO_COUNTER);
}

CPAccessResult arm_access_saved(CPUARMState *env, const ARMCPRegInfo *ri,
                                bool isread)
{
    return check_snapshot(env, ri, isread, HDFGRTR2_NPMSSDATA, NO_COUNTER);
}

CPAccessResult arm_access_pmevcntsvr(CPUARMState *env, const ARMCPRegInfo *ri,
                                     bool isread)
{
    return check_snapshot(env, ri, isread, HDFGRTR2_NPMSSDATA,
                          arm_pmu_counter(ri));
}

/* MDCR_EL3.TDA; HDCR is not there for an AArch32 EL3 with SCR.NS = 0 (R46). */
CPAccessResult arm_access_mdcr_el2(CPUARMState *env, const ARMCPRegInfo *ri,
                                   bool isread)
{
    int el = arm_current_el(env);

    if (el == 3 && !arm_el_is_aa64(env, 3) && !(env->cp15.scr_el3 & SCR_NS)) {
        return refuse(env, ri, isread, CP_ACCESS_UNDEFINED,
                      "HDCR with SCR.NS clear, R46");
    }
    if (el == 2 && (env->cp15.mdcr_el3 & MDCR_EL3_TDA)) {
        return refuse(env, ri, isread, CP_ACCESS_TRAP_EL3,
                      "MDCR_EL3.TDA, R46");
    }
    return CP_ACCESS_OK;
}

/* No PMU (R45) */
CPAccessResult arm_access_no_pmu(CPUARMState *env, const ARMCPRegInfo *ri,
                                 bool isread)
{
    return refuse(env, ri, isread, CP_ACCESS_UNDEFINED, "no PMU, R45");
}

/*
 * SDCR: EL3 only, and Secure EL1 beneath an AArch64 EL3 traps. QEMU has the
 * like for its own registers, out of our reach.
 */
CPAccessResult arm_access_sdcr(CPUARMState *env, const ARMCPRegInfo *ri,
                               bool isread)
{
    if (arm_current_el(env) == 3) {
        return CP_ACCESS_OK;
    }
    return refuse(env, ri, isread,
                  !arm_is_secure_below_el3(env) ? CP_ACCESS_UNDEFINED :
                  env->cp15.scr_el3 & SCR_EEL2 ? CP_ACCESS_TRAP_EL2
                                               : CP_ACCESS_TRAP_EL3,
                  "SDCR below EL3, R34");
}
