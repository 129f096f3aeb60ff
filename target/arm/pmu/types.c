/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: PMEVTYPER<n>_EL0 and PMCCFILTR_EL0: what each counter counts.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "cpu.h"
#include "totals.h"

void pmu_classify(ARMPMU *pmu, unsigned n)
{
    CPUARMState *env = &pmu->cpu->env;
    uint32_t bit = UINT32_C(1) << n;
    uint32_t typer = env->cp15.pmccfiltr_el0;
    PMUEventKind kind = PMU_EVENT_CYCLE;

    if (n < PMU_MAX_COUNTERS) {
        typer = env->cp15.c14_pmevtyper[n];
        kind = pmu_event_kind(typer & 0xffff, pmu->features.version,
                              pmu->icount);
    }
    pmu_set_filter(&pmu->controls, n, typer);
    pmu->timed &= ~bit;
    pmu->instructions &= ~bit;
    pmu->software &= ~bit;
    pmu->chain &= ~bit;
    switch (kind) {
    case PMU_EVENT_INSTRUCTION:
        pmu->instructions |= bit;
        /* fall through */
    case PMU_EVENT_CYCLE:
        pmu->timed |= bit;
        break;
    case PMU_EVENT_SOFTWARE:
        pmu->software |= bit;
        break;
    case PMU_EVENT_CHAIN:
        /* Never counted by an even counter */
        pmu->chain |= n & 1 ? bit : 0;
        break;
    default:
        break;
    }
}

void arm_pmu_write_type(ARMPMU *pmu, unsigned n, uint64_t value)
{
    CPUARMState *env = &pmu->cpu->env;
    uint64_t *type = n == PMU_CYCLE_COUNTER ? &env->cp15.pmccfiltr_el0
                                            : &env->cp15.c14_pmevtyper[n];

    if (value == *type) {
        return;
    }
    BQL_LOCK_GUARD();
    *type = value;
    pmu_retype(pmu, n);
}
