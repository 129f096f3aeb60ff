/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/engine/engine.c: the contracts of engine.h, one at a time.
 */

#include "main.h"
#include "machine.h"
#include <glib.h>

#define SW_INCR 0x00
#define CYCLES  0x11
#define INSN    0x08
#define EL1     PMEVTYPER_U                     /* not at EL0 */

static uint64_t value(Machine *m, unsigned n)
{
    return arm_pmu_read_counter(&m->pmu, n);
}

/* Each of two regimes has its totals. */
static void test_regimes(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, EL1 | CYCLES, 0, false);
    machine_count(&m, 1, PMEVTYPER_P | CYCLES, 0, false);
    machine_count(&m, 2, EL1 | INSN, 0, false);
    machine_pass(&m, 10);
    machine_execute(&m, PMU_SOURCE_INST, 3);
    machine_enter(&m, PMU_NS_EL0);
    g_assert_cmphex(m.selected, ==, 0);
    machine_pass(&m, 100);
    machine_execute(&m, PMU_SOURCE_INST, 30);
    machine_enter(&m, PMU_NS_EL1);
    machine_pass(&m, 1);
    machine_execute(&m, PMU_SOURCE_INST, 1);
    g_assert_cmpuint(value(&m, 0), ==, 11);
    g_assert_cmpuint(value(&m, 1), ==, 100);
    g_assert_cmpuint(value(&m, 2), ==, 4);
}

/* Where no counter starts or stops, nothing but the regime changes. */
static void test_same_regime(void)
{
    Machine m;
    Machine before;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(100), true);
    machine_count(&m, 1, PMEVTYPER_NSH | INSN, -UINT64_C(100), true);
    machine_pass(&m, 10);
    before = m;
    m.regime = PMU_NS_EL0;
    arm_pmu_el_changed(&m.pmu);
    g_assert_cmpint(m.pmu.regime, ==, PMU_NS_EL0);
    m.pmu.regime = before.pmu.regime;
    m.regime = before.regime;
    g_assert_cmpmem(&m, sizeof(m), &before, sizeof(before));
}

/* Told of Exception levels only while that may start or stop a counter */
static void test_watched(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    g_assert_false(m.watched);
    machine_count(&m, 0, EL1 | CYCLES, 0, false);
    g_assert_true(m.watched);
    machine_write_pmcnten(&m, 1, false);
    g_assert_false(m.watched);
}

/* What was counted keeps the old controls (R48). */
static void test_retune(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, 0, false);
    machine_count(&m, 5, CYCLES, 0, false);
    machine_pass(&m, 10);
    /* Counter 5 is EL2's from here on, and stops. */
    machine_write_control(&m, &m.mdcr_el2, 5);
    machine_pass(&m, 20);
    g_assert_cmpuint(value(&m, 0), ==, 30);
    g_assert_cmpuint(value(&m, 5), ==, 10);
    machine_write_control(&m, &m.mdcr_el2, MDCR_EL2_HPME | 5);
    machine_write_pmcr(&m, 0);
    machine_pass(&m, 40);
    g_assert_cmpuint(value(&m, 0), ==, 30);
    g_assert_cmpuint(value(&m, 5), ==, 50);
}

/* An overflow at 32 bits, seen at once when the width changes */
static void test_width(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, UINT32_MAX, true);
    machine_write_pmcr(&m, PMCR_E | PMCR_LP);
    machine_pass(&m, 10);
    g_assert_false(m.line);
    g_assert_cmphex(value(&m, 0), ==, 0x100000009);
    machine_write_pmcr(&m, PMCR_E);
    machine_pass(&m, UINT32_MAX - 9);
    g_assert_false(m.line);
    machine_pass(&m, 1);
    g_assert_true(m.line);
}

/* The line: driven when it changes, never else (R30, R31) */
static void test_line(void)
{
    Machine m;
    unsigned set;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(10), true);
    set = m.line_set;
    machine_pass(&m, 10);
    g_assert_true(m.line);
    g_assert_cmphex(m.overflowed, ==, 1);
    machine_pass(&m, 10);
    arm_pmu_deadline(&m.pmu);
    g_assert_cmpuint(m.line_set, ==, set + 1);
    machine_write_pmcr(&m, 0);
    g_assert_false(m.line);
    machine_write_pmcr(&m, PMCR_E);
    g_assert_true(m.line);
    machine_write_pmovs(&m, 1, false);
    g_assert_false(m.line);
    g_assert_cmpuint(m.line_set, ==, set + 4);
}

