/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FEAT_PMUv3p9: PMUSERENR.UEN lets EL0 in, PMUACR says to which counters
 * (R54); both and PMZR obey HPMN (R22). At every EL0 that the machine has:
 * beneath an EL1 that uses AArch32 there is no UEN.
 */
#include "lib/guest.h"
#include "lib/place.h"

#define OLD 0x21
#define NEW 0x42

/* The counters that EL0 has, and one that PMUACR keeps from it */
#define SHOWN   0
#define HIDDEN  1

static bool obeys_uen(struct place p)
{
    return p.highest32 < 1;
}

static uint64_t denied(struct place p, unsigned reg, bool read)
{
    unsigned el = place_undef_el(p);

    return p.highest32 >= 1 ? trap_undef(el) : trap_at(p, el, reg, read);
}

static void set_user(uint32_t pmuserenr, uint64_t pmuacr)
{
    reg_write(PMUSERENR, pmuserenr);
    reg_write(PMUACR, pmuacr);
}

static void expect_access(struct place p, unsigned reg, bool allowed,
                          const char *name)
{
    place_read(p, reg);
    test_expect(trap_seen(), allowed ? 0 : denied(p, reg, true), "%s read",
                name);
    place_write(p, reg, 0);
    test_expect(trap_seen(), allowed ? 0 : denied(p, reg, false), "%s write",
                name);
}

static void test_opened(struct place p)
{
    static const struct {
        const char *name;
        unsigned reg;
    } regs[] = {
        { "PMCNTENSET", PMCNTENSET }, { "PMCNTENCLR", PMCNTENCLR },
        { "PMOVSSET", PMOVSSET }, { "PMOVSCLR", PMOVSCLR },
        { "PMSELR", PMSELR }, { "PMCCNTR", PMCCNTR },
        { "PMXEVTYPER", PMXEVTYPER }, { "PMXEVCNTR", PMXEVCNTR },
        { "PMEVCNTR0", PMEVCNTR(0) }, { "PMEVTYPER0", PMEVTYPER(0) },
        { "PMCCFILTR", PMCCFILTR },
    };

    test_begin("R54 UEN opens all registers but PMCR, at %s", place_name(p));
    pmu_reset();
    set_user(PMUSERENR_UEN, 0);
    for (unsigned i = 0; i < ARRAY_SIZE(regs); i++) {
        expect_access(p, regs[i].reg, obeys_uen(p), regs[i].name);
    }
    place_read(p, PMCEID0);
    test_expect(trap_seen(), obeys_uen(p) ? 0 : denied(p, PMCEID0, true),
                "PMCEID0");
    place_write(p, PMSWINC, 0);
    test_expect(trap_seen(), obeys_uen(p) ? 0 : denied(p, PMSWINC, false),
                "PMSWINC");
    if (!place_is_a32(p)) {
        place_write(p, PMZR, 0);
        test_expect(trap_seen(), 0, "PMZR");
    }
    expect_access(p, PMCR, false, "PMCR");
    set_user(PMUSERENR_UEN | PMUSERENR_EN, 0);
    expect_access(p, PMCR, !obeys_uen(p), "PMCR with EN");
    test_end();
}

/* A register of a counter: what is read, and whether a write changes it */
static void expect_value(struct place p, unsigned reg, unsigned home,
                         bool shown, bool writable, const char *name)
{
    reg_write(home, OLD);
    test_expect(place_read(p, reg), shown ? OLD : 0, "%s read", name);
    test_expect(trap_seen(), 0, "%s, exception of a read", name);
    place_write(p, reg, NEW);
    test_expect(trap_seen(), 0, "%s, exception of a write", name);
    test_expect(reg_read(home), writable ? NEW : OLD, "%s written", name);
}

/* A filter has other bits than a count. */
static void expect_filter(struct place p, unsigned reg, bool shown,
                          bool writable, const char *name)
{
    reg_write(PMCCFILTR, PMEVTYPER_P);
    test_expect(place_read(p, reg), shown ? PMEVTYPER_P : 0, "%s read", name);
    place_write(p, reg, PMEVTYPER_U);
    test_expect(reg_read(PMCCFILTR), writable ? PMEVTYPER_U : PMEVTYPER_P,
                "%s written", name);
}

static void expect_counter(struct place p, unsigned n, bool shown,
                           bool writable)
{
    expect_value(p, PMEVCNTR(n), PMEVCNTR(n), shown, writable, "PMEVCNTR");
    expect_value(p, PMEVTYPER(n), PMEVTYPER(n), shown, writable,
                 "PMEVTYPER");
    reg_write(PMSELR, n);
    expect_value(p, PMXEVCNTR, PMEVCNTR(n), shown, writable, "PMXEVCNTR");
    expect_value(p, PMXEVTYPER, PMEVTYPER(n), shown, writable, "PMXEVTYPER");
}

