/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: adding events to a counter, overflow, freeze and the interrupt
 * level.
 */

#include "qemu/osdep.h"
#include "overflow.h"

uint64_t pmu_wide(const PMUFeatures *f, const PMUControls *c)
{
    uint64_t wide = f->icntr ? PMU_INSTRUCTION_BIT : 0;

    if (f->version >= PMU_V3P5) {
        if (c->pmcr & PMCR_LP) {
            wide |= pmu_first_range(f, c->mdcr_el2) & ~PMU_CYCLE_BIT;
        }
        if (c->mdcr_el2 & MDCR_EL2_HLP) {
            wide |= pmu_second_range(f, c->mdcr_el2);
        }
    }
    if (c->pmcr & PMCR_LC) {
        wide |= PMU_CYCLE_BIT;
    }
    return wide;
}

uint64_t pmu_add(uint64_t *value, uint64_t events, bool wide)
{
    uint64_t old = *value;

    *value = old + events;
    if (wide) {
        return *value < old;
    }
    return (events >> 32) + (((uint32_t)old + (events & UINT32_MAX)) >> 32);
}

uint64_t pmu_until_overflow(uint64_t value, bool wide)
{
    return wide ? -value : (UINT64_C(1) << 32) - (uint32_t)value;
}

uint64_t pmu_freezing(const PMUFeatures *f, const PMUControls *c)
{
    uint64_t mask = 0;

    if (f->version < PMU_V3P7) {
        return 0;
    }
    if (c->pmcr & PMCR_FZO) {
        mask |= pmu_first_range(f, c->mdcr_el2) & ~PMU_CYCLE_BIT;
    }
    if (c->mdcr_el2 & MDCR_EL2_HPMFZO) {
        mask |= pmu_second_range(f, c->mdcr_el2);
    }
    return mask;
}

uint64_t pmu_frozen(const PMUFeatures *f, const PMUControls *c,
                    uint64_t pmovs)
{
    uint64_t overflowed = pmovs & pmu_freezing(f, c);
    uint64_t first, second, mask = 0;

    if (!overflowed) {
        return 0;
    }
    first = pmu_first_range(f, c->mdcr_el2);
    second = pmu_second_range(f, c->mdcr_el2);
    if (overflowed & first) {
        mask |= c->pmcr & PMCR_DP ? first : first & ~PMU_CYCLE_BIT;
    }
    if (overflowed & second) {
        mask |= second;
    }
    return mask;
}

uint64_t pmu_irq_raisers(const PMUFeatures *f, const PMUControls *c,
                         uint64_t pmovs, uint64_t pminten)
{
    uint64_t pending = pmovs & pminten;

    return pending ? pending & pmu_ranges_enabled(f, c) : 0;
}

bool pmu_irq_level(const PMUFeatures *f, const PMUControls *c,
                   uint64_t pmovs, uint64_t pminten)
{
    return pmu_irq_raisers(f, c, pmovs, pminten);
}
