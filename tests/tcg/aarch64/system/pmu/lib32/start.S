/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The assembly of a PMU test guest whose home is AArch32: entry, vectors,
 * the way to another mode and home, and one stub for each PMU register.
 *
 * Nothing that was interrupted is ever resumed. Every exception, wanted or
 * not, goes home, with r2 = slot of the vector | EL << 8, or 0 for the end
 * of a call; r3 = HSR, if EL2 took it; r0 and r1 as they were.
 */
#include "../lib/sysreg.h"

#define CPSR_AIF        (7 << 6)
#define SCR_NS          1
#define MODE_USR        0x10
#define MODE_SVC        0x13
#define MODE_MON        0x16
#define MODE_HYP        0x1a
#define MODE_MASK       0x1f
#define SLOT_CALL       2       /* SVC, and SMC in Monitor mode */
#define SLOT_HYP_TRAP   5       /* HVC from below, too */
#define EC_HVC32        0x12

    .arm
    .arch armv7ve
    .arch_extension sec
    .arch_extension virt

    .macro function name
    .global \name
    .type \name, %function
\name:
    .endm

/*
 * We start in Supervisor mode, Secure if there is EL3, or in Hyp mode. Home
 * is Monitor mode where that is: SCR.NS may be changed there.
 */
    .section .text.start, "ax"
function _start
    mrs r4, cpsr
    and r4, r4, #MODE_MASK
    cmp r4, #MODE_HYP
    mov r4, #2
    beq 1f
    mrc p15, 0, r4, c0, c1, 1           /* ID_PFR1.Security */
    ands r4, r4, #0xf0
    moveq r4, #1
    beq 1f
    cps #MODE_MON
    mov r4, #3
1:  ldr r0, =stack_start
    add r1, r4, #1
    add sp, r0, r1, lsl #14
    ldr r0, =bss_start
    ldr r1, =bss_end
    mov r2, #0
2:  cmp r0, r1
    strlo r2, [r0], #4
    blo 2b
    mov r0, r4
    bl guest_start
    b .
    .ltorg

/*
 * uint64_t enter_mode(uint64_t a, uint64_t b, guest_fn *fn, uint32_t cpsr,
 * const void *way): call fn(a, b) in the mode of @cpsr, by way_*. Returns
 * what r0 and r1 hold when that comes home.
 */
function enter_mode
    push {r4-r12, lr}
    ldr r12, =home_sp
    str sp, [r12]
    ldr r12, [sp, #40]
    ldr r4, [sp, #44]
    ldr r5, [sp, #48]
    mrs r6, cpsr
    and r6, r6, #MODE_MASK
    cmp r6, #MODE_HYP
    beq 1f
    msr spsr_cxsf, r4
    mov lr, r5
    movs pc, lr
1:  msr spsr_hyp, r4
    msr elr_hyp, r5
    eret

    .macro way name, call, operand
function \name
    blx r12
    mov r2, #0
    \call \operand
    .endm

    way way_svc, svc, #0
    way way_hvc, hvc, #0
    way way_smc, smc, #0
    way way_here, b, home

/*
 * Not a way home only: the mode, or SCR.NS, changes first, and no exception
 * says so. enter_mode() has saved r4.
 */
function move_cps_usr
    cps #MODE_USR
    b way_svc
function move_msr_usr
    msr cpsr_c, #CPSR_AIF | MODE_USR
    b way_svc
function move_cps_svc
    cps #MODE_SVC
    b way_smc
function move_scr_ns
    mrc p15, 0, r4, c1, c1, 0           /* SCR */
    orr r4, r4, #SCR_NS
    mcr p15, 0, r4, c1, c1, 0
    isb
    b way_smc

/* In the mode of home, to which enter_mode() returns */
home:
    ldr r12, =left
    stm r12, {r2, r3}
    ldr r12, =home_sp
    ldr sp, [r12]
    mov r2, #0
    str r2, [r12]
    cmp sp, #0
    popne {r4-r12, pc}
    ldr sp, =stack_start + 4 * 0x4000
    b lost
    .ltorg

    .local home_sp
    .comm home_sp, 4, 4

/*
 * Eight vectors. All but the one of @call say what they are, and go on by
 * @passes; a call knows already, and needs @calls to get home.
 */
    .macro vectors name, el, call, calls, passes:vararg
    .balign 32
function \name
    .set slot, 0
    .rept 8
    .if slot == \call
    b \calls
    .else
    b \name\()_handlers + 16 * slot
    .endif
    .set slot, slot + 1
    .endr
\name\()_handlers:
    .set slot, 0
    .rept 8
    movw r2, #slot + (\el << 8)
    .if \el == 2
    mrc p15, 4, r3, c5, c2, 0           /* HSR */
    .else
    mov r3, #0
    .endif
    \passes
    .set slot, slot + 1
    .endr
    .endm

    .macro pass_smc
    smc #0
    nop
    .endm

    .macro pass_hvc
    hvc #0
    nop
    .endm

    .macro pass_mode mode
    cps #\mode
    b home
    .endm

    .macro pass_home
    b home
    nop
    .endm

    /* Home is EL3: of Monitor mode, of Secure PL1, of EL2, of EL1 */
    vectors vectors_mon, 3, SLOT_CALL, home, pass_home
    vectors vectors_secure, 3, -1, home, pass_mode MODE_MON
    vectors vectors_hyp_smc, 2, -1, home, pass_smc
    vectors vectors_pl1_smc, 1, -1, home, pass_smc
    /* Home is EL2: of EL2 and of EL1 */
    vectors vectors_hyp, 2, SLOT_HYP_TRAP, hyp_trap, pass_home
    vectors vectors_pl1_hvc, 1, -1, home, pass_hvc
    /* Home is EL1 */
    vectors vectors_pl1, 1, -1, home, pass_mode MODE_SVC

hyp_trap:
    mrc p15, 4, r12, c5, c2, 0
    lsr r12, r12, #26
    cmp r12, #EC_HVC32
    beq home
    b vectors_hyp_handlers + 16 * SLOT_HYP_TRAP

/*
 * One stub for each encoding that the PMU uses, in the order of
 * stub_index() in pmu.c. r0 keeps its value when a read is a NOP.
 */
    .macro bits reg
    .set cp15, ((\reg >> 7) & 15) << 16 | ((\reg & 7) << 5) | ((\reg >> 3) & 15)
    .endm

    .macro read_stubs reg, count
    .set stub, \reg
    .rept \count
    bits stub
    .inst 0xee100f10 | cp15
    mov r1, #0
    bx lr
    nop
    .set stub, stub + 1
    .endr
    .endm

    .macro write_stubs reg, count
    .set stub, \reg
    .rept \count
    bits stub
    .inst 0xee000f10 | cp15
    isb
    bx lr
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

/* PMCCNTR as a whole */
function read_pmccntr
    mrrc p15, 0, r0, r1, c9
    bx lr
function write_pmccntr
    mcrr p15, 0, r0, r1, c9
    isb
    bx lr
