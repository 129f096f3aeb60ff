/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Overflow by events. It is known no later than at the end of the block in
 * which it happens: the interrupt comes then (R30), a freeze begins (R29),
 * and CHAIN counts (R32). Whatever the period is, nothing is lost or counted
 * twice. And the two ranges of HPMN, each with events of its own.
 */
#include "event-table.h"

typedef volatile uint32_t device_reg; /* a device answers */
#define GICD_ISENABLER0 (*(device_reg *)0x08000100ul)
#define GICD_ICENABLER0 (*(device_reg *)0x08000180ul)
#define GICC_IAR        (*(device_reg *)0x0801000cul)
#define GICC_EOIR       (*(device_reg *)0x08010010ul)
#define PMU_PPI         (1u << 23)

#define TURNS   20000

static uint64_t memory[8] __attribute__((aligned(64)));

/* A block of 8 instructions, again and again */
static const struct counted_event {
    uint16_t number;
    const char *name;
    unsigned each, once;        /* a turn; and what stops it */
} kinds[] = {
    { 0x08, "INST_RETIRED", 8, 1 },
    { 0x06, "LD_RETIRED", 2, 0 },
    { 0x13, "MEM_ACCESS", 3, 0 },
    { 0x21, "BR_RETIRED", 1, 0 },
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

static uint64_t total(const struct counted_event *e, unsigned turns)
{
    return (uint64_t)e->each * turns + e->once;
}

/* Interrupts */

static uint32_t period;
static uint64_t consumed;
static unsigned interrupts, latest;     /* and the latest of them */

static bool sample(struct frame *frame, unsigned el)
{
    uint32_t late = reg_read(PMEVCNTR(0));
    uint32_t iar = GICC_IAR;

    (void)frame, (void)el;
    interrupts++;
    latest = late > latest ? late : latest;
    consumed += (uint64_t)period + late;
    reg_write(PMEVCNTR(0), (uint32_t)-period);
    reg_write(PMOVSCLR, 1);
    GICC_EOIR = iar;
    return true;
}

static void start_sampling(enum regime r, const struct counted_event *e)
{
    pmu_reset();
    interrupts = latest = consumed = 0;
    hcr_el2_extra |= HCR_EL2_IMO;
    interrupt_hook = sample;
    reg_write(PMEVTYPER(0), only_in(r) | e->number);
    reg_write(PMEVCNTR(0), (uint32_t)-period);
    reg_write(PMINTENSET, 1);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    GICD_ISENABLER0 = PMU_PPI;
}

static void stop_sampling(void)
{
    GICD_ICENABLER0 = PMU_PPI;
    consumed += (uint32_t)reg_read(PMEVCNTR(0)) + period;
    interrupt_hook = NULL;
    hcr_el2_extra = 0;
    pmu_reset();
}

static void test_period(enum regime r, const struct counted_event *e)
{
    /* A small period's interrupts are as many as there are blocks. */
    unsigned turns = period < 100 ? 500 : TURNS;
    uint64_t all = total(e, turns), least;

    start_sampling(r, e);
    run_at(r, work, turns, 1);
    stop_sampling();
    test_expect((uint32_t)consumed, all, "%s, period %u", e->name, period);
    test_expect(latest < e->each + e->once, true,
                "%s, period %u, late by %u", e->name, period, latest);
    least = all / (period + e->each);
    test_expect(interrupts >= least && interrupts <= all / period, true,
                "%s, period %u, %u interrupts", e->name, period, interrupts);
}

static void test_interrupts(enum regime r)
{
    static const uint32_t periods[] = {
        1, 2, 7, 64, 100, 999, 4096, 10000, 100000
    };

    for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
        test_begin("R30 interrupts by %s of %s", kinds[i].name,
                   regime_name(r));
        for (unsigned p = 0; p < ARRAY_SIZE(periods); p++) {
            period = periods[p];
            test_period(r, &kinds[i]);
        }
        test_end();
    }
}

/* Freeze and CHAIN */

