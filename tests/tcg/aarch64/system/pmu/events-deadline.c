/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A deadline of cycles may pass, and be dealt with by another thread, while a
 * CPU is in the middle of a block that it then leaves by an exception: what
 * the block was counted for ahead is given back. No overflow may be seen
 * that never was (R28), and nothing is lost.
 */
#include "event-table.h"

#define ROUNDS      400
#define SLOW        290     /* instructions before the one that aborts */
#define BEHIND      200

static uint64_t memory[8] __attribute__((aligned(64)));

uint64_t slow_block(uint64_t memory, uint64_t mask) __attribute__((noinline));

/* In a page of its own, so that it is one block */
asm(".text\n"
    ".balign 4096\n"
    ".global slow_block\n"
    "slow_block:\n\t"
    "mov x8, #0x08000000\n\t"       /* the GIC: slow */
    "mov x9, #0x400000000\n\t"
    "isb\n\t"
    "msr pmcntenset_el0, x1\n\t"
    ".rept 290\n\t"
    "ldr w3, [x8]\n\t"
    ".endr\n\t"
    "ldr x4, [x9]\n\t"
    ".rept 200\n\t"
    "ldr x4, [x0]\n\t"
    ".endr\n\t"
    "msr pmcntenclr_el0, x1\n\t"
    "isb\n\t"
    "ret\n");

static void start(uint32_t ahead)
{
    reg_write(PMOVSCLR, ~0u);
    for (unsigned n = 0; n < 4; n++) {
        reg_write(PMEVCNTR(n), 0);
    }
    reg_write(PMCCNTR, -(uint64_t)ahead);
}

static void program(enum regime r)
{
    pmu_reset();
    reg_write(PMEVTYPER(0), only_in(r) | 0x08);
    reg_write(PMEVTYPER(1), only_in(r) | EVENT_CHAIN);
    reg_write(PMEVTYPER(2), only_in(r) | 0x06);
    reg_write(PMEVTYPER(3), only_in(r) | EVENT_CHAIN);
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    reg_write(PMINTENSET, PMU_C);
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

/* The handler is above @r, where nothing but cycles counts. */
static void test_deadlines(enum regime r)
{
    test_begin("R28 deadlines in the middle of blocks of %s",
               regime_name(r));
    program(r);
    for (unsigned i = 0; i < ROUNDS; i++) {
        start(1000 + i * 7919 % 60000);
        run_at(r, slow_block, (uintptr_t)memory, PMU_C | 0xf);
        trap_seen();
        test_expect(reg_read(PMEVCNTR(0)), SLOW + BEHIND + 1,
                    "INST_RETIRED");
        test_expect(reg_read(PMEVCNTR(2)), SLOW + BEHIND, "LD_RETIRED");
        test_expect(reg_read(PMEVCNTR(1)), 0, "CHAIN by INST_RETIRED");
        test_expect(reg_read(PMEVCNTR(3)), 0, "CHAIN by LD_RETIRED");
        test_expect(reg_read(PMOVSSET) & 0xf, 0, "overflows");
    }
    pmu_reset();
    test_end();
}

int main(void)
{
    enum regime r;

    if (!events_there() || cpu.counters < 4) {
        test_skip_all("too little to count");
    }
    for_each_regime(r) {
        if (regime_el(r) == 0) {
            test_deadlines(r);
        }
    }
    return 0;
}
