/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which events an A32 instruction is.
 *
 * The functions follow the tables of the Arm ARM (DDI 0487, F4.1). Within a
 * group only the bits that tell kinds of instructions apart are looked at.
 * What is UNPREDICTABLE is decoded like its neighbours. BXJ is an indirect
 * branch; BX R14 alone is a return.
 */

#include "qemu/osdep.h"
#include "decode-aa32.h"

/* "Data-processing register" and "immediate", if @rm is MOV's register */
static PMUInsn decode_data_processing(uint32_t insn, bool register_only)
{
    unsigned opcode = pmu_bits(insn, 24, 21);
    bool compare = opcode >= 8 && opcode <= 11;

    if (compare || pmu_bits(insn, 15, 12) != PMU_AA32_PC) {
        return pmu_insn_dp();
    }
    if (pmu_bit(insn, 20)) {
        return pmu_insn_exception_return();
    }
    /* MOV PC, Rm, without a shift */
    return opcode == 13 && register_only && pmu_bits(insn, 11, 4) == 0 ?
           pmu_aa32_branch(pmu_bits(insn, 3, 0)) : pmu_insn_branch_indirect();
}

/* "Synchronization primitives and Load-Acquire/Store-Release" */
static PMUInsn decode_synchronization(uint32_t insn)
{
    bool load = pmu_bit(insn, 20);

    if (!pmu_bit(insn, 23)) {
        return pmu_insn_load_store();       /* SWP, SWPB */
    }
    if (!pmu_bit(insn, 9)) {
        return pmu_insn_load_or_store(load);
    }
    return load ? pmu_insn_load_exclusive() :
                  pmu_aa32_store_exclusive(pmu_bits(insn, 15, 12));
}

/* "Extra load/store": STRH, LDRD, STRD; LDRH, LDRSB, LDRSH */
static PMUInsn decode_extra_load_store(uint32_t insn)
{
    return pmu_insn_load_or_store(pmu_bit(insn, 20) ||
                                  pmu_bits(insn, 6, 5) == 2);
}

/*
 * MSR: mask is bits 19 to 16, R is bit 22. Only the lowest bit of mask is
 * about the mode.
 */
static PMUInsn decode_msr(uint32_t insn)
{
    return pmu_aa32_write_psr(!pmu_bit(insn, 22) && pmu_bit(insn, 16));
}

/* "Miscellaneous" */
static PMUInsn decode_miscellaneous(uint32_t insn)
{
    unsigned op = pmu_bits(insn, 22, 21);

    switch (pmu_bits(insn, 6, 4)) {
    case 0:     /* MRS, MSR; those of banked registers have bit 9 set. */
        return pmu_bit(insn, 21) && !pmu_bit(insn, 9) ? decode_msr(insn) :
                                                        pmu_insn_dp();
    case 1:     /* BX, CLZ */
        return op == 1 ? pmu_aa32_branch(pmu_bits(insn, 3, 0)) :
                         pmu_insn_dp();
    case 2:     /* BXJ */
    case 3:     /* BLX */
        return pmu_insn_branch_indirect();
    case 6:
        return pmu_insn_exception_return();
    case 7:     /* HLT, BKPT, HVC, SMC */
        return pmu_insn_none();
    default:    /* CRC32, QADD */
        return pmu_insn_dp();
    }
}

/* "Data-processing and miscellaneous", of registers */
static PMUInsn decode_registers(uint32_t insn)
{
    bool miscellaneous = pmu_bits(insn, 24, 23) == 2 && !pmu_bit(insn, 20);

    if (pmu_bit(insn, 7) && pmu_bit(insn, 4)) {
        if (pmu_bits(insn, 6, 5)) {
            return decode_extra_load_store(insn);
        }
        return pmu_bit(insn, 24) ? decode_synchronization(insn) :
                                   pmu_insn_dp();
    }
    if (miscellaneous) {
        /* Multiplication of halfwords has bit 7 set. */
        return pmu_bit(insn, 7) ? pmu_insn_dp() : decode_miscellaneous(insn);
    }
    return decode_data_processing(insn, true);
}

