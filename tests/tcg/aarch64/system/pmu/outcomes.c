/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an access does, by register, range and Exception level: each line says
 * so in the words that scripts/access-table puts into the documentation.
 * HPMN is half of the implemented counters. Where the architecture leaves a
 * choice (R10, R13), the one that docs/specs names is demanded.
 */
#include "lib/guest.h"

enum outcome {
    ACCESSED, TRAPS, UNDEFINED, CHANGED, IGNORED, INCREMENTED, NOT_INCREMENTED,
    ZEROED, ZEROED_CYCLES, LEFT_ALONE, ALL, HPMN, ANY, SAVED, CAPTURED,
    ANOTHER
};

static const char *const words[] = {
    [ACCESSED] = "accessed",
    [TRAPS] = "traps to EL2",
    [UNDEFINED] = "UNDEFINED",
    [CHANGED] = "seen and changed",
    [IGNORED] = "zero, ignored",
    [INCREMENTED] = "incremented",
    [NOT_INCREMENTED] = "not incremented",
    [ZEROED] = "zeroed",
    [ZEROED_CYCLES] = "zeroes PMCCNTR",
    [LEFT_ALONE] = "left alone",
    [ALL] = "the implemented number",
    [HPMN] = "the Effective HPMN",
    [ANY] = "holds any number",
    [SAVED] = "what was captured",
    [CAPTURED] = "captures all counters",
};

enum { OLD = 0x21, NEW = 0x42 };

static unsigned hpmn;

/* A counter's register at home, by the one through which @r accesses it */
static unsigned home_register(unsigned reg, unsigned n)
{
    return n + (reg == PMEVCNTR(0) || reg == PMXEVCNTR ? PMEVCNTR(0)
                                                       : PMEVTYPER(0));
}

static enum outcome one_counter(enum regime r, unsigned reg, unsigned n)
{
    unsigned home = home_register(reg, n);
    bool there = n < cpu.counters;
    uint64_t read, write, value, undef = trap_undef(regime_undef_el(r));

    if (there) {
        reg_write(home, OLD);
    }
    if (reg == PMXEVCNTR || reg == PMXEVTYPER) {
        reg_write(PMSELR, n);
    } else {
        reg = home;
    }
    value = read_at(r, reg);
    read = trap_seen();
    write_at(r, reg, NEW);
    write = trap_seen();
    if (there && !read && !write && value == OLD && reg_read(home) == NEW) {
        return ACCESSED;
    }
    if (there && reg_read(home) != OLD) {
        return ANOTHER;
    }
    if (read == undef && write == undef) {
        return UNDEFINED;
    }
    return read == trap_sysreg(2, reg, true) &&
           write == trap_sysreg(2, reg, false) ? TRAPS : ANOTHER;
}

/* What was captured of counter @n; read-only */
static enum outcome saved_counter(enum regime r, unsigned reg, unsigned n)
{
    uint64_t value, seen;

    if (n < cpu.counters) {
        reg_write(PMEVCNTR(n), OLD + n);
        write_snapshot(0, 0);
        reg_write(PMEVCNTR(n), NEW);
    }
    value = read_saved(r, n);
    seen = trap_seen();
    if (!seen) {
        return value == OLD + n ? SAVED : ANOTHER;
    }
    return seen == trap_undef(regime_undef_el(r)) ? UNDEFINED :
           seen == trap_sysreg(2, reg + n, true) ? TRAPS : ANOTHER;
}

/* @reg sets bit @n, the register after it clears it; PMOVS is the exception. */
static enum outcome one_bit(enum regime r, unsigned reg, unsigned n)
{
    unsigned clear = reg == PMOVSSET ? PMOVSCLR : reg + 1;
    uint32_t bit = 1u << n;
    bool set, shown, left;

    reg_write(clear, bit);
    write_at(r, reg, bit);
    set = reg_read(reg) & bit;
    reg_write(reg, bit);
    shown = read_at(r, reg) & bit;
    if (shown != !!(read_at(r, clear) & bit)) {
        return ANOTHER;
    }
    write_at(r, clear, bit);
    left = reg_read(reg) & bit;
    reg_write(clear, bit);
    if (set && shown && !left) {
        return CHANGED;
    }
    return !set && !shown && left == (n < cpu.counters) ? IGNORED : ANOTHER;
}

static enum outcome increment(enum regime r, unsigned reg, unsigned n)
{
    uint64_t value;

    pmu_reset();
    set_mdcr_el2(hpmn | MDCR_EL2_HPME);
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    write_at(r, reg, 1u << n);
    value = reg_read(PMEVCNTR(n));
    pmu_reset();
    set_hpmn(hpmn);
    return value == 1 ? INCREMENTED : value == 0 ? NOT_INCREMENTED : ANOTHER;
}

