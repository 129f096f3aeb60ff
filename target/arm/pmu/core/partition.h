/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the partition of its event counters by MDCR_EL2.HPMN.
 *
 * The one place that knows what HPMN means. Everything else asks here for a
 * number of counters or for a mask, in which bit n is event counter n, bit 31
 * the cycle counter and bit 32 the instruction counter. Pure functions of
 * their arguments.
 *
 * After the Arm ARM (DDI 0487): EffectiveHPMN() and
 * GetNumEventCountersAccessible() of chapter J1, sections D13.11 and D24.3.
 * FEAT_PMUv3_EXTPMN is not modelled.
 *
 * R1 to R60, in the comments here and elsewhere, are the rules of
 * docs/specs/arm-pmu-partition-rules.rst.
 */

#ifndef TARGET_ARM_PMU_PARTITION_H
#define TARGET_ARM_PMU_PARTITION_H

#include "fields.h"

/**
 * PMUFeatures: what this CPU implements
 * @counters: N_impl, the implemented event counters, 0..31
 * @version: the PMU architecture
 * @el2: EL2 is implemented
 * @el3: EL3 is implemented
 * @el3_aa64: EL3 is implemented and uses AArch64
 * @sel2: FEAT_SEL2
 * @rme: FEAT_RME
 * @fgt2: FEAT_FGT2
 * @icntr: FEAT_PMUv3_ICNTR
 * @snapshot: FEAT_PMUv3_SS
 * @threshold: FEAT_PMUv3_TH
 * @mt: PMEVTYPER<n>_EL0.MT is not RES0
 * @all_events: "pmu-events": every event that the model knows, not only those
 *     of QEMU's stock PMU
 * @icount: QEMU runs with -icount shift=N, where the stock PMU has more
 * @ceid: the common events that software is told of: PMCEID0_EL0 and
 *     PMCEID1_EL0
 */
typedef struct PMUFeatures {
    uint8_t counters;
    PMUVersion version;
    bool el2, el3, el3_aa64, sel2, rme, fgt2, icntr, snapshot;
    bool threshold, mt, all_events, icount;
    uint64_t ceid[2];
} PMUFeatures;

/**
 * pmu_counters_below: event counters 0..@n-1
 * @n: 0..31
 */
static inline uint64_t pmu_counters_below(unsigned n)
{
    return (UINT64_C(1) << n) - 1;
}

/**
 * pmu_implemented_counters: N_impl as an access sees it: registers of other
 * event counters are UNDEFINED (R7, R23)
 *
 * The architecture's GetNumEventCountersSelfHosted(). FEAT_PMUv3_EXTPMN would
 * have it be less.
 */
static inline unsigned pmu_implemented_counters(const PMUFeatures *f)
{
    return f->counters;
}

/**
 * pmu_effective_hpmn: the number of event counters in the first range
 * @f: what the CPU implements
 * @mdcr_el2: the raw register, also where EL2 is disabled in the current
 *     Security state (R25)
 *
 * Reserved values (R42, R43), where the architecture leaves a choice: HPMN
 * above N_impl behaves as N_impl, and HPMN = 0 puts every counter in the
 * second range whether or not the CPU has FEAT_HPMN0.
 *
 * Returns 0..N_impl; N_impl if the CPU has no EL2.
 */
unsigned pmu_effective_hpmn(const PMUFeatures *f, uint64_t mdcr_el2);

/**
 * pmu_fixed_counters: the cycle counter, and the instruction counter if there
 * is one
 */
static inline uint64_t pmu_fixed_counters(const PMUFeatures *f)
{
    return PMU_CYCLE_BIT | (f->icntr ? PMU_INSTRUCTION_BIT : 0);
}

/**
 * pmu_first_range: the event counters of the first range, and the fixed
 * counters, which for every control but their own belong with them (R6)
 */
uint64_t pmu_first_range(const PMUFeatures *f, uint64_t mdcr_el2);

/**
 * pmu_second_range: the event counters that are EL2's alone
 */
uint64_t pmu_second_range(const PMUFeatures *f, uint64_t mdcr_el2);

/**
 * pmu_accessible_counters: what PMCR_EL0.N reads (R1..R5)
 * @f: what the CPU implements
 * @mdcr_el2: the raw register
 * @el: the Exception level of the access
 * @el2_enabled: EL2 is implemented and enabled in the current Security state
 */
unsigned pmu_accessible_counters(const PMUFeatures *f, uint64_t mdcr_el2,
                                 unsigned el, bool el2_enabled);

/**
 * pmu_accessible_mask: the bits that are not RAZ/WI in PMCNTEN*, PMINTEN*,
 * PMOVS* and PMSWINC as far as HPMN decides, arguments as above (R16, R17)
 */
uint64_t pmu_accessible_mask(const PMUFeatures *f, uint64_t mdcr_el2,
                             unsigned el, bool el2_enabled);

#endif
