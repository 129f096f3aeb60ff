/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/idle.c against the oracle: the reason for which each
 * counter of random PMUs does not count, in every regime.
 */

#include "check.h"
#include "pmu/core/idle.h"

/*
 * With NSH alone set a filter lets every regime count (R38): who does not
 * count then is prohibited from it.
 */
static bool is_prohibited(const Pair *p, int n, OracleMode mode)
{
    OracleRegs open = p->regs;

    open.typer[n] = UINT32_C(1) << 27;
    return !oracle_permitted(&p->cpu, &open, n, mode);
}

static PMUIdle reason_wanted(const Pair *p, int n, OracleMode mode)
{
    if (!oracle_bit(p->regs.pmcnten, n)) {
        return PMU_DISABLED;
    }
    if (!oracle_enabled(&p->cpu, &p->regs, n)) {
        return PMU_RANGE_DISABLED;
    }
    if (oracle_frozen(&p->cpu, &p->regs, n)) {
        return PMU_FROZEN;
    }
    if (is_prohibited(p, n, mode)) {
        return PMU_PROHIBITED;
    }
    return oracle_permitted(&p->cpu, &p->regs, n, mode) ? PMU_COUNTING
                                                        : PMU_FILTERED;
}

/* @seen: how often there was each reason */
static bool regime_is_right(const Pair *p, const PairMode *m, int *seen)
{
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        PMUIdle reason;

        if (n >= p->cpu.counters && n != ORACLE_CYCLES) {
            continue;
        }
        reason = pmu_idle(&p->features, &p->controls, p->regs.pmovs,
                          m->regime, n);
        if (!check_same(p, "reason", m->name, reason,
                        reason_wanted(p, n, m->mode))) {
            g_test_message("counter %d", n);
            return false;
        }
        seen[reason]++;
    }
    return true;
}

static Pair random_pair(PairRandom *random)
{
    uint64_t r = pair_random(random);
    Pair p = {
        .cpu = pair_cpu(r % PAIR_CPUS),
        .regs = {
            .pmcr = pair_random(random),
            .mdcr_el2 = pair_random(random),
            .mdcr_el3 = pair_random(random),
            .pmcnten = pair_random(random) | pair_random(random),
            .pmovs = pair_random(random) & pair_random(random),
            .suniden = oracle_bit(r, 24),
        },
    };

    p.cpu.pmuver = pair_versions[(r >> 8) % PAIR_VERSIONS];
    p.cpu.counters = (r >> 16) % 32;
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        pair_set_type(&p, n, pair_random(random));
    }
    pair_tell_cpu(&p);
    pair_tell_regs(&p);
    return p;
}

static void test_reasons(void)
{
    PairRandom random = check_random();
    int seen[PMU_FILTERED + 1] = { 0 };

    for (int i = 0; i < 20000; i++) {
        Pair p = random_pair(&random);

        for (int m = 0; m < PAIR_MODES; m++) {
            if (oracle_mode_exists(&p.cpu, pair_modes[m].mode) &&
                !regime_is_right(&p, &pair_modes[m], seen)) {
                return;
            }
        }
    }
    for (int reason = PMU_COUNTING; reason <= PMU_FILTERED; reason++) {
        g_assert_cmpint(seen[reason], >, 10000);
    }
}

/* A guest between load and put: N = 6, HPMN = 2, at EL1 */
static void test_examples(void)
{
    PMUFeatures f = { .counters = 6, .version = PMU_V3P7, .el2 = true };
    PMUControls c = { .pmcr = 1, .mdcr_el2 = 2, .pmcnten = 0x80000035 };

    pmu_set_filter(&c, 4, UINT32_C(1) << 31);   /* P: not at EL1 */
    g_assert_cmpint(pmu_idle(&f, &c, 0, PMU_NS_EL1, 0), ==, PMU_COUNTING);
    g_assert_cmpint(pmu_idle(&f, &c, 0, PMU_NS_EL1, 1), ==, PMU_DISABLED);
    g_assert_cmpint(pmu_idle(&f, &c, 0, PMU_NS_EL1, 2), ==,
                    PMU_RANGE_DISABLED);
    g_assert_cmpint(pmu_idle(&f, &c, 0, PMU_NS_EL1, 31), ==, PMU_COUNTING);
    c.mdcr_el2 |= 1 << 7;                       /* HPME */
    g_assert_cmpint(pmu_idle(&f, &c, 0, PMU_NS_EL1, 4), ==, PMU_FILTERED);
    g_assert_cmpint(pmu_idle(&f, &c, 0, PMU_NS_EL1, 5), ==, PMU_COUNTING);
    c.mdcr_el2 |= 1 << 29;                      /* HPMFZO */
    g_assert_cmpint(pmu_idle(&f, &c, 0x10, PMU_NS_EL1, 5), ==, PMU_FROZEN);
    c.mdcr_el2 |= 1 << 17;                      /* HPMD */
    g_assert_cmpint(pmu_idle(&f, &c, 0, PMU_NS_EL2, 0), ==, PMU_PROHIBITED);
}

void add_tests(void)
{
    g_test_add_func("/idle/examples", test_examples);
    g_test_add_func("/idle/reasons", test_reasons);
}
