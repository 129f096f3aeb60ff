/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what translated code calls.
 */

/* Some source has had its events: see to the overflow after this block. */
DEF_HELPER_FLAGS_1(arm_pmu_spent, TCG_CALL_NO_RWG, void, env)
