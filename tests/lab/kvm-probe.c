/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is this host's KVM, and what does it grant? Prints lines that a shell
 * can read:
 *
 *   maximum=N               a fresh vCPU's PMCR_EL0.N: the most event counters
 *   set_nr_counters=yes|no  attribute 4
 *   five=WORD               attribute 5: none; partition; refused, a partition
 *                           that this host does not permit; fixed, that is
 *                           FIXED_COUNTERS_ONLY; unknown
 *   most=N                  the most counters of a partition, else 0
 *   nested=yes|no           a guest may have EL2
 *   strict=yes|no           the vCPU feature PMU_V3_STRICT
 *   enables=kept|lost       after writing back what was read
 *
 * The two that claim number 5 differ in one thing that can be seen: what the
 * partition does depends on its payload, which it reads before all else, so
 * an address that cannot be read is EFAULT; the other never looks at it.
 *
 * "enables": QEMU writes PMCNTENSET_EL0 and then PMCNTENCLR_EL0, both with
 * the value that they had. Linux 6.12 to 6.14 takes the second for the
 * guest's own write, which stops every counter.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>

#define PMCR_EL0        ARM64_SYS_REG(3, 3, 9, 12, 0)
#define PMCNTENSET_EL0  ARM64_SYS_REG(3, 3, 9, 12, 1)
#define PMCNTENCLR_EL0  ARM64_SYS_REG(3, 3, 9, 12, 2)
#define CYCLE_COUNTER   (UINT64_C(1) << 31)

/* Newer than some hosts' headers */
#define ATTR_SET_NR_COUNTERS    4
#define ATTR_5                  5
#define CAP_ARM_EL2             240
#define CAP_ARM_PMU_V3_STRICT   251

/* The first page is never mapped. */
#define UNREADABLE              8

static int must(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(125);
    }
    return result;
}

/* One VM after the other: what was set on one is the whole VM's. */
static int create_vcpu(int kvm)
{
    struct kvm_vcpu_init init;
    int vm = must(ioctl(kvm, KVM_CREATE_VM, 0), "KVM_CREATE_VM");
    int vcpu = must(ioctl(vm, KVM_CREATE_VCPU, 0), "KVM_CREATE_VCPU");

    must(ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init), "PREFERRED_TARGET");
    init.features[0] |= 1u << KVM_ARM_VCPU_PMU_V3;
    must(ioctl(vcpu, KVM_ARM_VCPU_INIT, &init), "KVM_ARM_VCPU_INIT");
    return vcpu;
}

static void write_reg(int vcpu, uint64_t id, uint64_t value)
{
    struct kvm_one_reg reg = { id, (uintptr_t)&value };

    must(ioctl(vcpu, KVM_SET_ONE_REG, &reg), "KVM_SET_ONE_REG");
}

static uint64_t read_reg(int vcpu, uint64_t id)
{
    uint64_t value = 0;
    struct kvm_one_reg reg = { id, (uintptr_t)&value };

    must(ioctl(vcpu, KVM_GET_ONE_REG, &reg), "KVM_GET_ONE_REG");
    return value;
}

static unsigned read_n(int vcpu)
{
    return read_reg(vcpu, PMCR_EL0) >> 11 & 0x1f;
}

static bool has_attr(int vcpu, uint64_t number)
{
    struct kvm_device_attr attr = { .attr = number };

    return ioctl(vcpu, KVM_HAS_DEVICE_ATTR, &attr) == 0;
}

/* Returns 0 or an errno. */
static int set_attr(int vcpu, uint64_t number, uint64_t address)
{
    struct kvm_device_attr attr = { .attr = number, .addr = address };

    return ioctl(vcpu, KVM_SET_DEVICE_ATTR, &attr) ? errno : 0;
}

static const char *meaning_of_5(int kvm, unsigned *most)
{
    uint32_t on = 1;
    int vcpu = create_vcpu(kvm), err;

    *most = 0;
    if (!has_attr(vcpu, ATTR_5)) {
        return "none";
    }
    err = set_attr(vcpu, ATTR_5, UNREADABLE);
    if (err != EFAULT) {
        return err ? "unknown" : "fixed";
    }
    vcpu = create_vcpu(kvm);
    err = set_attr(vcpu, ATTR_5, (uintptr_t)&on);
    if (err) {
        return err == EPERM ? "refused" : "unknown";
    }
    *most = read_n(vcpu);
    return "partition";
}

static bool keeps_enables(int kvm)
{
    int vcpu = create_vcpu(kvm);

    write_reg(vcpu, PMCNTENSET_EL0, CYCLE_COUNTER);
    write_reg(vcpu, PMCNTENCLR_EL0, CYCLE_COUNTER);
    return read_reg(vcpu, PMCNTENSET_EL0) == CYCLE_COUNTER;
}

static const char *yes(bool yes)
{
    return yes ? "yes" : "no";
}

static bool has_cap(int kvm, int cap)
{
    return ioctl(kvm, KVM_CHECK_EXTENSION, cap) > 0;
}

int main(void)
{
    int kvm = must(open("/dev/kvm", O_RDWR), "/dev/kvm");
    int vcpu = create_vcpu(kvm);
    unsigned most;

    printf("maximum=%u\n", read_n(vcpu));
    printf("set_nr_counters=%s\n", yes(has_attr(vcpu, ATTR_SET_NR_COUNTERS)));
    printf("five=%s\n", meaning_of_5(kvm, &most));
    printf("most=%u\n", most);
    printf("nested=%s\n", yes(has_cap(kvm, CAP_ARM_EL2)));
    printf("strict=%s\n", yes(has_cap(kvm, CAP_ARM_PMU_V3_STRICT)));
    printf("enables=%s\n", keeps_enables(kvm) ? "kept" : "lost");
    return 0;
}
