/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The assembly of a PMU test guest: entry, vectors of EL1, EL2 and EL3,
 * the way to a lower Exception level and back, and one stub for each PMU
 * system register. Everything else is C. MMU and caches stay off.
 */
#include "sysreg.h"

#define FRAME_SIZE 288

    .macro function name
    .global \name
    .type \name, %function
\name:
    .endm

/* The Exception level that we start at is the home of the guest. */
    .section .text.start, "ax"
function _start
    msr daifset, #15
    mrs x19, CurrentEL
    lsr x19, x19, #2
    adrp x0, stack_start
    add x0, x0, :lo12:stack_start
    add x1, x19, #1
    add x0, x0, x1, lsl #14
    mov sp, x0
    adrp x0, bss_start
    add x0, x0, :lo12:bss_start
    adrp x1, bss_end
    add x1, x1, :lo12:bss_end
1:  cmp x0, x1
    b.hs 2f
    stp xzr, xzr, [x0], #16
    b 1b
2:  mov x0, x19
    bl guest_start
    b .

/*
 * uint64_t enter_lower(x0, x1, fn): call fn(x0, x1) at the Exception level
 * that SPSR and ELR of home name; ELR is one of lower_svc, _hvc, _smc. The
 * handler of home ends the call with leave_lower(), which returns here.
 */
function enter_lower
    sub sp, sp, #96
    stp x19, x20, [sp]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    mov x9, sp
    adrp x10, home_sp
    str x9, [x10, :lo12:home_sp]
    eret

/* leave_lower(x0): end enter_lower() with the value x0. */
function leave_lower
    adrp x10, home_sp
    ldr x9, [x10, :lo12:home_sp]
    mov sp, x9
    ldp x19, x20, [sp]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    add sp, sp, #96
    ret

    .local home_sp
    .comm home_sp, 8, 8

function lower_svc
    blr x2
    svc #RETURN_IMM
function lower_hvc
    blr x2
    hvc #RETURN_IMM
function lower_smc
    blr x2
    smc #RETURN_IMM

/* Vectors: save a struct frame, call exception(), restore it. */
    .macro exception_entry el, index
    .balign 0x80
    sub sp, sp, #FRAME_SIZE
    stp x0, x1, [sp]
    mov x1, #\index
    b entry_el\el
    .endm

    .macro vectors el
    .balign 0x800
function vectors_el\el
    .set index, 0
    .rept 16
    exception_entry \el, index
    .set index, index + 1
    .endr

entry_el\el:
    stp x2, x3, [sp, #16]
    stp x4, x5, [sp, #32]
    stp x6, x7, [sp, #48]
    stp x8, x9, [sp, #64]
    stp x10, x11, [sp, #80]
    stp x12, x13, [sp, #96]
    stp x14, x15, [sp, #112]
    stp x16, x17, [sp, #128]
    stp x18, x19, [sp, #144]
    stp x20, x21, [sp, #160]
    stp x22, x23, [sp, #176]
    stp x24, x25, [sp, #192]
    stp x26, x27, [sp, #208]
    stp x28, x29, [sp, #224]
    mrs x9, elr_el\el
    stp x30, x9, [sp, #240]
    mrs x9, spsr_el\el
    mrs x10, esr_el\el
    stp x9, x10, [sp, #256]
    mrs x9, far_el\el
    str x9, [sp, #272]
    mov x2, x1
    mov x1, #\el
    mov x0, sp
    bl exception
    ldp x30, x9, [sp, #240]
    ldr x10, [sp, #256]
    msr elr_el\el, x9
    msr spsr_el\el, x10
    ldp x2, x3, [sp, #16]
    ldp x4, x5, [sp, #32]
    ldp x6, x7, [sp, #48]
    ldp x8, x9, [sp, #64]
    ldp x10, x11, [sp, #80]
    ldp x12, x13, [sp, #96]
    ldp x14, x15, [sp, #112]
    ldp x16, x17, [sp, #128]
    ldp x18, x19, [sp, #144]
    ldp x20, x21, [sp, #160]
    ldp x22, x23, [sp, #176]
    ldp x24, x25, [sp, #192]
    ldp x26, x27, [sp, #208]
    ldp x28, x29, [sp, #224]
    ldp x0, x1, [sp]
    add sp, sp, #FRAME_SIZE
    eret
    .endm

    vectors 1
    vectors 2
    vectors 3

/*
 * One stub for each encoding that the PMU uses, in the order of
 * stub_index() in pmu.c. x0 keeps its value when a read is a NOP.
 */
    .macro read_stubs reg, count
    .set stub, \reg
    .rept \count
    .inst 0xd5200000 | (stub << 5)
    ret
    nop
    nop
    .set stub, stub + 1
    .endr
    .endm

    .macro write_stubs reg, count
    .set stub, \reg
    .rept \count
    .inst 0xd5000000 | (stub << 5)
    isb
    ret
    nop
    .set stub, stub + 1
    .endr
    .endm

    .balign 16
    .global pmu_read_stubs
pmu_read_stubs:
    read_stubs SYSREG(3, 3, 9, 12, 0), 24
    read_stubs SYSREG(3, 0, 9, 14, 0), 8
    read_stubs SYSREG(3, 3, 14, 8, 0), 64

    .global pmu_write_stubs
pmu_write_stubs:
    write_stubs SYSREG(3, 3, 9, 12, 0), 24
    write_stubs SYSREG(3, 0, 9, 14, 0), 8
    write_stubs SYSREG(3, 3, 14, 8, 0), 64
