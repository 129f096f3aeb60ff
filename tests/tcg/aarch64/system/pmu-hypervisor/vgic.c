/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICv3 of the virt board, with one Security state: the PMU's PPI 23 as a
 * Group 1 interrupt of the host, and one list register for the vCPU's.
 */
#include "hypervisor.h"
#include "../pmu/lib/internal.h"

#define GICD                0x08000000ul
#define GICR                0x080a0000ul
#define SGI_BASE            (GICR + 0x10000)
#define REG(base, offset)   (*(device_reg *)((base) + (offset)))
#define GICD_CTLR           REG(GICD, 0x000)
#define GICR_WAKER          REG(GICR, 0x014)
#define GICR_IGROUPR0       REG(SGI_BASE, 0x080)
#define GICR_ISENABLER0     REG(SGI_BASE, 0x100)

#define CTLR_GROUP1         (1u << 1)
#define CTLR_ARE            (1u << 4)
#define WAKER_SLEEP         (1u << 1)
#define WAKER_ASLEEP        (1u << 2)
#define SRE_ALL             0xf
#define ICH_HCR_EN          1
#define VMCR_ENG1           (1u << 1)
#define VMCR_PMR            (0xffu << 24)

#define LR_PENDING          (1ull << 62)
#define LR_STATE            (3ull << 62)
#define LR_GROUP1           (1ull << 60)

void vgic_init(void)
{
    write_sysreg(icc_sre_el2, SRE_ALL);
    GICR_WAKER &= ~WAKER_SLEEP;
    while (GICR_WAKER & WAKER_ASLEEP) {
        continue;
    }
    GICR_IGROUPR0 = 1u << PMU_INTID;
    GICR_ISENABLER0 = 1u << PMU_INTID;
    GICD_CTLR = CTLR_ARE | CTLR_GROUP1;
    write_sysreg(icc_pmr_el1, 0xff);
    write_sysreg(icc_igrpen1_el1, 1);
    write_sysreg(ich_vmcr_el2, VMCR_PMR | VMCR_ENG1);
    write_sysreg(ich_hcr_el2, ICH_HCR_EN);
}

/* At EL1 with HCR_EL2.IMO these two are the virtual interrupt's. */
unsigned vgic_acknowledge(void)
{
    return read_sysreg(icc_iar1_el1) & 0xffffff;
}

void vgic_end(unsigned intid)
{
    write_sysreg(icc_eoir1_el1, intid);
}

/* The level of the virtual interrupt, into the list register */
void vgic_flush(struct vcpu *v)
{
    bool level = pmu_virtual_level(v);

    if (level && !(v->lr & LR_STATE)) {
        v->lr = LR_PENDING | LR_GROUP1 | PMU_INTID;
    } else if (!level && (v->lr & LR_STATE) == LR_PENDING) {
        v->lr = 0;
    }
    write_sysreg(ich_lr0_el2, v->lr);
}

/*
 * Our guests do not yield while an interrupt is active; else ICH_AP1R0_EL2
 * would have to go with the list register.
 */
void vgic_sync(struct vcpu *v)
{
    v->lr = read_sysreg(ich_lr0_el2);
    write_sysreg(ich_lr0_el2, 0);
}

void irq_window(void)
{
    asm volatile("msr daifclr, #2\n\tisb\n\tmsr daifset, #2" : : : "memory");
}
