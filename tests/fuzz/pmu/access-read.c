/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The access fuzzer's reference: what an access can read. What it does read
 * makes known what was not. See access-reference.h.
 */

#include "access-reference.h"
#include <inttypes.h>
#include <stdio.h>

bool reference_differs(Reference *r, const char *what, uint64_t got,
                       uint64_t want)
{
    if (got == want) {
        return false;
    }
    snprintf(r->why, sizeof(r->why),
             "%s: got 0x%" PRIx64 ", want 0x%" PRIx64, what, got, want);
    return true;
}

uint64_t reference_accessible(const Reference *r, const struct fuzz_place *p)
{
    bool seen = !reference_is_a32(p) && (p->el > 0 || reference_uen(r, p));
    uint64_t mask = 0;

    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if ((n != ORACLE_INSTRUCTIONS || seen) &&
            oracle_can_access(&r->cpu, r->regs.mdcr_el2, p->el,
                              p->el2_enabled, n)) {
            mask |= UINT64_C(1) << n;
        }
    }
    return mask;
}

/* What EL0 may do, by one of the oracle's answers for each counter */
static uint64_t user_mask(const Reference *r, const struct fuzz_place *p,
                          uint64_t mask,
                          bool (*may)(uint64_t pmuserenr, uint64_t pmuacr,
                                      int n))
{
    for (int n = 0; n < ORACLE_COUNTERS && reference_uen(r, p); n++) {
        if (!may(r->pmuserenr, r->pmuacr, n)) {
            mask &= ~(UINT64_C(1) << n);
        }
    }
    return mask;
}

static bool user_reads(uint64_t pmuserenr, uint64_t pmuacr, int n)
{
    (void)pmuserenr;
    return oracle_user_reads(pmuacr, n);
}

/* Without the instruction counter's bit if FEAT_FGT2 or EnPM2 trap @bit's */
static uint64_t untrapped(const Reference *r, const struct fuzz_place *p,
                          bool read, int bit)
{
    uint64_t mask = reference_accessible(r, p);

    if (reference_fgt2_traps(r, p, read, bit) || reference_enpm2_traps(r, p)) {
        mask &= ~(UINT64_C(1) << ORACLE_INSTRUCTIONS);
    }
    return mask;
}

uint64_t reference_readable(const Reference *r, const struct fuzz_place *p)
{
    return user_mask(r, p, untrapped(r, p, true, 3), user_reads);
}

uint64_t reference_writable(const Reference *r, const struct fuzz_place *p)
{
    return user_mask(r, p, untrapped(r, p, false, 3), oracle_user_writes);
}

uint64_t reference_zeroable(const Reference *r, const struct fuzz_place *p)
{
    return user_mask(r, p, untrapped(r, p, false, 2), oracle_user_writes);
}

bool reference_hides(const Reference *r, const struct fuzz_place *p, int n)
{
    return !oracle_bit(user_mask(r, p, UINT64_MAX, user_reads), n);
}

bool reference_ignores(const Reference *r, const struct fuzz_place *p, int n)
{
    return !oracle_bit(user_mask(r, p, UINT64_MAX, oracle_user_writes), n);
}

uint64_t reference_increments(const Reference *r, const struct fuzz_place *p)
{
    return user_mask(r, p, reference_accessible(r, p),
                     oracle_user_increments);
}

/* UEN and IR are AArch64's, TID both's. */
uint64_t reference_user_bits(const Reference *r, const struct fuzz_place *p)
{
    return 15 | (r->cpu.pmuver >= 9 ? 1 << 6 : 0) |
           (r->cpu.pmuver >= 9 && !reference_is_a32(p) ? 1 << 4 : 0) |
           (r->cpu.icntr && !reference_is_a32(p) ? 1 << 5 : 0);
}

uint64_t reference_pmcr_bits(const Reference *r)
{
    return 0x69 | (r->cpu.pmuver >= 6 ? 1 << 7 : 0) |
           (r->cpu.pmuver >= 7 ? 1 << 9 : 0);
}

static bool read_pmovs(Reference *r, uint64_t mask, uint64_t got)
{
    uint64_t open = (r->maybe | (r->crossed & ~r->regs.pmovs)) & mask;

    if (reference_differs(r, "PMOVS, what is known",
                          got & ~(uint64_t)open, r->regs.pmovs & mask)) {
        return false;
    }
    r->regs.pmovs |= got & mask;
    r->maybe &= ~mask;
    return true;
}

