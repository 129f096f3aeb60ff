/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which counters count: PMCR.E for the first range and the cycle counter,
 * MDCR_EL2.HPME for the second (R24, R6), whatever the regime and also with
 * EL2 disabled (R25), with no second range (R26) and with no first (R41);
 * overflow at 32 or 64 bits by PMCR.LP, HLP and LC (R27); HPMD (R33);
 * PMCR's fields act on one range only (R21); HPMN above N counts as N (R43);
 * moves of HPMN keep what was counted (R48).
 *
 * CPU_CYCLES counts in one regime at a time, chosen by the filters.
 */
#include "lib/guest.h"

static const struct {
    bool e, hpme;
} enables[] = {
    { false, false }, { true, false }, { false, true }, { true, true },
};

static uint32_t first_range(unsigned hpmn)
{
    return mask_of(hpmn);
}

static uint32_t second_range(unsigned hpmn)
{
    return mask_of(cpu.counters) & ~mask_of(hpmn);
}

static void set_enables(bool e, bool hpme, unsigned hpmn, uint64_t mdcr)
{
    set_mdcr_el2(mdcr | hpmn | (hpme ? MDCR_EL2_HPME : 0));
    reg_write(PMCR, PMCR_LC | (e ? PMCR_E : 0));
}

/* Which rule says that the ranges are enabled separately in @r */
static const char *enable_rule(enum regime r, unsigned hpmn)
{
    if (cpu.el2 && !regime_el2_enabled(r)) {
        return "R25";
    }
    if (hpmn == cpu.counters) {
        return "R26";
    }
    return hpmn ? "R24" : "R41";
}

static void test_enables(enum regime r, unsigned hpmn)
{
    test_begin("%s PMCR.E and HPME enable their ranges at %s, HPMN=%u",
               enable_rule(r, hpmn), regime_name(r), hpmn);
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    for (unsigned i = 0; i < ARRAY_SIZE(enables); i++) {
        bool e = enables[i].e, hpme = enables[i].hpme;

        set_enables(e, hpme, hpmn, 0);
        test_expect(counted_at(r),
                    (e ? first_range(hpmn) | PMU_C : 0) |
                    (hpme && cpu.el2 ? second_range(hpmn) : 0),
                    "counting with E=%u HPME=%u", e, hpme);
    }
    test_end();
}

/* R43: all counters are in the first range, as with HPMN = N. */
static void test_hpmn_above(enum regime r)
{
    uint32_t all = mask_of(cpu.counters) | PMU_C;

    if (!cpu.el2 || cpu.counters == 31) {
        return;
    }
    test_begin("R43 HPMN=31 of %u implemented, enables at %s", cpu.counters,
               regime_name(r));
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    for (unsigned i = 0; i < ARRAY_SIZE(enables); i++) {
        bool e = enables[i].e, hpme = enables[i].hpme;

        set_enables(e, hpme, 31, 0);
        test_expect(counted_at(r), e ? all : 0, "counting with E=%u HPME=%u",
                    e, hpme);
    }
    test_end();
}

/* R24: PMCNTEN is the other half of the enable, bit by bit. */
static void test_enable_bits(enum regime r, unsigned hpmn)
{
    uint32_t all = mask_of(cpu.counters) | PMU_C;

    test_begin("%s PMCNTEN enables each counter at %s, HPMN=%u",
               cpu.el2 && !regime_el2_enabled(r) ? "R25" : "R24",
               regime_name(r), hpmn);
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    set_enables(true, true, hpmn, 0);
    for (uint32_t bits = all; bits; bits &= bits - 1) {
        uint32_t bit = bits & -bits;

        reg_write(PMCNTENCLR, 0xffffffff);
        reg_write(PMCNTENSET, bit);
        test_expect(counted_at(r), bit, "counting with PMCNTEN=0x%x", bit);
    }
    test_end();
}

/* All counters are about to pass 32 bits. */
static void fill_counters(void)
{
    reg_write(PMCNTENCLR, 0xffffffff);
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), 0xfffffff8);
    }
    reg_write(PMCCNTR, 0xfffffff8);
    reg_write(PMOVSCLR, 0xffffffff);
    reg_write(PMCNTENSET, mask_of(cpu.counters) | PMU_C);
}

/* Reading the counters first leaves R28 to another test. */
static uint32_t overflow_flags(void)
{
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_read(PMEVCNTR(n));
    }
    reg_read(PMCCNTR);
    return reg_read(PMOVSSET);
}

