/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The access fuzzer's reference: registers, and who may access them. See
 * access-reference.h. The order of the causes is that of R7 to R9, R49 to
 * R52 and R55.
 */

#include "access-reference.h"
#include <stdio.h>

/* How it may be accessed at EL1 and above, and at EL0 */
enum { RD = 1, WR = 2, RD0 = 4, WR0 = 8, ALL = RD | WR | RD0 | WR0 };

/* @user_read, @user_write: bits of PMUSERENR that let EL0 pass beside EN */
static const struct row {
    const char *name;
    uint8_t access, user_read, user_write, fgt_read, fgt_write;
} rows[] = {
    [PMCR]       = { "PMCR", ALL, 0, 0, 0, 21 },
    [PMCNTENSET] = { "PMCNTENSET", ALL, 0, 0, 16, 16 },
    [PMCNTENCLR] = { "PMCNTENCLR", ALL, 0, 0, 16, 16 },
    [PMOVSCLR]   = { "PMOVSCLR", ALL, 0, 0, 18, 18 },
    [PMSWINC]    = { "PMSWINC", WR | WR0, 0, 2, 0, 20 },
    [PMSELR]     = { "PMSELR", ALL, 8, 8, 19, 19 },
    [PMCEID0]    = { "PMCEID0", RD | RD0, 0, 0, 58, 0 },
    [PMCEID1]    = { "PMCEID1", RD | RD0, 0, 0, 58, 0 },
    [PMCEID2]    = { "PMCEID2", RD | RD0, 0, 0, 58, 0 },
    [PMCEID3]    = { "PMCEID3", RD | RD0, 0, 0, 58, 0 },
    [PMCCNTR]    = { "PMCCNTR", ALL, 4, 0, 15, 15 },
    [PMXEVTYPER] = { "PMXEVTYPER", ALL, 0, 0, 13, 13 },
    [PMXEVCNTR]  = { "PMXEVCNTR", ALL, 8, 0, 12, 12 },
    [PMUSERENR]  = { "PMUSERENR", RD | WR | RD0, 0xff, 0, 57, 57 },
    [PMOVSSET]   = { "PMOVSSET", ALL, 0, 0, 18, 18 },
    [PMINTENSET] = { "PMINTENSET", RD | WR, 0, 0, 17, 17 },
    [PMINTENCLR] = { "PMINTENCLR", RD | WR, 0, 0, 17, 17 },
    [PMMIR]      = { "PMMIR", RD, 0, 0, 22, 0 },
    [PMEVCNTR]   = { "PMEVCNTR", ALL, 8, 0, 12, 12 },
    [PMEVTYPER]  = { "PMEVTYPER", ALL, 0, 0, 13, 13 },
    [PMCCFILTR]  = { "PMCCFILTR", ALL, 0, 0, 14, 14 },
    [PMUACR]     = { "PMUACR", RD | WR, 0, 0, 0, 0 },
    [PMZR]       = { "PMZR", WR | WR0, 0, 0, 0, 0 },
    [PMICNTR]    = { "PMICNTR", ALL, 0, 0, 0, 0 },
    [PMICFILTR]  = { "PMICFILTR", ALL, 0, 0, 0, 0 },
    [PMECR]      = { "PMECR", RD | WR, 0, 0, 0, 0 },
    [PMSSCR]     = { "PMSSCR", RD | WR, 0, 0, 0, 0 },
    [PMSAVED]    = { "PMEVCNTSVR and its like", RD, 0, 0, 0, 0 },
    [MDCR_EL2]   = { "MDCR_EL2", RD | WR, 0, 0, 0, 0 },
    [MDCR_EL3]   = { "MDCR_EL3", RD | WR, 0, 0, 0, 0 },
    [SDER32_EL3] = { "SDER32_EL3", RD | WR, 0, 0, 0, 0 },
    [HDFGRTR]    = { "HDFGRTR_EL2", RD | WR, 0, 0, 0, 0 },
    [HDFGWTR]    = { "HDFGWTR_EL2", RD | WR, 0, 0, 0, 0 },
    [HDFGRTR2]   = { "HDFGRTR2_EL2", RD | WR, 0, 0, 0, 0 },
    [HDFGWTR2]   = { "HDFGWTR2_EL2", RD | WR, 0, 0, 0, 0 },
    [HFGRTR2]    = { "HFGRTR2_EL2", RD | WR, 0, 0, 0, 0 },
    [HFGWTR2]    = { "HFGWTR2_EL2", RD | WR, 0, 0, 0, 0 },
    [HFGITR2]    = { "HFGITR2_EL2", RD | WR, 0, 0, 0, 0 },
};

bool reference_is_a32(const struct fuzz_place *p)
{
    return p->highest32 >= 0;
}

