/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what a board owes the PMUs of its CPUs.
 *
 * The CPU has the counters; that software finds them is up to the board,
 * which has the device tree and the interrupt controller.
 */

#ifndef HW_ARM_PMU_H
#define HW_ARM_PMU_H

#include "target/arm/cpu-qom.h"

/**
 * arm_pmu_add_fdt_nodes: describe the PMUs of a board's CPUs in its tree
 * @fdt: the device tree; its nodes of CPUs are complete
 * @ppi: the private interrupt of every CPU's PMU, as the tree counts, from 0
 * @flags: the third cell of that interrupt's specifier
 *
 * Writes a node for each kind of PMU, "/pmu" and if need be "/pmu-1" and so
 * on, after Linux' binding arm/pmu.yaml. A node "/pmu" that the board has
 * made is completed. Where PMUs are of several kinds, or a CPU has none, each
 * node lists its CPUs in interrupt-affinity. A CPU that is not in the tree
 * does not matter; a PMU that the binding has no name for is left out.
 *
 * For one GIC whose interrupt specifiers have three cells.
 */
void arm_pmu_add_fdt_nodes(void *fdt, uint32_t ppi, uint32_t flags);

/**
 * arm_pmu_connect: connect a CPU's overflow interrupt as the hardware does
 * @cpu: a CPU
 * @n: which one of its cluster, from 0. One that the hardware does not have,
 *     as QEMU allows on some boards, stays unconnected
 * @soc: a name from the table in pmu-irq.c
 * @intc: the realized device with the interrupt inputs: the SPIs first, as
 *        QEMU's GICs and private peripherals have them
 *
 * It takes the place of a connection that was made before.
 */
void arm_pmu_connect(DeviceState *cpu, unsigned n, const char *soc,
                     DeviceState *intc);

/**
 * arm_pmu_describe: the same for a device tree that the board writes
 * @fdt: as for arm_pmu_add_fdt_nodes()
 * @soc: as for arm_pmu_connect(); one whose interrupts are private ones
 */
void arm_pmu_describe(void *fdt, const char *soc);

/**
 * arm_pmu_init_vpmu: under KVM, make a vCPU's PMU ready to run
 * @cpu: a realized CPU; one without a PMU needs nothing
 * @irq: the interrupt ID of the PMU's PPI, 16..31
 *
 * The interrupt first, if the kernel has the GIC, which has to be realized;
 * then INIT. What the CPU's properties ask for has been in force since the CPU
 * was realized.
 *
 * Returns false, with @errp set, if KVM refuses.
 */
bool arm_pmu_init_vpmu(ARMCPU *cpu, int irq, Error **errp);

/**
 * arm_pmu_extend_gic: let a GIC have the inputs that arm_pmu_connect() needs
 * @gic: what has a property "num-irq"; not realized yet
 * @soc: as for arm_pmu_connect()
 *
 * For a board whose GIC has fewer interrupts in QEMU than in hardware.
 */
void arm_pmu_extend_gic(DeviceState *gic, const char *soc);

#endif
