/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: nodes of a device tree, for CPUs of any kinds. Knows no CPU, so
 * that it can be tested with kinds that no board has side by side.
 */

#ifndef HW_ARM_PMU_FDT_H
#define HW_ARM_PMU_FDT_H

/**
 * struct ARMPMUFdtCPU: a CPU of the device tree
 * @path: of its node
 * @compatible: of its PMU; NULL if it has none. What has the same text is of
 *              the same kind
 */
typedef struct ARMPMUFdtCPU {
    const char *path;
    const char *compatible;
} ARMPMUFdtCPU;

/**
 * arm_pmu_fdt_compatible: what the binding calls the PMU of a CPU
 * @v8: an Armv8 CPU
 * @cpu: what the CPU's own node is compatible with; may be NULL
 *
 * Returns NULL if it has no name for it.
 */
const char *arm_pmu_fdt_compatible(bool v8, const char *cpu);

/**
 * arm_pmu_fdt_write: write a node for each kind of PMU
 * @cpus: all CPUs of the tree, in any order
 * @count: how many
 * @ppi, @flags: see arm_pmu_add_fdt_nodes()
 */
void arm_pmu_fdt_write(void *fdt, const ARMPMUFdtCPU *cpus, size_t count,
                       uint32_t ppi, uint32_t flags);

#endif