static void expect_cycles(struct place p, bool shown, bool writable)
{
    expect_value(p, PMCCNTR, PMCCNTR, shown, writable, "PMCCNTR");
    expect_filter(p, PMCCFILTR, shown, writable, "PMCCFILTR");
    reg_write(PMSELR, 31);
    expect_filter(p, PMXEVTYPER, shown, writable, "PMXEVTYPER, SEL=31");
    if (place_is_a32(p)) {
        reg_write(PMCCNTR, OLD);
        test_expect(place_read_pair(p), shown ? OLD : 0, "PMCCNTR by MRRC");
        place_write_pair(p, NEW);
        test_expect(reg_read(PMCCNTR), writable ? NEW : OLD,
                    "PMCCNTR by MCRR");
    }
}

static void expect_mask(struct place p, unsigned set, unsigned clear,
                        uint32_t shown, uint32_t writable, const char *name)
{
    uint32_t all = mask_of(cpu.counters) | PMU_C;

    reg_write(set, all);
    test_expect(place_read(p, set), shown, "%s read", name);
    test_expect(place_read(p, clear), shown, "%s read, the other", name);
    place_write(p, clear, 0xffffffff);
    test_expect(reg_read(set), all & ~writable, "%s cleared", name);
    reg_write(clear, all);
    place_write(p, set, 0xffffffff);
    test_expect(reg_read(set), writable, "%s set", name);
    reg_write(clear, all);
}

static void expect_masks(struct place p, uint32_t shown, uint32_t writable)
{
    expect_mask(p, PMCNTENSET, PMCNTENCLR, shown, writable, "PMCNTEN");
    expect_mask(p, PMOVSSET, PMOVSCLR, shown, writable, "PMOVS");
}

/* PMZR, which AArch32 has not: bits of @zeroed become 0. */
static void expect_zeroed(struct place p, uint32_t zeroed)
{
    if (place_is_a32(p)) {
        return;
    }
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVCNTR(n), OLD);
    }
    reg_write(PMCCNTR, OLD);
    reg_write(PMOVSSET, PMU_C);
    place_write(p, PMZR, 0xffffffff);
    for (unsigned n = 0; n < cpu.counters; n++) {
        test_expect(reg_read(PMEVCNTR(n)), zeroed >> n & 1 ? 0 : OLD,
                    "PMEVCNTR%u after PMZR", n);
    }
    test_expect(reg_read(PMCCNTR), zeroed & PMU_C ? 0 : OLD,
                "PMCCNTR after PMZR");
    test_expect(reg_read(PMOVSCLR), PMU_C, "PMOVS after PMZR");
    reg_write(PMOVSCLR, PMU_C);
}

static void test_hidden(struct place p)
{
    uint32_t all = mask_of(cpu.counters) | PMU_C;
    uint32_t visible = obeys_uen(p) ? 1u << SHOWN : all;

    test_begin("R54 what PMUACR hides is zero and ignores writes, at %s",
               place_name(p));
    pmu_reset();
    /* EN is for where UEN is not. */
    set_user(PMUSERENR_UEN | PMUSERENR_EN, 1u << SHOWN);
    expect_counter(p, SHOWN, true, true);
    expect_counter(p, HIDDEN, !obeys_uen(p), !obeys_uen(p));
    expect_cycles(p, !obeys_uen(p), !obeys_uen(p));
    set_user(PMUSERENR_UEN | PMUSERENR_EN, PMU_C);
    expect_counter(p, SHOWN, !obeys_uen(p), !obeys_uen(p));
    expect_cycles(p, true, true);
    set_user(PMUSERENR_UEN | PMUSERENR_EN, 1u << SHOWN);
    expect_masks(p, visible, visible);
    expect_zeroed(p, visible);
    test_end();
}

static void test_read_only(struct place p, uint32_t bits, const char *name)
{
    uint32_t all = mask_of(cpu.counters) | PMU_C;
    bool events = !obeys_uen(p) || !(bits & PMUSERENR_ER);
    bool cycles = !obeys_uen(p) || !(bits & PMUSERENR_CR);
    uint32_t writable = (events ? mask_of(cpu.counters) : 0) |
                        (cycles ? PMU_C : 0);

    test_begin("R54 with UEN, %s forbids writes, at %s", name, place_name(p));
    pmu_reset();
    set_user(PMUSERENR_UEN | PMUSERENR_EN | bits, all);
    expect_counter(p, SHOWN, true, events);
    expect_cycles(p, true, cycles);
    expect_masks(p, all, writable);
    expect_zeroed(p, writable);
    test_end();
}

