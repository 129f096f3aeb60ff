/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/view/kvm-partition.c against a fake kernel: every call and its
 * order, the payloads, and the exact text of each refusal, on the kernels
 * that exist and on those that are expected.
 */

#include "qemu/osdep.h"
#include <errno.h>
#include "check-kvm.h"
#include "main.h"

#define UNSET (-1)
#define IRQ 23
#define NEXT_VCPU (FAKE_VCPU + 1)
#define HOTPLUGGED_VCPU (FAKE_VCPU + 2)

static PMURequest request(int partition, int counters)
{
    PMURequest r;
    Error *err = NULL;

    g_assert_true(pmu_kvm_request(partition, counters, NULL, false, &r, &err));
    g_assert_null(err);
    return r;
}

/* What the properties ask for */

static void check_bad_request(int partition, int counters, bool nested,
                              const char *want)
{
    PMURequest r;
    Error *err = NULL;

    g_assert_false(pmu_kvm_request(partition, counters, NULL, nested, &r,
                                   &err));
    check_error(err, want);
}

static void test_request(void)
{
    PMURequest r;

    g_assert_null(request(UNSET, UNSET).property);
    g_assert_true(pmu_kvm_request(UNSET, UNSET, NULL, true, &r, NULL));
    r = request(3, UNSET);
    g_assert_cmpstr(r.property, ==, "pmu-partition");
    g_assert_true(r.partition);
    g_assert_cmpuint(r.counters, ==, 3);
    r = request(UNSET, 0);
    g_assert_cmpstr(r.property, ==, "pmu-counters");
    g_assert_false(r.partition);
    g_assert_cmpuint(r.counters, ==, 0);
    check_bad_request(3, 3, false,
        "'pmu-partition' and 'pmu-counters' cannot be used together under "
        "KVM, because each sets the guest's number of event counters: drop "
        "one of them");
    check_bad_request(3, UNSET, true,
        "'pmu-partition' is not available under KVM to a guest that has EL2: "
        "drop -machine virtualization=on, or 'pmu-partition'");
    check_bad_request(UNSET, 0, true,
        "'pmu-counters' is not available under KVM to a guest that has EL2: "
        "drop -machine virtualization=on, or 'pmu-counters'");
}

/* What is granted: the calls on the scratch VM, then on the machine's */

typedef struct Granted {
    const char *name;
    const FakeKernel *kernel;
    int partition, counters;
    const char *try_log, *apply_log;
    int maximum;                /* 0: all of the host's six */
} Granted;

#define NO_MAXIMUM (-1)

#define APPLY_PARTITION(vcpu, n) \
    vcpu " get, " vcpu " set 5=1, " vcpu " get, " \
    vcpu " has 4, " vcpu " set 4=" n ", " vcpu " get"
#define APPLY_COUNTERS(vcpu, n) \
    vcpu " get, " vcpu " has 4, " vcpu " set 4=" n ", " vcpu " get"
#define APPLY_PMCR(vcpu, n) \
    vcpu " get, " vcpu " has 4, " vcpu " get, " vcpu " put " n ", " \
    vcpu " get"
#define TRY(calls) "create, " calls ", 100 reset, 100 get, destroy"
#define TRY_PARTITION(n) TRY(MEANT APPLY_PARTITION("100", n))
#define MEANT "100 has 5, 100 blind 5, "

/* A host that keeps every counter still gives a guest the cycle counter. */
static const FakeKernel all_reserved = {
    .counters = 6, .reserved = 6, .pmcr = FAKE_PER_VM,
    .set_nr_counters = true, .five = FAKE_ENABLE_PARTITION,
};

