/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * With pmu-events=off, and unset on all CPUs but max, the events are those of
 * QEMU's stock PMU: PMCEID says so, and nothing else counts.
 */
#include "event-table.h"

#define CHAIN_BIT       (1ull << EVENT_CHAIN)

/* SW_INCR and CPU_CYCLES; INST_RETIRED with -icount */
static uint64_t stock_ceid0(bool icount)
{
    return 1 | 1 << EVENT_CPU_CYCLES | (icount ? 1 << EVENT_INST_RETIRED : 0);
}

/* STALL_FRONTEND, STALL_BACKEND, STALL */
static uint64_t stock_ceid1(void)
{
    return cpu.version < PMUV3P1 ? 0 :
           1 << 3 | 1 << 4 | (cpu.version < PMUV3P4 ? 0 : 1 << 28);
}

static void test_ceid(bool icount)
{
    test_begin("D13.12 PMCEID as stock has it");
    test_expect(reg_read(PMCEID0) & ~CHAIN_BIT, stock_ceid0(icount),
                "PMCEID0");
    test_expect(reg_read(PMCEID1), stock_ceid1(), "PMCEID1");
    test_end();
}

/* An exception, a load, a store and a branch */
static uint64_t something(uint64_t memory, uint64_t mask)
{
    asm volatile("isb\n\t"
                 "msr pmcntenset_el0, %1\n\t"
                 "ldr x3, [%0]\n\t"
                 "str x3, [%0]\n\t"
                 "b 1f\n"
                 "1: .inst 0\n\t"
                 "msr pmcntenclr_el0, %1\n\t"
                 "isb" : : "r"(memory), "r"(mask) : "x3", "memory");
    return 0;
}

static void test_silence(bool icount)
{
    static uint64_t memory;
    int i;

    test_begin("D13.12 no other event counts");
    for_each_event(i) {
        bool counts = icount && events[i].number == EVENT_INST_RETIRED;

        pmu_reset();
        reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | events[i].number);
        reg_write(PMCR, PMCR_LC | PMCR_E);
        something((uintptr_t)&memory, 1);
        trap_seen();
        test_expect(reg_read(PMEVCNTR(0)) != 0, counts, "%s",
                    events[i].name);
    }
    pmu_reset();
    test_end();
}

int main(void)
{
    bool icount = clock_is_deterministic();

    test_ceid(icount);
    test_silence(icount);
    return 0;
}
