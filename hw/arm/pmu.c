/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what a board owes the PMUs of its CPUs.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qapi/error.h"
#include "system/device_tree.h"
#include "system/kvm.h"
#include "hw/arm/pmu.h"
#include "target/arm/cpu.h"
#include "target/arm/multiprocessing.h"
#include "target/arm/pmu/pmu.h"
#include "pmu-fdt.h"

/* Whose node this is stands in its "reg", of one cell or two. */
static ARMCPU *cpu_of_node(void *fdt, const char *path)
{
    int size = 0;
    const void *reg = qemu_fdt_getprop(fdt, path, "reg", &size, NULL);
    CPUState *cs;

    if (!reg || (size != 4 && size != 8)) {
        return NULL;
    }
    CPU_FOREACH(cs) {
        uint64_t affinity = size == 8 ? ldq_be_p(reg) : (uint32_t)ldl_be_p(reg);

        if (arm_cpu_mp_affinity(ARM_CPU(cs)) == affinity) {
            return ARM_CPU(cs);
        }
    }
    return NULL;
}

static const char *compatible_of(ARMCPU *cpu)
{
    CPUARMState *env = &cpu->env;

    if (!arm_feature(env, ARM_FEATURE_PMU)) {
        return NULL;
    }
    return arm_pmu_fdt_compatible(arm_feature(env, ARM_FEATURE_V8),
                                  cpu->dtb_compatible);
}

void arm_pmu_add_fdt_nodes(void *fdt, uint32_t ppi, uint32_t flags)
{
    g_auto(GStrv) paths = qemu_fdt_node_unit_path(fdt, "cpu", &error_abort);
    g_autofree ARMPMUFdtCPU *cpus = g_new(ARMPMUFdtCPU, g_strv_length(paths));
    size_t count = 0;

    for (char **path = paths; *path; path++) {
        ARMCPU *cpu = cpu_of_node(fdt, *path);

        if (cpu) {
            cpus[count].path = *path;
            cpus[count++].compatible = compatible_of(cpu);
        }
    }
    arm_pmu_fdt_write(fdt, cpus, count, ppi, flags);
}

bool arm_pmu_init_vpmu(ARMCPU *cpu, int irq, Error **errp)
{
    if (!cpu->has_pmu) {
        return true;
    }
    if (kvm_irqchip_in_kernel() && !arm_pmu_kvm_set_irq(cpu, irq, errp)) {
        return false;
    }
    return arm_pmu_kvm_init(cpu, errp);
}
