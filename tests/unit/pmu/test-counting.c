/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/counting.c against the oracle.
 *
 * The enables: every N, HPMN, E and HPME. Prohibitions and filters: every
 * combination of features, version, prohibiting controls, filters and
 * regimes; the filters are spread over the counters, so that one call
 * answers for 32 of the 1024 combinations.
 */

#include "check.h"

/* The filters of PMEVTYPER<n>_EL0; MT and T, among them, are not. */
static const int filter_bits[] = { 31, 30, 29, 28, 27, 26, 24, 22, 21, 20 };
#define FILTERS 1024
#define GROUPS (FILTERS / ORACLE_COUNTERS)

/* @i: 0..FILTERS-1. The other bits must not matter: they say @i too. */
static uint64_t filter(unsigned i)
{
    uint32_t typer = (i * UINT32_C(0x10001)) & 0x028fffff;

    for (unsigned b = 0; b < G_N_ELEMENTS(filter_bits); b++) {
        if (oracle_bit(i, b)) {
            typer |= UINT32_C(1) << filter_bits[b];
        }
    }
    return typer;
}

/* The controls that prohibit counting, each 0 and 1 */
#define PROHIBITIONS 256
static void prohibit(Pair *p, unsigned i, unsigned hpmn)
{
    OracleRegs *r = &p->regs;

    r->pmcr = (uint64_t)oracle_bit(i, 0) << 5;
    r->mdcr_el2 = hpmn | (uint64_t)oracle_bit(i, 1) << 17 |
                  (uint64_t)oracle_bit(i, 2) << 23;
    r->mdcr_el3 = (uint64_t)oracle_bit(i, 3) << 17 |
                  (uint64_t)oracle_bit(i, 4) << 23 |
                  (uint64_t)oracle_bit(i, 6) << 34 |
                  (uint64_t)oracle_bit(i, 7) << 35;
    r->suniden = oracle_bit(i, 5);
    pair_tell_regs(p);
}

/* The answer for counters that do not exist means nothing: see pair.h. */
static bool permitted_is_right(const Pair *p, const PairMode *m)
{
    return check_same(p, "permitted", m->name,
                      pmu_permitted(&p->features, &p->controls, m->regime) &
                      pair_implemented(p),
                      COUNTERS(n, oracle_permitted(&p->cpu, &p->regs, n,
                                                   m->mode)));
}

static bool all_regimes_are_right(const Pair *p)
{
    for (int i = 0; i < PAIR_MODES; i++) {
        if (oracle_mode_exists(&p->cpu, pair_modes[i].mode) &&
            !permitted_is_right(p, &pair_modes[i])) {
            return false;
        }
    }
    return true;
}

/* Every CPU and version; @p has the filters, @turn varies N and HPMN. */
static bool all_prohibitions_are_right(Pair *p, int turn)
{
    for (int i = 0; i < PAIR_CPUS * PAIR_VERSIONS * PROHIBITIONS; i++) {
        int cpu = i / PROHIBITIONS / PAIR_VERSIONS;

        p->cpu = pair_cpu(cpu);
        p->cpu.pmuver = pair_versions[i / PROHIBITIONS % PAIR_VERSIONS];
        /* Mostly all counters; every pair of N and HPMN in the course */
        p->cpu.counters = turn % 4 ? 31 : (i / 5 + turn) % 32;
        pair_tell_cpu(p);
        prohibit(p, i % PROHIBITIONS, (i / 3 + turn * 7) % 32);
        if (!all_regimes_are_right(p)) {
            return false;
        }
    }
    return true;
}

static void test_prohibitions(void)
{
    static Pair p;

    for (int turn = 0; turn < GROUPS; turn++) {
        for (int n = 0; n < ORACLE_COUNTERS; n++) {
            /* Another counter each time has the first filter of a group. */
            int i = (n + turn * 5) % ORACLE_COUNTERS;

            pair_set_type(&p, n, filter(turn * ORACLE_COUNTERS + i));
        }
        if (!all_prohibitions_are_right(&p, turn)) {
            return;
        }
    }
}

/* Every filter in every counter, the cycle counter included */
static void test_filters(void)
{
    static Pair p;

    for (int turn = 0; turn < FILTERS; turn++) {
        for (int n = 0; n < ORACLE_COUNTERS; n++) {
            pair_set_type(&p, n, filter((turn + n * 33) % FILTERS));
        }
        for (int i = 0; i < PAIR_CPUS * PAIR_VERSIONS; i++) {
            p.cpu = pair_cpu(i / PAIR_VERSIONS);
            p.cpu.pmuver = pair_versions[i % PAIR_VERSIONS];
            p.cpu.counters = 31;
            pair_tell_cpu(&p);
            prohibit(&p, (turn * 5 + i) % PROHIBITIONS, turn % 32);
            if (!all_regimes_are_right(&p)) {
                return;
            }
        }
    }
}

static bool enabled_is_right(Pair *p, uint64_t pmcnten)
{
    p->regs.pmcnten = pmcnten;
    pair_tell_regs(p);
    return check_same(p, "enabled", NULL,
                      pmu_enabled(&p->features, &p->controls),
                      COUNTERS(n, oracle_enabled(&p->cpu, &p->regs, n)));
}

