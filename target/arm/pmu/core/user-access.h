/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which counters EL0 reaches, and which of them it may change.
 *
 * With FEAT_PMUv3p9 PMUSERENR_EL0.UEN opens the PMU to EL0 and leaves it to
 * PMUACR_EL1 which counters it finds there: what it does not find is zero and
 * ignores writes, without an exception. ER and CR, which without UEN permit
 * reads, with it forbid writes, as IR does. Pure functions of the two
 * registers; what HPMN leaves to EL0 (partition.h) comes on top of them.
 *
 * After the Arm ARM (DDI 0487): GetPMUAccessMask(), GetPMUWriteMask() and
 * PMUSwIncrement() of chapter J1, section D24.5.
 */

#ifndef TARGET_ARM_PMU_USER_ACCESS_H
#define TARGET_ARM_PMU_USER_ACCESS_H

#include "fields.h"

/**
 * pmu_user_writable: the counters of @pmuacr that EL0 can write as well, by
 * PMZR_EL0 too (R54)
 * @pmuserenr: PMUSERENR_EL0, whose UEN is set and in effect
 * @pmuacr: PMUACR_EL1, which says what it can read
 */
uint64_t pmu_user_writable(uint64_t pmuserenr, uint64_t pmuacr);

/**
 * pmu_user_increments: the counters that PMSWINC_EL0 increments for EL0
 *
 * All, if PMUSERENR_EL0.SW is set; ER does not matter.
 */
uint64_t pmu_user_increments(uint64_t pmuserenr, uint64_t pmuacr);

#endif
