/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which events a T32 instruction is.
 *
 * The functions follow the tables of the Arm ARM (DDI 0487, F3.1). Within a
 * group only the bits that tell kinds of instructions apart are looked at.
 * What is UNPREDICTABLE is decoded like its neighbours. Neither ThumbEE nor
 * the M profile's instructions are known. IT is data processing.
 */

#include "qemu/osdep.h"
#include "decode-aa32.h"

/* "Special data instructions and branch and exchange" */
static PMUInsn decode_special(uint32_t insn)
{
    unsigned rd = pmu_bit(insn, 7) << 3 | pmu_bits(insn, 2, 0);
    unsigned rm = pmu_bits(insn, 6, 3);

    switch (pmu_bits(insn, 9, 8)) {
    case 0:     /* ADD */
        return rd == PMU_AA32_PC ? pmu_insn_branch_indirect() : pmu_insn_dp();
    case 1:     /* CMP */
        return pmu_insn_dp();
    case 2:     /* MOV */
        return rd == PMU_AA32_PC ? pmu_aa32_branch(rm) : pmu_insn_dp();
    default:    /* BLX, BX */
        return pmu_bit(insn, 7) ? pmu_insn_branch_indirect() :
                                  pmu_aa32_branch(rm);
    }
}

/* "Miscellaneous 16-bit instructions" */
static PMUInsn decode_miscellaneous16(uint32_t insn)
{
    switch (pmu_bits(insn, 11, 8)) {
    case 1: case 3: case 9: case 11:    /* CBZ, CBNZ */
        return pmu_insn_branch_immediate();
    case 4: case 5:                     /* PUSH */
        return pmu_insn_store();
    case 10:                            /* REV, HLT */
        return pmu_bits(insn, 7, 6) == 2 ? pmu_insn_none() : pmu_insn_dp();
    case 12:                            /* POP */
        return pmu_insn_load();
    case 13:
        return pmu_aa32_load_pc(pmu_insn_return());
    case 14:                            /* BKPT */
        return pmu_insn_none();
    default:        /* CPS too: here it cannot change the mode */
        return pmu_insn_dp();
    }
}

/* "16-bit" */
static PMUInsn decode16(uint32_t insn)
{
    switch (pmu_bits(insn, 15, 12)) {
    case 4:
        if (pmu_bit(insn, 11)) {
            return pmu_insn_load();         /* LDR, literal */
        }
        return pmu_bit(insn, 10) ? decode_special(insn) : pmu_insn_dp();
    case 5:     /* STR, STRH, STRB come before all loads. */
        return pmu_insn_load_or_store(pmu_bits(insn, 11, 9) >= 3);
    case 6: case 7: case 8: case 9: case 12:
        return pmu_insn_load_or_store(pmu_bit(insn, 11));
    case 11:
        return decode_miscellaneous16(insn);
    case 13:    /* B; UDF, SVC */
        return pmu_bits(insn, 11, 9) == 7 ? pmu_insn_none() :
                                            pmu_insn_branch_immediate();
    case 14:    /* B; what follows is the first half of 32 bits. */
        return pmu_bit(insn, 11) ? pmu_insn_none() :
                                   pmu_insn_branch_immediate();
    case 15:
        return pmu_insn_none();
    default:
        return pmu_insn_dp();
    }
}

/* "Load/store exclusive" of less or more than a word, "Load-acquire" */
static PMUInsn decode_synchronization(uint32_t insn)
{
    bool load = pmu_bit(insn, 20);

    switch (pmu_bits(insn, 7, 6)) {
    case 0:     /* TBB, TBH */
        return pmu_aa32_load_pc(pmu_insn_branch_indirect());
    case 2:
        return pmu_insn_load_or_store(load);
    default:
        return load ? pmu_insn_load_exclusive() :
                      pmu_aa32_store_exclusive(pmu_bits(insn, 3, 0));
    }
}

