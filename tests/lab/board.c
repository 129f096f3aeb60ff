/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lab's guests run under KVM, which has no semihosting. This stands in
 * for lib/semihosting.c; the end is PSCI's.
 */
#include "internal.h"
#include "board.h"

#define PSCI_SYSTEM_OFF 0x84000008u
#define PSCI_CPU_ON     0xc4000003u

static int64_t psci(uint64_t function, uint64_t a, uint64_t b, uint64_t c)
{
    register uint64_t x0 asm("x0") = function;
    register uint64_t x1 asm("x1") = a;
    register uint64_t x2 asm("x2") = b;
    register uint64_t x3 asm("x3") = c;

    asm volatile("hvc #0"
                 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
    return x0;
}

/* PSCI carries no status: the text on the serial port tells. */
void guest_exit(unsigned status)
{
    (void)status;
    for (;;) {
        psci(PSCI_SYSTEM_OFF, 0, 0, 0);
    }
}

/* No command line reaches a guest: it finds out. */
const char *guest_option_text(const char *name)
{
    (void)name;
    return NULL;
}

unsigned guest_option(const char *name, unsigned otherwise)
{
    (void)name;
    return otherwise;
}

/* The second CPU starts here with its stack in x0 (PSCI's context). */
asm(".text\n"
    "second_entry:\n\t"
    "mov sp, x0\n\t"
    "b second_start\n");

static void (*volatile second_main)(void);  /* the other CPU reads it */
static volatile bool second_done;           /* and writes this */

void second_start(void)
{
    write_sysreg(vbar_el1, (uintptr_t)vectors_el1);
    second_main();
    second_done = true;
    for (;;) {
        asm volatile("wfi");
    }
}

/* EL1's stack is the first CPU's, EL3's is free: nothing runs there. */
bool run_second_cpu(void (*work)(void))
{
    second_main = work;
    if (psci(PSCI_CPU_ON, 1, (uintptr_t)second_entry,
             (uintptr_t)stack_start + 4 * STACK_SIZE)) {
        return false;
    }
    while (!second_done) {
        continue;
    }
    return true;
}
