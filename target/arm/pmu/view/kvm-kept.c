/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: has KVM kept what a stream brought?
 *
 * KVM_SET_ONE_REG tells nothing: some kernels report success and lose what
 * they were given. Linux 6.12 to 6.14 takes PMCNTENCLR_EL0, PMINTENCLR_EL1
 * and PMOVSCLR_EL0 for the guest's own writes, which clear what their
 * counterparts have just set; posted versions of the partition lose counters
 * that ran. A guest would go on with a PMU that stands still, so what was
 * loaded is read back.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "pmu/core/fields.h"
#include "kvm-partition.h"
#include "kvm-uapi.h"

/* What a counter may have gained by now, if it runs */
#define MAX_GAIN (UINT64_C(1) << 31)

typedef struct Reg {
    uint64_t id;
    const char *name;
} Reg;

static const Reg masks[] = {
    { PMU_KVM_PMCNTENSET_EL0, "PMCNTENSET_EL0" },
    { PMU_KVM_PMINTENSET_EL1, "PMINTENSET_EL1" },
    { PMU_KVM_PMOVSSET_EL0, "PMOVSSET_EL0" },
};

bool pmu_kvm_find(const PMUStream *stream, uint64_t id, uint64_t *value)
{
    for (size_t i = 0; i < stream->length; i++) {
        if (stream->ids[i] == id) {
            *value = stream->values[i];
            return true;
        }
    }
    return false;
}

static bool stream_runs(const PMUStream *stream, unsigned n)
{
    uint64_t pmcr = 0, enabled = 0;

    pmu_kvm_find(stream, PMU_KVM_PMCR_EL0, &pmcr);
    pmu_kvm_find(stream, PMU_KVM_PMCNTENSET_EL0, &enabled);
    return (pmcr & PMCR_E) && (enabled >> n & 1);
}

/* @now: what the kernel has. What the stream does not have is not missed. */
static bool read_both(const PMUKernel *kernel, int vcpu,
                      const PMUStream *stream, uint64_t id, uint64_t *want,
                      uint64_t *now, Error **errp)
{
    int err;

    *want = *now = 0;
    if (!pmu_kvm_find(stream, id, want)) {
        return true;
    }
    err = kernel->get_reg(vcpu, id, now);
    if (err < 0) {
        error_setg_errno(errp, -err, "KVM does not say whether it has the PMU "
                         "of the incoming CPU state: cannot read register "
                         "0x%" PRIx64, id);
        return false;
    }
    return true;
}

static bool refuse(const char *name, uint64_t want, uint64_t now,
                   Error **errp)
{
    error_setg(errp, "the host kernel loses the PMU of the incoming CPU "
               "state, which has 0x%" PRIx64 " in %s, now 0x%" PRIx64 ": use "
               "another kernel, or a state that was saved while no counter "
               "ran", want, name, now);
    return false;
}

/* Bits of counters that are not there may say anything. */
static bool mask_kept(const PMUKernel *kernel, int vcpu,
                      const PMUStream *stream, unsigned counters,
                      const Reg *reg, Error **errp)
{
    uint64_t there = ((UINT64_C(1) << counters) - 1) | PMU_CYCLE_BIT;
    uint64_t want, now;

    if (!read_both(kernel, vcpu, stream, reg->id, &want, &now, errp)) {
        return false;
    }
    return ((want ^ now) & there) == 0 || refuse(reg->name, want, now, errp);
}

static bool counter_kept(const PMUKernel *kernel, int vcpu,
                         const PMUStream *stream, unsigned n, Error **errp)
{
    bool cycles = n == PMU_CYCLE_COUNTER;
    g_autofree char *name = cycles ? g_strdup("PMCCNTR_EL0")
                                   : g_strdup_printf("PMEVCNTR%u_EL0", n);
    uint64_t id = cycles ? PMU_KVM_PMCCNTR_EL0 : PMU_KVM_PMEVCNTR_EL0(n);
    uint64_t want, now;

    if (!read_both(kernel, vcpu, stream, id, &want, &now, errp)) {
        return false;
    }
    return now - want <= (stream_runs(stream, n) ? MAX_GAIN : 0) ||
           refuse(name, want, now, errp);
}

bool pmu_kvm_kept(const PMUKernel *kernel, int vcpu,
                  const PMURequest *request, const PMUStream *stream,
                  Error **errp)
{
    if (!request->property) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(masks); i++) {
        if (!mask_kept(kernel, vcpu, stream, request->counters, &masks[i],
                       errp)) {
            return false;
        }
    }
    for (unsigned n = 0; n < request->counters; n++) {
        if (!counter_kept(kernel, vcpu, stream, n, errp)) {
            return false;
        }
    }
    return counter_kept(kernel, vcpu, stream, PMU_CYCLE_COUNTER, errp);
}
