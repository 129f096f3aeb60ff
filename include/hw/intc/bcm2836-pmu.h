/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BCM2836 and BCM2837 local interrupt controller: the PMU interrupts.
 */

#ifndef HW_INTC_BCM2836_PMU_H
#define HW_INTC_BCM2836_PMU_H

#include "hw/intc/bcm2836_control.h"

/**
 * bcm2836_pmu_connect: connect a core's PMU interrupt to its controller
 * @control: the local interrupt controller, realized
 * @cpu: the core, realized
 * @n: its number, below BCM2836_NCORES
 */
void bcm2836_pmu_connect(BCM2836ControlState *control, DeviceState *cpu,
                         unsigned n);

/**
 * bcm2836_pmu_add_sources: add the PMU interrupts to the source registers
 * @control: its irqsrc and fiqsrc were just made anew from its other inputs
 *
 * Does nothing on a SoC whose PMUs are connected elsewhere.
 */
void bcm2836_pmu_add_sources(BCM2836ControlState *control);

#endif
