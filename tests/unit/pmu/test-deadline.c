/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/engine/deadline.c: the timer that goes off at an overflow,
 * and the events that are left until one. Never late; early only where a
 * counter has paused.
 */

#include "main.h"
#include "machine.h"
#include "pmu/engine/deadline.h"
#include <glib.h>

#define CYCLES  0x11
#define INSN    0x08
#define CHAIN   0x1e
#define EL1     PMEVTYPER_U                     /* not at EL0 */
#define EL2     (PMEVTYPER_P | PMEVTYPER_U | PMEVTYPER_NSH)

static void test_cycles(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(1000), true);
    g_assert_cmpint(m.timer, ==, m.now + 1000);
    machine_pass(&m, 999);
    g_assert_false(m.line);
    g_assert_cmpuint(m.fired, ==, 0);
    machine_pass(&m, 1);
    g_assert_true(m.line);
    g_assert_cmphex(m.pending, ==, 1);
    g_assert_cmpuint(m.fired, ==, 1);
    /* It has overflowed: the next time is nobody's. */
    g_assert_cmpint(m.timer, ==, INT64_MAX);
}

static void test_unwatched(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(10), false);
    machine_count(&m, 1, INSN, -UINT64_C(10), false);
    g_assert_cmpint(m.timer, ==, INT64_MAX);
    machine_pass(&m, 20);
    for (int i = 0; i < 4; i++) {
        machine_execute(&m, PMU_SOURCE_INST, 1u << 31);
    }
    g_assert_cmpuint(m.fired + m.spent, ==, 0);
    arm_pmu_fold(&m.pmu, 3);
    g_assert_cmphex(m.pmovs, ==, 3);
}

/* 2^32 events are too many for no timer, 2^64 are not. */
static void test_far(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, 0, true);
    g_assert_cmpint(m.timer, ==, m.now + (INT64_C(1) << 32));

    machine_start(&m, PMU_V3P5);
    machine_write_pmcr(&m, PMCR_E | PMCR_LP | PMCR_LC);
    machine_count(&m, 0, CYCLES, 0, true);
    machine_count(&m, 1, INSN, 0, true);
    machine_count(&m, PMU_CYCLE_COUNTER, 0, 1, true);
    g_assert_cmpint(m.timer, ==, INT64_MAX);
    g_assert_cmpint(m.left[PMU_SOURCE_INST], >=, INT64_MAX / 4);
}

/*
 * While the CPU is elsewhere the timer may go off, and no more than once. It
 * does so again when the CPU is back, and then knows.
 */
static void test_pause(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, EL1 | CYCLES, -UINT64_C(1000), true);
    g_assert_true(m.watched);
    machine_pass(&m, 400);
    machine_enter(&m, PMU_NS_EL2);
    machine_pass(&m, 100000);
    g_assert_cmpuint(m.fired, ==, 1);
    g_assert_false(m.line);
    machine_enter(&m, PMU_NS_EL1);
    machine_pass(&m, 0);
    g_assert_cmpuint(m.fired, ==, 2);
    g_assert_cmpint(m.timer, ==, m.now + 600);
    machine_pass(&m, 599);
    g_assert_false(m.line);
    machine_pass(&m, 1);
    g_assert_true(m.line);
}

/* PMCR_EL0.D: a count in 64 cycles, those that have been among them */
static void test_divided(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_write_pmcr(&m, PMCR_E | PMCR_D);
    machine_count(&m, PMU_CYCLE_COUNTER, 0, UINT32_MAX - 1, false);
    machine_pass(&m, 70);
    machine_write_pminten(&m, PMU_CYCLE_BIT, true);
    g_assert_cmpint(m.timer, ==, m.now + 58);
    machine_pass(&m, 57);
    g_assert_false(m.line);
    machine_pass(&m, 1);
    g_assert_true(m.line);
}

