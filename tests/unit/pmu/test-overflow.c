/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/overflow.c against the oracle: both widths around their
 * edges and anywhere, every width control, every freeze and every interrupt
 * level of small PMUs and random ones of all.
 */

#include "check.h"

static bool add_is_right(uint64_t before, uint64_t events, bool wide)
{
    static const Pair none;
    uint64_t value = before;
    uint64_t overflows = pmu_add(&value, events, wide);

    if (!check_same(&none, "sum", wide ? "64 bits" : "32 bits", value,
                    before + events) ||
        !check_same(&none, "overflows", wide ? "64 bits" : "32 bits",
                    overflows, oracle_overflows(before, events, wide))) {
        g_test_message("before 0x%" G_GINT64_MODIFIER "x, events 0x%"
                       G_GINT64_MODIFIER "x", before, events);
        return false;
    }
    return true;
}

/* One event less does not overflow, and just so many do so once. */
static bool until_is_right(uint64_t value, bool wide)
{
    static const Pair none;
    uint64_t until = pmu_until_overflow(value, wide);
    uint64_t copy = value;

    if (wide && value == 0) {
        return check_same(&none, "until overflow", "zero", until, 0);
    }
    return check_same(&none, "before overflow", NULL,
                      oracle_overflows(value, until - 1, wide), 0) &&
           check_same(&none, "at overflow", NULL,
                      oracle_overflows(value, until, wide), 1) &&
           check_same(&none, "model at overflow", NULL,
                      pmu_add(&copy, until, wide), 1);
}

/* -3..3 around every power of two that is an edge, and some that are not */
#define EDGES 49
static uint64_t edge(int i)
{
    static const uint64_t around[] = {
        0, UINT64_C(1) << 31, UINT64_C(1) << 32, UINT64_C(1) << 33,
        UINT64_C(0xffffffff) << 32, UINT64_C(1) << 63, UINT64_C(5) << 32,
    };

    return around[i / 7] + i % 7 - 3;
}

static void test_edges(void)
{
    for (int i = 0; i < EDGES * EDGES * 2; i++) {
        if (!add_is_right(edge(i / 2 % EDGES), edge(i / 2 / EDGES), i % 2) ||
            !until_is_right(edge(i / 2 % EDGES), i % 2)) {
            return;
        }
    }
}

static void test_random(void)
{
    PairRandom random = check_random();

    for (int i = 0; i < 2000000; i++) {
        uint64_t r = pair_random(&random);
        uint64_t value = pair_random(&random) >> r % 64;
        uint64_t events = pair_random(&random) >> (r >> 8) % 64;

        /* Half of them shortly before the wrap */
        if (oracle_bit(r, 16)) {
            value = -value;
        }
        if (!add_is_right(value, events, oracle_bit(r, 17)) ||
            !until_is_right(value, oracle_bit(r, 17))) {
            return;
        }
    }
}

static bool wide_is_right(const Pair *p)
{
    return check_same(p, "wide", NULL,
                      pmu_wide(&p->features, &p->controls),
                      COUNTERS(n, oracle_wide(&p->cpu, &p->regs, n)));
}

static void test_wide(void)
{
    for (int i = 0; i < 32 * 32 * 8 * PAIR_VERSIONS * 2; i++) {
        int version = i / 8192 % PAIR_VERSIONS;
        bool lc = i / 1024 % 2, lp = i / 2048 % 2, hlp = i / 4096 % 2;
        Pair p = {
            .cpu = {
                .counters = i % 32,
                .pmuver = pair_versions[version],
                .el2 = i / 8192 / PAIR_VERSIONS,
                .icntr = i % 7 > 2,
            },
            .regs = {
                .pmcr = (i % 3 ? 0x3f : 0) | lc << 6 | lp << 7,
                .mdcr_el2 = (i % 5 ? ~UINT64_C(0x400001f) : 0) |
                            i / 32 % 32 | hlp << 26,
            },
        };

        pair_tell_cpu(&p);
        pair_tell_regs(&p);
        if (!wide_is_right(&p)) {
            return;
        }
    }
}

static bool freeze_is_right(const Pair *p)
{
    return check_same(p, "freezing", NULL,
                      pmu_freezing(&p->features, &p->controls),
                      COUNTERS(n, oracle_freezes(&p->cpu, &p->regs, n))) &&
           check_same(p, "frozen", NULL,
                      pmu_frozen(&p->features, &p->controls, p->regs.pmovs),
                      COUNTERS(n, oracle_frozen(&p->cpu, &p->regs, n)));
}

static bool irq_is_right(const Pair *p)
{
    return check_same(p, "PMUIRQ", NULL,
                      pmu_irq_level(&p->features, &p->controls,
                                    p->regs.pmovs, p->regs.pminten),
                      oracle_irq(&p->cpu, &p->regs));
}

