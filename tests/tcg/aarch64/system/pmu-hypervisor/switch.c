/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PMU's part of a switch between host and guest. Each step stands here
 * once; switch-vhe.c and switch-nvhe.c say when it is taken. While the host
 * runs alone, HPMN is N: every counter is in the first range, and PMCR.E is
 * the host's. The cycle counter, which is never partitioned (R6), is the
 * guest's while it is loaded; this host has no use for it.
 */
#include "hypervisor.h"

/* R52: in HDFGRTR_EL2 and HDFGWTR_EL2; reads of PMCR never trap. */
#define FGT_PMOVS   (1ull << 18)
#define FGT_PMCR    (1ull << 21)

struct cost *cost;
unsigned cost_phase;

/* The host's values of registers that host and guest share */
static uint64_t host_pmcr, host_pmuserenr, host_pmselr;

uint64_t pmu_read(unsigned reg)
{
    cost->reads[cost_phase]++;
    return reg_read(reg);
}

void pmu_write(unsigned reg, uint64_t value)
{
    cost->writes[cost_phase]++;
    reg_write(reg, value);
}

uint32_t vcpu_mask(const struct vcpu *v)
{
    return mask_of(v->hpmn) | PMU_C;
}

void pmu_restore(struct vcpu *v)
{
    if (does(STEP_PMOVS)) {
        pmu_write(PMOVSSET, v->pmu.ovs);
    }
    if (!does(STEP_RESTORE)) {
        return;
    }
    for (unsigned n = 0; n < v->hpmn; n++) {
        pmu_write(PMEVCNTR(n), v->pmu.evcntr[n]);
        pmu_write(PMEVTYPER(n), v->pmu.evtyper[n]);
    }
    pmu_write(PMCCNTR, v->pmu.ccntr);
    pmu_write(PMCCFILTR, v->pmu.ccfiltr);
}

void pmu_save(struct vcpu *v)
{
    for (unsigned n = 0; n < v->hpmn; n++) {
        v->pmu.evcntr[n] = pmu_read(PMEVCNTR(n));
        v->pmu.evtyper[n] = pmu_read(PMEVTYPER(n));
    }
    v->pmu.ccntr = pmu_read(PMCCNTR);
    v->pmu.ccfiltr = pmu_read(PMCCFILTR);
    v->pmu.ovs = pmu_read(PMOVSSET) & vcpu_mask(v);
    if (does(STEP_PMOVS_CLEAR)) {
        pmu_write(PMOVSCLR, vcpu_mask(v));
    }
}

/*
 * MDCR_EL2 first, so that the host's counters never stop: until then PMCR.E
 * of the host lets them count, from then on HPME does (R24). The ISB between
 * the two is write_sysreg()'s. Fields that are not named are 0: nothing else
 * of MDCR_EL2 is in use here.
 */
void pmu_activate(struct vcpu *v, uint64_t host)
{
    pmu_write_el2(mdcr_el2, host |
                  (does(STEP_HPMN) ? v->hpmn : cpu.counters) |
                  (does(STEP_HPMD) ? MDCR_EL2_HPMD : 0) |
                  (does(STEP_HCCD) ? MDCR_EL2_HCCD : 0));
    if (does(STEP_FGT)) {
        pmu_write_el2(HDFGRTR_EL2, FGT_PMOVS);
        pmu_write_el2(HDFGWTR_EL2, FGT_PMOVS | FGT_PMCR);
    }
    host_pmcr = pmu_read(PMCR);
    host_pmuserenr = pmu_read(PMUSERENR);
    host_pmselr = pmu_read(PMSELR);
    newer_activate(v);
    pmu_write(PMUSERENR, v->pmu.userenr);
    pmu_write(PMSELR, v->pmu.selr);
    pmu_write(PMCR, v->pmu.pmcr);
    pmu_write(PMINTENSET, v->pmu.inten);
    pmu_write(PMCNTENSET, v->pmu.cnten);
}

/* What the guest may have changed without a trap is read back. */
void pmu_deactivate(struct vcpu *v)
{
    v->pmu.cnten = pmu_read(PMCNTENSET) & vcpu_mask(v);
    v->pmu.inten = pmu_read(PMINTENSET) & vcpu_mask(v);
    v->pmu.userenr = pmu_read(PMUSERENR);
    v->pmu.selr = pmu_read(PMSELR);
    if (does(STEP_STOP)) {
        pmu_write(PMCNTENCLR, vcpu_mask(v));
        pmu_write(PMINTENCLR, vcpu_mask(v));
    }
    if (does(STEP_HOST_PMUSERENR)) {
        pmu_write(PMUSERENR, host_pmuserenr);
    }
    if (does(STEP_HOST_PMSELR)) {
        pmu_write(PMSELR, host_pmselr);
    }
    if (does(STEP_HOST_PMCR)) {
        pmu_write(PMCR, host_pmcr);
    }
    newer_deactivate(v);
    if (does(STEP_FGT_BACK)) {
        pmu_write_el2(HDFGRTR_EL2, 0);
        pmu_write_el2(HDFGWTR_EL2, 0);
    }
    if (does(STEP_HPMN_BACK)) {
        pmu_write_el2(mdcr_el2, cpu.counters);
    }
}

/*
 * R30: the interrupt is one line for both ranges. Those flags of the guest
 * that raise it are taken out of the hardware, or it would stay high; the
 * guest finds them in PMOVS, which traps. Its other flags stay where they
 * are, so that a later write of PMINTENSET has its effect with no trap.
 */
bool pmu_guest_overflow(struct vcpu *v)
{
    uint32_t flags = pmu_read(PMOVSSET) & pmu_read(PMINTENSET);

    if (does(STEP_OVERFLOW)) {
        flags &= v->pmu.pmcr & PMCR_E ? vcpu_mask(v) : 0;
    }
    if (flags) {
        pmu_write(PMOVSCLR, flags);
        v->pmu.pending |= flags;
        host_counts.ranges[RANGE_GUEST]++;
    }
    return flags;
}

bool pmu_virtual_level(const struct vcpu *v)
{
    return v->pmu.pending && (v->pmu.pmcr & PMCR_E) &&
           (v->pmu.pending & pmu_read(PMINTENSET));
}