/* Who is enabled is told once, whoever is permitted to count; R24. */
static void test_enabled(void)
{
    Machine m;
    unsigned told;

    machine_start(&m, PMU_V3P7);
    machine_write_control(&m, &m.mdcr_el2, MDCR_EL2_HPME | 2);
    machine_write_pmcnten(&m, 5, true);
    g_assert_cmphex(m.enabled, ==, 5);
    told = m.enabled_told;
    machine_write_pmcnten(&m, 4, true);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO);
    g_assert_cmpuint(m.enabled_told, ==, told);
    machine_write_pmovs(&m, 1, true);
    g_assert_cmphex(m.frozen, ==, 3);
    g_assert_cmphex(m.enabled, ==, 5);
    machine_write_pmcr(&m, 0);
    g_assert_cmphex(m.enabled, ==, 4);
    machine_write_control(&m, &m.mdcr_el2, 2);
    g_assert_cmphex(m.enabled, ==, 0);
    g_assert_cmpuint(m.enabled_told, ==, told + 2);
}

/* A range stops at the moment of the overflow, not when it is noticed. */
static void test_freeze(void)
{
    Machine m;

    machine_start(&m, PMU_V3P7);
    machine_write_control(&m, &m.mdcr_el2, MDCR_EL2_HPME | 2);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO | PMCR_DP);
    machine_count(&m, 0, CYCLES, -UINT64_C(100), false);
    machine_count(&m, 1, CYCLES, 0, false);
    machine_count(&m, 2, CYCLES, 0, false);
    machine_count(&m, PMU_CYCLE_COUNTER, 0, 0, false);
    machine_pass_late(&m, 500);
    g_assert_cmpuint(value(&m, 1), ==, 100);
    g_assert_cmpuint(value(&m, 2), ==, 500);
    g_assert_cmpuint(value(&m, PMU_CYCLE_COUNTER), ==, 100);
    g_assert_cmphex(m.frozen, ==, PMU_CYCLE_BIT | 3);
    g_assert_cmphex(m.pmovs, ==, 1);
    /* It goes on when the overflow is cleared. */
    machine_write_pmovs(&m, 1, false);
    machine_pass(&m, 50);
    g_assert_cmpuint(value(&m, 1), ==, 150);
    g_assert_cmphex(m.frozen, ==, 0);
}

/* Two ranges, and a timer that comes too late for both */
static void test_freeze_both(void)
{
    Machine m;

    machine_start(&m, PMU_V3P7);
    machine_write_control(&m, &m.mdcr_el2,
                          MDCR_EL2_HPME | MDCR_EL2_HPMFZO | 2);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO);
    machine_count(&m, 0, CYCLES, -UINT64_C(100), false);
    machine_count(&m, 1, CYCLES, 0, false);
    machine_count(&m, 2, CYCLES, -UINT64_C(200), false);
    machine_count(&m, 3, CYCLES, 0, false);
    machine_pass_late(&m, 500);
    machine_fire(&m);
    g_assert_cmpuint(m.pmevcntr[1], ==, 100);
    g_assert_cmpuint(m.pmevcntr[3], ==, 200);
    g_assert_cmphex(m.frozen, ==, 0x3f);
}

/* Events have no time: a range stops at the end of the block. */
static void test_freeze_events(void)
{
    Machine m;

    machine_start(&m, PMU_V3P7);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO);
    machine_count(&m, 0, INSN, -UINT64_C(100), false);
    machine_count(&m, 1, INSN, 0, false);
    machine_execute(&m, PMU_SOURCE_INST, 110);
    g_assert_cmphex(m.frozen, ==, 0x3f);
    machine_execute(&m, PMU_SOURCE_INST, 50);
    g_assert_cmpuint(value(&m, 1), ==, 110);
}

