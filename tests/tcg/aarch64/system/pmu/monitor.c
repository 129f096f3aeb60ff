/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PMU that is looked at from outside: scripts/check-monitor compares what
 * the monitor says with what this guest reads itself.
 *
 * The guest programs the PMU as -append says, prints every register of it as
 * read at home, goes to the regime wait=, prints READY and polls the serial
 * port. After a byte it is home again, prints them once more, and leaves.
 *
 * Options, all numbers: hpmn= e= hpme= wait= (a regime); ovs=, int=, cnten=
 * and near= (masks; the last those that are about to overflow); lp= hlp=
 * fzo= hpmfzo= hpmd= spme= dp=; tc= and th=, a threshold of all event counters;
 * sel=, a counter to select and to read from wait=; uen=, er= and acr=, which
 * counters EL0 has; a32=, an EL1 that uses AArch32, though nothing runs there.
 */
#include "lib/guest.h"

#define CYCLE_COUNTER   31

static enum regime wait_at;

static uint64_t bit_if(const char *option, uint64_t bit)
{
    return guest_option(option, 0) ? bit : 0;
}

/* What counters count, in turn: four of the six run with a clock. */
static uint32_t type_of(unsigned n)
{
    switch (n % 6) {
    case 0:
        return COUNT_EVERYWHERE | EVENT_CPU_CYCLES;
    case 1:
        return only_in(wait_at) | EVENT_CPU_CYCLES;
    case 2:
        return COUNT_EVERYWHERE | EVENT_SW_INCR;
    case 3:
        return PMEVTYPER_P | PMEVTYPER_U | EVENT_CPU_CYCLES;
    case 4:
        return COUNT_EVERYWHERE | 0x3fff;
    default:
        return PMEVTYPER_U | PMEVTYPER_NSH | EVENT_CPU_CYCLES;
    }
}

/* PMUSERENR.EN gives EL0 all; UEN, what PMUACR has. */
static void let_user_in(void)
{
    if (guest_option("uen=", 0)) {
        reg_write(PMUACR, guest_option("acr=", 0));
        reg_write(PMUSERENR, PMUSERENR_EN | PMUSERENR_UEN |
                  bit_if("er=", PMUSERENR_ER));
    }
}

static void program(void)
{
    uint64_t threshold = (uint64_t)guest_option("tc=", 0) << 61 |
                         (uint64_t)guest_option("th=", 0) << 32;
    uint32_t all = mask_of(cpu.counters) | PMU_C;

    pmu_reset();
    if (cpu.el3) {
        write_sysreg(mdcr_el3, bit_if("spme=", MDCR_EL3_SPME));
    }
    for (unsigned n = 0; n < cpu.counters; n++) {
        reg_write(PMEVTYPER(n), threshold | type_of(n));
        reg_write(PMEVCNTR(n), guest_option("near=", 0) >> n & 1 ?
                  0xffffff00u : 0x1000 * (n + 1));
    }
    reg_write(PMCCFILTR, COUNT_EVERYWHERE);
    reg_write(PMINTENSET, guest_option("int=", 0));
    reg_write(PMOVSSET, guest_option("ovs=", 0));
    reg_write(PMCNTENSET, guest_option("cnten=", all));
    set_mdcr_el2(guest_option("hpmn=", cpu.counters) |
                 bit_if("hpme=", MDCR_EL2_HPME) |
                 bit_if("hpmd=", MDCR_EL2_HPMD) |
                 bit_if("hlp=", MDCR_EL2_HLP) |
                 bit_if("hpmfzo=", MDCR_EL2_HPMFZO));
    reg_write(PMCR, PMCR_LC | bit_if("e=", PMCR_E) | bit_if("lp=", PMCR_LP) |
              bit_if("dp=", PMCR_DP) | bit_if("fzo=", PMCR_FZO));
}

static void show(const char *name, uint64_t value)
{
    print("%s 0x%lx\n", name, value);
}

static void show_all(const char *title)
{
    print("%s\n", title);
    show("PMCR", reg_read(PMCR));
    show("MDCR_EL2", cpu.el2 ? read_sysreg(mdcr_el2) : 0);
    show("PMCNTENSET", reg_read(PMCNTENSET));
    show("PMINTENSET", reg_read(PMINTENSET));
    for (unsigned n = 0; n < cpu.counters; n++) {
        print("%u 0x%lx 0x%lx\n", n, reg_read(PMEVTYPER(n)),
              reg_read(PMEVCNTR(n)));
    }
    print("%u 0x%lx 0x%lx\n", CYCLE_COUNTER, reg_read(PMCCFILTR),
          reg_read(PMCCNTR));
    show("PMOVSSET", reg_read(PMOVSSET));
    show("IRQ", pmu_irq_level());
}

/* In the regime wait=: until a byte comes */
static uint64_t wait_for_byte(uint64_t sel, uint64_t unused)
{
    (void)unused;
    if (sel < CYCLE_COUNTER) {
        reg_write(PMSELR, sel);
        reg_read(PMXEVCNTR);
    }
    if (guest_option("a32=", 0)) {  /* at EL2 */
        write_sysreg(hcr_el2, read_sysreg(hcr_el2) & ~HCR_EL2_RW);
    }
    print("READY\n");
    return console_byte();
}

int main(void)
{
    enum regime home = cpu.home == 3 ? EL3 : cpu.home == 2 ? EL2 : EL1;

    gic_init();
    wait_at = guest_option("wait=", home);
    program();
    let_user_in();
    show_all("BEFORE");
    run_at(wait_at, wait_for_byte, guest_option("sel=", CYCLE_COUNTER), 0);
    show_all("AFTER");
    print("END\n");
    guest_exit(0);
}
