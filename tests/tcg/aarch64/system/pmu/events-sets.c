/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * More sets of events than there are numbers for: those that come late are
 * counted as exactly, and overflow when they should. The first set of all is
 * looked at again in the end, when all numbers have been given away.
 */
#include "event-table.h"

#define TURNS       50

static uint64_t memory[8] __attribute__((aligned(64)));

/* What a turn of work() counts, and what stops it */
static const struct counted_event {
    uint16_t number;
    uint8_t each, once;
} kinds[] = {
    { 0x08, 8, 1 }, { 0x06, 2, 0 }, { 0x07, 1, 0 }, { 0x13, 3, 0 },
    { 0x12, 1, 0 }, { 0x0d, 1, 0 }, { 0x0e, 0, 0 }, { 0x0a, 0, 0 },
    { 0x0b, 0, 0 }, { 0x1c, 0, 0 },
};

static uint64_t work(uint64_t turns, uint64_t mask)
{
    asm volatile("isb\n\t"
                 "msr pmcntenset_el0, %1\n"
                 "1: ldr x3, [%2]\n\t"
                 "add x3, x3, #1\n\t"
                 "str x3, [%2]\n\t"
                 "ldr x4, [%2, #8]\n\t"
                 "eor x4, x4, x3\n\t"
                 "nop\n\t"
                 "subs %0, %0, #1\n\t"
                 "b.ne 1b\n\t"
                 "msr pmcntenclr_el0, %1\n\t"
                 "isb"
                 : "+r"(turns) : "r"(mask), "r"(memory)
                 : "x3", "x4", "cc", "memory");
    return 0;
}

static void expect_pair(enum regime r, unsigned a, unsigned b)
{
    const struct counted_event *of[] = { &kinds[a], &kinds[b] };

    pmu_reset();
    for (unsigned n = 0; n < 2; n++) {
        reg_write(PMEVTYPER(n), only_in(r) | of[n]->number);
    }
    reg_write(PMEVCNTR(0), (uint32_t)-10);
    reg_write(PMINTENSET, 1);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    run_at(r, work, TURNS, 3);
    for (unsigned n = 0; n < 2; n++) {
        uint32_t want = of[n]->each * TURNS + of[n]->once - (n ? 0 : 10);

        test_expect((uint32_t)reg_read(PMEVCNTR(n)), want,
                    "events 0x%x and 0x%x, PMEVCNTR%u", of[0]->number,
                    of[1]->number, n);
    }
    test_expect(reg_read(PMOVSSET), of[0]->each != 0, "PMOVSSET");
    pmu_reset();
}

int main(void)
{
    enum regime r;

    if (!events_there() || cpu.counters < 2) {
        test_skip_all("too little to count");
    }
    for_each_regime(r) {
        test_begin("D13.12 many sets of events at %s", regime_name(r));
        for (unsigned a = 0; a < ARRAY_SIZE(kinds); a++) {
            for (unsigned b = 0; b < ARRAY_SIZE(kinds); b++) {
                expect_pair(r, a, b);
            }
        }
        expect_pair(r, 0, 0);
        test_end();
    }
    return 0;
}
