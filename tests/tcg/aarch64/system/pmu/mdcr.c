/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may reach MDCR_EL2 (R46); what its HPMN leaves alone: PMSELR (R13),
 * counts made before it changed (R48); and that neither rights of access
 * nor PMUSERENR decide over counting, nor counting over access (R15, R40).
 * That nothing counts in Debug state (R40) would take an external debugger.
 */
#include "lib/place.h"

#define HCR_EL2_NV      (1ull << 42)
#define MDCR_EL3_TDA    (1ull << 9)

static bool has_nv(void)
{
    return cpu.el2 && (read_sysreg(id_aa64mmfr2_el1) >> 24 & 0xf);
}

/* @tda and @nv say whether MDCR_EL3.TDA and HCR_EL2.NV are set. */
static uint64_t mdcr_wanted(struct place p, bool tda, bool nv, bool read)
{
    unsigned el = regime_el(p.regime);

    if (el == 2) {
        return tda ? trap_at(p, 3, MDCR_EL2_REG, read) : 0;
    }
    if (el == 1 && nv && !place_is_a32(p) && regime_el2_enabled(p.regime)) {
        return trap_at(p, 2, MDCR_EL2_REG, read);
    }
    return el < 2 ? trap_undef(place_undef_el(p)) : 0;
}

static void expect_mdcr(struct place p, bool tda, bool nv)
{
    place_read(p, MDCR_EL2_REG);
    test_expect(trap_seen(), mdcr_wanted(p, tda, nv, true), "read");
    place_write(p, MDCR_EL2_REG, cpu.counters);
    test_expect(trap_seen(), mdcr_wanted(p, tda, nv, false), "write");
}

static void test_mdcr(struct place p, bool tda, bool nv)
{
    test_begin("R46 MDCR_EL2 at %s, MDCR_EL3.TDA=%u HCR_EL2.NV=%u",
               place_name(p), tda, nv);
    pmu_reset();
    if (cpu.el3) {
        write_sysreg(mdcr_el3, MDCR_EL3_SPME | (tda ? MDCR_EL3_TDA : 0));
    }
    hcr_el2_extra = nv ? HCR_EL2_NV : 0;
    expect_mdcr(p, tda, nv);
    hcr_el2_extra = 0;
    pmu_reset();
    test_end();
}

static void test_mdcr_all(struct place p)
{
    bool nv = has_nv() && regime_el(p.regime) == 1;

    if (!cpu.el2 && regime_el(p.regime) == 3) {
        return;
    }
    test_mdcr(p, false, false);
    if (cpu.el3) {
        test_mdcr(p, true, false);
    }
    if (nv) {
        test_mdcr(p, false, true);
    }
    if (nv && cpu.el3) {
        test_mdcr(p, true, true);
    }
}

/* R13: five bits, which hold any number whatever HPMN is */
static void test_selector(struct place p, unsigned hpmn)
{
    test_begin("R13 PMSELR at %s, HPMN=%u", place_name(p), hpmn);
    pmu_reset();
    set_hpmn(hpmn);
    for (unsigned n = 0; n < 32; n++) {
        place_write(p, PMSELR, 0xffffffe0 | n);
        test_expect(trap_seen(), 0, "exception");
        if (cpu.fgt || n < cpu.counters || n == 31) {
            test_expect(place_read(p, PMSELR), n, "SEL");
            test_expect(reg_read(PMSELR), n, "SEL at home");
        }
    }
    test_end();
}

/*
 * R48, exactly: every counter counts PMSWINC at home, while HPMN goes from
 * @from to every value and HPME and HLP through theirs.
 */
