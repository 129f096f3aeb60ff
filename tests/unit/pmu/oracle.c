/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An oracle for the PMU model: see oracle.h.
 *
 * Read it next to the Arm ARM, not next to the model.
 */

#include <stddef.h>
#include "oracle.h"

/* ID_AA64DFR0_EL1.PMUVer */
enum {
    PMUVER_P0 = 1, PMUVER_P1 = 4, PMUVER_P4 = 5, PMUVER_P5 = 6,
    PMUVER_P7 = 7,
};

bool oracle_bit(uint64_t value, int n)
{
    return (value >> n) & 1;
}

/* D24.5.8 */
static bool pmcr_e(const OracleRegs *r) { return oracle_bit(r->pmcr, 0); }
static bool pmcr_dp(const OracleRegs *r) { return oracle_bit(r->pmcr, 5); }
static bool pmcr_lc(const OracleRegs *r) { return oracle_bit(r->pmcr, 6); }
static bool pmcr_lp(const OracleRegs *r) { return oracle_bit(r->pmcr, 7); }
static bool pmcr_fzo(const OracleRegs *r) { return oracle_bit(r->pmcr, 9); }

/* D24.3.17 */
static bool hpme(const OracleRegs *r) { return oracle_bit(r->mdcr_el2, 7); }
static bool hpmd(const OracleRegs *r) { return oracle_bit(r->mdcr_el2, 17); }
static bool hccd(const OracleRegs *r) { return oracle_bit(r->mdcr_el2, 23); }
static bool hlp(const OracleRegs *r) { return oracle_bit(r->mdcr_el2, 26); }
static bool hpmfzo(const OracleRegs *r) { return oracle_bit(r->mdcr_el2, 29); }

/* D24.3.18, G8.3 for SDCR */
static bool spme(const OracleRegs *r) { return oracle_bit(r->mdcr_el3, 17); }
static bool sccd(const OracleRegs *r) { return oracle_bit(r->mdcr_el3, 23); }
static bool mccd(const OracleRegs *r) { return oracle_bit(r->mdcr_el3, 34); }
static bool mpmx(const OracleRegs *r) { return oracle_bit(r->mdcr_el3, 35); }

bool oracle_mode_exists(const OracleCPU *cpu, OracleMode mode)
{
    /* Secure EL2, and Realm state, need an EL3 in AArch64. */
    switch (mode.security) {
    case ORACLE_NONSECURE:
        return mode.el < 2 || (mode.el == 2 && cpu->el2);
    case ORACLE_SECURE:
        if (!cpu->el3) {
            return false;
        }
        /* If EL3 uses AArch32, Secure PL1 modes are at EL3: G1.9 */
        if (mode.el == 0) {
            return mode.aarch32 || cpu->el3_aarch64;
        }
        if (mode.el == 1) {
            return cpu->el3_aarch64;
        }
        return mode.el == 2 && cpu->el3_aarch64 && cpu->el2 && cpu->sel2;
    case ORACLE_REALM:
        return mode.el < 3 && cpu->el3_aarch64 && cpu->el2 && cpu->rme;
    case ORACLE_HIGHEST:
        return mode.el == 3 && cpu->el3;
    }
    return false;
}

bool oracle_el2_enabled(const OracleCPU *cpu, bool ns, bool eel2)
{
    if (!cpu->el2) {
        return false;
    }
    if (!cpu->el3 || ns) {
        return true;
    }
    return cpu->sel2 && eel2;
}

int oracle_hpmn(const OracleCPU *cpu, uint64_t mdcr_el2)
{
    int hpmn = mdcr_el2 % 32;

    if (!cpu->el2) {
        return cpu->counters;
    }
    /* R43, R42: above N is N, 0 is 0. Both are permitted choices. */
    if (hpmn > cpu->counters) {
        return cpu->counters;
    }
    return hpmn;
}

