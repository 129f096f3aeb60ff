/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that hold one bit for each counter, and those that act on all
 * counters at once: PMCNTEN, PMINTEN, PMOVS (R16, R17), PMSWINC (R18),
 * PMCR.P and PMCR.C (R19, R20), for every HPMN including 0 and values that
 * are reserved (R41..R43).
 */
#include "lib/guest.h"

static const struct pair {
    const char *name;
    unsigned set, clear;
    bool at_el0;
} pairs[] = {
    { "PMCNTEN", PMCNTENSET, PMCNTENCLR, true },
    { "PMINTEN", PMINTENSET, PMINTENCLR, false },
    { "PMOVS", PMOVSSET, PMOVSCLR, true },
};

static uint32_t implemented(void)
{
    return mask_of(cpu.counters) | PMU_C;
}

/* Reads and writes of @p in @r see @visible; home sees everything. */
static void expect_masked(const struct pair *p, enum regime r,
                          uint32_t visible)
{
    reg_write(p->clear, 0xffffffff);
    write_at(r, p->set, 0xffffffff);
    test_expect(reg_read(p->set), visible, "%sSET, set", p->name);
    test_expect(read_at(r, p->set), visible, "%sSET, read back", p->name);

    reg_write(p->set, 0xffffffff);
    test_expect(read_at(r, p->set), visible, "%sSET, all set", p->name);
    test_expect(read_at(r, p->clear), visible, "%sCLR, all set", p->name);
    write_at(r, p->clear, 0xffffffff);
    test_expect(reg_read(p->set), implemented() & ~visible,
                "%sSET, cleared", p->name);
    reg_write(p->clear, 0xffffffff);
}

static bool has_access(const struct pair *p, enum regime r)
{
    return p->at_el0 || regime_el(r) > 0;
}

static void test_masks(enum regime r, unsigned hpmn)
{
    for (unsigned i = 0; i < ARRAY_SIZE(pairs); i++) {
        if (has_access(&pairs[i], r)) {
            test_begin("R16 %sSET/CLR masked at %s, HPMN=%u", pairs[i].name,
                       regime_name(r), hpmn);
            expect_masked(&pairs[i], r, mask_of(accessible(r, hpmn)) | PMU_C);
            test_end();
        }
    }
}

/* R17: bit 31 is everybody's, bits [30:N] are nobody's. */
static void test_fixed_bits(enum regime r)
{
    for (unsigned i = 0; i < ARRAY_SIZE(pairs); i++) {
        const struct pair *p = &pairs[i];

        if (!has_access(p, r)) {
            continue;
        }
        test_begin("R17 %sSET/CLR bit 31, bits [30:N] at %s", p->name,
                   regime_name(r));
        write_at(r, p->set, 0xffffffff & ~mask_of(cpu.counters));
        test_expect(reg_read(p->set), PMU_C, "%sSET at home", p->name);
        test_expect(read_at(r, p->set), PMU_C, "%sSET", p->name);
        write_at(r, p->clear, PMU_C);
        test_expect(reg_read(p->set), 0, "%sSET, cleared", p->name);
        test_end();
    }
}

/*
 * R18: counters of both ranges count SW_INCR; only accessible ones gain.
 * Where EL2 is disabled, HPME still enables the second range (R25).
 */
static void test_software_increment(enum regime r, unsigned hpmn)
{
    test_begin("%s PMSWINC at %s, HPMN=%u",
               cpu.el2 && !regime_el2_enabled(r) ? "R25" : "R18",
               regime_name(r), hpmn);
    pmu_reset();
    set_mdcr_el2(hpmn | MDCR_EL2_HPME);
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    write_at(r, PMSWINC, 0xffffffff);
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_expect(reg_read(PMEVCNTR(n)), n < accessible(r, hpmn),
                    "PMEVCNTR%u", n);
    }
    test_end();
    pmu_reset();
}

static void test_increment_conditions(void)
{
    test_begin("R18 PMSWINC needs event 0, enabled in PMCNTEN and PMCR.E");
    if (!cpu.counters) {
        test_skip("no event counters");
        return;
    }
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    reg_write(PMSWINC, 1);
    test_expect(reg_read(PMEVCNTR(0)), 0, "PMCR.E=0");
    reg_write(PMCR, PMCR_LC | PMCR_E);
    reg_write(PMCNTENCLR, 1);
    reg_write(PMSWINC, 1);
    test_expect(reg_read(PMEVCNTR(0)), 0, "PMCNTEN[0]=0");
    reg_write(PMCNTENSET, 1);
    reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | 0x3f);
    reg_write(PMSWINC, 1);
    test_expect(reg_read(PMEVCNTR(0)), 0, "another event");
    reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | EVENT_SW_INCR);
    reg_write(PMSWINC, 1);
    reg_write(PMSWINC, 1);
    test_expect(reg_read(PMEVCNTR(0)), 2, "two increments");
    test_end();
    pmu_reset();
}

