/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: a guest's event counters under KVM, where a CPU lives through
 * being finalized, realized, initialised and loaded.
 *
 * What is said to the kernel stands in kvm-partition.c; this binds it to
 * QEMU's CPUs. Where neither "pmu-partition" nor "pmu-counters" is set, the
 * kernel gets the calls that it gets from QEMU without this file.
 *
 * The number must be in force before a vCPU's registers are first read: QEMU
 * writes back what it has read, PMCR_EL0 too, and before the VM's first run
 * Linux takes PMCR_EL0.N for a new number. So it is set when the first CPU is
 * realized, between KVM_ARM_VCPU_INIT and the CPU's first reset, which reads
 * the registers again. So it is with the PMU that is selected, which decides
 * what PMMIR_EL1 and PMCEID say; KVM's list of registers is the same before.
 */

#include "qemu/osdep.h"
#include <sys/ioctl.h>
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "system/kvm.h"
#include "system/kvm-vcpu-attr.h"
#include "cpu.h"
#include "internals.h"
#include "kvm_arm.h"
#include "pmu/pmu.h"
#include "pmu/engine/life.h"
#include "kvm-partition.h"
#include "kvm-uapi.h"
#include "property.h"
#include "stream.h"
#include "pmu/trace.h"

QEMU_BUILD_BUG_ON(PMU_KVM_PMCR_EL0 != ARM64_SYS_REG(3, 3, 9, 12, 0));

static int has_attr(int vcpu, unsigned attr)
{
    int err = kvm_vcpu_has_attr(vcpu, KVM_ARM_VCPU_PMU_V3_CTRL, attr);

    trace_arm_pmu_kvm_has_attr(vcpu, attr, err);
    return err;
}

static int set_attr(int vcpu, unsigned attr, const void *payload,
                    Error **errp)
{
    int err = kvm_vcpu_set_attr(vcpu, KVM_ARM_VCPU_PMU_V3_CTRL, attr, payload,
                                errp);

    trace_arm_pmu_kvm_set_attr(vcpu, attr,
                               payload ? *(const uint32_t *)payload : -1LL,
                               err);
    return err;
}

/* The kernel's end of the address space: no user can read there. */
static int set_unreadable(int vcpu, unsigned attr)
{
    const void *payload = (const void *)-(uintptr_t)sizeof(uint64_t);
    int err = kvm_vcpu_set_attr(vcpu, KVM_ARM_VCPU_PMU_V3_CTRL, attr, payload,
                                NULL);

    trace_arm_pmu_kvm_set_attr(vcpu, attr, -1LL, err);
    return err;
}

static int get_reg(int vcpu, uint64_t id, uint64_t *value)
{
    struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)value };

    return ioctl(vcpu, KVM_GET_ONE_REG, &reg) < 0 ? -errno : 0;
}

static int set_reg(int vcpu, uint64_t id, uint64_t value)
{
    struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)&value };

    return ioctl(vcpu, KVM_SET_ONE_REG, &reg) < 0 ? -errno : 0;
}

/* There is one scratch VM at a time. */
static int scratch_vm;
static struct kvm_vcpu_init scratch_init;

static int reset_vcpu(int vcpu)
{
    return ioctl(vcpu, KVM_ARM_VCPU_INIT, &scratch_init) < 0 ? -errno : 0;
}

static bool has_strict(void)
{
    return kvm_check_extension(kvm_state, KVM_CAP_ARM_PMU_V3_STRICT) > 0;
}

static bool find_device(const char *name, uint32_t *type, Error **errp)
{
    return pmu_host_device("/sys/bus/event_source/devices", name, type, errp);
}

static int create_scratch_vcpu(int vm, uint32_t features)
{
    int vcpu = ioctl(vm, KVM_CREATE_VCPU, 0), err = 0;

    if (vcpu < 0 || ioctl(vm, KVM_ARM_PREFERRED_TARGET, &scratch_init) < 0) {
        err = -errno;
    } else {
        scratch_init.features[0] = features;
        err = reset_vcpu(vcpu);
    }
    if (err && vcpu >= 0) {
        close(vcpu);
    }
    return err ?: vcpu;
}

/*
 * On the file descriptor that QEMU's KVM has, which may be all that it was
 * given. QEMU's own function for this opens /dev/kvm, and is not the same in
 * every series.
 */
static int create_scratch(bool strict)
{
    uint32_t features = 1 << KVM_ARM_VCPU_PMU_V3 |
                        strict << KVM_ARM_VCPU_PMU_V3_STRICT;
    int type = kvm_check_extension(kvm_state, KVM_CAP_ARM_VM_IPA_SIZE);
    int vcpu;

    do {
        scratch_vm = kvm_ioctl(kvm_state, KVM_CREATE_VM, type);
    } while (scratch_vm == -EINTR);
    if (scratch_vm < 0) {
        return scratch_vm;
    }
    vcpu = create_scratch_vcpu(scratch_vm, features);
    if (vcpu < 0) {
        close(scratch_vm);
    }
    return vcpu;
}

static void destroy_scratch(int vcpu)
{
    close(vcpu);
    close(scratch_vm);
}

