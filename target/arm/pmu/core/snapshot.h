/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: may all counters be captured, FEAT_PMUv3_SS? Pure.
 *
 * After the Arm ARM (DDI 0487): D13.9, PMUCaptureEventEnabled() and
 * PMUCaptureEventAllowed() of chapter J1.
 */

#ifndef TARGET_ARM_PMU_SNAPSHOT_H
#define TARGET_ARM_PMU_SNAPSHOT_H

#include "partition.h"

/* What a request to capture comes to */
typedef enum PMUCapture {
    PMU_CAPTURE_DISABLED,   /* the request is ignored */
    PMU_CAPTURE_PROHIBITED, /* it fails: PMSSCR_EL1.NC says so */
    PMU_CAPTURE_ALLOWED,
} PMUCapture;

/**
 * PMUCaptureControls: what decides
 * @mdcr_el3, @mdcr_el2, @pmecr: the raw registers: that EL2 is disabled in
 *     the current Security state does not matter
 * @el2_aa64, @el1_aa64: those Exception levels use AArch64
 * @os_locked: OSLSR_EL1.OSLK
 */
typedef struct PMUCaptureControls {
    uint64_t mdcr_el3, mdcr_el2, pmecr;
    bool el2_aa64, el1_aa64, os_locked;
} PMUCaptureControls;

/**
 * pmu_capture: what a request to capture would come to (R23)
 *
 * The reserved PMECR_EL1.SSE = 0b01 disables captures.
 */
PMUCapture pmu_capture(const PMUFeatures *f, const PMUCaptureControls *c);

#endif
