/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/view/kvm-select.c: the vCPU feature STRICT and the choice of
 * the host's PMU against a fake kernel, and that PMU's type in a folder that
 * looks like sysfs.
 */

#include "qemu/osdep.h"
#include <errno.h>
#include <glib/gstdio.h>
#include "check-kvm.h"
#include "main.h"

#define UNSET (-1)
#define IRQ 23
#define NEXT_VCPU (FAKE_VCPU + 1)

static PMURequest request(int partition, int counters, const char *device)
{
    PMURequest r;

    g_assert_true(pmu_kvm_request(partition, counters, device, false, &r,
                                  NULL));
    return r;
}

/* STRICT */

/* A kernel of the 7.3 that can partition */
static const FakeKernel both = {
    .counters = 6, .reserved = 2, .pmcr = FAKE_PER_VM,
    .set_nr_counters = true, .five = FAKE_ENABLE_PARTITION, .strict = true,
};

typedef struct Granted {
    const char *name;
    const FakeKernel *kernel;
    int partition, counters;
    const char *device, *try_log, *apply_log;
    unsigned maximum;
} Granted;

#define COUNTERS(vcpu) vcpu " get, " vcpu " has 4, " vcpu " set 4=3, " \
    vcpu " get"
#define PARTITION(vcpu) vcpu " get, " vcpu " set 5=1, " COUNTERS(vcpu)
#define END ", 100 reset, 100 get, destroy"

static const Granted granted[] = {
    { "7.3/counters", &fake_7_3, UNSET, 3, NULL,
      "create strict, 100 set 3=8, " COUNTERS("100") END,
      "10 set 3=8, " COUNTERS("10"), 6 },
    { "7.3/counters/named", &fake_7_3, UNSET, 3, FAKE_PMU,
      "create strict, 100 set 3=8, " COUNTERS("100") END,
      "10 set 3=8, " COUNTERS("10"), 6 },
    { "7.3/partition", &both, 3, UNSET, NULL,
      "create strict, 100 set 3=8, 100 has 5, 100 blind 5, " PARTITION("100")
      END, "10 set 3=8, " PARTITION("10"), 4 },
    { "7.2/counters/named", &fake_7_2, UNSET, 3, FAKE_PMU,
      "create, 100 set 3=8, " COUNTERS("100") END,
      "10 set 3=8, " COUNTERS("10"), 6 },
    { "7.2/counters", &fake_7_2, UNSET, 3, NULL,
      "create, " COUNTERS("100") END, COUNTERS("10"), 6 },
};

static void test_granted(const void *data)
{
    const Granted *test = data;
    PMURequest r = request(test->partition, test->counters, test->device);
    PMUGrant grant = { };

    fake_boot(test->kernel);
    g_assert_true(pmu_kvm_strict(&fake_kernel, &r) == test->kernel->strict);
    if (test->kernel->strict) {
        fake_be_strict();
    }
    g_assert_true(pmu_kvm_try(&fake_kernel, &r, NULL));
    check_log(test->try_log);
    g_assert_cmpint(fake_scratch_left(), ==, 0);
    g_assert_true(pmu_kvm_realize(&fake_kernel, FAKE_VCPU, &r, &grant, NULL));
    check_log(test->apply_log);
    g_assert_cmpuint(grant.maximum, ==, test->maximum);
    fake_reset(FAKE_VCPU);

    /* A second SET_PMU would undo SET_NR_COUNTERS. */
    g_assert_true(pmu_kvm_realize(&fake_kernel, NEXT_VCPU, &r, &grant, NULL));
    check_log("11 get");
    fake_vgic_ready();
    g_assert_true(pmu_kvm_set_irq(&fake_kernel, FAKE_VCPU, IRQ, NULL));
    g_assert_true(pmu_kvm_init(&fake_kernel, FAKE_VCPU, &r, NULL));
    check_log("10 has 0, 10 set 0=23, 10 get, 10 has 1, 10 set 1");
    g_assert_cmpuint(fake_guest_counters(NEXT_VCPU), ==, 3);
    g_assert_true(fake_is_partitioned() == r.partition);
}

/* Without a property the kernel is told what stock QEMU tells it. */
static void test_nothing_asked(void)
{
    PMURequest r = request(UNSET, UNSET, NULL);
    PMUGrant grant = { };

    fake_boot(&fake_7_3);
    g_assert_false(pmu_kvm_strict(&fake_kernel, &r));
    g_assert_true(pmu_kvm_realize(&fake_kernel, FAKE_VCPU, &r, &grant, NULL));
    check_log("");
    g_assert_cmpuint(fake_guest_counters(FAKE_VCPU), ==, 6);
}

