/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events that guests count one by one, to the last digit, and a way to
 * count as many of them at once as there are counters.
 *
 * What is counted is a *sequence*: a function that starts to count with a
 * write of PMCNTENSET and stops with one of PMCNTENCLR. That write is itself
 * the last instruction that counts.
 */
#ifndef PMU_GUEST_EVENT_TABLE_H
#define PMU_GUEST_EVENT_TABLE_H

#include "lib/guest.h"

/* What events count; several may count the same. */
enum what {
    INST, LD, ST, MEM, BR, BR_IMMED, BR_RETURN, BR_INDIRECT, PC_WRITE, DP,
    ASE, VFP, CRYPTO, LDREX, STREX, STREX_PASS, STREX_FAIL, CID_WRITE,
    TTBR_WRITE, EXC_RETURN, EXC_TAKEN, EXC_UNDEF, EXC_SVC, EXC_PABORT,
    EXC_DABORT, EXC_IRQ, EXC_SMC, EXC_HVC, EXC_TRAP_PABORT, EXC_TRAP_DABORT,
    EXC_TRAP_OTHER, EXC_TRAP_IRQ, DTLB_FILL, ITLB_FILL, WHATS
};

/**
 * struct event - one event
 * @what: what it counts; WHATS for nothing, ever
 * @since: the version of the PMU, as PMUVer has it
 */
struct event {
    uint16_t number;
    const char *name;
    uint8_t what, since;
};

extern const struct event events[];

/* events_next() - the first from @i on that this CPU's version has, or -1 */
int events_next(int i);

#define for_each_event(i) \
    for (i = events_next(0); i >= 0; i = events_next(i + 1))

/* PMCEID says that there is more than cycles to count. */
bool events_there(void);

/* How often each of them happens */
struct counts {
    uint16_t of[WHATS];
};

/* counts_add() - add @times @more to @counts */
void counts_add(struct counts *counts, const struct counts *more,
                unsigned times);

/**
 * struct counted - where to count, and what to expect
 * @filter: PMEVTYPER's bits
 * @want: NULL for nowhere
 */
struct counted {
    uint32_t filter;
    const struct counts *want;
    const char *name;
};

/* Places in assembly: vectors of the library and of a guest, a second CPU's */
extern char vectors_el1[], vectors_el2[], vectors_el3[];
extern char leave_vectors_el1[], leave_vectors_el2[], leave_vectors_el3[];
extern char second_entry[];

/* What is before and behind random code, as words */
extern uint32_t random_head[], random_head_end[];
extern uint32_t random_tail[], random_tail_end[];

/**
 * expect_counts() - run a sequence until all events were counted in it
 * @r, @fn: it is called as fn(@a, mask for PMCNTENSET), by run_at()
 * @places: two of them
 * @before: called before each run, NULL for nothing
 *
 * Within an open test. Fills of QEMU's TLB are not among these events.
 */
void expect_counts(enum regime r, guest_fn *fn, uint64_t a,
                   const struct counted places[2], void (*before)(void));

#endif