static const Granted granted[] = {
    { "v8/some", &fake_v8, 3, UNSET,
      TRY_PARTITION("3"), APPLY_PARTITION("10", "3") },
    { "v8/none", &fake_v8, 0, UNSET,
      TRY_PARTITION("0"), APPLY_PARTITION("10", "0") },
    { "v8/all", &fake_v8, 6, UNSET,
      TRY_PARTITION("6"), APPLY_PARTITION("10", "6") },
    { "v8/reserved", &fake_reserved, 4, UNSET,
      TRY_PARTITION("4"), APPLY_PARTITION("10", "4"), 4 },
    { "v8/all-reserved", &all_reserved, 0, UNSET,
      TRY_PARTITION("0"), APPLY_PARTITION("10", "0"), NO_MAXIMUM },
    { "v8/counters", &fake_v8, UNSET, 3,
      TRY(APPLY_COUNTERS("100", "3")), APPLY_COUNTERS("10", "3") },
    { "7.2/some", &fake_7_2, UNSET, 3,
      TRY(APPLY_COUNTERS("100", "3")), APPLY_COUNTERS("10", "3") },
    { "7.2/none", &fake_7_2, UNSET, 0,
      TRY(APPLY_COUNTERS("100", "0")), APPLY_COUNTERS("10", "0") },
    { "7.2/all", &fake_7_2, UNSET, 6,
      TRY(APPLY_COUNTERS("100", "6")), APPLY_COUNTERS("10", "6") },
    { "6.12/some", &fake_6_12, UNSET, 3,
      TRY(APPLY_PMCR("100", "3")), APPLY_PMCR("10", "3") },
    { "6.12/none", &fake_6_12, UNSET, 0,
      TRY(APPLY_PMCR("100", "0")), APPLY_PMCR("10", "0") },
    { "6.6/all", &fake_6_6, UNSET, 6,
      TRY(APPLY_PMCR("100", "6")), APPLY_PMCR("10", "6") },
};

/* A vCPU that inherits the number: nothing but a look at it */
static void check_inherits(int vcpu, const PMURequest *r, PMUGrant *grant)
{
    g_autofree char *want = g_strdup_printf("%d get", vcpu);
    PMUGrant before = *grant;

    g_assert_true(pmu_kvm_realize(&fake_kernel, vcpu, r, grant, NULL));
    check_log(want);
    g_assert_cmpuint(fake_guest_counters(vcpu), ==, r->counters);
    g_assert_true(grant->applied);
    g_assert_cmpuint(grant->maximum, ==, before.maximum);
}

static void check_starts(int vcpu, const PMURequest *r)
{
    g_autofree char *look = g_strdup_printf("%d get, ", vcpu);
    g_autofree char *want = g_strdup_printf("%d has 0, %d set 0=23, %s"
                                            "%d has 1, %d set 1", vcpu, vcpu,
                                            r->property ? look : "", vcpu,
                                            vcpu);

    g_assert_true(pmu_kvm_set_irq(&fake_kernel, vcpu, IRQ, NULL));
    g_assert_true(pmu_kvm_init(&fake_kernel, vcpu, r, NULL));
    check_log(want);
}

/* As QEMU goes about it, to the end: two vCPUs, and one plugged later */
static void test_granted(const void *data)
{
    const Granted *test = data;
    PMURequest r = request(test->partition, test->counters);
    PMUGrant grant = { };

    fake_boot(test->kernel);
    g_assert_true(pmu_kvm_try(&fake_kernel, &r, NULL));
    check_log(test->try_log);
    g_assert_cmpint(fake_scratch_left(), ==, 0);
    g_assert_true(pmu_kvm_realize(&fake_kernel, FAKE_VCPU, &r, &grant, NULL));
    check_log(test->apply_log);
    g_assert_cmpint(grant.maximum, ==,
                    test->maximum == NO_MAXIMUM ? 0 : test->maximum ?: 6);
    fake_reset(FAKE_VCPU);
    check_inherits(NEXT_VCPU, &r, &grant);
    fake_reset(NEXT_VCPU);
    fake_vgic_ready();
    check_starts(FAKE_VCPU, &r);
    check_starts(NEXT_VCPU, &r);
    g_assert_true(fake_is_partitioned() == r.partition);
    fake_run();
    check_inherits(HOTPLUGGED_VCPU, &r, &grant);
    check_starts(HOTPLUGGED_VCPU, &r);
}

/* Where neither property is set, the kernel is told what stock tells it. */
static void test_nothing_asked(void)
{
    PMURequest r = request(UNSET, UNSET);
    PMUGrant grant = { };

    fake_boot(&fake_v8);
    g_assert_true(pmu_kvm_realize(&fake_kernel, FAKE_VCPU, &r, &grant, NULL));
    check_log("");
    g_assert_false(grant.applied);
    fake_vgic_ready();
    check_starts(FAKE_VCPU, &r);
    g_assert_cmpuint(fake_guest_counters(FAKE_VCPU), ==, 6);
}

/* What is refused when it is tried: no call follows, the scratch VM goes */

