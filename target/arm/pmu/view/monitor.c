/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: QMP's query-arm-pmu.
 *
 * Nothing here knows a rule: the pure files are asked, with the registers of
 * one moment, and their answers are put into QAPI's types.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/qapi-commands-arm-pmu.h"
#include "system/kvm.h"
#include "system/tcg.h"
#include "cpu.h"
#include "internals.h"
#include "pmu/core/idle.h"
#include "pmu/core/threshold.h"
#include "pmu/core/user-access.h"
#include "pmu/engine/life.h"
#include "monitor.h"
#include "view.h"

/* Both sides' names for the same things */

static const ArmPmuRegime regimes[PMU_REGIMES] = {
    [PMU_NS_EL0] = ARM_PMU_REGIME_NS_EL0,
    [PMU_NS_EL1] = ARM_PMU_REGIME_NS_EL1,
    [PMU_NS_EL2] = ARM_PMU_REGIME_NS_EL2,
    [PMU_EL3] = ARM_PMU_REGIME_EL3,
    [PMU_S_EL0] = ARM_PMU_REGIME_S_EL0,
    [PMU_S_EL1] = ARM_PMU_REGIME_S_EL1,
    [PMU_S_EL2] = ARM_PMU_REGIME_S_EL2,
    [PMU_S_EL0_A32] = ARM_PMU_REGIME_S_EL0,
    [PMU_RL_EL0] = ARM_PMU_REGIME_REALM_EL0,
    [PMU_RL_EL1] = ARM_PMU_REGIME_REALM_EL1,
    [PMU_RL_EL2] = ARM_PMU_REGIME_REALM_EL2,
};

static const ArmPmuVersion versions[] = {
    [PMU_V2] = ARM_PMU_VERSION_V2,
    [PMU_V3] = ARM_PMU_VERSION_V3,
    [PMU_V3P1] = ARM_PMU_VERSION_V3P1,
    [PMU_V3P4] = ARM_PMU_VERSION_V3P4,
    [PMU_V3P5] = ARM_PMU_VERSION_V3P5,
    [PMU_V3P7] = ARM_PMU_VERSION_V3P7,
    [PMU_V3P8] = ARM_PMU_VERSION_V3P8,
    [PMU_V3P9] = ARM_PMU_VERSION_V3P9,
};

static const ArmPmuIdleReason reasons[] = {
    [PMU_DISABLED] = ARM_PMU_IDLE_REASON_DISABLED,
    [PMU_RANGE_DISABLED] = ARM_PMU_IDLE_REASON_RANGE_DISABLED,
    [PMU_FROZEN] = ARM_PMU_IDLE_REASON_FROZEN,
    [PMU_PROHIBITED] = ARM_PMU_IDLE_REASON_PROHIBITED,
    [PMU_FILTERED] = ARM_PMU_IDLE_REASON_FILTERED,
};

static const ArmPmuCapture captures[] = {
    [PMU_CAPTURE_DISABLED] = ARM_PMU_CAPTURE_DISABLED,
    [PMU_CAPTURE_PROHIBITED] = ARM_PMU_CAPTURE_PROHIBITED,
    [PMU_CAPTURE_ALLOWED] = ARM_PMU_CAPTURE_ALLOWED,
};

static const ArmPmuEventKind kinds[] = {
    [PMU_EVENT_NONE] = ARM_PMU_EVENT_KIND_NONE,
    [PMU_EVENT_NEVER] = ARM_PMU_EVENT_KIND_NEVER,
    [PMU_EVENT_SOFTWARE] = ARM_PMU_EVENT_KIND_SOFTWARE,
    [PMU_EVENT_CYCLE] = ARM_PMU_EVENT_KIND_CYCLE,
    [PMU_EVENT_INSTRUCTION] = ARM_PMU_EVENT_KIND_INSTRUCTION,
    [PMU_EVENT_CHAIN] = ARM_PMU_EVENT_KIND_CHAIN,
    [PMU_EVENT_SNAPSHOT] = ARM_PMU_EVENT_KIND_SNAPSHOT,
};

