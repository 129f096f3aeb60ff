/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tour of the partition, for people: with one split of the counters, each
 * kind of register is tried at EL2, EL1 and EL0, and a table says what each
 * reached, what trapped where, what counted and when the interrupt came.
 *
 * What the rules demand is worked out beside each cell from the number of
 * accessible counters alone; a "!" stands before a cell that differs. The
 * guest leaves with 0 only if no cell differs. The split is the one found
 * after reset, or that of -append hpmn=N.
 */
#include "lib/guest.h"

#define CELL 14
#define NAME 34

static unsigned hpmn, wrong;

static void text(char *out, const char *format, ...) PRINTF(2, 3);
static void text(char *out, const char *format, ...)
{
    __builtin_va_list args;

    __builtin_va_start(args, format);
    format_text(out, CELL, format, args);
    __builtin_va_end(args);
}

static void pad(const char *s, unsigned width)
{
    for (; *s; s++, width -= width > 0) {
        print("%c", *s);
    }
    for (; width; width--) {
        print(" ");
    }
}

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* "0-3", or "none"; a mask with holes as it is */
static void counters(char *out, uint32_t mask)
{
    unsigned first, last;

    mask &= ~PMU_C;
    if (!mask) {
        text(out, "none");
        return;
    }
    first = __builtin_ctz(mask);
    last = 31 - __builtin_clz(mask);
    if (mask != (mask_of(last + 1) & ~mask_of(first))) {
        text(out, "%x", mask);
    } else if (first == last) {
        text(out, "%u", first);
    } else {
        text(out, "%u-%u", first, last);
    }
}

/* True, and says so, if the last access at another level made an exception */
static bool trapped(char *out)
{
    uint64_t seen = trap_seen();

    if (!seen) {
        return false;
    }
    if (((seen >> 26) & 0x3f) == EC_SYSREG) {
        text(out, "trap to EL%u", (unsigned)(seen >> 32));
    } else {
        text(out, "UNDEFINED");
    }
    return true;
}

static void read_mask(enum regime r, unsigned reg, char *out)
{
    uint64_t value;

    write_at(r, reg, 0xffffffff);
    if (!trapped(out)) {
        value = read_at(r, reg);
        if (!trapped(out)) {
            text(out, "%x", (unsigned)value);
        }
    }
}

static void read_one(enum regime r, unsigned reg, char *out)
{
    uint64_t value = read_at(r, reg);

    if (!trapped(out)) {
        text(out, "%x", (unsigned)value);
    }
}

static uint32_t in_second(void)
{
    return mask_of(cpu.counters) & ~mask_of(hpmn);
}

/* Rows: what regime @r gets, and what it should get */

static void get_n(enum regime r, char *out)
{
    text(out, "%u", (unsigned)PMCR_N(read_at(r, PMCR)));
}

static void want_n(enum regime r, char *out)
{
    text(out, "%u", accessible(r, hpmn));
}

static void get_cnten(enum regime r, char *out)
{
    read_mask(r, PMCNTENSET, out);
}

static void get_ovs(enum regime r, char *out)
{
    read_mask(r, PMOVSSET, out);
}

static void want_mask(enum regime r, char *out)
{
    text(out, "%x", PMU_C | mask_of(accessible(r, hpmn)));
}

static void get_inten(enum regime r, char *out)
{
    read_mask(r, PMINTENSET, out);
}

static void want_inten(enum regime r, char *out)
{
    if (regime_el(r) == 0) {
        text(out, "UNDEFINED");
    } else {
        want_mask(r, out);
    }
}

static void get_first(enum regime r, char *out)
{
    reg_write(PMEVCNTR(0), 0xab0);
    read_one(r, PMEVCNTR(0), out);
}

static void want_first(enum regime r, char *out)
{
    (void)r;
    text(out, "ab0");
}

static void get_second(enum regime r, char *out)
{
    reg_write(PMEVCNTR(cpu.counters - 1), 0xab5);
    read_one(r, PMEVCNTR(cpu.counters - 1), out);
}

static void get_selected(enum regime r, char *out)
{
    reg_write(PMEVCNTR(cpu.counters - 1), 0xab5);
    reg_write(PMSELR, cpu.counters - 1);
    read_one(r, PMXEVCNTR, out);
}

static void want_second(enum regime r, char *out)
{
    if (accessible(r, hpmn) < cpu.counters) {
        text(out, "trap to EL2");
    } else {
        text(out, "ab5");
    }
}

static void get_type(enum regime r, char *out)
{
    reg_write(PMEVTYPER(cpu.counters - 1), 0xab5);
    read_one(r, PMEVTYPER(cpu.counters - 1), out);
}

static void get_unimplemented(enum regime r, char *out)
{
    reg_write(PMSELR, cpu.counters);
    read_one(r, PMXEVCNTR, out);
}

static void want_unimplemented(enum regime r, char *out)
{
    (void)r;
    text(out, "UNDEFINED");
}

static void get_cycles(enum regime r, char *out)
{
    reg_write(PMCCNTR, 0xabc);
    read_one(r, PMCCNTR, out);
}

static void want_cycles(enum regime r, char *out)
{
    (void)r;
    text(out, "abc");
}

/* Counters whose value is no longer @old */
static uint32_t changed_from(uint64_t old)
{
    uint32_t mask = 0;

    for (unsigned n = 0; n < cpu.counters; n++) {
        mask |= (uint32_t)(reg_read(PMEVCNTR(n)) != old) << n;
    }
    return mask;
}

