/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: events that happen in helpers, not in translated code: exceptions
 * and fills of QEMU's TLB; and what an instruction gives back that leaves its
 * block by an exception.
 *
 * An exception counts in the Security state and at the Exception level that
 * it is taken from.
 */

#include "qemu/osdep.h"
#include "exec/cpu-common.h"
#include "cpu.h"
#include "internals.h"
#include "syndrome.h"
#include "tcg/tcg.h"
#include "attach.h"
#include "select.h"
#include "state.h"

#define HELPER_H "pmu/engine/helper-pmu.h"
#include "exec/helper-proto.h.inc"
#undef HELPER_H

void HELPER(arm_pmu_spent)(CPUARMState *env)
{
    arm_pmu_out_of_events(env_archcpu(env));
}

static void count(ARMCPU *cpu, PMUSource source, int64_t events)
{
    int64_t left;

    if (cpu->pmu->selected >> source & 1) {
        left = cpu->pmu_left[source] - events;
        qatomic_set__nocheck(&cpu->pmu_left[source], left);
        if (left < 0) {
            arm_pmu_out_of_events(cpu);
        }
    }
}

/* Instructions that were counted, and have not been executed */

static void give_back(CPUState *cs, const TranslationBlock *tb,
                      const uint64_t *data)
{
    PMUPacked back = arm_pmu_get_unwind(data);
    uint32_t sources = arm_pmu_block_sources(tb);

    for (uint32_t rest = back ? sources : 0; rest; rest &= rest - 1) {
        unsigned source = ctz32(rest);
        int64_t *left = &ARM_CPU(cs)->pmu_left[source];

        qatomic_set__nocheck(left,
                             *left + pmu_unpack(sources, back, source));
    }
}

void arm_pmu_restore(CPUState *cs, const TranslationBlock *tb,
                     const uint64_t *data)
{
    CPUARMState *env = cpu_env(cs);

    give_back(cs, tb, data);
    /* Where the syndrome has 64 bits, some of ours have gone there. */
    env->exception.syndrome = (uint32_t)env->exception.syndrome;
}

void arm_pmu_leave(CPUARMState *env, uintptr_t host_pc)
{
    ARMCPU *cpu = env_archcpu(env);
    uint64_t data[TARGET_INSN_START_EXTRA_WORDS + 1];

    if (cpu->pmu && cpu->pmu->selected &&
        cpu_unwind_state_data(CPU(cpu), host_pc, data)) {
        give_back(CPU(cpu), tcg_tb_lookup(host_pc), data);
    }
}

/* Exceptions */

/* The kind of exception, for one that is taken locally */
static PMUSource exception_kind(int excp, uint32_t syndrome)
{
    switch (excp) {
    case EXCP_SWI:
        return PMU_SOURCE_EXC_SVC;
    case EXCP_SMC:
        return PMU_SOURCE_EXC_SMC;
    case EXCP_HVC:
        return PMU_SOURCE_EXC_HVC;
    case EXCP_PREFETCH_ABORT:
    case EXCP_BKPT:
        return PMU_SOURCE_EXC_PABORT;
    case EXCP_DATA_ABORT:
    case EXCP_VSERR:
        return PMU_SOURCE_EXC_DABORT;
    case EXCP_IRQ:
    case EXCP_NMI:
    case EXCP_VIRQ:
    case EXCP_VINMI:
        return PMU_SOURCE_EXC_IRQ;
    case EXCP_FIQ:
    case EXCP_VFIQ:
    case EXCP_VFNMI:
        return PMU_SOURCE_EXC_FIQ;
    default:
        return syn_get_ec(syndrome) == EC_SPALIGNMENT ? PMU_SOURCE_EXC_DABORT
                                                      : PMU_SOURCE_EXC_UNDEF;
    }
}

