/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AArch32 at EL2, EL1 and EL0 beneath an AArch64 home: the partition holds
 * there in the same way (R58, R8, R10, R7), HDCR is MDCR_EL2 (R47), 32-bit
 * accesses leave high halves alone (R56, R57), and the traps have the
 * syndromes of MRC and MCR (R49, R51, R55, R58).
 */
#include "lib/place.h"

#define HSTR_T9     (1ull << 9)

#define HIGH_HALF   0xaabbccdd00000000ull

static unsigned here;   /* accessible counters at the place under test */

static uint32_t visible(void)
{
    return mask_of(here) | PMU_C;
}

static uint32_t implemented(void)
{
    return mask_of(cpu.counters) | PMU_C;
}

static void start(struct place p, unsigned hpmn)
{
    pmu_reset();
    set_hpmn(hpmn);
    here = accessible(p.regime, hpmn);
}

static void test_number(struct place p, unsigned hpmn)
{
    test_begin("R58 PMCR.N at %s, HPMN=%u", place_name(p), hpmn);
    start(p, hpmn);
    test_expect(PMCR_N(place_read(p, PMCR)), here, "PMCR.N");
    test_end();
}

/* Set all from home, clear and set all from there. */
static void expect_mask(struct place p, unsigned set, unsigned clear,
                        const char *name)
{
    uint32_t rest = implemented() & ~visible();

    reg_write(clear, ~0u);
    place_write(p, set, ~0u);
    test_expect(reg_read(set), visible(), "%sSET from none", name);
    reg_write(set, ~0u);
    test_expect(place_read(p, set), visible(), "%sSET read", name);
    test_expect(place_read(p, clear), visible(), "%sCLR read", name);
    place_write(p, clear, ~0u);
    test_expect(reg_read(set), rest, "%sCLR from all", name);
    reg_write(clear, ~0u);
}

static void test_masks(struct place p, unsigned hpmn)
{
    test_begin("R58 PMCNTEN, PMOVS, PMINTEN at %s, HPMN=%u", place_name(p),
               hpmn);
    start(p, hpmn);
    expect_mask(p, PMCNTENSET, PMCNTENCLR, "PMCNTEN");
    expect_mask(p, PMOVSSET, PMOVSCLR, "PMOVS");
    if (regime_el(p.regime) > 0) {
        expect_mask(p, PMINTENSET, PMINTENCLR, "PMINTEN");
    }
    test_end();
}

static void test_reset_and_increment(struct place p, unsigned hpmn)
{
    test_begin("R58 PMCR.P and PMSWINC at %s, HPMN=%u", place_name(p), hpmn);
    start(p, hpmn);
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), 0x1000 + n);
    }
    place_write(p, PMCR, PMCR_LC | PMCR_P);
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_expect(reg_read(PMEVCNTR(n)), n < here ? 0 : 0x1000 + n,
                    "PMEVCNTR%u after PMCR.P", n);
    }
    pmu_program(COUNT_EVERYWHERE | EVENT_SW_INCR);
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_P);
    set_mdcr_el2(hpmn | MDCR_EL2_HPME);
    place_write(p, PMSWINC, ~0u);
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_expect(reg_read(PMEVCNTR(n)), n < here, "PMEVCNTR%u", n);
    }
    test_end();
}

/*
 * One register of a counter that @p has no access to. The trap is certain
 * with FEAT_FGT (R8); without it, no outcome is the live counter (R10).
 */
static void expect_beyond(struct place p, unsigned reg, unsigned home_reg)
{
    uint64_t before = reg_read(home_reg), got = place_read(p, reg);
    uint64_t seen = trap_seen();

    if (cpu.fgt) {
        test_expect(seen, trap_at(p, 2, reg, true), "read, exception");
    } else {
        test_expect(got == before, false, "the counter is read");
    }
    place_write(p, reg, 1);
    seen = trap_seen();
    if (cpu.fgt) {
        test_expect(seen, trap_at(p, 2, reg, false), "write, exception");
    }
    test_expect(reg_read(home_reg), before, "value after a write");
}

static void test_second_range(struct place p, unsigned hpmn)
{
    if (accessible(p.regime, hpmn) == cpu.counters) {
        return;
    }
    test_begin("%s second range at %s, HPMN=%u", cpu.fgt ? "R8" : "R10",
               place_name(p), hpmn);
    start(p, hpmn);
    for (unsigned n = here; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), 0x1000 + n);
        reg_write(PMEVTYPER(n), PMEVTYPER_P | (0x80 + n));
        reg_write(PMSELR, n);
        expect_beyond(p, PMEVCNTR(n), PMEVCNTR(n));
        expect_beyond(p, PMXEVCNTR, PMEVCNTR(n));
        expect_beyond(p, PMEVTYPER(n), PMEVTYPER(n));
        expect_beyond(p, PMXEVTYPER, PMEVTYPER(n));
    }
    test_end();
}

static void expect_undefined(struct place p, unsigned reg, const char *name)
{
    place_read(p, reg);
    test_expect(trap_seen(), trap_undef(place_undef_el(p)), "%s read", name);
    place_write(p, reg, 0);
    test_expect(trap_seen(), trap_undef(place_undef_el(p)), "%s write", name);
}

