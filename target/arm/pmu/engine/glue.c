/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the engine asks of the CPU and of QEMU around it.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qemu/timer.h"
#include "system/runstate.h"
#include "cpu.h"
#include "internals.h"
#include "cpregs.h"
#include "pmu/compat.h"
#include "pmu/regs/regs.h"
#include "attach.h"
#include "glue.h"
#include "select.h"
#include "state.h"
#include "pmu/trace.h"

/* Clock and timer */

uint64_t pmu_glue_cycles(const ARMPMU *pmu)
{
    /* ARM_CPU_FREQ is 1 GHz: a cycle is a nanosecond. */
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

void pmu_glue_arm_timer(ARMPMU *pmu, int64_t time)
{
    if (time == INT64_MAX) {
        timer_del(pmu->timer);
    } else {
        timer_mod_ns(pmu->timer, time);
    }
}

static void deadline_passed(void *opaque)
{
    arm_pmu_deadline(opaque);
}

/* A timer in its place would be one that a recorded run does not have. */
static void state_changed(void *opaque, bool running, RunState state)
{
    if (running) {
        arm_pmu_resume(opaque);
    }
}

/* Regimes */

PMURegime pmu_current_regime(CPUARMState *env)
{
    unsigned el = arm_current_el(env);

    if (el == 3) {
        return PMU_EL3;
    }
    /* Without EL3 the Security state has no effect: R39. */
    if (!arm_feature(env, ARM_FEATURE_EL3)) {
        return PMU_NS_EL0 + el;
    }
    switch (arm_security_space_below_el3(env)) {
    case ARMSS_Secure:
        return el == 0 && !arm_el_is_aa64(env, 1) ? PMU_S_EL0_A32
                                                  : PMU_S_EL0 + el;
    case ARMSS_Realm:
        return PMU_RL_EL0 + el;
    default:
        return PMU_NS_EL0 + el;
    }
}

PMURegime pmu_glue_regime(const ARMPMU *pmu)
{
    return pmu_current_regime(&pmu->cpu->env);
}

static void el_changed(ARMCPU *cpu, void *opaque)
{
    arm_pmu_el_changed(opaque);
}

void pmu_glue_watch_el(ARMPMU *pmu, bool on)
{
    if (on) {
        QLIST_INSERT_HEAD(&pmu->cpu->el_change_hooks, pmu->hook, node);
    } else {
        QLIST_REMOVE(pmu->hook, node);
    }
}

/* Counted sources */

static uint32_t with_number(uint32_t cflags, unsigned number)
{
    return (cflags & ~ARM_PMU_CF_MASK) | number << ARM_PMU_CF_SHIFT;
}

uint64_t pmu_glue_select(ARMPMU *pmu, uint64_t sources)
{
    CPUState *cs = CPU(pmu->cpu);
    unsigned number = pmu_set_number(sources);

    cs->tcg_cflags = with_number(cs->tcg_cflags, number);
    /* The next block's may have been made already. */
    if (cs->cflags_next_tb != -1) {
        cs->cflags_next_tb = with_number(cs->cflags_next_tb, number);
    }
    return sources | pmu_set_sources(number);
}

static void spent(CPUState *cs, run_on_cpu_data data)
{
    ARMPMU *pmu = ARM_CPU(cs)->pmu;

    qatomic_set(&pmu->spent, false);
    arm_pmu_spent(pmu);
}

/* Work for the vCPU also ends the block that it is in. */
void pmu_glue_end_block(ARMPMU *pmu)
{
    if (!qatomic_xchg(&pmu->spent, true)) {
        async_run_on_cpu(CPU(pmu->cpu), spent, RUN_ON_CPU_NULL);
    }
}

void arm_pmu_out_of_events(ARMCPU *cpu)
{
    pmu_glue_end_block(cpu->pmu);
}

/* Tracing */

#define NOT_TRACED (-1)

static const char *regime_name(PMURegime regime)
{
    static const char *const names[PMU_REGIMES] = {
        [PMU_NS_EL0] = "EL0",
        [PMU_NS_EL1] = "EL1",
        [PMU_NS_EL2] = "EL2",
        [PMU_EL3] = "EL3",
        [PMU_S_EL0] = "Secure EL0",
        [PMU_S_EL1] = "Secure EL1",
        [PMU_S_EL2] = "Secure EL2",
        [PMU_S_EL0_A32] = "Secure EL0",
        [PMU_RL_EL0] = "Realm EL0",
        [PMU_RL_EL1] = "Realm EL1",
        [PMU_RL_EL2] = "Realm EL2",
    };

    return names[regime];
}

static unsigned effective_hpmn(const ARMPMU *pmu)
{
    return pmu_effective_hpmn(&pmu->features, *pmu->regs.mdcr_el2);
}

void arm_pmu_trace_state(ARMPMU *pmu)
{
    PMURegime regime = pmu_glue_regime(pmu);

    if (pmu->traced != NOT_TRACED) {
        pmu->traced = regime;
    }
    trace_arm_pmu_state(CPU(pmu->cpu)->cpu_index, pmu->features.counters,
                        effective_hpmn(pmu), regime_name(regime));
}

void arm_pmu_trace_regime(ARMPMU *pmu)
{
    PMURegime regime;

    if (pmu->traced == NOT_TRACED) {
        return;
    }
    regime = pmu_glue_regime(pmu);
    if (regime != pmu->traced) {
        pmu->traced = regime;
        trace_arm_pmu_regime(CPU(pmu->cpu)->cpu_index, regime_name(regime));
    }
}

static void trace_el_change(ARMCPU *cpu, void *opaque)
{
    arm_pmu_trace_regime(opaque);
}

/*
 * A hook of its own, which is there only if the event is on from the start:
 * who does not trace regimes pays nothing at an Exception-level change.
 */
static void start_tracing(ARMPMU *pmu)
{
    pmu->traced = NOT_TRACED;
    if (trace_event_get_state_backends(TRACE_ARM_PMU_REGIME)) {
        pmu->traced = pmu_glue_regime(pmu);
        arm_register_el_change_hook(pmu->cpu, trace_el_change, pmu);
    }
}

void pmu_glue_enabled(ARMPMU *pmu, uint64_t counters)
{
    arm_pmu_trace_regime(pmu);
    /* One write may change both: they are told together. */
    trace_arm_pmu_enabled(CPU(pmu->cpu)->cpu_index, counters,
                          effective_hpmn(pmu));
}

void pmu_glue_overflowed(const ARMPMU *pmu, uint64_t counters)
{
    trace_arm_pmu_overflow(CPU(pmu->cpu)->cpu_index, counters);
}

void pmu_glue_frozen(const ARMPMU *pmu, uint64_t counters)
{
    trace_arm_pmu_freeze(CPU(pmu->cpu)->cpu_index, counters);
}

/* Output */

void pmu_glue_set_irq(ARMPMU *pmu, bool level, uint64_t pending)
{
    trace_arm_pmu_irq(CPU(pmu->cpu)->cpu_index, level, pending);
    qemu_set_irq(pmu->cpu->pmu_interrupt, level);
}

/* Life */

void arm_pmu_attach(ARMPMU *pmu)
{
    CPUARMState *env = &pmu->cpu->env;

    QEMU_BUILD_BUG_ON(ARRAY_SIZE(pmu->cpu->pmu_left) < PMU_COUNTED_SOURCES);
    pmu->regs = (PMURegs) {
        .pmevcntr = env->cp15.c14_pmevcntr,
        .pmccntr = &env->cp15.c15_ccnt,
        .pmicntr = &pmu->cpu->pmu_regs[PMU_REG_PMICNTR],
        .pmovs = &env->cp15.c9_pmovsr,
        .pmcr = &env->cp15.c9_pmcr,
        .pmcnten = &env->cp15.c9_pmcnten,
        .pminten = &env->cp15.c9_pminten,
        .mdcr_el2 = &env->cp15.mdcr_el2,
        .mdcr_el3 = &env->cp15.mdcr_el3,
        .sder = &env->cp15.sder,
        .pmevtyper = env->cp15.c14_pmevtyper,
        .pmccfiltr = &env->cp15.pmccfiltr_el0,
        .pmicfiltr = &pmu->cpu->pmu_regs[PMU_REG_PMICFILTR],
    };
    pmu->left = pmu->cpu->pmu_left;
    pmu->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, deadline_passed, pmu);
    pmu->resume = qemu_add_vm_change_state_handler(state_changed, pmu);
    pmu->hook = g_new0(ARMELChangeHook, 1);
    pmu->hook->hook = el_changed;
    pmu->hook->opaque = pmu;
    start_tracing(pmu);
    arm_pmu_start(pmu);
}

void arm_pmu_detach(ARMPMU *pmu)
{
    if (pmu->hooked) {
        QLIST_REMOVE(pmu->hook, node);
    }
    g_free(pmu->hook);
    timer_free(pmu->timer);
    if (pmu->resume) {
        qemu_del_vm_change_state_handler(pmu->resume);
    }
}
