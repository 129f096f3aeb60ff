/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * More CPUs than the first, by PSCI as QEMU's virt board has it: an SMC
 * below EL2, an HVC where EL1 is the highest Exception level.
 */
#include "internal.h"

#define CPU_OFF         0x84000002
#define CPU_ON          0xc4000003
#define AFFINITY_INFO   0xc4000004
#define IS_OFF          1

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

static uint64_t psci(uint64_t function, uint64_t a, uint64_t b, uint64_t c)
{
    register uint64_t x0 asm("x0") = function;
    register uint64_t x1 asm("x1") = a;
    register uint64_t x2 asm("x2") = b;
    register uint64_t x3 asm("x3") = c;

    if (cpu.home == 2) {
        asm volatile("smc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3)
                     : "memory");
    } else {
        asm volatile("hvc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3)
                     : "memory");
    }
    return x0;
}

bool cpu_start(unsigned index, void (*fn)(unsigned index))
{
    if (index >= MAX_CPUS || cpu.home == 3) {
        return false;
    }
    starts[index] = (struct start) { stacks[index + 1], fn, index };
    return psci(CPU_ON, index, (uintptr_t)cpu_entry,
                (uintptr_t)&starts[index]) == 0;
}

void cpu_stop(void)
{
    psci(CPU_OFF, 0, 0, 0);
}

bool cpu_is_off(unsigned index)
{
    return psci(AFFINITY_INFO, index, 0, 0) == IS_OFF;
}
