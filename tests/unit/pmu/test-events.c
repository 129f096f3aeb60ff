/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/events.c against the oracle: every value of
 * PMEVTYPER<n>_EL0.evtCount, every version, with icount and without.
 */

#include "check.h"

/* Call @check for every CPU that @check can tell apart. */
static void for_all(bool (*check)(const Pair *p, bool icount))
{
    for (int i = 0; i < PAIR_VERSIONS * 2; i++) {
        Pair p = { .cpu = { .pmuver = pair_versions[i / 2] } };

        pair_tell_cpu(&p);
        if (!check(&p, i % 2)) {
            return;
        }
    }
}

static bool kinds_are_right(const Pair *p, bool icount)
{
    for (int event = 0; event < 65536; event++) {
        if (!check_same(p, "kind", icount ? "icount" : NULL,
                        pmu_event_kind(event, p->features.version, icount),
                        pair_kind(oracle_event(event, p->cpu.pmuver,
                                               icount)))) {
            g_test_message("event 0x%x", event);
            return false;
        }
    }
    return true;
}

static void test_kind(void)
{
    for_all(kinds_are_right);
}

/* PMCEID<i>_EL0: bit n of the low half is event 32 * i + n. */
static bool ceid_is_right(const Pair *p, bool icount)
{
    for (int i = 0; i < 2; i++) {
        if (!check_same(p, "PMCEID", i ? "1" : "0",
                        pmu_ceid(i, p->features.version, icount),
                        COUNTERS(n, oracle_event(32 * i + n, p->cpu.pmuver,
                                                 icount) !=
                                    ORACLE_UNKNOWN))) {
            return false;
        }
    }
    return true;
}

static void test_ceid(void)
{
    for_all(ceid_is_right);
}

static void test_name(void)
{
    for (int event = 0; event < 65536; event++) {
        if (g_strcmp0(pmu_event_name(event), oracle_event_name(event))) {
            g_test_fail_printf("event 0x%x: model %s, oracle %s", event,
                               pmu_event_name(event),
                               oracle_event_name(event));
            return;
        }
    }
}

/* What stock QEMU advertises, and CHAIN from PMUv3 on */
static void test_examples(void)
{
    g_assert_cmphex(pmu_ceid(0, PMU_V3P5, false), ==, 0x40020001);
    g_assert_cmphex(pmu_ceid(1, PMU_V3P5, false), ==, 0x10000018);
    g_assert_cmphex(pmu_ceid(0, PMU_V3P5, true), ==, 0x40020101);
    g_assert_cmphex(pmu_ceid(1, PMU_V3P1, true), ==, 0x18);
    g_assert_cmphex(pmu_ceid(1, PMU_V3, true), ==, 0);
    g_assert_cmphex(pmu_ceid(0, PMU_V2, false), ==, 0x20001);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/events/examples", test_examples);
    g_test_add_func("/events/kind", test_kind);
    g_test_add_func("/events/name", test_name);
    g_test_add_func("/events/PMCEID", test_ceid);
    return g_test_run();
}
