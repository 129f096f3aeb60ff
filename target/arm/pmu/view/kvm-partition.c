/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: asking KVM for a guest's event counters.
 *
 * Each errno that Linux documents has its own words, with the cure; any
 * other is passed on. A call that succeeds proves nothing (PMCR_EL0.N may be
 * ignored), and the number 5 may mean something else, so that is found out
 * first, and the result is read back after everything.
 *
 * That KVM really lets the guest have the hardware cannot be seen from here:
 * a kernel that cannot do it for this CPU grants the request all the same,
 * and traps.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "pmu/core/fields.h"
#include "kvm-partition.h"
#include "kvm-uapi.h"

bool pmu_kvm_request(int partition, int counters, const char *device,
                     bool nested, PMURequest *request, Error **errp)
{
    *request = (PMURequest) { };
    if (partition >= 0 && counters >= 0) {
        error_setg(errp, "'pmu-partition' and 'pmu-counters' cannot be used "
                   "together under KVM, because each sets the guest's number "
                   "of event counters: drop one of them");
        return false;
    }
    if (partition >= 0) {
        *request = (PMURequest) { "pmu-partition", partition, true, device };
    } else if (counters >= 0) {
        *request = (PMURequest) { "pmu-counters", counters, false, device };
    } else if (device) {
        error_setg(errp, "'kvm-pmu' says whose counters 'pmu-partition' and "
                   "'pmu-counters' are: set one of them, or drop 'kvm-pmu'");
        return false;
    }
    if (request->property && nested) {
        error_setg(errp, "'%s' is not available under KVM to a guest that has "
                   "EL2: drop -machine virtualization=on, or '%s'",
                   request->property, request->property);
        return false;
    }
    return true;
}

/*
 * Without nested virtualization PMCR_EL0.N is the VM's number; on a vCPU to
 * which nothing was done yet, the most that this host gives.
 */
static bool read_counters(const PMUKernel *kernel, int vcpu,
                          unsigned *counters, Error **errp)
{
    uint64_t pmcr;
    int err = kernel->get_reg(vcpu, PMU_KVM_PMCR_EL0, &pmcr);

    if (err < 0) {
        error_setg_errno(errp, -err, "KVM does not say how many event counters "
                         "the guest has: cannot read PMCR_EL0");
        return false;
    }
    *counters = pmcr >> PMCR_N_SHIFT & ((1 << PMCR_N_LENGTH) - 1);
    return true;
}

/* The errnos of ENABLE_PARTITION. EFAULT would be our mistake. */
static const char *partition_refusal(int err)
{
    switch (err) {
    case -ENXIO:
        return "the host kernel lacks KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION: "
               "use a kernel that has it, or use 'pmu-counters' to limit the "
               "counters";
    case -EPERM:
        return "the host kernel does not permit it: boot the host in VHE "
               "mode, with the kernel parameters that let guests have "
               "counters";
    case -ENODEV:
        return "the vCPU has no PMU: use pmu=on";
    case -EBUSY:
        return "the PMU is in use already: it can be partitioned only before "
               "the VM starts";
    default:
        return NULL;
    }
}

/* Takes over @why, which is what the call itself said, if anything. */
static bool refuse_partition(int err, Error *why, Error **errp)
{
    const char *text = partition_refusal(err);

    if (text) {
        error_free(why);
        error_setg(errp, "'pmu-partition' is not available, %s", text);
    } else if (why) {
        error_propagate_prepend(errp, why,
                                "'pmu-partition' is not available: ");
    } else {
        error_setg_errno(errp, -err, "'pmu-partition' is not available");
    }
    return false;
}

/*
 * FIXED_COUNTERS_ONLY, which claims the same number, never looks at its
 * payload; what ENABLE_PARTITION does depends on it. So the one takes a
 * payload that cannot be read, and the other does not. Only on a scratch
 * vCPU: what was taken is in force.
 */
static bool means_partition(const PMUKernel *kernel, int vcpu, Error **errp)
{
    unsigned attr = KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION;
    int err = kernel->has_attr(vcpu, attr);

    if (!err) {
        err = kernel->set_unreadable(vcpu, attr);
    }
    if (err < 0) {
        return err == -EFAULT || refuse_partition(err, NULL, errp);
    }
    error_setg(errp, "'pmu-partition' is not available, vCPU attribute %u "
               "means something else to the host kernel: use another kernel, "
               "or 'pmu-counters'", attr);
    return false;
}

