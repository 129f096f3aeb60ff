/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/engine/totals.c: totals, and folding them into values.
 */

#include "main.h"
#include "machine.h"
#include "pmu/engine/totals.h"
#include <glib.h>

#define CYCLES  0x11
#define INSN    0x08
#define CHAIN   0x1e

static void test_advance(void)
{
    Machine m;
    uint64_t *total;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, 0, false);
    machine_count(&m, 1, INSN, 0, false);
    total = m.pmu.total[PMU_NS_EL1];
    machine_pass(&m, 50);
    machine_execute(&m, PMU_SOURCE_INST, 5);
    pmu_advance_to(&m.pmu, m.now - 20);
    g_assert_cmpuint(total[PMU_SOURCE_CYCLE], ==, 30);
    g_assert_cmpuint(total[PMU_SOURCE_INST], ==, 5);
    pmu_advance(&m.pmu);
    g_assert_cmpuint(total[PMU_SOURCE_CYCLE], ==, 50);
    g_assert_cmpuint(total[PMU_SOURCE_INST], ==, 5);
    g_assert_cmpuint(pmu_events_seen(&m.pmu, 0), ==, 50);
    /* A counter that runs nowhere has seen nothing. */
    g_assert_cmpuint(pmu_events_seen(&m.pmu, 2), ==, 0);
}

/* A reading only grows, whatever is allotted. */
static void test_reading(void)
{
    Machine m;
    uint64_t before;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, INSN, 0, false);
    before = pmu_reading(&m.pmu, PMU_SOURCE_INST);
    machine_execute(&m, PMU_SOURCE_INST, 5);
    machine_count(&m, 1, INSN, -UINT64_C(100), true);
    machine_execute(&m, PMU_SOURCE_INST, 6);
    g_assert_cmpuint(pmu_reading(&m.pmu, PMU_SOURCE_INST) - before, ==, 11);
    g_assert_cmpuint(pmu_reading(&m.pmu, PMU_SOURCE_CYCLE), ==, m.now);
}

/* Before PMUv3p5 an event counter has 32 bits, PMCCNTR 64 (R27). */
static void test_narrow(void)
{
    Machine m;

    machine_start(&m, PMU_V3P4);
    machine_count(&m, 0, CYCLES, UINT32_MAX, false);
    machine_count(&m, PMU_CYCLE_COUNTER, 0, UINT32_MAX, false);
    machine_pass(&m, 2);
    g_assert_cmphex(arm_pmu_read_counter(&m.pmu, 0), ==, 1);
    g_assert_cmphex(arm_pmu_read_counter(&m.pmu, PMU_CYCLE_COUNTER), ==,
                    0x100000001);
    arm_pmu_fold(&m.pmu, UINT64_MAX);
    g_assert_cmphex(m.pmevcntr[0], ==, 1);
    g_assert_cmphex(m.pmovs, ==, PMU_CYCLE_BIT | 1);

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, UINT32_MAX, false);
    machine_pass(&m, 2);
    arm_pmu_fold(&m.pmu, 1);
    g_assert_cmphex(m.pmevcntr[0], ==, 0x100000001);
    g_assert_cmphex(m.pmovs, ==, 1);
}

/* PMCR_EL0.D, PMCCNTR alone: the rest of a division is not lost. */
static void test_divided(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_write_pmcr(&m, PMCR_E | PMCR_D);
    machine_count(&m, 0, CYCLES, 0, false);
    machine_count(&m, PMU_CYCLE_COUNTER, 0, 0, false);
    for (int i = 0; i < 7; i++) {
        machine_pass(&m, 50);
        arm_pmu_fold(&m.pmu, UINT64_MAX);
    }
    g_assert_cmpuint(m.pmccntr, ==, 350 / 64);
    g_assert_cmpuint(m.pmevcntr[0], ==, 350);
    /* With LC it counts each cycle, from here on. */
    machine_write_pmcr(&m, PMCR_E | PMCR_D | PMCR_LC);
    machine_pass(&m, 50);
    g_assert_cmpuint(arm_pmu_read_counter(&m.pmu, PMU_CYCLE_COUNTER), ==,
                     350 / 64 + 50);
}

