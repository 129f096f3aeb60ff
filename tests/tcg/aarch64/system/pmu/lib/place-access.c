/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places: system registers, and counting. The code that runs there is put
 * together from instruction words, for AArch64 and AArch32 alike.
 */
#include "place.h"
#include "internal.h"

/* MCR and MSR are those of r0 and x0, MCRR that of r0 and r1. */
#define A32_ISB         0xf57ff06fu
#define A32_SUBS_R1     0xe2511001u
#define A32_BNE_BACK    0x1afffffdu
#define A32_MCR         0xee000f10u
#define A32_MCRR_CCNTR  0xec410f09u
#define A32_READ        (1u << 20)

#define A64_RET         0xd65f03c0u
#define A64_ISB         0xd5033fdfu
#define A64_MSR         0xd5000000u
#define A64_READ        (1u << 21)
#define A64_SUBS_X1     0xf1000421u
#define A64_BNE_BACK    0x54ffffe1u

/* MRC or MCR p15 of r0: the PMU's have opc1 = 0 where AArch64's do not. */
static uint32_t a32_access(unsigned reg, bool read)
{
    uint32_t op1 = reg >> 11 & 7, crn = reg >> 7 & 15;
    uint32_t crm = reg >> 3 & 15, op2 = reg & 7;

    op1 = op1 == 4 ? 4 : 0;
    return A32_MCR | (read ? A32_READ : 0) | op1 << 21 | crn << 16 |
           op2 << 5 | crm;
}

static uint64_t access_at(struct place p, unsigned reg, bool read,
                          uint64_t value)
{
    struct code a32 = { { a32_access(reg, read), A32_ISB } };
    struct code a64 = {
        { A64_MSR | reg << 5 | (read ? A64_READ : 0), A64_ISB, A64_RET }
    };

    value = place_run(p, &a64, &a32, value, 0);
    return place_is_a32(p) ? (uint32_t)value : value;
}

uint64_t place_read(struct place p, unsigned reg)
{
    return access_at(p, reg, true, POISON);
}

void place_write(struct place p, unsigned reg, uint64_t value)
{
    access_at(p, reg, false, value);
}

uint64_t place_read_pair(struct place p)
{
    struct code code = { { A32_MCRR_CCNTR | A32_READ, A32_ISB } };

    return place_run(p, NULL, &code, POISON, POISON >> 32);
}

void place_write_pair(struct place p, uint64_t value)
{
    struct code code = { { A32_MCRR_CCNTR, A32_ISB } };

    place_run(p, NULL, &code, value, value >> 32);
}

uint64_t trap_at(struct place p, unsigned el, unsigned reg, bool read)
{
    return place_is_a32(p) ? trap_cp15(el, reg, read)
                           : trap_sysreg(el, reg, read);
}

/* --- counting --- */

uint32_t place_counted(struct place p)
{
    struct code a32 = { { A32_SUBS_R1, A32_BNE_BACK } };
    struct code a64 = { { A64_SUBS_X1, A64_BNE_BACK, A64_RET } };

    if (!place_is_a32(p) && !p.realm) {
        return counted_at(p.regime);
    }
    zero_counters();
    place_run(p, &a64, &a32, 0, SPIN_LOOPS);
    return nonzero_counters();
}

uint32_t place_counted_inside(struct place p)
{
    /* The second write is of r2, which place_run() leaves 0, and of ZR. */
    struct code a32 = { {
        a32_access(PMCR, false), A32_ISB, A32_SUBS_R1, A32_BNE_BACK,
        a32_access(PMCR, false) | 2 << 12, A32_ISB,
    } };
    struct code a64 = { {
        A64_MSR | PMCR << 5, A64_ISB, A64_SUBS_X1, A64_BNE_BACK,
        A64_MSR | PMCR << 5 | 31, A64_ISB, A64_RET,
    } };

    zero_counters();
    place_run(p, &a64, &a32, PMCR_LC | PMCR_E, SPIN_LOOPS);
    return nonzero_counters();
}

uint32_t place_only(struct place p)
{
    return p.realm ? PMEVTYPER_NSH | PMEVTYPER_M : only_in(p.regime);
}