/* CRn = 9, opc1 = 3 or, in AArch32, 0: CRm and opc2 */
static Register control_at(uint32_t crm_op2, bool a32, uint32_t version)
{
    static const Register all[24] = {
        PMCR, PMCNTENSET, PMCNTENCLR, PMOVSCLR, PMSWINC, PMSELR, PMCEID0,
        PMCEID1, PMCCNTR, PMXEVTYPER, PMXEVCNTR, REG_NONE, PMZR,
        REG_NONE, REG_NONE, REG_NONE, PMUSERENR, PMINTENSET, PMINTENCLR,
        PMOVSSET, PMCEID2, PMCEID3, PMMIR, REG_NONE,
    };
    Register reg = all[crm_op2 - 12 * 8];

    switch (reg) {
    case PMINTENSET:
    case PMINTENCLR:
        return a32 ? reg : REG_NONE;
    case PMMIR:
        return a32 && version >= 5 ? reg : REG_NONE;
    case PMZR:
        return !a32 && version >= 9 ? reg : REG_NONE;
    case PMCEID2:
    case PMCEID3:
        return a32 && version >= 4 ? reg : REG_NONE;
    default:
        return reg;
    }
}

/* CRn = 14 */
static Register counter_at(const Reference *r, uint32_t crm_op2, int *n)
{
    *n = crm_op2 % 32;
    if (crm_op2 == 15 * 8 + 7) {
        return PMCCFILTR;
    }
    if (*n >= r->cpu.counters) {
        return REG_NONE;
    }
    return crm_op2 / 32 == 2 ? PMEVCNTR : PMEVTYPER;
}

static Register instructions_at(const Reference *r, uint32_t encoding, int *n)
{
    Register reg = encoding == ENCODING(3, 3, 9, 4, 0) ? PMICNTR :
                   encoding == ENCODING(3, 3, 9, 6, 0) ? PMICFILTR : REG_NONE;

    *n = reg && r->cpu.icntr ? ORACLE_INSTRUCTIONS : *n;
    return r->cpu.icntr ? reg : REG_NONE;
}

/* FEAT_PMUv3_SS; of what is captured, 31 and 32 are the fixed counters */
static Register snapshot_at(const Reference *r, uint32_t encoding, int *n)
{
    int index = encoding - ENCODING(2, 0, 14, 8, 0);

    if (!r->machine->snapshot) {
        return REG_NONE;
    }
    if (encoding == ENCODING(3, 0, 9, 13, 3)) {
        return PMSSCR;
    }
    if (encoding == ENCODING(3, 0, 9, 14, 5)) {
        return PMECR;
    }
    if (index < 0 || index > ORACLE_INSTRUCTIONS ||
        (index < ORACLE_CYCLES && index >= r->cpu.counters) ||
        (index == ORACLE_INSTRUCTIONS && !r->cpu.icntr)) {
        return REG_NONE;
    }
    *n = index;
    return PMSAVED;
}

static Register el1_at(const Reference *r, uint32_t encoding)
{
    switch (encoding) {
    case ENCODING(3, 0, 9, 14, 1):
        return PMINTENSET;
    case ENCODING(3, 0, 9, 14, 2):
        return PMINTENCLR;
    case ENCODING(3, 0, 9, 14, 6):
        return r->cpu.pmuver >= 5 ? PMMIR : REG_NONE;
    case ENCODING(3, 4, 1, 1, 1):
        /* EL3 finds it without EL2 too, as RES0 (R45). */
        return r->cpu.el2 || r->cpu.el3 ? MDCR_EL2 : REG_NONE;
    case ENCODING(3, 6, 1, 3, 1):
        return r->cpu.el3 ? MDCR_EL3 : REG_NONE;
    case ENCODING(3, 6, 1, 1, 1):
        return r->cpu.el3 ? SDER32_EL3 : REG_NONE;
    case ENCODING(3, 0, 9, 14, 4):
        return r->cpu.pmuver >= 9 ? PMUACR : REG_NONE;
    case ENCODING(3, 4, 3, 1, 0):
        return r->machine->fgt2 ? HDFGRTR2 : REG_NONE;
    case ENCODING(3, 4, 3, 1, 1):
        return r->machine->fgt2 ? HDFGWTR2 : REG_NONE;
    case ENCODING(3, 4, 3, 1, 2):
        return r->machine->fgt2 ? HFGRTR2 : REG_NONE;
    case ENCODING(3, 4, 3, 1, 3):
        return r->machine->fgt2 ? HFGWTR2 : REG_NONE;
    case ENCODING(3, 4, 3, 1, 7):
        return r->machine->fgt2 ? HFGITR2 : REG_NONE;
    case ENCODING(3, 4, 3, 1, 4):
        return r->machine->fgt ? HDFGRTR : REG_NONE;
    case ENCODING(3, 4, 3, 1, 5):
        return r->machine->fgt ? HDFGWTR : REG_NONE;
    default:
        return REG_NONE;
    }
}

