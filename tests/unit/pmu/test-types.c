/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/engine/types.c: what each counter counts, and what becomes of
 * it when that changes.
 */

#include "main.h"
#include "machine.h"
#include "pmu/engine/totals.h"
#include <glib.h>

#define SW_INCR 0x00
#define CYCLES  0x11
#define INSN    0x08
#define CHAIN   0x1e
#define PMU_SNAPSHOT 0x8127

static void test_classify(void)
{
    Machine m;
    const ARMPMU *pmu = &m.pmu;

    machine_start(&m, PMU_V3P5);
    arm_pmu_write_type(&m.pmu, 0, SW_INCR);
    arm_pmu_write_type(&m.pmu, 1, CYCLES);
    arm_pmu_write_type(&m.pmu, 2, INSN);
    arm_pmu_write_type(&m.pmu, 3, CHAIN);
    /* Never counted by an even counter */
    arm_pmu_write_type(&m.pmu, 4, CHAIN);
    /* No event */
    arm_pmu_write_type(&m.pmu, 5, 0xbfff);
    g_assert_cmphex(pmu->software, ==, 0x01);
    g_assert_cmphex(pmu->cycles, ==, PMU_CYCLE_BIT | 0x02);
    g_assert_cmphex(pmu->sourced, ==, PMU_CYCLE_BIT | 0x06);
    g_assert_cmphex(pmu->chain, ==, 0x08);
    g_assert_cmpint(pmu->source[1], ==, PMU_SOURCE_CYCLE);
    g_assert_cmpint(pmu->source[2], ==, PMU_SOURCE_INST);
    g_assert_cmpint(pmu->source[PMU_CYCLE_COUNTER], ==, PMU_SOURCE_CYCLE);
    /* All of it is forgotten for what comes next. */
    for (int n = 0; n < 4; n++) {
        arm_pmu_write_type(&m.pmu, n, 0xbfff);
    }
    g_assert_cmphex(pmu->software | pmu->chain, ==, 0);
    g_assert_cmphex(pmu->sourced & pmu->cycles, ==, PMU_CYCLE_BIT);
}

/* PMU_SNAPSHOT is an event only where there are snapshots. */
static void test_snapshot(void)
{
    Machine m;

    machine_start(&m, PMU_V3P9);
    arm_pmu_write_type(&m.pmu, 0, PMU_SNAPSHOT);
    g_assert_cmphex(m.pmu.captures, ==, 0);
    m.pmu.features.snapshot = true;
    arm_pmu_write_type(&m.pmu, 1, PMU_SNAPSHOT);
    arm_pmu_write_type(&m.pmu, 2, CYCLES);
    g_assert_cmphex(m.pmu.captures, ==, 0x02);
    g_assert_cmphex((m.pmu.software | m.pmu.chain) & 6, ==, 0);
    g_assert_cmphex(m.pmu.sourced & 3, ==, 0);
    arm_pmu_write_type(&m.pmu, 1, SW_INCR);
    g_assert_cmphex(m.pmu.captures, ==, 0);
}

/* A common event that PMCEID denies counts nothing. */
static void test_denied(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    m.pmu.features.ceid[0] = ~(UINT64_C(1) << INSN | UINT64_C(1) << CHAIN);
    machine_count(&m, 0, INSN, 0, false);
    machine_count(&m, 1, CHAIN, 0, false);
    g_assert_cmphex(m.selected | m.pmu.chain, ==, 0);
    g_assert_cmphex(m.pmu.sourced & 3, ==, 0);
}

/* What one event has counted stays; the totals of the next say nothing. */
static void test_running(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, 0, false);
    machine_count(&m, 1, INSN, 0, false);
    machine_pass(&m, 10);
    machine_execute(&m, PMU_SOURCE_INST, 100);
    arm_pmu_write_type(&m.pmu, 0, INSN);
    machine_pass(&m, 1000);
    machine_execute(&m, PMU_SOURCE_INST, 7);
    g_assert_cmpuint(arm_pmu_read_counter(&m.pmu, 0), ==, 17);
    arm_pmu_write_type(&m.pmu, 0, CYCLES);
    machine_pass(&m, 3);
    machine_execute(&m, PMU_SOURCE_INST, 20);
    g_assert_cmpuint(arm_pmu_read_counter(&m.pmu, 0), ==, 20);
    g_assert_cmpuint(arm_pmu_read_counter(&m.pmu, 1), ==, 127);
}

/* A filter changes where a counter counts, and its deadline goes with it. */
static void test_filter(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(100), true);
    machine_count(&m, PMU_CYCLE_COUNTER, 0, 0, false);
    machine_pass(&m, 40);
    arm_pmu_write_type(&m.pmu, 0, PMEVTYPER_P | CYCLES);
    arm_pmu_write_type(&m.pmu, PMU_CYCLE_COUNTER, PMEVTYPER_P);
    machine_pass(&m, 1000);
    g_assert_false(m.line);
    g_assert_cmpuint(arm_pmu_read_counter(&m.pmu, PMU_CYCLE_COUNTER), ==, 40);
    machine_enter(&m, PMU_NS_EL0);
    machine_pass(&m, 59);
    g_assert_false(m.line);
    machine_pass(&m, 1);
    g_assert_true(m.line);
}

/* An overflow that nobody has seen belongs to the old event. */
static void test_overflow(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(10), false);
    machine_pass(&m, 15);
    arm_pmu_write_type(&m.pmu, 0, SW_INCR);
    g_assert_cmphex(m.pmovs, ==, 1);
    g_assert_cmpuint(m.pmevcntr[0], ==, 5);
}

/* CHAIN counts the overflows from its own write on. */
static void test_chain(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(10), false);
    machine_count(&m, 1, SW_INCR, 0, false);
    machine_pass(&m, 15);
    arm_pmu_write_type(&m.pmu, 1, CHAIN);
    g_assert_cmpuint(arm_pmu_read_counter(&m.pmu, 1), ==, 0);
    arm_pmu_write_counter(&m.pmu, 0, -UINT64_C(10));
    machine_pass(&m, 15);
    arm_pmu_write_type(&m.pmu, 1, SW_INCR);
    g_assert_cmpuint(m.pmevcntr[1], ==, 1);
}

/* The same value: not even the lock */
static void test_same(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, 0, false);
    machine_locked = 0;
    arm_pmu_write_type(&m.pmu, 0, CYCLES);
    g_assert_cmpuint(machine_locked, ==, 0);
}

void add_tests(void)
{
    g_test_add_func("/types/R32-chain", test_chain);
    g_test_add_func("/types/classify", test_classify);
    g_test_add_func("/types/snapshot", test_snapshot);
    g_test_add_func("/types/denied", test_denied);
    g_test_add_func("/types/filter", test_filter);
    g_test_add_func("/types/overflow", test_overflow);
    g_test_add_func("/types/running", test_running);
    g_test_add_func("/types/same", test_same);
}