/* Counters */

/* Secure EL0 may be two regimes, which no filter tells apart. */
static ArmPmuRegimeList *counts_in(const PMUView *view, unsigned n)
{
    ArmPmuRegimeList *list = NULL, **tail = &list;
    uint32_t names = 0;

    for (uint32_t rest = pmu_regimes(&view->features); rest;
         rest &= rest - 1) {
        unsigned r = ctz32(rest);

        if (!(pmu_filtered(&view->features, &view->controls, r) >> n & 1)) {
            names |= 1 << regimes[r];
        }
    }
    for (; names; names &= names - 1) {
        QAPI_LIST_APPEND(tail, ctz32(names));
    }
    return list;
}

/* R54; a VHE host's EL0 is beneath HPMN too (R4). */
static ArmPmuUserAccess user_access(const PMUView *view, unsigned n)
{
    uint64_t mask = view->pmuacr & pmu_first_range(&view->features,
                                                   view->controls.mdcr_el2);

    if (pmu_user_writable(view->pmuserenr, mask) >> n & 1) {
        return ARM_PMU_USER_ACCESS_WRITE;
    }
    return mask >> n & 1 ? ARM_PMU_USER_ACCESS_READ
                         : ARM_PMU_USER_ACCESS_NONE;
}

static void describe_counter(ArmPmuCounter *counter, const PMUView *view,
                             unsigned n)
{
    PMUIdle idle = pmu_idle(&view->features, &view->controls,
                            view->counts.pmovs, view->regime, n);
    uint64_t wide = pmu_wide(&view->features, &view->controls);

    counter->value = n < PMU_MAX_COUNTERS ? view->counts.events[n] :
                     n == PMU_CYCLE_COUNTER ? view->counts.cycles
                                            : view->counts.instructions;
    counter->overflow_bits = wide >> n & 1 ? 64 : 32;
    counter->enabled = view->controls.pmcnten >> n & 1;
    counter->counting = idle == PMU_COUNTING;
    counter->has_idle_reason = !counter->counting;
    counter->idle_reason = reasons[idle];
    counter->counts_in = counts_in(view, n);
    counter->overflow = view->counts.pmovs >> n & 1;
    counter->interrupt_enabled = view->pminten >> n & 1;
    counter->has_user_access = view->pmuserenr & PMUSERENR_UEN;
    counter->user_access = user_access(view, n);
    counter->has_captured = view->features.snapshot;
    counter->captured = view->saved[n];
}

static ArmPmuEventCounter *event_counter(const PMUView *view, unsigned n)
{
    ArmPmuEventCounter *counter = g_new0(ArmPmuEventCounter, 1);
    uint64_t second = pmu_second_range(&view->features,
                                       view->controls.mdcr_el2);
    uint16_t event = pmu_evtcount(view->type[n], view->features.version);
    PMUCounted counted = pmu_counted(&view->features, view->type[n]);

    describe_counter(qapi_ArmPmuEventCounter_base(counter), view, n);
    counter->index = n;
    counter->range = second >> n & 1 ? ARM_PMU_RANGE_SECOND
                                     : ARM_PMU_RANGE_FIRST;
    counter->event = event;
    counter->event_name = g_strdup(pmu_event_name(event));
    counter->has_event_kind = view->modelled;
    counter->event_kind = kinds[counted.kind];
    return counter;
}

static void describe_counters(ArmPmuInfo *info, const PMUView *view)
{
    ArmPmuEventCounterList **tail = &info->counters;

    for (int n = 0; n < view->features.counters; n++) {
        QAPI_LIST_APPEND(tail, event_counter(view, n));
    }
    info->cycle_counter = g_new0(ArmPmuCounter, 1);
    describe_counter(info->cycle_counter, view, PMU_CYCLE_COUNTER);
    if (view->features.icntr) {
        info->instruction_counter = g_new0(ArmPmuCounter, 1);
        describe_counter(info->instruction_counter, view,
                         PMU_INSTRUCTION_COUNTER);
    }
}

/* The whole */

