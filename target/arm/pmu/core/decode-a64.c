/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which events an A64 instruction is.
 *
 * The functions follow the tables of the Arm ARM (DDI 0487, C4.1). Within a
 * group only the bits that tell kinds of instructions apart are looked at.
 *
 * Not modelled: accesses to a Guarded Control Stack by branches and GCS*
 * system instructions, and MRS and MSR that FEAT_NV2 turns into accesses to
 * memory; neither can be told from the opcode alone.
 */

#include "qemu/osdep.h"
#include "decode-sve.h"

/* The operands of MRS, MSR and SYS, as they stand in bits 20 to 5 */
#define SYSREG(OP0, OP1, CRN, CRM, OP2) \
    ((OP0) << 14 | (OP1) << 11 | (CRN) << 7 | (CRM) << 3 | (OP2))

/* The store's status register, unless it is XZR */
static int status_register(uint32_t insn)
{
    unsigned rs = pmu_bits(insn, 20, 16);

    return rs == 31 ? PMU_NO_REGISTER : (int)rs;
}

static PMUInsn load_or_prefetch(bool prefetch)
{
    return prefetch ? pmu_insn_dp() : pmu_insn_load();
}

static bool is_pmu_register(uint32_t sysreg)
{
    unsigned crm = pmu_bits(sysreg, 6, 3);

    switch (sysreg & ~0x7fu) {
    case SYSREG(3, 3, 9, 0, 0):     /* 4, 6: PMICNTR_EL0, PMICFILTR_EL0 */
        return crm == 4 || crm == 6 || (crm >= 12 && crm <= 14);
    case SYSREG(3, 3, 14, 0, 0):
        return crm >= 8;
    case SYSREG(3, 0, 9, 0, 0):     /* 13: PMSSCR_EL1 */
        return crm == 13 || crm == 14;
    default:
        return false;
    }
}

/* May a write change who counts, or the regime? */
static PMUInsnUse write_use(uint32_t sysreg)
{
    switch (sysreg) {
    case SYSREG(3, 4, 1, 1, 0):     /* HCR_EL2 */
    case SYSREG(3, 4, 1, 1, 1):     /* MDCR_EL2 */
    case SYSREG(3, 4, 1, 3, 1):     /* SDER32_EL2 */
    case SYSREG(3, 6, 1, 1, 0):     /* SCR_EL3 */
    case SYSREG(3, 6, 1, 1, 1):     /* SDER32_EL3 */
    case SYSREG(3, 6, 1, 3, 1):     /* MDCR_EL3 */
        return PMU_INSN_WRITES_PMU;
    case SYSREG(3, 3, 9, 12, 5):    /* PMSELR_EL0 */
    case SYSREG(3, 3, 9, 14, 0):    /* PMUSERENR_EL0 */
        return PMU_INSN_PLAIN;
    default:
        return is_pmu_register(sysreg) ? PMU_INSN_WRITES_PMU : PMU_INSN_PLAIN;
    }
}

/*
 * "System register move". CID_WRITE_RETIRED counts only writes to the
 * register by the name of CONTEXTIDR_EL1, neither by that of _EL12 nor to
 * that of EL2; likewise TTBR_WRITE_RETIRED.
 */
static PMUInsn decode_msr_mrs(uint32_t insn)
{
    uint32_t sysreg = pmu_bits(insn, 20, 5);
    PMUInsn i = pmu_insn_dp();

    if (pmu_bit(insn, 21)) {
        i.use = is_pmu_register(sysreg) ? PMU_INSN_READS_PMU : PMU_INSN_PLAIN;
        return i;
    }
    i.use = write_use(sysreg);
    switch (sysreg) {
    case SYSREG(3, 0, 13, 0, 1):    /* CONTEXTIDR_EL1 */
        i.if_passed = PMU_SOURCE_BIT(CID_WRITE);
        break;
    case SYSREG(3, 0, 2, 0, 0):     /* TTBR0_EL1 */
    case SYSREG(3, 0, 2, 0, 1):     /* TTBR1_EL1 */
        i.if_passed = PMU_SOURCE_BIT(TTBR_WRITE);
        break;
    }
    return i;
}

/* Hints, barriers, PSTATE, system instructions, system register move */
static PMUInsn decode_system(uint32_t insn)
{
    uint32_t operation = pmu_bits(insn, 21, 5);

    if (pmu_bits(insn, 23, 22) != 0) {
        return pmu_insn_dp();       /* pairs: MSRR, MRRS, SYSP */
    }
    if (pmu_bit(insn, 20)) {
        return decode_msr_mrs(insn);
    }
    switch (operation) {
    case SYSREG(1, 3, 7, 4, 1):     /* DC ZVA */
    case SYSREG(1, 3, 7, 4, 3):     /* DC GVA */
    case SYSREG(1, 3, 7, 4, 4):     /* DC GZVA */
        return pmu_insn_store();
    }
    /* ISB: neither a software change of the PC here nor data processing */
    return (operation & ~SYSREG(0, 0, 0, 15, 0)) == SYSREG(0, 3, 3, 0, 6) ?
           pmu_insn_other() : pmu_insn_dp();
}