/* A counter holds PMUIRQ high if its overflow alone would. */
static bool raisers_are_right(const Pair *p)
{
    OracleRegs alone = p->regs;

    return check_same(p, "raisers of PMUIRQ", NULL,
                      pmu_irq_raisers(&p->features, &p->controls,
                                      p->regs.pmovs, p->regs.pminten),
                      COUNTERS(n, ({
                          alone.pmovs = p->regs.pmovs & UINT64_C(1) << n;
                          oracle_irq(&p->cpu, &alone);
                      })));
}

/* Bits of the event counters; those of the fixed ones come after the last */
static uint64_t spread(uint64_t bits, int counters)
{
    return bits % (UINT64_C(1) << counters) |
           (uint64_t)oracle_bit(bits, counters) << ORACLE_CYCLES |
           (uint64_t)oracle_bit(bits, counters + 1) << ORACLE_INSTRUCTIONS;
}

/* Every PMOVS, PMINTEN, E, HPME and HPMN of a PMU with this many counters */
static bool all_irqs_are_right(int counters)
{
    uint64_t each = UINT64_C(4) << counters;
    Pair p = { .cpu = { .counters = counters, .el2 = true, .icntr = true } };

    pair_tell_cpu(&p);
    for (int hpmn = 0; hpmn <= counters; hpmn++) {
        for (uint64_t i = 0; i < each * each * 4; i++) {
            p.regs.pmcr = i % 2;
            p.regs.mdcr_el2 = hpmn | (i / 2 % 2) << 7;
            p.regs.pmovs = spread(i / 4 % each, counters);
            p.regs.pminten = spread(i / 4 / each, counters);
            pair_tell_regs(&p);
            if (!irq_is_right(&p)) {
                return false;
            }
        }
    }
    return true;
}

/* Every PMOVS, HPMN, FZO, DP and HPMFZO of such a PMU, in each version */
static bool all_freezes_are_right(int counters, bool icntr)
{
    uint32_t each = UINT32_C(4) << counters;

    for (uint32_t i = 0; i < each * 32 * 16 * PAIR_VERSIONS; i++) {
        uint32_t bits = i / each / 32;
        bool fzo = bits % 2, dp = bits / 2 % 2, hpmfzo = bits / 4 % 2;
        Pair p = {
            .cpu = {
                .counters = counters,
                .pmuver = pair_versions[bits / 16],
                .el2 = bits / 8 % 2,
                .icntr = icntr,
            },
            .regs = {
                .pmcr = (i % 3 ? ~UINT64_C(0x220) : 0) | fzo << 9 | dp << 5,
                .mdcr_el2 = (i % 5 ? ~UINT64_C(0x2000001f) : 0) |
                            i / each % 32 | hpmfzo << 29,
                .pmovs = spread(i % each, counters),
            },
        };

        pair_tell_cpu(&p);
        pair_tell_regs(&p);
        if (!freeze_is_right(&p)) {
            return false;
        }
    }
    return true;
}

static void test_freeze_small(void)
{
    for (int counters = 0; counters <= 4; counters++) {
        if (!all_freezes_are_right(counters, true) ||
            !all_freezes_are_right(counters, false)) {
            return;
        }
    }
}

static void test_irq_small(void)
{
    for (int counters = 0; counters <= 6; counters++) {
        if (!all_irqs_are_right(counters)) {
            return;
        }
    }
}

/* Few bits: with many, some pair always meets and the level is high. */
static uint64_t sparse(PairRandom *random)
{
    uint64_t r = pair_random(random), fixed = pair_random(random) % 16 == 0;

    return (r & (r >> 32) & pair_random(random) & pair_random(random)) |
           fixed << ORACLE_INSTRUCTIONS;
}

static void test_irq_random(void)
{
    PairRandom random = check_random();
    int high = 0;

    for (int i = 0; i < 500000; i++) {
        uint64_t r = pair_random(&random);
        Pair p = {
            .cpu = {
                .counters = r % 32,
                .el2 = oracle_bit(r, 8),
                .icntr = oracle_bit(r, 9),
            },
            .regs = {
                .pmcr = pair_random(&random),
                .mdcr_el2 = pair_random(&random),
                .pmcnten = pair_random(&random),
                .pmovs = sparse(&random) | sparse(&random),
                .pminten = sparse(&random) | sparse(&random),
            },
        };

        pair_tell_cpu(&p);
        pair_tell_regs(&p);
        if (!irq_is_right(&p) || (i % 8 == 0 && !raisers_are_right(&p))) {
            return;
        }
        high += oracle_irq(&p.cpu, &p.regs);
    }
    /* A test that sees one level only would see nothing. */
    g_assert_cmpint(high, >, 50000);
    g_assert_cmpint(high, <, 450000);
}

