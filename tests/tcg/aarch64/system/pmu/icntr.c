/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FEAT_PMUv3_ICNTR: the instruction counter. It is one of the first range,
 * whatever HPMN is (R6): enable, overflow, freeze, interrupt, prohibition and
 * filters as of an event counter there, but for 64 bits always. Then who
 * reaches it: PMUSERENR.UEN, PMUACR and IR (R54), FEAT_FGT2 and
 * MDCR_EL3.EnPM2, which trap the counter and hide its bits (R53), PMZR (R22).
 */
#include "lib/guest.h"
#include "lib/place.h"

#define OLD 0x123456789abcull

static uint64_t count(void)
{
    return read_sysreg(PMICNTR_EL0);
}

static void set_count(uint64_t value)
{
    write_sysreg(PMICNTR_EL0, value);
}

/* Count in all regimes that @filter lets in. */
static void start(uint32_t filter)
{
    pmu_reset();
    write_sysreg(PMICFILTR_EL0, filter);
    reg_write(PMCNTENSET, PMU_F0);
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static bool gains_at(enum regime r)
{
    set_count(0);
    run_at(r, spin, 500, 0);
    return count() >= 900;
}

/*
 * Two instructions a turn: the difference of two loops is exact, if all else
 * is the same code.
 */
static __attribute__((noinline, noclone))
uint64_t instructions_of(enum regime r, uint64_t loops)
{
    set_count(0);
    run_at(r, spin, loops, 0);
    return count();
}

static void test_exact(enum regime r)
{
    test_begin("R6 instructions are counted one by one, at %s",
               regime_name(r));
    start(COUNT_EVERYWHERE);
    test_expect(instructions_of(r, 1500) - instructions_of(r, 500), 2000,
                "a thousand turns of a loop");
    test_end();
}

static void test_filter(enum regime r)
{
    enum regime other;

    test_begin("R38 PMICFILTR lets it count at %s alone", regime_name(r));
    start(only_in(r));
    for_each_regime(other) {
        /* No filter tells more of two regimes than that. */
        bool same = regime_el(other) == regime_el(r) &&
                    regime_secure(other) == regime_secure(r);

        /* Home is on the way to all; only_in() lets both EL2 in. */
        if (regime_el(other) != cpu.home && regime_el(r) != cpu.home &&
            (same || regime_el(r) != 2 || regime_el(other) != 2)) {
            test_expect(gains_at(other), same, "counts at %s",
                        regime_name(other));
        }
    }
    test_expect(gains_at(r), true, "counts there");
    test_end();
}

static void test_enables(unsigned hpmn)
{
    test_begin("R24 PMCR.E and PMCNTEN enable it, HPME does not, HPMN=%u",
               hpmn);
    start(COUNT_EVERYWHERE);
    set_mdcr_el2(hpmn);
    test_expect(gains_at(EL1), true, "E");
    reg_write(PMCR, PMCR_LC);
    set_mdcr_el2(hpmn | MDCR_EL2_HPME);
    test_expect(gains_at(EL1), false, "HPME alone");
    reg_write(PMCR, PMCR_LC | PMCR_E);
    reg_write(PMCNTENCLR, PMU_F0);
    test_expect(gains_at(EL1), false, "not in PMCNTEN");
    test_end();
}

static void test_prohibited(void)
{
    test_begin("R33 HPMD stops it at EL2");
    if (!cpu.el2) {
        test_skip("no EL2");
        return;
    }
    start(only_in(EL2));
    test_expect(gains_at(EL2), true, "without");
    set_mdcr_el2(cpu.counters | MDCR_EL2_HPMD);
    test_expect(gains_at(EL2), false, "with HPMD");
    test_end();

    test_begin("R34 SPME and MPMX permit it at EL3 and in Secure state");
    if (!cpu.el3) {
        test_skip("no EL3");
        return;
    }
    start(COUNT_EVERYWHERE);
    set_mdcr_el3(MDCR_EL3_ENPM2);
    test_expect(gains_at(EL3), false, "EL3, SPME=0");
    test_expect(gains_at(SEL1), false, "Secure EL1, SPME=0");
    set_mdcr_el3(MDCR_EL3_ENPM2 | MDCR_EL3_SPME | MDCR_EL3_MPMX);
    test_expect(gains_at(EL3), false, "EL3, MPMX=1");
    test_expect(gains_at(SEL1), true, "Secure EL1, MPMX=1");
    test_end();
}

static void test_overflow(bool lp)
{
    test_begin("R27 it overflows at 64 bits, LP=%u", lp);
    start(COUNT_EVERYWHERE);
    reg_write(PMCR, PMCR_LC | PMCR_E | (lp ? PMCR_LP : 0));
    set_count(0xffffff00);
    run_at(EL1, spin, 500, 0);
    test_expect(reg_read(PMOVSSET), 0, "PMOVS at 32 bits");
    test_expect(count() > 0xffffffff, true, "carried into bit 32");
    set_count(-100ull);
    run_at(EL1, spin, 500, 0);
    test_expect(reg_read(PMOVSSET), PMU_F0, "PMOVS at 64 bits");
    test_expect(count() < 0xffffffff, true, "wrapped");
    test_end();
}

static void test_interrupt(void)
{
    test_begin("R30 its overflow raises the interrupt with PMCR.E");
    pmu_reset();
    set_mdcr_el2(cpu.counters | MDCR_EL2_HPME);
    reg_write(PMOVSSET, PMU_F0);
    reg_write(PMINTENSET, PMU_F0);
    test_expect(pmu_irq_level(), false, "E=0");
    reg_write(PMCR, PMCR_LC | PMCR_E);
    test_expect(pmu_irq_level(), true, "E=1");
    reg_write(PMINTENCLR, PMU_F0);
    test_expect(pmu_irq_level(), false, "not in PMINTEN");
    reg_write(PMINTENSET, PMU_F0);
    reg_write(PMOVSCLR, PMU_F0);
    test_expect(pmu_irq_level(), false, "no overflow");
    test_end();

    test_begin("R31 the interrupt comes when it overflows");
    start(COUNT_EVERYWHERE);
    reg_write(PMINTENSET, PMU_F0);
    set_count(-5000ull);
    test_expect(pmu_irq_level(), false, "before");
    run_at(EL1, spin, 5000, 0);
    test_expect(pmu_irq_level(), true, "after");
    test_end();
}

/* Its overflow freezes, and it is frozen by others; no DP is asked. */
static void test_freeze(void)
{
    test_begin("R29 it freezes the first range, and freezes with it");
    start(COUNT_EVERYWHERE);
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    reg_write(PMCNTENSET, PMU_C);
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_FZO);
    test_expect(gains_at(EL1), true, "no overflow");
    reg_write(PMOVSSET, PMU_F0);
    test_expect(gains_at(EL1), false, "its own");
    test_expect(counted_at(EL1) & PMU_C, PMU_C, "PMCCNTR goes on");
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_FZO | PMCR_DP);
    test_expect(counted_at(EL1) & PMU_C, 0, "PMCCNTR with DP");
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_FZO);
    reg_write(PMOVSCLR, PMU_F0);
    reg_write(PMOVSSET, PMU_C);
    test_expect(gains_at(EL1), true, "PMCCNTR's overflow");
    if (cpu.counters) {
        reg_write(PMOVSSET, 1);
        test_expect(gains_at(EL1), false, "PMEVCNTR0's overflow");
    }
    test_end();
}

