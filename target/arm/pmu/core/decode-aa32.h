/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the encodings of A32 and T32 have in common. For decode-*.c
 * only.
 */

#ifndef TARGET_ARM_PMU_DECODE_AA32_H
#define TARGET_ARM_PMU_DECODE_AA32_H

#include "decode-kinds.h"

#define PMU_AA32_SP     13
#define PMU_AA32_LR     14
#define PMU_AA32_PC     15

/* A load that writes the PC: @branch, and a load */
static inline PMUInsn pmu_aa32_load_pc(PMUInsn branch)
{
    branch.if_passed |= PMU_SOURCE_BIT(LD) | PMU_SOURCE_BIT(MEM);
    return branch;
}

/* BX, and MOV to the PC: a return if it is from R14 */
static inline PMUInsn pmu_aa32_branch(unsigned rm)
{
    return rm == PMU_AA32_LR ? pmu_insn_return() : pmu_insn_branch_indirect();
}

static inline PMUInsn pmu_aa32_store_exclusive(unsigned rd)
{
    return pmu_insn_store_exclusive(rd == PMU_AA32_PC ? PMU_NO_REGISTER :
                                                        (int)rd);
}

/* RFE and SRS, "Exception Save/Restore" */
static inline PMUInsn pmu_aa32_save_restore(bool load)
{
    return load ? pmu_aa32_load_pc(pmu_insn_exception_return()) :
                  pmu_insn_store();
}

/* LDR: LDR PC, [SP], #offset is a return, other ways to address are not. */
static inline PMUInsn pmu_aa32_ldr(uint32_t insn, bool post_indexed)
{
    if (pmu_bits(insn, 15, 12) != PMU_AA32_PC) {
        return pmu_insn_load();
    }
    return pmu_aa32_load_pc(post_indexed &&
                            pmu_bits(insn, 19, 16) == PMU_AA32_SP ?
                            pmu_insn_return() : pmu_insn_branch_indirect());
}

/* LDM: with the PC, it is a return if it is POP, LDMIA SP! */
static inline PMUInsn pmu_aa32_ldm(uint32_t insn)
{
    bool pop = pmu_bits(insn, 24, 23) == 1 && pmu_bit(insn, 21) &&
               pmu_bits(insn, 19, 16) == PMU_AA32_SP;

    if (!pmu_bit(insn, PMU_AA32_PC)) {
        return pmu_insn_load();
    }
    return pmu_aa32_load_pc(pop ? pmu_insn_return() :
                                  pmu_insn_branch_indirect());
}

/* CLREX, DSB, DMB, SB, and ISB, which is none of them */
static inline PMUInsn pmu_aa32_barrier(uint32_t insn)
{
    return pmu_bits(insn, 7, 4) == 6 ? pmu_insn_other() : pmu_insn_dp();
}

/* MSR to the CPSR, if @writes_cpsr, and CPS: may they write its mode? */
static inline PMUInsn pmu_aa32_write_psr(bool writes_mode)
{
    PMUInsn i = pmu_insn_dp();

    i.use = writes_mode ? PMU_INSN_WRITES_PMU : PMU_INSN_PLAIN;
    return i;
}

/**
 * pmu_aa32_simd: "Advanced SIMD data-processing" of A32 and T32
 * @insn: the instruction
 * @u: the bit that A32 has at 24 and T32 at 28
 */
PMUInsn pmu_aa32_simd(uint32_t insn, bool u);

/**
 * pmu_aa32_coprocessor: "System register access, Advanced SIMD,
 * floating-point": what has 0b110 in bits 27 to 25, or 0b1110 in 27 to 24
 * @insn: the instruction
 * @unconditional: bits 31 to 28 are all 1
 */
PMUInsn pmu_aa32_coprocessor(uint32_t insn, bool unconditional);

#endif
