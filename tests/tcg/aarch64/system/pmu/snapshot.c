/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FEAT_PMUv3_SS (R23): a write of PMSSCR.SS captures all counters, whoever
 * owns them; the two registers PMSSE, PMECR.SSE and the OS Lock decide
 * whether it may; what was captured of a counter of the second range is not
 * EL1's to read. FEAT_FGT2 and MDCR_EL3.EnPMSS trap, TPM does not.
 */
#include "lib/guest.h"
#include "lib/place.h"

#define OLD(n) (0x1234500000000ull + 0x1001 * (n))
#define CYCLES 31
#define INSTRUCTIONS 32
#define TO_GO 30001

static struct place at(enum regime r)
{
    return (struct place){ .regime = r, .highest32 = A64_ONLY };
}

static struct place home(void)
{
    return at(cpu.home == 3 ? EL3 : cpu.home == 2 ? EL2 : EL1);
}

/* PMSSE and SSE; the lower ones count only where the higher ones say so */
static void control(unsigned el3, unsigned el2, unsigned sse, unsigned hpmn)
{
    set_mdcr_el3(MDCR_EL3_SPME | MDCR_EL3_ENPM2 | MDCR_EL3_ENPMSS |
                 MDCR_EL3_PMSSE(el3));
    set_mdcr_el2(hpmn | MDCR_EL2_HPME | MDCR_EL2_PMSSE(el2));
    write_sysreg(PMECR_EL1, PMECR_SSE(sse));
}

static void allow(unsigned hpmn)
{
    control(PMSSE_LOWER, PMSSE_LOWER, PMSSE_ALLOWED, hpmn);
}

static bool is_there(unsigned n)
{
    return n < cpu.counters || n == CYCLES || (n == INSTRUCTIONS && cpu.icntr);
}

static void set_values(uint64_t add)
{
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), OLD(n) + add);
    }
    reg_write(PMCCNTR, OLD(CYCLES) + add);
    write_instructions(OLD(INSTRUCTIONS) + add, 0);
}

/* Everything that was captured, if so with @add */
static void expect_saved(bool captured, uint64_t add)
{
    for (unsigned n = 0; n <= INSTRUCTIONS; n++) {
        if (is_there(n)) {
            test_expect(place_read(home(), PMEVCNTSVR(n)),
                        captured ? OLD(n) + add : 0, "saved counter %u", n);
        }
    }
}

static void test_reset(void)
{
    test_begin("R23 nothing is captured after reset");
    test_expect(cpu.reset_pmsscr, PMSSCR_NC, "PMSSCR");
    test_end();

    test_begin("R23 PMSSCR and PMECR hold the fields that are there");
    pmu_reset();
    control(PMSSE_DISABLED, PMSSE_DISABLED, 0, cpu.counters);
    write_sysreg(PMECR_EL1, ~0ull);
    test_expect(read_sysreg(PMECR_EL1), PMECR_SSE(3), "PMECR, all ones");
    write_sysreg(PMECR_EL1, PMECR_SSE(1));
    test_expect(read_sysreg(PMECR_EL1), PMECR_SSE(1), "PMECR, reserved");
    write_sysreg(PMECR_EL1, 0);
    write_sysreg(PMSSCR_EL1, ~PMSSCR_SS);
    test_expect(read_sysreg(PMSSCR_EL1), PMSSCR_NC, "PMSSCR.NC set");
    write_sysreg(PMSSCR_EL1, 0);
    test_expect(read_sysreg(PMSSCR_EL1), 0, "PMSSCR.NC clear");
    test_end();
}

/* HPMN limits who reads, not what is captured. */
static void test_capture(enum regime r, unsigned hpmn)
{
    test_begin("R23 all counters are captured from %s, HPMN=%u",
               regime_name(r), hpmn);
    pmu_reset();
    allow(hpmn);
    set_values(0);
    place_write(at(r), PMSSCR, PMSSCR_SS);
    test_expect(place_read(at(r), PMSSCR), 0, "PMSSCR");
    set_values(7);
    expect_saved(true, 0);
    place_write(at(r), PMSSCR, PMSSCR_NC);
    expect_saved(true, 0);
    place_write(at(r), PMSSCR, PMSSCR_SS | PMSSCR_NC);
    test_expect(place_read(at(r), PMSSCR), 0, "PMSSCR, once more");
    expect_saved(true, 7);
    test_end();
}

