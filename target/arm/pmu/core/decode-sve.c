/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which events an SVE or SME instruction is (DDI 0487, C4.1).
 *
 * What they process is neither integer nor Advanced SIMD nor scalar
 * floating-point data: the events for it are others, which are not modelled,
 * and without SVE_SPEC the non-SIMD instructions are not counted as integer
 * data processing either (D14.3, DP_SPEC). Their cryptographic instructions
 * are counted as such. Prefetches are counted like what processes data.
 */

#include "qemu/osdep.h"
#include "decode-sve.h"

PMUInsn pmu_a64_sme(uint32_t insn)
{
    /* Several vectors, told apart from outer products; ZA and ZT0 */
    bool memory = (pmu_bits(insn, 31, 29) == 5 && !pmu_bit(insn, 23)) ||
                  pmu_bits(insn, 31, 29) == 7;

    return memory ? pmu_insn_load_or_store(!pmu_bit(insn, 21)) :
                    pmu_insn_other();
}

/* "SVE Memory - 32-bit Gather and Unsized Contiguous" */
static bool is_sve_prefetch32(uint32_t insn)
{
    if (pmu_bit(insn, 4)) {
        return false;
    }
    if (!pmu_bit(insn, 15)) {
        /* scalar plus 32-bit scaled offsets; scalar plus immediate */
        return (pmu_bits(insn, 24, 23) == 0 && pmu_bit(insn, 21)) ||
               pmu_bits(insn, 24, 22) == 7;
    }
    /* scalar plus scalar; vector plus immediate */
    return pmu_bits(insn, 22, 21) == 0 && pmu_bits(insn, 14, 13) >= 2;
}

/* "SVE Memory - 64-bit Gather" */
static bool is_sve_prefetch64(uint32_t insn)
{
    if (pmu_bit(insn, 4)) {
        return false;
    }
    if (!pmu_bit(insn, 15)) {
        /* scalar plus unpacked 32-bit scaled offsets */
        return pmu_bits(insn, 24, 23) == 0 && pmu_bit(insn, 21);
    }
    /* scalar plus 64-bit scaled offsets; vector plus immediate */
    return pmu_bits(insn, 24, 21) == 3 ||
           (pmu_bits(insn, 22, 21) == 0 && pmu_bits(insn, 14, 13) == 3);
}

/* "SVE2 Crypto Extensions", but PMULL and PMLAL of several vectors */
static bool is_sve_crypto(uint32_t insn)
{
    return pmu_bits(insn, 31, 24) == 0x45 && pmu_bit(insn, 21) &&
           pmu_bits(insn, 15, 13) == 7 && pmu_bits(insn, 12, 11) != 3;
}

PMUInsn pmu_a64_sve(uint32_t insn)
{
    switch (pmu_bits(insn, 31, 29)) {
    case 4:
        return is_sve_prefetch32(insn) ? pmu_insn_other() : pmu_insn_load();
    case 5:     /* contiguous */
        return pmu_insn_load();
    case 6:
        return is_sve_prefetch64(insn) ? pmu_insn_other() : pmu_insn_load();
    case 7:     /* contiguous and scatter */
        return pmu_insn_store();
    default:
        return is_sve_crypto(insn) ? pmu_insn_crypto() : pmu_insn_other();
    }
}