/* PMUACR: no register beside it clears what it sets. */
static enum outcome user_bit(enum regime r, unsigned reg, unsigned n)
{
    uint32_t bit = 1u << n;
    bool set, shown, left;

    reg_write(reg, 0);
    write_at(r, reg, bit);
    set = reg_read(reg) & bit;
    reg_write(reg, bit);
    shown = read_at(r, reg) & bit;
    write_at(r, reg, 0);
    left = reg_read(reg) & bit;
    if (set && shown && !left) {
        return CHANGED;
    }
    return !set && !shown && left == (n < cpu.counters) ? IGNORED : ANOTHER;
}

static enum outcome zero_counter(enum regime r, unsigned reg, unsigned n)
{
    uint64_t value;

    reg_write(PMEVCNTR(n), OLD);
    write_at(r, reg, 1u << n);
    value = reg_read(PMEVCNTR(n));
    return value == 0 ? ZEROED : value == OLD ? LEFT_ALONE : ANOTHER;
}

static enum outcome reset_counter(enum regime r, unsigned reg, unsigned n)
{
    uint64_t value;

    reg_write(PMEVCNTR(n), OLD);
    write_at(r, reg, PMCR_LC | PMCR_P);
    value = reg_read(PMEVCNTR(n));
    return value == 0 ? ZEROED : value == OLD ? LEFT_ALONE : ANOTHER;
}

static enum outcome number(enum regime r, unsigned reg)
{
    unsigned value = PMCR_N(read_at(r, reg));

    return value == cpu.counters ? ALL : value == hpmn ? HPMN : ANOTHER;
}

static enum outcome reset_cycles(enum regime r, unsigned reg)
{
    reg_write(PMCCNTR, OLD);
    write_at(r, reg, PMCR_LC | PMCR_C);
    return reg_read(PMCCNTR) == 0 ? ZEROED_CYCLES : ANOTHER;
}

static enum outcome cycles(enum regime r, unsigned reg)
{
    uint64_t value;

    reg_write(reg, OLD);
    value = read_at(r, reg);
    write_at(r, reg, NEW);
    return value == OLD && reg_read(reg) == NEW ? ACCESSED : ANOTHER;
}

static enum outcome selector(enum regime r, unsigned reg)
{
    for (unsigned value = 0; value < 32; value++) {
        write_at(r, reg, value);
        if (read_at(r, reg) != value || reg_read(reg) != value) {
            return ANOTHER;
        }
    }
    return ANY;
}

/* PMSSCR.SS: the counters of both ranges, whoever asks */
static enum outcome captures(enum regime r, unsigned reg)
{
    enum regime home = cpu.home == 3 ? EL3 : cpu.home == 2 ? EL2 : EL1;
    uint64_t value = 0x1000 * (r + 1);
    bool all = true;

    (void)reg;
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), value + n);
    }
    capture_at(r);
    for (unsigned n = 0; n < cpu.counters; n++) {
        all &= read_saved(home, n) == value + n;
    }
    return all ? CAPTURED : ANOTHER;
}

/*
 * @rule: of what a regime reaches; NULL for that of its access to counters
 * @second_rule, @absent_rule: of the other range and of what is not
 * implemented, with FEAT_FGT; without it an exception follows R10
 * @inside, @second, @absent: the outcome for each. A row without
 * @absent_rule cannot be observed there.
 */
static const struct row {
    const char *name;
    unsigned reg;
    enum outcome (*observe)(enum regime r, unsigned reg, unsigned n);
    const char *rule, *second_rule, *absent_rule;
    enum outcome inside, second, absent;
} rows[] = {
    { "PMEVCNTR", PMEVCNTR(0), one_counter, NULL, "R8", "R7",
      ACCESSED, TRAPS, UNDEFINED },
    { "PMEVTYPER", PMEVTYPER(0), one_counter, NULL, "R8", "R7",
      ACCESSED, TRAPS, UNDEFINED },
    { "PMXEVCNTR", PMXEVCNTR, one_counter, "R11", "R11", "R11",
      ACCESSED, TRAPS, UNDEFINED },
    { "PMXEVTYPER", PMXEVTYPER, one_counter, "R12", "R12", "R12",
      ACCESSED, TRAPS, UNDEFINED },
    { "PMCNTENSET/CLR", PMCNTENSET, one_bit, "R16", "R16", "R17",
      CHANGED, IGNORED, IGNORED },
    { "PMINTENSET/CLR", PMINTENSET, one_bit, "R16", "R16", "R17",
      CHANGED, IGNORED, IGNORED },
    { "PMOVSSET/CLR", PMOVSSET, one_bit, "R16", "R16", "R17",
      CHANGED, IGNORED, IGNORED },
    { "PMSWINC", PMSWINC, increment, "R18", "R18", NULL,
      INCREMENTED, NOT_INCREMENTED, ANOTHER },
    { "PMCR.P", PMCR, reset_counter, "R19", "R19", NULL,
      ZEROED, LEFT_ALONE, ANOTHER },
    { "PMZR", PMZR, zero_counter, "R22", "R22", NULL,
      ZEROED, LEFT_ALONE, ANOTHER },
    { "PMUACR", PMUACR, user_bit, "R22", "R22", "R22",
      CHANGED, IGNORED, IGNORED },
    { "PMEVCNTSVR", PMEVCNTSVR(0), saved_counter, "R23", "R23", "R23",
      SAVED, TRAPS, UNDEFINED },
};