/* --- may it? --- */

enum outcome { IGNORED, FAILS, DONE };

/* Table D13-10 */
static enum outcome outcome(unsigned el3, unsigned el2, unsigned sse,
                            bool locked)
{
    unsigned decides = cpu.el3 && el3 != PMSSE_LOWER ? el3 :
                       cpu.el2 && el2 != PMSSE_LOWER ? el2 : sse;

    if (decides == PMSSE_DISABLED || decides == PMSSE_LOWER) {
        return IGNORED;
    }
    return decides == PMSSE_PROHIBITED || locked ? FAILS : DONE;
}

/* Before, NC is the opposite of what it will be. */
static void expect_outcome(enum outcome want)
{
    uint64_t nc = want == FAILS ? 0 : PMSSCR_NC;

    set_values(1);
    write_sysreg(PMSSCR_EL1, nc | PMSSCR_SS);
    test_expect(read_sysreg(PMSSCR_EL1),
                want == DONE ? 0 : PMSSCR_NC, "PMSSCR");
    expect_saved(want == DONE, 1);
}

static void test_control(unsigned el3, unsigned el2, bool locked)
{
    test_begin("R23 PMSSE=%u at EL3, %u at EL2, OS Lock %u", el3, el2, locked);
    for (unsigned sse = 0; sse < 4; sse++) {
        pmu_reset();
        control(el3, el2, sse, cpu.counters);
        write_sysreg(oslar_el1, locked);
        expect_outcome(outcome(el3, el2, sse, locked));
        write_sysreg(oslar_el1, 0);
    }
    test_end();
}

static void test_controls(void)
{
    for (unsigned i = 0; i < 32; i++) {
        unsigned el3 = i & 3, el2 = i >> 2 & 3;

        if ((cpu.el3 || !el3) && (cpu.el2 || !el2)) {
            test_control(el3, el2, i & 16);
        }
    }
}

/* An EL1 that uses AArch32 has no PMECR. */
static void test_aarch32(void)
{
    test_begin("R23 PMECR does not speak for an EL1 in AArch32");
    if (!cpu.el2 || (read_sysreg(id_aa64pfr0_el1) >> 4 & 15) != 2) {
        test_skip("no EL2, or no AArch32 at EL1");
        return;
    }
    pmu_reset();
    allow(cpu.counters);
    write_sysreg(hcr_el2, 0);
    expect_outcome(IGNORED);
    control(PMSSE_LOWER, PMSSE_ALLOWED, 0, cpu.counters);
    expect_outcome(DONE);
    regime_default();
    pmu_reset();
    test_end();
}

/* --- counters that run --- */

/* Of counter 0, in one translation block if the accesses do not end it */
static uint64_t capture_in_between(uint64_t unused, uint64_t unused2)
{
    uint64_t before, after;

    (void)unused;
    (void)unused2;
    asm volatile("isb; mrs %0, pmevcntr0_el0; nop; nop; nop; nop\n"
                 "msr " SYSREG_NAME(PMSSCR_EL1) ", %2; nop; nop; nop; nop\n"
                 "mrs %1, pmevcntr0_el0; isb"
                 : "=&r" (before), "=&r" (after) : "r" (PMSSCR_SS));
    return before < after ? before << 32 | after : 0;
}

static void test_running(enum regime r, unsigned event)
{
    uint64_t both, saved;

    test_begin("R23 a counter that runs is captured as it is, event %u, at %s",
               event, regime_name(r));
    if (!cpu.counters) {
        test_skip("no event counter");
        return;
    }
    pmu_reset();
    allow(cpu.counters);
    pmu_program(COUNT_EVERYWHERE | event);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    reg_write(PMEVCNTR(0), 0);
    both = run_at(r, capture_in_between, 0, 0);
    saved = place_read(home(), PMEVCNTSVR(0));
    test_expect(both != 0, true, "it runs");
    test_expect(saved > both >> 32 && saved < (uint32_t)both, true,
                "between two reads");
    test_end();
}