bool oracle_is_first(const OracleCPU *cpu, uint64_t mdcr_el2, int n)
{
    return n < oracle_hpmn(cpu, mdcr_el2);
}

bool oracle_is_second(const OracleCPU *cpu, uint64_t mdcr_el2, int n)
{
    return n >= oracle_hpmn(cpu, mdcr_el2) && n < cpu->counters;
}

int oracle_accessible(const OracleCPU *cpu, uint64_t mdcr_el2, int el,
                      bool el2_enabled)
{
    if ((el == 0 || el == 1) && el2_enabled) {
        return oracle_hpmn(cpu, mdcr_el2);
    }
    return cpu->counters;
}

bool oracle_can_access(const OracleCPU *cpu, uint64_t mdcr_el2, int el,
                       bool el2_enabled, int n)
{
    /* R6 */
    if (n == ORACLE_CYCLES || n == ORACLE_INSTRUCTIONS) {
        return n == ORACLE_CYCLES || cpu->icntr;
    }
    return n < oracle_accessible(cpu, mdcr_el2, el, el2_enabled);
}

bool oracle_user_reads(uint64_t pmuacr, int n)
{
    return oracle_bit(pmuacr, n);
}

bool oracle_user_writes(uint64_t pmuserenr, uint64_t pmuacr, int n)
{
    if (n == ORACLE_CYCLES && oracle_bit(pmuserenr, 2)) {
        return false;
    }
    if (n == ORACLE_INSTRUCTIONS && oracle_bit(pmuserenr, 5)) {
        return false;
    }
    if (n < ORACLE_CYCLES && oracle_bit(pmuserenr, 3)) {
        return false;
    }
    return oracle_bit(pmuacr, n);
}

bool oracle_user_increments(uint64_t pmuserenr, uint64_t pmuacr, int n)
{
    return oracle_bit(pmuserenr, 1) || oracle_bit(pmuacr, n);
}

/* The two bits from @n on */
static int two_bits(uint64_t value, int n)
{
    return oracle_bit(value, n) + 2 * oracle_bit(value, n + 1);
}

bool oracle_capture_enabled(const OracleCPU *cpu, const OracleSnapshot *s)
{
    if (cpu->el3 && two_bits(s->mdcr_el3, 30) != 1) {
        return oracle_bit(s->mdcr_el3, 31);
    }
    if (cpu->el2 && s->el2_aarch32) {
        return false;
    }
    if (cpu->el2 && two_bits(s->mdcr_el2, 30) != 1) {
        return oracle_bit(s->mdcr_el2, 31);
    }
    return !s->el1_aarch32 && oracle_bit(s->pmecr, 4);
}

bool oracle_capture_allowed(const OracleCPU *cpu, const OracleSnapshot *s)
{
    if (!oracle_capture_enabled(cpu, s) || s->os_lock) {
        return false;
    }
    if (cpu->el3 && two_bits(s->mdcr_el3, 30) != 1) {
        return two_bits(s->mdcr_el3, 30) == 3;
    }
    if (cpu->el2 && two_bits(s->mdcr_el2, 30) != 1) {
        return two_bits(s->mdcr_el2, 30) == 3;
    }
    return two_bits(s->pmecr, 3) == 3;
}

static bool implemented(const OracleCPU *cpu, int n)
{
    return n == ORACLE_CYCLES || n < cpu->counters ||
           (n == ORACLE_INSTRUCTIONS && cpu->icntr);
}

bool oracle_enabled(const OracleCPU *cpu, const OracleRegs *regs, int n)
{
    if (!implemented(cpu, n) || !oracle_bit(regs->pmcnten, n)) {
        return false;
    }
    if (oracle_is_second(cpu, regs->mdcr_el2, n)) {
        return hpme(regs);
    }
    return pmcr_e(regs);
}

/*
 * R34. SDCR has no MPMX: it has 32 bits, and such a value reads as MPMX = 0.
 */
