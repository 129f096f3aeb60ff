/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: one CPU's PMU as it is at one moment, to be looked at.
 *
 * A copy: it stays as it is while the guest runs on. With TCG it comes from
 * the engine, with KVM from registers that the kernel is asked for.
 */

#ifndef TARGET_ARM_PMU_VIEW_H
#define TARGET_ARM_PMU_VIEW_H

#include "pmu/core/snapshot.h"
#include "pmu/engine/engine.h"

/**
 * PMUView: one CPU's PMU at one moment
 * @features: what the CPU implements
 * @controls: the registers that decide over counting
 * @regime: where the CPU is
 * @counts: values and overflow status as the guest would read them
 * @pminten: PMINTENSET_EL1, all of it
 * @type: PMEVTYPER<n>_EL0
 * @pmuserenr: PMUSERENR_EL0, UEN if it is in effect
 * @pmuacr: PMUACR_EL1; both are 0 if not @modelled
 * @capture, @captured: what a request to capture would come to, and whether
 *     the last one was successful
 * @saved: the values of the last one that was: of event counters, then of the
 *     fixed ones; of these three nothing without FEAT_PMUv3_SS
 * @modelled: by TCG, whose events @features tells of
 */
typedef struct PMUView {
    PMUFeatures features;
    PMUControls controls;
    PMURegime regime;
    PMUCounts counts;
    uint64_t pminten;
    uint64_t type[PMU_MAX_COUNTERS];
    uint64_t pmuserenr, pmuacr;
    PMUCapture capture;
    bool captured;
    uint64_t saved[PMU_ALL_COUNTERS];
    bool modelled;
} PMUView;

/**
 * arm_pmu_look: look at a CPU's PMU
 * @cs: a CPU that has one, and that TCG or KVM runs
 *
 * Changes nothing: not for the guest, not in a stream, not in a record. From
 * the main loop, as monitor commands are. It asks the CPU's own thread and
 * waits for the answer, as long as a translation block or an exit takes, the
 * BQL dropped meanwhile; a CPU that is stopped answers too.
 *
 * Returns false, with @errp set, if KVM does not give what it was asked for.
 */
bool arm_pmu_look(CPUState *cs, PMUView *view, Error **errp);

/**
 * arm_pmu_kvm_view: likewise under KVM, in the vCPU's thread
 *
 * Neither CPUARMState nor what QEMU thinks of it changes.
 */
bool arm_pmu_kvm_view(ARMCPU *cpu, PMUView *view, Error **errp);

#endif
