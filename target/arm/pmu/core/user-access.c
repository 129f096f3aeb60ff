/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which counters EL0 reaches, and which of them it may change.
 */

#include "qemu/osdep.h"
#include "user-access.h"

uint64_t pmu_user_writable(uint64_t pmuserenr, uint64_t pmuacr)
{
    if (pmuserenr & PMUSERENR_ER) {
        pmuacr &= ~(PMU_CYCLE_BIT - 1);
    }
    if (pmuserenr & PMUSERENR_CR) {
        pmuacr &= ~PMU_CYCLE_BIT;
    }
    if (pmuserenr & PMUSERENR_IR) {
        pmuacr &= ~PMU_INSTRUCTION_BIT;
    }
    return pmuacr;
}

uint64_t pmu_user_increments(uint64_t pmuserenr, uint64_t pmuacr)
{
    return pmuserenr & PMUSERENR_SW ? UINT64_MAX : pmuacr;
}
