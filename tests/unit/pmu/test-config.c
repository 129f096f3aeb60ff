/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/core/config.c: every difference between two CPUs is noticed,
 * and what an accelerator does not have is refused.
 *
 * Only here: no board that QEMU has gives its CPUs different values, and
 * neither HVF nor WHPX is where these tests run.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "pmu/core/config.h"
#include "main.h"

static void test_agree(void)
{
    static const PMUConfig same[] = {
        pmu_unset, { 4, PMU_UNSET, PMU_UNSET }, { 0, 31, 5 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
        PMUConfig other = same[i];
        Error *err = NULL;

        g_assert_true(pmu_config_agrees(&same[i], &other, &err));
        g_assert_null(err);
    }
}

static void test_differ_in_icntr(void)
{
    const PMUConfig on = { .version = 9, .icntr = 1 };
    const PMUConfig off = { .version = 9, .icntr = 0 };
    const PMUConfig unset = { .version = 9, .icntr = PMU_UNSET };
    Error *err = NULL;

    g_assert_true(pmu_config_agrees(&unset, &off, &err));
    g_assert_false(pmu_config_agrees(&on, &unset, &err));
    g_assert_cmpstr(err ? error_get_pretty(err) : "no error", ==,
                    "'pmu-icntr' must be the same on all CPUs: the first has "
                    "it on, this one off");
    error_free(err);
}

static void test_differ_in_snapshot(void)
{
    const PMUConfig on = { .version = 9, .snapshot = 1 };
    const PMUConfig off = { .version = 9, .snapshot = PMU_UNSET };
    Error *err = NULL;

    g_assert_false(pmu_config_agrees(&off, &on, &err));
    g_assert_cmpstr(err ? error_get_pretty(err) : "no error", ==,
                    "'pmu-snapshot' must be the same on all CPUs: the first "
                    "has it off, this one on");
    error_free(err);
}

static void test_differ(void)
{
    static const struct {
        PMUConfig other;
        const char *numbers;
    } tests[] = {
        { { 3, 6, 5 }, "3, 6 and 5" },
        { { PMU_UNSET, 6, 5 }, "-1, 6 and 5" },
        { { 4, 7, 5 }, "4, 7 and 5" },
        { { 4, 6, PMU_UNSET }, "4, 6 and -1" },
    };
    const PMUConfig first = { 4, 6, 5 };

    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *want = g_strdup_printf(
            "'pmu-partition', 'pmu-counters' and 'pmu-version' must be the "
            "same on all CPUs: the first has 4, 6 and 5, this one %s "
            "(-1: unset)", tests[i].numbers);
        Error *err = NULL;

        g_assert_false(pmu_config_agrees(&first, &tests[i].other, &err));
        g_assert_cmpstr(err ? error_get_pretty(err) : "no error", ==, want);
        error_free(err);
    }
}

/* Every number named on every CPU model: it is the same as none if it is its */
static void test_own_counters(void)
{
    for (int own = 0; own <= 31; own++) {
        for (int named = PMU_UNSET; named <= 31; named++) {
            PMUConfig config = { 4, named, 5, 1, PMU_UNSET, PMU_UNSET, own };
            PMUConfig normal = pmu_config_normal(config);

            g_assert_cmpint(normal.counters, ==,
                            named == own ? PMU_UNSET : named);
            g_assert_cmpint(normal.partition, ==, 4);
            g_assert_cmpint(normal.version, ==, 5);
            g_assert_cmpint(pmu_config_counters(&config), ==,
                            named == PMU_UNSET ? own : named);
            g_assert_cmpint(pmu_config_counters(&normal), ==,
                            pmu_config_counters(&config));
        }
    }
}

/* What is set, one property at a time; with what it can be had */
typedef struct Property {
    const char *name;
    PMUConfig config;
    const char *device;
    bool kvm;
} Property;

#define U PMU_UNSET

static const Property properties[] = {
    { "pmu-partition", { 0, U, U, U, 6 }, NULL, true },
    { "pmu-counters", { U, 0, U, U, 6 }, NULL, true },
    { "kvm-pmu", { U, U, U, U, 6 }, "armv8_pmuv3_0", true },
    { "pmu-version", { U, U, 0, U, 6 }, NULL, false },
    { "pmu-events", { U, U, U, 1, 6 }, NULL, false },
    { "pmu-icntr", { U, U, U, U, 1, U, 6 }, NULL, false },
    { "pmu-snapshot", { U, U, U, U, U, 1, 6 }, NULL, false },
};

static void check_available(const Property *p, bool has_pmu, PMUAccel accel,
                            const char *want)
{
    Error *err = NULL;

    g_assert_true(pmu_config_available(&p->config, p->device, has_pmu, accel,
                                       &err) == !want);
    g_assert_cmpstr(err ? error_get_pretty(err) : NULL, ==, want);
    error_free(err);
}

/*
 * HVF and WHPX are both PMU_ACCEL_OTHER. Whether the guest has EL2 is no
 * question there: the refusal is the same.
 */
static void test_available(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(properties); i++) {
        const Property *p = &properties[i];
        g_autofree char *other = g_strdup_printf(
            "'%s' is available with %s only: use -accel tcg, or drop '%s'",
            p->name, p->kvm ? "TCG and KVM" : "TCG", p->name);
        g_autofree char *off = g_strdup_printf(
            "'%s' needs a PMU, and this CPU has 'pmu' off: use pmu=on, or "
            "drop '%s'", p->name, p->name);

        check_available(p, true, PMU_ACCEL_TCG, NULL);
        check_available(p, true, PMU_ACCEL_KVM, p->kvm ? NULL : other);
        check_available(p, true, PMU_ACCEL_OTHER, other);
        check_available(p, false, PMU_ACCEL_TCG, off);
        check_available(p, false, PMU_ACCEL_KVM, off);
        check_available(p, false, PMU_ACCEL_OTHER, off);
    }
}

/* What sets nothing is had everywhere, also without a PMU. */
static void test_unset(void)
{
    const Property none[] = {
        { NULL, { U, U, U, U, 6 }, NULL, true },
        { NULL, { U, U, U, 0, 6 }, NULL, true },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        for (int accel = PMU_ACCEL_TCG; accel <= PMU_ACCEL_OTHER; accel++) {
            check_available(&none[i], true, accel, NULL);
            check_available(&none[i], false, accel, NULL);
        }
    }
}

void add_tests(void)
{
    g_test_add_func("/config/available", test_available);
    g_test_add_func("/config/unset", test_unset);
    g_test_add_func("/config/own-counters", test_own_counters);
    g_test_add_func("/config/agree", test_agree);
    g_test_add_func("/config/differ", test_differ);
    g_test_add_func("/config/differ-in-icntr", test_differ_in_icntr);
    g_test_add_func("/config/differ-in-snapshot", test_differ_in_snapshot);
}
