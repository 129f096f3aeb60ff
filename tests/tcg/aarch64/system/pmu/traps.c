/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Causes of an exception on access to a PMU register, and their order:
 * UNDEFINED beyond N_impl first (R7), then PMUSERENR (R50, R55), fine-grained
 * traps (R14, R52), MDCR_EL2.TPM and TPMCR (R49), the second range (R8, R9),
 * MDCR_EL3.TPM (R51). One function says what each register must do under
 * any setting; each test is a setting.
 */
#include "lib/guest.h"

/* How a register may be accessed at EL1 and above, and at EL0 */
enum {
    RD = 1, WR = 2, RW = RD | WR, EL0_RD = 4, EL0_WR = 8,
    ALL = RW | EL0_RD | EL0_WR,
};

/* Fine-grained traps exist for reads, writes, or both. */
static const struct row {
    const char *name;
    unsigned reg;
    unsigned access;
    unsigned open_read, open_write; /* PMUSERENR's bits, other than EN */
    unsigned fgt_bit, fgt_access;
    bool counter;                   /* belongs to one event counter */
} rows[] = {
    { "PMCR", PMCR, ALL, 0, 0, 21, WR, false },
    { "PMCNTENSET", PMCNTENSET, ALL, 0, 0, 16, RW, false },
    { "PMCNTENCLR", PMCNTENCLR, ALL, 0, 0, 16, RW, false },
    { "PMOVSCLR", PMOVSCLR, ALL, 0, 0, 18, RW, false },
    { "PMSWINC", PMSWINC, WR | EL0_WR, 0, PMUSERENR_SW, 20, WR, false },
    { "PMSELR", PMSELR, ALL, PMUSERENR_ER, PMUSERENR_ER, 19, RW, false },
    { "PMCEID0", PMCEID0, RD | EL0_RD, 0, 0, 58, RD, false },
    { "PMCEID1", PMCEID1, RD | EL0_RD, 0, 0, 58, RD, false },
    { "PMCCNTR", PMCCNTR, ALL, PMUSERENR_CR, 0, 15, RW, false },
    { "PMXEVTYPER", PMXEVTYPER, ALL, 0, 0, 13, RW, true },
    { "PMXEVCNTR", PMXEVCNTR, ALL, PMUSERENR_ER, 0, 12, RW, true },
    { "PMUSERENR", PMUSERENR, RW | EL0_RD, 0xf, 0, 57, RW, false },
    { "PMOVSSET", PMOVSSET, ALL, 0, 0, 18, RW, false },
    { "PMINTENSET", PMINTENSET, RW, 0, 0, 17, RW, false },
    { "PMINTENCLR", PMINTENCLR, RW, 0, 0, 17, RW, false },
    { "PMMIR", PMMIR, RD, 0, 0, 22, RD, false },
    { "PMEVCNTR<last>", PMEVCNTR(0), ALL, PMUSERENR_ER, 0, 12, RW, true },
    { "PMEVTYPER<last>", PMEVTYPER(0), ALL, 0, 0, 13, RW, true },
    { "PMCCFILTR", PMCCFILTR, ALL, 0, 0, 14, RW, false },
};

/* What decides; @range puts the last counter into the second range. */
struct setting {
    unsigned userenr;
    uint64_t mdcr_el2, mdcr_el3;
    uint64_t fgt_read, fgt_write;
    bool range;
};

/* PMUv2 has not the registers from PMEVCNTR0 on. */
static bool row_exists(const struct row *row)
{
    if (row->reg == PMMIR && cpu.version < PMUV3P4) {
        return false;
    }
    if (cpu.v2 && row->reg >= PMEVCNTR(0)) {
        return false;
    }
    return !row->counter || cpu.counters;
}

static unsigned row_reg(const struct row *row)
{
    bool direct = row->reg == PMEVCNTR(0) || row->reg == PMEVTYPER(0);

    return direct ? row->reg + cpu.counters - 1 : row->reg;
}

/* A trapped access as wanted() has it; PMCCNTR is read by MRRC if it can. */
static uint64_t trapped(unsigned el, unsigned reg, bool read)
{
    return cpu.a32 && !cpu.v2 && reg == PMCCNTR ? trap_pair(el, read)
                                                : trap_sysreg(el, reg, read);
}

static bool el0_permitted(const struct setting *s, const struct row *row,
                          bool read)
{
    unsigned userenr = cpu.v2 ? s->userenr & PMUSERENR_EN : s->userenr;

    return row->reg == PMUSERENR || (userenr & PMUSERENR_EN) ||
           (userenr & (read ? row->open_read : row->open_write));
}

static bool el2_traps(const struct setting *s, const struct row *row,
                      enum regime r, bool read)
{
    uint64_t fgt = read ? s->fgt_read : s->fgt_write;

