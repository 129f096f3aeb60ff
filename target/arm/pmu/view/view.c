/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: one CPU's PMU as it is at one moment, to be looked at.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "system/replay.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/engine/attach.h"
#include "pmu/engine/life.h"
#include "pmu/regs/regs.h"
#include "view.h"

static void view_snapshot(ARMCPU *cpu, PMUView *view)
{
    const uint64_t *regs = cpu->pmu_regs;

    view->capture = arm_pmu_capture(&cpu->env);
    view->captured = !(regs[PMU_REG_PMSSCR] & PMSSCR_NC);
    for (int n = 0; n < PMU_MAX_COUNTERS; n++) {
        view->saved[n] = regs[PMU_REG_PMEVCNTSVR0 + n];
    }
    view->saved[PMU_CYCLE_COUNTER] = regs[PMU_REG_PMCCNTSVR];
    view->saved[PMU_INSTRUCTION_COUNTER] = regs[PMU_REG_PMICNTSVR];
}

static void view_model(ARMCPU *cpu, PMUView *view)
{
    const ARMPMU *pmu = cpu->pmu;

    view->features = *arm_pmu_implements(pmu);
    view->controls = *arm_pmu_controls(pmu);
    view->modelled = true;
    arm_pmu_peek(pmu, &view->counts);
    view->regime = pmu_current_regime(&cpu->env);
    view->pminten = cpu->env.cp15.c9_pminten;
    view->pmuserenr = arm_pmu_user_controls(&cpu->env);
    view->pmuacr = cpu->pmu_regs[PMU_REG_PMUACR];
    for (int n = 0; n < PMU_MAX_COUNTERS; n++) {
        view->type[n] = cpu->env.cp15.c14_pmevtyper[n];
    }
    if (view->features.snapshot) {
        view_snapshot(cpu, view);
    }
}

typedef struct Look {
    PMUView *view;
    Error **errp;
    bool seen;
} Look;

/* In the CPU's thread, between two translation blocks or outside KVM_RUN */
static void look(CPUState *cs, run_on_cpu_data data)
{
    Look *look = data.host_ptr;
    ARMCPU *cpu = ARM_CPU(cs);

    look->seen = true;
    if (arm_pmu_is_active(cpu->pmu)) {
        view_model(cpu, look->view);
    } else {
        look->seen = arm_pmu_kvm_view(cpu, look->view, look->errp);
    }
}

/*
 * Where a run is recorded or replayed, the main loop holds a lock that the
 * CPU's thread may be waiting for; it is taken before the BQL.
 */
bool arm_pmu_look(CPUState *cs, PMUView *view, Error **errp)
{
    Look answer = { view, errp };

    *view = (PMUView) { 0 };
    replay_mutex_unlock();
    run_on_cpu(cs, look, RUN_ON_CPU_HOST_PTR(&answer));
    if (replay_mode != REPLAY_MODE_NONE) {
        bql_unlock();
        replay_mutex_lock();
        bql_lock();
    }
    return answer.seen;
}
