/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of a switch that FEAT_PMUv3p9, FEAT_PMUv3_ICNTR and FEAT_PMUv3_SS
 * add. PMUACR goes with the vCPU: HPMN keeps the guest from the host's bits
 * of it. The instruction counter and the snapshots, which HPMN keeps from
 * nobody, stay with the host: FEAT_FGT2 traps them, and the guest finds the
 * registers UNDEFINED.
 */
#include "hypervisor.h"

/* Bits that are 0 trap; the host may use all. */
#define TRAP_NOTHING    UINT64_MAX

static uint64_t host_pmuacr;

static uint64_t guest_may(void)
{
    uint64_t icntr = HDFGTR2_NPMICNTR | HDFGTR2_NPMICFILTR;
    uint64_t snapshot = HDFGTR2_NPMSSCR | HDFGRTR2_NPMSSDATA;

    return HDFGTR2_NPMUACR | (does(STEP_ICNTR) ? 0 : icntr) |
           (does(STEP_SNAPSHOT) ? 0 : snapshot);
}

void newer_start(void)
{
    if (cpu.fgt2 && cpu.home == 2) {
        write_sysreg(HDFGRTR2_EL2, TRAP_NOTHING);
        write_sysreg(HDFGWTR2_EL2, TRAP_NOTHING);
    }
}

void newer_activate(struct vcpu *v)
{
    if (cpu.version < PMUV3P9) {
        return;
    }
    pmu_write_el2(HDFGRTR2_EL2, guest_may());
    pmu_write_el2(HDFGWTR2_EL2, guest_may());
    host_pmuacr = pmu_read(PMUACR);
    if (does(STEP_PMUACR)) {
        pmu_write(PMUACR, v->pmu.uacr);
    }
}

void newer_deactivate(struct vcpu *v)
{
    if (cpu.version < PMUV3P9) {
        return;
    }
    v->pmu.uacr = pmu_read(PMUACR) & vcpu_mask(v);
    if (does(STEP_HOST_PMUACR)) {
        pmu_write(PMUACR, host_pmuacr);
    }
    pmu_write_el2(HDFGRTR2_EL2, TRAP_NOTHING);
    pmu_write_el2(HDFGWTR2_EL2, TRAP_NOTHING);
}
