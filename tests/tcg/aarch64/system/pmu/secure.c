/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EL3 and Secure state, as firmware uses them: MDCR_EL2's partition holds
 * while EL2 is disabled (R25) but limits no access there (R3), SPME (R34),
 * SCCD (R37), changes of the security state keep every count (R60), and
 * MDCR_EL2 without EL2 (R45). Other guests visit Secure regimes too.
 */
#include "lib/guest.h"

static uint32_t implemented(void)
{
    return mask_of(cpu.counters) | PMU_C;
}

static void start_everywhere(uint64_t mdcr_el2)
{
    pmu_reset();
    set_mdcr_el2(mdcr_el2);
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

/* R25 with R3: the first range counts, the second stands, all are read. */
static void test_partition(enum regime r)
{
    unsigned hpmn = cpu.counters > 2 ? 2 : cpu.counters;

    test_begin("R25 second range stopped but readable at %s, HPMN=%u",
               regime_name(r), hpmn);
    start_everywhere(hpmn);
    test_expect(counted_at(r), mask_of(cpu.el2 ? hpmn : cpu.counters) | PMU_C,
                "counting");
    for (unsigned n = hpmn; n < cpu.counters && cpu.el2; n++) {
        reg_write(PMEVCNTR(n), 0x1000 + n);
        test_expect(read_at(r, PMEVCNTR(n)), 0x1000 + n, "PMEVCNTR%u", n);
        test_expect(trap_seen(), 0, "PMEVCNTR%u, exception", n);
    }
    test_expect(PMCR_N(read_at(r, PMCR)), cpu.counters, "PMCR.N");
    test_end();
}

/* R34: without SPME nothing counts in Secure state and EL3, but PMCCNTR. */
static void test_spme(enum regime r)
{
    bool prohibited = regime_secure(r) || regime_el(r) == 3;

    test_begin("R34 SPME=0 at %s", regime_name(r));
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    write_sysreg(mdcr_el3, 0);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    test_expect(counted_at(r), prohibited ? PMU_C : implemented(), "DP=0");
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_DP);
    test_expect(counted_at(r), prohibited ? 0 : implemented(), "DP=1");
    test_end();
}

/* R37: SCCD stops PMCCNTR alone, and CPU_CYCLES not at all. */
static void test_sccd(enum regime r)
{
    bool stopped = cpu.version >= PMUV3P5 &&
                   (regime_secure(r) || regime_el(r) == 3);
    bool is_r25 = cpu.el2 && !regime_el2_enabled(r);
    uint32_t judged = is_r25 ? PMU_C : implemented();

    test_begin("R37 SCCD=1 at %s", regime_name(r));
    pmu_reset();
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    write_sysreg(mdcr_el3, MDCR_EL3_SPME | MDCR_EL3_SCCD);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    test_expect(counted_at(r) & judged,
                judged & ~(stopped ? PMU_C : 0), "counting");
    test_end();
}

/* Read counter @n; it must go on from *@value within a second. */
static void expect_goes_on(unsigned n, uint64_t *value, const char *when)
{
    uint64_t now = reg_read(n == 31 ? PMCCNTR : PMEVCNTR(n));

    test_expect(now >= *value && now - *value < 1000000000, true,
                "%s, from 0x%lx to 0x%lx", when, *value, now);
    *value = now;
}

/* R60: SCR_EL3 changes the security state under a running counter. */
static void test_flips(unsigned n, unsigned hpmn)
{
    uint64_t value = 0x12345678, ns;

    test_begin("R60 %s%s goes on when SCR_EL3.NS changes, HPMN=%u",
               n == 31 ? "PMCCNTR" : "PMEVCNTR", n == 31 ? "" : "<n>", hpmn);
    start_everywhere(hpmn | MDCR_EL2_HPME);
    ns = read_sysreg(scr_el3);
    write_sysreg(scr_el3, ns & ~SCR_EL3_NS);
    reg_write(n == 31 ? PMCCNTR : PMEVCNTR(n), value);
    for (unsigned i = 0; i < 3; i++) {
        write_sysreg(scr_el3, ns);
        expect_goes_on(n, &value, "NS from 0 to 1");
        write_sysreg(scr_el3, ns & ~SCR_EL3_NS);
        expect_goes_on(n, &value, "NS from 1 to 0");
    }
    if (cpu.sel2) {
        write_sysreg(scr_el3, (ns & ~SCR_EL3_NS) | SCR_EL3_EEL2);
        expect_goes_on(n, &value, "EEL2 from 0 to 1");
        write_sysreg(scr_el3, ns & ~SCR_EL3_NS);
        expect_goes_on(n, &value, "EEL2 from 1 to 0");
    }
    regime_default();
    test_end();
}

/* R60: calls between worlds, counters running in all of them */
static void test_worlds(void)
{
    static const enum regime trip[] = { EL1, SEL1, EL2, SEL0, EL0, SEL1_EEL2 };
    uint64_t value = 0x12345678, cycles = 0x12345678;

    test_begin("R60 counters go on through calls between worlds");
    start_everywhere(cpu.counters);
    if (cpu.counters) {
        reg_write(PMEVCNTR(0), value);
    }
    reg_write(PMCCNTR, cycles);
    for (unsigned i = 0; i < ARRAY_SIZE(trip); i++) {
        if (!regime_exists(trip[i])) {
            continue;
        }
        run_at(trip[i], spin, 100, 0);
        if (cpu.counters) {
            expect_goes_on(0, &value, regime_name(trip[i]));
        }
        expect_goes_on(31, &cycles, regime_name(trip[i]));
    }
    test_end();
}

/* R45: without EL2, MDCR_EL2 is RES0 from EL3. */
static void test_no_el2(void)
{
    test_begin("R45 MDCR_EL2 is RES0 at EL3 without EL2");
    if (cpu.el2) {
        test_skip("EL2 is there");
        return;
    }
    trap_clear();
    write_sysreg(mdcr_el2, MDCR_EL2_HPME | 1);
    test_expect(read_sysreg(mdcr_el2), 0, "MDCR_EL2");
    test_expect(trap_seen(), 0, "exception");
    test_expect(PMCR_N(reg_read(PMCR)), cpu.counters, "PMCR.N");
    test_end();
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    if (!cpu.el3) {
        test_skip_all("no EL3");
    }
    test_no_el2();
    for_each_regime(r) {
        if (!regime_el2_enabled(r)) {
            test_partition(r);
        }
        test_spme(r);
        test_sccd(r);
    }
    for_each_hpmn(hpmn) {
        if (cpu.counters) {
            test_flips(0, hpmn);
        }
        test_flips(31, hpmn);
    }
    test_worlds();
    return 0;
}