/* R27: a 64-bit counter passes 32 bits without an overflow. */
static void test_width(enum regime r, unsigned hpmn)
{
    bool wide = cpu.version >= PMUV3P5;

    test_begin("%s LP, HLP, LC set the width of overflow at %s, HPMN=%u",
               cpu.el2 && !regime_el2_enabled(r) ? "R25" : "R27",
               regime_name(r), hpmn);
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    for (unsigned i = 0; i < 8; i++) {
        bool lp = i & 1, hlp = i & 2, lc = i & 4;

        set_mdcr_el2(hpmn | MDCR_EL2_HPME | (hlp ? MDCR_EL2_HLP : 0));
        reg_write(PMCR, PMCR_E | (lp ? PMCR_LP : 0) | (lc ? PMCR_LC : 0));
        test_expect(spin_at(r, fill_counters, overflow_flags),
                    (lp && wide ? 0 : first_range(hpmn)) |
                    (hlp && wide ? 0 : second_range(hpmn)) |
                    (lc && !cpu.v2 ? 0 : PMU_C),
                    "overflow, LP=%u HLP=%u LC=%u", lp, hlp, lc);
    }
    test_end();
}

/* R27, exactly: one SW_INCR at home, over 32 and over 64 bits */
static void test_carry(unsigned hpmn)
{
    bool wide = cpu.version >= PMUV3P5;
    uint64_t all = cpu.counter_bits;

    test_begin("R27 carry and overflow of each counter, HPMN=%u", hpmn);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    for (unsigned n = 0; n < cpu.counters; n++) {
        for (unsigned is_long = 0; is_long < 2; is_long++) {
            set_mdcr_el2(hpmn | MDCR_EL2_HPME |
                         (is_long ? MDCR_EL2_HLP : 0));
            reg_write(PMCR, PMCR_LC | PMCR_E | (is_long ? PMCR_LP : 0));
            reg_write(PMOVSCLR, 0xffffffff);
            reg_write(PMEVCNTR(n), 0xffffffff);
            reg_write(PMSWINC, 1u << n);
            test_expect(reg_read(PMEVCNTR(n)), wide ? all & 1ull << 32 : 0,
                        "PMEVCNTR%u, long=%u", n, is_long);
            test_expect(reg_read(PMOVSCLR),
                        wide && is_long ? 0 : 1u << n,
                        "PMOVSCLR at 32 bits, long=%u", is_long);
            if (wide && is_long && !(all >> 32)) {
                continue;   /* AArch32 does not reach the high half. */
            }
            reg_write(PMEVCNTR(n), all);
            reg_write(PMSWINC, 1u << n);
            test_expect(reg_read(PMEVCNTR(n)), 0, "PMEVCNTR%u", n);
            test_expect(reg_read(PMOVSCLR), 1u << n, "PMOVSCLR at the top");
        }
    }
    test_end();
}

/* R33: HPMD stops the first range at EL2, with DP the cycle counter too. */
static void test_hpmd(enum regime r, unsigned hpmn)
{
    bool has_hpmd = cpu.version >= PMUV3P1;
    uint32_t all = mask_of(cpu.counters) | PMU_C;

    if (regime_el(r) > 2 || !regime_el2_enabled(r)) {
        return;
    }
    has_hpmd = has_hpmd && regime_el(r) == 2;
    test_begin("R33 HPMD at %s, HPMN=%u", regime_name(r), hpmn);
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    set_enables(true, true, hpmn, MDCR_EL2_HPMD);
    test_expect(counted_at(r), has_hpmd ? all & ~first_range(hpmn) : all,
                "counting, DP=0");
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_DP);
    test_expect(counted_at(r), has_hpmd ? second_range(hpmn) : all,
                "counting, DP=1");
    test_end();
}

/* R21: what EL1 or EL0 writes to PMCR does not reach the second range. */
static void test_pmcr_confined(enum regime r, unsigned hpmn)
{
    uint64_t wide = cpu.version >= PMUV3P5 ? PMCR_LP : 0;
    uint64_t lc = cpu.v2 ? 0 : PMCR_LC;
    unsigned n = cpu.counters - 1;

    if (hpmn == cpu.counters || accessible(r, hpmn) == cpu.counters) {
        return;
    }
    test_begin("R21 PMCR.E, LP of %s leave the second range, HPMN=%u",
               regime_name(r), hpmn);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    set_enables(true, true, hpmn, 0);
    write_at(r, PMCR, PMCR_LC | wide);
    test_expect(reg_read(PMCR) & 0xff, lc | wide, "PMCR at home");
    reg_write(PMEVCNTR(n), 0xffffffff);
    reg_write(PMSWINC, 0xffffffff);
    test_expect(reg_read(PMOVSSET), 1u << n, "PMOVSSET");
    set_enables(false, false, hpmn, 0);
    write_at(r, PMCR, PMCR_LC | PMCR_E);
    test_expect(reg_read(PMCR) & 0xff, lc | PMCR_E, "PMCR at home");
    reg_write(PMEVCNTR(n), 0);
    reg_write(PMSWINC, 0xffffffff);
    test_expect(reg_read(PMEVCNTR(n)), 0, "PMEVCNTR%u, HPME=0", n);
    test_end();
}

