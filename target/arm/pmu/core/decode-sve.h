/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: SVE and SME instructions. For decode-*.c only.
 */

#ifndef TARGET_ARM_PMU_DECODE_SVE_H
#define TARGET_ARM_PMU_DECODE_SVE_H

#include "decode-kinds.h"

/**
 * pmu_a64_sme: "SME encodings": bit 31 is 1, bits 28 to 25 are 0
 */
PMUInsn pmu_a64_sme(uint32_t insn);

/**
 * pmu_a64_sve: "SVE encodings": bits 28 to 25 are 2
 */
PMUInsn pmu_a64_sve(uint32_t insn);

#endif