Register register_at(const Reference *r, const struct fuzz_place *p,
                     uint32_t encoding, int *n)
{
    bool a32 = reference_is_a32(p);
    uint32_t op0 = encoding >> 14, op1 = encoding >> 11 & 7;
    uint32_t crn = encoding >> 7 & 15, crm_op2 = encoding & 0x7f;

    *n = ORACLE_CYCLES;
    if ((op0 == 3 && op1 == 3) || (a32 && op1 != 4)) {
        if (crn == 9 && crm_op2 >= 12 * 8 && crm_op2 < 15 * 8) {
            return control_at(crm_op2, a32, r->cpu.pmuver);
        }
        if (crn == 14 && crm_op2 >= 8 * 8) {
            return counter_at(r, crm_op2, n);
        }
        return a32 ? REG_NONE : instructions_at(r, encoding, n);
    }
    if (a32 && encoding != ENCODING(3, 4, 1, 1, 1)) {
        return REG_NONE;
    }
    return snapshot_at(r, encoding, n) ?: el1_at(r, encoding);
}

const char *register_name(const Reference *r, const struct fuzz_place *p,
                          uint32_t encoding)
{
    static char text[64];
    int n;
    Register reg = register_at(r, p, encoding, &n);

    if (reg == PMEVCNTR || reg == PMEVTYPER || reg == PMSAVED) {
        snprintf(text, sizeof(text), "%s%d", rows[reg].name, n);
    } else if (reg) {
        snprintf(text, sizeof(text), "%s", rows[reg].name);
    } else {
        snprintf(text, sizeof(text), "S%u_%u_C%u_C%u_%u", encoding >> 14,
                 encoding >> 11 & 7, encoding >> 7 & 15, encoding >> 3 & 15,
                 encoding & 7);
    }
    return text;
}

static uint64_t undefined(const struct fuzz_place *p)
{
    int el = p->el == 0 ? (p->host ? 2 : 1) : p->el;

    return (uint64_t)el << 32 | UINT64_C(1) << 25;
}

/* With the syndrome of the access */
static uint64_t trapped(const struct fuzz_place *p,
                        const struct fuzz_step *step, uint64_t el)
{
    uint32_t e = step->reg, op0 = e >> 14, op1 = e >> 11 & 7;
    uint32_t read = step->what == FUZZ_READ || step->what == FUZZ_READ_PAIR;
    uint32_t iss = (e & 7) << 17 | (e >> 7 & 15) << 10 | (e >> 3 & 15) << 1;
    uint32_t always = 0x1e << 20, il = 1 << 25, ec = 0x18;

    if (step->what >= FUZZ_READ_PAIR) {
        /* CRm = 9, from or to r0 and r1 */
        return el << 32 | 4 << 26 | il | always | 1 << 10 | 9 << 1 | read;
    }
    if (reference_is_a32(p)) {
        ec = 3;
        iss |= always | (op1 == 4 ? 4 : 0) << 14;
    } else {
        iss |= op0 << 20 | op1 << 14;
    }
    return el << 32 | ec << 26 | il | iss | read;
}

static bool may_exist(const struct row *row, int el, bool read)
{
    return row->access & (el == 0 ? (read ? RD0 : WR0) : (read ? RD : WR));
}

/* R7, R11, R12: PMSELR names no counter that is implemented */
static bool selects_nothing(const Reference *r, Register reg)
{
    bool cycles = reg == PMXEVTYPER && r->pmselr == 31;

    return (reg == PMXEVTYPER || reg == PMXEVCNTR) && !cycles &&
           (int)r->pmselr >= r->cpu.counters;
}

static bool in_second_range(const Reference *r, Register reg, int n)
{
    if (reg == PMXEVCNTR || (reg == PMXEVTYPER && r->pmselr != 31)) {
        n = r->pmselr;
    } else if (reg != PMEVCNTR && reg != PMEVTYPER && reg != PMSAVED) {
        return false;
    }
    return oracle_is_second(&r->cpu, r->regs.mdcr_el2, n);
}

#define NO_BIT (-1)

/* FEAT_FGT2's bit that is for the register; they trap at 0 */
static int fgt2_bit(Register reg)
{
    switch (reg) {
    case PMUACR:
        return 4;
    case PMZR:
        return 21;
    case PMICNTR:
        return 2;
    case PMICFILTR:
        return 3;
    case PMECR:
        return 0;
    case PMSAVED:
        return 6;
    case PMSSCR:
        return 7;
    default:
        return NO_BIT;
    }
}