/*
 * PMCCNTR's gain and PMEVCNTR0's are of one clock: read outside and inside of
 * the other, the one is an upper and the other a lower limit.
 */
static void expect_divided(uint64_t divisor)
{
    uint64_t outer = reg_read(PMEVCNTR(0)), gain = reg_read(PMCCNTR);
    uint64_t inner = reg_read(PMEVCNTR(0));

    run_at(EL1, spin, 20000, 0);
    inner = (reg_read(PMEVCNTR(0)) - inner) & cpu.counter_bits;
    gain = (reg_read(PMCCNTR) - gain) & cpu.cycle_bits;
    outer = (reg_read(PMEVCNTR(0)) - outer) & cpu.counter_bits;
    test_expect((gain + 1) * divisor > inner && (gain - 1) * divisor < outer,
                true, "gain %lu by %lu, of %lu to %lu", gain, divisor, inner,
                outer);
}

/* R21: D divides the cycle counter by 64 unless LC is set, and no other. */
static void test_divider(enum regime r)
{
    if (!cpu.counters || !accessible(r, cpu.counters)) {
        return;
    }
    test_begin("R21 PMCR.D of %s divides the cycle counter alone",
               regime_name(r));
    for (unsigned i = 0; i < 4; i++) {
        bool d = i & 1, lc = i & 2;

        pmu_reset();
        pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
        write_at(r, PMCR, PMCR_E | (d ? PMCR_D : 0) | (lc ? PMCR_LC : 0));
        expect_divided(d && (!lc || cpu.v2) ? 64 : 1);
    }
    test_end();
}

/*
 * Whether counter @n gains while @r spins under MDCR_EL2 = @mdcr. It goes
 * on from *@value, and from no value that only a fault can explain.
 */
static bool gains(enum regime r, unsigned n, uint64_t mdcr, uint64_t *value)
{
    uint64_t before = *value, start;

    set_mdcr_el2(mdcr);
    start = reg_read(PMEVCNTR(n));
    run_at(r, spin, 500, 0);
    *value = reg_read(PMEVCNTR(n));
    test_expect(start >= before && *value >= start &&
                *value - before < 1000000000, true,
                "PMEVCNTR%u 0x%lx, 0x%lx, 0x%lx", n, before, start, *value);
    return *value != start;
}

/* R48: a counter that changes range goes on from where it was. */
static void test_moves(enum regime r)
{
    unsigned n = cpu.counters - 1, all = cpu.counters;
    uint64_t value = 0x12345678;

    if (!cpu.el2 || cpu.counters < 2 || !regime_el2_enabled(r)) {
        return;
    }
    test_begin("R48 HPMN, HPME, HLP written while counting at %s",
               regime_name(r));
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    set_mdcr_el2(n);
    reg_write(PMEVCNTR(n), value);
    test_expect(gains(r, n, n, &value), false, "second range, HPME=0");
    test_expect(gains(r, n, all, &value), true, "first range");
    test_expect(gains(r, n, n, &value), false, "back in the second");
    test_expect(gains(r, n, n | MDCR_EL2_HPME, &value), true, "HPME=1");
    test_expect(gains(r, n, n | MDCR_EL2_HPME | MDCR_EL2_HLP, &value), true,
                "HLP=1");
    test_expect(gains(r, n, all | MDCR_EL2_HPME, &value), true,
                "first range, HPME=1");
    test_expect(gains(r, n, n, &value), false, "second, HPME=0 again");
    test_end();
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    for_each_hpmn(hpmn) {
        test_carry(hpmn);
    }
    for_each_regime(r) {
        for_each_hpmn(hpmn) {
            test_enables(r, hpmn);
            test_width(r, hpmn);
            test_hpmd(r, hpmn);
            test_pmcr_confined(r, hpmn);
        }
        test_enable_bits(r, cpu.el2 && cpu.counters ? 1 : cpu.counters);
        test_hpmn_above(r);
        test_divider(r);
        test_moves(r);
    }
    return 0;
}