static void test_moves(unsigned from)
{
    uint64_t want[31] = { 0 };
    unsigned to;

    test_begin("R48 counts stay when HPMN leaves %u", from);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    for_each_hpmn(to) {
        for (unsigned i = 0; i < 8; i++) {
            unsigned hpmn = i & 1 ? to : from;

            set_mdcr_el2(hpmn | (i & 2 ? MDCR_EL2_HPME : 0) |
                         (i & 4 ? MDCR_EL2_HLP : 0));
            reg_write(PMSWINC, ~0u);
            for (unsigned n = 0; n < cpu.counters; n++) {
                want[n] += n < hpmn || (i & 2);
                test_expect(reg_read(PMEVCNTR(n)), want[n],
                            "PMEVCNTR%u, HPMN=%u step %u", n, hpmn, i);
            }
        }
    }
    test_expect(reg_read(PMOVSSET), 0, "PMOVSSET");
    test_end();
}

/* R15: counters stand, count, are enabled or not; the access is the same. */
static void test_access_alone(struct place p, unsigned hpmn)
{
    unsigned last = cpu.counters - 1;
    uint64_t seen = 0;

    if (!cpu.counters) {
        return;
    }
    test_begin("R15 counting does not decide over access at %s, HPMN=%u",
               place_name(p), hpmn);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    for (unsigned i = 0; i < 8; i++) {
        reg_write(PMCR, PMCR_LC | (i & 1 ? PMCR_E : 0));
        set_mdcr_el2(hpmn | (i & 2 ? MDCR_EL2_HPME : 0));
        reg_write(i & 4 ? PMCNTENSET : PMCNTENCLR, mask_of(cpu.counters));
        place_read(p, PMEVCNTR(last));
        seen = i ? seen : trap_seen();
        test_expect(trap_seen(), seen, "PMEVCNTR%u, try %u", last, i);
        place_read(p, PMCCNTR);
        test_expect(trap_seen(), 0, "PMCCNTR");
    }
    test_end();
}

/* R15, R40: with every right of access taken away, all counters count. */
static void test_counting_alone(struct place p, unsigned hpmn)
{
    static const struct {
        const char *rule, *what;
        uint32_t userenr;
        uint64_t mdcr_el2, mdcr_el3;
    } rights[] = {
        { "R40", "PMUSERENR=0", 0, 0, 0 },
        { "R40", "PMUSERENR=0xf", 0xf, 0, 0 },
        { "R15", "MDCR_EL2.TPM", PMUSERENR_EN, MDCR_EL2_TPM, 0 },
        { "R15", "MDCR_EL2.TPMCR", PMUSERENR_EN, MDCR_EL2_TPMCR, 0 },
        { "R15", "MDCR_EL3.TPM", PMUSERENR_EN, 0, MDCR_EL3_TPM },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(rights); i++) {
        if ((rights[i].mdcr_el2 && !cpu.el2) ||
            (rights[i].mdcr_el3 && !cpu.el3)) {
            continue;
        }
        test_begin("%s %s does not stop counting at %s, HPMN=%u",
                   rights[i].rule, rights[i].what, place_name(p), hpmn);
        pmu_reset();
        pmu_program(place_only(p) | EVENT_CPU_CYCLES);
        reg_write(PMCR, PMCR_LC | PMCR_E);
        reg_write(PMUSERENR, rights[i].userenr);
        set_mdcr_el2(hpmn | MDCR_EL2_HPME | rights[i].mdcr_el2);
        if (cpu.el3) {
            write_sysreg(mdcr_el3, MDCR_EL3_SPME | rights[i].mdcr_el3);
        }
        test_expect(place_counted(p), mask_of(cpu.counters) | PMU_C,
                    "counting");
        test_end();
        pmu_reset();
    }
}

static void test_place(struct place p)
{
    bool r25 = cpu.el2 && !regime_el2_enabled(p.regime);
    unsigned hpmn;

    test_mdcr_all(p);
    for_each_hpmn(hpmn) {
        test_selector(p, hpmn);
        test_access_alone(p, hpmn);
        if (!r25) {
            test_counting_alone(p, hpmn);
        }
    }
}

int main(void)
{
    struct place p;
    unsigned hpmn;

    for_each_place(p) {
        test_place(p);
    }
    for_each_hpmn(hpmn) {
        test_moves(hpmn);
    }
    return 0;
}