/* PMU_SNAPSHOT: afterwards, so not in what was captured; successes only */
static void test_event(void)
{
    test_begin("R23 PMU_SNAPSHOT counts captures");
    if (!cpu.counters) {
        test_skip("no event counter");
        return;
    }
    pmu_reset();
    allow(cpu.counters);
    pmu_program(COUNT_EVERYWHERE | EVENT_PMU_SNAPSHOT);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    write_sysreg(PMSSCR_EL1, PMSSCR_SS);
    write_sysreg(PMSSCR_EL1, PMSSCR_SS);
    test_expect(reg_read(PMEVCNTR(0)), 2, "two");
    test_expect(place_read(home(), PMEVCNTSVR(0)), 1, "of which captured");
    control(PMSSE_LOWER, PMSSE_LOWER, PMSSE_PROHIBITED, cpu.counters);
    write_sysreg(PMSSCR_EL1, PMSSCR_SS);
    test_expect(reg_read(PMEVCNTR(0)), 2, "with one that failed");
    test_end();
}

/* --- of a range that an overflow freezes (R29) --- */

static void capture(void)
{
    write_sysreg(PMSSCR_EL1, PMSSCR_SS);
    test_expect(read_sysreg(PMSSCR_EL1), 0, "PMSSCR");
}

static void start_freezing(unsigned hpmn)
{
    pmu_reset();
    allow(hpmn);
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_FZO);
}

/* What was captured of the first range is what it stands at, from 0 on. */
static void expect_standing(unsigned hpmn)
{
    test_expect(reg_read(PMOVSSET) & 1, 1, "PMOVSSET");
    spin(500, 0);
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_expect(reg_read(PMEVCNTR(n)) ==
                    place_read(home(), PMEVCNTSVR(n)), n < hpmn,
                    "PMEVCNTR%u stands as captured", n);
    }
    test_expect(reg_read(PMCCNTR) == place_read(home(), PMEVCNTSVR(CYCLES)),
                false, "PMCCNTR stands");
}

/* So soon that nobody but the capture may have seen the overflow, often */
static void test_frozen(unsigned hpmn)
{
    uint64_t start;

    test_begin("R29 a capture shows what time has frozen, HPMN=%u", hpmn);
    for (unsigned i = 0; i < 20; i++) {
        start_freezing(hpmn);
        reg_write(PMEVCNTR(0), (uint32_t)-TO_GO);
        start = now_ns();
        while (now_ns() - start < TO_GO) {
            continue;
        }
        capture();
        expect_standing(hpmn);
    }
    test_end();
}

/* PMU_SNAPSHOT's overflow: the capture is whole, and what follows stands. */
static void test_freezes(unsigned hpmn)
{
    test_begin("R29 a capture that overflows freezes, HPMN=%u", hpmn);
    start_freezing(hpmn);
    reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | EVENT_PMU_SNAPSHOT);
    reg_write(PMEVCNTR(0), 0xffffffff);
    capture();
    test_expect(place_read(home(), PMEVCNTSVR(0)), 0xffffffff,
                "captured before");
    capture();
    expect_standing(hpmn);
    test_expect(reg_read(PMEVCNTR(0)), 1ull << 32, "counted once");
    test_end();
}

/* --- who reaches it --- */

struct setting {
    uint64_t fgt_read, fgt_write, mdcr_el2, mdcr_el3;
    bool fgten2, enpm2, enpmss;
};

static const struct setting open = {
    .fgt_read = ~0ull, .fgt_write = ~0ull, .fgten2 = true, .enpm2 = true,
    .enpmss = true,
};

static void apply(const struct setting *s, unsigned hpmn)
{
    scr_el3_without = s->fgten2 ? 0 : SCR_EL3_FGTEN2;
    regime_default();
    set_fine_grained2(s->fgt_read, s->fgt_write);
    set_mdcr_el2(s->mdcr_el2 | hpmn);
    set_mdcr_el3(MDCR_EL3_SPME | s->mdcr_el3 |
                 (s->enpm2 ? MDCR_EL3_ENPM2 : 0) |
                 (s->enpmss ? MDCR_EL3_ENPMSS : 0));
}

