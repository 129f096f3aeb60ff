/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: why a counter does not count.
 */

#include "qemu/osdep.h"
#include "idle.h"

PMUIdle pmu_idle(const PMUFeatures *f, const PMUControls *c, uint64_t pmovs,
                 PMURegime regime, unsigned n)
{
    uint64_t bit = UINT64_C(1) << n;

    if (!(c->pmcnten & bit)) {
        return PMU_DISABLED;
    }
    if (!(pmu_ranges_enabled(f, c) & bit)) {
        return PMU_RANGE_DISABLED;
    }
    if (pmu_frozen(f, c, pmovs) & bit) {
        return PMU_FROZEN;
    }
    if (pmu_prohibited(f, c, regime) & bit) {
        return PMU_PROHIBITED;
    }
    return pmu_filtered(f, c, regime) & bit ? PMU_FILTERED : PMU_COUNTING;
}