    return (!regime_host(r) && (fgt >> row->fgt_bit & 1)) ||
           (s->mdcr_el2 & MDCR_EL2_TPM) ||
           (row->reg == PMCR && (s->mdcr_el2 & MDCR_EL2_TPMCR)) ||
           (s->range && row->counter);
}

/* The rules' order, from the first cause to the last */
static uint64_t wanted(const struct setting *s, const struct row *row,
                       enum regime r, bool read)
{
    unsigned el = regime_el(r), reg = row_reg(row);

    if (el == 0 && !(row->access & (read ? EL0_RD : EL0_WR))) {
        return trap_undef(regime_undef_el(r));
    }
    if (el == 0 && !el0_permitted(s, row, read)) {
        return cpu.a32 ? trap_undef(regime_undef_el(r))
                       : trap_sysreg(regime_undef_el(r), reg, read);
    }
    if (el < 2 && regime_el2_enabled(r) && el2_traps(s, row, r, read)) {
        return trapped(2, reg, read);
    }
    if (el < 3 && (s->mdcr_el3 & MDCR_EL3_TPM)) {
        return trapped(3, reg, read);
    }
    return 0;
}

static void apply(const struct setting *s)
{
    unsigned last = cpu.counters ? cpu.counters - 1 : 31;

    reg_write(PMSELR, last);
    reg_write(PMUSERENR, s->userenr);
    set_mdcr_el2(s->mdcr_el2 | (s->range ? last : cpu.counters));
    set_mdcr_el3(MDCR_EL3_SPME | s->mdcr_el3);
    set_fine_grained(s->fgt_read, s->fgt_write);
}

/* A value that changes nothing that matters here, should it be written */
static uint64_t harmless(const struct setting *s, const struct row *row)
{
    switch (row->reg) {
    case PMUSERENR:
        return s->userenr;
    case PMSELR:
        return cpu.counters ? cpu.counters - 1 : 31;
    case PMCR:
        return PMCR_LC;
    default:
        return 0;
    }
}

static void expect_rows(const struct setting *s, enum regime r)
{
    apply(s);
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct row *row = &rows[i];

        if (!row_exists(row)) {
            continue;
        }
        if (row->access & RD) {
            read_at(r, row_reg(row));
            test_expect(trap_seen(), wanted(s, row, r, true), "%s, %s read",
                        regime_name(r), row->name);
        }
        if (row->access & WR) {
            write_at(r, row_reg(row), harmless(s, row));
            test_expect(trap_seen(), wanted(s, row, r, false),
                        "%s, %s write", regime_name(r), row->name);
        }
    }
    pmu_reset();
}

#define OPEN    PMUSERENR_EN
#define PARTLY  (PMUSERENR_ER | PMUSERENR_CR | PMUSERENR_SW)
#define TPM     MDCR_EL2_TPM
#define TPMCR   MDCR_EL2_TPMCR
#define TPM3    MDCR_EL3_TPM

static const struct test {
    const char *rule, *what;
    struct setting setting;
    bool only_el0;
} tests[] = {
    { "R49", "nothing set",
      { .userenr = OPEN }, false },
    { "R49", "MDCR_EL2.TPM",
      { .userenr = OPEN, .mdcr_el2 = TPM }, false },
    { "R49", "MDCR_EL2.TPMCR",
      { .userenr = OPEN, .mdcr_el2 = TPMCR }, false },
    { "R49", "PMUSERENR=0 before MDCR_EL2.TPM",
      { .mdcr_el2 = TPM }, true },
    { "R50", "PMUSERENR.{ER,CR,SW}",
      { .userenr = PARTLY }, true },
    { "R50", "PMUSERENR.{ER,CR,SW}, MDCR_EL2.TPM",
      { .userenr = PARTLY, .mdcr_el2 = TPM }, true },
    { "R50", "PMUSERENR.{ER,CR,SW}, MDCR_EL3.TPM",
      { .userenr = PARTLY, .mdcr_el3 = TPM3 }, true },
    { "R50", "PMUSERENR.{ER,CR,SW}, second range",
      { .userenr = PARTLY, .range = true }, true },
    { "R51", "MDCR_EL3.TPM",
      { .userenr = OPEN, .mdcr_el3 = TPM3 }, false },
    { "R51", "MDCR_EL2.TPM before MDCR_EL3.TPM",
      { .userenr = OPEN, .mdcr_el2 = TPM, .mdcr_el3 = TPM3 }, false },
    { "R55", "PMUSERENR=0",
      { .userenr = 0 }, true },
    { "R8", "second range",
      { .userenr = OPEN, .range = true }, false },
    { "R9", "PMUSERENR=0 before the second range",
      { .range = true }, true },
    { "R9", "second range before MDCR_EL3.TPM",
      { .userenr = OPEN, .mdcr_el3 = TPM3, .range = true }, false },
};

