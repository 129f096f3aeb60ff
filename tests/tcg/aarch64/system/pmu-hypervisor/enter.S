/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hypervisor's only assembly: into a guest with all its registers, and
 * out again. The way up is start.S's vectors.
 */

    .section .text
    .global guest_enter
    .type guest_enter, %function
/*
 * uint64_t guest_enter(const struct frame *frame): ERET to it, at EL2. The
 * handler of the exception that ends this calls guest_leave().
 */
guest_enter:
    stp x29, x30, [sp, #-96]!
    stp x19, x20, [sp, #16]
    stp x21, x22, [sp, #32]
    stp x23, x24, [sp, #48]
    stp x25, x26, [sp, #64]
    stp x27, x28, [sp, #80]
    mov x9, sp
    adrp x10, host_sp
    str x9, [x10, :lo12:host_sp]
    ldp x30, x9, [x0, #240]
    ldr x10, [x0, #256]
    msr elr_el2, x9
    msr spsr_el2, x10
    ldp x2, x3, [x0, #16]
    ldp x4, x5, [x0, #32]
    ldp x6, x7, [x0, #48]
    ldp x8, x9, [x0, #64]
    ldp x10, x11, [x0, #80]
    ldp x12, x13, [x0, #96]
    ldp x14, x15, [x0, #112]
    ldp x16, x17, [x0, #128]
    ldp x18, x19, [x0, #144]
    ldp x20, x21, [x0, #160]
    ldp x22, x23, [x0, #176]
    ldp x24, x25, [x0, #192]
    ldp x26, x27, [x0, #208]
    ldp x28, x29, [x0, #224]
    ldp x0, x1, [x0]
    eret

    .global guest_leave
    .type guest_leave, %function
/* void guest_leave(uint64_t value): return value from guest_enter(). */
guest_leave:
    adrp x10, host_sp
    ldr x9, [x10, :lo12:host_sp]
    mov sp, x9
    ldp x19, x20, [sp, #16]
    ldp x21, x22, [sp, #32]
    ldp x23, x24, [sp, #48]
    ldp x25, x26, [sp, #64]
    ldp x27, x28, [sp, #80]
    ldp x29, x30, [sp], #96
    ret

    .local host_sp
    .comm host_sp, 8, 8
