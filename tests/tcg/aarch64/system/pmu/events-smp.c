/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two CPUs count at once, each what it executes itself: loops of different
 * lengths, and exclusive stores to one place, which fail as the other CPU
 * has it. How often they fail nobody knows, but all events agree on it.
 */
#include "event-table.h"

#define ROUNDS      40
#define TURNS       3000    /* of the first CPU; the second has one more */
#define COUNTERS    6

/* In the order of the counters */
enum { C_INST, C_LD, C_STREX, C_PASS, C_FAIL, C_PC_WRITE };

static const uint16_t numbers[COUNTERS] = {
    0x08, 0x06, 0x6f, 0x6d, 0x6e, 0x0c
};

struct result {
    uint32_t counts[COUNTERS];
};

static struct result results[2][2][ROUNDS];     /* CPU, kind of loop */
static uint64_t shared[8] __attribute__((aligned(64)));
static uint64_t own[2][8] __attribute__((aligned(64)));
static volatile unsigned ready, finished; /* each CPU waits for the other */

/* 8 instructions a turn: 2 loads, 1 store, 1 branch */
static void plain(uint64_t *memory, uint64_t turns)
{
    uint64_t mask = mask_of(COUNTERS);

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
}

/* 4 instructions a try, 2 more a turn */
static void contended(uint64_t *memory, uint64_t turns)
{
    uint64_t mask = mask_of(COUNTERS);

    asm volatile("isb\n\t"
                 "msr pmcntenset_el0, %1\n"
                 "1: ldxr x3, [%2]\n\t"
                 "add x3, x3, #1\n\t"
                 "stxr w4, x3, [%2]\n\t"
                 "cbnz w4, 1b\n\t"
                 "subs %0, %0, #1\n\t"
                 "b.ne 1b\n\t"
                 "msr pmcntenclr_el0, %1\n\t"
                 "isb"
                 : "+r"(turns) : "r"(mask), "r"(memory)
                 : "x3", "x4", "cc", "memory");
}

static void program(void)
{
    for (unsigned n = 0; n < COUNTERS; n++) {
        reg_write(PMEVTYPER(n), COUNT_EVERYWHERE | numbers[n]);
        reg_write(PMEVCNTR(n), 0);
    }
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static void keep(struct result *result)
{
    for (unsigned n = 0; n < COUNTERS; n++) {
        result->counts[n] = reg_read(PMEVCNTR(n));
    }
}

static void work(unsigned me)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        program();
        plain(own[me], TURNS + me);
        keep(&results[me][0][i]);
        program();
        contended(shared, TURNS + me);
        keep(&results[me][1][i]);
    }
}

static void second_main(unsigned me)
{
    pmu_reset();
    ready = 1;
    work(me);
    asm volatile("dmb sy" : : : "memory");
    finished = 1;
}

static void expect_plain(const uint32_t *counts, unsigned turns)
{
    test_expect(counts[C_INST], 8 * turns + 1, "INST_RETIRED");
    test_expect(counts[C_LD], 2 * turns, "LD_RETIRED");
    test_expect(counts[C_STREX], 0, "STREX_SPEC");
    test_expect(counts[C_PC_WRITE], turns - 1, "PC_WRITE_RETIRED");
}

static void expect_contended(const uint32_t *counts, unsigned turns)
{
    unsigned tries = counts[C_STREX];

    test_expect(counts[C_PASS], turns, "STREX_PASS_SPEC");
    test_expect(counts[C_FAIL], tries - turns, "STREX_FAIL_SPEC");
    test_expect(counts[C_LD], tries, "LD_RETIRED");
    test_expect(counts[C_INST], 4 * tries + 2 * turns + 1, "INST_RETIRED");
    test_expect(counts[C_PC_WRITE], tries - turns + turns - 1,
                "PC_WRITE_RETIRED");
}

static void test_cpu(unsigned me)
{
    test_begin("D13.12 CPU %u counts its own loops", me);
    for (unsigned i = 0; i < ROUNDS; i++) {
        expect_plain(results[me][0][i].counts, TURNS + me);
    }
    test_end();
    test_begin("D13.12 CPU %u counts its own exclusive stores", me);
    for (unsigned i = 0; i < ROUNDS; i++) {
        expect_contended(results[me][1][i].counts, TURNS + me);
    }
    test_end();
}

int main(void)
{
    if (!events_there() || cpu.counters < COUNTERS) {
        test_skip_all("too little to count");
    }
    if (cpu.home == 3) {
        test_skip_all("no PSCI of QEMU's with EL3");
    }
    if (!cpu_start(1, second_main)) {
        bail_out("no second CPU");
    }
    while (!ready) {
        continue;
    }
    work(0);
    while (!finished) {
        continue;
    }
    test_cpu(0);
    test_cpu(1);
    test_begin("D13.12 all exclusive stores were made");
    test_expect(shared[0], ROUNDS * (2 * TURNS + 1), "sum");
    test_end();
    return 0;
}
