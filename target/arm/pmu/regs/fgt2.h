/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the fine-grained traps of its newer registers, FEAT_FGT2.
 */

#ifndef TARGET_ARM_PMU_FGT2_H
#define TARGET_ARM_PMU_FGT2_H

/**
 * arm_pmu_fgt2_traps: does FEAT_FGT2 trap an access to EL2? (R53)
 * @bit: of HDFGRTR2_EL2, or if not @isread of HDFGWTR2_EL2
 *
 * Unlike the older ones these trap while their bit is 0, and all of them
 * where EL3 is implemented and SCR_EL3.FGTEn2 is 0. From AArch64.
 */
bool arm_pmu_fgt2_traps(CPUARMState *env, bool isread, uint64_t bit);

/* Would MDCR_EL3.EnPM2 trap an access to EL3? */
bool arm_pmu_enpm2_traps(CPUARMState *env);

#endif
