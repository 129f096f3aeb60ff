/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What starts below Linux at EL2 and stays there: it keeps the last counter
 * of the PMU (MDCR_EL2.HPMN = N - 1), enters what QEMU loaded for -kernel at
 * EL1, and is never called again. With INSTRUCTIONS defined that counter
 * counts INST_RETIRED at every Exception level, where Linux cannot reach it:
 * its own set-up of the PMU would stop any counter of the first range.
 *
 * For -M virt,virtualization=on,gic-version=2 and a CPU that has no extension
 * of Armv8.3 or later, which EL2 would have to allow. It lies in the second
 * flash device; -device loader,file=ELF,cpu-num=0 makes the CPU start here.
 */
#define LOADED          0x40000000      /* where QEMU's own boot code is */
#define HCR_RW          (1 << 31)       /* EL1 is AArch64 */
#define CPTR_NO_TRAP    0x33ff
#define EVERYWHERE      (1 << 27)       /* PMEVTYPER.NSH: at EL2 too */
#define INST_RETIRED    0x08
#define HPME            (1 << 7)
#define SCTLR_OFF       0x30d00800      /* RES1: no MMU, no caches */
#define SPSR_EL1H       0x3c5           /* DAIF set */

    .global _start
_start:
    mov x0, #HCR_RW
    msr hcr_el2, x0
    mov x0, #CPTR_NO_TRAP
    msr cptr_el2, x0
    mov x0, #3                          /* EL1 may use the physical timer */
    msr cnthctl_el2, x0
    msr cntvoff_el2, xzr
    msr vttbr_el2, xzr
    mrs x0, midr_el1
    msr vpidr_el2, x0
    mrs x0, mpidr_el1
    msr vmpidr_el2, x0

    mrs x1, pmcr_el0
    ubfx x1, x1, #11, #5                /* N */
    sub x1, x1, #1
#ifdef INSTRUCTIONS
    ldr x0, =EVERYWHERE | INST_RETIRED
    msr pmselr_el0, x1
    isb
    msr pmxevtyper_el0, x0
    msr pmxevcntr_el0, xzr
    mov x0, #1
    lsl x0, x0, x1
    msr pmcntenset_el0, x0
    orr x1, x1, #HPME
#endif
    msr mdcr_el2, x1
    ldr x0, =SCTLR_OFF
    msr sctlr_el1, x0
    mov x0, #SPSR_EL1H
    msr spsr_el2, x0
    mov x0, #LOADED
    msr elr_el2, x0
    isb
    eret