/* "Data-processing and miscellaneous", of immediates */
static PMUInsn decode_immediate(uint32_t insn)
{
    switch (pmu_bits(insn, 24, 20)) {
    case 16: case 20:   /* MOV of 16 bits, MOVT */
        return pmu_insn_dp();
    case 18: case 22:   /* MSR; without mask, hints */
        return decode_msr(insn);
    default:
        return decode_data_processing(insn, false);
    }
}

/* "Load/Store Word, Unsigned Byte" */
static PMUInsn decode_load_store(uint32_t insn)
{
    /* An offset that is an immediate; LDRT has bit 21 set. */
    bool post_indexed = !pmu_bit(insn, 25) && !pmu_bit(insn, 24) &&
                        !pmu_bit(insn, 21);

    if (!pmu_bit(insn, 20)) {
        return pmu_insn_store();
    }
    return pmu_bit(insn, 22) ? pmu_insn_load() :
                               pmu_aa32_ldr(insn, post_indexed);
}

/* "Media instructions" */
static PMUInsn decode_media(uint32_t insn)
{
    return pmu_bits(insn, 24, 20) == 31 && pmu_bits(insn, 7, 5) == 7 ?
           pmu_insn_none() : pmu_insn_dp();         /* UDF */
}

/* "Load/Store Multiple" */
static PMUInsn decode_multiple(uint32_t insn)
{
    if (!pmu_bit(insn, 20)) {
        return pmu_insn_store();
    }
    return pmu_bit(insn, 22) && pmu_bit(insn, PMU_AA32_PC) ?
           pmu_aa32_load_pc(pmu_insn_exception_return()) :
           pmu_aa32_ldm(insn);
}

/* "Unconditional instructions": CPS and others; loads, hints and barriers */
static PMUInsn decode_unconditional(uint32_t insn)
{
    switch (pmu_bits(insn, 27, 25)) {
    case 0:     /* CPS; SETEND has bit 16 set, SETPAN bit 20. */
        return pmu_aa32_write_psr(!pmu_bit(insn, 20) && !pmu_bit(insn, 16) &&
                                  pmu_bit(insn, 17));
    case 1:
        return pmu_aa32_simd(insn, pmu_bit(insn, 24));
    case 2:
        if (pmu_bits(insn, 24, 20) == 0x17) {
            return pmu_aa32_barrier(insn);
        }
        /* Advanced SIMD elements and structures; preloads have bit 20 set. */
        return pmu_bit(insn, 24) || pmu_bit(insn, 20) ? pmu_insn_dp() :
               pmu_insn_load_or_store(pmu_bit(insn, 21));
    case 3:     /* preloads */
        return pmu_bit(insn, 4) ? pmu_insn_none() : pmu_insn_dp();
    case 4:
        return pmu_aa32_save_restore(pmu_bit(insn, 20));
    case 5:     /* BLX */
        return pmu_insn_branch_immediate();
    default:
        return pmu_bits(insn, 25, 24) == 3 ? pmu_insn_none() :
               pmu_aa32_coprocessor(insn, true);
    }
}

/* F4.1, "A32 instruction set encoding" */
PMUInsn pmu_decode_a32(uint32_t insn)
{
    if (pmu_bits(insn, 31, 28) == 15) {
        return decode_unconditional(insn);
    }
    switch (pmu_bits(insn, 27, 25)) {
    case 0:
        return decode_registers(insn);
    case 1:
        return decode_immediate(insn);
    case 2:
        return decode_load_store(insn);
    case 3:
        return pmu_bit(insn, 4) ? decode_media(insn) :
                                  decode_load_store(insn);
    case 4:
        return decode_multiple(insn);
    case 5:     /* B, BL */
        return pmu_insn_branch_immediate();
    default:    /* SVC has all four of bits 27 to 24 set. */
        return pmu_bits(insn, 25, 24) == 3 ? pmu_insn_none() :
               pmu_aa32_coprocessor(insn, false);
    }
}