static void test_chain(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 2, CYCLES, UINT32_MAX - 49, false);
    machine_count(&m, 3, CHAIN, UINT32_MAX, true);
    g_assert_cmpint(m.timer, ==, m.now + 50);
    machine_pass(&m, 49);
    g_assert_false(m.line);
    machine_pass(&m, 1);
    g_assert_true(m.line);
    g_assert_cmphex(m.pmovs, ==, 0xc);
}

/* Between the looks at the clock that one write takes, time goes on. */
static void test_tick(void)
{
    Machine m;
    int64_t overflow;

    machine_start(&m, PMU_V3P7);
    machine_write_pmcr(&m, PMCR_E);
    machine_count(&m, 1, INSN, 0, true);
    machine_count(&m, 0, CYCLES, -UINT64_C(1000), false);
    overflow = m.now + 1000;
    m.tick = 7;
    machine_write_pminten(&m, 1, true);
    m.tick = 0;
    g_assert_cmpint(m.timer, <=, overflow);
    machine_pass(&m, overflow - m.now);
    g_assert_true(m.line);
}

static void test_events(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, INSN, -UINT64_C(100), true);
    g_assert_cmphex(m.selected, ==, PMU_SOURCE_BIT(INST));
    machine_execute(&m, PMU_SOURCE_INST, 99);
    g_assert_cmpuint(m.spent, ==, 0);
    g_assert_false(m.line);
    machine_execute(&m, PMU_SOURCE_INST, 1);
    g_assert_cmpuint(m.spent, ==, 1);
    g_assert_true(m.line);
    /* The next overflow is nobody's. */
    machine_execute(&m, PMU_SOURCE_INST, UINT32_MAX);
    g_assert_cmpuint(m.spent, ==, 1);
}

/* The nearest counter of a source; others get what is left. */
static void test_nearest(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, INSN, -UINT64_C(100), true);
    machine_execute(&m, PMU_SOURCE_INST, 30);
    machine_count(&m, 1, 0x1b, -UINT64_C(80), true);
    machine_execute(&m, PMU_SOURCE_INST, 69);
    g_assert_cmpuint(m.spent, ==, 0);
    machine_execute(&m, PMU_SOURCE_INST, 1);
    g_assert_cmphex(m.pmovs, ==, 1);
    machine_execute(&m, PMU_SOURCE_INST, 9);
    g_assert_cmpuint(m.spent, ==, 1);
    machine_execute(&m, PMU_SOURCE_INST, 1);
    g_assert_cmphex(m.pmovs, ==, 3);
}

/* A counter of EL1, and a long stay at EL2, where another counts */
static void test_stay(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, EL1 | INSN, -UINT64_C(20000), true);
    machine_count(&m, 1, EL2 | INSN, 0, false);
    machine_execute(&m, PMU_SOURCE_INST, 5000);
    machine_enter(&m, PMU_NS_EL2);
    machine_execute(&m, PMU_SOURCE_INST, 40000);
    g_assert_cmpuint(m.spent, ==, 0);
    machine_enter(&m, PMU_NS_EL1);
    machine_execute(&m, PMU_SOURCE_INST, 14999);
    g_assert_false(m.line);
    machine_execute(&m, PMU_SOURCE_INST, 1);
    g_assert_true(m.line);
    g_assert_cmpuint(arm_pmu_read_counter(&m.pmu, 1), ==, 40000);
}

/* What is counted besides is no reason to look. */
static void test_besides(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    m.more = PMU_SOURCE_BIT(LD) | PMU_SOURCE_BIT(INST);
    machine_count(&m, 0, INSN, -UINT64_C(100), true);
    g_assert_cmpint(m.left[PMU_SOURCE_INST], ==, 99);
    g_assert_cmpint(m.left[PMU_SOURCE_LD], >=, INT64_MAX / 4);
    machine_execute(&m, PMU_SOURCE_INST, 100);
    g_assert_cmpuint(m.spent, ==, 1);
    g_assert_cmpint(m.left[PMU_SOURCE_LD], >=, INT64_MAX / 4);
}

