/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what an instruction's counting depends on when it is executed:
 * its condition, the result of an exclusive store, and whether an exception
 * takes its place. For translate.c; of the instruction that the translator
 * is at.
 */

#ifndef TARGET_ARM_PMU_CONDITION_H
#define TARGET_ARM_PMU_CONDITION_H

/* Has the instruction a condition, or is it a branch that may not be taken? */
bool pmu_has_condition(const DisasContext *s);

/* Generate: 1 if that passes, else 0. Returns NULL if it has none. */
TCGv_i64 pmu_gen_passed(DisasContext *s);

/* Generate: the guest's register @n, all 64 bits of it if @wide, else 32 */
TCGv_i64 pmu_gen_register(DisasContext *s, unsigned n, bool wide);

/* Generate: 1 if @value is 0, or is not 0, as @zero asks, else 0 */
TCGv_i64 pmu_gen_test(TCGv_i64 value, bool zero);

/* SVC or SMC with a condition, in A32 and T32 */
bool pmu_generates_exception(const DisasContext *s);

/* May a helper raise an exception in its place, and say nothing to us? */
bool pmu_leaves_silently(const DisasContext *s);

#endif