static bool prohibited_by_el3(const OracleCPU *cpu, const OracleRegs *regs,
                              bool second, OracleMode mode)
{
    if (cpu->pmuver < PMUVER_P7 || !mpmx(regs)) {
        return !spme(regs);
    }
    /* MPMX leaves Secure state below EL3 alone. */
    return mode.el == 3 && (!spme(regs) || !second);
}

/* Prohibited, PMCR_EL0.DP and the CCD bits left aside: R33, R34, R35 */
static bool prohibited_for_events(const OracleCPU *cpu,
                                  const OracleRegs *regs, bool second,
                                  OracleMode mode)
{
    if (mode.security == ORACLE_SECURE || mode.el == 3) {
        bool allowed = mode.el == 0 && mode.aarch32 && regs->suniden;

        if (!allowed && prohibited_by_el3(cpu, regs, second, mode)) {
            return true;
        }
    }
    if (mode.el == 2 && cpu->pmuver >= PMUVER_P1 && hpmd(regs) && !second) {
        return true;
    }
    return false;
}

/* R37: what stops the cycle counter alone */
static bool prohibited_for_cycles(const OracleCPU *cpu,
                                  const OracleRegs *regs, OracleMode mode)
{
    if (cpu->pmuver < PMUVER_P5) {
        return false;
    }
    if (mode.el == 2 && hccd(regs)) {
        return true;
    }
    if (mode.el == 3 && cpu->pmuver >= PMUVER_P7 && mccd(regs)) {
        return true;
    }
    return (mode.security == ORACLE_SECURE || mode.el == 3) && sccd(regs);
}

static bool prohibited(const OracleCPU *cpu, const OracleRegs *regs, int n,
                       OracleMode mode)
{
    bool second = oracle_is_second(cpu, regs->mdcr_el2, n);

    if (n != ORACLE_CYCLES) {
        return prohibited_for_events(cpu, regs, second, mode);
    }
    /* R36: as a counter of the first range would be, if DP says so */
    if (pmcr_dp(regs) && prohibited_for_events(cpu, regs, false, mode)) {
        return true;
    }
    return prohibited_for_cycles(cpu, regs, mode);
}

/* R38. A field that the CPU does not have reads as zero. */
static bool filtered(const OracleCPU *cpu, uint32_t typer, OracleMode mode)
{
    bool p = oracle_bit(typer, 31);
    bool u = oracle_bit(typer, 30);
    bool nsk = cpu->el3 && oracle_bit(typer, 29);
    bool nsu = cpu->el3 && oracle_bit(typer, 28);
    bool nsh = cpu->el2 && oracle_bit(typer, 27);
    bool m = cpu->el3_aarch64 && oracle_bit(typer, 26);
    bool sh = cpu->el3 && cpu->sel2 && oracle_bit(typer, 24);
    bool rlk = cpu->rme && oracle_bit(typer, 22);
    bool rlu = cpu->rme && oracle_bit(typer, 21);
    bool rlh = cpu->rme && oracle_bit(typer, 20);
    bool secure = mode.security == ORACLE_SECURE;
    bool realm = mode.security == ORACLE_REALM;

    switch (mode.el) {
    case 0:
        return secure ? u : realm ? u != rlu : u != nsu;
    case 1:
        return secure ? p : realm ? p != rlk : p != nsk;
    case 2:
        return secure ? nsh == sh : realm ? nsh == rlh : !nsh;
    default:
        return m != p;
    }
}

bool oracle_permitted(const OracleCPU *cpu, const OracleRegs *regs, int n,
                      OracleMode mode)
{
    return implemented(cpu, n) && !prohibited(cpu, regs, n, mode) &&
           !filtered(cpu, regs->typer[n], mode);
}

