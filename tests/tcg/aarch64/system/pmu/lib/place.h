/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places: the regimes of guest.h, and those that run_at() cannot go to, with
 * AArch32 or in Realm state. Home is always AArch64, and never Realm.
 */
#ifndef PMU_GUEST_PLACE_H
#define PMU_GUEST_PLACE_H

#include "guest.h"

/**
 * struct place - where an instruction runs
 * @regime: Exception level, EL2's part, and the state unless @realm
 * @highest32: the highest Exception level that uses AArch32; A64_ONLY
 * @realm: Realm state in place of Non-secure
 */
struct place {
    enum regime regime;
    int highest32;
    bool realm;
};

#define A64_ONLY (-1)

#define for_each_place(p) \
    for (p = place_first(); p.regime < REGIMES; p = place_next(p))

/* place_first(), place_next() - the places that this machine has */
struct place place_first(void);
struct place place_next(struct place p);

/* place_name() - in memory that the next call overwrites */
const char *place_name(struct place p);

bool place_is_a32(struct place p);

/* The Exception level that takes an UNDEFINED instruction of @p */
unsigned place_undef_el(struct place p);

/* Instructions; the rest is 0. AArch64's end with RET, AArch32's do not. */
struct code {
    uint32_t word[8];
};

/**
 * place_run() - run @a64 or @a32, whichever @p uses
 * @a, @b: x0 and x1 there, or r0 and r1; r2 is 0
 *
 * Return: x0, or r0 with r1 as its high half.
 */
uint64_t place_run(struct place p, const struct code *a64,
                   const struct code *a32, uint64_t a, uint64_t b);

/**
 * place_read(), place_write() - access a system register at @p
 * @reg: SYSREG() of the AArch64 name; AArch32 uses the register that is
 * mapped to it, by MRC or MCR
 *
 * Ask trap_seen() afterwards. A read that does not happen returns POISON,
 * in AArch32 its low half.
 */
uint64_t place_read(struct place p, unsigned reg);
void place_write(struct place p, unsigned reg, uint64_t value);

/* The same with PMCCNTR by MRRC and MCRR; AArch32 only */
uint64_t place_read_pair(struct place p);
void place_write_pair(struct place p, uint64_t value);

/* trap_at() - what trap_seen() says of a trapped place_read() or _write() */
uint64_t trap_at(struct place p, unsigned el, unsigned reg, bool read);

/* place_counted() - counted_at(), anywhere */
uint32_t place_counted(struct place p);

/**
 * place_counted_inside() - which counters gain between two writes of PMCR
 *
 * Both are made at @p, of E and of 0, so what counts at home has no part.
 * Counters of the first range only; PMUSERENR lets EL0 write PMCR.
 */
uint32_t place_counted_inside(struct place p);

/* place_only() - filter bits that let a counter count at @p, not at home */
uint32_t place_only(struct place p);

#define PMEVTYPER_RLK   (1u << 22)
#define PMEVTYPER_RLU   (1u << 21)
#define PMEVTYPER_RLH   (1u << 20)

#define MDCR_EL2_REG    SYSREG(3, 4, 1, 1, 1)

#endif
