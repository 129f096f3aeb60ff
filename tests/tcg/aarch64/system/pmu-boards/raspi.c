/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bare-metal guest for raspi3b: its cores' PMU interrupt goes where the
 * local interrupt controller routes it: nowhere, to IRQ, to FIQ. Core 0 lets
 * its cycle counter overflow and reads the controller; then it takes the
 * interrupt. The exit status is 0, or the number of the step that failed.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYS_EXIT_EXTENDED       0x20
#define APPLICATION_EXIT        0x20026
#define CYCLES                  (1u << 31)
#define TO_GO                   1000
#define TRIES                   100000000
#define SOURCE_PMU              (1u << 9)
#define IRQ_CORE0               (1u << 0)
#define FIQ_CORE0               (1u << 4)
#define FIQ_CORE1               (1u << 5)

enum {
    DONE, ROUTE_RESETS, OVERFLOW, MASKED, ROUTED_IRQ, NOT_FIQ, READ_BACK,
    FIQ_FIRST, NOT_BOTH, OTHER_CORE, CLEARED, KEPT, TAKEN, QUIET_AGAIN,
    UNEXPECTED,
};

enum { ROUTE_SET = 0x10, ROUTE_CLEAR = 0x14, IRQ_SOURCE = 0x60,
       FIQ_SOURCE = 0x70, MAILBOX_CONTROL = 0x50, CORE1 = 4 };

#define write_sysreg(reg, value) \
    asm volatile("msr " #reg ", %0\n\tisb" : : "r"((uint64_t)(value)))
#define read_sysreg(reg) ({                                             \
    uint64_t value_;                                                    \
    asm volatile("mrs %0, " #reg : "=r"(value_));                       \
    value_;                                                             \
})

/* volatile: interrupt() changes it */
static volatile unsigned taken;

/* volatile: registers of a device */
static volatile uint32_t *controller(unsigned reg)
{
    /* volatile: as above */
    return (volatile uint32_t *)(0x40000000 + (uintptr_t)reg);
}

static bool source(unsigned reg)
{
    return *controller(reg) & SOURCE_PMU;
}

static void finish(uintptr_t status)
{
    uintptr_t block[2] = { APPLICATION_EXIT, status };
    register uintptr_t x0 asm("x0") = SYS_EXIT_EXTENDED;
    register void *x1 asm("x1") = block;

    for (;;) {
        asm volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
    }
}

static void expect(bool holds, unsigned step)
{
    if (!holds) {
        finish(step);
    }
}

/* Called by the vectors. The level stays high until the flag is cleared. */
void interrupt(unsigned vector)
{
    expect(vector == 1, UNEXPECTED);
    taken++;
    write_sysreg(pmovsclr_el0, CYCLES);
}

static bool overflowed(void)
{
    for (unsigned i = 0; i < TRIES; i++) {
        if (read_sysreg(pmovsclr_el0) & CYCLES) {
            return true;
        }
    }
    return false;
}

static void overflow(void)
{
    write_sysreg(pmcr_el0, 1);
    write_sysreg(pmovsclr_el0, CYCLES);
    write_sysreg(pmccntr_el0, 0xffffffffu - TO_GO);
    write_sysreg(pmintenset_el1, CYCLES);
    write_sysreg(pmcntenset_el0, CYCLES);
    expect(overflowed(), OVERFLOW);
}

static void check_routes(void)
{
    expect(!source(IRQ_SOURCE) && !source(FIQ_SOURCE), MASKED);
    *controller(ROUTE_SET) = IRQ_CORE0;
    expect(source(IRQ_SOURCE), ROUTED_IRQ);
    expect(!source(FIQ_SOURCE), NOT_FIQ);
    *controller(ROUTE_SET) = FIQ_CORE0 | FIQ_CORE1;
    expect(*controller(ROUTE_SET) == (IRQ_CORE0 | FIQ_CORE0 | FIQ_CORE1),
           READ_BACK);
    expect(source(FIQ_SOURCE), FIQ_FIRST);
    expect(!source(IRQ_SOURCE), NOT_BOTH);
    expect(!source(IRQ_SOURCE + CORE1) && !source(FIQ_SOURCE + CORE1),
           OTHER_CORE);
    *controller(ROUTE_CLEAR) = FIQ_CORE0 | FIQ_CORE1;
    expect(*controller(ROUTE_SET) == IRQ_CORE0 && source(IRQ_SOURCE) &&
           !source(FIQ_SOURCE), CLEARED);
    /* Any other write makes the source registers anew. */
    *controller(MAILBOX_CONTROL) = 0;
    expect(source(IRQ_SOURCE), KEPT);
}

/* At EL3, which has the guest's entry: SCR_EL3.IRQ brings IRQs there. */
static void take(void)
{
    uintptr_t base;

    asm("adr %0, vectors" : "=r"(base));
    write_sysreg(vbar_el3, base);
    write_sysreg(scr_el3, read_sysreg(scr_el3) | 2);
    asm volatile("msr daifclr, #2\n\tisb" : : : "memory");
    for (unsigned i = 0; i < TRIES && !taken; i++) {
        continue;
    }
    expect(taken == 1, TAKEN);
    expect(!source(IRQ_SOURCE), QUIET_AGAIN);
}

void guest_main(void)
{
    expect(*controller(ROUTE_SET) == 0, ROUTE_RESETS);
    overflow();
    check_routes();
    take();
    finish(DONE);
}

/* All cores start here: the first one goes on. */
asm(".section .text.start, \"ax\"\n"
    ".global _start\n"
    "_start: mrs x0, mpidr_el1\n"
    "   tst x0, #0xff\n"
    "1: b.ne 1b\n"
    "   ldr x0, =stack_end\n"
    "   mov sp, x0\n"
    "   b guest_main\n"
    "   .ltorg\n"
    "   .balign 0x800\n"
    ".global vectors\n"
    "vectors:\n"
    "   .rept 16\n"
    "   .balign 0x80\n"
    "   stp x29, x30, [sp, #-176]!\n"
    "   stp x0, x1, [sp, #16]\n"
    "   stp x2, x3, [sp, #32]\n"
    "   stp x4, x5, [sp, #48]\n"
    "   stp x6, x7, [sp, #64]\n"
    "   stp x8, x9, [sp, #80]\n"
    "   stp x10, x11, [sp, #96]\n"
    "   stp x12, x13, [sp, #112]\n"
    "   stp x14, x15, [sp, #128]\n"
    "   stp x16, x17, [sp, #144]\n"
    "   str x18, [sp, #160]\n"
    "   adr x0, .\n"
    "   ubfx x0, x0, #7, #2\n"
    "   bl interrupt\n"
    "   b restore\n"
    "   .endr\n"
    "restore:\n"
    "   ldr x18, [sp, #160]\n"
    "   ldp x16, x17, [sp, #144]\n"
    "   ldp x14, x15, [sp, #128]\n"
    "   ldp x12, x13, [sp, #112]\n"
    "   ldp x10, x11, [sp, #96]\n"
    "   ldp x8, x9, [sp, #80]\n"
    "   ldp x6, x7, [sp, #64]\n"
    "   ldp x4, x5, [sp, #48]\n"
    "   ldp x2, x3, [sp, #32]\n"
    "   ldp x0, x1, [sp, #16]\n"
    "   ldp x29, x30, [sp], #176\n"
    "   eret\n"
    ".previous");
