/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BCM2836 and BCM2837 local interrupt controller: the PMU interrupts.
 *
 * Two registers say for each core whether its PMU interrupt goes to its IRQ,
 * its FIQ or nowhere; the interrupt is bit 9 of the core's source registers.
 * After "BCM2836 ARM-local peripherals" (QA7), revision 3.4, 4.5. QEMU's
 * model of the controller has all but this and the AXI counters; this is a
 * device within it, so that its state is saved on its own.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "hw/intc/bcm2836-pmu.h"
#include "migration/vmstate.h"
/* It moves to hw/core/. */
#define HAS_CORE_HEADERS __has_include("hw/core/irq.h")
#if HAS_CORE_HEADERS
#include "hw/core/irq.h"
#else
#include "hw/irq.h"
#endif

/* What class_init() is given: constant, or not yet (10.0) */
typedef __typeof__(__builtin_choose_expr(
    __builtin_types_compatible_p(__typeof__(((TypeInfo *)NULL)->class_init),
                                 void (*)(ObjectClass *, void *)),
    (void *)NULL, (const void *)NULL)) ClassData;

#define TYPE_BCM2836_PMU "bcm2836-pmu"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2836PMUState, BCM2836_PMU)

/* Where the registers are in the controller, and the source bit */
enum { ROUTE_SET = 0x10, ROUTE_CLEAR = 0x14, ROUTE_SIZE = 8 };
#define SOURCE_PMU      (1u << 9)
#define FIQ_SHIFT       4

struct BCM2836PMUState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    BCM2836ControlState *control;
    uint8_t route;      /* bits 0 to 3: IRQ of each core; 4 to 7: FIQ */
    uint8_t levels;     /* a bit for each core */
};

static BCM2836PMUState *pmu_of(BCM2836ControlState *control)
{
    Object *pmu = object_resolve_path_component(OBJECT(control), "pmu");

    return pmu ? BCM2836_PMU(pmu) : NULL;
}

/* FIQ overrides IRQ. */
static void set_sources(BCM2836PMUState *s)
{
    unsigned fiq = s->levels & (s->route >> FIQ_SHIFT);
    unsigned irq = s->levels & s->route & ~(s->route >> FIQ_SHIFT);

    for (unsigned n = 0; n < BCM2836_NCORES; n++) {
        s->control->irqsrc[n] &= ~SOURCE_PMU;
        s->control->fiqsrc[n] &= ~SOURCE_PMU;
        s->control->irqsrc[n] |= irq & (1u << n) ? SOURCE_PMU : 0;
        s->control->fiqsrc[n] |= fiq & (1u << n) ? SOURCE_PMU : 0;
    }
}

void bcm2836_pmu_add_sources(BCM2836ControlState *control)
{
    BCM2836PMUState *s = pmu_of(control);

    if (s) {
        set_sources(s);
    }
}

static void update(BCM2836PMUState *s)
{
    BCM2836ControlState *control = s->control;

    set_sources(s);
    for (unsigned n = 0; n < BCM2836_NCORES; n++) {
        qemu_set_irq(control->irq[n], control->irqsrc[n] != 0);
        qemu_set_irq(control->fiq[n], control->fiqsrc[n] != 0);
    }
}

static void set_level(void *opaque, int n, int level)
{
    BCM2836PMUState *s = opaque;

    s->levels = deposit32(s->levels, n, 1, !!level);
    update(s);
}

static uint64_t route_read(void *opaque, hwaddr offset, unsigned size)
{
    BCM2836PMUState *s = opaque;

    if (offset + ROUTE_SET == ROUTE_CLEAR) {
        qemu_log_mask(LOG_GUEST_ERROR, "bcm2836-pmu: read of the write-clear "
                      "register\n");
        return 0;
    }
    return s->route;
}

static void route_write(void *opaque, hwaddr offset, uint64_t value,
                        unsigned size)
{
    BCM2836PMUState *s = opaque;

    if (offset + ROUTE_SET == ROUTE_CLEAR) {
        s->route &= ~value;
    } else {
        s->route |= value;
    }
    update(s);
}

static const MemoryRegionOps route_ops = {
    .read = route_read,
    .write = route_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
};

/* The inputs stay as they are: each CPU resets its own. */
static void reset_hold(Object *obj, ResetType type)
{
    BCM2836PMUState *s = BCM2836_PMU(obj);

    s->route = 0;
    update(s);
}

static int post_load(void *opaque, int version_id)
{
    update(opaque);
    return 0;
}

/* A stream of a guest that leaves the PMU alone is as stock QEMU's. */
static bool needed(void *opaque)
{
    BCM2836PMUState *s = opaque;

    return s->route || s->levels;
}

static const VMStateDescription vmstate_bcm2836_pmu = {
    .name = TYPE_BCM2836_PMU,
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = needed,
    .post_load = post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(route, BCM2836PMUState),
        VMSTATE_UINT8(levels, BCM2836PMUState),
        VMSTATE_END_OF_LIST()
    }
};

static void instance_init(Object *obj)
{
    BCM2836PMUState *s = BCM2836_PMU(obj);

    memory_region_init_io(&s->iomem, obj, &route_ops, s, TYPE_BCM2836_PMU,
                          ROUTE_SIZE);
    qdev_init_gpio_in(DEVICE(obj), set_level, BCM2836_NCORES);
}

static void class_init(ObjectClass *klass, ClassData data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    /* It is part of a SoC. */
    dc->user_creatable = false;
    dc->vmsd = &vmstate_bcm2836_pmu;
    RESETTABLE_CLASS(klass)->phases.hold = reset_hold;
}

static BCM2836PMUState *create(BCM2836ControlState *control)
{
    DeviceState *dev = qdev_new(TYPE_BCM2836_PMU);
    BCM2836PMUState *s = BCM2836_PMU(dev);

    s->control = control;
    object_property_add_child(OBJECT(control), "pmu", OBJECT(dev));
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_abort);
    memory_region_add_subregion(&control->iomem, ROUTE_SET, &s->iomem);
    return s;
}

void bcm2836_pmu_connect(BCM2836ControlState *control, DeviceState *cpu,
                         unsigned n)
{
    BCM2836PMUState *s = pmu_of(control);

    qdev_connect_gpio_out_named(cpu, "pmu-interrupt", 0,
                                qdev_get_gpio_in(DEVICE(s ?: create(control)),
                                                 n));
}

static const TypeInfo bcm2836_pmu_info = {
    .name = TYPE_BCM2836_PMU,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(BCM2836PMUState),
    .instance_init = instance_init,
    .class_init = class_init,
};

static void register_types(void)
{
    type_register_static(&bcm2836_pmu_info);
}

type_init(register_types)