typedef struct Refused {
    const char *name;
    FakeKernel kernel;
    int partition, counters;
    const char *text, *log;
} Refused;

#define SIX .counters = 6
#define SINCE_6_7 SIX, .reserved = -1, .pmcr = FAKE_PER_VM
#define SINCE_6_16 SINCE_6_7, .set_nr_counters = true
#define V8 SIX, .pmcr = FAKE_PER_VM, .set_nr_counters = true, \
    .five = FAKE_ENABLE_PARTITION

#define NO_PARTITION "'pmu-partition' is not available"
#define LACKS NO_PARTITION ", the host kernel lacks " \
    "KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION: use a kernel that has it, or use " \
    "'pmu-counters' to limit the counters"
#define NOT_PERMITTED NO_PARTITION ", the host kernel does not permit it: " \
    "boot the host in VHE mode, with the kernel parameters that let guests " \
    "have counters"
#define MEANS_ELSE NO_PARTITION ", vCPU attribute 5 means something else to " \
    "the host kernel: use another kernel, or 'pmu-counters'"
#define NO_VCPU_PMU NO_PARTITION ", the vCPU has no PMU: use pmu=on"
#define IN_USE NO_PARTITION ", the PMU is in use already: it can be " \
    "partitioned only before the VM starts"
#define TOO_MANY(property, n, limit) "'" property "' is " n ", but the host " \
    "kernel gives a guest at most " limit " event counters: lower it"
#define NONE(property, n) "'" property "' is " n ", but the host kernel has " \
    "no event counter for a guest: use another kernel, or drop '" property "'"
#define KEEPS_ALL(n) "'pmu-partition' is " n ", but the host keeps every " \
    "event counter for itself: have it keep fewer, or use 'pmu-partition=0'"
#define GIVES(property, n, got, use) "'" property "' is " n ", but the host " \
    "kernel gives the guest " got " event counters: use " use ", or drop '" \
    property "'"
#define SINCE "Linux 6.7 or later"
#define REFUSES(property, n, why) "'" property "' is " n ", which the host " \
    "kernel refuses, use another kernel or drop '" property "': " why

#define CREATE "create, 100 get"
#define HAS_5 "create, 100 has 5"
#define BLIND_5 HAS_5 ", 100 blind 5"
#define SET_5 BLIND_5 ", 100 get, 100 set 5=1"
#define DESTROY ", destroy"