#define REFUSED "'pmu-counters' is not available, drop it: KVM does not take " \
    "the host's PMU of type 8: attribute 3: "

static void check_refused(const FakeKernel *kernel, const char *device,
                          const char *text, const char *log)
{
    PMURequest r = request(UNSET, 3, device);
    Error *err = NULL;

    fake_boot(kernel);
    g_assert_false(pmu_kvm_try(&fake_kernel, &r, &err));
    check_error(err, text);
    check_log(log);
    g_assert_cmpint(fake_scratch_left(), ==, 0);
}

static void test_refused(void)
{
    FakeKernel kernel = fake_7_3;
    Error *err = NULL;
    PMURequest r;

    check_refused(&kernel, "arm_spe_0", "no arm_spe_0",
                  "create strict, destroy");
    kernel.set_errno[FAKE_SET_PMU] = ENXIO;
    check_refused(&kernel, NULL, REFUSED "No such device or address",
                  "create strict, 100 set 3=8, destroy");
    g_assert_false(pmu_kvm_request(UNSET, UNSET, FAKE_PMU, false, &r, &err));
    check_error(err, "'kvm-pmu' says whose counters 'pmu-partition' and "
                "'pmu-counters' are: set one of them, or drop 'kvm-pmu'");
}

/* The host's PMUs */

static char *sysfs;

static void write_file(const char *device, const char *name, const char *text)
{
    g_autofree char *dir = g_build_filename(sysfs, device, NULL);
    g_autofree char *path = g_build_filename(dir, name, NULL);

    g_mkdir_with_parents(dir, 0700);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void remove_device(const char *device)
{
    static const char *const names[] = { "cpus", "cpumask", "type", "" };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(sysfs, device, names[i],
                                                 NULL);
        g_remove(path);
    }
}

static void check_device(const char *name, uint32_t want, const char *text)
{
    uint32_t type = 0;
    Error *err = NULL;

    g_assert_true(pmu_host_device(sysfs, name, &type, &err) == !text);
    if (text) {
        check_error(err, text);
    } else {
        g_assert_cmpuint(type, ==, want);
    }
}

static void check_several(const char *front, const char *one,
                          const char *other, const char *name)
{
    uint32_t type;
    Error *err = NULL;
    g_autofree char *forth = g_strconcat(front, one, ", ", other, NULL);
    g_autofree char *back = g_strconcat(front, other, ", ", one, NULL);

    g_assert_false(pmu_host_device(sysfs, name, &type, &err));
    /* In the order of the folder, which may be any */
    check_error(err, err && g_str_equal(error_get_pretty(err), back) ? back
                                                                     : forth);
}

static void test_device(void)
{
    g_autofree char *none = NULL;

    sysfs = g_dir_make_tmp("pmu-XXXXXX", NULL);
    none = g_strdup_printf("the host's PMU has to be named to KVM, but %s has "
                           "none: have sysfs mounted there", sysfs);
    check_device(NULL, 0, none);
    /* Neither a CPU's, nor a PMU's */
    write_file("arm_spe_0", "cpumask", "0-1\n");
    write_file("arm_spe_0", "type", "7\n");
    write_file("broken", "cpus", "0-1\n");
    check_device(NULL, 0, none);
    write_file("big", "cpus", "2-3\n");
    write_file("big", "type", "10\n");
    check_device(NULL, 10, NULL);
    check_device("big", 10, NULL);
    check_device("arm_spe_0", 0, "'kvm-pmu' is 'arm_spe_0', but the PMUs of "
                 "this host's CPUs are: big");
    write_file("small", "cpus", "0-1\n");
    write_file("small", "type", "9\n");
    check_device("big", 10, NULL);
    check_device("small", 9, NULL);
    check_several("this host's CPUs have several PMUs: choose one with "
                  "'kvm-pmu', and keep the vCPUs on its CPUs: ", "big",
                  "small", NULL);
    check_several("'kvm-pmu' is 'x', but the PMUs of this host's CPUs are: ",
                  "big", "small", "x");
    remove_device("arm_spe_0");
    remove_device("broken");
    remove_device("big");
    remove_device("small");
    g_assert_cmpint(g_rmdir(sysfs), ==, 0);
    check_device(NULL, 0, none);
    g_free(sysfs);
}

void add_tests(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(granted); i++) {
        g_autofree char *path = g_strconcat("/kvm-select/granted/",
                                            granted[i].name, NULL);

        g_test_add_data_func(path, &granted[i], test_granted);
    }
    g_test_add_func("/kvm-select/nothing-asked", test_nothing_asked);
    g_test_add_func("/kvm-select/refused", test_refused);
    g_test_add_func("/kvm-select/device", test_device);
}
