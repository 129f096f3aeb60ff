/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access to the counters one by one: how many each regime has (R1..R5),
 * the cycle counter (R6), PMEVCNTR<n> and PMEVTYPER<n> beyond them (R7, R8,
 * R10), the same through PMSELR (R11..R13), and what HPMN is after reset
 * (R44). The order among several causes of an exception is traps.c.
 *
 * With FEAT_FGT an access beyond the accessible counters traps. Without it
 * the architecture permits several outcomes; reaching the live counter of
 * the other range is none of them.
 */
#include "lib/guest.h"

/* Distinct values, so that a wrong counter can be told from the right one */
static uint64_t counter_value(unsigned n)
{
    return 0xc0de0000 + n;
}

static uint64_t type_value(unsigned n)
{
    return PMEVTYPER_P | PMEVTYPER_U | (0x80 + n);
}

static const struct view {
    const char *name;
    unsigned first;     /* the direct register of counter 0 */
    unsigned selected;  /* the one that PMSELR leads to */
    uint64_t (*value)(unsigned n);
} views[] = {
    { "CNTR", PMEVCNTR(0), PMXEVCNTR, counter_value },
    { "TYPER", PMEVTYPER(0), PMXEVTYPER, type_value },
};

static void fill(const struct view *v)
{
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(v->first + n, v->value(n));
    }
}

/* All of the counters @from..@to-1 still hold what fill() gave them. */
static void expect_filled(const struct view *v, unsigned from, unsigned to)
{
    for (unsigned n = from; n < to; n++) {
        test_expect(reg_read(v->first + n), v->value(n),
                    "PMEV%s%u at home", v->name, n);
    }
}

/* Select counter @n if @reg is an indirect register. */
static unsigned target(const struct view *v, bool direct, unsigned n)
{
    if (direct) {
        return v->first + n;
    }
    reg_write(PMSELR, n);
    return v->selected;
}

/* R1..R4: how many counters of PMEVCNTR<n> does @r really reach? */
static void test_number(enum regime r, unsigned hpmn)
{
    unsigned reached = 0;

    test_begin("%s event counters accessible at %s, HPMN=%u",
               access_rule(r), regime_name(r), hpmn);
    fill(&views[0]);
    for (unsigned n = 0; n < 31; n++) {
        uint64_t value = read_at(r, target(&views[0], !cpu.v2, n));

        reached += !trap_seen() && value == counter_value(n);
    }
    test_expect(reached, accessible(r, hpmn), "accessible");
    test_end();

    test_begin("R5 PMCR.N at %s, HPMN=%u", regime_name(r), hpmn);
    test_expect(PMCR_N(read_at(r, PMCR)), accessible(r, hpmn), "PMCR.N");
    test_end();
}

/* R6 and R12: the cycle counter belongs to nobody's range. */
static void test_cycle_counter(enum regime r, unsigned hpmn)
{
    uint64_t cycles = 0x123456789a & cpu.cycle_bits;

    test_begin("R6 PMCCNTR, PMCCFILTR accessible at %s, HPMN=%u",
               regime_name(r), hpmn);
    write_at(r, PMCCNTR, cycles);
    test_expect(reg_read(PMCCNTR), cycles, "PMCCNTR written");
    test_expect(read_at(r, PMCCNTR), cycles, "PMCCNTR read");
    if (!cpu.v2) {
        write_at(r, PMCCFILTR, PMEVTYPER_U);
        test_expect(reg_read(PMCCFILTR), PMEVTYPER_U, "PMCCFILTR written");
        test_expect(read_at(r, PMCCFILTR), PMEVTYPER_U, "PMCCFILTR read");
    }
    test_end();

    test_begin("R12 PMXEVTYPER with SEL=31 is PMCCFILTR at %s, HPMN=%u",
               regime_name(r), hpmn);
    reg_write(PMSELR, 31);
    write_at(r, PMXEVTYPER, PMEVTYPER_P);
    test_expect(reg_read(PMCCFILTR), PMEVTYPER_P, "PMCCFILTR");
    test_expect(read_at(r, PMXEVTYPER), PMEVTYPER_P, "PMXEVTYPER");
    test_end();
    reg_write(PMCCFILTR, 0);
}

