/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vCPUs: load and put, the switch to the guest and back, and the registers
 * that trap. A guest sees HPMN event counters and nothing else: what would
 * be UNDEFINED on such a CPU is made UNDEFINED here.
 */
#include "hypervisor.h"
#include "../pmu/lib/internal.h"

#define SPSR_EL0    0
#define SPSR_EL1H   5
#define PMCR_STORED (PMCR_E | PMCR_D | PMCR_DP | PMCR_LC | PMCR_LP)

/* Offsets into VBAR_EL1 of synchronous exceptions */
#define VECTOR_CURRENT  0x200
#define VECTOR_LOWER    0x400

struct vcpu vcpus[VCPUS];
struct vcpu *loaded, *running;

static uintptr_t stack_top(char *stack)
{
    return (uintptr_t)stack + VCPU_STACK;
}

void vcpu_init(struct vcpu *v, const char *name, unsigned id, unsigned hpmn)
{
    *v = (struct vcpu){ 0 };
    v->hpmn = hpmn;
    v->guest = (struct guest){
        .name = name, .hpmn = hpmn, .id = id, .insn_ns = host_pmu.insn_ns,
    };
    v->pmu.pmcr = PMCR_LC;
    v->frame.x[0] = (uintptr_t)&v->guest;
    v->frame.elr = (uintptr_t)guest_user;
    v->frame.spsr = SPSR_EL0;
    v->el1 = (struct el1){
        .sp_el0 = stack_top(v->user_stack),
        .sp_el1 = stack_top(v->kernel_stack),
        .vbar = (uintptr_t)vectors_el1,
        .tpidr = (uintptr_t)&v->guest,
    };
}

void vcpu_load(struct vcpu *v)
{
    cost_phase = COST_LOAD_PUT;
    cost->loads++;
    mode->load(v);
    loaded = v;
    cost_phase = COST_REST;
}

void vcpu_put(struct vcpu *v)
{
    cost_phase = COST_LOAD_PUT;
    loaded = NULL;
    mode->put(v);
    cost_phase = COST_REST;
}

/* --- to the guest and back --- */

/* With E2H, EL2 reaches EL1's registers by names of their own. */
#define ELR_EL12    S3_5_C4_C0_1
#define SPSR_EL12   S3_5_C4_C0_0
#define ESR_EL12    S3_5_C5_C2_0
#define VBAR_EL12   S3_5_C12_C0_0

static void save_el1(struct el1 *el1)
{
    el1->sp_el0 = read_sysreg(sp_el0);
    el1->sp_el1 = read_sysreg(sp_el1);
    el1->tpidr = read_sysreg(tpidr_el1);
    if (mode->vhe) {
        el1->elr = read_sysreg(ELR_EL12);
        el1->spsr = read_sysreg(SPSR_EL12);
        el1->esr = read_sysreg(ESR_EL12);
        el1->vbar = read_sysreg(VBAR_EL12);
    } else {
        el1->elr = read_sysreg(elr_el1);
        el1->spsr = read_sysreg(spsr_el1);
        el1->esr = read_sysreg(esr_el1);
        el1->vbar = read_sysreg(vbar_el1);
    }
}

static void load_el1(const struct el1 *el1)
{
    write_sysreg(sp_el0, el1->sp_el0);
    write_sysreg(sp_el1, el1->sp_el1);
    write_sysreg(tpidr_el1, el1->tpidr);
    if (mode->vhe) {
        write_sysreg(ELR_EL12, el1->elr);
        write_sysreg(SPSR_EL12, el1->spsr);
        write_sysreg(ESR_EL12, el1->esr);
        write_sysreg(VBAR_EL12, el1->vbar);
    } else {
        write_sysreg(elr_el1, el1->elr);
        write_sysreg(spsr_el1, el1->spsr);
        write_sysreg(esr_el1, el1->esr);
        write_sysreg(vbar_el1, el1->vbar);
    }
}