static void get_swinc(enum regime r, char *out)
{
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    set_mdcr_el2(MDCR_EL2_HPME | hpmn);
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_P);
    write_at(r, PMSWINC, 0xffffffff);
    counters(out, changed_from(0));
}

static void get_zeroed(enum regime r, char *out)
{
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), 0xabc);
    }
    write_at(r, PMCR, PMCR_LC | PMCR_P);
    counters(out, changed_from(0xabc));
}

static void want_accessible(enum regime r, char *out)
{
    counters(out, mask_of(accessible(r, hpmn)));
}

static void count_with(enum regime r, uint64_t mdcr, uint64_t pmcr, char *out)
{
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    set_mdcr_el2(mdcr | hpmn);
    reg_write(PMCR, PMCR_LC | pmcr);
    counters(out, counted_at(r));
}

static void get_count_e(enum regime r, char *out)
{
    count_with(r, 0, PMCR_E, out);
}

static void get_count_hpme(enum regime r, char *out)
{
    count_with(r, MDCR_EL2_HPME, 0, out);
}

static void get_count_hpmd(enum regime r, char *out)
{
    count_with(r, MDCR_EL2_HPME | MDCR_EL2_HPMD, PMCR_E, out);
}

static void want_first_range(enum regime r, char *out)
{
    (void)r;
    counters(out, mask_of(hpmn));
}

static void want_second_range(enum regime r, char *out)
{
    (void)r;
    counters(out, in_second());
}

static void want_count_hpmd(enum regime r, char *out)
{
    counters(out, in_second() | (regime_el(r) == 2 ? 0 : mask_of(hpmn)));
}

static const struct row {
    const char *name;
    void (*get)(enum regime r, char *out);
    void (*want)(enum regime r, char *out);
} rows[] = {
    { "PMCR_EL0.N", get_n, want_n },
    { "PMCNTENSET, all ones written", get_cnten, want_mask },
    { "PMINTENSET, all ones written", get_inten, want_inten },
    { "PMOVSSET, all ones written", get_ovs, want_mask },
    { "PMEVCNTR0, holds ab0", get_first, want_first },
    { "last PMEVCNTR, holds ab5", get_second, want_second },
    { "last PMEVTYPER, holds ab5", get_type, want_second },
    { "PMXEVCNTR, the last selected", get_selected, want_second },
    { "PMXEVCNTR, N selected", get_unimplemented, want_unimplemented },
    { "PMCCNTR, holds abc", get_cycles, want_cycles },
    { "PMSWINC, all ones: increments", get_swinc, want_accessible },
    { "PMCR.P: zeroes", get_zeroed, want_accessible },
    { "PMCR.E=1 HPME=0: count", get_count_e, want_first_range },
    { "PMCR.E=0 HPME=1: count", get_count_hpme, want_second_range },
    { "E=1 HPME=1 HPMD=1: count", get_count_hpmd, want_count_hpmd },
};

static void cell(const char *got, const char *want)
{
    bool right = same(got, want);

    print("%c", right ? ' ' : '!');
    pad(got, CELL - 1);
    wrong += !right;
}

static void show_row(const struct row *row)
{
    static const enum regime at[] = { EL2, EL1, EL0 };
    char got[CELL], want[CELL];

    print("  ");
    pad(row->name, NAME);
    for (unsigned i = 0; i < ARRAY_SIZE(at); i++) {
        pmu_reset();
        set_hpmn(hpmn);
        row->get(at[i], got);
        row->want(at[i], want);
        cell(got, want);
    }
    print("\n");
}

/* The level of the interrupt, with one counter overflowed */
static void show_irq(unsigned n, bool e, bool hpme)
{
    bool level;

    pmu_reset();
    set_mdcr_el2((hpme ? MDCR_EL2_HPME : 0) | hpmn);
    reg_write(PMCR, PMCR_LC | (e ? PMCR_E : 0));
    reg_write(PMINTENSET, 1u << n);
    reg_write(PMOVSSET, 1u << n);
    level = pmu_irq_level();
    cell(level ? "high" : "low", (n < hpmn ? e : hpme) ? "high" : "low");
}

static void show_irqs(void)
{
    static const char *const columns[] = {
        "E=0 HPME=0", "E=1 HPME=0", "E=0 HPME=1", "E=1 HPME=1",
    };
    const unsigned n[] = { 0, cpu.counters - 1 };

    print("\n  ");
    pad("interrupt, enabled and overflowed:", NAME + 1);
    for (unsigned i = 0; i < 4; i++) {
        pad(columns[i], CELL);
    }
    for (unsigned i = 0; i < 2; i++) {
        print("\n  ");
        pad(i ? "  a counter of the second range" :
            "  a counter of the first range", NAME + 1);
        for (unsigned j = 0; j < 4; j++) {
            show_irq(n[i], j & 1, j & 2);
        }
    }
    print("\n\n");
}

int main(void)
{
    gic_init();
    if (!cpu.el2 || cpu.home != 2 || cpu.counters < 2) {
        bail_out("the tour needs EL2, no EL3, and two event counters");
    }
    hpmn = guest_option("hpmn=", cpu.reset_mdcr_el2 & MDCR_EL2_HPMN);
    print("  %u event counters are implemented; the split is HPMN = %u\n\n",
          cpu.counters, hpmn);
    print("  ");
    pad("", NAME + 1);
    pad("at EL2", CELL);
    pad("at EL1", CELL);
    print("at EL0\n");
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
        show_row(&rows[i]);
    }
    show_irqs();
    if (wrong) {
        print("  %u cells are wrong: those with a \"!\".\n", wrong);
    } else {
        print("  All cells are as the architecture wants them: right.\n");
    }
    guest_exit(wrong != 0);
}
