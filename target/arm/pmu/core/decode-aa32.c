/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which events an instruction of A32 or T32 is, as far as the two
 * have it alike (DDI 0487, F3.1 and F4.1): Advanced SIMD, floating-point and
 * System registers.
 *
 * Moves between general-purpose and SIMD&FP registers, VMRS and VMSR are
 * integer data processing (D14.3, DP_RETIRED).
 */

#include "qemu/osdep.h"
#include "decode-aa32.h"

/* The operands of MCR and MRC of System registers of coprocessor 15 */
#define CP15(OPC1, CRN, CRM, OPC2) \
    ((OPC1) << 12 | (CRN) << 8 | (CRM) << 4 | (OPC2))

static bool is_crypto(uint32_t insn, bool u)
{
    if (pmu_bit(insn, 4)) {
        return false;
    }
    if (!pmu_bit(insn, 23)) {
        /* Three registers: SHA1 and SHA256 */
        return pmu_bits(insn, 11, 8) == 12;
    }
    if (!u || pmu_bits(insn, 21, 20) != 3) {
        return false;
    }
    /* Two registers, by bits 17 and 16, and 11 to 7 */
    switch (pmu_bits(insn, 17, 16) << 5 | pmu_bits(insn, 11, 7)) {
    case 0 << 5 | 6:    /* AESE, AESD */
    case 0 << 5 | 7:    /* AESMC, AESIMC */
    case 1 << 5 | 5:    /* SHA1H */
    case 2 << 5 | 7:    /* SHA1SU1, SHA256SU0 */
        return true;
    default:
        return false;
    }
}

PMUInsn pmu_aa32_simd(uint32_t insn, bool u)
{
    return is_crypto(insn, u) ? pmu_insn_crypto() : pmu_insn_ase();
}

/* PMU registers by MCR and MRC */
static bool is_pmu_register(uint32_t operands)
{
    unsigned crm = pmu_bits(operands, 7, 4);

    switch (operands & ~0xffu) {
    case CP15(0, 9, 0, 0):
        return crm >= 12 && crm <= 14;
    case CP15(0, 14, 0, 0):
        return crm >= 8;
    default:
        return false;
    }
}

/* May a write change who counts, or the regime? */
static PMUInsnUse write_use(uint32_t operands)
{
    switch (operands) {
    case CP15(0, 1, 1, 0):      /* SCR */
    case CP15(0, 1, 1, 1):      /* SDER */
    case CP15(0, 1, 3, 1):      /* SDCR */
    case CP15(4, 1, 1, 0):      /* HCR */
    case CP15(4, 1, 1, 1):      /* HDCR */
        return PMU_INSN_WRITES_PMU;
    case CP15(0, 9, 12, 5):     /* PMSELR */
    case CP15(0, 9, 14, 0):     /* PMUSERENR */
        return PMU_INSN_PLAIN;
    default:
        return is_pmu_register(operands) ? PMU_INSN_WRITES_PMU :
                                           PMU_INSN_PLAIN;
    }
}

/* MCR and MRC; those of coprocessor 14 are all plain. */
static PMUInsn decode_move(uint32_t insn)
{
    uint32_t operands = CP15(pmu_bits(insn, 23, 21), pmu_bits(insn, 19, 16),
                             pmu_bits(insn, 3, 0), pmu_bits(insn, 7, 5));
    PMUInsn i = pmu_insn_dp();

    if (pmu_bits(insn, 11, 8) != 15) {
        return i;
    }
    if (pmu_bit(insn, 20)) {
        i.use = is_pmu_register(operands) ? PMU_INSN_READS_PMU :
                                            PMU_INSN_PLAIN;
        return i;
    }
    i.use = write_use(operands);
    switch (operands) {
    case CP15(0, 13, 0, 1):     /* CONTEXTIDR */
        i.if_passed = PMU_SOURCE_BIT(CID_WRITE);
        break;
    case CP15(0, 2, 0, 0):      /* TTBR0 */
    case CP15(0, 2, 0, 1):      /* TTBR1 */
        i.if_passed = PMU_SOURCE_BIT(TTBR_WRITE);
        break;
    }
    return i;
}

/* MCRR and MRRC */
static PMUInsn decode_move64(uint32_t insn)
{
    unsigned opc1 = pmu_bits(insn, 7, 4);
    unsigned crm = pmu_bits(insn, 3, 0);
    bool read = pmu_bit(insn, 20);
    PMUInsn i = pmu_insn_dp();

    if (pmu_bits(insn, 11, 8) != 15) {
        return i;
    }
    if (crm == 9 && opc1 == 0) {                    /* PMCCNTR */
        i.use = read ? PMU_INSN_READS_PMU : PMU_INSN_WRITES_PMU;
    } else if (crm == 2 && opc1 <= 1 && !read) {    /* TTBR0, TTBR1 */
        i.if_passed = PMU_SOURCE_BIT(TTBR_WRITE);
    }
    return i;
}

static bool is_move64(uint32_t insn)
{
    return pmu_bits(insn, 24, 21) == 2;
}

/* "System register access": coprocessors 14 and 15 */
static PMUInsn decode_system_register(uint32_t insn)
{
    if (pmu_bits(insn, 27, 24) == 14) {
        return decode_move(insn);
    }
    return is_move64(insn) ? decode_move64(insn) :
                             pmu_insn_load_or_store(pmu_bit(insn, 20));
}

/* Coprocessors 9 to 11: half, single and double precision */
static PMUInsn decode_simd_fp(uint32_t insn)
{
    if (pmu_bits(insn, 27, 24) == 14) {
        /* "Advanced SIMD and floating-point 32-bit move" has bit 4 set. */
        return pmu_bit(insn, 4) ? pmu_insn_dp() : pmu_insn_vfp();
    }
    return is_move64(insn) ? pmu_insn_dp() :
                             pmu_insn_load_or_store(pmu_bit(insn, 20));
}

PMUInsn pmu_aa32_coprocessor(uint32_t insn, bool unconditional)
{
    unsigned coprocessor = pmu_bits(insn, 11, 8);
    bool is_fp = coprocessor >= 9 && coprocessor <= 11;

    if (coprocessor >= 14) {
        return decode_system_register(insn);
    }
    if (coprocessor < 8) {
        return pmu_insn_none();
    }
    if (!unconditional) {
        return is_fp ? decode_simd_fp(insn) : pmu_insn_none();
    }
    /* VSEL, VMAXNM, VRINT, VCVT and so on; else dot products and the like */
    return is_fp && pmu_bits(insn, 27, 24) == 14 && !pmu_bit(insn, 4) ?
           pmu_insn_vfp() : pmu_insn_ase();
}