static const PMUKernel kernel = {
    .has_attr = has_attr,
    .set_attr = set_attr,
    .set_unreadable = set_unreadable,
    .get_reg = get_reg,
    .set_reg = set_reg,
    .reset_vcpu = reset_vcpu,
    .has_strict = has_strict,
    .find_device = find_device,
    .create_scratch = create_scratch,
    .destroy_scratch = destroy_scratch,
};

static bool get_request(ARMCPU *cpu, PMURequest *request, Error **errp)
{
    /* A query's CPU has EL2 if the host can give it; the board decides. */
    bool nested = OBJECT(cpu)->parent && cpu->has_el2;
    const PMUSettings *asked;

    *request = (PMURequest) { };
    if (!cpu->pmu || !cpu->has_pmu) {
        return true;
    }
    asked = arm_pmu_settings(cpu);
    return pmu_kvm_request(asked->config.partition, asked->config.counters,
                           asked->kvm_device, nested, request, errp);
}

/* Likewise, once the CPU is finalized */
static PMURequest granted_request(ARMCPU *cpu)
{
    PMURequest request;

    get_request(cpu, &request, &error_abort);
    return request;
}

/* The VM's, of which there is one */
static PMUGrant grant;

bool arm_pmu_kvm_finalize(ARMCPU *cpu, int *counters, Error **errp)
{
    /* Nearly always all CPUs ask for the same, which then is tried once. */
    static PMURequest granted;
    PMURequest request;

    if (!get_request(cpu, &request, errp)) {
        return false;
    }
    if (!request.property) {
        return true;
    }
    if (request.property != granted.property ||
        request.counters != granted.counters ||
        g_strcmp0(request.device, granted.device) != 0) {
        if (!pmu_kvm_try(&kernel, &request, errp)) {
            return false;
        }
        granted = request;
        granted.device = g_intern_string(request.device);
    }
    *counters = request.counters;
    return true;
}

uint32_t arm_pmu_kvm_features(ARMCPU *cpu)
{
    PMURequest request = granted_request(cpu);

    return pmu_kvm_strict(&kernel, &request) << KVM_ARM_VCPU_PMU_V3_STRICT;
}

bool arm_pmu_kvm_realize(ARMCPU *cpu, Error **errp)
{
    PMURequest request;

    if (!kvm_enabled() || !cpu->pmu || !cpu->has_pmu) {
        return true;
    }
    arm_pmu_register_config(cpu);
    request = granted_request(cpu);
    return pmu_kvm_realize(&kernel, CPU(cpu)->kvm_fd, &request, &grant, errp);
}

/* Where nothing was asked for, the host's number is still there. */
unsigned arm_pmu_kvm_maximum(ARMCPU *cpu)
{
    return grant.applied ? grant.maximum : pmu_num_counters(&cpu->env);
}

bool arm_pmu_kvm_set_irq(ARMCPU *cpu, int irq, Error **errp)
{
    return pmu_kvm_set_irq(&kernel, CPU(cpu)->kvm_fd, irq, errp);
}

bool arm_pmu_kvm_init(ARMCPU *cpu, Error **errp)
{
    PMURequest request = granted_request(cpu);

    return pmu_kvm_init(&kernel, CPU(cpu)->kvm_fd, &request, errp);
}

/* The register list is what a stream brings. */
static PMUStream register_list(ARMCPU *cpu)
{
    return (PMUStream) {
        .ids = cpu->cpreg_indexes,
        .values = cpu->cpreg_values,
        .length = cpu->cpreg_array_len,
    };
}

static bool stream_counters(const PMUStream *stream, unsigned *counters)
{
    uint64_t pmcr;

    if (!pmu_kvm_find(stream, PMU_KVM_PMCR_EL0, &pmcr)) {
        return false;
    }
    *counters = extract64(pmcr, PMCR_N_SHIFT, PMCR_N_LENGTH);
    return true;
}

/*
 * Not where the guest has EL2: there PMCR_EL0.N is MDCR_EL2.HPMN while the
 * vCPU is below EL2. No property can be set then.
 */
bool arm_pmu_kvm_accepts(ARMCPU *cpu)
{
    static bool warned;     /* once, not of each vCPU */
    PMURequest request = granted_request(cpu);
    Error *doubt = NULL, *err = NULL;
    PMUStream stream = register_list(cpu);
    unsigned counters;

    if (cpu->has_el2 || !stream_counters(&stream, &counters)) {
        return true;
    }
    if (!pmu_kvm_accepts(&request, counters, pmu_num_counters(&cpu->env),
                         &doubt, &err)) {
        error_report_err(err);
        return false;
    }
    if (doubt && !warned) {
        warned = true;
        warn_report_err(doubt);
    } else {
        error_free(doubt);
    }
    return true;
}

bool arm_pmu_kvm_loaded(ARMCPU *cpu)
{
    PMURequest request = granted_request(cpu);
    PMUStream stream = register_list(cpu);
    int vcpu = CPU(cpu)->kvm_fd;
    unsigned counters;
    Error *err = NULL;

    if (!cpu->has_el2 && stream_counters(&stream, &counters) &&
        !(pmu_kvm_loaded(&kernel, vcpu, &request, counters, &err) &&
          pmu_kvm_kept(&kernel, vcpu, &request, &stream, &err))) {
        error_report_err(err);
        return false;
    }
    return true;
}
