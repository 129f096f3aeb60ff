/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: nodes of a device tree, for CPUs of any kinds.
 *
 * After Documentation/devicetree/bindings/arm/pmu.yaml of Linux. What it
 * calls "interrupt 1 per core" is left out: here the interrupt is a PPI.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "system/device_tree.h"
#include "hw/arm/fdt.h"
#include "pmu-fdt.h"

/*
 * The binding keeps this name for models in software, which we are: an event
 * that is common to all cores means the same on ours, and there are no others.
 */
static const char armv8[] = "arm,armv8-pmuv3";

/* Before Armv8 each core has a name of its own. */
static const struct {
    const char *cpu, *pmu;
} armv7[] = {
    { "arm,cortex-a7", "arm,cortex-a7-pmu" },
    { "arm,cortex-a8", "arm,cortex-a8-pmu" },
    { "arm,cortex-a9", "arm,cortex-a9-pmu" },
    { "arm,cortex-a15", "arm,cortex-a15-pmu" },
};

const char *arm_pmu_fdt_compatible(bool v8, const char *cpu)
{
    if (v8) {
        return armv8;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(armv7); i++) {
        if (g_strcmp0(armv7[i].cpu, cpu) == 0) {
            return armv7[i].pmu;
        }
    }
    return NULL;
}

static uint32_t phandle_of(void *fdt, const char *path)
{
    if (!qemu_fdt_getprop(fdt, path, "phandle", NULL, NULL)) {
        qemu_fdt_setprop_cell(fdt, path, "phandle",
                              qemu_fdt_alloc_phandle(fdt));
    }
    return qemu_fdt_get_phandle(fdt, path);
}

static bool is_of_kind(const ARMPMUFdtCPU *cpu, const char *compatible)
{
    return g_strcmp0(cpu->compatible, compatible) == 0;
}

/* Unless all CPUs have a PMU of this kind, say which ones do. */
static void write_affinity(void *fdt, const char *node,
                           const ARMPMUFdtCPU *cpus, size_t count,
                           const char *compatible)
{
    g_autofree uint32_t *cells = g_new(uint32_t, count);
    size_t of_kind = 0;

    for (size_t i = 0; i < count; i++) {
        of_kind += is_of_kind(&cpus[i], compatible);
    }
    if (of_kind == count) {
        return;
    }
    of_kind = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_of_kind(&cpus[i], compatible)) {
            cells[of_kind++] = cpu_to_be32(phandle_of(fdt, cpus[i].path));
        }
    }
    qemu_fdt_setprop(fdt, node, "interrupt-affinity", cells,
                     of_kind * sizeof(*cells));
}

static bool is_first_of_kind(const ARMPMUFdtCPU *cpus, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (is_of_kind(&cpus[j], cpus[i].compatible)) {
            return false;
        }
    }
    return true;
}

void arm_pmu_fdt_write(void *fdt, const ARMPMUFdtCPU *cpus, size_t count,
                       uint32_t ppi, uint32_t flags)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < count; i++) {
        const char *compatible = cpus[i].compatible;
        g_autofree char *node = NULL;

        if (!compatible || !is_first_of_kind(cpus, i)) {
            continue;
        }
        node = kinds ? g_strdup_printf("/pmu-%u", kinds) : g_strdup("/pmu");
        kinds++;
        qemu_fdt_add_path(fdt, node);
        qemu_fdt_setprop_string(fdt, node, "compatible", compatible);
        qemu_fdt_setprop_cells(fdt, node, "interrupts",
                               GIC_FDT_IRQ_TYPE_PPI, ppi, flags);
        write_affinity(fdt, node, cpus, count, compatible);
    }
}
