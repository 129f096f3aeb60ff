/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/view/kvm-partition.c against a fake kernel: streams, whose
 * number of event counters may not be the guest's.
 */

#include "qemu/osdep.h"
#include <errno.h>
#include "check-kvm.h"
#include "main.h"

#define STREAM(theirs, ours) "the incoming CPU state has " theirs " PMU " \
    "event counters, this guest has " ours ": start it with pmu-counters=" \
    theirs " or pmu-partition=" theirs ", on a host that gives as many"

static void test_stream(void)
{
    Error *err = NULL;

    g_assert_true(pmu_kvm_same_counters(3, 3, NULL));
    g_assert_false(pmu_kvm_same_counters(6, 3, &err));
    check_error(err, STREAM("6", "3"));
}

/* Before a stream's registers are written */
static void check_accepts(const PMURequest *request, unsigned stream,
                          const char *doubt_text, const char *text)
{
    Error *doubt = NULL, *err = NULL;
    bool accepted = pmu_kvm_accepts(request, stream, 3, &doubt, &err);

    check_log("");
    g_assert_true(accepted == !text);
    g_assert_true(!!err == !!text);
    g_assert_true(!!doubt == !!doubt_text);
    if (text) {
        check_error(err, text);
    }
    if (doubt_text) {
        check_error(doubt, doubt_text);
    }
}

#define DOUBT(theirs) "the incoming CPU state has " theirs " PMU event " \
    "counters, this host gives a guest 3: the guest may find another number " \
    "than before; to prevent that, use pmu-counters=" theirs ", on a host " \
    "that gives as many"

static void test_accepts(void)
{
    const PMURequest nothing = { }, three = { "pmu-counters", 3, false };

    fake_boot(&fake_7_2);
    check_accepts(&three, 3, NULL, NULL);
    check_accepts(&three, 2, NULL, STREAM("2", "3"));
    check_accepts(&three, 6, NULL, STREAM("6", "3"));
    check_accepts(&nothing, 3, NULL, NULL);
    check_accepts(&nothing, 2, DOUBT("2"), NULL);
    check_accepts(&nothing, 6, DOUBT("6"), NULL);
}

/* No property is set: whatever the kernel has, it is not asked. */
static void test_loaded_unasked(void)
{
    const PMURequest nothing = { };

    fake_boot(&(FakeKernel) { .get_errno = ENOENT });
    for (unsigned stream = 0; stream <= 31; stream++) {
        fake_load(FAKE_VCPU, stream);
        g_assert_true(pmu_kvm_loaded(&fake_kernel, FAKE_VCPU, &nothing,
                                     stream, NULL));
        check_log("");
    }
}

/* A stream's registers are written: what does the kernel make of N? */
static void check_loaded(unsigned stream, const char *text)
{
    const PMURequest asked = { "pmu-counters", stream, false };
    Error *err = NULL;
    bool loaded;

    fake_load(FAKE_VCPU, stream);
    loaded = pmu_kvm_loaded(&fake_kernel, FAKE_VCPU, &asked, stream, &err);
    check_log("10 get");
    g_assert_true(loaded == !text);
    if (text) {
        check_error(err, text);
    }
}

static void test_loaded(void)
{
    static const FakeKernel *const kernels[] = { &fake_6_12, &fake_7_2 };

    for (size_t i = 0; i < G_N_ELEMENTS(kernels); i++) {
        fake_boot(kernels[i]);
        check_loaded(6, NULL);
        check_loaded(3, NULL);
        /* More than the host has, and any other once the VM has run */
        check_loaded(8, STREAM("8", "3"));
        fake_run();
        check_loaded(3, NULL);
        check_loaded(2, STREAM("2", "3"));
        check_loaded(6, STREAM("6", "3"));
    }
    fake_boot(&(FakeKernel) { .get_errno = ENOENT });
    check_loaded(3, "KVM does not say how many event counters the guest has: "
                 "cannot read PMCR_EL0: No such file or directory");
}

void add_tests(void)
{
    g_test_add_func("/kvm-stream/same", test_stream);
    g_test_add_func("/kvm-stream/accepts", test_accepts);
    g_test_add_func("/kvm-stream/loaded", test_loaded);
    g_test_add_func("/kvm-stream/loaded-unasked", test_loaded_unasked);
}
