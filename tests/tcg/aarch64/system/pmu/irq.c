/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Overflow flags and the interrupt: the level as a function of PMCR.E,
 * HPME, PMOVS, PMINTEN and HPMN (R30); that it follows a write of any of
 * them, and an overflow, at once (R31); that PMOVS shows an overflow to the
 * next read (R28); that the interrupt arrives.
 *
 * The level is read from the distributor. Flags are set by software, except
 * where time itself is the subject; then a counter has some microseconds to
 * go and the guest waits without touching the PMU.
 */
#include "lib/guest.h"

/* Odd: an emulated clock that goes in steps passes such an overflow. */
#define TO_GO 30001

/*
 * Longer than any delay of a busy host. With QEMU's -icount time stands still
 * while the host is busy.
 */
static uint64_t timeout_ns = 400000000;

static void find_timeout(void)
{
    if (clock_is_deterministic()) {
        timeout_ns = 1000000;
    }
}

static void set_all(uint64_t mdcr, bool e)
{
    set_mdcr_el2(mdcr);
    reg_write(PMCR, PMCR_LC | (e ? PMCR_E : 0));
}

static uint64_t hpme(bool on)
{
    return on ? MDCR_EL2_HPME : 0;
}

/* R30 for the flags @bits of counters that need not be enabled */
static bool level_wanted(unsigned hpmn, bool e, bool hpme_on, uint32_t bits)
{
    uint32_t first = mask_of(hpmn) | PMU_C;

    return (e && (bits & first)) || (hpme_on && cpu.el2 && (bits & ~first));
}

/*
 * The flag is written last, so that R30 is seen apart from R31. Where @r
 * cannot write the flag, home does.
 */
static void expect_level(enum regime r, unsigned hpmn, uint32_t bits)
{
    bool direct = !(bits & ~(mask_of(accessible(r, hpmn)) | PMU_C));

    for (unsigned i = 0; i < 4; i++) {
        bool e = i & 1, hpme_on = i & 2;

        set_all(hpmn | hpme(hpme_on), e);
        reg_write(PMINTENSET, bits);
        if (direct) {
            write_at(r, PMOVSSET, bits);
        } else {
            reg_write(PMOVSSET, bits);
        }
        test_expect(pmu_irq_level(), level_wanted(hpmn, e, hpme_on, bits),
                    "level, E=%u HPME=%u flags 0x%x", e, hpme_on, bits);
        reg_write(PMOVSCLR, 0xffffffff);
        test_expect(pmu_irq_level(), false, "level without a flag");
        reg_write(PMINTENCLR, 0xffffffff);
    }
}

static void test_level(enum regime r, unsigned hpmn)
{
    uint32_t all = mask_of(cpu.counters) | PMU_C;

    test_begin("R30 level by E, HPME and the flags, set at %s, HPMN=%u",
               regime_name(r), hpmn);
    pmu_reset();
    for (unsigned n = 0; n < 32; n++) {
        if (all & (1u << n)) {
            expect_level(r, hpmn, 1u << n);
        }
    }
    if (cpu.counters > 1) {
        expect_level(r, hpmn, 1 | 1u << (cpu.counters - 1));
    }
    test_end();
}

/* R30 has no term for PMCNTEN, but has one for PMINTEN. */
static void test_terms(void)
{
    test_begin("R30 PMCNTEN has no part in the level, PMINTEN has");
    pmu_reset();
    set_all(cpu.counters | MDCR_EL2_HPME, true);
    reg_write(PMINTENSET, PMU_C);
    reg_write(PMOVSSET, mask_of(cpu.counters));
    test_expect(pmu_irq_level(), false, "flags without PMINTEN");
    reg_write(PMOVSSET, PMU_C);
    test_expect(pmu_irq_level(), true, "flag with PMINTEN, not PMCNTEN");
    reg_write(PMCNTENCLR, PMU_C);
    test_expect(pmu_irq_level(), true, "PMCNTEN cleared");
    test_end();
}

/* R31: PMCR.E is written at @r while a flag of the first range stands. */
static void test_follows_e(enum regime r, uint32_t bit)
{
    test_begin("R31 level follows PMCR.E written at %s, flag 0x%x",
               regime_name(r), bit);
    pmu_reset();
    reg_write(PMINTENSET, bit);
    reg_write(PMOVSSET, bit);
    test_expect(pmu_irq_level(), false, "E=0");
    write_at(r, PMCR, PMCR_LC | PMCR_E);
    test_expect(pmu_irq_level(), true, "E from 0 to 1");
    write_at(r, PMCR, PMCR_LC);
    test_expect(pmu_irq_level(), false, "E from 1 to 0");
    test_end();
}

static void test_follows_masks(enum regime r, uint32_t bit)
{
    test_begin("R31 level follows PMOVS and PMINTEN written at %s, flag 0x%x",
               regime_name(r), bit);
    pmu_reset();
    set_all(cpu.counters, true);
    reg_write(PMOVSSET, bit);
    write_at(r, PMINTENSET, bit);
    test_expect(pmu_irq_level(), true, "PMINTENSET");
    write_at(r, PMINTENCLR, bit);
    test_expect(pmu_irq_level(), false, "PMINTENCLR");
    write_at(r, PMINTENSET, bit);
    write_at(r, PMOVSCLR, bit);
    test_expect(pmu_irq_level(), false, "PMOVSCLR");
    write_at(r, PMOVSSET, bit);
    test_expect(pmu_irq_level(), true, "PMOVSSET");
    test_end();
    pmu_reset();
}

