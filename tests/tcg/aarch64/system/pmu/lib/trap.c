/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of the last exception, and what is expected of one.
 */
#include "internal.h"

#define ISS_ALWAYS      (0x1eu << 20)   /* CV = 1, COND = always */

struct trap trap;

void trap_clear(void)
{
    trap.count = 0;
}

uint64_t trap_seen(void)
{
    uint64_t seen = (uint64_t)trap.el << 32 | (uint32_t)trap.esr;

    trap.unclaimed = 0;
    if (!trap.count) {
        return 0;
    }
    return trap.count > 1 ? seen | 1ull << 63 : seen;
}

uint64_t trap_undef(unsigned el)
{
    return (uint64_t)el << 32 | EC_UNKNOWN << 26 | ESR_IL;
}

uint64_t trap_sysreg(unsigned el, unsigned reg, bool read)
{
    uint32_t op0 = reg >> 14 & 3, op1 = reg >> 11 & 7, crn = reg >> 7 & 15;
    uint32_t crm = reg >> 3 & 15, op2 = reg & 7;
    uint32_t iss = op0 << 20 | op2 << 17 | op1 << 14 | crn << 10 | crm << 1;

    if (cpu.a32) {
        return trap_cp15(el, reg, read);
    }
    return (uint64_t)el << 32 | EC_SYSREG << 26 | ESR_IL | iss | read;
}

/* The PMU's have opc1 = 0 where AArch64's do not, EL2's have 4 as there. */
uint64_t trap_cp15(unsigned el, unsigned reg, bool read)
{
    uint32_t op1 = (reg >> 11 & 7) == 4 ? 4 : 0, crn = reg >> 7 & 15;
    uint32_t crm = reg >> 3 & 15, op2 = reg & 7;
    uint32_t iss = op2 << 17 | op1 << 14 | crn << 10 | crm << 1;

    return (uint64_t)el << 32 | EC_CP15 << 26 | ESR_IL | ISS_ALWAYS | iss |
           read;
}

uint64_t trap_pair(unsigned el, bool read)
{
    return (uint64_t)el << 32 | EC_CP15_PAIR << 26 | ESR_IL | ISS_ALWAYS |
           1 << 10 | 9 << 1 | read;
}
