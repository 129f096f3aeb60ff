/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nVHE: the host is at EL1, where HPMN hides the second range from it. So a
 * stub at EL2 makes the partition at each entry and takes it back at each
 * exit: the guest's counters are stopped, as they would count the host's
 * EL1, and HPMN is N again. The host's counters stand still in the guest,
 * with HPME clear, as they would count the guest's EL1.
 */
#include "hypervisor.h"

/* The EL1 host may program the guest's counters: all are accessible to it. */
static void nvhe_load(struct vcpu *v)
{
    pmu_restore(v);
}

static void nvhe_put(struct vcpu *v)
{
    pmu_save(v);
}

enum exit nvhe_hypercall(struct vcpu *v)
{
    enum exit exit;

    cost_phase = COST_EXIT;
    pmu_activate(v, does(STEP_EXCLUDE_GUEST) ? 0 : MDCR_EL2_HPME);
    exit = world_switch(v);
    cost_phase = COST_EXIT;
    pmu_guest_overflow(v);
    pmu_deactivate(v);
    cost_phase = COST_REST;
    return exit;
}

bool nvhe_host_trap(void)
{
    if (!(read_sysreg(HDFGRTR_EL2) | read_sysreg(HDFGWTR_EL2))) {
        return false;
    }
    host_counts.fine_traps.actual++;
    write_sysreg(HDFGRTR_EL2, 0);
    write_sysreg(HDFGWTR_EL2, 0);
    return true;
}

static enum exit hypercall(struct vcpu *v)
{
    register uint64_t x0 asm("x0") = (uintptr_t)v;

    asm volatile("hvc %1" : "+r"(x0) : "i"(HVC_RUN) : "memory");
    return x0;
}

/*
 * The host's count of its kernel, across a run of the guest: neither the
 * stub's instructions nor the guest's are part of it.
 */
static enum exit nvhe_run(struct vcpu *v)
{
    int n = host_counter(HOST_KERNEL);
    uint64_t x0 = (uintptr_t)v, user, count;

    if (n < 0) {
        return hypercall(v);
    }
    user = reg_read(PMSELR);
    reg_write(PMSELR, n);
    count = WINDOW("pmxevcntr_el0", "hvc", HVC_RUN, x0);
    reg_write(PMSELR, user);
    tally_window(&host_counts.kernel, "host kernel", count,
                 host_pmu.insn_ns != 0);
    return x0;
}

const struct mode mode_nvhe = {
    .name = "nVHE",
    .host_el = 1,
    .vmm = EL0,
    .hcr_host = HCR_EL2_RW,
    .hcr_guest = HCR_EL2_RW | HCR_EL2_IMO,
    .load = nvhe_load,
    .put = nvhe_put,
    .run = nvhe_run,
};
