/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which counters count where.
 *
 * Whether a counter counts depends on its enables, on what prohibits
 * counting, and on its filters; of these only the Security state and the
 * Exception level change without a write to a PMU register. One such pair is
 * a regime. For each regime the answer for all counters together is one
 * 64-bit word, made by bit operations on words that hold one bit a counter.
 *
 * After the Arm ARM (DDI 0487): CountPMUEvents() and D13.5 to D13.7. Not
 * modelled: Debug state (R40, QEMU has none), multithreading (MT),
 * FEAT_PMUv3_TH thresholds.
 */

#ifndef TARGET_ARM_PMU_COUNTING_H
#define TARGET_ARM_PMU_COUNTING_H

#include "partition.h"

/*
 * Numbered Security state * 4 + Exception level; EL3 is a regime alone, and
 * so is Secure EL0 beneath an EL1 (or EL3) that uses AArch32, where SDER
 * matters.
 */
typedef enum PMURegime {
    PMU_NS_EL0,
    PMU_NS_EL1,
    PMU_NS_EL2,
    PMU_EL3,
    PMU_S_EL0,
    PMU_S_EL1,
    PMU_S_EL2,
    PMU_S_EL0_A32,
    PMU_RL_EL0,
    PMU_RL_EL1,
    PMU_RL_EL2,
    PMU_REGIMES,
} PMURegime;

/* The lowest filter bit of PMEVTYPER<n>_EL0, and how many there are. */
#define PMU_FILTER_SHIFT        20
#define PMU_FILTERS             12

/**
 * PMUControls: the registers that decide over counting, as they were written
 * @pmcr: PMCR_EL0
 * @pmcnten: PMCNTENSET_EL0, all of it
 * @mdcr_el2: the raw MDCR_EL2 (R25)
 * @mdcr_el3: MDCR_EL3 or SDCR
 * @suniden: SDER.SUNIDEN or SDER32_EL3.SUNIDEN
 * @filter: bit 20 + i of each PMEVTYPER<n>_EL0, of PMCCFILTR_EL0 as bit 31
 *     and of PMICFILTR_EL0 as bit 32, gathered into word i; see
 *     pmu_set_filter()
 */
typedef struct PMUControls {
    uint64_t pmcr, mdcr_el2, mdcr_el3;
    uint64_t pmcnten;
    bool suniden;
    uint64_t filter[PMU_FILTERS];
} PMUControls;

/**
 * pmu_set_filter: take over the filter bits of one counter
 * @c: the controls to change
 * @n: the counter
 * @typer: its PMEVTYPER<n>_EL0, PMCCFILTR_EL0 or PMICFILTR_EL0
 */
void pmu_set_filter(PMUControls *c, unsigned n, uint32_t typer);

/**
 * pmu_ranges_enabled: the counters whose range is enabled: PMCR_EL0.E for
 * the first, MDCR_EL2.HPME for the second (R24)
 */
uint64_t pmu_ranges_enabled(const PMUFeatures *f, const PMUControls *c);

/**
 * pmu_enabled: those of them that PMCNTENSET_EL0 enables as well (R24)
 */
uint64_t pmu_enabled(const PMUFeatures *f, const PMUControls *c);

/**
 * pmu_prohibited: the counters that may not count in one regime (R33..R37)
 */
uint64_t pmu_prohibited(const PMUFeatures *f, const PMUControls *c,
                        PMURegime regime);

/**
 * pmu_filtered: the counters whose filter leaves out the events of one
 * regime (R38)
 */
uint64_t pmu_filtered(const PMUFeatures *f, const PMUControls *c,
                      PMURegime regime);

/**
 * pmu_permitted: the counters that would count in one regime if they were
 * enabled: neither prohibited nor filtered there (R25)
 * @f: what the CPU implements
 * @c: the controls
 * @regime: Security state and Exception level
 *
 * Bits of counters that are not implemented say nothing.
 */
uint64_t pmu_permitted(const PMUFeatures *f, const PMUControls *c,
                       PMURegime regime);

/**
 * pmu_regimes: the regimes that this CPU can be in, bit r for regime r
 */
uint32_t pmu_regimes(const PMUFeatures *f);

#endif