/* @got has so many bits; the range tells what the others are. */
bool reference_read_counter(Reference *r, int n, uint64_t got, int bits)
{
    Range *c = &r->counter[n];
    Wide most = r->top[n], modulus = (Wide)1 << bits;
    Wide value = c->lo + (Wide)(got - (uint64_t)c->lo) % modulus;

    if (r->cpu.pmuver < 6 && n < ORACLE_CYCLES) {
        value = c->lo + (uint32_t)(got - (uint64_t)c->lo);
        if (got >> 32) {
            return !reference_differs(r, "bits [63:32]", got >> 32, 0);
        }
    }
    if (value > most) {
        snprintf(r->why, sizeof(r->why),
                 "counter %d: got 0x%" PRIx64 ", want 0x%" PRIx64 "..0x%"
                 PRIx64, n, got, (uint64_t)c->lo, (uint64_t)most);
        return false;
    }
    /* 32 bits of a wider range: some high halves may be possible. */
    c->lo = value;
    c->hi = value + (most - value) / modulus * modulus;
    r->read |= UINT64_C(1) << n;
    return true;
}

/* One value, for all that it is a range until it is read */
bool reference_read_saved(Reference *r, int n, uint64_t got)
{
    Range *c = &r->saved[n];
    Wide value = c->lo + (uint64_t)(got - (uint64_t)c->lo);

    if (value > c->hi) {
        snprintf(r->why, sizeof(r->why),
                 "saved counter %d: got 0x%" PRIx64 ", want 0x%" PRIx64
                 "..0x%" PRIx64, n, got, (uint64_t)c->lo, (uint64_t)c->hi);
        return false;
    }
    *c = (Range) { value, value };
    return true;
}

/* The bits of PMEVTYPER that this CPU has; neither T nor MT */
static uint64_t type_bits(const Reference *r, int n)
{
    const OracleCPU *cpu = &r->cpu;
    uint64_t bits = UINT64_C(3) << 30;

    bits |= cpu->el3 ? 3 << 28 | 1 << 26 : 0;
    bits |= cpu->el2 ? 1 << 27 : 0;
    bits |= cpu->el3 && cpu->sel2 ? 1 << 24 : 0;
    bits |= cpu->rme ? 7 << 20 : 0;
    if (n < ORACLE_CYCLES) {
        bits |= cpu->pmuver < 4 ? 0x3ff : 0xffff;
        bits |= cpu->pmuver < 9 ? 0 : UINT64_C(7) << 61 | UINT64_C(1) << 32;
    }
    return bits;
}

static bool read_type(Reference *r, const struct fuzz_place *p, int n,
                      uint64_t got)
{
    uint64_t care = type_bits(r, n);

    if (reference_is_a32(p)) {
        care &= 0xfbffffff;
    }
    return !reference_differs(r, "type", got & care, r->regs.typer[n] & care);
}

/* P and C are RAZ (R20); X, IMP and IDCODE are left aside. */
static bool read_pmcr(Reference *r, const struct fuzz_place *p, uint64_t got)
{
    uint64_t number = oracle_accessible(&r->cpu, r->regs.mdcr_el2, p->el,
                                        p->el2_enabled);

    uint64_t care = reference_pmcr_bits(r);

    return !reference_differs(r, "PMCR", got & (care | 6 | 31 << 11),
                              (r->regs.pmcr & care) | number << 11);
}

static uint64_t mdcr_el2_bits(const Reference *r)
{
    return 0xff | (r->cpu.pmuver >= 4 ? 1 << 17 : 0) |
           (r->cpu.pmuver >= 6 ? 1 << 23 | 1 << 26 : 0) |
           (r->cpu.pmuver >= 7 ? 1 << 29 : 0) |
           (r->machine->snapshot ? UINT64_C(3) << 30 : 0);
}

static uint64_t mdcr_el3_bits(const Reference *r)
{
    return 1 << 6 | 1 << 17 | (r->cpu.pmuver >= 6 ? 1 << 23 : 0) |
           (r->cpu.pmuver >= 7 ? UINT64_C(3) << 34 : 0) |
           (r->cpu.pmuver >= 9 ? 1 << 7 : 0) |
           (r->machine->snapshot ? UINT64_C(3) << 30 | UINT64_C(1) << 44 : 0);
}

/*
 * Half of a register. CHAIN is there only where pmu-version or pmu-events is
 * set: streams of stock QEMU carry these registers. The guest tells.
 */
static uint64_t ceid(const Reference *r, int first)
{
    uint64_t bits = 0;

    for (int i = 0; i < 32; i++) {
        OracleMeaning meaning = oracle_meaning(first + i, r->cpu.pmuver,
                                               r->icount, r->machine->all);

        if (meaning != MEANS_NOTHING &&
            (meaning != MEANS_CHAIN || r->machine->chain)) {
            bits |= UINT64_C(1) << i;
        }
    }
    return bits;
}

/* Numbers from 0x4000 on are the high half of AArch64's, or PMCEID2 and 3. */
static uint64_t high_ceid(const Reference *r, int first)
{
    return r->cpu.pmuver >= 4 ? ceid(r, 0x4000 + first) : 0;
}