static const char *unfit(const struct test *t)
{
    if (t->setting.mdcr_el3 && (!cpu.el3 || cpu.a32)) {
        return cpu.el3 ? "SDCR has no TPM" : "no EL3";
    }
    if (t->setting.mdcr_el2 && !cpu.el2) {
        return "no EL2";
    }
    if (t->setting.range && (!cpu.fgt || !cpu.el2)) {
        return "no FEAT_FGT or no EL2";
    }
    if (t->setting.range && (!cpu.counters ||
                             (cpu.counters == 1 && !cpu.hpmn0))) {
        return "too few counters";
    }
    return NULL;
}

static void run_test(const struct test *t)
{
    enum regime r;

    for_each_regime(r) {
        if (t->only_el0 && regime_el(r) != 0) {
            continue;
        }
        test_begin("%s %s, at %s", t->rule, t->what, regime_name(r));
        if (unfit(t)) {
            test_skip(unfit(t));
            return;
        }
        expect_rows(&t->setting, r);
        test_end();
    }
}

/* R52: each bit traps its registers and no others, and never a VHE host. */
static void test_fine_grained(const struct row *row)
{
    uint64_t bit = 1ull << row->fgt_bit;
    struct setting read = { .userenr = OPEN, .fgt_read = bit };
    struct setting write = { .userenr = OPEN, .fgt_write = bit };
    enum regime r;

    test_begin("R52 HDFGRTR_EL2, HDFGWTR_EL2 bit %u, %s", row->fgt_bit,
               row->name);
    if (!cpu.fgt || !cpu.el2) {
        test_skip("no FEAT_FGT or no EL2");
        return;
    }
    for_each_regime(r) {
        if (row->fgt_access & RD) {
            expect_rows(&read, r);
        }
        if (row->fgt_access & WR) {
            expect_rows(&write, r);
        }
    }
    test_end();
}

static bool same_bit_before(unsigned i)
{
    for (unsigned j = 0; j < i; j++) {
        if (rows[j].fgt_bit == rows[i].fgt_bit) {
            return true;
        }
    }
    return false;
}

/* R14: PMXEVTYPER is PMEVTYPERn's to trap, even when it is PMCCFILTR. */
static void test_selected_filter(void)
{
    test_begin("R14 PMXEVTYPER with SEL=31 is no PMCCFILTR to HDFGRTR_EL2");
    if (!cpu.fgt || !cpu.el2) {
        test_skip("no FEAT_FGT or no EL2");
        return;
    }
    apply(&(struct setting){ .userenr = OPEN, .fgt_read = 1ull << 14 });
    reg_write(PMSELR, 31);
    read_at(EL1, PMXEVTYPER);
    test_expect(trap_seen(), 0, "bit 14");
    apply(&(struct setting){ .userenr = OPEN, .fgt_read = 1ull << 13 });
    reg_write(PMSELR, 31);
    read_at(EL1, PMXEVTYPER);
    test_expect(trap_seen(), trap_sysreg(2, PMXEVTYPER, true), "bit 13");
    test_end();
    pmu_reset();
}

static void expect_undefined(enum regime r, unsigned reg, const char *name)
{
    uint64_t undefined = trap_undef(regime_undef_el(r));

    read_at(r, reg);
    test_expect(trap_seen(), undefined, "%s read", name);
    write_at(r, reg, 0);
    test_expect(trap_seen(), undefined, "%s write", name);
}

/* R7: beyond N_impl nothing else matters, least of all PMUSERENR. */
static void test_undefined_first(enum regime r)
{
    static const struct setting settings[] = {
        { .userenr = 0 },
        { .userenr = OPEN, .mdcr_el2 = TPM },
        { .mdcr_el2 = TPM, .mdcr_el3 = TPM3, .fgt_read = ~0ull,
          .fgt_write = ~0ull, .range = true },
    };

    test_begin("R7 UNDEFINED beyond N before any trap, at %s",
               regime_name(r));
    if (!cpu.fgt) {
        test_skip("no FEAT_FGT");
        return;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(settings); i++) {
        apply(&settings[i]);
        reg_write(PMSELR, 31);
        expect_undefined(r, PMXEVCNTR, "PMXEVCNTR, SEL=31");
        if (cpu.counters < 31) {
            expect_undefined(r, PMEVCNTR(cpu.counters), "PMEVCNTR<N>");
            expect_undefined(r, PMEVTYPER(30), "PMEVTYPER30");
            reg_write(PMSELR, cpu.counters);
            expect_undefined(r, PMXEVCNTR, "PMXEVCNTR, SEL=N");
            expect_undefined(r, PMXEVTYPER, "PMXEVTYPER, SEL=N");
        }
    }
    test_end();
    pmu_reset();
}

int main(void)
{
    enum regime r;

    for (unsigned i = 0; i < ARRAY_SIZE(tests); i++) {
        run_test(&tests[i]);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
        if (!same_bit_before(i)) {
            test_fine_grained(&rows[i]);
        }
    }
    test_selected_filter();
    for_each_regime(r) {
        test_undefined_first(r);
    }
    return 0;
}