/* Setting PMOVS freezes, and clearing it goes on. */
static void test_freeze_written(void)
{
    Machine m;

    machine_start(&m, PMU_V3P7);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO);
    machine_count(&m, 1, CYCLES, 0, false);
    machine_pass(&m, 10);
    machine_write_pmovs(&m, 1, true);
    machine_pass(&m, 10);
    g_assert_cmpuint(value(&m, 1), ==, 10);
    machine_write_pmovs(&m, 1, false);
    machine_pass(&m, 10);
    g_assert_cmpuint(value(&m, 1), ==, 20);
}

/* A frozen counter does not count, though nobody has noticed yet. */
static void test_increment_frozen(void)
{
    Machine m;

    machine_start(&m, PMU_V3P7);
    machine_write_pmcr(&m, PMCR_E | PMCR_FZO);
    machine_count(&m, 0, CYCLES, -UINT64_C(100), false);
    machine_count(&m, 1, SW_INCR, 0, false);
    machine_write_pmswinc(&m, 2);
    machine_pass_late(&m, 100);
    machine_write_pmswinc(&m, 2);
    g_assert_cmpuint(value(&m, 1), ==, 1);
}

static void test_increment(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, SW_INCR, UINT32_MAX, true);
    machine_count(&m, 1, PMEVTYPER_P | SW_INCR, 5, false);
    machine_count(&m, 2, CYCLES, 5, false);
    machine_write_pmswinc(&m, 7);
    g_assert_true(m.line);
    g_assert_cmphex(value(&m, 0), ==, 0x100000000);
    /* Filtered, and another event */
    g_assert_cmpuint(value(&m, 1), ==, 5);
    g_assert_cmpuint(value(&m, 2), ==, 5);
}

/* Called for nothing, it changes nothing. */
static void test_spent(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, INSN, -UINT64_C(100), true);
    machine_execute(&m, PMU_SOURCE_INST, 40);
    arm_pmu_spent(&m.pmu);
    arm_pmu_deadline(&m.pmu);
    machine_execute(&m, PMU_SOURCE_INST, 59);
    g_assert_cmpuint(m.spent, ==, 0);
    machine_execute(&m, PMU_SOURCE_INST, 1);
    g_assert_cmpuint(m.spent, ==, 1);
    g_assert_true(m.line);
}

/* A sum is read without the lock, and is what folding makes of it. */
static void test_read(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, 0, true);
    machine_count(&m, 1, EL1 | INSN, 0, true);
    machine_pass(&m, 33);
    machine_execute(&m, PMU_SOURCE_INST, 44);
    machine_locked = 0;
    g_assert_cmpuint(value(&m, 0), ==, 33);
    g_assert_cmpuint(value(&m, 1), ==, 44);
    g_assert_cmpuint(value(&m, 2), ==, 0);
    g_assert_cmpuint(machine_locked, ==, 0);
    g_assert_cmpuint(m.pmevcntr[0] + m.pmevcntr[1], ==, 0);
    arm_pmu_fold(&m.pmu, 3);
    g_assert_cmpuint(m.pmevcntr[0], ==, 33);
    g_assert_cmpuint(m.pmevcntr[1], ==, 44);
}

/* A read that is the first to see an overflow tells of it. */
static void test_read_overflow(void)
{
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -UINT64_C(10), true);
    machine_pass_late(&m, 10);
    g_assert_false(m.line);
    g_assert_cmphex(value(&m, 0), ==, 0);
    g_assert_true(m.line);
}

/* From the registers alone: no totals of before, no timer, no high half */
static void test_rebuild(void)
{
    Machine m;

    machine_start(&m, PMU_V3P4);
    machine_count(&m, 0, CYCLES, 0, true);
    machine_count(&m, 1, INSN, 0, true);
    machine_pass(&m, 100);
    machine_execute(&m, PMU_SOURCE_INST, 100);
    m.pmevcntr[0] = 0x1fffffff0;
    m.pmevcntr[1] = 7;
    m.pmevtyper[1] = CYCLES;
    arm_pmu_rebuild(&m.pmu);
    g_assert_cmphex(m.pmevcntr[0], ==, 0xfffffff0);
    g_assert_cmphex(value(&m, 1), ==, 7);
    g_assert_cmpint(m.timer, ==, m.now + 16);
    g_assert_cmphex(m.selected, ==, 0);
    machine_pass(&m, 16);
    g_assert_true(m.line);
    g_assert_cmphex(value(&m, 1), ==, 23);
}

