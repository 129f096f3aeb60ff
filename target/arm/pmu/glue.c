/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the engine asks of the CPU and of QEMU around it.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qemu/timer.h"
#include "cpu.h"
#include "internals.h"
#include "compat.h"
#include "cpregs.h"
#include "glue.h"
#include "life.h"
#include "regs.h"
#include "select.h"
#include "trace.h"

/* Clock and timer */

uint64_t pmu_glue_cycles(const ARMPMU *pmu)
{
    /* ARM_CPU_FREQ is 1 GHz: a cycle is a nanosecond. */
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

void pmu_glue_arm_timer(ARMPMU *pmu, int64_t time)
{
    timer_mod_ns(pmu->timer, time);
}

static void deadline_passed(void *opaque)
{
    arm_pmu_deadline(opaque);
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

void pmu_glue_select(ARMPMU *pmu, uint64_t sources)
{
    CPUState *cs = CPU(pmu->cpu);

    cs->tcg_cflags = (cs->tcg_cflags & ~ARM_PMU_CF_MASK) |
                     pmu_set_number(sources) << ARM_PMU_CF_SHIFT;
}

static void spent(CPUState *cs, run_on_cpu_data data)
{
    ARMPMU *pmu = ARM_CPU(cs)->pmu;

    pmu->spent = false;
    arm_pmu_spent(pmu);
}

/* Work for the vCPU also ends the block that it is in. */
void arm_pmu_out_of_events(ARMCPU *cpu)
{
    if (!cpu->pmu->spent) {
        cpu->pmu->spent = true;
        async_run_on_cpu(CPU(cpu), spent, RUN_ON_CPU_NULL);
    }
}

/* Outputs */

void pmu_glue_set_irq(ARMPMU *pmu, bool level, uint64_t pending)
{
    trace_arm_pmu_irq(CPU(pmu->cpu)->cpu_index, level, pending);
    qemu_set_irq(pmu->cpu->pmu_interrupt, level);
}

void pmu_glue_overflowed(const ARMPMU *pmu, uint64_t counters)
{
    trace_arm_pmu_overflow(CPU(pmu->cpu)->cpu_index, counters);
}

void pmu_glue_frozen(const ARMPMU *pmu, uint64_t counters)
{
    trace_arm_pmu_freeze(CPU(pmu->cpu)->cpu_index, counters);
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
    pmu->hook = g_new0(ARMELChangeHook, 1);
    pmu->hook->hook = el_changed;
    pmu->hook->opaque = pmu;
    arm_pmu_start(pmu);
}

void arm_pmu_detach(ARMPMU *pmu)
{
    if (pmu->hooked) {
        QLIST_REMOVE(pmu->hook, node);
    }
    g_free(pmu->hook);
    timer_free(pmu->timer);
}
