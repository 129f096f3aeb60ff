/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What AArch32 has of its own, up to EL3: HDCR, and who may reach it (R45
 * to R47); Hyp traps of MRC, MCR, MRRC and MCRR (R10, R49, R58); EL0 that
 * is not let in (R55); 32-bit writes of PMCCNTR (R56); no filter bit M
 * (R57); SDCR (R34); that Monitor mode changes the Security state under
 * running counters (R60), and that counting follows a change of mode without
 * an exception (R38). Only for a home that is AArch32.
 */
#include "lib32/a32.h"

#define HSTR_T9     (1u << 9)

#define HIGH_HALF   0xaabbccdd00000000ull

/* guest_fn's that read and write one register */
#define ACCESS_FUNCTIONS(name, opc1, crn, crm, opc2)                    \
static uint64_t read_##name(uint64_t a, uint64_t b)                     \
{                                                                       \
    (void)a;                                                            \
    (void)b;                                                            \
    return read_cp15(opc1, crn, crm, opc2);                             \
}                                                                       \
static uint64_t write_##name(uint64_t value, uint64_t b)                \
{                                                                       \
    (void)b;                                                            \
    write_cp15(opc1, crn, crm, opc2, value);                            \
    return 0;                                                           \
}

ACCESS_FUNCTIONS(hdcr, 4, c1, c1, 1)
ACCESS_FUNCTIONS(sdcr, 0, c1, c3, 1)
ACCESS_FUNCTIONS(low_cycles, 0, c9, c13, 0)

/*
 * R46: EL3 reaches HDCR where SCR.NS is set, EL2 does always. R45: without
 * EL2 it is RES0 from EL3, and in Armv7 not there.
 */
static void test_hdcr_access(enum regime r)
{
    bool permitted = regime_el(r) >= 2 && !regime_secure(r) &&
                     (cpu.el2 || !cpu.v2);
    uint64_t want = permitted ? 0 : trap_undef(regime_undef_el(r));

    if (!cpu.el2 && r == EL3_S) {
        return;
    }
    test_begin("%s HDCR at %s", cpu.el2 ? "R46" : "R45", regime_name(r));
    pmu_reset();
    run_at(r, read_hdcr, 0, 0);
    test_expect(trap_seen(), want, "read");
    run_at(r, write_hdcr, cpu.counters, 0);
    test_expect(trap_seen(), want, "write");
    if (permitted && !cpu.el2) {
        test_expect(run_at(r, read_hdcr, 0, 0), 0, "value");
    }
    test_end();
}

/* R47: what HDCR says, EL1 obeys. */
static void test_hdcr(enum regime r, unsigned hpmn)
{
    uint64_t value = hpmn | MDCR_EL2_HPME | MDCR_EL2_TPMCR;

    test_begin("R47 HDCR written at %s, HPMN=%u", regime_name(r), hpmn);
    pmu_reset();
    run_at(r, write_hdcr, value, 0);
    test_expect(run_at(r, read_hdcr, 0, 0), value, "HDCR");
    read_at(EL1, PMCR);
    test_expect(trap_seen(), trap_cp15(2, PMCR, true), "TPMCR");
    run_at(r, write_hdcr, hpmn, 0);
    test_expect(PMCR_N(read_at(EL1, PMCR)), hpmn, "PMCR.N at EL1");
    test_end();
    pmu_reset();
}

/* Registers that all may write with 0, and the trap of each to EL2 */
static const unsigned trapped[] = {
    PMCR, PMCNTENSET, PMOVSCLR, PMSELR, PMXEVTYPER, PMUSERENR,
};

static void expect_traps(enum regime r, unsigned el)
{
    reg_write(PMSELR, 31);
    for (unsigned i = 0; i < ARRAY_SIZE(trapped); i++) {
        read_at(r, trapped[i]);
        test_expect(trap_seen(), el ? trap_cp15(el, trapped[i], true) : 0,
                    "register 0x%x read", trapped[i]);
    }
    run_at(r, read_low_cycles, 0, 0);
    test_expect(trap_seen(), el ? trap_cp15(el, PMCCNTR, true) : 0, "MRC");
    run_at(r, write_low_cycles, 0, 0);
    test_expect(trap_seen(), el ? trap_cp15(el, PMCCNTR, false) : 0, "MCR");
    if (!cpu.v2) {
        read_at(r, PMCCNTR);
        test_expect(trap_seen(), el ? trap_pair(el, true) : 0, "MRRC");
        write_at(r, PMCCNTR, 0);
        test_expect(trap_seen(), el ? trap_pair(el, false) : 0, "MCRR");
    }
}

static void set_hstr(uint32_t value)
{
    write_cp15(4, c1, c1, 3, value);
}

