/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what an instruction's counting depends on when it is executed.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "tcg/translate.h"
#include "tcg/translate-a32.h"
#ifdef TARGET_AARCH64
#include "tcg/translate-a64.h"
#endif
#include "condition.h"

/* The condition of an instruction in A32 or T32; 0xe for always */
static unsigned condition(const DisasContext *s)
{
    if (!s->thumb) {
        return MIN(s->insn >> 28, 0xe);
    }
    if (s->condexec_mask) {
        return MIN(s->condexec_cond, 0xe);
    }
    /* B<cond>, 16 and 32 bits; 0xe and 0xf are other instructions. */
    if ((s->insn & 0xfffff000) == 0xd000) {
        return MIN(extract32(s->insn, 8, 4), 0xe);
    }
    if ((s->insn & 0xf800d000) == 0xf0008000) {
        return MIN(extract32(s->insn, 22, 4), 0xe);
    }
    return 0xe;
}

static TCGv_i64 gen_condition(unsigned cond)
{
    TCGv_i64 passed = tcg_temp_new_i64();
    TCGv_i32 narrow = tcg_temp_new_i32();
    DisasCompare compare;

    arm_test_cc(&compare, cond);
    tcg_gen_setcondi_i32(compare.cond, narrow, compare.value, 0);
    tcg_gen_extu_i32_i64(passed, narrow);
    return passed;
}

/* A register of the guest, as many bits as an instruction looks at */
TCGv_i64 pmu_gen_register(DisasContext *s, unsigned n, bool wide)
{
    TCGv_i64 value = tcg_temp_new_i64();

#ifdef TARGET_AARCH64
    if (s->aarch64) {
        if (wide) {
            tcg_gen_mov_i64(value, cpu_reg(s, n));
        } else {
            tcg_gen_ext32u_i64(value, cpu_reg(s, n));
        }
        return value;
    }
#endif
    tcg_gen_extu_i32_i64(value, load_reg(s, n));
    return value;
}

/* 1 if a register, or one bit of it, is 0 as @zero asks, else 0 */
TCGv_i64 pmu_gen_test(TCGv_i64 value, bool zero)
{
    tcg_gen_setcondi_i64(zero ? TCG_COND_EQ : TCG_COND_NE, value, value, 0);
    return value;
}

/* B.cond, BC.cond, CBZ, CBNZ, TBZ, TBNZ: 1 if taken; NULL for others */
static TCGv_i64 gen_taken_a64(DisasContext *s)
{
    uint32_t insn = s->insn;
    bool zero = !extract32(insn, 24, 1);
    TCGv_i64 value;
    unsigned bit;

    if ((insn & 0xff000000) == 0x54000000) {
        return (insn & 0xf) < 0xe ? gen_condition(insn & 0xf) : NULL;
    }
    if ((insn & 0x7c000000) != 0x34000000) {
        return NULL;
    }
    if (!extract32(insn, 25, 1)) {
        return pmu_gen_test(pmu_gen_register(s, extract32(insn, 0, 5),
                                     extract32(insn, 31, 1)), zero);
    }
    bit = extract32(insn, 31, 1) << 5 | extract32(insn, 19, 5);
    value = pmu_gen_register(s, extract32(insn, 0, 5), true);
    tcg_gen_extract_i64(value, value, bit, 1);
    return pmu_gen_test(value, zero);
}

/* 1 if the instruction's condition passes; NULL if it has none */
TCGv_i64 pmu_gen_passed(DisasContext *s)
{
    unsigned cond;

    if (s->aarch64) {
        return gen_taken_a64(s);
    }
    /* CBZ, CBNZ; never in an IT block */
    if (s->thumb && (s->insn & 0xfffff500) == 0xb100) {
        TCGv_i64 value = pmu_gen_register(s, extract32(s->insn, 0, 3), false);

        return pmu_gen_test(value, !extract32(s->insn, 11, 1));
    }
    cond = condition(s);
    return cond < 0xe ? gen_condition(cond) : NULL;
}

bool pmu_has_condition(const DisasContext *s)
{
    if (s->aarch64) {
        return (s->insn & 0xff00000e) != 0x5400000e;
    }
    return condition(s) < 0xe || (s->insn & 0xfffff500) == 0xb100;
}

/* SVC and SMC: what counts them is the exception, if there is one. */
bool pmu_generates_exception(const DisasContext *s)
{
    if (s->aarch64) {
        return false;
    }
    if (s->thumb) {
        return (s->insn & 0xffffff00) == 0xdf00 ||
               (s->insn & 0xfff0f000) == 0xf7f08000;
    }
    return (s->insn & 0x0f000000) == 0x0f000000 ||
           (s->insn & 0x0ff000f0) == 0x01600070;
}

/*
 * May a helper raise an exception in the place of this instruction, and say
 * nothing of it to us? AT, whose walk may fault. In A32 and T32 also MRS and
 * MSR of a banked register, SRS, VMRS, BXJ; and what HSTR_EL2 traps, for which
 * there is a test in the middle of the block.
 */
bool pmu_leaves_silently(const DisasContext *s)
{
    uint32_t insn = s->insn;

    if (s->aarch64) {
        return (insn & 0xfff8fe00) == 0xd5087800;
    }
    if (s->thumb) {
        return (insn & 0xffe0d020) == 0xf3e08020 ||
               (insn & 0xffe0d020) == 0xf3808020 ||
               (insn & 0xfe50f000) == 0xe800c000 ||
               (insn & 0xfff00f10) == 0xeef00a10 ||
               (insn & 0xfff0ffff) == 0xf3c08f00 ||
               (insn & 0xff1f0f1e) == 0xee070f18 ||
               (s->hstr_active && (insn & 0xee000f00) == 0xee000f00) ||
               (s->hstr_active && (insn & 0xefe00f00) == 0xec400f00);
    }
    return (insn & 0x0fb002f0) == 0x01000200 ||
           (insn & 0x0fb002f0) == 0x01200200 ||
           (insn & 0xfe500000) == 0xf8400000 ||
           (insn & 0x0ff00f10) == 0x0ef00a10 ||
           (insn & 0x0ffffff0) == 0x012fff20 ||
           (insn & 0x0f1f0f1e) == 0x0e070f18 ||
           (s->hstr_active && (insn & 0x0f000f00) == 0x0e000f00) ||
           (s->hstr_active && (insn & 0x0fe00f00) == 0x0c400f00);
}