static const Refused refused[] = {
    /* Section 2, each errno of ENABLE_PARTITION */
    { "partition/ENXIO/7.2", { SINCE_6_16 }, 3, UNSET, LACKS,
      HAS_5 DESTROY },
    { "partition/ENXIO/6.12", { SINCE_6_7 }, 3, UNSET, LACKS,
      HAS_5 DESTROY },
    { "partition/EPERM/not-booted-with-it", { V8, .reserved = -1 }, 3, UNSET,
      NOT_PERMITTED, SET_5 DESTROY },
    { "partition/EPERM/nVHE", { V8, .nvhe = true }, 3, UNSET, NOT_PERMITTED,
      SET_5 DESTROY },
    { "partition/ENODEV", { V8, .set_errno[FAKE_5] = ENODEV }, 3, UNSET,
      NO_VCPU_PMU, BLIND_5 DESTROY },
    { "partition/EBUSY", { V8, .set_errno[FAKE_5] = EBUSY }, 3, UNSET,
      IN_USE, BLIND_5 DESTROY },
    { "partition/EFAULT", { V8, .set_errno[FAKE_5] = EFAULT }, 3, UNSET,
      NO_PARTITION ": attribute 5: Bad address", SET_5 DESTROY },
    { "partition/other", { V8, .set_errno[FAKE_5] = EIO }, 3, UNSET,
      NO_PARTITION ": Input/output error", BLIND_5 DESTROY },
    { "partition/has-other", { V8, .has_errno[FAKE_5] = EIO }, 3, UNSET,
      NO_PARTITION ": Input/output error", HAS_5 DESTROY },
    /* Whose number 5 is something else */
    { "partition/fixed-counters-only", { SINCE_6_16,
        .five = FAKE_FIXED_COUNTERS_ONLY }, 3, UNSET, MEANS_ELSE,
      BLIND_5 DESTROY },
    { "partition/fixed-counters-only/none", { SINCE_6_16,
        .five = FAKE_FIXED_COUNTERS_ONLY }, 0, UNSET, MEANS_ELSE,
      BLIND_5 DESTROY },
    /* The host's maximum */
    { "partition/too-many", { V8 }, 7, UNSET,
      TOO_MANY("pmu-partition", "7", "6"), SET_5 ", 100 get" DESTROY },
    { "partition/too-many/reserved", { V8, .reserved = 2 }, 5, UNSET,
      TOO_MANY("pmu-partition", "5", "4"), SET_5 ", 100 get" DESTROY },
    { "partition/too-many/all-reserved", { V8, .reserved = 6 }, 1, UNSET,
      KEEPS_ALL("1"), SET_5 ", 100 get" DESTROY },
    { "counters/too-many/7.2", { SINCE_6_16 }, UNSET, 7,
      TOO_MANY("pmu-counters", "7", "6"), CREATE DESTROY },
    { "counters/too-many/6.12", { SINCE_6_7 }, UNSET, 31,
      TOO_MANY("pmu-counters", "31", "6"), CREATE DESTROY },
    /* Section 5 */
    { "counters/EINVAL", { SINCE_6_16, .set_errno[4] = EINVAL }, UNSET, 3,
      REFUSES("pmu-counters", "3", "attribute 4: Invalid argument"),
      CREATE ", 100 has 4, 100 set 4=3" DESTROY },
    { "counters/all-reserved", { V8, .reserved = 6 }, UNSET, 3,
      NONE("pmu-counters", "3"), CREATE DESTROY },
    { "counters/6.6", { SIX }, UNSET, 3,
      GIVES("pmu-counters", "3", "6", SINCE),
      "create, " APPLY_PMCR("100", "3") ", 100 reset, 100 get" DESTROY },
    { "counters/fewer", { SINCE_6_16, .gives = 2 }, UNSET, 3,
      GIVES("pmu-counters", "3", "2", SINCE),
      "create, " APPLY_COUNTERS("100", "3") DESTROY },
    { "partition/fewer", { V8, .gives = 2 }, 3, UNSET,
      GIVES("pmu-partition", "3", "2", "another kernel"),
      "create, " MEANT APPLY_PARTITION("100", "3") DESTROY },
    { "counters/PMCR", { SINCE_6_7, .reg_errno = EPERM }, UNSET, 3,
      REFUSES("pmu-counters", "3",
              "cannot change PMCR_EL0: Operation not permitted"),
      CREATE ", 100 has 4, 100 get, 100 put 3" DESTROY },
    /* No vCPU, no registers, no reset */
    { "no-vcpu", { SINCE_6_16, .create_errno = ENOENT }, UNSET, 3,
      "'pmu-counters' is not available, drop it: KVM cannot create a vCPU "
      "with a PMU: No such file or directory", "create" },
    { "no-registers", { SINCE_6_16, .get_errno = ENOENT }, UNSET, 3,
      "KVM does not say how many event counters the guest has: cannot read "
      "PMCR_EL0: No such file or directory", CREATE DESTROY },
    { "no-reset", { SINCE_6_16, .reset_errno = EINVAL }, UNSET, 3,
      "KVM does not reset a vCPU that has a PMU: Invalid argument",
      "create, " APPLY_COUNTERS("100", "3") ", 100 reset" DESTROY },
};

static void test_refused(const void *data)
{
    const Refused *test = data;
    PMURequest r = request(test->partition, test->counters);
    Error *err = NULL;

    fake_boot(&test->kernel);
    g_assert_false(pmu_kvm_try(&fake_kernel, &r, &err));
    check_error(err, test->text);
    check_log(test->log);
    g_assert_cmpint(fake_scratch_left(), ==, 0);
}

/* On the machine's VM */

static void check_not_applied(const PMURequest *r, const char *text)
{
    PMUGrant grant = { };
    Error *err = NULL;

    g_assert_false(pmu_kvm_realize(&fake_kernel, FAKE_VCPU, r, &grant, &err));
    check_error(err, text);
    g_assert_false(grant.applied);
}

