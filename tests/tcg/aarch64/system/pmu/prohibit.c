/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What prohibits counting, in every combination at every place: MDCR_EL2's
 * HPMD (R33), MDCR_EL3's SPME and MPMX (R34), SDER32_EL3.SUNIDEN for Secure
 * EL0 beneath an AArch32 EL1 (R35), PMCR.DP for the cycle counter, whether
 * there is a first range or not (R36), its own HCCD, SCCD and MCCD (R37).
 */
#include "lib/place.h"

/* Controls, each on or off */
enum {
    HPMD = 1, HCCD = 2, SPME = 4, SCCD = 8, SUNIDEN = 16, DP = 32,
    MPMX = 64, MCCD = 128,
};

static const struct test {
    const char *rule;
    unsigned vary;  /* these in all combinations */
    unsigned keep;  /* on throughout; the others are off */
} tests[] = {
    { "R33", HPMD, SPME },
    { "R34", SPME | MPMX, 0 },
    { "R35", SUNIDEN | SPME, 0 },
    { "R36", DP | HPMD | SPME | MPMX, 0 },
    { "R37", HCCD | SCCD | MCCD, SPME | DP },
    { "R37", HPMD | HCCD | SPME | SCCD | MPMX | MCCD | DP, 0 },
    { "R35", HPMD | SPME | SCCD | SUNIDEN | MPMX | DP, 0 },
};

/*
 * The controls that matter here; HPMD alone shows that it does not. SDCR has
 * no MPMX and MCCD, and PMUv2 no SDCR: nothing takes the place of its SPME.
 */
static unsigned controls_of(const struct test *t)
{
    unsigned controls = t->vary;

    if (cpu.version < PMUV3P7 || cpu.a32) {
        controls &= ~(MPMX | MCCD);
    }
    if (cpu.v2) {
        controls &= ~(SPME | SCCD);
    }
    if (cpu.version < PMUV3P1 && controls != HPMD) {
        controls &= ~HPMD;
    }
    return controls;
}

/* R34: counters that may not count at EL3 */
static uint32_t el3_prohibits(unsigned controls, unsigned hpmn)
{
    if (!(controls & SPME)) {
        return ~0u;
    }
    return controls & MPMX ? mask_of(hpmn) | PMU_C : 0;
}

/* R34, R35: counters that may not count in Secure state below EL3 */
static uint32_t secure_prohibits(struct place p, unsigned controls)
{
    bool exempt = regime_el(p.regime) == 0 && p.highest32 >= 1 &&
                  (controls & SUNIDEN);

    return exempt || (controls & (SPME | MPMX)) ? 0 : ~0u;
}

/* R33 */
static uint32_t el2_prohibits(unsigned controls, unsigned hpmn)
{
    bool hpmd = cpu.version >= PMUV3P1 && (controls & HPMD);

    return hpmd ? mask_of(hpmn) | PMU_C : 0;
}

/* R37: what stops the cycle counter alone, as controls */
static unsigned cycle_disables(struct place p)
{
    unsigned disables = 0;

    if (regime_el(p.regime) == 3) {
        disables = SCCD | MCCD;
    } else if (regime_secure(p.regime)) {
        disables = SCCD;
    }
    disables |= regime_el(p.regime) == 2 ? HCCD : 0;
    return cpu.version >= PMUV3P5 ? disables : 0;
}

static uint32_t wanted(struct place p, unsigned controls, unsigned hpmn)
{
    uint32_t prohibited = 0;

    if (cpu.v2) {
        controls &= ~SPME;
    }
    if (regime_el(p.regime) == 3) {
        prohibited = el3_prohibits(controls, hpmn);
    } else if (regime_secure(p.regime)) {
        prohibited = secure_prohibits(p, controls);
    }
    if (regime_el(p.regime) == 2) {
        prohibited |= el2_prohibits(controls, hpmn);
    }
    /* R36: the cycle counter goes with the first range, empty or not. */
    if (!(controls & DP)) {
        prohibited &= ~PMU_C;
    }
    if (controls & cycle_disables(p)) {
        prohibited |= PMU_C;
    }
    return (mask_of(cpu.counters) | PMU_C) & ~prohibited;
}

static void apply(unsigned controls, unsigned hpmn)
{
    set_mdcr_el2(hpmn | MDCR_EL2_HPME |
                 (controls & HPMD ? MDCR_EL2_HPMD : 0) |
                 (controls & HCCD ? MDCR_EL2_HCCD : 0));
    set_mdcr_el3((controls & SPME ? MDCR_EL3_SPME : 0) |
                 (controls & SCCD ? MDCR_EL3_SCCD : 0) |
                 (controls & MPMX ? MDCR_EL3_MPMX : 0) |
                 (controls & MCCD ? MDCR_EL3_MCCD : 0));
    set_suniden(controls & SUNIDEN);
    reg_write(PMCR, PMCR_LC | PMCR_E | (controls & DP ? PMCR_DP : 0));
}

/* Print what is on, as "HPMD DP". */
static const char *names(unsigned controls)
{
    static const char *const name[] = {
        "HPMD ", "HCCD ", "SPME ", "SCCD ", "SUNIDEN ", "DP ", "MPMX ",
        "MCCD ",
    };
    static char text[64];
    char *end = text;

    for (unsigned i = 0; i < ARRAY_SIZE(name); i++) {
        for (const char *c = name[i]; (controls >> i & 1) && *c; c++) {
            *end++ = *c;
        }
    }
    *end = '\0';
    return text;
}

/* That the ranges hold with EL2 disabled is R25, whatever else is set. */
static const char *rule_of(const struct test *t, struct place p)
{
    return cpu.el2 && !regime_el2_enabled(p.regime) ? "R25" : t->rule;
}

static void test_combinations(const struct test *t, struct place p,
                              unsigned hpmn)
{
    unsigned all = controls_of(t), vary = all;

    test_begin("%s %sat %s, HPMN=%u", rule_of(t, p), names(all),
               place_name(p), hpmn);
    pmu_reset();
    pmu_program(place_only(p) | EVENT_CPU_CYCLES);
    do {
        apply(vary | t->keep, hpmn);
        test_expect(place_counted(p), wanted(p, vary | t->keep, hpmn),
                    "counting with %s", names(vary | t->keep));
        vary = (vary - 1) & all;
    } while (vary != all);
    apply(SPME, cpu.counters);
    test_end();
}

/* Only where EL1's width and state make R35 a matter */
static bool applies(const struct test *t, struct place p)
{
    return !(t->vary & SUNIDEN) || (cpu.sder && regime_secure(p.regime));
}

int main(void)
{
    struct place p;
    unsigned hpmn;

    for_each_place(p) {
        for (unsigned i = 0; i < ARRAY_SIZE(tests); i++) {
            if (!applies(&tests[i], p)) {
                continue;
            }
            for_each_hpmn(hpmn) {
                test_combinations(&tests[i], p, hpmn);
            }
        }
    }
    return 0;
}