/* "Unconditional branch (register)" */
static PMUInsn decode_branch_register(uint32_t insn)
{
    switch (pmu_bits(insn, 24, 21)) {
    case 2:     /* RET, RETAA, RETAB, RETAASPPCR, RETABSPPCR */
        return pmu_insn_return();
    case 4:     /* ERET, ERETAA, ERETAB */
        return pmu_insn_exception_return();
    case 5:     /* DRPS is UNDEFINED but in Debug state */
        return pmu_insn_none();
    default:
        return pmu_insn_branch_indirect();
    }
}

/* "Branches, Exception Generating and System instructions" */
static PMUInsn decode_branch_system(uint32_t insn)
{
    switch (pmu_bits(insn, 31, 29)) {
    case 0: case 4:     /* B, BL */
    case 1: case 5:     /* CBZ, CBNZ, TBZ, TBNZ */
    case 3: case 7:     /* CB<cc> */
        return pmu_insn_branch_immediate();
    case 2:     /* B.cond, BC.cond; RETAASPPC, RETABSPPC */
        return pmu_bit(insn, 24) ? pmu_insn_return() :
                                   pmu_insn_branch_immediate();
    }
    switch (pmu_bits(insn, 25, 24)) {
    case 0:     /* exception generation */
        return pmu_insn_none();
    case 1:
        return decode_system(insn);
    default:
        return decode_branch_register(insn);
    }
}

/*
 * "Load/store exclusive", "ordered" and "Compare and swap", and their
 * unprivileged forms, which have bit 24 set
 */
static PMUInsn decode_exclusive(uint32_t insn)
{
    bool load = pmu_bit(insn, 22);
    bool pair_or_cas = pmu_bit(insn, 21);

    if (pmu_bit(insn, 24)) {
        if (pmu_bit(insn, 23)) {
            return pmu_insn_load_store();       /* CAST, CASPT */
        }
    } else if (pmu_bit(insn, 23)) {
        return pair_or_cas ? pmu_insn_load_store() :
                             pmu_insn_load_or_store(load);
    } else if (pair_or_cas && !pmu_bit(insn, 31)) {
        return pmu_insn_load_store();           /* CASP */
    }
    return load ? pmu_insn_load_exclusive() :
                  pmu_insn_store_exclusive(status_register(insn));
}

/* "Atomic memory operations", of general-purpose registers and of FP ones */
static PMUInsn decode_atomic(uint32_t insn)
{
    unsigned opc = pmu_bits(insn, 14, 12);

    if (!pmu_bit(insn, 15)) {
        /*
         * LD<op>, unless it returns no value: then it is ST<op>. The FP ones
         * have a form of their own for that.
         */
        return pmu_insn_memory(pmu_bit(insn, 26) ||
                               pmu_bits(insn, 4, 0) != 31, true);
    }
    if (pmu_bit(insn, 26)) {
        return pmu_insn_store();                /* STF<op> */
    }
    if (opc == 4) {
        return pmu_insn_load();                 /* LDAPR */
    }
    if (opc != 0 && pmu_bits(insn, 31, 30) == 3) {
        /* LD64B; ST64B, ST64BV, ST64BV0. RCW* have another size. */
        return pmu_insn_load_or_store(opc == 5);
    }
    return pmu_insn_load_store();               /* SWP */
}

/* "Memory Copy and Memory Set": each of prologue, main part and epilogue */
static PMUInsn decode_mops(uint32_t insn)
{
    return pmu_insn_memory(pmu_bits(insn, 23, 22) != 3, true);
}

/*
 * Bit 24 is 1, bit 21 is 1: "Load/store memory tags"; atomics of 128 bits,
 * RCW and unprivileged ones
 */
static PMUInsn decode_tags(uint32_t insn)
{
    if (pmu_bit(insn, 31)) {
        /* LDG, LDGM; all others write tags. */
        return pmu_insn_load_or_store(pmu_bits(insn, 11, 10) == 0 &&
                                      pmu_bit(insn, 22));
    }
    return pmu_bits(insn, 11, 10) == 1 ? decode_atomic(insn) :
                                         pmu_insn_load_store();
}

