/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does KVM keep a guest's counter enables when QEMU writes back what it has
 * read?
 *
 * QEMU writes PMCNTENSET_EL0 and then PMCNTENCLR_EL0, both with the value
 * that they had. Linux 6.12 to 6.14 takes the second for the guest's own
 * write, which stops every counter. Ends with status 0 if the enables are
 * kept, and with 77 and a line on stderr if not.
 */

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>

#define PMCNTENSET_EL0  ARM64_SYS_REG(3, 3, 9, 12, 1)
#define PMCNTENCLR_EL0  ARM64_SYS_REG(3, 3, 9, 12, 2)
#define CYCLE_COUNTER   (UINT64_C(1) << 31)

static int must(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(125);
    }
    return result;
}

static int create_vcpu(void)
{
    struct kvm_vcpu_init init;
    int kvm = must(open("/dev/kvm", O_RDWR), "/dev/kvm");
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

int main(void)
{
    int vcpu = create_vcpu();

    write_reg(vcpu, PMCNTENSET_EL0, CYCLE_COUNTER);
    write_reg(vcpu, PMCNTENCLR_EL0, CYCLE_COUNTER);
    if (read_reg(vcpu, PMCNTENSET_EL0) != CYCLE_COUNTER) {
        fprintf(stderr, "this kernel loses PMCNTENSET_EL0 when PMCNTENCLR_EL0 "
                "is written back\n");
        return 77;
    }
    return 0;
}