/* As many overflows as there are, and on into PMOVS of the odd one (R32) */
static void test_chain(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 2, INSN, UINT32_MAX, false);
    machine_count(&m, 3, CHAIN, UINT32_MAX, false);
    g_assert_cmphex(pmu_with_chained(&m.pmu, 8), ==, 0xc);
    g_assert_cmphex(pmu_with_chained(&m.pmu, 3), ==, 3);
    machine_execute(&m, PMU_SOURCE_INST, UINT32_MAX);
    machine_execute(&m, PMU_SOURCE_INST, 2);
    g_assert_cmphex(arm_pmu_read_counter(&m.pmu, 3), ==, 0x100000001);
    g_assert_cmphex(m.pmevcntr[2], ==, 0x200000000);
    g_assert_cmphex(m.pmovs, ==, 0xc);
    /* Disabled, it counts no more; nor where the even one is of 64 bits. */
    machine_write_pmcnten(&m, 8, false);
    machine_execute(&m, PMU_SOURCE_INST, UINT32_MAX);
    machine_execute(&m, PMU_SOURCE_INST, 1);
    machine_write_pmcr(&m, PMCR_E | PMCR_LP);
    machine_write_pmcnten(&m, 8, true);
    arm_pmu_write_counter(&m.pmu, 2, UINT64_MAX);
    machine_execute(&m, PMU_SOURCE_INST, 1);
    g_assert_cmphex(arm_pmu_read_counter(&m.pmu, 3), ==, 0x100000001);
}

static void test_fold(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(5), false);
    machine_count(&m, 1, CYCLES, 0, false);
    machine_pass(&m, 4);
    pmu_advance(&m.pmu);
    g_assert_false(pmu_fold(&m.pmu, 3));
    machine_pass(&m, 1);
    pmu_advance(&m.pmu);
    /* Only those that are asked for */
    g_assert_false(pmu_fold(&m.pmu, 2));
    g_assert_cmphex(m.pmovs, ==, 0);
    g_assert_true(pmu_fold(&m.pmu, 1));
    g_assert_cmphex(m.pmovs, ==, 1);
    g_assert_cmphex(m.overflowed, ==, 1);
    g_assert_false(pmu_fold(&m.pmu, 3));
    g_assert_cmpuint(m.pmevcntr[1], ==, 5);
}

static void test_value_now(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, 100, false);
    machine_count(&m, 1, PMEVTYPER_U | INSN, 100, false);
    machine_pass(&m, 11);
    machine_execute(&m, PMU_SOURCE_INST, 3);
    machine_enter(&m, PMU_NS_EL0);
    machine_pass(&m, 5);
    machine_execute(&m, PMU_SOURCE_INST, 7);
    g_assert_cmpuint(pmu_value_now(&m.pmu, 0, m.now), ==, 116);
    g_assert_cmpuint(pmu_value_now(&m.pmu, 1, m.now), ==, 103);
}

static void test_peek(void)
{
    Machine m, before;
    PMUCounts counts;

    machine_start(&m, PMU_V3P5);
    machine_write_pmcr(&m, PMCR_E | PMCR_D);
    machine_count(&m, 0, CYCLES, -UINT64_C(100), true);
    machine_count(&m, 1, CHAIN, 0, true);
    machine_count(&m, 2, INSN, 0, false);
    machine_count(&m, PMU_CYCLE_COUNTER, 0, 0, false);
    machine_pass_late(&m, 130);
    machine_execute(&m, PMU_SOURCE_INST, 9);
    before = m;
    arm_pmu_peek(&m.pmu, &counts);
    g_assert_cmpmem(&m, sizeof(m), &before, sizeof(before));
    g_assert_cmpint(counts.time, ==, m.now);
    g_assert_cmphex(counts.pmovs, ==, 1);
    arm_pmu_fold(&m.pmu, UINT64_MAX);
    g_assert_cmpmem(counts.events, sizeof(counts.events),
                    m.pmevcntr, sizeof(m.pmevcntr));
    g_assert_cmpuint(counts.cycles, ==, m.pmccntr);
    g_assert_cmpuint(counts.events[1], ==, 1);
    g_assert_cmpuint(counts.events[2], ==, 9);
}

void add_tests(void)
{
    g_test_add_func("/totals/R32-chain", test_chain);
    g_test_add_func("/totals/advance", test_advance);
    g_test_add_func("/totals/divided", test_divided);
    g_test_add_func("/totals/fold", test_fold);
    g_test_add_func("/totals/narrow", test_narrow);
    g_test_add_func("/totals/peek", test_peek);
    g_test_add_func("/totals/reading", test_reading);
    g_test_add_func("/totals/value-now", test_value_now);
}
