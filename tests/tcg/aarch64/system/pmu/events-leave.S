/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What events-leave.c counts: sequences of instructions, and handlers for the
 * exceptions that they take.
 *
 * A sequence is called with a block of memory in x0 and the counters in x1.
 * What it tells the handlers, which use x11:
 *
 *   x12  bit 63: this exception is theirs, not the library's
 *   x14  added to ELR
 *   x15  SPSR's bits to turn around
 *   x16  the GIC's CPU interface
 */
    .arch armv8-a+simd

    .macro handler el, offset, irq
    .balign 0x80
    tbz x12, #63, 1f
    .if \irq
    ldr w11, [x16, #0xc]        /* GICC_IAR */
    str w11, [x16, #0x10]       /* GICC_EOIR */
    .else
    mrs x11, elr_el\el
    add x11, x11, x14
    msr elr_el\el, x11
    mrs x11, spsr_el\el
    eor x11, x11, x15
    msr spsr_el\el, x11
    .endif
    eret
1:  b vectors_el\el + \offset
    .endm

    .macro handlers el
    .balign 0x800
    .global leave_vectors_el\el
leave_vectors_el\el:
    .set slot, 0
    .rept 16
    handler \el, 0x80 * slot, ((slot & 3) == 1)
    .set slot, slot + 1
    .endr
    .endm

    .text
    handlers 1
    handlers 2
    handlers 3

/* With x3 to x9 and x14, x15 as the sequence wants them */
    .macro begin name, elr=4, spsr=0
    .balign 16
    .global leave_\name
    .type leave_\name, %function
leave_\name:
    mov x10, x30
    mov x12, #1 << 63
    mov x14, #\elr
    mov x15, #\spsr
    mov x13, #0x08000000
    add x16, x13, #0x10000
    mov x9, #0x400000000
    add x8, x0, #1
    .endm

/* What lies around the one that leaves, and starts and stops to count */
    .macro ahead
    isb
    msr pmcntenset_el0, x1
    add x3, x3, #1
    ldr x4, [x0]
    .endm

    .macro behind
    add x3, x3, #1
    str x3, [x0, #8]
    msr pmcntenclr_el0, x1
    isb
    mov x12, #0
    mov x30, x10
    ret
    .endm

    .macro around name, text:vararg
    begin \name
    ahead
    \text
    behind
    .endm

    .macro call name, text:vararg
    begin \name, elr=0
    ahead
    \text
    behind
    .endm

    around nothing
    around udf, .inst 0
    around brk, brk #7
    around wfi, wfi
    around fp, fadd d0, d0, d0
    around counter, mrs x5, cntvct_el0
    around timer, mrs x5, cntpct_el0
    around pmccntr, mrs x5, pmccntr_el0
    around pmccntr_write, msr pmccntr_el0, x5
    around cid, msr contextidr_el1, x5
    around cid_free, msr contextidr_el1, xzr
    around actlr, msr actlr_el1, x5
    call svc, svc #7
    call hvc, hvc #7
    call smc, smc #7

    begin at
    mov x5, #-4096
    ahead
    at s1e1r, x5
    behind

    begin load
    ahead
    ldr x5, [x9]
    ldr x5, [x0]
    behind

    begin store
    ahead
    str x5, [x9]
    ldr x5, [x0]
    behind

    begin unaligned
    ahead
    ldxr x5, [x8]
    ldaxr x6, [x8]
    nop
    behind

    begin device
    ahead
    ldr w5, [x13]
    ldr w5, [x13, #4]
    behind

    begin fetch
    adr x5, 9f
    sub x14, x5, x9
    ahead
    blr x9
9:  nop
    behind

    begin ttbr_free
    ahead
    mrs x5, ttbr0_el1
    msr ttbr0_el1, x5
    mrs x5, ttbr1_el1
    msr ttbr1_el1, x5
    behind

    begin code
    ahead
    adr x7, 7f
    adr x6, 8f
    ldr w5, [x6]
    str w5, [x7]
    isb
7:  nop
    behind
8:  add x3, x3, #1

/* SGI 0, to this CPU; taken when the block is over, or later */
    begin irq
    mov w5, #0x02000000
    ahead
    str w5, [x13, #0xf00]
    .rept 200
    nop
    .endr
    behind

/* MDSCR_EL1.{MDE,KDE}, and PSTATE.D clear */
    begin watched
    mov x5, #0xa000
    ahead
    msr mdscr_el1, x5
    msr daifclr, #8
    isb
    ldr x6, [x0]
    str x6, [x0]
    msr daifset, #8
    msr mdscr_el1, xzr
    nop
    behind

/* MDSCR_EL1.{KDE,SS}; the handler sets SPSR.SS for the next step. */
    begin steps, elr=0, spsr=1 << 21
    mov x5, #0x2001
    ahead
    msr mdscr_el1, x5
    msr daifclr, #8
    isb
    add x3, x3, #1
    ldr x4, [x0]
    add x3, x3, #1
    str x3, [x0, #8]
    msr mdscr_el1, xzr
    msr daifset, #8
    nop
    behind

    .macro return name, spsr_value
    begin \name, elr=0, spsr=1 << 20
    ahead
    adr x5, 9f
    msr elr_el1, x5
    mov x5, #\spsr_value
    msr spsr_el1, x5
    eret
    nop
9:  behind
    .endm

    return eret, 0x3c5
    return illegal, 0x3c3
