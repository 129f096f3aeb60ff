/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guest: a program that perf measures, with one hot function of which
 * everything is known: the loop in hot_loop executes LOOPS times a load, two
 * data-processing instructions and a branch.
 *
 * It is assembly, so that no compiler changes these numbers. Beside it the
 * program has a start and an end, some ten thousand instructions.
 */

#define LOOPS 10000000 /* scripts/demo-perf knows it too */

/* noipa: perf shall find it under this very name. */
__attribute__((noipa))
static unsigned long hot_loop(unsigned long loops, const unsigned long *from)
{
    unsigned long sum = 0, value;

    asm volatile("1: ldr    %[value], [%[from]]\n"
                 "   add    %[sum], %[sum], %[value]\n"
                 "   subs   %[loops], %[loops], #1\n"
                 "   b.ne   1b\n"
                 : [sum] "+&r"(sum), [value] "=&r"(value),
                   [loops] "+&r"(loops)
                 : [from] "r"(from)
                 : "cc", "memory");
    return sum;
}

int main(void)
{
    const unsigned long one = 1;

    return hot_loop(LOOPS, &one) != LOOPS;
}