static void expect_incremented(struct place p, uint32_t bits, bool hidden,
                               const char *name)
{
    reg_write(PMEVCNTR(SHOWN), 0);
    reg_write(PMEVCNTR(HIDDEN), 0);
    set_user(PMUSERENR_UEN | PMUSERENR_EN | bits, 1u << SHOWN);
    place_write(p, PMSWINC, 1u << SHOWN | 1u << HIDDEN);
    test_expect(reg_read(PMEVCNTR(SHOWN)), 1, "%s, PMUACR has it", name);
    test_expect(reg_read(PMEVCNTR(HIDDEN)), hidden, "%s, PMUACR has it not",
                name);
}

static void test_increment(struct place p)
{
    bool hidden = !obeys_uen(p);

    test_begin("R54 PMSWINC obeys PMUACR but with SW, at %s", place_name(p));
    pmu_reset();
    pmu_program(place_only(p) | EVENT_SW_INCR);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    expect_incremented(p, 0, hidden, "UEN");
    expect_incremented(p, PMUSERENR_ER, hidden, "UEN, ER");
    expect_incremented(p, PMUSERENR_SW, true, "UEN, SW");
    test_end();
}

static void test_trapped_ids(struct place p)
{
    bool user = regime_el(p.regime) == 0;

    test_begin("R54 TID keeps PMCEID from EL0, at %s", place_name(p));
    pmu_reset();
    set_user(PMUSERENR_EN | PMUSERENR_TID, 0);
    for (unsigned reg = PMCEID0; reg <= PMCEID1; reg++) {
        place_read(p, reg);
        test_expect(trap_seen(), user ? denied(p, reg, true) : 0, "PMCEID");
    }
    place_read(p, PMSELR);
    test_expect(trap_seen(), 0, "PMSELR");
    test_end();
}

/* R40: what EL0 does not see counts there all the same. */
static void test_counting(enum regime r)
{
    test_begin("R40 PMUACR does not stop counting, at %s", regime_name(r));
    pmu_reset();
    set_user(PMUSERENR_UEN, 0);
    pmu_program(only_in(r) | EVENT_CPU_CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    test_expect(counted_at(r), mask_of(cpu.counters) | PMU_C, "counting");
    test_end();
}

/* --- what HPMN leaves of PMUACR and PMZR --- */

static void test_user_mask(enum regime r, unsigned hpmn)
{
    uint64_t fixed = PMU_C | (cpu.icntr ? PMU_F0 : 0);
    uint64_t visible = mask_of(accessible(r, hpmn)) | fixed;
    uint64_t all = mask_of(cpu.counters) | fixed;

    test_begin("R22 PMUACR masked at %s, HPMN=%u", regime_name(r), hpmn);
    pmu_reset();
    set_hpmn(hpmn);
    write_at(r, PMUACR, ~0ull);
    test_expect(reg_read(PMUACR), visible, "set from 0");
    reg_write(PMUACR, ~0ull);
    test_expect(reg_read(PMUACR), all, "all of it");
    test_expect(read_at(r, PMUACR), visible, "read");
    write_at(r, PMUACR, 0);
    test_expect(reg_read(PMUACR), all & ~visible, "cleared");
    test_end();
}

static void test_zero_mask(struct place p, unsigned hpmn)
{
    test_begin("R22 PMZR masked at %s, HPMN=%u", place_name(p), hpmn);
    pmu_reset();
    set_hpmn(hpmn);
    expect_zeroed(p, mask_of(accessible(p.regime, hpmn)) | PMU_C);
    test_end();
}

static void test_partition(void)
{
    enum regime r;
    struct place p;
    unsigned hpmn;

    for_each_hpmn(hpmn) {
        for_each_regime(r) {
            if (regime_el(r) > 0) {
                test_user_mask(r, hpmn);
            }
        }
        for_each_place(p) {
            if (!place_is_a32(p)) {
                test_zero_mask(p, hpmn);
            }
        }
    }
}

int main(void)
{
    enum regime r;
    struct place p;

    if (cpu.version < PMUV3P9) {
        test_skip_all("no FEAT_PMUv3p9");
    }
    test_partition();
    for_each_place(p) {
        test_trapped_ids(p);
        if (regime_el(p.regime) != 0 || cpu.counters < 2) {
            continue;
        }
        test_opened(p);
        test_hidden(p);
        test_read_only(p, PMUSERENR_ER, "ER");
        test_read_only(p, PMUSERENR_CR, "CR");
        test_read_only(p, PMUSERENR_ER | PMUSERENR_CR, "ER and CR");
        test_increment(p);
    }
    for_each_regime(r) {
        if (regime_el(r) == 0) {
            test_counting(r);
        }
    }
    return 0;
}