/* @limit: the most event counters that KVM gives; may be lowered here */
static bool enable_partition(const PMUKernel *kernel, int vcpu,
                             unsigned *limit, Error **errp)
{
    uint32_t on = 1;
    Error *why = NULL;
    int err = kernel->set_attr(vcpu, KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION, &on,
                               &why);

    if (err < 0) {
        return refuse_partition(err, why, errp);
    }
    return read_counters(kernel, vcpu, limit, errp);
}

/*
 * Linux 6.7 to 6.15 has only PMCR_EL0.N. What it does not like about a value
 * it ignores, and so does any Linux before: verify() finds out.
 */
static bool set_pmcr_n(const PMUKernel *kernel, int vcpu, unsigned counters,
                       Error **errp)
{
    uint64_t pmcr;
    int err = kernel->get_reg(vcpu, PMU_KVM_PMCR_EL0, &pmcr);

    if (!err) {
        pmcr &= ~(((UINT64_C(1) << PMCR_N_LENGTH) - 1) << PMCR_N_SHIFT);
        pmcr |= (uint64_t)counters << PMCR_N_SHIFT;
        err = kernel->set_reg(vcpu, PMU_KVM_PMCR_EL0, pmcr);
    }
    if (err < 0) {
        error_setg_errno(errp, -err, "cannot change PMCR_EL0");
        return false;
    }
    return true;
}

static bool set_counters(const PMUKernel *kernel, int vcpu,
                         const PMURequest *request, Error **errp)
{
    uint32_t counters = request->counters;
    unsigned attr = KVM_ARM_VCPU_PMU_V3_SET_NR_COUNTERS;
    Error *why = NULL;

    if (kernel->has_attr(vcpu, attr) == 0) {
        kernel->set_attr(vcpu, attr, &counters, &why);
    } else {
        set_pmcr_n(kernel, vcpu, counters, &why);
    }
    if (why) {
        error_propagate_prepend(errp, why, "'%s' is %u, which the host kernel "
                                "refuses, use another kernel or drop '%s': ",
                                request->property, counters,
                                request->property);
        return false;
    }
    return true;
}

/* Is @request in force on @vcpu? Changes nothing. */
static bool verify(const PMUKernel *kernel, int vcpu,
                   const PMURequest *request, Error **errp)
{
    unsigned counters;

    if (!read_counters(kernel, vcpu, &counters, errp)) {
        return false;
    }
    if (counters != request->counters) {
        error_setg(errp, "'%s' is %u, but the host kernel gives the guest %u "
                   "event counters: use %s, or drop '%s'", request->property,
                   request->counters, counters,
                   request->partition ? "another kernel" : "Linux 6.7 or later",
                   request->property);
        return false;
    }
    return true;
}

static bool within_limit(const PMURequest *request, unsigned limit,
                         Error **errp)
{
    if (request->counters <= limit) {
        return true;
    }
    if (limit) {
        error_setg(errp, "'%s' is %u, but the host kernel gives a guest at "
                   "most %u event counters: lower it", request->property,
                   request->counters, limit);
    } else if (request->partition) {
        error_setg(errp, "'%s' is %u, but the host keeps every event counter "
                   "for itself: have it keep fewer, or use '%s=0'",
                   request->property, request->counters, request->property);
    } else {
        error_setg(errp, "'%s' is %u, but the host kernel has no event counter "
                   "for a guest: use another kernel, or drop '%s'",
                   request->property, request->counters, request->property);
    }
    return false;
}

/* @limit: becomes the most event counters that KVM would have given */
static bool apply(const PMUKernel *kernel, int vcpu, const PMURequest *request,
                  unsigned *limit, Error **errp)
{
    return read_counters(kernel, vcpu, limit, errp) &&
           (!request->partition ||
            enable_partition(kernel, vcpu, limit, errp)) &&
           within_limit(request, *limit, errp) &&
           set_counters(kernel, vcpu, request, errp) &&
           verify(kernel, vcpu, request, errp);
}