static void describe_partition(ArmPmuInfo *info, const PMUView *view,
                               const PMUConfig *config)
{
    unsigned hpmn = view->controls.mdcr_el2 & MDCR_EL2_HPMN;
    bool configured = config->partition != PMU_UNSET;
    unsigned reset = configured ? config->partition : view->features.counters;

    info->implemented = view->features.counters;
    info->has_hpmn = view->features.el2;
    info->hpmn = hpmn;
    info->effective_hpmn = pmu_effective_hpmn(&view->features,
                                              view->controls.mdcr_el2);
    if (info->has_hpmn && hpmn != reset) {
        info->hpmn_origin = ARM_PMU_HPMN_ORIGIN_GUEST;
    } else {
        info->hpmn_origin = configured ? ARM_PMU_HPMN_ORIGIN_PROPERTY
                                       : ARM_PMU_HPMN_ORIGIN_RESET;
    }
    info->first_range_enabled = view->controls.pmcr & PMCR_E;
    info->second_range_enabled = view->features.el2 &&
        (view->controls.mdcr_el2 & MDCR_EL2_HPME);
}

/* R30 */
static void describe_irq(ArmPmuInfo *info, const PMUView *view)
{
    ArmPmuIrqTermList **tail = &info->irq_terms;
    uint64_t raisers = pmu_irq_raisers(&view->features, &view->controls,
                                       view->counts.pmovs, view->pminten);

    info->irq_level = raisers != 0;
    if (raisers & pmu_first_range(&view->features, view->controls.mdcr_el2)) {
        QAPI_LIST_APPEND(tail, ARM_PMU_IRQ_TERM_PMCR_E);
    }
    if (raisers & pmu_second_range(&view->features, view->controls.mdcr_el2)) {
        QAPI_LIST_APPEND(tail, ARM_PMU_IRQ_TERM_MDCR_EL2_HPME);
    }
}

static void describe_accelerator(ArmPmuInfo *info, ARMCPU *cpu)
{
    if (!kvm_enabled()) {
        info->accelerator = ARM_PMU_ACCELERATOR_TCG;
        return;
    }
    info->accelerator = ARM_PMU_ACCELERATOR_KVM;
    info->has_kvm_backing = info->has_kvm_maximum = true;
    info->kvm_backing = arm_pmu_config(cpu)->partition == PMU_UNSET
                        ? ARM_PMU_KVM_BACKING_PERF
                        : ARM_PMU_KVM_BACKING_PARTITION;
    info->kvm_maximum = arm_pmu_kvm_maximum(cpu);
}

ArmPmuInfo *arm_pmu_info(CPUState *cs, Error **errp)
{
    ARMCPU *cpu = ARM_CPU(cs);
    ArmPmuInfo *info;
    PMUView view;

    if (!cpu->pmu || !cpu->has_pmu || !(tcg_enabled() || kvm_enabled()) ||
        !arm_pmu_look(cs, &view, errp)) {
        return NULL;
    }
    info = g_new0(ArmPmuInfo, 1);
    info->cpu_index = cs->cpu_index;
    info->qom_path = object_get_canonical_path(OBJECT(cs));
    describe_accelerator(info, cpu);
    info->version = versions[view.features.version];
    info->virtual_time = view.counts.time;
    info->regime = regimes[view.regime];
    describe_partition(info, &view, arm_pmu_config(cpu));
    describe_counters(info, &view);
    info->has_capture = info->has_capture_done = view.features.snapshot;
    info->capture = captures[view.capture];
    info->capture_done = view.captured;
    describe_irq(info, &view);
    return info;
}

ArmPmuInfoList *qmp_query_arm_pmu(Error **errp)
{
    ERRP_GUARD();
    ArmPmuInfoList *list = NULL, **tail = &list;
    CPUState *cs;

    CPU_FOREACH(cs) {
        ArmPmuInfo *info = arm_pmu_info(cs, errp);

        if (info) {
            QAPI_LIST_APPEND(tail, info);
        } else if (*errp) {
            qapi_free_ArmPmuInfoList(list);
            return NULL;
        }
    }
    return list;
}