bool reference_fgt2_traps(const Reference *r, const struct fuzz_place *p,
                          bool read, int bit)
{
    if (!r->machine->fgt2 || p->el > 1 || !p->el2_enabled || p->host) {
        return false;
    }
    return (r->cpu.el3 && !r->fgten2) ||
           !oracle_bit(read ? r->fgt2_read : r->fgt2_write, bit);
}

bool reference_enpm2_traps(const Reference *r, const struct fuzz_place *p)
{
    return r->cpu.el3 && p->el < 3 && !oracle_bit(r->regs.mdcr_el3, 7);
}

/* R23: neither TPM is for them. */
static bool is_snapshot(Register reg)
{
    return reg == PMSSCR || reg == PMSAVED;
}

static bool el3_traps(const Reference *r, const struct fuzz_place *p,
                      Register reg)
{
    if (is_snapshot(reg)) {
        return !oracle_bit(r->regs.mdcr_el3, 44);
    }
    return oracle_bit(r->regs.mdcr_el3, 6) ||
           ((reg == PMUACR || reg == PMICNTR || reg == PMICFILTR ||
             reg == PMECR) && reference_enpm2_traps(r, p));
}

/* R52, R49, R8: from EL0 and EL1, where EL2 is enabled */
static bool el2_traps(const Reference *r, const struct fuzz_place *p,
                      Register reg, bool read, int n)
{
    int bit = read ? rows[reg].fgt_read : rows[reg].fgt_write;
    uint64_t fgt = read ? r->fgt_read : r->fgt_write;
    bool fgt_active = r->machine->fgt && !p->host && p->highest32 < 1;

    return (fgt_active && bit && oracle_bit(fgt, bit)) ||
           (fgt2_bit(reg) != NO_BIT &&
            reference_fgt2_traps(r, p, read, fgt2_bit(reg))) ||
           (oracle_bit(r->regs.mdcr_el2, 6) && !is_snapshot(reg)) ||
           (reg == PMCR && oracle_bit(r->regs.mdcr_el2, 5)) ||
           in_second_range(r, reg, n);
}

bool reference_uen(const Reference *r, const struct fuzz_place *p)
{
    return oracle_bit(r->pmuserenr, 4) && p->el == 0 && p->highest32 < 1;
}

static bool denied_to_user(const Reference *r, const struct fuzz_place *p,
                           Register reg, bool read)
{
    int user = read ? rows[reg].user_read : rows[reg].user_write;

    if (reg >= PMCEID0 && reg <= PMCEID3 && oracle_bit(r->pmuserenr, 6)) {
        return true;
    }
    if (reference_uen(r, p)) {
        return reg == PMCR;
    }
    if (reg == PMICNTR || reg == PMICFILTR) {
        return true;
    }
    return reg != PMUSERENR && !(r->pmuserenr & (1 | user));
}

/* MDCR_EL2 and above are those Exception levels' own (R46). */
static uint64_t control_trap(const Reference *r, const struct fuzz_place *p,
                             const struct fuzz_step *step, Register reg)
{
    int lowest = reg == MDCR_EL3 || reg == SDER32_EL3 ? 3 : 2;

    if (p->el < lowest) {
        return undefined(p);
    }
    if (reg == MDCR_EL2 && p->el == 2 && r->cpu.el3 &&
        oracle_bit(r->regs.mdcr_el3, 9)) {
        return trapped(p, step, 3);
    }
    if (reg >= HDFGRTR2 && p->el == 2 && r->cpu.el3 && !r->fgten2) {
        return trapped(p, step, 3);
    }
    return 0;
}

uint64_t access_trap(const Reference *r, const struct fuzz_place *p,
                     const struct fuzz_step *step)
{
    bool pair = step->what >= FUZZ_READ_PAIR;
    bool read = step->what == FUZZ_READ || step->what == FUZZ_READ_PAIR;
    int n;
    Register reg = register_at(r, p, step->reg, &n);

    if (pair) {
        reg = step->reg ? REG_NONE : PMCCNTR;
    }
    if (!reg) {
        return undefined(p);
    }
    if (reg >= MDCR_EL2) {
        return control_trap(r, p, step, reg);
    }
    if (!may_exist(&rows[reg], p->el, read) || selects_nothing(r, reg)) {
        return undefined(p);
    }
    if (p->el == 0 && denied_to_user(r, p, reg, read)) {
        /* To an EL1 in AArch32 it is UNDEFINED. */
        return p->highest32 >= 1 ? undefined(p)
                                 : trapped(p, step, p->host ? 2 : 1);
    }
    if (p->el < 2 && p->el2_enabled &&
        el2_traps(r, p, reg, read, pair ? ORACLE_CYCLES : n)) {
        return trapped(p, step, 2);
    }
    if (p->el < 3 && r->cpu.el3 && el3_traps(r, p, reg)) {
        return trapped(p, step, 3);
    }
    return 0;
}
