/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fills of QEMU's TLB, with the MMU of EL1 on: one for each page that is
 * touched first after a TLBI, for data or for code, none for what is touched
 * again.
 */
#include "event-table.h"

#define REGION      0x44000000ul    /* 2 MiB of RAM that nothing else uses */
#define PAGE_BYTES  4096ul
#define DATA_PAGES  8               /* from the first on; then those of code */
#define CODE_PAGES  4

#define DESC_BLOCK  1ull
#define DESC_TABLE  3ull            /* and a page of level 3 */
#define DESC_AF     (1ull << 10)
#define DESC_SH     (3ull << 8)
#define DESC_DEVICE (1ull << 2)     /* MAIR's second attribute */

#define TABLE __attribute__((aligned(4096)))
static TABLE uint64_t level1[512], level2[512], level3[512];

/* Identity: devices below 1 GiB, then RAM, REGION by pages */
static void make_tables(void)
{
    level1[0] = DESC_BLOCK | DESC_AF | DESC_DEVICE;
    level1[1] = (uintptr_t)level2 | DESC_TABLE;
    for (unsigned i = 0; i < 512; i++) {
        level2[i] = (0x40000000ul + i * 0x200000ul) | DESC_BLOCK | DESC_AF |
                    DESC_SH;
        level3[i] = (REGION + i * PAGE_BYTES) | DESC_TABLE | DESC_AF |
                    DESC_SH;
    }
    level2[(REGION >> 21) & 511] = (uintptr_t)level3 | DESC_TABLE;
}

static void mmu_on(void)
{
    write_sysreg(mair_el1, 0xff);
    /* 39 bits by TTBR0, 4 KiB, walks by TTBR1 disabled */
    write_sysreg(tcr_el1, 25 | 1 << 23 | 1ull << 32);
    write_sysreg(ttbr0_el1, (uintptr_t)level1);
    write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | 1);
}

static void mmu_off(void)
{
    write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) & ~1ull);
}

/* Touch what x0 points to, from an empty TLB, or once more */
guest_fn touch_fresh, touch_again;

asm(".text\n"
    ".balign 1024\n"
    ".macro touch\n\t"
    "mov x10, x30\n\t"
    "msr pmcntenset_el0, x1\n\t"
    "mov x2, x0\n\t"
    "mov x3, #8\n"
    "1: ldr x4, [x2]\n\t"               /* its first access is a load, */
    "str x4, [x2, #8]\n\t"
    "ldr x4, [x2, #16]\n\t"
    "add x2, x2, #4096\n\t"
    "subs x3, x3, #1\n\t"
    "b.ne 1b\n\t"
    "mov x3, #4\n"
    "2: blr x2\n\t"                     /* or a fetch */
    "blr x2\n\t"
    "add x2, x2, #4096\n\t"
    "subs x3, x3, #1\n\t"
    "b.ne 2b\n\t"
    "msr pmcntenclr_el0, x1\n\t"
    "isb\n\t"
    "ret x10\n"
    ".endm\n"
    "touch_fresh:\n\t"
    "dsb sy\n\t"
    "tlbi vmalle1\n\t"
    "dsb sy\n\t"
    "isb\n"
    "touch_again:\n\t"
    "touch\n");

static void program(void)
{
    static const uint16_t numbers[] = { 0x05, 0x02, 0x34, 0x35 };

    pmu_reset();
    for (unsigned n = 0; n < ARRAY_SIZE(numbers); n++) {
        reg_write(PMEVTYPER(n), only_in(EL1) | numbers[n]);
    }
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static void expect_fills(guest_fn *touch, unsigned data, unsigned code)
{
    bool walks = cpu.version >= PMUV3P1;

    program();
    mmu_on();
    run_at(EL1, touch, REGION, 0xf);
    mmu_off();
    test_expect(reg_read(PMEVCNTR(0)), data, "L1D_TLB_REFILL");
    test_expect(reg_read(PMEVCNTR(1)), code, "L1I_TLB_REFILL");
    test_expect(reg_read(PMEVCNTR(2)), walks ? data : 0, "DTLB_WALK");
    test_expect(reg_read(PMEVCNTR(3)), walks ? code : 0, "ITLB_WALK");
}

static uint64_t fresh_and_again(uint64_t region, uint64_t mask)
{
    touch_fresh(region, 0);
    return touch_again(region, mask);
}

int main(void)
{
    if (!events_there() || cpu.counters < 4) {
        test_skip_all("too little to count");
    }
    if (cpu.home == 3) {
        test_skip_all("EL2 or EL1 have to be home");
    }
    make_tables();
    for (unsigned i = 0; i < CODE_PAGES; i++) {
        *(uint32_t *)(REGION + (DATA_PAGES + i) * PAGE_BYTES) = 0xd65f03c0;
    }
    asm volatile("dsb sy\n\tic iallu\n\tisb" : : : "memory");
    test_begin("D13.12 fills of an empty TLB");
    expect_fills(touch_fresh, DATA_PAGES, CODE_PAGES);
    test_end();
    test_begin("D13.12 no fills of a full TLB");
    expect_fills(fresh_and_again, 0, 0);
    test_end();
    return 0;
}
