/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FEAT_FGT2 and MDCR_EL3.EnPM2 (R53): who traps PMUACR and PMZR, in which
 * order, and who may access HDFGRTR2_EL2 and the registers beside it. Unlike
 * the traps of FEAT_FGT these trap where their bit is 0.
 */
#include "lib/guest.h"
#include "lib/place.h"

static const struct reg {
    const char *name;
    unsigned reg;
    bool read;
    uint64_t bit;
    bool enpm2;         /* MDCR_EL3.EnPM2 decides too */
    unsigned lowest;    /* Exception level that may access it */
} regs[] = {
    { "PMUACR read", PMUACR, true, HDFGTR2_NPMUACR, true, 1 },
    { "PMUACR write", PMUACR, false, HDFGTR2_NPMUACR, true, 1 },
    { "PMZR write", PMZR, false, HDFGWTR2_NPMZR, false, 0 },
};

struct setting {
    uint64_t fgt_read, fgt_write;
    bool fgten2, enpm2;
    uint64_t mdcr_el2, mdcr_el3;
    bool user;
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
    reg_write(PMUSERENR, s->user ? PMUSERENR_EN : 0);
}

static bool fgt2_traps(const struct setting *s, const struct reg *reg,
                       enum regime r)
{
    uint64_t bits = reg->read ? s->fgt_read : s->fgt_write;

    return cpu.fgt2 && !regime_host(r) &&
           ((cpu.el3 && !s->fgten2) || !(bits & reg->bit));
}

static uint64_t wanted(const struct setting *s, const struct reg *reg,
                       enum regime r)
{
    unsigned el = regime_el(r);

    if (el < reg->lowest) {
        return trap_undef(regime_undef_el(r));
    }
    if (el == 0 && !s->user) {
        return trap_sysreg(regime_undef_el(r), reg->reg, reg->read);
    }
    if (el < 2 && regime_el2_enabled(r) &&
        (fgt2_traps(s, reg, r) || (s->mdcr_el2 & MDCR_EL2_TPM))) {
        return trap_sysreg(2, reg->reg, reg->read);
    }
    if (el < 3 && cpu.el3 && ((s->mdcr_el3 & MDCR_EL3_TPM) ||
                              (reg->enpm2 && !s->enpm2))) {
        return trap_sysreg(3, reg->reg, reg->read);
    }
    return 0;
}

static void test_setting(const char *what, const struct setting *s)
{
    enum regime r;

    for_each_regime(r) {
        test_begin("R53 %s, at %s", what, regime_name(r));
        pmu_reset();
        apply(s);
        for (unsigned i = 0; i < ARRAY_SIZE(regs); i++) {
            if (regs[i].read) {
                read_at(r, regs[i].reg);
            } else {
                write_at(r, regs[i].reg, 0);
            }
            test_expect(trap_seen(), wanted(s, &regs[i], r), "%s",
                        regs[i].name);
        }
        pmu_reset();
        test_end();
    }
}

/* Each bit alone, in both directions, and what comes before what */
static void test_settings(void)
{
    struct setting s = open;

    test_setting("nothing traps", &s);
    for (unsigned i = 0; i < ARRAY_SIZE(regs); i++) {
        s = open;
        *(regs[i].read ? &s.fgt_read : &s.fgt_write) = ~regs[i].bit;
        test_setting(regs[i].name, &s);
        *(regs[i].read ? &s.fgt_read : &s.fgt_write) = regs[i].bit;
        test_setting("all other bits", &s);
    }
    s = open;
    s.fgten2 = false;
    test_setting("FGTEn2 = 0", &s);
    s = open;
    s.enpm2 = false;
    test_setting("EnPM2 = 0", &s);
    s.fgt_read = s.fgt_write = 0;
    test_setting("HDFGRTR2 and HDFGWTR2 before EnPM2", &s);
    s = open;
    s.mdcr_el2 = cpu.el2 ? MDCR_EL2_TPM : 0;
    s.enpm2 = false;
    test_setting("MDCR_EL2.TPM before EnPM2", &s);
    s = open;
    s.mdcr_el3 = MDCR_EL3_TPM;
    test_setting("MDCR_EL3.TPM", &s);
    s = open;
    s.user = false;
    s.fgt_read = s.fgt_write = 0;
    test_setting("PMUSERENR before HDFGWTR2", &s);
}

/* --- the trap registers themselves --- */

static const unsigned traps[] = {
    SYSREG(3, 4, 3, 1, 0), SYSREG(3, 4, 3, 1, 1), SYSREG(3, 4, 3, 1, 2),
    SYSREG(3, 4, 3, 1, 3), SYSREG(3, 4, 3, 1, 7),
};

static void test_own_access(enum regime r, bool fgten2)
{
    struct place p = { .regime = r, .highest32 = A64_ONLY };
    uint64_t read, write;

    test_begin("R53 access to HDFGRTR2 and its like, FGTEn2=%u, at %s",
               fgten2, regime_name(r));
    pmu_reset();
    for (unsigned i = 0; i < ARRAY_SIZE(traps); i++) {
        unsigned reg = traps[i];

        scr_el3_without = fgten2 ? 0 : SCR_EL3_FGTEN2;
        read = write = 0;
        if (regime_el(r) < 2) {
            read = write = trap_undef(regime_undef_el(r));
        } else if (regime_el(r) == 2 && cpu.el3 && !fgten2) {
            read = trap_sysreg(3, reg, true);
            write = trap_sysreg(3, reg, false);
        }
        place_write(p, reg, ~0ull);
        test_expect(trap_seen(), write, "register %u write", i);
        test_expect(place_read(p, reg),
                    read ? POISON : cpu.el2 ? ~0ull : 0, "register %u", i);
        test_expect(trap_seen(), read, "register %u read", i);
    }
    test_end();
    pmu_reset();
}

/* What has no feature is stored all the same. */
static void test_storage(void)
{
    struct place home = {
        .regime = cpu.home == 3 ? EL3 : EL2, .highest32 = A64_ONLY,
    };

    test_begin("R53 HDFGRTR2 and its like hold all bits, each its own");
    if (!cpu.el2) {
        test_skip("no EL2");
        return;
    }
    pmu_reset();
    for (unsigned i = 0; i < ARRAY_SIZE(traps); i++) {
        place_write(home, traps[i], 0x0123456789abcdefull << i);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(traps); i++) {
        test_expect(place_read(home, traps[i]), 0x0123456789abcdefull << i,
                    "register %u", i);
    }
    test_end();
    pmu_reset();
}

int main(void)
{
    enum regime r;

    if (cpu.version < PMUV3P9) {
        test_skip_all("no FEAT_PMUv3p9");
    }
    test_begin("R53 FEAT_FGT2 comes with FEAT_PMUv3p9");
    test_expect(cpu.fgt2, true, "ID_AA64MMFR0_EL1.FGT");
    test_end();
    test_settings();
    for_each_regime(r) {
        if (cpu.home >= 2) {
            test_own_access(r, true);
            test_own_access(r, false);
        }
    }
    test_storage();
    return 0;
}
