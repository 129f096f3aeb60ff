/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virt board's GICv2, as far as the PMU's interrupt needs it: PPI 23,
 * level-sensitive, Group 0.
 */
#include "internal.h"

#define GICD                0x08000000ul
#define GICC                0x08010000ul
#define REG(base, offset)   (*(device_reg *)((base) + (offset)))
#define GICD_CTLR           REG(GICD, 0x000)
#define GICD_ISENABLER0     REG(GICD, 0x100)
#define GICD_ICENABLER0     REG(GICD, 0x180)
#define GICD_ISPENDR0       REG(GICD, 0x200)
#define GICC_CTLR           REG(GICC, 0x000)
#define GICC_PMR            REG(GICC, 0x004)
#define GICC_IAR            REG(GICC, 0x00c)
#define GICC_EOIR           REG(GICC, 0x010)

#define PMU_INTID           23
#define INTID_MASK          0x3ff

static volatile bool expected, taken; /* the handler looks and sets */

/* With GICv3 the board has no GICC; a guest for it does this by itself. */
void gic_init(void)
{
    if (cpu_has_gicv3()) {
        return;
    }
    cpu.reset_irq = pmu_irq_level();
    GICD_ICENABLER0 = 1u << PMU_INTID;
    GICD_CTLR = 1;
    GICC_PMR = 0xff;
    GICC_CTLR = 1;
}

bool pmu_irq_level(void)
{
    return GICD_ISPENDR0 >> PMU_INTID & 1;
}

bool pmu_irq_wait(uint64_t ns)
{
    uint64_t start = now_ns();

    while (!pmu_irq_level() && now_ns() - start < ns) {
        continue;
    }
    return pmu_irq_level();
}

bool gic_interrupt(void)
{
    uint32_t iar = GICC_IAR;

    if (!expected || (iar & INTID_MASK) != PMU_INTID) {
        return false;
    }
    taken = true;
    GICD_ICENABLER0 = 1u << PMU_INTID;
    GICC_EOIR = iar;
    return true;
}

static uint64_t deadline;

static bool taken_or_late(void)
{
    (void)GICD_ISPENDR0;
    return taken || now_ns() >= deadline;
}

bool pmu_irq_take(uint64_t ns)
{
    taken = false;
    expected = true;
    deadline = now_ns() + ns;
    GICD_ISENABLER0 = 1u << PMU_INTID;
    wait_interruptible(taken_or_late);
    GICD_ICENABLER0 = 1u << PMU_INTID;
    expected = false;
    return taken;
}
