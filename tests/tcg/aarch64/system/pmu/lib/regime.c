/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Regimes: Exception level, security state, E2H/TGE. One table says what
 * each is, run_at() goes there and comes back.
 */
#include "internal.h"

#define SPSR_DAIF (15ull << 6)

static const struct {
    const char *name;
    unsigned el;
    bool secure;    /* SCR_EL3.NS = 0 */
    bool eel2;      /* Secure, with Secure EL2 enabled */
    bool host;      /* HCR_EL2.{E2H,TGE} = {1,1} */
} regimes[REGIMES] = {
    [EL3]       = { "EL3", .el = 3 },
    [EL3_S]     = { "EL3 with NS=0", .el = 3, .secure = true },
    [EL2]       = { "EL2", .el = 2 },
    [EL2_HOST]  = { "host EL2", .el = 2, .host = true },
    [EL1]       = { "EL1", .el = 1 },
    [EL0]       = { "EL0", .el = 0 },
    [EL0_HOST]  = { "host EL0", .el = 0, .host = true },
    [SEL2]      = { "Secure EL2", .el = 2, .secure = true, .eel2 = true },
    [SEL1]      = { "Secure EL1", .el = 1, .secure = true },
    [SEL0]      = { "Secure EL0", .el = 0, .secure = true },
    [SEL1_EEL2] = { "Secure EL1 under EL2", .el = 1, .secure = true,
                    .eel2 = true },
    [SEL0_EEL2] = { "Secure EL0 under EL2", .el = 0, .secure = true,
                    .eel2 = true },
};

const char *regime_name(enum regime r)
{
    return regimes[r].name;
}

unsigned regime_el(enum regime r)
{
    return regimes[r].el;
}

bool regime_secure(enum regime r)
{
    return regimes[r].secure;
}

bool regime_host(enum regime r)
{
    return regimes[r].host;
}

bool regime_exists(enum regime r)
{
    return regimes[r].el <= cpu.home &&
           (regimes[r].el != 2 || cpu.el2) &&
           (!regimes[r].secure || cpu.el3) &&
           (!regimes[r].eel2 || cpu.sel2) &&
           (!regimes[r].host || cpu.vhe);
}

enum regime regime_next(unsigned from)
{
    while (from < REGIMES && !regime_exists(from)) {
        from++;
    }
    return from;
}

bool regime_el2_enabled(enum regime r)
{
    return cpu.el2 && (!regimes[r].secure || regimes[r].eel2);
}

unsigned regime_undef_el(enum regime r)
{
    if (regimes[r].el == 0) {
        return regimes[r].host ? 2 : 1;
    }
    return regimes[r].el;
}

static void set_regime(enum regime r)
{
    regime_default();
    if (cpu.el3) {
        uint64_t scr = read_sysreg(scr_el3);

        scr = regimes[r].secure ? scr & ~SCR_EL3_NS : scr;
        scr = regimes[r].eel2 ? scr | SCR_EL3_EEL2 : scr;
        write_sysreg(scr_el3, scr);
    }
    if (regimes[r].host) {
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

/* EL0 can only make an SVC; a handler above passes the call on. */
static uintptr_t way_home(unsigned el)
{
    if (el == 0) {
        return (uintptr_t)lower_svc;
    }
    return (uintptr_t)(cpu.home == 3 ? lower_smc : lower_hvc);
}

uint64_t run_at(enum regime r, guest_fn *fn, uint64_t a, uint64_t b)
{
    unsigned el = regimes[r].el;
    uint64_t value;

    trap_clear();
    set_regime(r);
    if (el == cpu.home) {
        value = fn(a, b);
    } else {
        set_stacks();
        set_return(way_home(el), SPSR_DAIF | el << 2 | (el != 0));
        value = enter_lower(a, b, fn);
    }
    regime_default();
    return value;
}
