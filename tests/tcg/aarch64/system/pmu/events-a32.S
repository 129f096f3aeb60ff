/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What events-a32.c counts: sequences of A32 and T32 instructions. Each is
 * called with a block of memory in r0 and the counters in r2. There, Z is
 * clear: EQ fails and NE passes.
 */
    .syntax unified
    .arch armv7ve
    .fpu neon-vfpv4

    .macro begin name, set=arm
    .balign 4
    .\set
    .global \name
    .type \name, %function
\name:
    push {r4-r11, lr}
    mov r1, #0x60000000             /* nothing is there */
    movs r12, #1                    /* Z clear */
    isb
    mcr p15, 0, r2, c9, c12, 1      /* PMCNTENSET */
    .endm

    .macro end
    mcr p15, 0, r2, c9, c12, 2      /* PMCNTENCLR */
    isb
    pop {r4-r11, pc}
    .ltorg
    .endm

    begin a32_nothing
    end

    begin a32_conditions
    moveq r4, #1
    movne r4, #2
    ldreq r5, [r0]
    ldrne r5, [r0]
    streq r5, [r0, #4]
    strne r5, [r0, #4]
    ldmeq r0, {r4, r5}
    strdeq r4, r5, [r0]
    addsne r4, r4, #1
    beq 1f
    bne 1f
    nop
1:  bleq 1b
    svceq #0
    end

    begin a32_multiple
    push {r4-r7}
    pop {r4-r7}
    ldm r0, {r4-r7}
    stm r0, {r4, r5}
    ldrd r4, r5, [r0]
    strd r4, r5, [r0]
    ldrb r4, [r0, #1]
    strh r4, [r0, #2]
    pld [r0]
    end

    begin a32_branches
    add pc, pc, #0
    nop
    bl 1f
    bl 2f
    bl 3f
    adr r4, 5f
    blx r4
    adr r4, 4f
    bx r4
1:  bx lr
2:  mov pc, lr
3:  push {lr}
    pop {pc}
5:  str lr, [r0]
    ldr pc, [r0]
4:  ldr pc, =6f
    nop
6:  nop
    end

    begin a32_conditional_branches
    mov r4, #5
1:  subs r4, r4, #1
    bne 1b
    adr lr, 2f
    bxne lr
    bxeq lr
    nop
2:  push {r4, lr}
    ldr r5, =3f
    str r5, [sp, #4]
    cmp r0, #0
    popeq {r4, pc}
    popne {r4, pc}
    nop
3:  cmp r0, #0
    ldreq pc, [r0]
    end

    begin a32_exclusives
    ldrex r4, [r0]
    strex r5, r4, [r0]
    strexne r5, r4, [r0]
    strexeq r5, r4, [r0]
    ldrexeq r4, [r0]
    clrex
    strex r5, r4, [r0]
    end

/* The last of a block, with -icount */
    begin a32_reads
    mrceq p15, 0, r5, c9, c13, 0    /* PMCCNTR */
    mrcne p15, 0, r5, c9, c13, 0
    mrceq p15, 0, r5, c9, c13, 0
    nop
    mrc p15, 0, r5, c9, c13, 0
    end

    begin a32_vectors
    vmov s0, r1
    vadd.f32 s1, s0, s0
    vaddeq.f32 s1, s0, s0
    vcvt.s32.f32 s2, s1
    vadd.i32 q1, q1, q1
    vldr d0, [r0]
    vstr d0, [r0]
    vldreq d0, [r0]
    vpush {d0-d3}
    vpop {d0-d3}
    vld1.32 {d0}, [r0]
    vst1.32 {d0}, [r0]
    vmrs r4, fpscr
    end

    begin a32_long
    .rept 300
    addne r4, r4, #1
    ldrne r5, [r0]
    ldreq r5, [r0]
    .endr
    end

    begin t32_it, thumb
    itete ne
    movne r4, #1
    moveq r4, #2
    ldrne r5, [r0]
    ldreq r5, [r0]
    itt eq
    streq r5, [r0]
    ldrdeq r4, r5, [r0]
    it eq
    svceq #0
    it eq
    bxeq lr
    it ne
    bne 1f
    nop
1:  ite eq
    mrceq p15, 0, r5, c9, c13, 0
    mrcne p15, 0, r5, c9, c13, 0
    end

    begin t32_branches, thumb
    movs r4, #0
    cbz r4, 1f
    nop
1:  cbnz r4, 2f
    movs r4, #1
2:  cbz r4, 3f
    nop
3:  cbnz r4, 4f
    nop
4:  beq.n 5f
    bne.n 5f
    nop
5:  beq.w 6f
    bne.w 6f
    nop
6:  b.n 7f
    nop
7:  bl 1f
    bl 2f
    adr r4, 3f
    adds r4, r4, #1
    bx r4
    .balign 2
1:  bx lr
2:  push {r4, lr}
    pop {r4, pc}
    .balign 4
3:  movs r4, #0
    tbb [pc, r4]
    .byte 1, 1
    end

    begin t32_multiple, thumb
    push {r4-r7}
    pop {r4-r7}
    ldm.w r0, {r4-r7}
    stm r0!, {r4, r5}
    subs r0, #8
    ldrd r4, r5, [r0]
    ldrex r4, [r0]
    strex r5, r4, [r0]
    ldrb.w r4, [r0, #1]
    strh r4, [r0, #2]
    end

/* Left in the middle, at EL0: by none of these ways back. */
    .macro leave name, set, text:vararg
    begin \name, \set
    addne r4, r4, #1
    ldrne r5, [r0]
    \text
    .rept 70
    ldr r5, [r0]
    .endr
    end
    .endm

    .macro leave_t32 name, text:vararg
    begin \name, thumb
    adds r4, r4, #1
    ldr r5, [r0]
    \text
    .rept 70
    ldr r5, [r0]
    .endr
    end
    .endm

    leave leave_udf, arm, .inst 0xe7f000f0
    leave leave_ldm, arm, ldmne r12, {r4, r5}
    leave leave_stm, arm, stmne r12, {r4, r5}
    leave leave_ldrex, arm, ldrex r4, [r12]
    leave leave_svc, arm, svcne 1
    leave leave_system, arm, mrcne p15, 0, r4, c1, c0, 0
    leave leave_fetch, arm, bxne r1
    leave_t32 leave_t32_udf, .inst.n 0xde01
    leave_t32 leave_t32_svc, svc 1
    leave_t32 leave_t32_ldm, ldm.w r12, {r4, r5}