/* After the block with the overflow, no counter of the range goes on. */
static void test_freeze(enum regime r, const struct counted_event *e)
{
    uint64_t first, second;

    test_begin("R29 %s of %s freezes", e->name, regime_name(r));
    pmu_reset();
    reg_write(PMEVTYPER(0), only_in(r) | e->number);
    reg_write(PMEVTYPER(1), only_in(r) | 0x12);
    reg_write(PMEVCNTR(0), (uint32_t)-(e->each * 1000));
    reg_write(PMCR, PMCR_LC | PMCR_E | PMCR_FZO);
    run_at(r, work, TURNS, 3);
    first = (uint32_t)reg_read(PMEVCNTR(0));
    second = reg_read(PMEVCNTR(1));
    test_expect(reg_read(PMOVSSET), 1, "PMOVSSET");
    test_expect(first < e->each, true, "late by %lu", first);
    test_expect(second >= 1000 && second <= 1001, true, "blocks: %lu",
                second);
    pmu_reset();
    test_end();
}

/* @above: what the odd counter starts from; it overflows from 0xffffffff. */
static void test_chain(enum regime r, const struct counted_event *e,
                       uint32_t above)
{
    uint64_t all = total(e, TURNS);

    test_begin("R32 CHAIN by %s of %s, from 0x%x", e->name, regime_name(r),
               above);
    pmu_reset();
    reg_write(PMEVTYPER(0), only_in(r) | e->number);
    reg_write(PMEVTYPER(1), only_in(r) | EVENT_CHAIN);
    reg_write(PMEVCNTR(0), 0xfffffff0);
    reg_write(PMEVCNTR(1), above);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    run_at(r, work, TURNS, 3);
    test_expect((uint32_t)reg_read(PMEVCNTR(0)), all - 0x10, "PMEVCNTR0");
    test_expect((uint32_t)reg_read(PMEVCNTR(1)), above + 1, "PMEVCNTR1");
    test_expect(reg_read(PMOVSSET), above + 1 ? 1 : 3, "PMOVSSET");
    pmu_reset();
    test_end();
}

/* The two ranges */

/* @first counts what EL1 does, @first + 1 what EL2 does. */
static void expect_range(unsigned first, uint64_t el1, uint64_t el2,
                         const char *name)
{
    test_expect(reg_read(PMEVCNTR(first)), el1, "%s range, EL1", name);
    test_expect(reg_read(PMEVCNTR(first + 1)), el2, "%s range, EL2", name);
}

static void program_range(unsigned first, const struct counted_event *e)
{
    reg_write(PMEVTYPER(first), only_in(EL1) | e->number);
    reg_write(PMEVTYPER(first + 1), only_in(EL2) | e->number);
}

/* Both at EL1, then at EL2; EL1 has no hold of the second range. */
static void test_ranges(const struct counted_event *e, uint64_t mdcr)
{
    uint64_t one = total(e, 100), two = total(e, 300);
    bool hpmd = mdcr & MDCR_EL2_HPMD, hpme = mdcr & MDCR_EL2_HPME;

    test_begin("R26 %s of two ranges, HPMD=%u HPME=%u", e->name, hpmd, hpme);
    pmu_reset();
    program_range(0, e);
    program_range(2, e);
    set_mdcr_el2(mdcr | 2);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    run_at(EL1, work, 100, 3);
    expect_range(0, one, 0, "first");
    expect_range(2, 0, 0, "second");
    run_at(EL2, work, 300, 0xf);
    expect_range(0, one, hpmd ? 0 : two, "first");
    expect_range(2, 0, hpme ? two : 0, "second");
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
        if (cpu.home == 2 && regime_el(r) < 2 && !regime_host(r)) {
            test_interrupts(r);
        }
        for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
            if (cpu.version >= PMUV3P7) {
                test_freeze(r, &kinds[i]);
            }
            test_chain(r, &kinds[i], 7);
            test_chain(r, &kinds[i], 0xffffffff);
        }
    }
    for (unsigned i = 0; cpu.home == 2 && i < ARRAY_SIZE(kinds); i++) {
        test_ranges(&kinds[i], 0);
        test_ranges(&kinds[i], MDCR_EL2_HPME);
        if (cpu.version >= PMUV3P1) {
            test_ranges(&kinds[i], MDCR_EL2_HPME | MDCR_EL2_HPMD);
        }
    }
    return 0;
}
