/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmm.elf 4|5: a VMM that gives a guest one event counter by that attribute,
 * saves it and restores it: what to call, in which order. TAP; SKIP without.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

enum { SET_NR_COUNTERS = 4, ENABLE_PARTITION = 5, RAM = 0x40000000 };
#define PMCR            ARM64_SYS_REG(3, 3, 9, 12, 0)
#define PMCCNTR         ARM64_SYS_REG(3, 3, 9, 13, 0)
#define PMEVCNTR0       ARM64_SYS_REG(3, 3, 14, 8, 0)
#define PC 0x6030000000100040   /* its regs.pc */

/* Not what clears, PMCNTENCLR and its like: Linux 6.12 to 6.14 would clear. */
static const uint64_t ids[10] = {
    PMCCNTR, PMEVCNTR0, ARM64_SYS_REG(3, 3, 14, 12, 0) /* PMEVTYPER0 */,
    ARM64_SYS_REG(3, 3, 14, 15, 7) /* PMCCFILTR */,
    ARM64_SYS_REG(3, 3, 9, 14, 0) /* PMUSERENR */,
    ARM64_SYS_REG(3, 3, 9, 12, 5) /* PMSELR */,
    ARM64_SYS_REG(3, 3, 9, 14, 3) /* PMOVSSET */,
    ARM64_SYS_REG(3, 0, 9, 14, 1) /* PMINTENSET */,
    ARM64_SYS_REG(3, 3, 9, 12, 1) /* PMCNTENSET */, PMCR,
};

/* The guest: CPU_CYCLES in counter 0, a loop, a store that nobody answers */
static const uint32_t guest[] = {
    0xd2800220, 0xd51bec00,     /* mov x0, #0x11; msr pmevtyper0_el0, x0 */
    0xd2800020, 0xd5189e20,     /* mov x0, #1; msr pmintenset_el1, x0 */
    0xd2800820, 0xd51b9c00,     /* mov x0, #0x41; msr pmcr_el0, x0 */
    0xd2b00000, 0xf2800020,     /* mov x0, #0x80000000; movk x0, #1 */
    0xd51b9c20, 0xd5033fdf,     /* msr pmcntenset_el0, x0; AGAIN: isb */
    0xd2820001, 0xf1000421,     /* mov x1, #4096; 1: subs x1, x1, #1 */
    0x54ffffe1, 0xd5033fdf, 0xf900003f, /* b.ne 1b; isb; str xzr, [x1] */
};
enum { START = 0, AGAIN = 9 * 4 };

static int must(int result, const char *what)
{
    if (result < 0) {
        printf("Bail out! %s: %m\n", what);
        exit(1);
    }
    return result;
}
#define MUST(call) must(call, #call)

static void set_attr(int fd, uint32_t group, uint64_t number, void *payload)
{
    struct kvm_device_attr attr = { 0, group, number, (uintptr_t)payload };

    MUST(ioctl(fd, KVM_SET_DEVICE_ATTR, &attr));
}

static uint64_t reg(int vcpu, unsigned request, uint64_t id, uint64_t value)
{
    struct kvm_one_reg reg = { id, (uintptr_t)&value };

    MUST(ioctl(vcpu, request, &reg));
    return value;
}
#define GET(id)         reg(vcpu, KVM_GET_ONE_REG, id, 0)
#define SET(id, value)  reg(vcpu, KVM_SET_ONE_REG, id, value)

