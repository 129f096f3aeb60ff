/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filters, all of them: each of the 1024 settings of the ten filter bits of
 * PMEVTYPER and PMCCFILTR, at each place of the machine, against R38; the
 * bits of fields that are not implemented have no effect. Without EL3 the
 * Security state has none either (R39).
 *
 * Every counter has a setting of its own, so one spin tries N_impl + 1.
 */
#include "lib/place.h"

static const uint32_t filter_bits[] = {
    PMEVTYPER_P, PMEVTYPER_U, PMEVTYPER_NSK, PMEVTYPER_NSU, PMEVTYPER_NSH,
    PMEVTYPER_M, PMEVTYPER_SH, PMEVTYPER_RLK, PMEVTYPER_RLU, PMEVTYPER_RLH,
};

#define SETTINGS (1u << ARRAY_SIZE(filter_bits))

static uint32_t setting(unsigned i)
{
    uint32_t bits = 0;

    for (unsigned b = 0; b < ARRAY_SIZE(filter_bits); b++) {
        bits |= i >> b & 1 ? filter_bits[b] : 0;
    }
    return bits;
}

/* R38: below EL2 a bit of the state may turn P or U round. */
static bool low_filtered(struct place p, uint32_t f)
{
    bool el1 = regime_el(p.regime) == 1;
    bool any = f & (el1 ? PMEVTYPER_P : PMEVTYPER_U);
    bool realm = f & (el1 ? PMEVTYPER_RLK : PMEVTYPER_RLU);
    bool nonsecure = f & (el1 ? PMEVTYPER_NSK : PMEVTYPER_NSU);

    if (regime_secure(p.regime)) {
        return any;
    }
    if (p.realm) {
        return any != realm;
    }
    return any != (nonsecure && cpu.el3);
}

/* At EL2, NSH lets in; SH and RLH turn it round in their states. */
static bool el2_filtered(struct place p, uint32_t f)
{
    bool nsh = f & PMEVTYPER_NSH;

    if (regime_secure(p.regime)) {
        return nsh == !!(f & PMEVTYPER_SH);
    }
    if (p.realm) {
        return nsh == !!(f & PMEVTYPER_RLH);
    }
    return !nsh;
}

static bool filtered(struct place p, uint32_t f)
{
    switch (regime_el(p.regime)) {
    case 3:
        return !(f & PMEVTYPER_P) != (cpu.a32 || !(f & PMEVTYPER_M));
    case 2:
        return el2_filtered(p, f);
    default:
        return low_filtered(p, f);
    }
}

/* Give each counter one setting from @from on; which should count at @p? */
static uint32_t program(struct place p, unsigned from)
{
    uint32_t counting = 0;

    for (unsigned n = 0; n <= cpu.counters; n++) {
        uint32_t f = setting((from + n) % SETTINGS);
        bool cycles = n == cpu.counters;

        reg_write(cycles ? PMCCFILTR : PMEVTYPER(n),
                  f | (cycles ? 0 : EVENT_CPU_CYCLES));
        if (!filtered(p, f)) {
            counting |= cycles ? PMU_C : 1u << n;
        }
    }
    return counting;
}

/* R34: without SDCR, in Armv7, the cycle counter alone counts there. */
static uint32_t permitted(struct place p)
{
    bool secure = regime_secure(p.regime) || regime_el(p.regime) == 3;

    return secure && cpu.v2 ? PMU_C : ~0u;
}

static void start(void)
{
    pmu_reset();
    pmu_program(EVENT_CPU_CYCLES);
}

static void test_all(struct place p)
{
    test_begin("R38 all filter settings at %s", place_name(p));
    start();
    for (unsigned i = 0; i < SETTINGS; i += cpu.counters + 1) {
        uint32_t want = program(p, i);

        test_expect(place_counted_inside(p), want & permitted(p),
                    "counting, settings 0x%x..", setting(i));
    }
    test_end();
}

/* PMCCFILTR moved on by one, so that it too meets every setting. */
static void test_cycles(struct place p)
{
    test_begin("R38 all settings of PMCCFILTR at %s", place_name(p));
    start();
    reg_write(PMCNTENCLR, ~PMU_C);
    for (unsigned i = 0; i < SETTINGS; i++) {
        reg_write(PMCCFILTR, setting(i));
        test_expect(place_counted_inside(p),
                    filtered(p, setting(i)) ? 0 : PMU_C,
                    "counting, PMCCFILTR=0x%x", setting(i));
    }
    test_end();
}

/* The fields that are there, and no others, keep what is written. */
static void test_fields(void)
{
    uint32_t fields = PMEVTYPER_P | PMEVTYPER_U;

    fields |= cpu.el3 ? PMEVTYPER_NSK | PMEVTYPER_NSU : 0;
    fields |= cpu.el3 && !cpu.a32 ? PMEVTYPER_M : 0;
    fields |= cpu.el2 ? PMEVTYPER_NSH : 0;
    fields |= cpu.sel2 ? PMEVTYPER_SH : 0;
    fields |= cpu.rme ? PMEVTYPER_RLK | PMEVTYPER_RLU | PMEVTYPER_RLH : 0;
    test_begin("R38 filter fields that are implemented");
    pmu_reset();
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVTYPER(n), setting(SETTINGS - 1));
        test_expect(reg_read(PMEVTYPER(n)), fields, "PMEVTYPER%u", n);
    }
    reg_write(PMCCFILTR, setting(SETTINGS - 1));
    test_expect(reg_read(PMCCFILTR), fields, "PMCCFILTR");
    test_end();
}

/* R39: no bit that speaks of a Security state does anything. */
static void test_no_el3(struct place p)
{
    static const uint32_t bits[] = {
        PMEVTYPER_NSK, PMEVTYPER_NSU, PMEVTYPER_M, PMEVTYPER_SH,
        PMEVTYPER_RLK, PMEVTYPER_RLU, PMEVTYPER_RLH,
    };
    uint32_t everywhere = mask_of(cpu.counters) | PMU_C;

    for (unsigned i = 0; i < ARRAY_SIZE(bits); i++) {
        test_begin("R39 no effect of filter bit 0x%x at %s", bits[i],
                   place_name(p));
        start();
        pmu_program(COUNT_EVERYWHERE | bits[i] | EVENT_CPU_CYCLES);
        test_expect(place_counted_inside(p), everywhere, "counting");
        pmu_program(place_only(p) | bits[i] | EVENT_CPU_CYCLES);
        test_expect(place_counted_inside(p), everywhere, "counting only there");
        test_end();
    }
}

int main(void)
{
    struct place p;

    test_fields();
    for_each_place(p) {
        test_all(p);
        test_cycles(p);
        if (!cpu.el3) {
            test_no_el3(p);
        }
    }
    return 0;
}