static void test_beyond_all(struct place p)
{
    test_begin("R7 counters that are not implemented at %s", place_name(p));
    if (!cpu.fgt) {
        test_skip("no FEAT_FGT");
        return;
    }
    start(p, cpu.counters);
    reg_write(PMSELR, 31);
    expect_undefined(p, PMXEVCNTR, "PMXEVCNTR, SEL=31");
    if (cpu.counters < 31) {
        expect_undefined(p, PMEVCNTR(cpu.counters), "PMEVCNTR<N>");
        expect_undefined(p, PMEVTYPER(cpu.counters), "PMEVTYPER<N>");
        reg_write(PMSELR, cpu.counters);
        expect_undefined(p, PMXEVCNTR, "PMXEVCNTR, SEL=N");
        expect_undefined(p, PMXEVTYPER, "PMXEVTYPER, SEL=N");
    }
    test_end();
}

/* R56: PMEVCNTR<n> has no high half before PMUv3p5, PMCCNTR always has. */
static void expect_low_half(struct place p, unsigned reg, unsigned home_reg,
                            uint64_t high, const char *name)
{
    reg_write(home_reg, HIGH_HALF | 1);
    test_expect(place_read(p, reg), 1, "%s read", name);
    place_write(p, reg, 0x90000005);
    test_expect(reg_read(home_reg), high | 0x90000005, "%s written", name);
}

static void test_halves(struct place p)
{
    uint64_t high = cpu.version >= PMUV3P5 ? HIGH_HALF : 0;

    test_begin("R56 32-bit accesses and high halves at %s", place_name(p));
    start(p, cpu.counters);
    if (cpu.counters) {
        expect_low_half(p, PMEVCNTR(0), PMEVCNTR(0), high, "PMEVCNTR0");
        reg_write(PMSELR, cpu.counters - 1);
        expect_low_half(p, PMXEVCNTR, PMEVCNTR(cpu.counters - 1), high,
                        "PMXEVCNTR");
    }
    expect_low_half(p, PMCCNTR, PMCCNTR, HIGH_HALF, "PMCCNTR");
    reg_write(PMCCNTR, HIGH_HALF | 2);
    test_expect(place_read_pair(p), HIGH_HALF | 2, "MRRC of PMCCNTR");
    place_write_pair(p, 0x1122334455667788);
    test_expect(reg_read(PMCCNTR), 0x1122334455667788, "MCRR of PMCCNTR");
    test_end();
}

static void expect_no_m(struct place p, unsigned reg, unsigned home_reg,
                        const char *name)
{
    bool threshold = home_reg != PMCCFILTR && cpu.version >= PMUV3P9;
    uint64_t high = threshold ? PMEVTYPER_TC_TH : 0;
    uint64_t set;

    reg_write(home_reg, 0);
    place_write(p, reg, ~0u);
    test_expect(reg_read(home_reg) & (PMEVTYPER_TC_TH | PMEVTYPER_M), 0,
                "%s, M of 0", name);
    test_expect(place_read(p, reg) & PMEVTYPER_P, PMEVTYPER_P, "%s.P", name);
    reg_write(home_reg, PMEVTYPER_TC_TH | PMEVTYPER_M);
    set = reg_read(home_reg);
    test_expect(set, (cpu.el3 ? PMEVTYPER_M : 0) | high, "%s.M at home", name);
    test_expect(place_read(p, reg), 0, "%s.M read", name);
    place_write(p, reg, 0);
    test_expect(reg_read(home_reg), set, "%s, M of 1", name);
}

static void test_m(struct place p)
{
    test_begin("R57 filter bit M out of reach at %s", place_name(p));
    start(p, cpu.counters);
    if (cpu.counters) {
        expect_no_m(p, PMEVTYPER(0), PMEVTYPER(0), "PMEVTYPER0");
        expect_no_m(p, PMXEVTYPER, PMEVTYPER(0), "PMXEVTYPER");
    }
    expect_no_m(p, PMCCFILTR, PMCCFILTR, "PMCCFILTR");
    reg_write(PMSELR, 31);
    expect_no_m(p, PMXEVTYPER, PMCCFILTR, "PMXEVTYPER, SEL=31");
    test_end();
}

/* Who traps what; registers that EL0 may read, and all may write with 0 */
static const unsigned trapped[] = {
    PMCR, PMCNTENSET, PMOVSCLR, PMSELR, PMCEID0, PMCCNTR, PMXEVTYPER,
    PMUSERENR, PMOVSSET, PMCCFILTR,
};

static bool crn_is_9(unsigned reg)
{
    return (reg >> 7 & 15) == 9;
}

/* Every register of the list traps to @el, if @el and @which say so. */
static void expect_traps(struct place p, unsigned el,
                         bool (*which)(unsigned reg))
{
    reg_write(PMSELR, 31);
    for (unsigned i = 0; i < ARRAY_SIZE(trapped); i++) {
        unsigned reg = trapped[i];
        uint64_t want = el && (!which || which(reg))
                            ? trap_at(p, el, reg, true) : 0;

        place_read(p, reg);
        test_expect(trap_seen(), want, "register 0x%x read", reg);
    }
    place_read_pair(p);
    test_expect(trap_seen(), el ? trap_pair(el, true) : 0, "MRRC");
    place_write_pair(p, 0);
    test_expect(trap_seen(), el ? trap_pair(el, false) : 0, "MCRR");
}