static void test_freeze_random(void)
{
    PairRandom random = check_random();
    int frozen = 0;

    for (int i = 0; i < 100000; i++) {
        uint64_t r = pair_random(&random);
        Pair p = {
            .cpu = {
                .counters = r % 32,
                .pmuver = pair_versions[(r >> 8) % PAIR_VERSIONS],
                .el2 = oracle_bit(r, 16),
            },
            .regs = {
                .pmcr = pair_random(&random),
                .mdcr_el2 = pair_random(&random),
                .pmovs = sparse(&random) & pair_random(&random),
            },
        };

        pair_tell_cpu(&p);
        pair_tell_regs(&p);
        if (!freeze_is_right(&p)) {
            return;
        }
        frozen += pmu_frozen(&p.features, &p.controls, p.regs.pmovs) != 0;
    }
    g_assert_cmpint(frozen, >, 5000);
    g_assert_cmpint(frozen, <, 95000);
}

/* HPMFZO freezes the second range, FZO the first; neither the cycles */
static void test_freeze_examples(void)
{
    PMUFeatures f = { .counters = 6, .version = PMU_V3P7, .el2 = true };
    PMUControls c = { .pmcr = 1 << 9, .mdcr_el2 = 2 };

    g_assert_cmphex(pmu_freezing(&f, &c), ==, 0x3);
    g_assert_cmphex(pmu_frozen(&f, &c, 0x8000003c), ==, 0);
    g_assert_cmphex(pmu_frozen(&f, &c, 0x2), ==, 0x3);
    c.pmcr |= 1 << 5;                   /* DP */
    g_assert_cmphex(pmu_frozen(&f, &c, 0x2), ==, 0x80000003);
    c.mdcr_el2 |= 1 << 29;              /* HPMFZO */
    g_assert_cmphex(pmu_freezing(&f, &c), ==, 0x3f);
    g_assert_cmphex(pmu_frozen(&f, &c, 0x80000020), ==, 0x3c);
    f.version = PMU_V3P5;
    g_assert_cmphex(pmu_freezing(&f, &c), ==, 0);
    g_assert_cmphex(pmu_frozen(&f, &c, 0xffffffff), ==, 0);
}

static void test_examples(void)
{
    PMUFeatures f = { .counters = 6, .version = PMU_V3P5, .el2 = true };
    PMUControls c = { .pmcr = 1 << 7, .mdcr_el2 = 2 };
    uint64_t value = UINT32_MAX;

    g_assert_cmphex(pmu_wide(&f, &c), ==, 0x3);
    c.mdcr_el2 = 2 | 1 << 26;           /* HLP */
    g_assert_cmphex(pmu_wide(&f, &c), ==, 0x3f);

    g_assert_cmpuint(pmu_until_overflow(value, false), ==, 1);
    g_assert_cmpuint(pmu_add(&value, 1, true), ==, 0);
    g_assert_cmphex(value, ==, UINT64_C(1) << 32);
    g_assert_cmphex(pmu_until_overflow(value, false), ==,
                    UINT64_C(1) << 32);
    value = UINT32_MAX;
    g_assert_cmpuint(pmu_add(&value, UINT64_MAX, false), ==,
                     UINT64_C(1) << 32);

    /* The matrix that stock QEMU gets wrong in two of four cells */
    c.pmcr = 1;
    c.mdcr_el2 = 2;
    g_assert_true(pmu_irq_level(&f, &c, 0x01, 0x21));
    g_assert_false(pmu_irq_level(&f, &c, 0x20, 0x21));
    c.pmcr = 0;
    c.mdcr_el2 = 2 | 1 << 7;            /* HPME */
    g_assert_false(pmu_irq_level(&f, &c, 0x01, 0x21));
    g_assert_true(pmu_irq_level(&f, &c, 0x20, 0x21));
}

void add_tests(void)
{
    g_test_add_func("/overflow/examples", test_examples);
    g_test_add_func("/overflow/edges", test_edges);
    g_test_add_func("/overflow/random", test_random);
    g_test_add_func("/overflow/R26-R27-width", test_wide);
    g_test_add_func("/overflow/R29-freeze-examples", test_freeze_examples);
    g_test_add_func("/overflow/R29-freeze-all", test_freeze_small);
    g_test_add_func("/overflow/R29-freeze-random", test_freeze_random);
    g_test_add_func("/overflow/R30-level-all", test_irq_small);
    g_test_add_func("/overflow/R30-level-random", test_irq_random);
}
