/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/sets.c: numbers of sets, and numbers in one word. The
 * table lasts as long as the program: one test fills it.
 */

#include "main.h"
#include "qemu/osdep.h"
#include "pmu/core/sets.h"
#include <glib.h>

#define ALL     ((UINT64_C(1) << PMU_INSN_SOURCES) - 1)

/* Stable, one each, and all sources to those who come late */
static void test_numbers(void)
{
    unsigned number[PMU_SET_ALL];

    g_assert_cmpuint(pmu_set_number(0), ==, 0);
    g_assert_cmpuint(pmu_set_sources(0), ==, 0);
    g_assert_cmphex(pmu_set_sources(PMU_SET_ALL), ==, ALL);
    for (unsigned i = 1; i < PMU_SET_ALL; i++) {
        number[i] = pmu_set_number(i);
        g_assert_cmpuint(number[i], >, 0);
        g_assert_cmpuint(number[i], <, PMU_SET_ALL);
    }
    for (unsigned i = 1; i < PMU_SET_ALL; i++) {
        g_assert_cmpuint(pmu_set_number(i), ==, number[i]);
        g_assert_cmphex(pmu_set_sources(number[i]), ==, i);
    }
    g_assert_cmpuint(pmu_set_number(0x1000), ==, PMU_SET_ALL);
    g_assert_cmphex(pmu_set_sources(number[5]), ==, 5);
}

/* Cycles, and what helpers count, are no part of a set. */
static void test_others(void)
{
    uint64_t others = PMU_SOURCE_BIT(CYCLE) | PMU_SOURCE_BIT(EXC_TAKEN) |
                      PMU_SOURCE_BIT(ITLB_FILL);

    g_assert_cmpuint(pmu_set_number(others), ==, 0);
    g_assert_cmpuint(pmu_set_number(others | 1), ==, pmu_set_number(1));
}

static void test_pack(void)
{
    uint32_t set = PMU_SOURCE_BIT(INST) | PMU_SOURCE_BIT(MEM) |
                   PMU_SOURCE_BIT(LD);
    uint32_t both = set | PMU_SOURCE_BIT(ST);
    PMUPacked sum = pmu_pack(set, set) + pmu_pack(set, both);

    g_assert_cmpuint(pmu_unpack(set, sum, PMU_SOURCE_INST), ==, 2);
    g_assert_cmpuint(pmu_unpack(set, sum, PMU_SOURCE_LD), ==, 2);
    g_assert_cmpuint(pmu_unpack(set, sum, PMU_SOURCE_MEM), ==, 3);
    sum -= pmu_pack(set, set);
    g_assert_cmpuint(pmu_unpack(set, sum, PMU_SOURCE_INST), ==, 1);
    g_assert_cmpuint(pmu_unpack(set, sum, PMU_SOURCE_MEM), ==, 2);
    g_assert_cmphex(pmu_pack(set, PMU_SOURCE_BIT(BR)), ==, 0);
}

/* Each source in turn up to the limit, the others at 0: no carry, no loss */
static void check_limit(uint32_t set)
{
    unsigned limit = pmu_packed_limit(set);

    g_assert_cmpuint(limit, >=, 7);
    for (unsigned source = 0; source < PMU_INSN_SOURCES; source++) {
        PMUPacked one, sum = 0;

        if (!(set >> source & 1)) {
            continue;
        }
        one = pmu_pack(set, 1u << source);
        g_assert_true(pmu_packed_fits(set, one * (limit - 1), one));
        sum = one * limit;
        g_assert_false(pmu_packed_fits(set, sum, one));
        for (unsigned other = 0; other < PMU_INSN_SOURCES; other++) {
            if (set >> other & 1) {
                g_assert_cmpuint(pmu_unpack(set, sum, other), ==,
                                 other == source ? limit : 0);
            }
        }
    }
}

static void test_limit(void)
{
    for (unsigned source = 0; source < PMU_INSN_SOURCES; source++) {
        check_limit(1u << source);
        check_limit((2u << source) - 1);
    }
    check_limit(ALL);
    check_limit(ALL & 0x55555555);
}

void add_tests(void)
{
    g_test_add_func("/sets/others", test_others);
    g_test_add_func("/sets/limit", test_limit);
    g_test_add_func("/sets/pack", test_pack);
    g_test_add_func("/sets/numbers", test_numbers);
}