/* Both trap to Hyp mode, and there is one syndrome for both. */
static void test_hyp_traps(enum regime r)
{
    unsigned el = regime_beneath_el2(r) ? 2 : 0;

    if (!cpu.el2) {
        return;
    }
    test_begin("R49 HDCR.TPM at %s", regime_name(r));
    pmu_reset();
    set_mdcr_el2(cpu.counters | MDCR_EL2_TPM);
    expect_traps(r, el);
    test_end();

    test_begin("R58 HSTR.T9 at %s", regime_name(r));
    pmu_reset();
    set_hstr(HSTR_T9);
    expect_traps(r, el);
    set_mdcr_el2(cpu.counters | MDCR_EL2_TPM);
    expect_traps(r, el);
    set_hstr(0);
    test_end();
    pmu_reset();
}

/* No FEAT_FGT without AArch64: of what R10 permits, this is our choice. */
static void test_second_range(enum regime r, unsigned hpmn)
{
    if (accessible(r, hpmn) == cpu.counters) {
        return;
    }
    test_begin("R10 second range is a Hyp trap at %s, HPMN=%u",
               regime_name(r), hpmn);
    pmu_reset();
    set_hpmn(hpmn);
    for (unsigned n = hpmn; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), 0x1000 + n);
        reg_write(PMSELR, n);
        read_at(r, PMXEVCNTR);
        test_expect(trap_seen(), trap_cp15(2, PMXEVCNTR, true), "read");
        write_at(r, PMXEVCNTR, 0);
        test_expect(trap_seen(), trap_cp15(2, PMXEVCNTR, false), "write");
        write_at(r, PMXEVTYPER, 0);
        test_expect(trap_seen(), trap_cp15(2, PMXEVTYPER, false), "type");
        if (!cpu.v2) {
            read_at(r, PMEVCNTR(n));
            test_expect(trap_seen(), trap_cp15(2, PMEVCNTR(n), true),
                        "PMEVCNTR%u", n);
        }
        test_expect(reg_read(PMEVCNTR(n)), 0x1000 + n, "PMEVCNTR%u", n);
    }
    test_end();
}

/* R55: UNDEFINED, not a trap, to an EL1 (or EL3) that is AArch32 */
static void test_denied(enum regime r)
{
    uint64_t undefined = trap_undef(regime_undef_el(r));

    test_begin("R55 PMUSERENR=0 at %s", regime_name(r));
    pmu_reset();
    reg_write(PMUSERENR, 0);
    read_at(r, PMCNTENSET);
    test_expect(trap_seen(), undefined, "PMCNTENSET");
    write_at(r, PMCCNTR, 0);
    test_expect(trap_seen(), undefined, "PMCCNTR");
    write_at(r, PMUSERENR, PMUSERENR_EN);
    test_expect(trap_seen(), undefined, "PMUSERENR write");
    read_at(r, PMUSERENR);
    test_expect(trap_seen(), 0, "PMUSERENR read");
    read_at(r, PMINTENSET);
    test_expect(trap_seen(), undefined, "PMINTENSET");
    test_end();
    pmu_reset();
}

static void test_halves(enum regime r)
{
    test_begin("R56 MRC and MCR of PMCCNTR at %s", regime_name(r));
    pmu_reset();
    reg_write(PMCCNTR, HIGH_HALF | 1);
    test_expect(run_at(r, read_low_cycles, 0, 0), 1, "MRC");
    run_at(r, write_low_cycles, 0x90000005, 0);
    test_expect(reg_read(PMCCNTR), HIGH_HALF | 0x90000005, "MCR, then MRRC");
    write_at(r, PMCCNTR, 0x1122334455667788);
    test_expect(reg_read(PMCCNTR), 0x1122334455667788, "MCRR, then MRRC");
    test_expect(read_at(r, PMCCNTR), 0x1122334455667788, "MRRC");
    test_end();
}

static void test_m(enum regime r)
{
    test_begin("R57 no filter bit M at %s", regime_name(r));
    pmu_reset();
    reg_write(PMSELR, 31);
    write_at(r, PMXEVTYPER, PMEVTYPER_P | PMEVTYPER_M);
    test_expect(reg_read(PMCCFILTR), PMEVTYPER_P, "PMXEVTYPER, SEL=31");
    if (cpu.counters) {
        reg_write(PMSELR, 0);
        write_at(r, PMXEVTYPER, PMEVTYPER_U | PMEVTYPER_M);
        test_expect(reg_read(PMEVTYPER(0)), PMEVTYPER_U, "PMXEVTYPER");
    }
    if (!cpu.v2) {
        write_at(r, PMCCFILTR, PMEVTYPER_U | PMEVTYPER_M);
        test_expect(reg_read(PMCCFILTR), PMEVTYPER_U, "PMCCFILTR");
    }
    test_end();
    pmu_reset();
}

