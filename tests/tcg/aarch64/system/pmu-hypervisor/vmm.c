/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's user space, at EL0: under the EL2 host of VHE with TGE set,
 * under the EL1 host of nVHE without. It uses the PMU directly, as
 * PMUSERENR_EL0.EN permits, between its calls of KVM_RUN.
 */
#include "hypervisor.h"

static void syscall(unsigned number)
{
    if (number == SYS_VCPU_LOAD) {
        asm volatile("svc %0" : : "i"(SYS_VCPU_LOAD) : "memory");
    } else if (number == SYS_VCPU_PUT) {
        asm volatile("svc %0" : : "i"(SYS_VCPU_PUT) : "memory");
    } else {
        asm volatile("svc %0" : : "i"(SYS_KVM_RUN) : "memory");
    }
}

/* One KVM_RUN; our own instructions are counted across it. */
static void run_guest(void)
{
    uint64_t x0 = 0, count;

    if (host_counter(HOST_USER) < 0) {
        syscall(SYS_KVM_RUN);
        return;
    }
    count = WINDOW("pmxevcntr_el0", "svc", SYS_KVM_RUN, x0);
    tally_window(&host_counts.user, "host user", count,
                 host_pmu.insn_ns != 0);
}

/* With no vCPU loaded, all counters are there and none is the guest's. */
static void check_alone(void)
{
    uint64_t enabled, number, traps = trap.unclaimed;

    enabled = reg_read(PMCNTENSET);
    number = PMCR_N(reg_read(PMCR));
    if (trap.unclaimed == traps) {
        expect("R16", enabled, host_pmu.cntr_mask, "host PMCNTENSET");
        expect("R8", number, cpu.counters, "host PMCR.N");
    }
}

/* What the cycle counter gains while we run. No vCPU should mind. */
static uint64_t own_cycles(void)
{
    uint64_t before = reg_read(PMCCNTR);

    spin(100, 0);
    return reg_read(PMCCNTR) - before;
}

static void try_access(struct access *access)
{
    int n = host_counter(HOST_SWINC);

    access->cycles = own_cycles();
    access->hpmn = mode->vhe && loaded ? loaded->hpmn : cpu.counters;
    access->number = PMCR_N(reg_read(PMCR));
    if (n >= 0) {
        access->want = host_swinc_value();
        trap_clear();
        access->value = reg_read(PMEVCNTR(n));
        access->trap = trap_seen();
    }
}

uint64_t vmm_main(uint64_t cycles, uint64_t unused)
{
    (void)unused;
    while (cycles--) {
        run_guest();
        host_swinc();
        check_alone();
    }
    host_counts.traps.actual = trap.unclaimed;
    try_access(&host_counts.outside);
    syscall(SYS_VCPU_LOAD);
    try_access(&host_counts.inside);
    syscall(SYS_VCPU_PUT);
    trap.unclaimed = 0;
    return 0;
}