/* Likewise for one that is not; HVC, and SMC to EL3, are the same there. */
static PMUSource trap_kind(PMUSource kind)
{
    switch (kind) {
    case PMU_SOURCE_EXC_PABORT:
        return PMU_SOURCE_EXC_TRAP_PABORT;
    case PMU_SOURCE_EXC_DABORT:
        return PMU_SOURCE_EXC_TRAP_DABORT;
    case PMU_SOURCE_EXC_IRQ:
        return PMU_SOURCE_EXC_TRAP_IRQ;
    case PMU_SOURCE_EXC_FIQ:
        return PMU_SOURCE_EXC_TRAP_FIQ;
    case PMU_SOURCE_EXC_UNDEF:
    case PMU_SOURCE_EXC_SVC:
        return PMU_SOURCE_EXC_TRAP_OTHER;
    default:
        return kind;
    }
}

/*
 * To the level where it occurs, or from EL0 to the one above that it has its
 * operating system at: D14.1.5. An AArch32 EL3 has EL1's place.
 */
static bool taken_locally(CPUARMState *env)
{
    unsigned from = arm_current_el(env), to = env->exception.target_el;

    if (from != 0 || to < 2) {
        return to <= MAX(from, 1);
    }
    return to == 2 ? (arm_hcr_el2_eff(env) & (HCR_E2H | HCR_TGE)) ==
                     (HCR_E2H | HCR_TGE)
                   : !arm_el_is_aa64(env, 3);
}

static void count_exception(ARMCPU *cpu, int excp)
{
    CPUARMState *env = &cpu->env;
    unsigned ec = syn_get_ec(env->exception.syndrome);
    PMUSource kind = exception_kind(excp, env->exception.syndrome);

    if (excp == EXCP_SWI || excp == EXCP_HVC || excp == EXCP_SMC) {
        /* Translated code leaves these instructions to us. */
        count(cpu, PMU_SOURCE_INST, 1);
    } else if (ec == EC_WFX_TRAP && kind == PMU_SOURCE_EXC_UNDEF) {
        /* Found out when the instruction was counted already */
        count(cpu, PMU_SOURCE_INST, -1);
        count(cpu, PMU_SOURCE_DP, -1);
    }
    if (arm_is_psci_call(cpu, excp)) {
        return;
    }
    count(cpu, PMU_SOURCE_EXC_TAKEN, 1);
    count(cpu, taken_locally(env) ? kind : trap_kind(kind), 1);
}

void arm_pmu_exception(CPUState *cs)
{
    ARMCPU *cpu = ARM_CPU(cs);

    if (cpu->pmu && cpu->pmu->selected &&
        cs->exception_index != EXCP_SEMIHOST) {
        count_exception(cpu, cs->exception_index);
    }
}

/* The TLB: an entry that takes no walk is no event. */

static bool walks(CPUARMState *env)
{
    unsigned el = arm_current_el(env);

    return (arm_sctlr(env, el) & SCTLR_M) ||
           (el < 2 && (arm_hcr_el2_eff(env) & (HCR_VM | HCR_DC)));
}

/* A walk's own accesses, to tables, are no access of an instruction. */
static bool is_of_a_walk(CPUARMState *env, int mmu_idx)
{
    switch (core_to_arm_mmu_idx(env, mmu_idx)) {
    case ARMMMUIdx_Stage2_S:
    case ARMMMUIdx_Stage2:
    case ARMMMUIdx_Phys_S:
    case ARMMMUIdx_Phys_NS:
    case ARMMMUIdx_Phys_Root:
    case ARMMMUIdx_Phys_Realm:
        return true;
    default:
        return false;
    }
}

void arm_pmu_tlb_filled(CPUState *cs, MMUAccessType access_type, int mmu_idx)
{
    ARMCPU *cpu = ARM_CPU(cs);

    if (cpu->pmu && cpu->pmu->selected && walks(&cpu->env) &&
        !is_of_a_walk(&cpu->env, mmu_idx)) {
        count(cpu, access_type == MMU_INST_FETCH ? PMU_SOURCE_ITLB_FILL
                                                 : PMU_SOURCE_DTLB_FILL, 1);
    }
}