/* "Load/store dual, load/store exclusive, load-acquire/store-release" */
static PMUInsn decode_dual(uint32_t insn)
{
    bool load = pmu_bit(insn, 20);

    if (pmu_bit(insn, 24) || pmu_bit(insn, 21)) {
        return pmu_insn_load_or_store(load);        /* LDRD, STRD */
    }
    if (pmu_bit(insn, 23)) {
        return decode_synchronization(insn);
    }
    return load ? pmu_insn_load_exclusive() :
                  pmu_aa32_store_exclusive(pmu_bits(insn, 11, 8));
}

/* "Load/store multiple": RFE and SRS have both of bits 24 and 23, or none. */
static PMUInsn decode_multiple(uint32_t insn)
{
    if (pmu_bit(insn, 24) == pmu_bit(insn, 23)) {
        return pmu_aa32_save_restore(pmu_bit(insn, 20));
    }
    return pmu_bit(insn, 20) ? pmu_aa32_ldm(insn) : pmu_insn_store();
}

/* "Branches and miscellaneous control", but branches with an immediate */
static PMUInsn decode_control(uint32_t insn)
{
    switch (pmu_bits(insn, 26, 20)) {
    case 0x38:  /* MSR of the CPSR, or of a banked register, with bit 5 */
        return pmu_aa32_write_psr(!pmu_bit(insn, 5) && pmu_bit(insn, 8));
    case 0x39:  /* MSR of the SPSR */
    case 0x3e: case 0x3f:   /* MRS */
        return pmu_insn_dp();
    case 0x3a:  /* hints, CPS */
        return pmu_aa32_write_psr(pmu_bit(insn, 8));
    case 0x3b:
        return pmu_aa32_barrier(insn);
    case 0x3c:  /* BXJ */
        return pmu_insn_branch_indirect();
    case 0x3d:  /* ERET, SUBS PC, LR */
        return pmu_insn_exception_return();
    default:    /* HVC, SMC, UDF, DCPS */
        return pmu_insn_none();
    }
}

/* "Data-processing" of immediates; "Branches and miscellaneous control" */
static PMUInsn decode_immediate(uint32_t insn)
{
    if (!pmu_bit(insn, 15)) {
        return pmu_insn_dp();
    }
    /* B, BL and BLX, but B<cond> where its condition cannot be 14 or 15 */
    return pmu_bit(insn, 14) || pmu_bit(insn, 12) ||
           pmu_bits(insn, 25, 23) != 7 ? pmu_insn_branch_immediate() :
                                         decode_control(insn);
}

/* "Load/store single"; "Advanced SIMD element or structure load/store" */
static PMUInsn decode_single(uint32_t insn)
{
    /* The form with 8 bits of offset that has bit 10, P, clear */
    bool post_indexed = !pmu_bit(insn, 23) && pmu_bit(insn, 11) &&
                        !pmu_bit(insn, 10);

    if (!pmu_bit(insn, 20)) {
        return pmu_insn_load_or_store(pmu_bit(insn, 24) && pmu_bit(insn, 21));
    }
    if (pmu_bits(insn, 22, 21) == 2) {
        return pmu_aa32_ldr(insn, post_indexed);
    }
    /* Bytes and halfwords to the PC: PLD, PLDW, PLI */
    return pmu_bits(insn, 15, 12) == PMU_AA32_PC ? pmu_insn_dp() :
                                                   pmu_insn_load();
}

/* F3.1, "T32 instruction set encoding" */
PMUInsn pmu_decode_t32(uint32_t insn)
{
    if (insn < 0x10000) {
        return decode16(insn);
    }
    switch (pmu_bits(insn, 28, 25)) {
    case 4:
        return pmu_bit(insn, 22) ? decode_dual(insn) : decode_multiple(insn);
    case 6: case 7: case 14: case 15:
        return pmu_bits(insn, 25, 24) == 3 ?
               pmu_aa32_simd(insn, pmu_bit(insn, 28)) :
               pmu_aa32_coprocessor(insn, pmu_bit(insn, 28));
    case 8: case 9: case 10: case 11:
        return decode_immediate(insn);
    case 12:
        return decode_single(insn);
    case 5:     /* data processing, shifted register */
    case 13:    /* data processing, register; multiply */
        return pmu_insn_dp();
    default:    /* a first half that is an instruction by itself */
        return pmu_insn_none();
    }
}