static void test_enabled(void)
{
    static Pair p;
    PairRandom random = check_random();

    for (int i = 0; i < 32 * 32 * 2 * 2 * 2; i++) {
        bool e = i / 1024 % 2, hpme = i / 2048 % 2;

        /* The bits that are no enables are all set, or all clear. */
        p.regs.pmcr = (i % 3 ? ~UINT64_C(1) : 0) | e;
        p.regs.mdcr_el2 = (i % 5 ? ~UINT64_C(0x9f) : 0) |
                          i / 32 % 32 | (uint64_t)hpme << 7;
        p.cpu.counters = i % 32;
        p.cpu.el2 = i / 4096;
        pair_tell_cpu(&p);
        if (!enabled_is_right(&p, 0) || !enabled_is_right(&p, UINT64_MAX) ||
            !enabled_is_right(&p, pair_random(&random))) {
            return;
        }
        for (int n = 0; n < ORACLE_COUNTERS; n++) {
            if (!enabled_is_right(&p, UINT64_C(1) << n)) {
                return;
            }
        }
    }
}

/* FEAT_SEL2 and FEAT_RME need EL2, and an EL3 in AArch64. */
static bool is_sensible(const OracleCPU *cpu)
{
    return (!cpu->sel2 && !cpu->rme) || (cpu->el2 && cpu->el3_aarch64);
}

/*
 * No regime may be missing. One too many costs the model a word, and is let
 * pass where features contradict each other, and where EL3 uses AArch32 for
 * what of Secure state it has swallowed.
 */
static void test_regimes(void)
{
    for (int i = 0; i < PAIR_CPUS; i++) {
        Pair p = { .cpu = pair_cpu(i) };
        bool exact = is_sensible(&p.cpu) && p.cpu.el3 == p.cpu.el3_aarch64;
        uint32_t model, oracle = 0;

        pair_tell_cpu(&p);
        for (int m = 0; m < PAIR_MODES; m++) {
            if (oracle_mode_exists(&p.cpu, pair_modes[m].mode)) {
                oracle |= UINT32_C(1) << pair_modes[m].regime;
            }
        }
        model = pmu_regimes(&p.features);
        if (!check_same(&p, "regimes", NULL, exact ? model : model & oracle,
                        oracle)) {
            return;
        }
    }
}

/* Registers as wild as they come: reserved bits too */
static void test_random(void)
{
    static Pair p;
    PairRandom random = check_random();

    for (int i = 0; i < 20000; i++) {
        uint64_t r = pair_random(&random);

        p.cpu = pair_cpu(r % PAIR_CPUS);
        p.cpu.pmuver = pair_versions[(r >> 8) % PAIR_VERSIONS];
        p.cpu.counters = (r >> 16) % 32;
        p.regs.suniden = oracle_bit(r, 24);
        p.regs.pmcr = pair_random(&random);
        p.regs.mdcr_el2 = pair_random(&random);
        p.regs.mdcr_el3 = pair_random(&random);
        pair_tell_cpu(&p);
        pair_tell_regs(&p);
        for (int n = 0; n < ORACLE_COUNTERS; n++) {
            pair_set_type(&p, n, pair_random(&random));
        }
        if (!enabled_is_right(&p, pair_random(&random)) ||
            !all_regimes_are_right(&p)) {
            return;
        }
    }
}

static uint64_t counting(const PMUFeatures *f, const PMUControls *c,
                         PMURegime regime)
{
    return pmu_enabled(f, c) & pmu_permitted(f, c, regime);
}

/* The split in a guest hypervisor's hands, written out */
static void test_examples(void)
{
    PMUFeatures f = { .counters = 6, .version = PMU_V3P5, .el2 = true };
    PMUControls c = { .pmcr = 1, .mdcr_el2 = 2, .pmcnten = 0x8000003f };

    g_assert_cmphex(pmu_enabled(&f, &c), ==, 0x80000003);
    c.mdcr_el2 = 2 | 1 << 7;            /* HPME */
    g_assert_cmphex(pmu_enabled(&f, &c), ==, 0x8000003f);
    c.pmcr = 0;
    g_assert_cmphex(pmu_enabled(&f, &c), ==, 0x3c);

    /* Without NSH nothing counts at EL2. */
    c.pmcr = 1;
    g_assert_cmphex(counting(&f, &c, PMU_NS_EL1), ==, 0x8000003f);
    g_assert_cmphex(counting(&f, &c, PMU_NS_EL2), ==, 0);
    for (int n = 0; n < 32; n++) {
        pmu_set_filter(&c, n, UINT32_C(1) << 27);
    }
    g_assert_cmphex(counting(&f, &c, PMU_NS_EL2), ==, 0x8000003f);
    c.mdcr_el2 = 2 | 1 << 7 | 1 << 17;  /* HPMD */
    g_assert_cmphex(counting(&f, &c, PMU_NS_EL2), ==, 0x8000003c);
    c.pmcr = 1 | 1 << 5;                /* DP */
    g_assert_cmphex(counting(&f, &c, PMU_NS_EL2), ==, 0x3c);
    f.version = PMU_V3;
    g_assert_cmphex(counting(&f, &c, PMU_NS_EL2), ==, 0x8000003f);
}

void add_tests(void)
{
    g_test_add_func("/counting/examples", test_examples);
    g_test_add_func("/counting/regimes", test_regimes);
    g_test_add_func("/counting/R24-R26-enabled", test_enabled);
    g_test_add_func("/counting/R33-R37-prohibited", test_prohibitions);
    g_test_add_func("/counting/R38-R39-filtered", test_filters);
    g_test_add_func("/counting/random", test_random);
}
