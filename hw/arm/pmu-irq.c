/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: where its overflow interrupt goes on boards that QEMU leaves it
 * unconnected on, or connects elsewhere than the hardware does.
 *
 * The numbers are those of the device trees in Linux, but for Versal, which
 * Linux has no tree for: there it is what Arm's base system architecture (BSA)
 * says, and so does the tree that QEMU writes.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/arm/fdt.h"
#include "hw/arm/pmu.h"
/* It moves to hw/core/. */
#define HAS_CORE_HEADERS __has_include("hw/core/or-irq.h")
#if HAS_CORE_HEADERS
#include "hw/core/or-irq.h"
#else
#include "hw/or-irq.h"
#endif

/* Interrupts of a GIC that each CPU has for itself: 16 SGIs and 16 PPIs */
enum { PRIVATE = 32, SGIS = 16 };

/* How the CPUs of a SoC share out the inputs of its interrupt controller */
typedef enum PMUWiring {
    EACH,       /* one after the other, from the first number on */
    SHARED,     /* one for all, which is high while any CPU's is */
    PPI,        /* a private one of each CPU */
} PMUWiring;

typedef struct PMULines {
    const char *soc;
    PMUWiring wiring;
    unsigned first;     /* as the tree counts: from 0 */
    unsigned cpus;      /* that the hardware has connected */
} PMULines;

static const PMULines lines[] = {
    { "vexpress-a9",  EACH,    60, 4 },
    { "vexpress-a15", EACH,    68, 2 },
    { "sun4i-a10",    EACH,    66, 1 },
    { "sun8i-h3",     EACH,   120, 4 },
    { "sun8i-r40",    EACH,   120, 4 },
    { "imx6",         SHARED,  94, 4 },
    { "imx6ul",       EACH,    94, 1 },
    { "imx7",         EACH,    92, 1 },
    { "bcm2711",      EACH,    16, 4 },
    { "zynqmp",       EACH,   143, 4 },
    { "versal",       PPI,      7, 8 },
};

/* A board that is not in the table is a mistake in the board. */
static const PMULines *lines_of(const char *soc)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (g_str_equal(lines[i].soc, soc)) {
            return &lines[i];
        }
    }
    g_assert_not_reached();
}

/* The gate is made for the first CPU, and found by the others. */
static qemu_irq shared_input(const PMULines *soc, unsigned n,
                             DeviceState *intc)
{
    Object *gate = object_resolve_path_component(OBJECT(intc), "pmu-irq");

    if (!gate) {
        gate = object_new(TYPE_OR_IRQ);
        object_property_add_child(OBJECT(intc), "pmu-irq", gate);
        object_unref(gate);
        object_property_set_uint(gate, "num-lines", soc->cpus, &error_abort);
        qdev_realize(DEVICE(gate), NULL, &error_abort);
        qdev_connect_gpio_out(DEVICE(gate), 0,
                              qdev_get_gpio_in(intc, soc->first));
    }
    return qdev_get_gpio_in(DEVICE(gate), n);
}

/* A GIC of QEMU has the PPIs of its CPUs after its SPIs. */
static qemu_irq private_input(const PMULines *soc, unsigned n,
                              DeviceState *gic)
{
    unsigned irqs = object_property_get_uint(OBJECT(gic), "num-irq",
                                             &error_abort);

    return qdev_get_gpio_in(gic, irqs - PRIVATE + n * PRIVATE + SGIS +
                                 soc->first);
}

static qemu_irq input_of(const PMULines *soc, unsigned n, DeviceState *intc)
{
    switch (soc->wiring) {
    case SHARED:
        return shared_input(soc, n, intc);
    case PPI:
        return private_input(soc, n, intc);
    default:
        return qdev_get_gpio_in(intc, soc->first + n);
    }
}

void arm_pmu_connect(DeviceState *cpu, unsigned n, const char *name,
                     DeviceState *intc)
{
    const PMULines *soc = lines_of(name);

    if (n < soc->cpus) {
        qdev_connect_gpio_out_named(cpu, "pmu-interrupt", 0,
                                    input_of(soc, n, intc));
    }
}

void arm_pmu_describe(void *fdt, const char *name)
{
    const PMULines *soc = lines_of(name);

    g_assert(soc->wiring == PPI);
    arm_pmu_add_fdt_nodes(fdt, soc->first, GIC_FDT_IRQ_FLAGS_LEVEL_HI);
}

void arm_pmu_extend_gic(DeviceState *gic, const char *name)
{
    const PMULines *soc = lines_of(name);
    uint32_t irqs = object_property_get_uint(OBJECT(gic), "num-irq",
                                             &error_abort);
    uint32_t wanted = ROUND_UP(PRIVATE + soc->first + soc->cpus, 32);

    object_property_set_uint(OBJECT(gic), "num-irq", MAX(irqs, wanted),
                             &error_abort);
}