/* VHE could leave EL1's registers to load and put; this is about the PMU. */
enum exit world_switch(struct vcpu *v)
{
    struct el1 host;
    enum exit exit;

    cost_phase = COST_EXIT;
    cost->exits++;
    save_el1(&host);
    load_el1(&v->el1);
    vgic_flush(v);
    write_sysreg(hcr_el2, mode->hcr_guest);
    running = v;
    exit = guest_enter(&v->frame);
    write_sysreg(hcr_el2, mode->hcr_host);
    vgic_sync(v);
    save_el1(&v->el1);
    load_el1(&host);
    cost_phase = COST_REST;
    return exit;
}

void vcpu_exit(struct frame *frame, enum exit exit)
{
    running->frame = *frame;
    running = NULL;
    guest_leave(exit);
}

/* --- traps --- */

static void inject_undef(struct vcpu *v)
{
    bool at_el0 = (v->frame.spsr & 0xf) == SPSR_EL0;

    v->el1.elr = v->frame.elr;
    v->el1.spsr = v->frame.spsr;
    v->el1.esr = EC_UNKNOWN << 26 | ESR_IL;
    v->frame.elr = v->el1.vbar + (at_el0 ? VECTOR_LOWER : VECTOR_CURRENT);
    v->frame.spsr = SPSR_DAIF | SPSR_EL1H;
}

/* R19: written at EL2, P would zero the host's counters too. */
static void zero_event_counters(struct vcpu *v)
{
    if (!does(STEP_PMCR_P)) {
        pmu_write(PMCR, pmu_read(PMCR) | PMCR_P);
        return;
    }
    for (unsigned n = 0; n < v->hpmn; n++) {
        pmu_write(PMEVCNTR(n), 0);
    }
}

static void write_pmcr(struct vcpu *v, uint64_t value)
{
    if (value & PMCR_P) {
        zero_event_counters(v);
    }
    if (value & PMCR_C) {
        pmu_write(PMCCNTR, 0);
    }
    v->pmu.pmcr = value & PMCR_STORED;
    if (mode->vhe) {
        pmu_write(PMCR, v->pmu.pmcr);
    }
}

static uint64_t read_pmovs(struct vcpu *v)
{
    return (pmu_read(PMOVSSET) | v->pmu.pending) & vcpu_mask(v);
}

static void write_pmovs(struct vcpu *v, unsigned reg, uint32_t value)
{
    pmu_write(reg, value & vcpu_mask(v));
    if (reg == PMOVSCLR) {
        v->pmu.pending &= ~value;
    }
}

static void sysreg_trap(struct vcpu *v)
{
    uint64_t iss = v->frame.esr;
    unsigned reg = SYSREG((iss >> 20 & 3), (iss >> 14 & 7), (iss >> 10 & 15),
                          (iss >> 1 & 15), (iss >> 17 & 7));
    unsigned t = iss >> 5 & 31;
    uint64_t value = t == 31 ? 0 : v->frame.x[t];
    bool read = iss & 1;

    if (reg == PMCR && !read) {
        write_pmcr(v, value);
    } else if ((reg == PMOVSSET || reg == PMOVSCLR) && read) {
        value = read_pmovs(v);
    } else if (reg == PMOVSSET || reg == PMOVSCLR) {
        write_pmovs(v, reg, value);
    } else {
        inject_undef(v);    /* R8: the second range */
        return;
    }
    if (read && t != 31) {
        v->frame.x[t] = value;
    }
    v->frame.elr += 4;
}

bool vcpu_handle_exit(struct vcpu *v, enum exit exit)
{
    unsigned ec = v->frame.esr >> 26 & 0x3f;

    if (exit == EXIT_IRQ) {
        return false;
    }
    if (ec == EC_HVC64) {
        return true;
    }
    if (ec != EC_SYSREG) {
        bail_out("%s: ESR 0x%lx ELR 0x%lx", v->guest.name,
                 v->frame.esr, v->frame.elr);
    }
    sysreg_trap(v);
    return false;
}
