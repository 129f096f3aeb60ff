/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the model calls the oracle's meanings of events: see meanings.h.
 */

#include "qemu/osdep.h"
#include "meanings.h"

PMUEventKind meaning_kind(OracleMeaning meaning)
{
    switch (meaning) {
    case MEANS_NOTHING:
        return PMU_EVENT_NONE;
    case MEANS_NEVER:
        return PMU_EVENT_NEVER;
    case MEANS_SW_INCR:
        return PMU_EVENT_SOFTWARE;
    case MEANS_CHAIN:
        return PMU_EVENT_CHAIN;
    case MEANS_CYCLE:
        return PMU_EVENT_CYCLE;
    default:
        return PMU_EVENT_INSTRUCTION;
    }
}

PMUSource meaning_source(OracleMeaning meaning)
{
    static const PMUSource sources[MEANINGS] = {
        [MEANS_NOTHING] = PMU_SOURCES,
        [MEANS_NEVER] = PMU_SOURCES,
        [MEANS_SW_INCR] = PMU_SOURCES,
        [MEANS_CHAIN] = PMU_SOURCES,
        [MEANS_CYCLE] = PMU_SOURCE_CYCLE,
        [MEANS_INSTRUCTION] = PMU_SOURCE_INST,
        [MEANS_LOAD] = PMU_SOURCE_LD,
        [MEANS_STORE] = PMU_SOURCE_ST,
        [MEANS_ACCESS] = PMU_SOURCE_MEM,
        [MEANS_BRANCH] = PMU_SOURCE_BR,
        [MEANS_IMMEDIATE_BRANCH] = PMU_SOURCE_BR_IMMED,
        [MEANS_RETURN] = PMU_SOURCE_BR_RETURN,
        [MEANS_INDIRECT_BRANCH] = PMU_SOURCE_BR_INDIRECT,
        [MEANS_PC_WRITE] = PMU_SOURCE_PC_WRITE,
        [MEANS_INTEGER] = PMU_SOURCE_DP,
        [MEANS_SIMD] = PMU_SOURCE_ASE,
        [MEANS_FLOAT] = PMU_SOURCE_VFP,
        [MEANS_CRYPTO] = PMU_SOURCE_CRYPTO,
        [MEANS_LDREX] = PMU_SOURCE_LDREX,
        [MEANS_STREX] = PMU_SOURCE_STREX,
        [MEANS_STREX_PASS] = PMU_SOURCE_STREX_PASS,
        [MEANS_STREX_FAIL] = PMU_SOURCE_STREX_FAIL,
        [MEANS_CONTEXTIDR] = PMU_SOURCE_CID_WRITE,
        [MEANS_TTBR] = PMU_SOURCE_TTBR_WRITE,
        [MEANS_ERET] = PMU_SOURCE_EXC_RETURN,
        [MEANS_EXCEPTION] = PMU_SOURCE_EXC_TAKEN,
        [MEANS_UNDEF] = PMU_SOURCE_EXC_UNDEF,
        [MEANS_SVC] = PMU_SOURCE_EXC_SVC,
        [MEANS_PABORT] = PMU_SOURCE_EXC_PABORT,
        [MEANS_DABORT] = PMU_SOURCE_EXC_DABORT,
        [MEANS_IRQ] = PMU_SOURCE_EXC_IRQ,
        [MEANS_FIQ] = PMU_SOURCE_EXC_FIQ,
        [MEANS_SMC] = PMU_SOURCE_EXC_SMC,
        [MEANS_HVC] = PMU_SOURCE_EXC_HVC,
        [MEANS_TRAP_PABORT] = PMU_SOURCE_EXC_TRAP_PABORT,
        [MEANS_TRAP_DABORT] = PMU_SOURCE_EXC_TRAP_DABORT,
        [MEANS_TRAP_OTHER] = PMU_SOURCE_EXC_TRAP_OTHER,
        [MEANS_TRAP_IRQ] = PMU_SOURCE_EXC_TRAP_IRQ,
        [MEANS_TRAP_FIQ] = PMU_SOURCE_EXC_TRAP_FIQ,
        [MEANS_DATA_TLB_FILL] = PMU_SOURCE_DTLB_FILL,
        [MEANS_INSTRUCTION_TLB_FILL] = PMU_SOURCE_ITLB_FILL,
    };

    return sources[meaning];
}