static void test_reset_bits(void)
{
    test_begin("R19 PMCR.P and PMCR.C leave it alone");
    pmu_reset();
    set_count(OLD);
    reg_write(PMCR, PMCR_LC | PMCR_P | PMCR_C);
    test_expect(count(), OLD, "PMICNTR");
    test_end();

    test_begin("R6 PMICFILTR says what it counts");
    write_sysreg(PMICFILTR_EL0, 0xffff0000ffffffffull & ~0xffffull);
    test_expect(read_sysreg(PMICFILTR_EL0) & 0xffff, 8, "evtCount");
    write_sysreg(PMICFILTR_EL0, 0x11);
    test_expect(read_sysreg(PMICFILTR_EL0), 8, "evtCount is read-only");
    test_end();
}

/* --- who reaches it --- */

struct setting {
    uint64_t fgt_read, fgt_write;
    bool fgten2, enpm2, user;
    uint64_t mdcr_el2, mdcr_el3;
};

static const struct setting open = {
    .fgt_read = ~0ull, .fgt_write = ~0ull, .fgten2 = true, .enpm2 = true,
    .user = true,
};

static void apply(const struct setting *s)
{
    scr_el3_without = s->fgten2 ? 0 : SCR_EL3_FGTEN2;
    regime_default();
    set_fine_grained2(s->fgt_read, s->fgt_write);
    set_mdcr_el2(s->mdcr_el2 | cpu.counters);
    set_mdcr_el3(MDCR_EL3_SPME | s->mdcr_el3 |
                 (s->enpm2 ? MDCR_EL3_ENPM2 : 0));
    reg_write(PMUSERENR, s->user ? PMUSERENR_UEN : PMUSERENR_EN);
    reg_write(PMUACR, ~0ull);
}

