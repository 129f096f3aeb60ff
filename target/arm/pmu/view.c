/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: one CPU's PMU as it is at one moment, to be looked at.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qemu/timer.h"
#include "system/hw_accel.h"
#include "system/replay.h"
#include "cpu.h"
#include "internals.h"
#include "totals.h"
#include "view.h"

static void view_model(const ARMPMU *pmu, PMUView *view)
{
    view->features = pmu->features;
    view->controls = pmu->controls;
    view->modelled = true;
    view->icount = pmu->icount;
    pmu_peek(pmu, &view->counts);
}

/* The engine sleeps: its code does no more than sort registers here. */
static void view_registers(ARMCPU *cpu, PMUView *view)
{
    CPUARMState *env = &cpu->env;
    ARMPMU scratch = { .cpu = cpu, .features = arm_pmu_features(cpu) };

    /* The kernel's N, where ours is that of the host */
    scratch.features.counters = extract64(env->cp15.c9_pmcr, PMCR_N_SHIFT,
                                          PMCR_N_LENGTH);
    pmu_load_controls(&scratch);
    for (int n = 0; n < scratch.features.counters; n++) {
        pmu_classify(&scratch, n);
    }
    pmu_classify(&scratch, PMU_CYCLE_COUNTER);
    view->features = scratch.features;
    view->controls = scratch.controls;
    memcpy(view->counts.events, env->cp15.c14_pmevcntr,
           sizeof(view->counts.events));
    view->counts.cycles = env->cp15.c15_ccnt;
    view->counts.pmovs = env->cp15.c9_pmovsr;
    view->counts.time = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

/* In the CPU's thread, between two translation blocks or outside KVM_RUN */
static void look(CPUState *cs, run_on_cpu_data data)
{
    PMUView *view = data.host_ptr;
    ARMCPU *cpu = ARM_CPU(cs);

    cpu_synchronize_state(cs);
    if (cpu->pmu->active) {
        view_model(cpu->pmu, view);
    } else {
        view_registers(cpu, view);
    }
    view->regime = pmu_current_regime(&cpu->env);
    view->pminten = cpu->env.cp15.c9_pminten;
    for (int n = 0; n < PMU_MAX_COUNTERS; n++) {
        view->type[n] = cpu->env.cp15.c14_pmevtyper[n];
    }
}

/*
 * Where a run is recorded or replayed, the main loop holds a lock that the
 * CPU's thread may be waiting for; it is taken before the BQL.
 */
PMUView arm_pmu_look(CPUState *cs)
{
    PMUView view = { 0 };

    replay_mutex_unlock();
    run_on_cpu(cs, look, RUN_ON_CPU_HOST_PTR(&view));
    if (replay_mode != REPLAY_MODE_NONE) {
        bql_unlock();
        replay_mutex_lock();
        bql_lock();
    }
    return view;
}
