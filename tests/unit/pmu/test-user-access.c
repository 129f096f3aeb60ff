/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/user-access.c against the oracle: every PMUSERENR_EL0,
 * with each counter alone, all counters and random ones in PMUACR_EL1.
 */

#include "check.h"
#include "pmu/core/user-access.h"

/* Bits of no counter say nothing. */
#define ALL ((UINT64_C(1) << ORACLE_COUNTERS) - 1)

static bool user_is_right(uint64_t pmuserenr, uint64_t pmuacr)
{
    Pair none = { };

    return check_same(&none, "writable", NULL,
                      pmu_user_writable(pmuserenr, pmuacr) & ALL,
                      COUNTERS(n, oracle_user_writes(pmuserenr, pmuacr, n))) &&
           check_same(&none, "incremented", NULL,
                      pmu_user_increments(pmuserenr, pmuacr) & ALL,
                      COUNTERS(n, oracle_user_increments(pmuserenr, pmuacr,
                                                         n)));
}

static void test_user(void)
{
    PairRandom random = check_random();

    for (int i = 0; i < 128 * 64; i++) {
        int turn = i / 128;
        uint64_t pmuacr = turn < ORACLE_COUNTERS ? UINT64_C(1) << turn
                        : turn == ORACLE_COUNTERS ? UINT64_MAX
                                                  : pair_random(&random);

        if (!user_is_right(i % 128, pmuacr)) {
            return;
        }
    }
}

/* What Linux does: counters of one's own to read, and no more */
static void test_examples(void)
{
    uint64_t pmuserenr = PMUSERENR_UEN | PMUSERENR_ER | PMUSERENR_CR;

    g_assert_cmphex(pmu_user_writable(PMUSERENR_UEN, 5), ==, 5);
    g_assert_cmphex(pmu_user_writable(pmuserenr, 0x80000005), ==, 0);
    g_assert_cmphex(pmu_user_writable(PMUSERENR_UEN | PMUSERENR_ER,
                                      0x80000005), ==, 0x80000000);
    g_assert_cmphex(pmu_user_writable(PMUSERENR_UEN | PMUSERENR_CR,
                                      0x80000005), ==, 5);
    g_assert_cmphex(pmu_user_writable(PMUSERENR_UEN | PMUSERENR_IR,
                                      0x180000001), ==, 0x80000001);
    g_assert_cmphex(pmu_user_increments(pmuserenr, 5), ==, 5);
}

void add_tests(void)
{
    g_test_add_func("/user-access/examples", test_examples);
    g_test_add_func("/user-access/R54-writable", test_user);
}