int oracle_count_value(uint64_t typer, int thwidth, int vb)
{
    int tc = oracle_bit(typer, 61) + 2 * oracle_bit(typer, 62) +
             4 * oracle_bit(typer, 63);
    int th = 0;
    bool met = false;

    for (int bit = 0; bit < thwidth; bit++) {
        th += oracle_bit(typer, 32 + bit) << bit;
    }
    if (tc == 0 && th == 0) {
        return vb;
    }
    if (tc == 0 || tc == 1) {
        met = vb != th;
    } else if (tc == 2 || tc == 3) {
        met = vb == th;
    } else if (tc == 4 || tc == 5) {
        met = vb >= th;
    } else {
        met = vb < th;
    }
    if (!met) {
        return 0;
    }
    return tc % 2 == 1 ? 1 : vb;
}

bool oracle_wide(const OracleCPU *cpu, const OracleRegs *regs, int n)
{
    if (n == ORACLE_CYCLES) {
        return pmcr_lc(regs);
    }
    if (n == ORACLE_INSTRUCTIONS) {
        return implemented(cpu, n);
    }
    if (!implemented(cpu, n) || cpu->pmuver < PMUVER_P5) {
        return false;
    }
    return oracle_is_second(cpu, regs->mdcr_el2, n) ? hlp(regs)
                                                    : pmcr_lp(regs);
}

bool oracle_freezes(const OracleCPU *cpu, const OracleRegs *regs, int n)
{
    if (cpu->pmuver < PMUVER_P7 || n == ORACLE_CYCLES) {
        return false;
    }
    if (oracle_is_second(cpu, regs->mdcr_el2, n)) {
        return hpmfzo(regs);
    }
    return implemented(cpu, n) && pmcr_fzo(regs);
}

bool oracle_frozen(const OracleCPU *cpu, const OracleRegs *regs, int n)
{
    bool second = oracle_is_second(cpu, regs->mdcr_el2, n);

    if (!implemented(cpu, n) || (n == ORACLE_CYCLES && !pmcr_dp(regs))) {
        return false;
    }
    /* Some counter of the same range has overflowed. */
    for (int m = 0; m < ORACLE_COUNTERS; m++) {
        if (implemented(cpu, m) &&
            oracle_is_second(cpu, regs->mdcr_el2, m) == second &&
            oracle_bit(regs->pmovs, m) && oracle_freezes(cpu, regs, m)) {
            return true;
        }
    }
    return false;
}

uint64_t oracle_overflows(uint64_t before, uint64_t events, bool wide)
{
    unsigned __int128 limit = (unsigned __int128)1 << (wide ? 64 : 32);

    /* As often as the limit fits into what the overflowing part becomes */
    return (before % limit + events) / limit;
}

bool oracle_irq(const OracleCPU *cpu, const OracleRegs *regs)
{
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        bool second = oracle_is_second(cpu, regs->mdcr_el2, n);

        if (implemented(cpu, n) && oracle_bit(regs->pmovs, n) &&
            oracle_bit(regs->pminten, n) &&
            (second ? hpme(regs) : pmcr_e(regs))) {
            return true;
        }
    }
    return false;
}

OracleEvent oracle_event(int evtcount, int pmuver, bool icount)
{
    /* Before FEAT_PMUv3p1, bits [15:10] of the field are RES0. */
    if (pmuver < PMUVER_P1) {
        evtcount %= 1024;
    }
    switch (evtcount) {
    case 0x00:
        return ORACLE_SW_INCR;
    case 0x08:
        return icount ? ORACLE_INST_RETIRED : ORACLE_UNKNOWN;
    case 0x11:
        return ORACLE_CPU_CYCLES;
    case 0x1e:
        return pmuver >= PMUVER_P0 ? ORACLE_CHAIN : ORACLE_UNKNOWN;
    case 0x23:
    case 0x24:
        return pmuver >= PMUVER_P1 ? ORACLE_STALL : ORACLE_UNKNOWN;
    case 0x3c:
        return pmuver >= PMUVER_P4 ? ORACLE_STALL : ORACLE_UNKNOWN;
    default:
        return ORACLE_UNKNOWN;
    }
}
