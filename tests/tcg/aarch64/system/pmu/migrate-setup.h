/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How migrate.c programs the PMU: what -append asks for, and what follows for
 * each counter.
 *
 * Options, all numbers: hpmn= e= hpme= spme= wait= (a regime), ovs= and int=
 * (masks), due= (milliseconds to an overflow), event=, record=, stock= where
 * stock QEMU is to carry on, d= (PMCR.D), fzo= (PMCR.FZO), and chain=, for
 * counter 1 to count the overflows of counter 0. With pmu=0, on a CPU
 * without a PMU, only MDCR_EL2 is looked at.
 */
#ifndef MIGRATE_SETUP_H
#define MIGRATE_SETUP_H

#include "lib/guest.h"

#define CYCLE_COUNTER 31

/* The counters 0..N_impl-1, then the cycle counter */
#define for_each_counter(n) \
    for (n = cpu.counters ? 0 : CYCLE_COUNTER; n < 32; n = next_counter(n))

extern struct setup {
    unsigned hpmn, event;
    bool e, hpme, spme, stock, d, fzo, chain;
    enum regime wait;
    uint32_t ovs, inten, due;
} setup;

/* What a counter is used for, by its place in its range */
enum role { ALWAYS, WAITING, SOFTWARE, DISABLED, CHAINED };

/* Where it counts, of the places where this guest is */
enum place { NOWHERE, AT_WAIT, ALL_THE_TIME };

unsigned next_counter(unsigned n);

/* Fill in setup. */
void read_options(void);

enum role role_of(unsigned n);
enum place counts(unsigned n);

/* Enabled, and its range too, and not frozen */
bool running(unsigned n);

/* MDCR_EL3.SPME = 0 stops the event counters at EL3, which is home. */
bool prohibited_at_home(unsigned n);

/* PMEVTYPER<n> */
uint32_t type_of(unsigned n);

/* Counters that shall overflow after a while, and interrupt */
uint32_t due_counters(void);

#endif
