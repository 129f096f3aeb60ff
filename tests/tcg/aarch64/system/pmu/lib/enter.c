/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way to another Exception level and security state, and home again,
 * where home is AArch64.
 */
#include "internal.h"

static void set_regime(enum regime r)
{
    regime_default();
    if (cpu.el3) {
        uint64_t scr = read_sysreg(scr_el3);

        scr = regime_secure(r) ? scr & ~SCR_EL3_NS : scr;
        scr = regime_eel2(r) ? scr | SCR_EL3_EEL2 : scr;
        write_sysreg(scr_el3, scr);
    }
    if (regime_host(r)) {
        write_sysreg(hcr_el2, HCR_EL2_RW | HCR_EL2_E2H | HCR_EL2_TGE);
    }
}

static uintptr_t stack_of(unsigned el)
{
    return (uintptr_t)stack_start + (el + 1) * STACK_SIZE;
}

static void set_stacks(void)
{
    write_sysreg(sp_el0, stack_of(0));
    if (cpu.home > 1) {
        write_sysreg(sp_el1, stack_of(1));
    }
    if (cpu.home > 2 && cpu.el2) {
        write_sysreg(sp_el2, stack_of(2));
    }
}

static void set_return(uintptr_t elr, uint64_t spsr)
{
    if (cpu.home == 3) {
        write_sysreg(elr_el3, elr);
        write_sysreg(spsr_el3, spsr);
    } else if (cpu.home == 2) {
        write_sysreg(elr_el2, elr);
        write_sysreg(spsr_el2, spsr);
    } else {
        write_sysreg(elr_el1, elr);
        write_sysreg(spsr_el1, spsr);
    }
}

uint64_t enter(uintptr_t elr, uint64_t spsr, guest_fn *fn, uint64_t a,
               uint64_t b)
{
    set_stacks();
    set_return(elr, spsr);
    return enter_lower(a, b, fn);
}

/* EL0 can only make an SVC; a handler above passes the call on. */
uintptr_t way_home(unsigned el)
{
    if (el == 0) {
        return (uintptr_t)lower_svc;
    }
    return (uintptr_t)(cpu.home == 3 ? lower_smc : lower_hvc);
}

uint64_t run_at(enum regime r, guest_fn *fn, uint64_t a, uint64_t b)
{
    unsigned el = regime_el(r);
    uint64_t value;

    trap_clear();
    set_regime(r);
    if (el == cpu.home) {
        value = fn(a, b);
    } else {
        value = enter(way_home(el), SPSR_DAIF | el << 2 | (el != 0), fn, a,
                      b);
    }
    regime_default();
    return value;
}

/* Physical interrupts must reach home, whatever Exception level that is. */
static void route_to_home(void)
{
    if (cpu.home == 3) {
        write_sysreg(scr_el3, read_sysreg(scr_el3) | SCR_EL3_IRQ);
    } else if (cpu.home == 2) {
        write_sysreg(hcr_el2, read_sysreg(hcr_el2) | HCR_EL2_IMO);
    }
}

void wait_interruptible(bool (*done)(void))
{
    route_to_home();
    asm volatile("msr daifclr, #2\n\tisb" : : : "memory");
    while (!done()) {
        continue;
    }
    asm volatile("msr daifset, #2" : : : "memory");
    regime_default();
}
