/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Short sequences of instructions, each between two reads of a counter. A
 * read counts what lies before it, so the first read is itself part of what
 * is counted.
 */
#ifndef PMU_GUEST_EVENT_SEQUENCE_H
#define PMU_GUEST_EVENT_SEQUENCE_H

#include "event-table.h"

extern uint64_t sequence_memory[64];

/*
 * x0 points to sequence_memory[]; x1 to x9, the flags and v0 to v3 are free.
 */
#define SEQUENCE(name, text)                                            \
static uint64_t name(uint64_t unused, uint64_t unused_too)              \
{                                                                       \
    (void)unused, (void)unused_too;                                     \
    register uint64_t x0 asm("x0") = (uint64_t)sequence_memory;         \
    uint64_t before, after;                                             \
                                                                        \
    asm volatile(SEQUENCE_ARCH "\n\t"                                   \
                 "mov x10, x30\n\tisb\n\t"                              \
                 "mrs %0, pmevcntr0_el0\n\t"                            \
                 text "\n\t"                                            \
                 "mrs %1, pmevcntr0_el0\n\tmov x30, x10\n\t"            \
                 : "=&r"(before), "=&r"(after), "+r"(x0)                \
                 : : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8",    \
                     "x9", "x10", "x30", "cc", "memory");               \
    return after - before;                                              \
}

/**
 * struct sequence - one of them
 * @fn: it, by SEQUENCE()
 * @counts: what it counts
 * @exists: has this CPU what it needs?
 */
struct sequence {
    const char *name;
    guest_fn *fn;
    struct counts counts;
    bool (*exists)(void);
};

/* test_sequence() - run @s at @r once for each event */
void test_sequence(enum regime r, const struct sequence *s);

#endif
