/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what a board owes the PMUs of its CPUs.
 *
 * The CPU has the counters; that software finds them is up to the board,
 * which alone knows the device tree and where the interrupt goes. A board
 * calls this once, with its own numbers.
 */

#ifndef HW_ARM_PMU_H
#define HW_ARM_PMU_H

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

#endif