static bool read_ceid(Reference *r, const struct fuzz_place *p, int first,
                      uint64_t got)
{
    uint64_t high = reference_is_a32(p) ? 0 : high_ceid(r, first) << 32;

    return !reference_differs(r, "PMCEID", got, high | ceid(r, first));
}

static bool read_mask(Reference *r, const struct fuzz_place *p, Register reg,
                      uint64_t got)
{
    uint64_t mask = reference_readable(r, p);

    switch (reg) {
    case PMCNTENSET:
    case PMCNTENCLR:
        return !reference_differs(r, "PMCNTEN", got, r->regs.pmcnten & mask);
    case PMINTENSET:
    case PMINTENCLR:
        return !reference_differs(r, "PMINTEN", got, r->regs.pminten & mask);
    default:
        return read_pmovs(r, mask, got);
    }
}

/* Without FEAT_FGT a PMSELR that names no counter reads as UNKNOWN (R13). */
static bool read_pmselr(Reference *r, uint64_t got)
{
    bool known = r->machine->fgt || r->pmselr == 31 ||
                 (int)r->pmselr < r->cpu.counters;

    return !known || !reference_differs(r, "PMSELR", got & 31, r->pmselr);
}

/* EL2's, without an effect of its own where there is no EL2 */
static bool read_trap(Reference *r, uint64_t stored, uint64_t got)
{
    return !reference_differs(r, "trap register", got,
                              r->cpu.el2 ? stored : 0);
}

static bool read_control(Reference *r, Register reg, uint64_t got)
{
    switch (reg) {
    case MDCR_EL2:
        return !reference_differs(r, "MDCR_EL2", got & mdcr_el2_bits(r),
                                  r->cpu.el2 ? r->regs.mdcr_el2 &
                                               mdcr_el2_bits(r) : 0);
    case MDCR_EL3:
        return !reference_differs(r, "MDCR_EL3", got & mdcr_el3_bits(r),
                                  r->regs.mdcr_el3 & mdcr_el3_bits(r));
    case HDFGRTR2:
        return read_trap(r, r->fgt2_read, got);
    case HDFGWTR2:
        return read_trap(r, r->fgt2_write, got);
    case HFGRTR2:
    case HFGWTR2:
    case HFGITR2:
        return read_trap(r, r->fgt2_other[reg - HFGRTR2], got);
    default:
        return true;
    }
}

bool reference_is_counters(Register reg)
{
    return reg == PMCCNTR || reg == PMEVCNTR || reg == PMXEVCNTR ||
           reg == PMEVTYPER || reg == PMCCFILTR || reg == PMXEVTYPER ||
           reg == PMICNTR || reg == PMICFILTR;
}

/* A count, a type or a filter */
static bool read_counters(Reference *r, const struct fuzz_place *p,
                          Register reg, int n, uint64_t got)
{
    int bits = reference_is_a32(p) ? 32 : 64;

    n = reg == PMXEVCNTR || reg == PMXEVTYPER ? (int)r->pmselr : n;
    if (reference_hides(r, p, n)) {
        return !reference_differs(r, "what PMUACR hides", got, 0);
    }
    if (reg == PMCCNTR || reg == PMEVCNTR || reg == PMXEVCNTR ||
        reg == PMICNTR) {
        return reference_read_counter(r, n, got, bits);
    }
    if (reg == PMICFILTR &&
        reference_differs(r, "evtCount", got & 0xffff, 8)) {
        return false;
    }
    return read_type(r, p, n, got);
}

bool reference_read(Reference *r, const struct fuzz_place *p, Register reg,
                    int n, uint64_t got)
{
    if (reference_is_counters(reg)) {
        return read_counters(r, p, reg, n, got);
    }
    if (reg >= MDCR_EL2) {
        return read_control(r, reg, got);
    }
    switch (reg) {
    case PMUACR:
        return !reference_differs(r, "PMUACR", got,
                                  r->pmuacr & reference_accessible(r, p));
    case PMSAVED:
        return reference_read_saved(r, n, got);
    case PMSSCR:
        return !reference_differs(r, "PMSSCR", got, r->pmsscr);
    case PMECR:
        return !reference_differs(r, "PMECR", got, r->pmecr);
    case PMMIR:
        return !reference_differs(r, "PMMIR.THWIDTH", got >> 20 & 0xf,
                                  r->cpu.pmuver >= 9);
    case PMCR:
        return read_pmcr(r, p, got);
    case PMSELR:
        return read_pmselr(r, got);
    case PMUSERENR:
        return !reference_differs(r, "PMUSERENR", got,
                                  r->pmuserenr & reference_user_bits(r, p));
    case PMCEID0:
    case PMCEID1:
        return read_ceid(r, p, reg == PMCEID1 ? 32 : 0, got);
    case PMCEID2:
    case PMCEID3:
        return !reference_differs(r, "PMCEID", got,
                                  high_ceid(r, reg == PMCEID3 ? 32 : 0));
    default:
        return read_mask(r, p, reg, got);
    }
}
