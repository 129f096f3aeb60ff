/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/snapshot.c against the oracle: every value of the fields
 * that decide, with and without EL2 and EL3; then the table of the Arm ARM.
 */

#include "check.h"
#include "pmu/core/snapshot.h"

static PMUCapture wanted(const OracleCPU *cpu, const OracleSnapshot *s)
{
    return oracle_capture_allowed(cpu, s) ? PMU_CAPTURE_ALLOWED :
           oracle_capture_enabled(cpu, s) ? PMU_CAPTURE_PROHIBITED
                                          : PMU_CAPTURE_DISABLED;
}

/* @i: three fields of two bits, three yes or no; @others: all other bits */
static bool is_right(const Pair *p, int i, uint64_t others)
{
    uint64_t el3 = i & 3, el2 = i >> 2 & 3, el1 = i >> 4 & 3;
    OracleSnapshot s = {
        .mdcr_el3 = (others & ~(UINT64_C(3) << 30)) | el3 << 30,
        .mdcr_el2 = (others & ~(UINT64_C(3) << 30)) | el2 << 30,
        .pmecr = (others & ~(UINT64_C(3) << 3)) | el1 << 3,
        .el2_aarch32 = i >> 6 & 1,
        .el1_aarch32 = i >> 7 & 1,
        .os_lock = i >> 8 & 1,
    };
    PMUCaptureControls c = {
        .mdcr_el3 = s.mdcr_el3, .mdcr_el2 = s.mdcr_el2, .pmecr = s.pmecr,
        .el2_aa64 = !s.el2_aarch32, .el1_aa64 = !s.el1_aarch32,
        .os_locked = s.os_lock,
    };

    return check_same(p, "capture", NULL, pmu_capture(&p->features, &c),
                      wanted(&p->cpu, &s));
}

static void test_capture(void)
{
    for (int cpu = 0; cpu < 4; cpu++) {
        Pair p = {
            .cpu = { .pmuver = 9, .el2 = cpu & 1, .el3 = cpu & 2 },
        };

        pair_tell_cpu(&p);
        for (int i = 0; i < 512; i++) {
            if (!is_right(&p, i, 0) || !is_right(&p, i, UINT64_MAX)) {
                g_test_message("case %d", i);
                return;
            }
        }
    }
}

/* MDCR_EL3.PMSSE, MDCR_EL2.PMSSE, PMECR_EL1.SSE; -1 where any will do */
static void test_table(void)
{
    static const struct {
        int el3, el2, el1;
        PMUCapture want;
    } rows[] = {
        { 0, -1, -1, PMU_CAPTURE_DISABLED },
        { 1, 0, -1, PMU_CAPTURE_DISABLED },
        { 1, 1, 0, PMU_CAPTURE_DISABLED },
        { 1, 1, 1, PMU_CAPTURE_DISABLED },      /* reserved: our choice */
        { 1, 1, 2, PMU_CAPTURE_PROHIBITED },
        { 1, 1, 3, PMU_CAPTURE_ALLOWED },
        { 1, 2, -1, PMU_CAPTURE_PROHIBITED },
        { 1, 3, -1, PMU_CAPTURE_ALLOWED },
        { 2, -1, -1, PMU_CAPTURE_PROHIBITED },
        { 3, -1, -1, PMU_CAPTURE_ALLOWED },
    };
    const PMUFeatures f = { .el2 = true, .el3 = true };

    for (size_t i = 0; i < G_N_ELEMENTS(rows) * 16; i++) {
        int row = i / 16, el2 = i & 3, el1 = i >> 2 & 3;
        PMUCaptureControls c = {
            .mdcr_el3 = (uint64_t)rows[row].el3 << 30,
            .mdcr_el2 = (uint64_t)el2 << 30, .pmecr = el1 << 3,
            .el2_aa64 = true, .el1_aa64 = true,
        };

        if ((rows[row].el2 == -1 || rows[row].el2 == el2) &&
            (rows[row].el1 == -1 || rows[row].el1 == el1)) {
            g_assert_cmpint(pmu_capture(&f, &c), ==, rows[row].want);
        }
    }
}

void add_tests(void)
{
    g_test_add_func("/snapshot/R23-capture", test_capture);
    g_test_add_func("/snapshot/R23-table", test_table);
}
