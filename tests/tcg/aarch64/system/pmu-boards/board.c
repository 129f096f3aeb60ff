/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bare-metal guest for any board, AArch64 or AArch32: does the overflow
 * interrupt of its first CPU reach the board's interrupt controller?
 *
 * The cycle counter overflows, which no Security state or Exception level
 * forbids after reset, and a bit of the controller tells of the line:
 *
 *   -append "register=ADDRESS bit=N"    (decimal)
 *
 * It is 0 before the overflow, 1 after it, and 0 again when the flag is
 * cleared. The exit status is 0 if so; else the number of the step. The guest
 * uses no memory but its own, and no device but that register.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYS_GET_CMDLINE         0x15
#define SYS_EXIT_EXTENDED       0x20
#define APPLICATION_EXIT        0x20026
#define CYCLES                  (1u << 31)
#define TO_GO                   1000
#define TRIES                   100000000
#define HYP                     0x1a

enum { DONE, QUIET_BEFORE, OVERFLOW, HIGH_AFTER, QUIET_AGAIN };

#ifndef A32
#define read_overflow() ({                                              \
    uint64_t value_;                                                    \
    asm volatile("mrs %0, pmovsclr_el0" : "=r"(value_));                \
    (uint32_t)value_;                                                   \
})
#define write(a64, a32, value) \
    asm volatile("msr " a64 ", %0\n\tisb" : : "r"((uint64_t)(value)))
#define count_at_el2() write("pmccfiltr_el0", "", COUNT_AT_EL2)
#define SEMIHOSTING "hlt #0xf000"
#define ARGUMENT0 "x0"
#define ARGUMENT1 "x1"
#else
#define read_overflow() ({                                              \
    uint32_t value_;                                                    \
    asm volatile("mrc p15, 0, %0, c9, c12, 3" : "=r"(value_));          \
    value_;                                                             \
})
#define write(a64, a32, value) \
    asm volatile("mcr p15, 0, %0, c9, " a32 "\n\tisb" \
                 : : "r"((uint32_t)(value)))
/* Not on Armv7-A, which may have a PMUv1, and does not start at EL2 */
#define count_at_el2() do {                                             \
    uint32_t cpsr_;                                                     \
    asm volatile("mrs %0, cpsr" : "=r"(cpsr_));                         \
    if ((cpsr_ & 0x1f) == HYP) {                                        \
        asm volatile("mcr p15, 0, %0, c14, c15, 7\n\tisb"               \
                     : : "r"(COUNT_AT_EL2));                            \
    }                                                                   \
} while (0)
#define SEMIHOSTING ".inst 0xe10f0070"
#define ARGUMENT0 "r0"
#define ARGUMENT1 "r1"
#endif

/* At EL2, where some CPUs start, this counter counts only if it is told to. */
#define COUNT_AT_EL2            (1u << 27)

#define write_pmcr(value)       write("pmcr_el0", "c12, 0", value)
#define write_pmcntenset(value) write("pmcntenset_el0", "c12, 1", value)
#define write_pmovsclr(value)   write("pmovsclr_el0", "c12, 3", value)
#define write_pmccntr(value)    write("pmccntr_el0", "c13, 0", value)
#define write_pmintenset(value) write("pmintenset_el1", "c14, 1", value)

static uintptr_t semihosting(uintptr_t operation, void *block)
{
    register uintptr_t x0 asm(ARGUMENT0) = operation;
    register void *x1 asm(ARGUMENT1) = block;

    asm volatile(SEMIHOSTING : "+r"(x0) : "r"(x1) : "memory");
    return x0;
}

static void finish(uintptr_t status)
{
    uintptr_t block[2] = { APPLICATION_EXIT, status };

    for (;;) {
        semihosting(SYS_EXIT_EXTENDED, block);
    }
}

/* The number after the @n-th "=" of the command line */
static uintptr_t argument(unsigned n)
{
    static char line[256];
    uintptr_t block[2] = { (uintptr_t)line, sizeof(line) };
    const char *s = line;
    uintptr_t value = 0;

    semihosting(SYS_GET_CMDLINE, block);
    for (; *s && (*s != '=' || n--); s++) {
        continue;
    }
    while (*s && *++s >= '0' && *s <= '9') {
        value = value * 10 + (*s - '0');
    }
    return value;
}

static void overflow(void)
{
    count_at_el2();
    write_pmcr(1);
    write_pmovsclr(CYCLES);
    write_pmccntr(0xffffffffu - TO_GO);
    write_pmintenset(CYCLES);
    write_pmcntenset(CYCLES);
}

static bool overflowed(void)
{
    for (unsigned i = 0; i < TRIES; i++) {
        if (read_overflow() & CYCLES) {
            return true;
        }
    }
    return false;
}

void guest_main(void)
{
    /* Volatile: its device changes it. */
    volatile uint32_t *reg = (volatile uint32_t *)argument(0);
    uint32_t bit = 1u << argument(1);

    if (*reg & bit) {
        finish(QUIET_BEFORE);
    }
    overflow();
    if (!overflowed()) {
        finish(OVERFLOW);
    }
    if (!(*reg & bit)) {
        finish(HIGH_AFTER);
    }
    write_pmovsclr(CYCLES);
    finish(*reg & bit ? QUIET_AGAIN : DONE);
}

/* Some boards start all of their CPUs here: the first one goes on. */
#ifndef A32
asm(".section .text.start, \"ax\"\n"
    ".global _start\n"
    "_start: mrs x0, mpidr_el1\n"
    "   tst x0, #0xff\n"
    "1: b.ne 1b\n"
    "   adrp x0, stack_end\n"
    "   mov sp, x0\n"
    "   b guest_main\n"
    ".previous");
#else
asm(".section .text.start, \"ax\"\n"
    ".global _start\n"
    ".type _start, %function\n"
    "_start: mrc p15, 0, r0, c0, c0, 5\n"
    "   tst r0, #0xff\n"
    "1: bne 1b\n"
    "   ldr sp, =stack_end\n"
    "   b guest_main\n"
    "   .ltorg\n"
    ".previous");
#endif