static const char *selected_rule(const struct view *v)
{
    return v->selected == PMXEVCNTR ? "R11" : "R12";
}

/* The accessible counters can be read and written, and only they change. */
static void test_inside(const struct view *v, bool direct, enum regime r,
                        unsigned hpmn)
{
    unsigned n, inside = accessible(r, hpmn);

    test_begin("%s PM%sEV%s within %u accessible counters at %s, HPMN=%u",
               direct ? access_rule(r) : selected_rule(v),
               direct ? "" : "X", v->name, inside, regime_name(r), hpmn);
    fill(v);
    for (n = 0; n < inside; n++) {
        unsigned reg = target(v, direct, n);

        test_expect(read_at(r, reg), v->value(n), "read of %u", n);
        write_at(r, reg, v->value(n + 64));
        test_expect(reg_read(v->first + n), v->value(n + 64),
                    "write of %u", n);
        reg_write(v->first + n, v->value(n));
    }
    expect_filled(v, 0, cpu.counters);
    test_end();
}

/* R7, R8: the exception that FEAT_FGT makes mandatory for counter @n */
static uint64_t wanted_trap(enum regime r, unsigned n, unsigned reg,
                            bool read)
{
    return n >= cpu.counters ? trap_undef(regime_undef_el(r)) :
           trap_sysreg(2, reg, read);
}

static void expect_trap(const struct view *v, bool direct, enum regime r,
                        unsigned n)
{
    unsigned reg = target(v, direct, n);

    read_at(r, reg);
    test_expect(trap_seen(), wanted_trap(r, n, reg, true), "read of %u", n);
    write_at(r, reg, 0);
    test_expect(trap_seen(), wanted_trap(r, n, reg, false), "write of %u",
                n);
}

/* R10: UNDEFINED, RAZ/WI, NOP, an accessible counter, or a trap to EL2 */
static bool permitted_trap(enum regime r, unsigned n, unsigned reg,
                           bool read)
{
    uint64_t seen = trap_seen();

    return seen == trap_undef(regime_undef_el(r)) ||
           (n < cpu.counters && seen == trap_sysreg(2, reg, read));
}

static bool permitted_value(const struct view *v, bool direct,
                            unsigned inside, uint64_t value)
{
    if (!direct && v->selected == PMXEVTYPER && value == reg_read(PMCCFILTR)) {
        return true;
    }
    for (unsigned n = 0; n < inside; n++) {
        if (value == v->value(n)) {
            return true;
        }
    }
    return value == 0 || value == POISON;
}

static void expect_permitted(const struct view *v, bool direct,
                             enum regime r, unsigned n, unsigned inside)
{
    unsigned reg = target(v, direct, n);
    uint64_t value = read_at(r, reg);
    uint64_t seen = trap_seen();

    test_expect(seen ? permitted_trap(r, n, reg, true) :
                permitted_value(v, direct, inside, value), true,
                "read of %u, value 0x%lx, trap 0x%lx", n, value, seen);
    write_at(r, reg, v->value(99));
    seen = trap_seen();
    test_expect(!seen || permitted_trap(r, n, reg, false), true,
                "write of %u, trap 0x%lx", n, seen);
    fill(&(struct view){ .first = v->first, .value = v->value });
}

