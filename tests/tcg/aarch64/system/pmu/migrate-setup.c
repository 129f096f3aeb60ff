/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How migrate.c programs the PMU.
 */
#include "migrate-setup.h"

struct setup setup;

static enum regime home(void)
{
    return cpu.home == 3 ? EL3 : cpu.home == 2 ? EL2 : EL1;
}

void read_options(void)
{
    unsigned all = cpu.counters;

    setup.hpmn = cpu.el2 ? guest_option("hpmn=", all) : all;
    setup.e = guest_option("e=", 0);
    setup.hpme = guest_option("hpme=", 0);
    setup.spme = guest_option("spme=", 0);
    setup.stock = guest_option("stock=", 0);
    setup.d = guest_option("d=", 0);
    setup.fzo = guest_option("fzo=", 0);
    setup.chain = guest_option("chain=", 0);
    setup.wait = guest_option("wait=", home());
    setup.ovs = guest_option("ovs=", 0);
    setup.inten = guest_option("int=", 0);
    setup.due = guest_option("due=", 0) * 1000000;
    setup.event = guest_option("event=", EVENT_CPU_CYCLES);
}

static bool in_first_range(unsigned n)
{
    return n == CYCLE_COUNTER || n < setup.hpmn;
}

/* R29, in the first range only; PMCR.DP is clear. */
static bool frozen(unsigned n)
{
    return setup.fzo && (setup.ovs & mask_of(setup.hpmn)) &&
           n < setup.hpmn;
}

bool running(unsigned n)
{
    return in_first_range(n) ? setup.e && !frozen(n) : setup.hpme;
}

bool prohibited_at_home(unsigned n)
{
    return cpu.el3 && !setup.spme && n != CYCLE_COUNTER;
}

enum role role_of(unsigned n)
{
    unsigned place = n < setup.hpmn ? n : n - setup.hpmn;

    if (n == CYCLE_COUNTER) {
        return ALWAYS;
    }
    if (setup.chain && n == 1) {
        return CHAINED;
    }
    return place < DISABLED ? place : DISABLED;
}

enum place counts(unsigned n)
{
    if (!running(n) || role_of(n) >= SOFTWARE) {
        return NOWHERE;
    }
    if (setup.wait == home()) {
        return prohibited_at_home(n) ? NOWHERE : ALL_THE_TIME;
    }
    return role_of(n) == WAITING || prohibited_at_home(n) ? AT_WAIT
                                                          : ALL_THE_TIME;
}

unsigned next_counter(unsigned n)
{
    return n + 1 < cpu.counters ? n + 1 : n < CYCLE_COUNTER ? CYCLE_COUNTER
                                                            : 32;
}

uint32_t due_counters(void)
{
    uint32_t mask = 0;
    unsigned n;

    for_each_counter(n) {
        if (setup.due && n != CYCLE_COUNTER && role_of(n) == ALWAYS &&
            counts(n) == ALL_THE_TIME) {
            mask |= 1u << n;
        }
    }
    return mask;
}

uint32_t type_of(unsigned n)
{
    switch (role_of(n)) {
    case WAITING:
        return setup.event | only_in(setup.wait);
    case SOFTWARE:
        return EVENT_SW_INCR | COUNT_EVERYWHERE;
    case CHAINED:
        return EVENT_CHAIN | COUNT_EVERYWHERE;
    default:
        return setup.event | COUNT_EVERYWHERE;
    }
}