static int create_vm(int kvm, int *gic)
{
    int vm = MUST(ioctl(kvm, KVM_CREATE_VM, 0));
    void *ram = mmap(NULL, 0x10000, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct kvm_userspace_memory_region slot = {
        .guest_phys_addr = RAM, .memory_size = 0x10000,
        .userspace_addr = (uintptr_t)memcpy(ram, guest, sizeof(guest)),
    };
    struct kvm_create_device vgic = { .type = KVM_DEV_TYPE_ARM_VGIC_V3 };
    uint64_t dist = 0x8000000, redist = 0x80a0000;
    uint32_t group = KVM_DEV_ARM_VGIC_GRP_ADDR;

    MUST(ioctl(vm, KVM_SET_USER_MEMORY_REGION, &slot));
    MUST(ioctl(vm, KVM_CREATE_DEVICE, &vgic));
    set_attr(vgic.fd, group, KVM_VGIC_V3_ADDR_TYPE_DIST, &dist);
    set_attr(vgic.fd, group, KVM_VGIC_V3_ADDR_TYPE_REDIST, &redist);
    *gic = vgic.fd;
    return vm;
}

static int create_vcpu(int kvm, uint64_t wanted)
{
    int gic, vm = create_vm(kvm, &gic), irq = 23, on = 1, counters = 1;
    int vcpu = MUST(ioctl(vm, KVM_CREATE_VCPU, 0));
    struct kvm_device_attr has = { .attr = wanted };
    struct kvm_vcpu_init init;

    MUST(ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init));
    init.features[0] |= 1u << KVM_ARM_VCPU_PMU_V3;
    MUST(ioctl(vcpu, KVM_ARM_VCPU_INIT, &init));
    if (ioctl(vcpu, KVM_HAS_DEVICE_ATTR, &has) < 0) {
        printf("1..0 # SKIP no vCPU attribute %u\n", (unsigned)wanted);
        exit(0);
    }
    if (wanted == ENABLE_PARTITION) {
        set_attr(vcpu, KVM_ARM_VCPU_PMU_V3_CTRL, ENABLE_PARTITION, &on);
    }
    set_attr(vcpu, KVM_ARM_VCPU_PMU_V3_CTRL, SET_NR_COUNTERS, &counters);
    set_attr(vcpu, KVM_ARM_VCPU_PMU_V3_CTRL, KVM_ARM_VCPU_PMU_V3_IRQ, &irq);
    set_attr(gic, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
    set_attr(vcpu, KVM_ARM_VCPU_PMU_V3_CTRL, KVM_ARM_VCPU_PMU_V3_INIT, NULL);
    return vcpu;
}

/* Runs up to the store. Have both counters gained, from where they were? */
static bool counts(int vcpu, unsigned from)
{
    uint64_t cycles = GET(PMCCNTR), events = GET(PMEVCNTR0);

    SET(PC, RAM + from);
    MUST(ioctl(vcpu, KVM_RUN, 0));
    printf("# from %lu cycles, %lu events, to %lu cycles, %lu events\n",
           cycles, events, GET(PMCCNTR), GET(PMEVCNTR0));
    return GET(PMCCNTR) > cycles && GET(PMEVCNTR0) > events;
}

int main(int argc, char **argv)
{
    uint64_t wanted = argc == 2 ? atoi(argv[1]) : 4, saved[10], same = 0;
    int kvm = MUST(open("/dev/kvm", O_RDWR)), vcpu = create_vcpu(kvm, wanted);

    printf("1..4\n%sok 1 - a guest has 1 event counter\n",
           (GET(PMCR) >> 11 & 31) == 1 ? "" : "not ");
    printf("%sok 2 - it counts\n", counts(vcpu, START) ? "" : "not ");
    for (int i = 0; i < 10; i++) {
        saved[i] = GET(ids[i]);
    }
    vcpu = create_vcpu(kvm, wanted);
    for (int i = 0; i < 10; i++) {
        SET(ids[i], saved[i]);
    }
    for (int i = 0; i < 10; i++) {
        printf("# 0x%lx: 0x%lx, 0x%lx\n", ids[i], saved[i], GET(ids[i]));
        same += GET(ids[i]) == saved[i];
    }
    printf("%sok 3 - restored\n", same == 10 ? "" : "not ");
    printf("%sok 4 - it counts on\n", counts(vcpu, AGAIN) ? "" : "not ");
}