/* From FEAT_PMUv3p5 on, event counters have 64 bits. */
static uint64_t preset(unsigned n)
{
    return (0xabcd00001000 + n) & (n < 31 ? cpu.counter_bits : cpu.cycle_bits);
}

/* R19: PMCR.P zeroes the accessible counters, whatever LP, and no flag. */
static void test_reset_counters(enum regime r, unsigned hpmn)
{
    test_begin("R19 PMCR.P at %s, HPMN=%u", regime_name(r), hpmn);
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), preset(n));
    }
    reg_write(PMCCNTR, preset(31));
    reg_write(PMOVSSET, 0xffffffff);
    write_at(r, PMCR, PMCR_LC | PMCR_P);
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_expect(reg_read(PMEVCNTR(n)),
                    n < accessible(r, hpmn) ? 0 : preset(n),
                    "PMEVCNTR%u", n);
    }
    test_expect(reg_read(PMCCNTR), preset(31), "PMCCNTR");
    test_expect(reg_read(PMOVSSET), implemented(), "PMOVSSET");
    test_end();
    reg_write(PMOVSCLR, 0xffffffff);
}

static void test_reset_cycles(enum regime r, unsigned hpmn)
{
    test_begin("R20 PMCR.C at %s, HPMN=%u; P and C read as zero",
               regime_name(r), hpmn);
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), preset(n));
    }
    reg_write(PMCCNTR, preset(31));
    write_at(r, PMCR, PMCR_LC | PMCR_C);
    test_expect(reg_read(PMCCNTR), 0, "PMCCNTR");
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_expect(reg_read(PMEVCNTR(n)), preset(n), "PMEVCNTR%u", n);
    }
    write_at(r, PMCR, PMCR_LC | PMCR_C | PMCR_P);
    test_expect(read_at(r, PMCR) & (PMCR_P | PMCR_C), 0, "PMCR");
    test_end();
}

/* All views of @r agree on one number of counters, @most or fewer. */
static void expect_one_number(enum regime r, unsigned most)
{
    unsigned number = PMCR_N(read_at(r, PMCR));

    test_expect(number <= most, true, "PMCR.N=%u is at most %u", number,
                most);
    for (unsigned i = 0; i < ARRAY_SIZE(pairs); i++) {
        if (has_access(&pairs[i], r)) {
            expect_masked(&pairs[i], r, mask_of(number) | PMU_C);
        }
    }
}

/*
 * R41: with FEAT_HPMN0 the first range may be empty. R42: without it,
 * HPMN = 0 is some number of counters, or none; always the same.
 */
static void test_none(enum regime r)
{
    test_begin("%s HPMN=0 at %s", cpu.hpmn0 ? "R41" : "R42",
               regime_name(r));
    set_hpmn(0);
    expect_one_number(r, cpu.hpmn0 ? 0 : cpu.counters);
    write_at(r, PMCCNTR, 0x1234);
    test_expect(reg_read(PMCCNTR), 0x1234, "PMCCNTR");
    test_expect(read_at(r, PMCCNTR), 0x1234, "PMCCNTR, read back");
    if (cpu.hpmn0 && cpu.counters && cpu.fgt) {
        read_at(r, PMEVCNTR(0));
        test_expect(trap_seen(), trap_sysreg(2, PMEVCNTR(0), true),
                    "PMEVCNTR0 read");
    }
    test_end();
}

/* R43: HPMN > N_impl is some number of counters, N_impl at most. */
static void test_too_many(enum regime r)
{
    unsigned values[] = { cpu.counters + 1, 31 };

    if (cpu.counters == 31) {
        return;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(values); i++) {
        test_begin("R43 HPMN=%u of %u implemented, at %s", values[i],
                   cpu.counters, regime_name(r));
        set_hpmn(values[i]);
        expect_one_number(r, cpu.counters);
        test_end();
    }
}

static void test_reserved(enum regime r)
{
    if (regime_beneath_el2(r)) {
        test_none(r);
        test_too_many(r);
        set_hpmn(cpu.counters);
    }
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    test_increment_conditions();
    for_each_regime(r) {
        test_fixed_bits(r);
        for_each_hpmn(hpmn) {
            set_hpmn(hpmn);
            test_masks(r, hpmn);
            test_reset_counters(r, hpmn);
            test_reset_cycles(r, hpmn);
            test_software_increment(r, hpmn);
        }
        test_reserved(r);
    }
    return 0;
}
