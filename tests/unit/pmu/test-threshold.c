/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/threshold.c against the oracle: every condition for every
 * kind of event; then what changes when a condition does.
 */

#include "check.h"
#include "machine.h"
#include "meanings.h"
#include "oracle-events.h"
#include "pmu/core/threshold.h"

static uint64_t condition(unsigned tc, unsigned th)
{
    return (uint64_t)tc << 61 | (uint64_t)th << 32;
}

static PMUFeatures features(bool threshold)
{
    return (PMUFeatures) {
        .counters = 6, .version = PMU_V3P9, .all_events = true,
        .threshold = threshold, .ceid = { UINT64_MAX, UINT64_MAX },
    };
}

static bool is_right(const PMUFeatures *f, OracleMeaning event,
                     uint64_t typer)
{
    OracleMeaning wanted = f->threshold ? oracle_compared(event, typer)
                                        : event;
    PMUCounted got = pmu_counted(f, typer);

    /* Bits that are not TC or TH do not matter. */
    g_assert_cmpint(pmu_counted(f, typer | UINT64_C(0x1ffffffe) << 32).kind,
                    ==, got.kind);
    if (got.kind == meaning_kind(wanted) &&
        got.source == meaning_source(wanted)) {
        return true;
    }
    g_test_fail_printf("0x%" G_GINT64_MODIFIER "x: kind %d source %d, not %d "
                       "and %d", typer, got.kind, got.source,
                       meaning_kind(wanted), meaning_source(wanted));
    return false;
}

static void test_conditions(void)
{
    for (int i = 0; i < 2; i++) {
        const PMUFeatures f = features(i);

        for (size_t e = 0; e < oracle_events_count; e++) {
            const OracleEventRow *event = &oracle_events[e];

            for (unsigned c = 0; c < 16; c++) {
                if (!is_right(&f, event->meaning,
                              condition(c >> 1, c & 1) | event->number)) {
                    return;
                }
            }
        }
    }
}

/* The event is not implemented: it occurs in no cycle. */
static void test_unknown(void)
{
    const PMUFeatures f = features(true);

    g_assert_cmpint(pmu_counted(&f, 0xbfff).kind, ==, PMU_EVENT_NONE);
    g_assert_cmpint(pmu_counted(&f, condition(3, 0) | 0xbfff).kind, ==,
                    PMU_EVENT_CYCLE);
    g_assert_cmpint(pmu_counted(&f, condition(3, 1) | 0xbfff).kind, ==,
                    PMU_EVENT_NONE);
    g_assert_cmpint(pmu_counted(&f, condition(6, 1) | 0xbfff).kind, ==,
                    PMU_EVENT_NEVER);
}

/* From events to cycles and back, nothing lost, and a deadline with cycles */
static void test_running(void)
{
    Machine m;

    machine_start(&m, PMU_V3P9);
    m.pmu.features.threshold = true;
    machine_count(&m, 0, 0x08, UINT32_MAX - 299, true);
    machine_execute(&m, PMU_SOURCE_INST, 100);
    machine_pass(&m, 1000);
    arm_pmu_write_type(&m.pmu, 0, condition(1, 1) | 0x08);
    machine_pass(&m, 199);
    machine_execute(&m, PMU_SOURCE_INST, 50);
    g_assert_false(m.line);
    g_assert_cmphex(arm_pmu_read_counter(&m.pmu, 0), ==, UINT32_MAX);
    machine_pass(&m, 1);
    g_assert_true(m.line);
    arm_pmu_write_type(&m.pmu, 0, condition(0, 1) | 0x08);
    machine_pass(&m, 10);
    machine_execute(&m, PMU_SOURCE_INST, 10);
    g_assert_cmphex(arm_pmu_read_counter(&m.pmu, 0), ==, 1ULL << 32);
}

void add_tests(void)
{
    g_test_add_func("/threshold/conditions", test_conditions);
    g_test_add_func("/threshold/unknown", test_unknown);
    g_test_add_func("/threshold/running", test_running);
}