static void test_tpm(struct place p)
{
    bool below = regime_beneath_el2(p.regime);

    if (!cpu.el2) {
        return;
    }
    test_begin("R49 MDCR_EL2.TPM at %s", place_name(p));
    start(p, cpu.counters);
    set_mdcr_el2(cpu.counters | MDCR_EL2_TPM);
    expect_traps(p, below ? 2 : 0, NULL);
    pmu_reset();
    set_mdcr_el2(cpu.counters | MDCR_EL2_TPMCR);
    place_read(p, PMCR);
    test_expect(trap_seen(), below ? trap_at(p, 2, PMCR, true) : 0, "TPMCR");
    test_end();
}

/* T9 is CRn = 9 of MRC and MCR, and CRm = 9 of MRRC and MCRR. */
static void test_hstr(struct place p)
{
    bool below = regime_beneath_el2(p.regime) &&
                 !regime_host(p.regime);

    if (!cpu.el2) {
        return;
    }
    test_begin("R58 HSTR_EL2.T9 at %s", place_name(p));
    start(p, cpu.counters);
    write_sysreg(hstr_el2, HSTR_T9);
    expect_traps(p, below ? 2 : 0, crn_is_9);
    if (below) {
        set_mdcr_el2(cpu.counters | MDCR_EL2_TPM);
        expect_traps(p, 2, NULL);
    }
    write_sysreg(hstr_el2, 0);
    test_end();
}

static void test_tpm3(struct place p)
{
    if (!cpu.el3) {
        return;
    }
    test_begin("R51 MDCR_EL3.TPM at %s", place_name(p));
    start(p, cpu.counters);
    write_sysreg(mdcr_el3, MDCR_EL3_SPME | MDCR_EL3_TPM);
    expect_traps(p, 3, NULL);
    pmu_reset();
    test_end();
}

/* R55: to an AArch64 EL1 (or host EL2) a trap, to an AArch32 one UNDEFINED */
static void test_denied(struct place p)
{
    unsigned el = place_undef_el(p);

    if (regime_el(p.regime) != 0) {
        return;
    }
    test_begin("R55 PMUSERENR=0 at %s", place_name(p));
    start(p, cpu.counters);
    reg_write(PMUSERENR, 0);
    place_read(p, PMCNTENSET);
    test_expect(trap_seen(), p.highest32 > 0 ? trap_undef(el)
                : trap_at(p, el, PMCNTENSET, true), "PMCNTENSET");
    place_write(p, PMCCNTR, 0);
    test_expect(trap_seen(), p.highest32 > 0 ? trap_undef(el)
                : trap_at(p, el, PMCCNTR, false), "PMCCNTR");
    place_read(p, PMUSERENR);
    test_expect(trap_seen(), 0, "PMUSERENR");
    test_end();
}

/* R47: HDCR is the low half of MDCR_EL2; what it says, EL1 obeys. */
static void test_hdcr(struct place p, unsigned hpmn)
{
    struct place el1 = { .regime = EL1, .highest32 = p.highest32 };
    uint64_t value = hpmn | MDCR_EL2_HPME | MDCR_EL2_TPMCR;

    test_begin("R47 HDCR at %s, HPMN=%u", place_name(p), hpmn);
    start(el1, cpu.counters);
    place_write(p, MDCR_EL2_REG, value);
    test_expect((uint32_t)read_sysreg(mdcr_el2), value, "MDCR_EL2");
    test_expect(place_read(p, MDCR_EL2_REG), value, "HDCR");
    place_read(el1, PMCR);
    test_expect(trap_seen(), trap_at(el1, 2, PMCR, true), "HDCR.TPMCR");
    place_write(p, MDCR_EL2_REG, hpmn);
    test_expect(PMCR_N(place_read(el1, PMCR)), hpmn, "PMCR.N at EL1");
    place_read(el1, MDCR_EL2_REG);
    test_expect(trap_seen(), trap_undef(1), "HDCR at EL1");
    test_end();
}

static void test_place(struct place p)
{
    unsigned hpmn;

    for_each_hpmn(hpmn) {
        test_number(p, hpmn);
        test_masks(p, hpmn);
        test_reset_and_increment(p, hpmn);
        test_second_range(p, hpmn);
        if (regime_el(p.regime) == 2) {
            test_hdcr(p, hpmn);
        }
    }
    test_beyond_all(p);
    test_halves(p);
    test_m(p);
    test_tpm(p);
    test_hstr(p);
    test_tpm3(p);
    test_denied(p);
}

int main(void)
{
    struct place p;
    unsigned places = 0;

    for_each_place(p) {
        if (place_is_a32(p)) {
            test_place(p);
            places++;
        }
    }
    if (!places) {
        test_skip_all("no AArch32");
    }
    return 0;
}