static bool to_el2(const struct setting *s, enum regime r, uint64_t bit,
                   bool read)
{
    uint64_t bits = read ? s->fgt_read : s->fgt_write;

    return regime_el(r) < 2 && regime_el2_enabled(r) && !regime_host(r) &&
           ((cpu.el3 && !s->fgten2) || !(bits & bit));
}

static bool to_el3(const struct setting *s, enum regime r)
{
    return regime_el(r) < 3 && cpu.el3 && !s->enpm2;
}

static uint64_t wanted(const struct setting *s, enum regime r, unsigned reg,
                       uint64_t bit, bool read)
{
    if (regime_el(r) == 0 && !s->user) {
        return trap_sysreg(regime_undef_el(r), reg, read);
    }
    if (to_el2(s, r, bit, read) ||
        (regime_el(r) < 2 && regime_el2_enabled(r) &&
         (s->mdcr_el2 & MDCR_EL2_TPM))) {
        return trap_sysreg(2, reg, read);
    }
    if (to_el3(s, r) || (regime_el(r) < 3 && cpu.el3 &&
                         (s->mdcr_el3 & MDCR_EL3_TPM))) {
        return trap_sysreg(3, reg, read);
    }
    return 0;
}

static void expect_traps(const struct setting *s, enum regime r)
{
    struct place p = { .regime = r, .highest32 = A64_ONLY };
    static const struct {
        const char *name;
        unsigned reg;
        uint64_t bit;
    } regs[] = {
        { "PMICNTR", PMICNTR, HDFGTR2_NPMICNTR },
        { "PMICFILTR", PMICFILTR, HDFGTR2_NPMICFILTR },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(regs); i++) {
        place_read(p, regs[i].reg);
        test_expect(trap_seen(),
                    wanted(s, r, regs[i].reg, regs[i].bit, true), "%s read",
                    regs[i].name);
        place_write(p, regs[i].reg, 0);
        test_expect(trap_seen(),
                    wanted(s, r, regs[i].reg, regs[i].bit, false),
                    "%s write", regs[i].name);
    }
}

/* What traps PMICFILTR hides bit 32 elsewhere, and does not trap there. */
static void expect_bits(const struct setting *s, enum regime r, unsigned set,
                        unsigned clear, const char *name)
{
    bool user = regime_el(r) > 0 || s->user;
    bool read = user && !to_el3(s, r) &&
                !to_el2(s, r, HDFGTR2_NPMICFILTR, true);
    bool write = user && !to_el3(s, r) &&
                 !to_el2(s, r, HDFGTR2_NPMICFILTR, false);

    if (regime_el(r) == 0 && set == PMINTENSET) {
        return;
    }
    reg_write(set, PMU_F0);
    test_expect(read_at(r, set) & PMU_F0, read ? PMU_F0 : 0, "%s read", name);
    write_at(r, clear, PMU_F0);
    test_expect(reg_read(set) & PMU_F0, write ? 0 : PMU_F0, "%s cleared",
                name);
    reg_write(clear, PMU_F0);
    write_at(r, set, PMU_F0);
    test_expect(reg_read(set) & PMU_F0, write ? PMU_F0 : 0, "%s set", name);
    reg_write(clear, PMU_F0);
}

static void expect_zeroing(const struct setting *s, enum regime r)
{
    bool zeroed = (regime_el(r) > 0 || s->user) && !to_el3(s, r) &&
                  !to_el2(s, r, HDFGTR2_NPMICNTR, false);

    bool trapped = cpu.el3 && to_el2(s, r, HDFGWTR2_NPMZR, false);

    set_count(OLD);
    write_at(r, PMZR, PMU_F0);
    test_expect(trap_seen(), trapped ? trap_sysreg(2, PMZR, false) : 0,
                "PMZR");
    test_expect(count(), zeroed ? 0 : OLD, "PMICNTR after PMZR");
}

static void test_setting(const char *what, const struct setting *s)
{
    enum regime r;

    for_each_regime(r) {
        test_begin("R53 PMICNTR and its bits, %s, at %s", what,
                   regime_name(r));
        pmu_reset();
        apply(s);
        expect_traps(s, r);
        if (!s->mdcr_el2 && !s->mdcr_el3) {
            expect_bits(s, r, PMCNTENSET, PMCNTENCLR, "PMCNTEN");
            expect_bits(s, r, PMOVSSET, PMOVSCLR, "PMOVS");
            expect_bits(s, r, PMINTENSET, PMINTENCLR, "PMINTEN");
            if (regime_el(r) > 0 || s->user) {
                expect_zeroing(s, r);
            }
        }
        pmu_reset();
        test_end();
    }
}

