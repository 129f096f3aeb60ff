/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which counters count where.
 */

#include "qemu/osdep.h"
#include "counting.h"

static bool regime_is_secure(PMURegime regime)
{
    return regime >= PMU_S_EL0 && regime <= PMU_S_EL0_A32;
}

static unsigned regime_el(PMURegime regime)
{
    return regime == PMU_S_EL0_A32 ? 0 : regime & 3;
}

/* One filter bit of all counters: bit n is that of counter n. */
static uint64_t filter(const PMUControls *c, uint32_t field)
{
    return c->filter[__builtin_ctz(field) - PMU_FILTER_SHIFT];
}

/* Likewise, and 0 where the filter bit is RES0. */
static uint64_t filter_if(bool implemented, const PMUControls *c,
                          uint32_t field)
{
    return implemented ? filter(c, field) : 0;
}

void pmu_set_filter(PMUControls *c, unsigned n, uint32_t typer)
{
    uint64_t bit = UINT64_C(1) << n;

    for (int i = 0; i < PMU_FILTERS; i++) {
        bool set = typer >> (PMU_FILTER_SHIFT + i) & 1;

        c->filter[i] = set ? c->filter[i] | bit : c->filter[i] & ~bit;
    }
}

uint64_t pmu_ranges_enabled(const PMUFeatures *f, const PMUControls *c)
{
    uint64_t enabled = 0;

    if (c->pmcr & PMCR_E) {
        enabled |= pmu_first_range(f, c->mdcr_el2);
    }
    if (c->mdcr_el2 & MDCR_EL2_HPME) {
        enabled |= pmu_second_range(f, c->mdcr_el2);
    }
    return enabled;
}

uint64_t pmu_enabled(const PMUFeatures *f, const PMUControls *c)
{
    return pmu_ranges_enabled(f, c) & c->pmcnten;
}

/* Counters that may not count at EL3 (R34) */
static uint64_t prohibited_el3(const PMUFeatures *f, const PMUControls *c)
{
    if (!(c->mdcr_el3 & MDCR_EL3_SPME)) {
        return UINT64_MAX;
    }
    if (f->version >= PMU_V3P7 && (c->mdcr_el3 & MDCR_EL3_MPMX)) {
        return pmu_first_range(f, c->mdcr_el2);
    }
    return 0;
}

/* Counters that may not count in Secure state beneath EL3 (R34, R35) */
static uint64_t prohibited_secure(const PMUFeatures *f, const PMUControls *c,
                                  PMURegime regime)
{
    uint64_t permit = MDCR_EL3_SPME;

    if (f->version >= PMU_V3P7) {
        permit |= MDCR_EL3_MPMX;
    }
    if (regime == PMU_S_EL0_A32 && c->suniden) {
        return 0;
    }
    return c->mdcr_el3 & permit ? 0 : UINT64_MAX;
}

/* Counters that MDCR_EL2.HPMD prohibits from counting at EL2 (R33) */
static uint64_t prohibited_el2(const PMUFeatures *f, const PMUControls *c,
                               PMURegime regime)
{
    bool hpmd = f->version >= PMU_V3P1 && (c->mdcr_el2 & MDCR_EL2_HPMD);

    return regime_el(regime) == 2 && hpmd ? pmu_first_range(f, c->mdcr_el2) : 0;
}

/* The cycle counter's own disables, which PMCR.DP does not gate (R37) */
static bool cycles_disabled(const PMUFeatures *f, const PMUControls *c,
                            PMURegime regime)
{
    uint64_t el3_bits = 0;

    if (f->version < PMU_V3P5) {
        return false;
    }
    if (regime_is_secure(regime) || regime == PMU_EL3) {
        el3_bits |= MDCR_EL3_SCCD;
    }
    if (regime == PMU_EL3 && f->version >= PMU_V3P7) {
        el3_bits |= MDCR_EL3_MCCD;
    }
    return (c->mdcr_el3 & el3_bits) ||
           (regime_el(regime) == 2 && (c->mdcr_el2 & MDCR_EL2_HCCD));
}

uint64_t pmu_prohibited(const PMUFeatures *f, const PMUControls *c,
                        PMURegime regime)
{
    uint64_t mask = prohibited_el2(f, c, regime);

    if (regime == PMU_EL3) {
        mask |= prohibited_el3(f, c);
    } else if (regime_is_secure(regime)) {
        mask |= prohibited_secure(f, c, regime);
    }
    /* PMCCNTR counts on unless PMCR.DP stops it with the others (R36). */
    if (!(c->pmcr & PMCR_DP)) {
        mask &= ~PMU_CYCLE_BIT;
    }
    if (cycles_disabled(f, c, regime)) {
        mask |= PMU_CYCLE_BIT;
    }
    return mask;
}

uint64_t pmu_filtered(const PMUFeatures *f, const PMUControls *c,
                      PMURegime regime)
{
    uint64_t p = filter(c, PMEVTYPER_P);
    uint64_t u = filter(c, PMEVTYPER_U);
    uint64_t nsh = filter_if(f->el2, c, PMEVTYPER_NSH);

    switch (regime) {
    case PMU_NS_EL0:
        return u ^ filter_if(f->el3, c, PMEVTYPER_NSU);
    case PMU_S_EL0:
    case PMU_S_EL0_A32:
        return u;
    case PMU_RL_EL0:
        return u ^ filter_if(f->rme, c, PMEVTYPER_RLU);
    case PMU_NS_EL1:
        return p ^ filter_if(f->el3, c, PMEVTYPER_NSK);
    case PMU_S_EL1:
        return p;
    case PMU_RL_EL1:
        return p ^ filter_if(f->rme, c, PMEVTYPER_RLK);
    case PMU_NS_EL2:
        return ~nsh;
    case PMU_S_EL2:
        return ~(nsh ^ filter_if(f->el3 && f->sel2, c, PMEVTYPER_SH));
    case PMU_RL_EL2:
        return ~(nsh ^ filter_if(f->rme, c, PMEVTYPER_RLH));
    case PMU_EL3:
        return p ^ filter_if(f->el3_aa64, c, PMEVTYPER_M);
    default:
        /* No other regime */
        return UINT64_MAX;
    }
}

uint64_t pmu_permitted(const PMUFeatures *f, const PMUControls *c,
                       PMURegime regime)
{
    return ~pmu_prohibited(f, c, regime) & ~pmu_filtered(f, c, regime);
}

uint32_t pmu_regimes(const PMUFeatures *f)
{
    uint32_t regimes = 1 << PMU_NS_EL0 | 1 << PMU_NS_EL1;

    if (f->el2) {
        regimes |= 1 << PMU_NS_EL2;
    }
    if (f->el3) {
        regimes |= 1 << PMU_S_EL0_A32 | 1 << PMU_EL3;
    }
    /* Beneath an AArch32 EL3, Secure PL1 is EL3. */
    if (f->el3_aa64) {
        regimes |= 1 << PMU_S_EL0 | 1 << PMU_S_EL1;
    }
    if (f->el3_aa64 && f->el2 && f->sel2) {
        regimes |= 1 << PMU_S_EL2;
    }
    if (f->el3_aa64 && f->el2 && f->rme) {
        regimes |= 1 << PMU_RL_EL0 | 1 << PMU_RL_EL1 | 1 << PMU_RL_EL2;
    }
    return regimes;
}
