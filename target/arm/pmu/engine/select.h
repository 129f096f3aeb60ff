/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which sources a CPU counts, and where: what translated code and
 * helpers have in common.
 *
 * The number of a set of sources (sets.h) is part of the flags by which QEMU
 * looks up a translation block, in bits that no flag of its own has. What is
 * left of each source until its next overflow stands in ARMCPU, beside the
 * registers, where translated code reaches it in one step.
 */

#ifndef TARGET_ARM_PMU_SELECT_H
#define TARGET_ARM_PMU_SELECT_H

#include "exec/translation-block.h"
#include "cpu.h"
#include "pmu/core/sets.h"
#include "engine.h"

#define ARM_PMU_CF_SHIFT    19
#define ARM_PMU_CF_MASK     (((1u << PMU_SET_BITS) - 1) << ARM_PMU_CF_SHIFT)

QEMU_BUILD_BUG_ON(ARM_PMU_CF_MASK &
                  (CF_COUNT_MASK | CF_NO_GOTO_TB | CF_NO_GOTO_PTR |
                   CF_SINGLE_STEP | CF_MEMI_ONLY | CF_USE_ICOUNT |
                   CF_INVALID | CF_PARALLEL | CF_NOIRQ | CF_PCREL |
                   CF_BP_PAGE | CF_CLUSTER_MASK));

/* The sources that a block counts */
static inline uint32_t arm_pmu_block_sources(const TranslationBlock *tb)
{
    return pmu_set_sources((tb_cflags(tb) & ARM_PMU_CF_MASK) >>
                           ARM_PMU_CF_SHIFT);
}

/* Where translated code finds what is left of a source, from env on */
static inline intptr_t arm_pmu_left_offset(unsigned source)
{
    return (intptr_t)offsetof(ARMCPU, pmu_left) -
           (intptr_t)offsetof(ARMCPU, env) +
           (intptr_t)(source * sizeof(int64_t));
}

/*
 * The data beside the PC, from which QEMU finds the guest's state at an
 * instruction, has three words. AArch64 needs none of the second, AArch32
 * eight bits; of the third, the syndrome needs no more than 32.
 */

static inline PMUPacked arm_pmu_get_unwind(const uint64_t *data)
{
    return data[1] >> 32 | data[2] >> 32 << 32;
}

#endif