static void test_settings(void)
{
    struct setting s = open;

    test_setting("nothing traps", &s);
    s.user = false;
    test_setting("EN without UEN", &s);
    s = open;
    s.fgt_read = ~HDFGTR2_NPMICNTR;
    s.fgt_write = ~HDFGTR2_NPMICFILTR;
    test_setting("nPMICNTR for reads, nPMICFILTR for writes", &s);
    s.fgt_read = ~HDFGTR2_NPMICFILTR;
    s.fgt_write = ~HDFGTR2_NPMICNTR;
    test_setting("nPMICFILTR for reads, nPMICNTR for writes", &s);
    s = open;
    s.fgten2 = false;
    test_setting("FGTEn2 = 0", &s);
    s = open;
    s.enpm2 = false;
    test_setting("EnPM2 = 0", &s);
    s = open;
    s.mdcr_el2 = cpu.el2 ? MDCR_EL2_TPM : 0;
    test_setting("MDCR_EL2.TPM", &s);
    s = open;
    s.mdcr_el3 = cpu.el3 ? MDCR_EL3_TPM : 0;
    test_setting("MDCR_EL3.TPM", &s);
}

/* R54: PMUACR.F0 and IR, at EL0 */
static void test_user(enum regime r, uint64_t pmuacr, bool ir)
{
    struct place p = { .regime = r, .highest32 = A64_ONLY };
    bool shown = pmuacr & PMU_F0, writable = shown && !ir;

    test_begin("R54 PMUACR.F0=%u, IR=%u, at %s", shown, ir, regime_name(r));
    pmu_reset();
    reg_write(PMUSERENR, PMUSERENR_UEN | (ir ? PMUSERENR_IR : 0));
    reg_write(PMUACR, pmuacr);
    set_count(OLD);
    test_expect(place_read(p, PMICNTR), shown ? OLD : 0, "PMICNTR read");
    place_write(p, PMICNTR, 1);
    test_expect(count(), writable ? 1 : OLD, "PMICNTR written");
    write_sysreg(PMICFILTR_EL0, PMEVTYPER_P);
    test_expect(place_read(p, PMICFILTR), shown ? PMEVTYPER_P | 8 : 0,
                "PMICFILTR read");
    place_write(p, PMICFILTR, PMEVTYPER_U);
    test_expect(read_sysreg(PMICFILTR_EL0),
                (writable ? PMEVTYPER_U : PMEVTYPER_P) | 8,
                "PMICFILTR written");
    set_count(OLD);
    write_at(r, PMZR, PMU_F0);
    test_expect(count(), writable ? 0 : OLD, "PMZR");
    reg_write(PMOVSSET, PMU_F0);
    test_expect(read_at(r, PMOVSCLR), shown ? PMU_F0 : 0, "PMOVS read");
    write_at(r, PMOVSCLR, PMU_F0);
    test_expect(reg_read(PMOVSSET), writable ? 0 : PMU_F0, "PMOVS cleared");
    test_end();
}

/* R6: no HPMN keeps it from EL1. AArch32 has no such bit. */
static void test_partition(unsigned hpmn)
{
    struct place p;

    for_each_place(p) {
        bool seen = !place_is_a32(p);

        if (regime_el(p.regime) == 0) {
            continue;
        }
        test_begin("R6 bit 32 is there at %s, HPMN=%u", place_name(p), hpmn);
        pmu_reset();
        set_hpmn(hpmn);
        reg_write(PMCNTENSET, PMU_F0);
        test_expect(place_read(p, PMCNTENSET), seen ? PMU_F0 : 0, "read");
        place_write(p, PMCNTENCLR, ~0ull);
        test_expect(reg_read(PMCNTENSET), seen ? 0 : PMU_F0, "cleared");
        test_end();
    }
}

int main(void)
{
    enum regime r;
    unsigned hpmn;

    if (!cpu.icntr) {
        test_skip_all("no FEAT_PMUv3_ICNTR");
    }
    for_each_regime(r) {
        test_exact(r);
        test_filter(r);
    }
    for_each_hpmn(hpmn) {
        test_enables(hpmn);
        test_partition(hpmn);
    }
    test_prohibited();
    test_overflow(false);
    test_overflow(true);
    test_interrupt();
    test_freeze();
    test_reset_bits();
    test_settings();
    for_each_regime(r) {
        if (regime_el(r) == 0) {
            test_user(r, 0, false);
            test_user(r, ~PMU_F0, false);
            test_user(r, PMU_F0, false);
            test_user(r, PMU_F0, true);
        }
    }
    return 0;
}
