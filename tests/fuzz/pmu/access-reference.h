/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A naive reference of the PMU's register file: told what a guest did and
 * what came of it, it says whether that is what the rules want.
 *
 * Written from the Arm ARM (DDI 0487, D13, D24.3, D24.5, G8.4) like the
 * oracle of the unit tests, which it asks which counters count and may be
 * accessed; it shares no code with the model. Where the architecture leaves
 * a choice, it knows the one that the model's headers promise.
 *
 * What is exact: every trap and its syndrome, every bit of a register that
 * the CPU implements, and counters whose event is not time. A counter that
 * runs with time has a lowest and a highest possible value, from the virtual
 * counter before and after each step; an overflow status bit that hangs on
 * it may be unknown until it is read.
 */

#ifndef PMU_ACCESS_REFERENCE_H
#define PMU_ACCESS_REFERENCE_H

#include "access-script.h"
#include "oracle.h"
#include "oracle-events.h"

/* Wide enough to count past 64 bits */
typedef unsigned __int128 Wide;

typedef struct Range {
    Wide lo, hi;
} Range;

/**
 * Reference: the registers, as they must be
 * @icount: instructions are counted
 * @regs: regs.pmovs are the bits that are set for certain
 * @maybe: bits of PMOVS that are not known; clear in regs.pmovs
 * @counter: what each may hold now
 * @saved: what was captured of each
 * @now: the virtual counter after the last step
 * @why: what differed
 *
 * The rest is about one step:
 * @may, @must: the counters that time can have moved, that it has moved
 * @may_chain, @must_chain: before it, those that could, that had to count an
 *   overflow of their neighbour
 * @wide: the counters that overflowed at 64 bits before it
 * @top: the highest that a counter can have been during the step
 * @crossed: overflow status that can have been set during the step
 * @read, @written: counters whose value the step has made known
 * @cleared: bits that the step cleared in PMOVS
 * @incremented, @by: counters that a write of PMSWINC was for, or a capture,
 *   and which event they have then
 */
typedef struct Reference {
    const struct fuzz_machine *machine;
    bool icount;
    OracleCPU cpu;
    OracleRegs regs;
    uint64_t maybe;
    Range counter[ORACLE_COUNTERS], saved[ORACLE_COUNTERS];
    uint64_t pmsscr, pmecr;
    uint32_t pmselr, pmuserenr;
    uint64_t pmuacr;
    uint64_t fgt_read, fgt_write, fgt2_read, fgt2_write, fgt2_other[3];
    bool fgten2;
    uint64_t now;
    char why[256];

    uint64_t may, must, may_chain, must_chain, wide, crossed;
    uint64_t read, written, cleared, incremented;
    OracleMeaning by;
    Wide top[ORACLE_COUNTERS];
} Reference;

void reference_init(Reference *r, const struct fuzz_machine *machine,
                    bool icount);

/* reference_step: false, and @why, if @result is not what it must be */
bool reference_step(Reference *r, const struct fuzz_step *step,
                    const struct fuzz_result *result);

/* The place of a step */
const struct fuzz_place *reference_place(const struct fuzz_machine *machine,
                                         const struct fuzz_step *step);
bool reference_is_a32(const struct fuzz_place *p);

/* --- access-registers.c: which register is it, and who may access it? --- */

typedef enum Register {
    REG_NONE, PMCR, PMCNTENSET, PMCNTENCLR, PMOVSCLR, PMSWINC, PMSELR,
    PMCEID0, PMCEID1, PMCEID2, PMCEID3, PMCCNTR, PMXEVTYPER, PMXEVCNTR,
    PMUSERENR, PMOVSSET, PMINTENSET, PMINTENCLR, PMMIR, PMEVCNTR, PMEVTYPER,
    PMCCFILTR, PMUACR, PMZR, PMICNTR, PMICFILTR,
    PMECR, PMSSCR, PMSAVED, MDCR_EL2, MDCR_EL3, SDER32_EL3,
    HDFGRTR, HDFGWTR,
    HDFGRTR2, HDFGWTR2, HFGRTR2, HFGWTR2, HFGITR2,
} Register;

#define ENCODING(op0, op1, crn, crm, op2) \
    ((op0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))

/* register_at: what the encoding is at @p; the counter's number in @n */
Register register_at(const Reference *r, const struct fuzz_place *p,
                     uint32_t encoding, int *n);

/* register_name: the encoding as text; overwritten by the next */
const char *register_name(const Reference *r, const struct fuzz_place *p,
                          uint32_t encoding);

/* access_trap: the exception that the access must take, or 0 */
uint64_t access_trap(const Reference *r, const struct fuzz_place *p,
                     const struct fuzz_step *step);

/*
 * Would FEAT_FGT2 trap a read or write of what @bit is for, or MDCR_EL3.EnPM2?
 * (R53)
 */
bool reference_fgt2_traps(const Reference *r, const struct fuzz_place *p,
                          bool read, int bit);
bool reference_enpm2_traps(const Reference *r, const struct fuzz_place *p);

/* Is PMUSERENR.UEN in effect for an access from @p? (R54) */
bool reference_uen(const Reference *r, const struct fuzz_place *p);

/* --- access-read.c: what is read --- */

/* reference_read: false, and @why, if @reg cannot hold @got */
bool reference_read(Reference *r, const struct fuzz_place *p, Register reg,
                    int n, uint64_t got);

/* Is it a count, or the type or filter of one? */
bool reference_is_counters(Register reg);

/* What was captured of counter @n */
bool reference_read_saved(Reference *r, int n, uint64_t got);

/* The same of a counter; @got has so many bits */
bool reference_read_counter(Reference *r, int n, uint64_t got, int bits);

/* Sets @why if they differ */
bool reference_differs(Reference *r, const char *what, uint64_t got,
                       uint64_t want);

/* The bits of registers with a bit a counter that @p has access to */
uint64_t reference_accessible(const Reference *r, const struct fuzz_place *p);

/* Those of them that PMUACR and PMUSERENR leave to it: to read, to write */
uint64_t reference_readable(const Reference *r, const struct fuzz_place *p);
uint64_t reference_writable(const Reference *r, const struct fuzz_place *p);
uint64_t reference_increments(const Reference *r, const struct fuzz_place *p);

/* Is counter @n, with its type, zero to a read; is a write ignored? (R54) */
bool reference_hides(const Reference *r, const struct fuzz_place *p, int n);
bool reference_ignores(const Reference *r, const struct fuzz_place *p, int n);

/* Of what PMZR zeroes, without that of the instruction counter if it traps */
uint64_t reference_zeroable(const Reference *r, const struct fuzz_place *p);

/* The bits of PMUSERENR that @p sees */
uint64_t reference_user_bits(const Reference *r, const struct fuzz_place *p);

/* Of PMCR, E, D, DP and LC, LP and FZO, if the CPU has them */
uint64_t reference_pmcr_bits(const Reference *r);

/* --- access-time.c: counters that run --- */

/* The oracle's name of a place's state */
OracleMode time_mode(const struct fuzz_place *p);

/* What moves counter @n */
OracleMeaning time_event(const Reference *r, int n);

/* time_before: what can have happened until the step's own effect */
void time_before(Reference *r, const struct fuzz_place *p, uint64_t now);

/* time_after: and with it; @now is then what time it is */
void time_after(Reference *r, const struct fuzz_place *p, uint64_t now);

#endif
