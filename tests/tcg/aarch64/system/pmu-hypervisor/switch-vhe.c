/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VHE: the host is at EL2, which HPMN does not limit (R1). The partition
 * stands from load to put, and entries and exits do not touch the PMU: HPMD
 * and HCCD keep the guest's counters still while the host is at EL2 (R33,
 * R37), HPME keeps the host's counting (R24). What breaks between load and
 * put is the host's user space: HPMN does limit it (R4), HPMD and HCCD do not
 * stop the guest's counters at EL0, and PMUSERENR is the guest's (R9). So a
 * kernel puts the vCPU before it returns to user space, as Linux does.
 */
#include "hypervisor.h"

static void vhe_load(struct vcpu *v)
{
    host_exclude_el0(true);
    pmu_restore(v);
    pmu_activate(v, (does(STEP_HPME) ? MDCR_EL2_HPME : 0) |
                    (does(STEP_HLP) ? MDCR_EL2_HLP : 0));
}

static void vhe_put(struct vcpu *v)
{
    pmu_deactivate(v);
    pmu_save(v);
    host_exclude_el0(false);
}

struct sample {
    uint64_t time, kernel, guest;   /* ns, instructions, cycles */
};

/* Not inlined: what lies between two samples is the same for each part. */
static __attribute__((noinline)) void sample(struct sample *s, unsigned n)
{
    s->time = read_sysreg(cntvct_el0);
    s->kernel = reg_read(PMEVCNTR(n));
    s->guest = reg_read(PMCCNTR);
}

/*
 * The host's count of its kernel, across a run of the guest: all time that
 * went by, but for the cycles that the guest counted, as instructions.
 */
static enum exit vhe_run(struct vcpu *v)
{
    int n = host_counter(HOST_KERNEL);
    bool counted = n >= 0 && v->guest.booted &&
                   (v->pmu.pmcr & PMCR_E) && host_pmu.insn_ns;
    struct sample before, after;
    enum exit exit;

    if (!counted) {
        return world_switch(v);
    }
    sample(&before, n);
    exit = world_switch(v);
    sample(&after, n);
    tally_add(&host_counts.kernel, after.kernel - before.kernel,
              ((after.time - before.time) - (after.guest - before.guest)) /
              host_pmu.insn_ns);
    return exit;
}

const struct mode mode_vhe = {
    .name = "VHE",
    .vhe = true,
    .host_el = 2,
    .vmm = EL0_HOST,
    .hcr_host = HCR_EL2_RW | HCR_EL2_E2H | HCR_EL2_TGE,
    .hcr_guest = HCR_EL2_RW | HCR_EL2_E2H | HCR_EL2_IMO,
    .load = vhe_load,
    .put = vhe_put,
    .run = vhe_run,
};
