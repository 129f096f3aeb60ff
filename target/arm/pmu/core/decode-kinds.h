/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the kinds of instructions that the decoders of A64, A32 and T32
 * tell apart, after what the Arm ARM's PMU events are about (DDI 0487,
 * D14.1.1 and D14.3). For decode-*.c only.
 *
 * What an event counts whether the condition passes or not is in always; the
 * events "Condition code check pass", and "taken", are in if_passed.
 */

#ifndef TARGET_ARM_PMU_DECODE_KINDS_H
#define TARGET_ARM_PMU_DECODE_KINDS_H

#include "decode.h"

/* The register that is no register to write the status to */
#define PMU_NO_REGISTER     (-1)

/* Bits @high to @low of @insn */
static inline uint32_t pmu_bits(uint32_t insn, unsigned high, unsigned low)
{
    return (insn >> low) & ((2u << (high - low)) - 1);
}

static inline bool pmu_bit(uint32_t insn, unsigned bit)
{
    return (insn >> bit) & 1;
}

/* Not executed, or counted by its exception */
static inline PMUInsn pmu_insn_none(void)
{
    return (PMUInsn) { .status = PMU_NO_REGISTER };
}

static inline PMUInsn pmu_insn(uint32_t always, uint32_t if_passed)
{
    return (PMUInsn) {
        .always = PMU_SOURCE_BIT(INST) | always,
        .if_passed = if_passed,
        .status = PMU_NO_REGISTER,
    };
}

/* Counted by none of the events about kinds of instructions: ISB, SVE */
static inline PMUInsn pmu_insn_other(void)
{
    return pmu_insn(0, 0);
}

/*
 * DP_SPEC: whatever is not of one of the next kinds, so MRS, hints and
 * barriers too. Of the two ways to count prefetches (D14.1.1, Memory-reading
 * instructions), the one for those that are executed as NOP.
 */
static inline PMUInsn pmu_insn_dp(void)
{
    return pmu_insn(PMU_SOURCE_BIT(DP), 0);
}

static inline PMUInsn pmu_insn_ase(void)
{
    return pmu_insn(PMU_SOURCE_BIT(ASE), 0);
}

static inline PMUInsn pmu_insn_vfp(void)
{
    return pmu_insn(PMU_SOURCE_BIT(VFP), 0);
}

static inline PMUInsn pmu_insn_crypto(void)
{
    return pmu_insn(PMU_SOURCE_BIT(CRYPTO), 0);
}

/*
 * An instruction is one load and one store at most, however many accesses it
 * makes.
 */
static inline PMUInsn pmu_insn_memory(bool load, bool store)
{
    return pmu_insn(0, PMU_SOURCE_BIT(MEM) |
                       (load ? PMU_SOURCE_BIT(LD) : 0) |
                       (store ? PMU_SOURCE_BIT(ST) : 0));
}

static inline PMUInsn pmu_insn_load(void)
{
    return pmu_insn_memory(true, false);
}

static inline PMUInsn pmu_insn_store(void)
{
    return pmu_insn_memory(false, true);
}

static inline PMUInsn pmu_insn_load_store(void)
{
    return pmu_insn_memory(true, true);
}

static inline PMUInsn pmu_insn_load_or_store(bool load)
{
    return pmu_insn_memory(load, !load);
}

static inline PMUInsn pmu_insn_load_exclusive(void)
{
    PMUInsn i = pmu_insn_load();

    i.if_passed |= PMU_SOURCE_BIT(LDREX);
    return i;
}

static inline PMUInsn pmu_insn_store_exclusive(int status)
{
    PMUInsn i = pmu_insn_store();

    i.if_passed |= PMU_SOURCE_BIT(STREX);
    i.status = status;
    return i;
}

static inline PMUInsn pmu_insn_branch_immediate(void)
{
    return pmu_insn(PMU_SOURCE_BIT(BR) | PMU_SOURCE_BIT(BR_IMMED),
                    PMU_SOURCE_BIT(PC_WRITE));
}

/*
 * BR_INDIRECT_SPEC is about every software change of the PC that is neither
 * an immediate branch nor generates an exception: returns, and returns from
 * exceptions, are of this kind.
 */
static inline PMUInsn pmu_insn_branch_indirect(void)
{
    return pmu_insn(PMU_SOURCE_BIT(BR) | PMU_SOURCE_BIT(BR_INDIRECT),
                    PMU_SOURCE_BIT(PC_WRITE));
}

static inline PMUInsn pmu_insn_return(void)
{
    PMUInsn i = pmu_insn_branch_indirect();

    i.if_passed |= PMU_SOURCE_BIT(BR_RETURN);
    return i;
}

/* Counted by BR_RETIRED, as FEAT_PMUv3p9 has it and Arm recommends */
static inline PMUInsn pmu_insn_exception_return(void)
{
    PMUInsn i = pmu_insn_branch_indirect();

    i.if_passed |= PMU_SOURCE_BIT(EXC_RETURN);
    return i;
}

#endif
