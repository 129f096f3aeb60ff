/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/partition.c against the oracle, exhaustively: every
 * number of counters, every HPMN, every Exception level and Security state.
 */

#include "check.h"

/*
 * Bits of MDCR_EL2 other than HPMN mean nothing to the partition. @turn
 * chooses what they are.
 */
static uint64_t mdcr_el2_with(unsigned hpmn, int turn, PairRandom *random)
{
    switch (turn) {
    case 0:
        return hpmn;
    case 1:
        return ~UINT64_C(31) | hpmn;
    default:
        return (pair_random(random) & ~UINT64_C(31)) | hpmn;
    }
}

/* Call @check for every N, HPMN and presence of EL2. */
static void for_all(bool (*check)(const Pair *p))
{
    PairRandom random = check_random();

    for (int i = 0; i < 32 * 32 * 3 * PAIR_CPUS; i++) {
        int counters = i % 32, hpmn = i / 32 % 32, turn = i / 1024 % 3;
        Pair p = { .cpu = pair_cpu(i / 3072) };

        p.cpu.counters = counters;
        p.cpu.pmuver = pair_versions[i % PAIR_VERSIONS];
        p.regs.mdcr_el2 = mdcr_el2_with(hpmn, turn, &random);
        pair_tell_cpu(&p);
        pair_tell_regs(&p);
        if (!check(&p)) {
            return;
        }
    }
}

static bool hpmn_is_right(const Pair *p)
{
    return check_same(p, "Effective HPMN", NULL,
                      pmu_effective_hpmn(&p->features, p->regs.mdcr_el2),
                      oracle_hpmn(&p->cpu, p->regs.mdcr_el2));
}

static void test_hpmn(void)
{
    for_all(hpmn_is_right);
}

static bool ranges_are_right(const Pair *p)
{
    uint64_t mdcr = p->regs.mdcr_el2;

    return check_same(p, "first range", NULL,
                      pmu_first_range(&p->features, mdcr),
                      COUNTERS(n, n == ORACLE_CYCLES ||
                                  (n == ORACLE_INSTRUCTIONS &&
                                   p->cpu.icntr) ||
                                  oracle_is_first(&p->cpu, mdcr, n))) &&
           check_same(p, "second range", NULL,
                      pmu_second_range(&p->features, mdcr),
                      COUNTERS(n, oracle_is_second(&p->cpu, mdcr, n)));
}

static void test_ranges(void)
{
    for_all(ranges_are_right);
}

/* One access, from @mode with SCR_EL3.NS and EEL2 such */
static bool access_is_right(const Pair *p, const PairMode *mode, bool ns,
                            bool eel2)
{
    uint64_t mdcr = p->regs.mdcr_el2;
    int el = mode->mode.el;
    bool on = oracle_el2_enabled(&p->cpu, ns, eel2);

    return check_same(p, "accessible counters", mode->name,
                      pmu_accessible_counters(&p->features, mdcr, el, on),
                      oracle_accessible(&p->cpu, mdcr, el, on)) &&
           check_same(p, "accessible mask", mode->name,
                      pmu_accessible_mask(&p->features, mdcr, el, on),
                      COUNTERS(n, oracle_can_access(&p->cpu, mdcr, el, on,
                                                    n)));
}

static bool accesses_are_right(const Pair *p)
{
    for (int i = 0; i < PAIR_MODES; i++) {
        const PairMode *mode = &pair_modes[i];
        bool secure = mode->mode.security == ORACLE_SECURE;
        bool el3 = mode->mode.el == 3;

        for (int eel2 = 0; eel2 < 2; eel2++) {
            if (!oracle_mode_exists(&p->cpu, mode->mode)) {
                continue;
            }
            /* At EL3, SCR_EL3.NS has either value. */
            if (!access_is_right(p, mode, !secure, eel2) ||
                (el3 && !access_is_right(p, mode, false, eel2))) {
                return false;
            }
        }
    }
    return true;
}

static void test_accessible(void)
{
    for_all(accesses_are_right);
}

static void test_below(void)
{
    Pair none = { };

    for (int limit = 0; limit < 32; limit++) {
        if (!check_same(&none, "counters below", NULL,
                        pmu_counters_below(limit),
                        COUNTERS(n, n < limit))) {
            return;
        }
    }
}

/* What users and their guests meet most, written out */
static void test_examples(void)
{
    PMUFeatures f = { .counters = 6, .version = PMU_V3P5, .el2 = true };

    g_assert_cmphex(pmu_first_range(&f, 2), ==, 0x80000003);
    g_assert_cmphex(pmu_second_range(&f, 2), ==, 0x3c);
    g_assert_cmpuint(pmu_accessible_counters(&f, 2, 1, true), ==, 2);
    g_assert_cmpuint(pmu_accessible_counters(&f, 2, 1, false), ==, 6);
    g_assert_cmpuint(pmu_accessible_counters(&f, 2, 2, true), ==, 6);
    g_assert_cmphex(pmu_accessible_mask(&f, 2, 0, true), ==, 0x80000003);
    g_assert_cmphex(pmu_accessible_mask(&f, 0, 1, true), ==, 0x80000000);
    g_assert_cmphex(pmu_accessible_mask(&f, 31, 1, true), ==, 0x8000003f);

    f.counters = 31;
    g_assert_cmphex(pmu_first_range(&f, 31), ==, 0xffffffff);
    g_assert_cmphex(pmu_second_range(&f, 0), ==, 0x7fffffff);
    f.el2 = false;
    g_assert_cmphex(pmu_accessible_mask(&f, 0, 1, false), ==, 0xffffffff);
}

void add_tests(void)
{
    g_test_add_func("/partition/examples", test_examples);
    g_test_add_func("/partition/counters-below", test_below);
    g_test_add_func("/partition/R25,R41-R43-effective-HPMN", test_hpmn);
    g_test_add_func("/partition/R6-ranges", test_ranges);
    g_test_add_func("/partition/R1-R5,R16-R17-accessible",
                    test_accessible);
}
