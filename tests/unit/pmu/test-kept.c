/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target/arm/pmu/view/kvm-kept.c against a fake kernel: what is read back of
 * the registers that a stream brought, and the exact text where one was lost.
 */

#include "qemu/osdep.h"
#include <errno.h>
#include "fake-kernel.h"
#include "pmu/view/kvm-uapi.h"
#include "main.h"

static void check_log(const char *want)
{
    g_autofree char *log = fake_log();

    g_assert_cmpstr(log, ==, want);
}

/* A guest of 3 counters: 0, 1 and the cycle counter run, all have values. */
#define RUNNING UINT64_C(0x80000003)
#define PMCR_OF_3 (UINT64_C(3) << 11 | 0x41)

static const uint64_t saved_ids[] = {
    PMU_KVM_PMCR_EL0, PMU_KVM_PMCNTENSET_EL0, PMU_KVM_REG(3, 9, 12, 2),
    PMU_KVM_REG(3, 9, 12, 3), PMU_KVM_PMCCNTR_EL0, PMU_KVM_PMINTENSET_EL1,
    PMU_KVM_REG(0, 9, 14, 2), PMU_KVM_PMOVSSET_EL0, PMU_KVM_PMEVCNTR_EL0(0),
    PMU_KVM_PMEVCNTR_EL0(1), PMU_KVM_PMEVCNTR_EL0(2),
};
static const uint64_t saved_values[] = {
    PMCR_OF_3, RUNNING, RUNNING, 4, UINT64_C(0x300000005), 2, 2, 4, 100,
    UINT64_C(0xfffffffffffffff0), 300,
};
static const PMUStream saved = {
    saved_ids, saved_values, G_N_ELEMENTS(saved_ids)
};

#define LOSES(reg, had, has) "the host kernel loses the PMU of the incoming " \
    "CPU state, which has " had " in " reg ", now " has ": use another " \
    "kernel, or a state that was saved while no counter ran"
#define READ_BACK "10 get dce1, 10 get c4f1, 10 get dcf3, 10 get df40, " \
    "10 get df41, 10 get df42, 10 get dce8"

typedef struct Kept {
    uint64_t id, value;         /* what the kernel made of it */
    const char *text;
} Kept;

static const Kept kept[] = {
    { PMU_KVM_PMCNTENSET_EL0, RUNNING | 8, NULL },
    { PMU_KVM_PMCNTENSET_EL0, 3,
      LOSES("PMCNTENSET_EL0", "0x80000003", "0x3") },
    { PMU_KVM_PMINTENSET_EL1, 3, LOSES("PMINTENSET_EL1", "0x2", "0x3") },
    { PMU_KVM_PMOVSSET_EL0, 0, LOSES("PMOVSSET_EL0", "0x4", "0x0") },
    { PMU_KVM_PMEVCNTR_EL0(0), 99, LOSES("PMEVCNTR0_EL0", "0x64", "0x63") },
    { PMU_KVM_PMEVCNTR_EL0(0), 101, NULL },
    { PMU_KVM_PMEVCNTR_EL0(1), 5, NULL },
    { PMU_KVM_PMEVCNTR_EL0(1), 0xfffffff0,
      LOSES("PMEVCNTR1_EL0", "0xfffffffffffffff0", "0xfffffff0") },
    { PMU_KVM_PMEVCNTR_EL0(2), 301, LOSES("PMEVCNTR2_EL0", "0x12c", "0x12d") },
    { PMU_KVM_PMCCNTR_EL0, UINT64_C(0xffffffff00000005),
      LOSES("PMCCNTR_EL0", "0x300000005", "0xffffffff00000005") },
    { PMU_KVM_PMCCNTR_EL0, 5, LOSES("PMCCNTR_EL0", "0x300000005", "0x5") },
};

static void check_kept(const PMUStream *stream, const char *text)
{
    const PMURequest asked = { "pmu-counters", 3, false };
    Error *err = NULL;
    bool ok = pmu_kvm_kept(&fake_kernel, FAKE_VCPU, &asked, stream, &err);

    g_assert_true(ok == !text);
    if (text) {
        g_assert_cmpstr(err ? error_get_pretty(err) : "no error", ==, text);
        g_assert_null(strchr(text, '\n'));
        error_free(err);
    }
}

static void test_kept(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        fake_boot(&fake_7_2);
        fake_load_all(FAKE_VCPU, &saved);
        check_kept(&saved, NULL);
        check_log(READ_BACK);
        fake_put(FAKE_VCPU, kept[i].id, kept[i].value);
        check_kept(&saved, kept[i].text);
    }
}

/* What stops a guest's counters on Linux 6.12 to 6.14 */
static void test_kept_clears(void)
{
    const PMUStream without_clears = { saved_ids, saved_values, 2 };
    FakeKernel kernel = fake_6_12;

    kernel.takes_clears = true;
    fake_boot(&kernel);
    fake_load_all(FAKE_VCPU, &saved);
    check_kept(&saved, LOSES("PMCNTENSET_EL0", "0x80000003", "0x0"));
    fake_load_all(FAKE_VCPU, &without_clears);
    check_kept(&without_clears, NULL);
}

/* Nothing asked for, nothing in the stream, nothing to be read */
static void test_kept_unread(void)
{
    const PMURequest nothing = { };
    const PMUStream empty = { };
    FakeKernel kernel = fake_7_2;

    kernel.get_errno = ENOENT;
    fake_boot(&kernel);
    g_assert_true(pmu_kvm_kept(&fake_kernel, FAKE_VCPU, &nothing, &saved,
                               NULL));
    check_kept(&empty, NULL);
    check_log("");
    check_kept(&saved, "KVM does not say whether it has the PMU of the "
               "incoming CPU state: cannot read register 0x603000000013dce1: "
               "No such file or directory");
}

void add_tests(void)
{
    g_test_add_func("/kept/each", test_kept);
    g_test_add_func("/kept/clears", test_kept_clears);
    g_test_add_func("/kept/unread", test_kept_unread);
}
