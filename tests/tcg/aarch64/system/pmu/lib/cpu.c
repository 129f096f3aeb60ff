/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Start of a guest at home: what the machine has, and control registers in
 * a state that traps nothing.
 */
#include "internal.h"

#define SCTLR_EL1_RES1  0x30d00980ull
#define SCTLR_EL2_RES1  0x30c50830ull
#define CPTR_EL2_RES1   0x33ffull

static unsigned field(uint64_t id, unsigned bit)
{
    return id >> bit & 0xf;
}

static void discover(unsigned home)
{
    uint64_t pfr0 = read_sysreg(id_aa64pfr0_el1);
    uint64_t dfr0 = read_sysreg(id_aa64dfr0_el1);

    cpu.home = home;
    /* KVM shows its guests the Exception levels of the host, too. */
    cpu.el3 = home == 3 && field(pfr0, 12) != 0;
    cpu.el2 = home >= 2 && field(pfr0, 8) != 0;
    cpu.sel2 = cpu.el2 && cpu.el3 && field(pfr0, 36) != 0;
    cpu.vhe = cpu.el2 && field(read_sysreg(id_aa64mmfr1_el1), 8) != 0;
    cpu.fgt = field(read_sysreg(id_aa64mmfr0_el1), 56) != 0;
    cpu.fgt2 = field(read_sysreg(id_aa64mmfr0_el1), 56) >= 2;
    cpu.icntr = field(read_sysreg(id_aa64dfr1_el1), 36) == 1;
    cpu.id_hpmn0 = field(dfr0, 60);
    cpu.hpmn0 = cpu.el2 && cpu.id_hpmn0 == 1;
    cpu.snapshot = field(dfr0, 16) == 1;
    cpu.rme = cpu.el3 && field(pfr0, 52) != 0;
    cpu.sder = cpu.el3 && field(pfr0, 4) == 2;
    cpu.version = field(dfr0, 8) == 0xf ? 0 : field(dfr0, 8);
    cpu.counter_bits = cpu.version >= PMUV3P5 ? ~0ull : 0xffffffff;
    cpu.cycle_bits = ~0ull;
    if (cpu.version) {
        cpu.reset_pmcr = reg_read(PMCR);
        cpu.counters = PMCR_N(cpu.reset_pmcr);
        cpu.reset_gain = reg_read(PMCCNTR);
        spin(1000, 0);
        cpu.reset_gain = reg_read(PMCCNTR) - cpu.reset_gain;
    }
    cpu.reset_mdcr_el2 = get_mdcr_el2();
    if (cpu.el3) {
        cpu.reset_mdcr_el3 = read_sysreg(mdcr_el3);
    }
    if (cpu.snapshot) {
        cpu.reset_pmsscr = read_sysreg(PMSSCR_EL1);
    }
}

void regime_default(void)
{
    if (cpu.el3) {
        write_sysreg(scr_el3, (SCR_EL3_NS | SCR_EL3_RES1 | SCR_EL3_HCE |
                               SCR_EL3_RW | (cpu.fgt ? SCR_EL3_FGTEN : 0) |
                               (cpu.fgt2 ? SCR_EL3_FGTEN2 : 0)) &
                              ~scr_el3_without);
    }
    if (cpu.el2) {
        write_sysreg(hcr_el2, HCR_EL2_RW | hcr_el2_extra);
    }
}

static void init_el2(void)
{
    write_sysreg(vbar_el2, (uintptr_t)vectors_el2);
    write_sysreg(sctlr_el2, SCTLR_EL2_RES1);
    write_sysreg(cptr_el2, CPTR_EL2_RES1);
    write_sysreg(hstr_el2, 0);
    write_sysreg(cnthctl_el2, 3);
    write_sysreg(cntvoff_el2, 0);
    set_fine_grained(0, 0);
    set_fine_grained2(~0ull, ~0ull);
}

void cpu_init(unsigned home)
{
    discover(home);
    if (cpu.el3) {
        write_sysreg(vbar_el3, (uintptr_t)vectors_el3);
        write_sysreg(cptr_el3, 0);
        write_sysreg(mdcr_el3, 0);
    }
    regime_default();
    if (cpu.el2) {
        init_el2();
    }
    write_sysreg(vbar_el1, (uintptr_t)vectors_el1);
    write_sysreg(sctlr_el1, SCTLR_EL1_RES1);
    write_sysreg(cntkctl_el1, 3);
}

uint64_t clock_step(void)
{
    return 1000000000ull / read_sysreg(cntfrq_el0);
}

uint64_t now_ns(void)
{
    uint64_t step = clock_step();

    return read_sysreg(cntvct_el0) * step;
}

uintptr_t semihosting(uintptr_t operation, void *block)
{
    register uintptr_t x0 asm("x0") = operation;
    register void *x1 asm("x1") = block;

    asm volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
    return x0;
}

uint64_t spin(uint64_t loops, uint64_t unused)
{
    (void)unused;
    asm volatile("1: subs %0, %0, #1\n\t"
                 "b.ne 1b" : "+r"(loops) : : "cc");
    return 0;
}

bool cpu_has_gicv3(void)
{
    return read_sysreg(id_aa64pfr0_el1) >> 24 & 0xf;
}
