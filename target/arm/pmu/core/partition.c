/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the partition of its event counters by MDCR_EL2.HPMN.
 */

#include "qemu/osdep.h"
#include "partition.h"

unsigned pmu_effective_hpmn(const PMUFeatures *f, uint64_t mdcr_el2)
{
    unsigned hpmn = mdcr_el2 & MDCR_EL2_HPMN;
    unsigned implemented = pmu_implemented_counters(f);

    return f->el2 && hpmn < implemented ? hpmn : implemented;
}

uint64_t pmu_first_range(const PMUFeatures *f, uint64_t mdcr_el2)
{
    return pmu_fixed_counters(f) |
           pmu_counters_below(pmu_effective_hpmn(f, mdcr_el2));
}

uint64_t pmu_second_range(const PMUFeatures *f, uint64_t mdcr_el2)
{
    return pmu_counters_below(pmu_implemented_counters(f)) &
           ~pmu_first_range(f, mdcr_el2);
}

unsigned pmu_accessible_counters(const PMUFeatures *f, uint64_t mdcr_el2,
                                 unsigned el, bool el2_enabled)
{
    /* No exception for a VHE host's EL0: R4. */
    return el < 2 && el2_enabled ? pmu_effective_hpmn(f, mdcr_el2)
                                 : pmu_implemented_counters(f);
}

uint64_t pmu_accessible_mask(const PMUFeatures *f, uint64_t mdcr_el2,
                             unsigned el, bool el2_enabled)
{
    return pmu_fixed_counters(f) |
           pmu_counters_below(pmu_accessible_counters(f, mdcr_el2, el,
                                                      el2_enabled));
}
