/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which events one instruction is, from its opcode alone.
 *
 * After the Arm ARM (DDI 0487): C4 (A64), F3 and F4 (T32 and A32). Whether
 * the CPU has the instruction is not looked at: what is UNDEFINED is not
 * executed, and so not counted, whatever is said here.
 */

#ifndef TARGET_ARM_PMU_DECODE_H
#define TARGET_ARM_PMU_DECODE_H

#include "sources.h"

/* What the translator has to know of an instruction, besides its events */
typedef enum PMUInsnUse {
    PMU_INSN_PLAIN,         /* neither of the others */
    PMU_INSN_READS_PMU,     /* MRS or MRC of a PMU register */
    /*
     * May change who counts, or the regime, without an exception: MSR or MCR
     * of a PMU, debug or security register, MSR or CPS of the mode. It
     * counts before it has its effect.
     */
    PMU_INSN_WRITES_PMU,
} PMUInsnUse;

/**
 * PMUInsn: the sources that an instruction is counted for, PMU_SOURCE_BIT()s
 * of instructions' sources
 * @always: whenever it is executed, also where its condition fails
 * @if_passed: only if its condition passes; of a conditional branch in A64,
 *     CBZ and the like: only if it is taken. Where an instruction has no
 *     condition, its caller need not tell the two apart
 * @status: the register that holds 0 after an exclusive store that has
 *     stored, else 1: PMU_SOURCE_STREX_PASS and _FAIL follow from it. -1 if
 *     it is no exclusive store, or has no such register (XZR). Its ST and MEM
 *     are in @if_passed, although they occur only if it stores
 * @use: see PMUInsnUse
 *
 * An instruction that only generates an exception that it is itself the
 * preferred return address of (BRK, HLT, UDF) has no source. SVC, HVC and SMC
 * have none either: their exception counts them. WFI and WFE are counted
 * like others; what traps them takes that back.
 */
typedef struct PMUInsn {
    uint32_t always;
    uint32_t if_passed;
    int8_t status;
    PMUInsnUse use;
} PMUInsn;

/**
 * pmu_decode_a64: an A64 instruction
 */
PMUInsn pmu_decode_a64(uint32_t insn);

/**
 * pmu_decode_a32: an A32 instruction, with its condition field
 */
PMUInsn pmu_decode_a32(uint32_t insn);

/**
 * pmu_decode_t32: a T32 instruction
 * @insn: 16 bits of it, or 32 with the first halfword in the upper half. The
 *     two are told apart by the upper half, which is 0 for 16 bits
 */
PMUInsn pmu_decode_t32(uint32_t insn);

#endif