/* @bit: HDFGRTR2's, or HDFGWTR2's */
static uint64_t wanted(const struct setting *s, enum regime r, unsigned reg,
                       uint64_t bit, bool read, unsigned hpmn)
{
    unsigned el = regime_el(r), n = reg - PMEVCNTSVR(0);
    bool saved = reg >= PMEVCNTSVR(0) && reg <= PMICNTSVR;
    uint64_t bits = read ? s->fgt_read : s->fgt_write;

    if (el == 0 || (saved && (!is_there(n) || !read))) {
        return trap_undef(regime_undef_el(r));
    }
    if (el < 2 && regime_el2_enabled(r) &&
        ((cpu.el3 && !s->fgten2) || !(bits & bit) ||
         (saved && n < CYCLES && n >= hpmn) ||
         (reg == PMECR && (s->mdcr_el2 & MDCR_EL2_TPM)))) {
        return trap_sysreg(2, reg, read);
    }
    if (el < 3 && cpu.el3 &&
        (reg == PMECR ? !s->enpm2 || (s->mdcr_el3 & MDCR_EL3_TPM)
                      : !s->enpmss)) {
        return trap_sysreg(3, reg, read);
    }
    return 0;
}

static void expect_access(const struct setting *s, enum regime r, unsigned reg,
                          uint64_t bit, unsigned hpmn)
{
    place_read(at(r), reg);
    test_expect(trap_seen(), wanted(s, r, reg, bit, true, hpmn),
                "read of 0x%x", reg);
    place_write(at(r), reg, 0);
    test_expect(trap_seen(), wanted(s, r, reg, bit, false, hpmn),
                "write of 0x%x", reg);
}

static void test_setting(const char *what, const struct setting *s,
                         unsigned hpmn)
{
    enum regime r;

    for_each_regime(r) {
        test_begin("R23 %s, HPMN=%u, at %s", what, hpmn, regime_name(r));
        pmu_reset();
        apply(s, hpmn);
        for (unsigned n = 0; n <= INSTRUCTIONS; n++) {
            expect_access(s, r, PMEVCNTSVR(n), HDFGRTR2_NPMSSDATA, hpmn);
        }
        expect_access(s, r, PMSSCR, HDFGTR2_NPMSSCR, hpmn);
        expect_access(s, r, PMECR, HDFGTR2_NPMECR, hpmn);
        pmu_reset();
        test_end();
    }
}

static void test_settings(void)
{
    static const uint64_t bits[] = {
        HDFGTR2_NPMECR, HDFGRTR2_NPMSSDATA, HDFGTR2_NPMSSCR,
    };
    struct setting s = open;

    for (unsigned i = 0; i < ARRAY_SIZE(bits); i++) {
        s.fgt_read = ~bits[i];
        s.fgt_write = bits[i];
        test_setting("one bit of HDFGRTR2, all others of HDFGWTR2", &s,
                     cpu.counters);
        s.fgt_read = bits[i];
        s.fgt_write = ~bits[i];
        test_setting("all others of HDFGRTR2, one bit of HDFGWTR2", &s,
                     cpu.counters);
    }
    s = open;
    s.fgten2 = false;
    test_setting("FGTEn2=0", &s, cpu.counters);
    s = open;
    s.enpmss = false;
    test_setting("EnPMSS=0", &s, cpu.counters);
    s = open;
    s.enpm2 = false;
    test_setting("EnPM2=0", &s, cpu.counters);
    s = open;
    s.mdcr_el2 = cpu.el2 ? MDCR_EL2_TPM : 0;
    s.mdcr_el3 = MDCR_EL3_TPM;
    test_setting("TPM of both", &s, cpu.counters);
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    if (!cpu.snapshot) {
        test_skip_all("no FEAT_PMUv3_SS");
    }
    test_reset();
    for_each_hpmn(hpmn) {
        struct setting s = open;

        for_each_regime(r) {
            if (regime_el(r) > 0) {
                test_capture(r, hpmn);
            }
        }
        if (hpmn && cpu.counters) {
            test_frozen(hpmn);
            test_freezes(hpmn);
        }
        test_setting("nothing else traps", &s, hpmn);
        s.enpmss = false;
        test_setting("HPMN before EnPMSS", &s, hpmn);
    }
    test_controls();
    test_aarch32();
    for_each_regime(r) {
        if (regime_el(r) > 0) {
            test_running(r, EVENT_CPU_CYCLES);
            test_running(r, EVENT_INST_RETIRED);
        }
    }
    test_event();
    test_settings();
    return 0;
}