/* Bits 29 and 28 are 1: literals, tags, RCpc, copy and set */
static PMUInsn decode_literal_and_tags(uint32_t insn)
{
    bool vector = pmu_bit(insn, 26);

    if (!pmu_bit(insn, 24)) {
        return load_or_prefetch(!vector && pmu_bits(insn, 31, 30) == 3);
    }
    if (pmu_bit(insn, 21)) {
        return decode_tags(insn);
    }
    switch (pmu_bits(insn, 11, 10)) {
    case 0:     /* LDAPUR*, STLUR* */
        return pmu_insn_load_or_store(vector ? pmu_bit(insn, 22) :
                                               pmu_bits(insn, 23, 22) != 0);
    case 1:
        return decode_mops(insn);
    default:    /* LDIAPP, STILP, LDAPR, STLR, of FP registers; GCSSTR */
        return pmu_insn_load_or_store(pmu_bit(insn, 22));
    }
}

/* "Load/store register" */
static PMUInsn decode_register(uint32_t insn)
{
    bool vector = pmu_bit(insn, 26);

    if (!pmu_bit(insn, 24) && pmu_bit(insn, 21)) {
        if (pmu_bits(insn, 11, 10) == 0) {
            return decode_atomic(insn);
        }
        if (pmu_bit(insn, 10)) {
            return pmu_insn_load();             /* LDRAA, LDRAB */
        }
    }
    if (vector) {
        return pmu_insn_load_or_store(pmu_bit(insn, 22));
    }
    if (pmu_bits(insn, 23, 22) == 0) {
        return pmu_insn_store();
    }
    return load_or_prefetch(pmu_bits(insn, 31, 30) == 3 &&
                            pmu_bit(insn, 23));
}

/* "Loads and Stores" */
static PMUInsn decode_load_store(uint32_t insn)
{
    switch (pmu_bits(insn, 29, 28)) {
    case 0:     /* Advanced SIMD structures have bit 26 set. */
        return pmu_bit(insn, 26) ? pmu_insn_load_or_store(pmu_bit(insn, 22)) :
                                   decode_exclusive(insn);
    case 1:
        return decode_literal_and_tags(insn);
    case 2:     /* pairs */
        return pmu_insn_load_or_store(pmu_bit(insn, 22));
    default:
        return decode_register(insn);
    }
}

/* "Cryptographic AES", "SHA", "SHA512" and so on; PMULL is none. */
static bool is_crypto(uint32_t insn)
{
    bool two_registers = pmu_bits(insn, 21, 17) == 0x14 &&
                         pmu_bits(insn, 11, 10) == 2;

    switch (pmu_bits(insn, 31, 24)) {
    case 0x4e:  /* AES */
        return two_registers;
    case 0x5e:  /* SHA1 and SHA256, of three registers or of two */
        return two_registers ||
               (!pmu_bit(insn, 21) && !pmu_bit(insn, 15) &&
                pmu_bits(insn, 11, 10) == 0);
    case 0xce:  /* SHA512, SHA3, SM3, SM4 */
        return true;
    default:
        return false;
    }
}

/*
 * Moves between general-purpose and SIMD&FP registers are integer data
 * processing (D14.3, DP_RETIRED), unless they convert. FMOV (general) here:
 */
static bool is_fmov_general(uint32_t insn)
{
    /* rmode 0, or 1 for the upper half; FJCVTZS has 3. */
    return pmu_bits(insn, 28, 24) == 0x1e && pmu_bit(insn, 21) &&
           !pmu_bit(insn, 20) && pmu_bits(insn, 18, 17) == 3 &&
           pmu_bits(insn, 15, 10) == 0;
}

/* DUP and INS (general), SMOV and UMOV, of "Advanced SIMD copy" */
static bool is_copy_general(uint32_t insn)
{
    return !pmu_bit(insn, 31) && pmu_bits(insn, 29, 21) == 0x70 &&
           pmu_bits(insn, 15, 14) == 0 && pmu_bits(insn, 11, 10) == 3;
}

/* "Data Processing - Scalar Floating-Point and Advanced SIMD" */
static PMUInsn decode_simd_fp(uint32_t insn)
{
    if (pmu_bit(insn, 28) && !pmu_bit(insn, 30)) {
        return is_fmov_general(insn) ? pmu_insn_dp() : pmu_insn_vfp();
    }
    if (is_copy_general(insn)) {
        return pmu_insn_dp();
    }
    return is_crypto(insn) ? pmu_insn_crypto() : pmu_insn_ase();
}

/* C4.1, "A64 instruction set encoding" */
PMUInsn pmu_decode_a64(uint32_t insn)
{
    switch (pmu_bits(insn, 28, 25)) {
    case 0:
        /* UDF, and what is reserved, have bit 31 clear. */
        return pmu_bit(insn, 31) ? pmu_a64_sme(insn) : pmu_insn_none();
    case 1: case 3:
        return pmu_insn_none();
    case 2:
        return pmu_a64_sve(insn);
    case 4: case 6: case 12: case 14:
        return decode_load_store(insn);
    case 10: case 11:
        return decode_branch_system(insn);
    case 7: case 15:
        return decode_simd_fp(insn);
    default:    /* data processing, with immediates and with registers */
        return pmu_insn_dp();
    }
}
