/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: may all counters be captured, FEAT_PMUv3_SS?
 */

#include "qemu/osdep.h"
#include "snapshot.h"

/*
 * The register that decides: of the highest Exception level that does not
 * leave it to the one below. Where that uses AArch32 it has no such field.
 */
static PMUSnapshotEnable deciding(const PMUFeatures *f,
                                  const PMUCaptureControls *c)
{
    unsigned el3 = c->mdcr_el3 >> MDCR_EL3_PMSSE_SHIFT & 3;
    unsigned el2 = c->mdcr_el2 >> MDCR_EL2_PMSSE_SHIFT & 3;

    if (f->el3 && el3 != PMSSE_LOWER) {
        return el3;
    }
    if (f->el2 && !c->el2_aa64) {
        return PMSSE_DISABLED;
    }
    if (f->el2 && el2 != PMSSE_LOWER) {
        return el2;
    }
    return c->el1_aa64 ? c->pmecr >> PMECR_SSE_SHIFT & 3 : PMSSE_DISABLED;
}

PMUCapture pmu_capture(const PMUFeatures *f, const PMUCaptureControls *c)
{
    switch (deciding(f, c)) {
    case PMSSE_PROHIBITED:
        return PMU_CAPTURE_PROHIBITED;
    case PMSSE_ALLOWED:
        return c->os_locked ? PMU_CAPTURE_PROHIBITED : PMU_CAPTURE_ALLOWED;
    default:
        return PMU_CAPTURE_DISABLED;
    }
}
