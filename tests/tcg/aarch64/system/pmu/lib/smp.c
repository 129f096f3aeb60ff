/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * More CPUs than the first, by PSCI as QEMU's virt board has it: an SMC
 * below EL2, an HVC where EL1 is the highest Exception level.
 */
#include "internal.h"

#define CPU_ON      0xc4000003

/* What a CPU finds when it starts: cpu_entry reads it. */
struct start {
    void *stack;
    void (*fn)(unsigned index);
    uint64_t index;
};

static struct start starts[MAX_CPUS];
static char stacks[MAX_CPUS][STACK_SIZE] __attribute__((aligned(16)));

asm(".text\n"
    ".global cpu_entry\n"
    "cpu_entry:\n\t"
    "ldp x1, x2, [x0]\n\t"
    "ldr x0, [x0, #16]\n\t"
    "mov sp, x1\n\t"
    "blr x2\n"
    "1: wfi\n\t"
    "b 1b\n");

bool cpu_start(unsigned index, void (*fn)(unsigned index))
{
    register uint64_t x0 asm("x0") = CPU_ON;
    register uint64_t x1 asm("x1") = index;
    register uint64_t x2 asm("x2") = (uintptr_t)cpu_entry;
    register uint64_t x3 asm("x3");

    if (index >= MAX_CPUS || cpu.home == 3) {
        return false;
    }
    starts[index] = (struct start) { stacks[index + 1], fn, index };
    x3 = (uintptr_t)&starts[index];
    if (cpu.home == 2) {
        asm volatile("smc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3)
                     : "memory");
    } else {
        asm volatile("hvc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3)
                     : "memory");
    }
    return x0 == 0;
}
