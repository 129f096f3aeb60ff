/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virt board's GICv3, as far as the PMU's interrupt needs it: PPI 23,
 * level-sensitive, Group 1. It stands in for lib/gic.c. On a host whose GIC
 * is another there are no interrupts, and no guest may ask for one.
 */
#include "internal.h"

#define GICD                0x08000000ul
#define GICR                0x080a0000ul    /* the first CPU's */
#define GICR_SGI            (GICR + 0x10000)
#define REG(base, offset)   (*(device_reg *)((base) + (offset)))
#define GICD_CTLR           REG(GICD, 0x000)
#define GICR_WAKER          REG(GICR, 0x014)
#define GICR_IGROUPR0       REG(GICR_SGI, 0x080)
#define GICR_ISENABLER0     REG(GICR_SGI, 0x100)
#define GICR_ICENABLER0     REG(GICR_SGI, 0x180)
#define GICR_ISPENDR0       REG(GICR_SGI, 0x200)

#define GICD_CTLR_GROUP1    2
#define WAKER_SLEEP         2
#define WAKER_CHILDREN      4

#define ICC_PMR_EL1         S3_0_C4_C6_0
#define ICC_IAR1_EL1        S3_0_C12_C12_0
#define ICC_EOIR1_EL1       S3_0_C12_C12_1
#define ICC_SRE_EL1         S3_0_C12_C12_5
#define ICC_IGRPEN1_EL1     S3_0_C12_C12_7

#define PMU_INTID           23

static volatile bool expected, taken; /* the handler looks and sets */

void gic_init(void)
{
    if (!cpu_has_gicv3()) {
        return;
    }
    GICD_CTLR = GICD_CTLR_GROUP1;
    GICR_WAKER &= ~WAKER_SLEEP;
    while (GICR_WAKER & WAKER_CHILDREN) {
        continue;
    }
    cpu.reset_irq = pmu_irq_level();
    GICR_IGROUPR0 |= 1u << PMU_INTID;
    GICR_ICENABLER0 = 1u << PMU_INTID;
    write_sysreg(ICC_SRE_EL1, 1);
    write_sysreg(ICC_PMR_EL1, 0xff);
    write_sysreg(ICC_IGRPEN1_EL1, 1);
}

/* An exit that stays in the kernel: the level is up to date then. */
bool pmu_irq_level(void)
{
    return GICR_ISPENDR0 >> PMU_INTID & 1;
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
    uint64_t iar = read_sysreg(ICC_IAR1_EL1);

    if (!expected || iar != PMU_INTID) {
        return false;
    }
    taken = true;
    GICR_ICENABLER0 = 1u << PMU_INTID;
    write_sysreg(ICC_EOIR1_EL1, iar);
    return true;
}

static uint64_t deadline;

static bool taken_or_late(void)
{
    return taken || now_ns() >= deadline;
}

bool pmu_irq_take(uint64_t ns)
{
    taken = false;
    expected = true;
    deadline = now_ns() + ns;
    GICR_ISENABLER0 = 1u << PMU_INTID;
    wait_interruptible(taken_or_late);
    GICR_ICENABLER0 = 1u << PMU_INTID;
    expected = false;
    return taken;
}