/*
 * Cycles freeze the first range in the middle of a block of 50, which is left
 * after 30. Neither range has counted what was not executed, and that it is
 * given back is no overflow.
 */
static void test_freeze_in_block(void)
{
    Machine m;

    machine_start(&m, PMU_V3P7);
    machine_write_control(&m, &m.mdcr_el2, MDCR_EL2_HPME | 2);
    machine_count(&m, 0, CYCLES, -UINT64_C(1000), true);
    machine_count(&m, 1, INSN, 0, false);
    machine_count(&m, 2, INSN, 0, false);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO);
    machine_begin(&m, PMU_SOURCE_INST, 50);
    machine_pass(&m, 1000);
    machine_leave(&m, PMU_SOURCE_INST, 20);
    g_assert_true(m.line);
    machine_execute(&m, PMU_SOURCE_INST, 7);
    arm_pmu_fold(&m.pmu, UINT64_MAX);
    g_assert_cmphex(m.pmovs, ==, 1);
    g_assert_cmpuint(m.pmevcntr[1], ==, 30);
    g_assert_cmpuint(m.pmevcntr[2], ==, 37);
}

/*
 * Events freeze the range at the end of the block in which they overflow.
 * The cycles of that range stop with them, those of the second range go on.
 */
static void test_freeze_by_events(void)
{
    Machine m;

    machine_start(&m, PMU_V3P7);
    machine_write_control(&m, &m.mdcr_el2, MDCR_EL2_HPME | 2);
    machine_count(&m, 0, INSN, -UINT64_C(100), false);
    machine_count(&m, 1, CYCLES, 0, false);
    machine_count(&m, 2, CYCLES, 0, false);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO);
    machine_pass(&m, 500);
    machine_execute(&m, PMU_SOURCE_INST, 100);
    g_assert_cmpuint(m.spent, ==, 1);
    machine_pass(&m, 300);
    machine_execute(&m, PMU_SOURCE_INST, 10);
    arm_pmu_fold(&m.pmu, UINT64_MAX);
    g_assert_cmphex(m.pmovs, ==, 1);
    g_assert_cmpuint(m.pmevcntr[0], ==, 0);
    g_assert_cmpuint(m.pmevcntr[1], ==, 500);
    g_assert_cmpuint(m.pmevcntr[2], ==, 800);
}

/* And the next deadline is found, once the freeze is over. */
static void test_freeze_again(void)
{
    Machine m;

    machine_start(&m, PMU_V3P7);
    machine_count(&m, 0, CYCLES, -UINT64_C(1000), true);
    machine_count(&m, 1, INSN, 0, false);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO);
    machine_pass(&m, 1500);
    g_assert_true(m.line);
    g_assert_cmpuint(m.pmevcntr[0], ==, 0);
    arm_pmu_write_counter(&m.pmu, 0, -UINT64_C(500));
    machine_write_pmovs(&m, 1, false);
    g_assert_false(m.line);
    g_assert_cmpint(m.timer, ==, m.now + 500);
    machine_pass(&m, 500);
    g_assert_true(m.line);
}

void add_tests(void)
{
    g_test_add_func("/deadline/besides", test_besides);
    g_test_add_func("/deadline/cycles", test_cycles);
    g_test_add_func("/deadline/chain", test_chain);
    g_test_add_func("/deadline/divided", test_divided);
    g_test_add_func("/deadline/events", test_events);
    g_test_add_func("/deadline/far", test_far);
    g_test_add_func("/deadline/freeze-in-block", test_freeze_in_block);
    g_test_add_func("/deadline/freeze-again", test_freeze_again);
    g_test_add_func("/deadline/freeze-by-events", test_freeze_by_events);
    g_test_add_func("/deadline/nearest", test_nearest);
    g_test_add_func("/deadline/pause", test_pause);
    g_test_add_func("/deadline/stay", test_stay);
    g_test_add_func("/deadline/tick", test_tick);
    g_test_add_func("/deadline/unwatched", test_unwatched);
}
