/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: where counted events come from.
 *
 * A source is a kind of happening that is counted in one place, whatever the
 * events are that it feeds: INST_RETIRED, INST_SPEC and L1I_CACHE all have
 * the source PMU_SOURCE_INST. The first ones belong to instructions: which of
 * them an instruction is follows from its opcode (decode.h), and translated
 * code counts them. The next ones happen in helpers. Cycles have a clock.
 */

#ifndef TARGET_ARM_PMU_SOURCES_H
#define TARGET_ARM_PMU_SOURCES_H

typedef enum PMUSource {
    PMU_SOURCE_INST,            /* architecturally executed */
    PMU_SOURCE_LD,              /* reads memory */
    PMU_SOURCE_ST,              /* writes memory */
    PMU_SOURCE_MEM,             /* either; twice where it does both */
    PMU_SOURCE_BR,              /* a branch, taken or not */
    PMU_SOURCE_BR_IMMED,        /* of those, to an immediate offset */
    PMU_SOURCE_BR_RETURN,       /* of those, a procedure return */
    PMU_SOURCE_BR_INDIRECT,     /* of those, all others than BR_IMMED */
    PMU_SOURCE_PC_WRITE,        /* changes the PC: a branch that is taken */
    PMU_SOURCE_DP,              /* integer data processing */
    PMU_SOURCE_ASE,             /* Advanced SIMD data processing */
    PMU_SOURCE_VFP,             /* floating-point data processing */
    PMU_SOURCE_CRYPTO,          /* cryptographic, but PMULL */
    PMU_SOURCE_LDREX,           /* exclusive load */
    PMU_SOURCE_STREX,           /* exclusive store */
    PMU_SOURCE_STREX_PASS,      /* one that stores */
    PMU_SOURCE_STREX_FAIL,      /* one that does not */
    PMU_SOURCE_CID_WRITE,       /* writes CONTEXTIDR */
    PMU_SOURCE_TTBR_WRITE,      /* writes TTBR0 or TTBR1 */
    PMU_SOURCE_EXC_RETURN,      /* returns from an exception */
    PMU_INSN_SOURCES,

    PMU_SOURCE_EXC_TAKEN = PMU_INSN_SOURCES,
    PMU_SOURCE_EXC_UNDEF,       /* taken locally, none of the next */
    PMU_SOURCE_EXC_SVC,
    PMU_SOURCE_EXC_PABORT,
    PMU_SOURCE_EXC_DABORT,
    PMU_SOURCE_EXC_IRQ,
    PMU_SOURCE_EXC_FIQ,
    PMU_SOURCE_EXC_SMC,
    PMU_SOURCE_EXC_HVC,
    PMU_SOURCE_EXC_TRAP_PABORT, /* not taken locally */
    PMU_SOURCE_EXC_TRAP_DABORT,
    PMU_SOURCE_EXC_TRAP_OTHER,
    PMU_SOURCE_EXC_TRAP_IRQ,
    PMU_SOURCE_EXC_TRAP_FIQ,
    PMU_SOURCE_DTLB_FILL,       /* QEMU's TLB is filled, for data */
    PMU_SOURCE_ITLB_FILL,       /* likewise, for instructions */
    PMU_COUNTED_SOURCES,

    PMU_SOURCE_CYCLE = PMU_COUNTED_SOURCES,
    PMU_SOURCES,
} PMUSource;

#define PMU_SOURCE_BIT(NAME)    (UINT64_C(1) << PMU_SOURCE_##NAME)

#endif
