/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An atomic that QEMU cannot do beside other CPUs is executed alone, in a
 * block of one instruction. It must be, and counted once, also where an
 * overflow that interrupts is due within the block that it was in.
 */
#include "event-table.h"

#define TURNS       9       /* where the overflow is due: more than a block */
#define DESC_BLOCK  1ull
#define DESC_AF     (1ull << 10)
#define DESC_SH     (3ull << 8)
#define SCTLR_M     1ull

static uint64_t level1[512] __attribute__((aligned(4096)));
static uint64_t word[2] __attribute__((aligned(32)));

/* Identity; all is memory that may be cached: LDADD need not be aligned. */
static void mmu_on(void)
{
    for (unsigned i = 0; i < 4; i++) {
        level1[i] = (uint64_t)i << 30 | DESC_BLOCK | DESC_AF | DESC_SH;
    }
    write_sysreg(mair_el1, 0xff);
    /* 39 bits by TTBR0, 4 KiB, walks by TTBR1 disabled */
    write_sysreg(tcr_el1, 25 | 1 << 23 | 1ull << 32);
    write_sysreg(ttbr0_el1, (uintptr_t)level1);
    write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_M);
}

static void mmu_off(void)
{
    write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) & ~SCTLR_M);
}

/* 6 instructions, the second an LDADD that is within 16 bytes, not aligned */
static uint64_t atomic(uint64_t address, uint64_t mask)
{
    uint64_t old;

    asm volatile(".arch_extension lse\n\t"
                 "isb\n\t"
                 "msr pmcntenset_el0, %1\n\t"
                 "nop\n\t"
                 "ldadd %1, %0, [%2]\n\t"
                 "nop\n\t"
                 "nop\n\t"
                 "nop\n\t"
                 "msr pmcntenclr_el0, %1\n\t"
                 "isb"
                 : "=&r"(old) : "r"(mask), "r"(address) : "memory");
    return old;
}

static void test_overflow(unsigned left, bool interrupt)
{
    uint64_t address = (uintptr_t)word + 1, before, after;

    test_begin("D13.12 overflow %u instructions on, %s", left,
               interrupt ? "which interrupts" : "unwatched");
    pmu_reset();
    reg_write(PMEVTYPER(0), only_in(EL1) | EVENT_INST_RETIRED);
    reg_write(PMEVCNTR(0), (uint32_t)-left);
    if (interrupt) {
        reg_write(PMINTENSET, 1);
    }
    reg_write(PMCR, PMCR_LC | PMCR_E);
    mmu_on();
    before = run_at(EL1, atomic, address, 1);
    after = run_at(EL1, atomic, address, 0);
    mmu_off();
    test_expect(after - before, 1, "what was added");
    test_expect((uint32_t)reg_read(PMEVCNTR(0)), (uint32_t)(6 - left),
                "counter");
    test_expect(reg_read(PMOVSSET) & 1, left <= 6, "overflow");
    pmu_reset();
    test_end();
}

/* That it is there is all that it takes. */
static void second(unsigned index)
{
    (void)index;
}

int main(void)
{
    if (!events_there() || !(read_sysreg(id_aa64isar0_el1) >> 20 & 0xf) ||
        !(read_sysreg(id_aa64mmfr2_el1) >> 32 & 0xf)) {
        test_skip_all("no INST_RETIRED, or no LDADD that is not aligned");
    }
    cpu_start(1, second);
    for (unsigned left = 1; left <= TURNS; left++) {
        test_overflow(left, false);
        test_overflow(left, true);
    }
    return 0;
}
