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

/*
 * Cycles freeze the first range, at some instruction. What else it counts
 * stops there: no instruction that was not executed, and of the loads those
 * that belong to it. The second range, which is on all the time, goes on.
 */
static void program_ranges(enum regime r)
{
    pmu_reset();
    set_mdcr_el2(MDCR_EL2_HPME | 3);
    reg_write(PMEVTYPER(0), only_in(r) | 0x08);
    reg_write(PMEVTYPER(1), only_in(r) | 0x06);
    reg_write(PMEVTYPER(2), COUNT_EVERYWHERE | 0x11);
    reg_write(PMEVTYPER(3), only_in(r) | 0x06);
    reg_write(PMEVTYPER(4), only_in(r) | 0x08);
    reg_write(PMEVTYPER(5), only_in(r) | EVENT_CHAIN);
    reg_write(PMCNTENSET, 0x38);
    reg_write(PMINTENSET, 4);
}

static void run_frozen(enum regime r, uint32_t ahead)
{
    for (unsigned n = 0; n < 6; n++) {
        reg_write(PMEVCNTR(n), n == 2 ? (uint32_t)-ahead : 0);
    }
    reg_write(PMOVSCLR, ~0u);
    run_at(r, slow_block, (uintptr_t)memory, 7);
    trap_seen();
}

static void test_freeze(enum regime r)
{
    uint64_t loads, executed;

    test_begin("R29 cycles freeze in the middle of blocks of %s",
               regime_name(r));
    program_ranges(r);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    run_frozen(r, 1u << 31);
    loads = reg_read(PMEVCNTR(3));
    executed = reg_read(PMEVCNTR(4));
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_FZO);
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t some;

        run_frozen(r, 1000 + i * 7919 % 60000);
        some = reg_read(PMEVCNTR(0));
        test_expect(some <= SLOW + BEHIND + 1, true,
                    "%lu instructions, frozen", some);
        some -= reg_read(PMEVCNTR(1));
        test_expect(some <= 1, true, "%lu of them no loads", some);
        test_expect(reg_read(PMEVCNTR(3)), loads, "loads, not frozen");
        test_expect(reg_read(PMEVCNTR(4)), executed,
                    "instructions, not frozen");
        test_expect(reg_read(PMEVCNTR(5)), 0, "CHAIN by INST_RETIRED");
        test_expect(reg_read(PMOVSSET) & ~4u, 0, "overflows");
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
            if (cpu.home == 2 && cpu.version >= PMUV3P7 &&
                cpu.counters >= 6 && !regime_host(r)) {
                test_freeze(r);
            }
        }
    }
    return 0;
}