/* R31: HPME and HPMN are written while the last counter's flag stands. */
static void test_follows_mdcr(void)
{
    unsigned last = cpu.counters - 1;

    test_begin("R31 level follows HPME and HPMN, flag of PMEVCNTR%u", last);
    pmu_reset();
    set_all(last, true);
    reg_write(PMINTENSET, 1u << last);
    reg_write(PMOVSSET, 1u << last);
    set_mdcr_el2(last);
    test_expect(pmu_irq_level(), false, "second range, HPME=0");
    set_mdcr_el2(last | MDCR_EL2_HPME);
    test_expect(pmu_irq_level(), true, "HPME from 0 to 1");
    set_mdcr_el2(last);
    test_expect(pmu_irq_level(), false, "HPME from 1 to 0");
    set_mdcr_el2(cpu.counters);
    test_expect(pmu_irq_level(), true, "into the first range");
    set_mdcr_el2(last);
    test_expect(pmu_irq_level(), false, "into the second range");
    reg_write(PMCR, PMCR_LC);
    set_mdcr_el2(last | MDCR_EL2_HPME);
    test_expect(pmu_irq_level(), true, "E=0, HPME from 0 to 1");
    set_mdcr_el2(cpu.counters | MDCR_EL2_HPME);
    test_expect(pmu_irq_level(), false, "E=0, into the first range");
    test_end();
}

static void test_software_overflow(unsigned hpmn, unsigned n)
{
    test_begin("R31 level follows an overflow by PMSWINC of PMEVCNTR%u, "
               "HPMN=%u", n, hpmn);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    set_all(hpmn | hpme(n >= hpmn), n < hpmn);
    reg_write(PMINTENSET, 1u << n);
    reg_write(PMEVCNTR(n), 0xfffffffe);
    reg_write(PMSWINC, 1u << n);
    test_expect(pmu_irq_level(), false, "before the overflow");
    reg_write(PMSWINC, 1u << n);
    test_expect(pmu_irq_level(), true, "after the overflow");
    test_end();
}

/*
 * One counter, which has @to_go cycles until it overflows at 32 bits. Its
 * value comes last: an emulator may take its time over new code.
 */
static void start_counter(unsigned hpmn, unsigned n, uint32_t to_go)
{
    uint32_t bit = 1u << n;

    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    reg_write(PMCNTENCLR, ~bit);
    set_mdcr_el2(hpmn | hpme(n >= hpmn && n != 31));
    reg_write(PMCR, n < hpmn || n == 31 ? PMCR_E : 0);
    reg_write(n == 31 ? PMCCNTR : PMEVCNTR(n), -to_go);
}

static void test_timed_overflow(unsigned hpmn, unsigned n)
{
    const char *name = n == 31 ? "the cycle counter" :
                       n < hpmn ? "the first range" : "the second range";

    test_begin("R31 level follows an overflow in time, %s, HPMN=%u", name,
               hpmn);
    start_counter(hpmn, n, TO_GO);
    reg_write(PMINTENSET, 1u << n);
    test_expect(pmu_irq_wait(timeout_ns), true, "level in time");
    test_expect(reg_read(PMOVSSET), 1u << n, "PMOVSSET");
    test_end();

    test_begin("R31 interrupt 23 is taken at EL%u, %s, HPMN=%u", cpu.home,
               name, hpmn);
    start_counter(hpmn, n, TO_GO);
    reg_write(PMINTENSET, 1u << n);
    test_expect(pmu_irq_take(timeout_ns), true, "taken");
    test_expect(reg_read(PMOVSCLR), 1u << n, "PMOVSCLR");
    test_end();
    pmu_reset();
}

/* Wait by the virtual counter, which runs with CPU_CYCLES. */
static void wait_ns(uint64_t ns)
{
    uint64_t start = now_ns();

    while (now_ns() - start < ns) {
        continue;
    }
}

/*
 * R28: no other read or interrupt stands between the overflow and the read
 * of @reg. Several tries, as an emulator's own timer may come first, with
 * even and odd distances, as its clock may go in steps.
 */
static void test_flag_is_current(unsigned hpmn, unsigned n, unsigned reg)
{
    test_begin("R28 %s shows an overflow at once, %s, HPMN=%u",
               reg == PMOVSSET ? "PMOVSSET" : "PMOVSCLR",
               n == 31 ? "the cycle counter" :
               n < hpmn ? "the first range" : "the second range", hpmn);
    for (unsigned i = 0; i < 10; i++) {
        start_counter(hpmn, n, 2000 + i);
        wait_ns(2300);
        test_expect(reg_read(reg), 1u << n, "flags, try %u", i);
    }
    test_end();
}

/* Every way of overflowing in time, for a first range of @hpmn */
static void test_time(unsigned hpmn)
{
    for (unsigned n = 0; n < 32; n++) {
        bool edge = n == 31 || n == 0 || n + 1 == cpu.counters;

        if (!edge || (n < 31 && n >= cpu.counters)) {
            continue;
        }
        if (n < 31) {
            test_software_overflow(hpmn, n);
        }
        test_flag_is_current(hpmn, n, PMOVSSET);
        test_flag_is_current(hpmn, n, PMOVSCLR);
        test_timed_overflow(hpmn, n);
    }
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    find_timeout();
    test_terms();
    for_each_regime(r) {
        for_each_hpmn(hpmn) {
            test_level(r, hpmn);
        }
        pmu_reset();
        test_follows_e(r, PMU_C);
        if (cpu.counters) {
            test_follows_e(r, 1);
        }
        if (regime_el(r) > 0) {
            test_follows_masks(r, PMU_C);
        }
    }
    if (cpu.el2 && cpu.counters > 1) {
        test_follows_mdcr();
    }
    for_each_hpmn(hpmn) {
        test_time(hpmn);
    }
    return 0;
}
