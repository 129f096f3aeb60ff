/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: a vCPU's PMU under KVM, to be looked at.
 *
 * Its registers are read from the kernel one by one. Not with
 * cpu_synchronize_state(): that has QEMU write all registers back before the
 * vCPU runs on. Linux 6.12 to 6.14 takes the PMCNTENCLR_EL0 among them for
 * the guest's own write and stops every counter; and QEMU 10.0 loses
 * PMCNTENSET_EL0 on the way to CPUARMState.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/timer.h"
#include "system/kvm.h"
#include "cpu.h"
#include "internals.h"
#include "pmu/engine/attach.h"
#include "pmu/engine/life.h"
#include "view.h"

#define REG_PMCR_EL0 ARM64_SYS_REG(3, 3, 9, 12, 0)
#define REG_PMCNTENSET_EL0 ARM64_SYS_REG(3, 3, 9, 12, 1)
#define REG_PMCCNTR_EL0 ARM64_SYS_REG(3, 3, 9, 13, 0)
#define REG_PMINTENSET_EL1 ARM64_SYS_REG(3, 0, 9, 14, 1)
#define REG_PMOVSSET_EL0 ARM64_SYS_REG(3, 3, 9, 14, 3)
#define REG_PMCCFILTR_EL0 ARM64_SYS_REG(3, 3, 14, 15, 7)
#define REG_PMEVCNTR_EL0(n) ARM64_SYS_REG(3, 3, 14, 8 + (n) / 8, (n) % 8)
#define REG_PMEVTYPER_EL0(n) ARM64_SYS_REG(3, 3, 14, 12 + (n) / 8, (n) % 8)
#define REG_MDCR_EL2 ARM64_SYS_REG(3, 4, 1, 1, 1)
#define REG_PSTATE (KVM_REG_ARM64 | KVM_REG_SIZE_U64 | \
                    KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(regs.pstate))

/* The first error stays, and ends all reading. */
typedef struct Reader {
    CPUState *cs;
    int err;
    uint64_t failed;        /* the register */
} Reader;

static uint64_t get(Reader *reader, uint64_t id)
{
    uint64_t value = 0;

    if (!reader->err) {
        reader->err = kvm_get_one_reg(reader->cs, id, &value);
        reader->failed = id;
    }
    return value;
}

/* A guest of KVM has no EL3, so that its Security state is no matter (R39). */
static PMURegime regime_of(uint64_t pstate)
{
    if (!(pstate & PSTATE_nRW)) {
        return PMU_NS_EL0 + extract64(pstate, 2, 2);
    }
    return (pstate & CPSR_M) == ARM_CPU_MODE_USR ? PMU_NS_EL0 : PMU_NS_EL1;
}

/* What QEMU has changed and not handed over yet is not in the kernel. */
static PMURegime get_regime(Reader *reader)
{
    if (reader->cs->vcpu_dirty) {
        return pmu_current_regime(&ARM_CPU(reader->cs)->env);
    }
    return regime_of(get(reader, REG_PSTATE));
}

static void get_controls(Reader *reader, PMUView *view)
{
    PMUControls *controls = &view->controls;

    controls->pmcr = get(reader, REG_PMCR_EL0);
    controls->pmcnten = get(reader, REG_PMCNTENSET_EL0);
    if (view->features.el2) {
        controls->mdcr_el2 = get(reader, REG_MDCR_EL2);
    } else {
        /* With EL2, what is read below it is MDCR_EL2.HPMN. */
        view->features.counters = extract64(controls->pmcr, PMCR_N_SHIFT,
                                            PMCR_N_LENGTH);
    }
    pmu_set_filter(controls, PMU_CYCLE_COUNTER, get(reader, REG_PMCCFILTR_EL0));
    for (int n = 0; n < view->features.counters; n++) {
        view->type[n] = get(reader, REG_PMEVTYPER_EL0(n));
        pmu_set_filter(controls, n, view->type[n]);
    }
}

static void get_counts(Reader *reader, PMUView *view)
{
    PMUCounts *counts = &view->counts;

    counts->time = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    counts->cycles = get(reader, REG_PMCCNTR_EL0);
    for (int n = 0; n < view->features.counters; n++) {
        counts->events[n] = get(reader, REG_PMEVCNTR_EL0(n));
    }
    counts->pmovs = get(reader, REG_PMOVSSET_EL0);
    view->pminten = get(reader, REG_PMINTENSET_EL1);
}

bool arm_pmu_kvm_view(ARMCPU *cpu, PMUView *view, Error **errp)
{
    Reader reader = { .cs = CPU(cpu) };

    view->features = arm_pmu_features(cpu);
    view->regime = get_regime(&reader);
    get_controls(&reader, view);
    get_counts(&reader, view);
    if (reader.err) {
        error_setg_errno(errp, -reader.err, "KVM does not show the PMU of "
                         "CPU %d: cannot read register 0x%" PRIx64,
                         CPU(cpu)->cpu_index, reader.failed);
    }
    return !reader.err;
}