/* Counters @from..@to-1, which @r must not reach, and it does not. */
static void test_beyond(const struct view *v, bool direct, enum regime r,
                        unsigned hpmn, unsigned from, unsigned to)
{
    const char *rule = !cpu.fgt ? "R10" :
                       !direct ? selected_rule(v) :
                       from < cpu.counters ? "R8" : "R7";

    if (from >= to) {
        return;
    }
    test_begin("%s PM%sEV%s %u..%u at %s, HPMN=%u", rule, direct ? "" : "X",
               v->name, from, to - 1, regime_name(r), hpmn);
    fill(v);
    for (unsigned n = from; n < to; n++) {
        if (cpu.fgt) {
            expect_trap(v, direct, r, n);
        } else {
            expect_permitted(v, direct, r, n, accessible(r, hpmn));
        }
    }
    expect_filled(v, accessible(r, hpmn), cpu.counters);
    test_end();
}

static void test_view(const struct view *v, enum regime r, unsigned hpmn)
{
    unsigned inside = accessible(r, hpmn);
    /* SEL = 31 is no counter for PMXEVCNTR, but is PMCCFILTR. */
    unsigned end = v->selected == PMXEVCNTR ? 32 : 31;

    for (int direct = !cpu.v2; direct >= 0; direct--) {
        if (inside) {
            test_inside(v, direct, r, hpmn);
        }
        test_beyond(v, direct, r, hpmn, inside, cpu.counters);
        test_beyond(v, direct, r, hpmn, cpu.counters, direct ? 31 : end);
    }
}

static void test_reset(void)
{
    unsigned counters = guest_option("counters=", cpu.counters);
    unsigned hpmn = guest_option("hpmn=", cpu.counters);
    uint64_t clear = MDCR_EL2_HPMD | MDCR_EL2_HCCD;

    test_begin("R1 implemented counters are those asked for");
    test_expect(cpu.counters, cpu.el2 ? counters : hpmn, "PMCR.N");
    test_end();
    test_begin("R44 PMCR.E is clear after reset");
    test_expect(cpu.reset_pmcr & PMCR_E, 0, "PMCR.E");
    test_end();
    test_begin("R44 MDCR_EL2.HPMN is %u after reset", hpmn);
    if (cpu.el2) {
        test_expect(cpu.reset_mdcr_el2 & MDCR_EL2_HPMN, hpmn, "HPMN");
        test_expect(cpu.reset_mdcr_el2 & clear, 0, "HPMD, HCCD");
        test_end();
    } else {
        test_skip("no EL2");
    }
}

/* R41: FEAT_HPMN0 is EL2's. With no property, a stream forbids to say so. */
static void test_hpmn0(void)
{
    test_begin("R41 no FEAT_HPMN0 without EL2, with a partition");
    if (cpu.el2 || !guest_option_text("hpmn=")) {
        test_skip("EL2, or no partition");
        return;
    }
    test_expect(cpu.id_hpmn0, 0, "HPMN0");
    test_end();
}

/* R49: as of every register, a read that nothing traps gives the value. */
static void test_announced(enum regime r)
{
    uint64_t events = 1u << EVENT_SW_INCR | 1u << EVENT_CPU_CYCLES, value;

    test_begin("R49 PMCEID0 announces SW_INCR and CPU_CYCLES at %s",
               regime_name(r));
    value = read_at(r, PMCEID0);
    test_expect(trap_seen(), 0, "trap");
    test_expect(value & events, events, "PMCEID0");
    test_end();
}

/* R13: all values can be written; without FEAT_FGT some read UNKNOWN. */
static void test_selector(enum regime r)
{
    test_begin("R13 PMSELR holds any value at %s", regime_name(r));
    for (unsigned n = 0; n < 32; n++) {
        write_at(r, PMSELR, n);
        if (cpu.fgt || n < cpu.counters || n == 31) {
            test_expect(read_at(r, PMSELR), n, "SEL");
        }
    }
    test_end();
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    test_reset();
    test_hpmn0();
    pmu_reset();
    for_each_regime(r) {
        test_selector(r);
        test_announced(r);
        for_each_hpmn(hpmn) {
            set_hpmn(hpmn);
            test_number(r, hpmn);
            test_cycle_counter(r, hpmn);
            test_view(&views[0], r, hpmn);
            test_view(&views[1], r, hpmn);
        }
    }
    return 0;
}
