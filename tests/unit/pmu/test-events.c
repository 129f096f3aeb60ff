/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/events.c against the oracle: every value of
 * PMEVTYPER<n>_EL0.evtCount, every version, with icount and without, with
 * all events and with stock's.
 */

#include "check.h"
#include "meanings.h"

/* Call @check for every CPU that @check can tell apart. */
static void for_all(bool (*check)(const Pair *p, bool icount))
{
    for (int i = 0; i < PAIR_VERSIONS * 2; i++) {
        Pair p = { .cpu = { .pmuver = pair_versions[i / 2] } };

        pair_tell_cpu(&p);
        p.features.icount = i % 2;
        if (!check(&p, i % 2)) {
            return;
        }
    }
}

static bool kinds_are_right(const Pair *p, bool icount)
{
    for (int event = 0; event < 65536; event++) {
        if (!check_same(p, "kind", icount ? "icount" : NULL,
                        pmu_event_kind(&p->features, event),
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

/* Whatever the CPU has: what each event means, by name */
static bool meanings_are_right(const PMUFeatures *f, int pmuver)
{
    for (int event = 0; event < 65536; event++) {
        OracleMeaning meaning = oracle_meaning(event, pmuver, f->icount,
                                               f->all_events);
        PMUEventKind kind = pmu_event_kind(f, event);
        PMUSource source = pmu_event_source(f, event);

        if (kind != meaning_kind(meaning) ||
            source != meaning_source(meaning)) {
            g_test_fail_printf("event 0x%x of PMUVer %d%s%s: kind %d, source "
                               "%d; it means %d", event, pmuver,
                               f->icount ? " with icount" : "",
                               f->all_events ? ", all events" : "", kind,
                               source, meaning);
            return false;
        }
    }
    return true;
}

/* PMCEID<i>_EL0, both halves, of all events: as the table has them */
static uint64_t ceid_of_all(int pmuver, int i)
{
    uint64_t ceid = 0;

    for (size_t row = 0; row < oracle_events_count; row++) {
        int number = oracle_events[row].number;

        if (oracle_events[row].since > pmuver) {
            continue;
        }
        if (number / 32 == i) {
            ceid |= UINT64_C(1) << number % 32;
        }
        if (number / 32 == 0x4000 / 32 + i) {
            ceid |= UINT64_C(1) << (32 + number % 32);
        }
    }
    return ceid;
}

static void test_meaning(void)
{
    for (int i = 0; i < PAIR_VERSIONS * 4; i++) {
        Pair p = { .cpu = { .pmuver = pair_versions[i / 4] } };

        pair_tell_cpu(&p);
        p.features.icount = i % 2;
        p.features.all_events = i / 2 % 2;
        if (!meanings_are_right(&p.features, p.cpu.pmuver)) {
            return;
        }
        for (int n = 0; n < 2 && p.features.all_events; n++) {
            g_assert_cmphex(pmu_ceid(&p.features, n), ==,
                            ceid_of_all(p.cpu.pmuver, n));
        }
    }
}

/* Each event that PMCEID can tell of, denied one by one; others never are. */
static void test_denied(void)
{
    for (size_t row = 0; row < oracle_events_count; row++) {
        int number = oracle_events[row].number;
        int low = number % 0x4000;
        Pair p = { .cpu = { .pmuver = 8 } };
        OracleMeaning meaning = oracle_events[row].meaning;

        pair_tell_cpu(&p);
        p.features.all_events = true;
        p.features.ceid[0] = p.features.ceid[1] = 0;
        g_assert_cmpint(pmu_event_kind(&p.features, number), ==,
                        low < 64 ? PMU_EVENT_NONE : meaning_kind(meaning));
        g_assert_cmpint(pmu_event_source(&p.features, number), ==,
                        low < 64 ? PMU_SOURCES : meaning_source(meaning));
        if (low < 64) {
            p.features.ceid[low / 32] =
                UINT64_C(1) << (low % 32 + (number < 0x4000 ? 0 : 32));
            g_assert_cmpint(pmu_event_kind(&p.features, number), ==,
                            meaning_kind(meaning));
        }
    }
}

/* PMCEID<i>_EL0: bit n of the low half is event 32 * i + n. */
static bool ceid_is_right(const Pair *p, bool icount)
{
    for (int i = 0; i < 2; i++) {
        if (!check_same(p, "PMCEID", i ? "1" : "0",
                        (uint32_t)pmu_ceid(&p->features, i),
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

/*
 * The common events by what they are about, a second reading of the list:
 * each in one place, and none left out.
 */
typedef struct Named {
    int event;
    const char *name;
} Named;

static const Named named[] = {
    /* Cycles and stalls */
    { 0x11, "CPU_CYCLES" }, { 0x1d, "BUS_CYCLES" }, { 0x3c, "STALL" },
    { 0x23, "STALL_FRONTEND" }, { 0x24, "STALL_BACKEND" },
    { 0x3f, "STALL_SLOT" }, { 0x3e, "STALL_SLOT_FRONTEND" },
    { 0x3d, "STALL_SLOT_BACKEND" },
    /* Instructions and operations */
    { 0x00, "SW_INCR" }, { 0x1e, "CHAIN" },
    { 0x08, "INST_RETIRED" }, { 0x1b, "INST_SPEC" },
    { 0x3a, "OP_RETIRED" }, { 0x3b, "OP_SPEC" },
    { 0x06, "LD_RETIRED" }, { 0x07, "ST_RETIRED" },
    { 0x0f, "UNALIGNED_LDST_RETIRED" },
    { 0x0b, "CID_WRITE_RETIRED" }, { 0x1c, "TTBR_WRITE_RETIRED" },
    /* Exceptions and branches */
    { 0x09, "EXC_TAKEN" }, { 0x0a, "EXC_RETURN" },
    { 0x0c, "PC_WRITE_RETIRED" }, { 0x0d, "BR_IMMED_RETIRED" },
    { 0x0e, "BR_RETURN_RETIRED" }, { 0x10, "BR_MIS_PRED" },
    { 0x12, "BR_PRED" }, { 0x21, "BR_RETIRED" },
    { 0x22, "BR_MIS_PRED_RETIRED" },
    /* Caches, from the first level to the last */
    { 0x14, "L1I_CACHE" }, { 0x01, "L1I_CACHE_REFILL" },
    { 0x04, "L1D_CACHE" }, { 0x03, "L1D_CACHE_REFILL" },
    { 0x15, "L1D_CACHE_WB" }, { 0x1f, "L1D_CACHE_ALLOCATE" },
    { 0x39, "L1D_CACHE_LMISS_RD" },
    { 0x27, "L2I_CACHE" }, { 0x28, "L2I_CACHE_REFILL" },
    { 0x16, "L2D_CACHE" }, { 0x17, "L2D_CACHE_REFILL" },
    { 0x18, "L2D_CACHE_WB" }, { 0x20, "L2D_CACHE_ALLOCATE" },
    { 0x2b, "L3D_CACHE" }, { 0x2a, "L3D_CACHE_REFILL" },
    { 0x2c, "L3D_CACHE_WB" }, { 0x29, "L3D_CACHE_ALLOCATE" },
    { 0x32, "LL_CACHE" }, { 0x33, "LL_CACHE_MISS" },
    { 0x36, "LL_CACHE_RD" }, { 0x37, "LL_CACHE_MISS_RD" },
    /* TLBs */
    { 0x26, "L1I_TLB" }, { 0x02, "L1I_TLB_REFILL" },
    { 0x25, "L1D_TLB" }, { 0x05, "L1D_TLB_REFILL" },
    { 0x30, "L2I_TLB" }, { 0x2e, "L2I_TLB_REFILL" },
    { 0x2f, "L2D_TLB" }, { 0x2d, "L2D_TLB_REFILL" },
    { 0x35, "ITLB_WALK" }, { 0x34, "DTLB_WALK" },
    /* Memory */
    { 0x13, "MEM_ACCESS" }, { 0x19, "BUS_ACCESS" }, { 0x1a, "MEMORY_ERROR" },
    { 0x31, "REMOTE_ACCESS" }, { 0x38, "REMOTE_ACCESS_RD" },
};

G_STATIC_ASSERT(G_N_ELEMENTS(named) == 0x40);

static void test_name(void)
{
    bool known[0x10000] = { };

    for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
        g_assert_cmpstr(pmu_event_name(named[i].event), ==, named[i].name);
    }
    /* All that are modelled have a name, and no others above. */
    for (size_t i = 0; i < oracle_events_count; i++) {
        known[oracle_events[i].number] = true;
        g_assert_cmpstr(pmu_event_name(oracle_events[i].number), ==,
                        oracle_events[i].name);
    }
    for (int event = 0x40; event < 0x10000; event++) {
        if (!known[event]) {
            g_assert_null(pmu_event_name(event));
        }
    }
}

static uint64_t ceid(PMUVersion version, bool icount, bool all)
{
    PMUFeatures f = { .version = version, .icount = icount,
                      .all_events = all };

    return pmu_ceid(&f, 1) << 32 | (uint32_t)pmu_ceid(&f, 0);
}

/* What stock QEMU advertises, and CHAIN from PMUv3 on */
static void test_examples(void)
{
    g_assert_cmphex(ceid(PMU_V3P5, false, false), ==, 0x1000001840020001);
    g_assert_cmphex(ceid(PMU_V3P5, true, false), ==, 0x1000001840020101);
    g_assert_cmphex(ceid(PMU_V3P1, true, false), ==, 0x1840020101);
    g_assert_cmphex(ceid(PMU_V3, true, false), ==, 0x40020101);
    g_assert_cmphex(ceid(PMU_V2, false, false), ==, 0x20001);
}

void add_tests(void)
{
    g_test_add_func("/events/denied", test_denied);
    g_test_add_func("/events/examples", test_examples);
    g_test_add_func("/events/kind", test_kind);
    g_test_add_func("/events/meaning", test_meaning);
    g_test_add_func("/events/name", test_name);
    g_test_add_func("/events/PMCEID", test_ceid);
}