/* The line is driven again when the machine runs, changed or not; once. */
static void test_settle(void)
{
    const PMUPast nothing = { };
    Machine m;
    unsigned set;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, 0, true);
    machine_write_pmovs(&m, 1, true);
    arm_pmu_fold(&m.pmu, UINT64_MAX);
    arm_pmu_settle(&m.pmu, &nothing);
    set = m.line_set;
    m.line = false;
    arm_pmu_resume(&m.pmu);
    g_assert_true(m.line);
    arm_pmu_resume(&m.pmu);
    g_assert_cmpuint(m.line_set, ==, set + 1);
}

/* The timer of before a load: for what was loaded, or for nothing */
static void test_settle_timer(void)
{
    const PMUPast nothing = { };
    PMUPast past;
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_count(&m, 0, CYCLES, -100, true);
    g_assert_cmpint(m.timer, ==, m.now + 100);
    m.pmcnten = 0;
    arm_pmu_settle(&m.pmu, &nothing);
    g_assert_cmpint(m.timer, ==, INT64_MAX);

    /* One that is earlier than it has to be stays so. */
    machine_write_pmcnten(&m, 1, true);
    machine_write_pmcnten(&m, 1, false);
    machine_pass(&m, 50);
    machine_write_pmcnten(&m, 1, true);
    g_assert_cmpint(m.timer, ==, m.now + 50);
    past = arm_pmu_recall(&m.pmu);
    arm_pmu_settle(&m.pmu, &nothing);
    g_assert_cmpint(m.timer, ==, m.now + 100);
    arm_pmu_settle(&m.pmu, &past);
    g_assert_cmpint(m.timer, ==, m.now + 50);
}

/* What was counted towards the next count of a divided PMCCNTR */
static void test_settle_divided(void)
{
    PMUPast past;
    Machine m;

    machine_start(&m, PMU_V3P5);
    machine_write_pmcr(&m, PMCR_E | PMCR_D);
    machine_count(&m, PMU_CYCLE_COUNTER, 0, UINT32_MAX, true);
    machine_pass(&m, 40);
    arm_pmu_fold(&m.pmu, UINT32_MAX);
    past = arm_pmu_recall(&m.pmu);
    g_assert_cmpuint(past.remainder, ==, 40);
    past.timed = false;
    arm_pmu_settle(&m.pmu, &past);
    g_assert_cmpint(m.timer, ==, m.now + 24);
    machine_pass(&m, 23);
    g_assert_cmphex(value(&m, PMU_CYCLE_COUNTER), ==, UINT32_MAX);
    machine_pass(&m, 1);
    g_assert_true(m.line);
    g_assert_cmphex(value(&m, PMU_CYCLE_COUNTER), ==, UINT32_MAX + 1ull);
}

void add_tests(void)
{
    g_test_add_func("/engine/R29-freeze", test_freeze);
    g_test_add_func("/engine/R29-freeze-both", test_freeze_both);
    g_test_add_func("/engine/R29-freeze-events", test_freeze_events);
    g_test_add_func("/engine/R29-freeze-increment", test_increment_frozen);
    g_test_add_func("/engine/R29-freeze-written", test_freeze_written);
    g_test_add_func("/engine/R24-enabled", test_enabled);
    g_test_add_func("/engine/R27-width", test_width);
    g_test_add_func("/engine/R30-R31-line", test_line);
    g_test_add_func("/engine/R48-retune", test_retune);
    g_test_add_func("/engine/increment", test_increment);
    g_test_add_func("/engine/read", test_read);
    g_test_add_func("/engine/read-overflow", test_read_overflow);
    g_test_add_func("/engine/rebuild", test_rebuild);
    g_test_add_func("/engine/regimes", test_regimes);
    g_test_add_func("/engine/same-regime", test_same_regime);
    g_test_add_func("/engine/settle", test_settle);
    g_test_add_func("/engine/settle-divided", test_settle_divided);
    g_test_add_func("/engine/settle-timer", test_settle_timer);
    g_test_add_func("/engine/spent", test_spent);
    g_test_add_func("/engine/watched", test_watched);
}