static void test_too_late(void)
{
    PMURequest r = request(3, UNSET), none = request(UNSET, UNSET);

    fake_boot(&fake_v8);
    fake_run();
    check_not_applied(&r, IN_USE);
    g_assert_false(fake_is_partitioned());

    fake_boot(&fake_v8);
    fake_vgic_ready();
    check_starts(FAKE_VCPU, &none);
    check_not_applied(&r, IN_USE);
    r = request(UNSET, 3);
    check_not_applied(&r, REFUSES("pmu-counters", "3",
                                  "attribute 4: Device or resource busy"));

    /* Linux before 6.16 does not say so. */
    fake_boot(&fake_6_12);
    fake_run();
    check_not_applied(&r, GIVES("pmu-counters", "3", "6", SINCE));
}

static void test_not_inherited(void)
{
    PMURequest r = request(UNSET, 3);
    PMUGrant grant = { };
    Error *err = NULL;

    fake_boot(&fake_6_6);
    g_assert_true(pmu_kvm_realize(&fake_kernel, FAKE_VCPU, &r, &grant, NULL));
    g_assert_false(pmu_kvm_realize(&fake_kernel, NEXT_VCPU, &r, &grant, &err));
    check_error(err, GIVES("pmu-counters", "3", "6", SINCE));

    /* A reset took it away, before the board starts the PMU. */
    err = NULL;
    fake_reset(FAKE_VCPU);
    fake_vgic_ready();
    g_assert_true(pmu_kvm_set_irq(&fake_kernel, FAKE_VCPU, IRQ, NULL));
    g_assert_false(pmu_kvm_init(&fake_kernel, FAKE_VCPU, &r, &err));
    check_error(err, GIVES("pmu-counters", "3", "6", SINCE));
}

static void check_not_started(int vcpu, const char *text)
{
    PMURequest none = request(UNSET, UNSET);
    Error *err = NULL;

    g_assert_false(pmu_kvm_init(&fake_kernel, vcpu, &none, &err));
    check_error(err, text);
}

static void test_not_started(void)
{
    const char *front = "KVM does not start a vCPU's PMU, use pmu=off: ";
    g_autofree char *vgic = g_strconcat(front, "attribute 1: No such device",
                                        NULL);
    g_autofree char *irq = g_strconcat(front, "attribute 1: No such device "
                                       "or address", NULL);
    g_autofree char *twice = g_strconcat(front, "attribute 1: Device or "
                                         "resource busy", NULL);
    g_autofree char *owned = g_strconcat(front, "attribute 1: File exists",
                                         NULL);
    FakeKernel kernel = fake_7_2;
    PMURequest none = request(UNSET, UNSET);
    Error *err = NULL;

    fake_boot(&kernel);
    check_not_started(FAKE_VCPU, vgic);
    fake_vgic_ready();
    check_not_started(FAKE_VCPU, irq);
    g_assert_false(pmu_kvm_set_irq(&fake_kernel, FAKE_VCPU, 7, &err));
    check_error(err, "KVM does not take the interrupt of a vCPU's PMU, use "
                "pmu=off: attribute 0: Invalid argument");
    check_log("10 has 1, 10 set 1, 10 has 1, 10 set 1, 10 has 0, 10 set 0=7");
    check_starts(FAKE_VCPU, &none);
    check_not_started(FAKE_VCPU, twice);
    fake_own_irq(NEXT_VCPU);
    g_assert_true(pmu_kvm_set_irq(&fake_kernel, NEXT_VCPU, IRQ, NULL));
    check_not_started(NEXT_VCPU, owned);

    kernel.has_errno[FAKE_INIT] = ENXIO;
    fake_boot(&kernel);
    check_not_started(FAKE_VCPU, "KVM cannot start a vCPU's PMU, use pmu=off: "
                      "No such device or address");
    check_log("10 has 1");
}

void add_tests(void)
{
    g_test_add_func("/kvm/request", test_request);
    for (size_t i = 0; i < G_N_ELEMENTS(granted); i++) {
        g_autofree char *path = g_strconcat("/kvm/granted/", granted[i].name,
                                            NULL);

        g_test_add_data_func(path, &granted[i], test_granted);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strconcat("/kvm/refused/", refused[i].name,
                                            NULL);

        g_test_add_data_func(path, &refused[i], test_refused);
    }
    g_test_add_func("/kvm/nothing-asked", test_nothing_asked);
    g_test_add_func("/kvm/too-late", test_too_late);
    g_test_add_func("/kvm/not-inherited", test_not_inherited);
    g_test_add_func("/kvm/not-started", test_not_started);
}