/* What is about no range: @beneath is the outcome below an enabled EL2. */
static const struct whole {
    const char *name;
    unsigned reg;
    enum outcome (*observe)(enum regime r, unsigned reg);
    const char *rule;
    enum outcome outcome, beneath;
} wholes[] = {
    { "PMCR.N", PMCR, number, "R5", ALL, HPMN },
    { "PMCR.C", PMCR, reset_cycles, "R20", ZEROED_CYCLES, ZEROED_CYCLES },
    { "PMCCNTR", PMCCNTR, cycles, "R6", ACCESSED, ACCESSED },
    { "PMSELR", PMSELR, selector, "R13", ANY, ANY },
    { "PMSSCR", PMSSCR, captures, "R23", CAPTURED, CAPTURED },
};

static void begin(const char *rule, const char *name, const char *range,
                  enum regime r, enum outcome outcome)
{
    test_begin("%s %s, %s, %s EL2, at %s: %s", rule, name, range,
               regime_beneath_el2(r) ? "beneath" :
               regime_el(r) < 2 ? "without" : "at or above",
               regime_name(r), words[outcome]);
}

/* The counters @from..@to-1, a range, of which @r reaches all or none */
static void test_range(const struct row *row, enum regime r,
                       const char *range, unsigned from, unsigned to)
{
    bool inside = from < accessible(r, hpmn), there = from < cpu.counters;
    enum outcome outcome = inside ? row->inside :
                           there ? row->second : row->absent;
    const char *rule = inside ? row->rule :
                       row->observe == one_counter && !cpu.fgt ? "R10" :
                       there ? row->second_rule : row->absent_rule;

    if (from == to || (!there && !row->absent_rule)) {
        return;
    }
    begin(rule ? rule : access_rule(r), row->name, range, r, outcome);
    for (unsigned n = from; n < to; n++) {
        test_expect(row->observe(r, row->reg, n), outcome, "counter %u", n);
    }
    test_end();
}

static void test_row(const struct row *row, enum regime r)
{
    test_range(row, r, "first range", 0, hpmn);
    test_range(row, r, "second range", hpmn, cpu.counters);
    test_range(row, r, "not implemented", cpu.counters, 31);
}

static void test_whole(const struct whole *whole, enum regime r)
{
    enum outcome outcome = regime_beneath_el2(r) ? whole->beneath
                                                 : whole->outcome;

    if (whole->reg == PMSSCR && (!cpu.snapshot || !regime_el(r))) {
        return;
    }
    begin(whole->rule, whole->name, "-", r, outcome);
    test_expect(whole->observe(r, whole->reg), outcome, "outcome");
    test_end();
}

/*
 * PMUv2 has no registers for each counter, and EL0 no access to PMINTEN and
 * PMUACR.
 */
static bool has_access(const struct row *row, enum regime r)
{
    if (row->reg == PMZR || row->reg == PMUACR) {
        return cpu.version >= PMUV3P9 && !cpu.a32 &&
               (row->reg == PMZR || regime_el(r) > 0);
    }
    if (row->observe == saved_counter) {
        return cpu.snapshot && regime_el(r) > 0;
    }
    return row->reg >= PMEVCNTR(0) ? !cpu.v2 :
           row->reg != PMINTENSET || regime_el(r) > 0;
}

int main(void)
{
    enum regime r;

    if (cpu.counters < 2) {
        test_skip_all("no two counters");
    }
    pmu_reset();
    hpmn = cpu.el2 ? cpu.counters / 2 : cpu.counters;
    set_hpmn(hpmn);
    for_each_regime(r) {
        for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
            if (has_access(&rows[i], r)) {
                test_row(&rows[i], r);
            }
        }
        for (unsigned i = 0; i < ARRAY_SIZE(wholes); i++) {
            test_whole(&wholes[i], r);
        }
    }
    return 0;
}