static bool reset_vcpu(const PMUKernel *kernel, int vcpu, Error **errp)
{
    int err = kernel->reset_vcpu(vcpu);

    if (err < 0) {
        error_setg_errno(errp, -err, "KVM does not reset a vCPU that has a "
                         "PMU");
    }
    return !err;
}

bool pmu_kvm_try(const PMUKernel *kernel, const PMURequest *request,
                 Error **errp)
{
    int vcpu = kernel->create_scratch(pmu_kvm_strict(kernel, request));
    unsigned limit;
    bool granted;

    if (vcpu < 0) {
        error_setg_errno(errp, -vcpu, "'%s' is not available, drop it: KVM "
                         "cannot create a vCPU with a PMU",
                         request->property);
        return false;
    }
    /* A Linux before 6.7 takes PMCR_EL0.N, and forgets it at the reset. */
    granted = pmu_kvm_select(kernel, vcpu, request, errp) &&
              (!request->partition ||
               means_partition(kernel, vcpu, errp)) &&
              apply(kernel, vcpu, request, &limit, errp) &&
              reset_vcpu(kernel, vcpu, errp) &&
              verify(kernel, vcpu, request, errp);
    kernel->destroy_scratch(vcpu);
    return granted;
}

bool pmu_kvm_realize(const PMUKernel *kernel, int vcpu,
                     const PMURequest *request, PMUGrant *grant, Error **errp)
{
    unsigned limit;

    if (!request->property) {
        return true;
    }
    if (grant->applied) {
        return verify(kernel, vcpu, request, errp);
    }
    if (!pmu_kvm_select(kernel, vcpu, request, errp) ||
        !apply(kernel, vcpu, request, &limit, errp)) {
        return false;
    }
    *grant = (PMUGrant) { .applied = true, .maximum = limit };
    return true;
}

static bool demand(const PMUKernel *kernel, int vcpu, unsigned attr,
                   const void *payload, const char *what, Error **errp)
{
    Error *why = NULL;
    int err = kernel->has_attr(vcpu, attr);

    if (err < 0) {
        error_setg_errno(errp, -err, "KVM cannot %s, use pmu=off", what);
        return false;
    }
    if (kernel->set_attr(vcpu, attr, payload, &why) < 0) {
        error_propagate_prepend(errp, why, "KVM does not %s, use pmu=off: ",
                                what);
        return false;
    }
    return true;
}

bool pmu_kvm_set_irq(const PMUKernel *kernel, int vcpu, int irq,
                     Error **errp)
{
    return demand(kernel, vcpu, KVM_ARM_VCPU_PMU_V3_IRQ, &irq,
                  "take the interrupt of a vCPU's PMU", errp);
}

bool pmu_kvm_init(const PMUKernel *kernel, int vcpu,
                  const PMURequest *request, Error **errp)
{
    if (request->property && !verify(kernel, vcpu, request, errp)) {
        return false;
    }
    return demand(kernel, vcpu, KVM_ARM_VCPU_PMU_V3_INIT, NULL,
                  "start a vCPU's PMU", errp);
}

bool pmu_kvm_same_counters(unsigned stream, unsigned here, Error **errp)
{
    if (stream == here) {
        return true;
    }
    error_setg(errp, "the incoming CPU state has %u PMU event counters, this "
               "guest has %u: start it with pmu-counters=%u or "
               "pmu-partition=%u, on a host that gives as many", stream, here,
               stream, stream);
    return false;
}

bool pmu_kvm_accepts(const PMURequest *request, unsigned stream,
                     unsigned here, Error **doubt, Error **errp)
{
    if (request->property) {
        return pmu_kvm_same_counters(stream, request->counters, errp);
    }
    if (stream != here) {
        error_setg(doubt, "the incoming CPU state has %u PMU event counters, "
                   "this host gives a guest %u: the guest may find another "
                   "number than before; to prevent that, use pmu-counters=%u, "
                   "on a host that gives as many", stream, here, stream);
    }
    return true;
}

bool pmu_kvm_loaded(const PMUKernel *kernel, int vcpu,
                    const PMURequest *request, unsigned stream, Error **errp)
{
    unsigned counters;

    return !request->property ||
           (read_counters(kernel, vcpu, &counters, errp) &&
            pmu_kvm_same_counters(stream, counters, errp));
}