/* R34: SDCR is EL3's; of MDCR_EL3 it has SPME, but not TPM, nor TDA. */
static void test_sdcr(enum regime r)
{
    uint64_t want = regime_el(r) == 3 ? 0 : trap_undef(regime_undef_el(r));
    uint32_t absent = MDCR_EL3_TPM | 1u << 9;

    test_begin("R34 SDCR at %s", regime_name(r));
    pmu_reset();
    run_at(r, read_sdcr, 0, 0);
    test_expect(trap_seen(), want, "read");
    run_at(r, write_sdcr, MDCR_EL3_SPME | absent, 0);
    test_expect(trap_seen(), want, "write");
    test_expect(read_sdcr(0, 0), MDCR_EL3_SPME, "SDCR");
    test_end();
    pmu_reset();
}

/* Read counter @n; it must go on from *@value within a second. */
static void expect_goes_on(unsigned n, uint64_t *value, const char *when)
{
    uint64_t now = reg_read(n == 31 ? PMCCNTR : PMEVCNTR(n));

    test_expect(now > *value && now - *value < 1000000000, true,
                "%s, from 0x%lx to 0x%lx", when, *value, now);
    *value = now;
}

/* R60: Monitor mode moves between the worlds under a running counter. */
static void test_flips(unsigned n, unsigned hpmn)
{
    static const enum regime trip[] = { EL3_S, EL1, SEL0, EL2, EL0 };
    uint64_t value = 0x12345678;

    test_begin("R60 counter %u goes on when SCR.NS changes, HPMN=%u", n,
               hpmn);
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    set_mdcr_el2(hpmn | MDCR_EL2_HPME);
    reg_write(n == 31 ? PMCCNTR : PMEVCNTR(n), value);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    for (unsigned i = 0; i < ARRAY_SIZE(trip); i++) {
        if (regime_exists(trip[i])) {
            run_at(trip[i], spin, SPIN_LOOPS, 0);
            expect_goes_on(n, &value, regime_name(trip[i]));
        }
    }
    test_end();
}

/* Changes of Exception level or Security state without an exception */
static const struct move {
    const char *how, *name;
    enum regime from, to;
} moves[] = {
    { "CPS", move_cps_usr, EL1, EL0 },
    { "MSR", move_msr_usr, EL1, EL0 },
    { "CPS", move_cps_svc, EL3, EL1 },
    { "SCR.NS", move_scr_ns, EL3_S, EL1 },
};

static unsigned first_counter(void)
{
    return cpu.counters ? PMEVCNTR(0) : PMCCNTR;
}

/* What a counter gains that does not count here, but does where we were */
static uint64_t spin_between_reads(uint64_t a, uint64_t b)
{
    uint64_t before = reg_read(first_counter());

    (void)a;
    (void)b;
    spin(SPIN_LOOPS, 0);
    return reg_read(first_counter()) - before;
}

/*
 * PMCCNTR counts only where the move leads, the event counter only where it
 * starts.
 */
static void test_move(const struct move *m)
{
    uint64_t gain;

    test_begin("R38 counters follow %s from %s to %s", m->how,
               regime_name(m->from), regime_name(m->to));
    pmu_reset();
    if (cpu.counters) {
        reg_write(PMEVTYPER(0), only_in(m->from) | EVENT_CPU_CYCLES);
    }
    reg_write(PMCCFILTR, only_in(m->to));
    reg_write(PMCNTENSET, PMU_C | (cpu.counters ? 1 : 0));
    reg_write(PMCR, PMCR_LC | PMCR_E);
    gain = run_after(m->from, m->name, spin_between_reads, 0, 0);
    reg_write(PMCR, PMCR_LC);
    test_expect(trap_seen(), 0, "exceptions");
    if (cpu.counters) {
        test_expect(gain, 0, "gain of what counts at %s only",
                    regime_name(m->from));
    }
    test_expect(reg_read(PMCCNTR) != 0, true, "PMCCNTR has counted");
    test_end();
}

static void test_regime(enum regime r)
{
    unsigned hpmn;

    test_hdcr_access(r);
    test_hyp_traps(r);
    test_m(r);
    if (regime_el(r) == 0) {
        test_denied(r);
    }
    if (!cpu.v2) {
        test_halves(r);
    }
    if (cpu.el3 && !cpu.v2) {
        test_sdcr(r);
    }
    for_each_hpmn(hpmn) {
        test_second_range(r, hpmn);
        if (cpu.el2 && regime_el(r) >= 2 && !regime_secure(r)) {
            test_hdcr(r, hpmn);
        }
    }
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    for_each_regime(r) {
        test_regime(r);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(moves); i++) {
        if (regime_exists(moves[i].from) && regime_exists(moves[i].to)) {
            test_move(&moves[i]);
        }
    }
    if (!cpu.el3) {
        return 0;
    }
    for_each_hpmn(hpmn) {
        test_flips(31, hpmn);
        /* Armv7 has no SPME, without which events of EL3 are not counted. */
        if (cpu.counters && !cpu.v2) {
            test_flips(0, hpmn);
        }
    }
    return 0;
}
