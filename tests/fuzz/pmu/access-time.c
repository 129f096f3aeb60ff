/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The access fuzzer's reference: counters over time, each as the range of
 * values that it may hold. See access-reference.h.
 *
 * A step goes from home to a place and back, perhaps through Exception
 * levels between, and its effect comes somewhere on the way. So a counter
 * *may* gain all the time that has passed if it counts anywhere on the way,
 * before or after the effect; it *must* have gained it if it counts
 * everywhere, before and after, and cannot have been frozen.
 */

#include "access-reference.h"

OracleMode time_mode(const struct fuzz_place *p)
{
    OracleMode mode = {
        .el = p->el,
        .security = p->secure ? ORACLE_SECURE
                              : p->realm ? ORACLE_REALM : ORACLE_NONSECURE,
        .aarch32 = p->el == 0 && p->highest32 >= 1,
    };

    if (p->el == 3) {
        mode.security = ORACLE_HIGHEST;
    }
    return mode;
}

OracleMeaning time_event(const Reference *r, int n)
{
    int event = r->regs.typer[n] % 65536;
    OracleMeaning meaning;

    if (n == ORACLE_CYCLES) {
        return MEANS_CYCLE;
    }
    if (n == ORACLE_INSTRUCTIONS) {
        return MEANS_INSTRUCTION;
    }
    meaning = r->machine->snapshot && event == 0x8127 ? MEANS_SNAPSHOT :
              oracle_meaning(event, r->cpu.pmuver, r->icount,
                             r->machine->all);
    return r->cpu.pmuver >= 9 ? oracle_compared(meaning, r->regs.typer[n])
                              : meaning;
}

/* Is each nanosecond one of these events? -icount shift=0 has it so. */
static bool runs_with_time(const Reference *r, OracleMeaning event)
{
    return event == MEANS_CYCLE || (event == MEANS_INSTRUCTION && r->icount);
}

/* Where the CPU is on its way to @p and back */
static int ways(const Reference *r, const struct fuzz_place *p,
                OracleMode mode[4])
{
    struct fuzz_place between = *p;
    int count = 0;

    mode[count++] = time_mode(p);
    mode[count++] = (OracleMode) {
        .el = r->machine->home,
        .security = r->machine->home == 3 ? ORACLE_HIGHEST : ORACLE_NONSECURE,
    };
    if (p->el == 0 && !p->host) {
        between.el = 1;
        mode[count++] = time_mode(&between);
    }
    if (p->el < 2 && p->el2_enabled) {
        between.el = 2;
        mode[count++] = time_mode(&between);
    }
    return count;
}

/*
 * Does time move counter @n in some of these, in all of these? Instructions
 * and what helpers see may occur as time goes by, or not.
 */
static void runs(const Reference *r, int n, const OracleMode *mode, int count,
                 bool *some, bool *all)
{
    OracleMeaning event = time_event(r, n);

    *some = false;
    *all = oracle_enabled(&r->cpu, &r->regs, n) &&
           (event == MEANS_CYCLE || event >= MEANINGS_COUNTED);
    if (*all) {
        for (int i = 0; i < count; i++) {
            bool here = oracle_permitted(&r->cpu, &r->regs, n, mode[i]);

            *some |= here;
            *all &= here && runs_with_time(r, event);
        }
    }
}

/* Frozen if PMOVS were such */
static bool frozen(const Reference *r, int n, uint64_t pmovs)
{
    OracleRegs regs = r->regs;

    if (r->cpu.pmuver < 7 || !pmovs) {
        return false;
    }
    regs.pmovs = pmovs;
    return oracle_frozen(&r->cpu, &regs, n);
}

#define FOR_EACH_COUNTER(r, n)                                          \
    for (int n = 0; n < ORACLE_COUNTERS; n++)                           \
        if (n < (r)->cpu.counters || n == ORACLE_CYCLES ||             \
            (n == ORACLE_INSTRUCTIONS && (r)->cpu.icntr))

static void find_running(const Reference *r, const struct fuzz_place *p,
                         uint64_t *may, uint64_t *must)
{
    OracleMode mode[4];
    int count = ways(r, p, mode);

    *may = *must = 0;
    FOR_EACH_COUNTER(r, n) {
        bool some, all;

        runs(r, n, mode, count, &some, &all);
        if (!frozen(r, n, r->regs.pmovs)) {
            *may |= (uint64_t)some << n;
            *must |= (uint64_t)all << n;
        }
    }
}

static uint64_t nanoseconds(const Reference *r, uint64_t now)
{
    return (now - r->now) * (1000000000 / r->machine->frequency);
}

/* The virtual counter's tick, on both sides */
static uint64_t slack(const Reference *r)
{
    return 1000000000 / r->machine->frequency + 1;
}

/*
 * D divides by 64 unless LC is set; either is possible within a step. An
 * instruction accesses memory twice at most; in real time it takes more than a
 * sixteenth of a nanosecond.
 */
static Wide most(const Reference *r, int n, uint64_t now)
{
    Wide time = nanoseconds(r, now) + slack(r);

    return runs_with_time(r, time_event(r, n)) ? time :
           r->icount ? 2 * time : 32 * time;
}

static Wide least(const Reference *r, int n, uint64_t now)
{
    uint64_t gain = nanoseconds(r, now);

    gain = gain < slack(r) ? 0 : gain - slack(r);
    if (n == ORACLE_CYCLES && oracle_bit(r->regs.pmcr, 3)) {
        gain = gain / 64 < 1 ? 0 : gain / 64 - 1;
    }
    return gain;
}

static Wide limit(const Reference *r, int n)
{
    return (Wide)1 << (oracle_wide(&r->cpu, &r->regs, n) ? 64 : 32);
}

/* Has the step changed the width at which counter @n overflows? */
static bool width_changed(const Reference *r, int n)
{
    return oracle_wide(&r->cpu, &r->regs, n) != oracle_bit(r->wide, n);
}

static bool is_chained(const Reference *r, int n)
{
    return r->machine->chain && n % 2 && n != ORACLE_CYCLES &&
           n < r->cpu.counters && time_event(r, n) == MEANS_CHAIN;
}

/*
 * Overflow status that this step can have set, with what it has changed so
 * far; and in @top, how far each counter can have come.
 */
static uint64_t possible_overflows(Reference *r, uint64_t now)
{
    uint64_t crossed = 0;

    FOR_EACH_COUNTER(r, n) {
        Wide top = r->counter[n].hi;

        if (oracle_bit(r->may, n)) {
            top += most(r, n, now);
        }
        if (oracle_bit(r->incremented, n)) {
            top++;
        }
        if (is_chained(r, n) && oracle_bit(crossed, n - 1)) {
            top += (r->top[n - 1] >> 32) - (r->counter[n - 1].lo >> 32);
        }
        r->top[n] = top;
        if (top / limit(r, n) > r->counter[n].lo / limit(r, n)) {
            crossed |= UINT64_C(1) << n;
        }
    }
    return crossed;
}

/* Of a PMSWINC at @p: at least, at most */
static void increments(const Reference *r, int n, OracleMode mode,
                       bool *at_least, bool *at_most)
{
    /* An overflow of another one may come first and freeze this one. */
    uint64_t others = (r->crossed & ~(UINT64_C(1) << n)) | r->maybe;

    *at_most = oracle_bit(r->incremented, n) &&
               time_event(r, n) == r->by &&
               oracle_enabled(&r->cpu, &r->regs, n) &&
               oracle_permitted(&r->cpu, &r->regs, n, mode) &&
               !frozen(r, n, r->regs.pmovs);
    *at_least = *at_most && !frozen(r, n, r->regs.pmovs | others);
}

/* May counter @n count overflows of its neighbour? R32 */
static bool may_chain(const Reference *r, int n)
{
    return is_chained(r, n) && oracle_bit(r->regs.pmcnten, n) &&
           (!oracle_wide(&r->cpu, &r->regs, n - 1) || width_changed(r, n - 1));
}

/* Must it? @mode: where the neighbour may overflow */
static bool must_chain(const Reference *r, int n, const OracleMode *mode,
                       int count)
{
    if (!may_chain(r, n) || width_changed(r, n - 1) ||
        n == oracle_hpmn(&r->cpu, r->regs.mdcr_el2) ||
        !oracle_enabled(&r->cpu, &r->regs, n) ||
        oracle_freezes(&r->cpu, &r->regs, n - 1) ||
        frozen(r, n, r->regs.pmovs | r->maybe | r->crossed)) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (!oracle_permitted(&r->cpu, &r->regs, n, mode[i])) {
            return false;
        }
    }
    return true;
}

void time_before(Reference *r, const struct fuzz_place *p, uint64_t now)
{
    OracleMode mode[4];
    int count = ways(r, p, mode);

    r->read = r->written = r->cleared = r->incremented = 0;
    r->wide = r->may_chain = r->must_chain = 0;
    FOR_EACH_COUNTER(r, n) {
        r->wide |= (uint64_t)oracle_wide(&r->cpu, &r->regs, n) << n;
    }
    find_running(r, p, &r->may, &r->must);
    r->crossed = possible_overflows(r, now);
    FOR_EACH_COUNTER(r, n) {
        if (frozen(r, n, r->regs.pmovs | r->maybe | r->crossed)) {
            r->must &= ~(UINT64_C(1) << n);
        }
        r->may_chain |= (uint64_t)may_chain(r, n) << n;
        r->must_chain |= (uint64_t)must_chain(r, n, mode, count) << n;
    }
}

/* What an odd counter gains by @after, once @before, of its neighbour */
static Range chain_gain(const Reference *r, int n, const OracleMode *mode,
                        int count, Range before, Range after)
{
    Wide first = after.lo >> 32, last = before.hi >> 32;
    uint64_t touched = r->read | r->written;
    bool must = oracle_bit(r->must_chain, n);
    Range gain = { 0, 0 };

    if (!oracle_bit(r->may_chain, n) && !may_chain(r, n)) {
        return gain;
    }
    gain.hi = (after.hi >> 32) - (before.lo >> 32);
    /* Those before a write of the neighbour are lost to us. */
    gain.hi += oracle_bit(touched, n - 1) && oracle_bit(r->crossed, n - 1);
    /* PMSWINC changes nothing else, and we know where it comes. */
    if (oracle_bit(r->incremented, n - 1)) {
        must = true;
        count = 1;
    }
    /* What the step made known may hold the overflow, or have ended it. */
    if (first > last && must && !oracle_bit(touched, n) &&
        must_chain(r, n, mode, count)) {
        gain.lo = first - last;
    }
    return gain;
}

/* What counter @n gains; @before: the neighbour's range before the step */
static Range gain_of(const Reference *r, int n, const struct fuzz_place *p,
                     uint64_t now, Range before)
{
    OracleMode mode[4];
    int count = ways(r, p, mode);
    bool at_least, at_most;
    Range gain = { 0, 0 };

    if (n % 2 && n != ORACLE_CYCLES) {
        gain = chain_gain(r, n, mode, count, before, r->counter[n - 1]);
    }
    if (oracle_bit(r->may, n)) {
        gain.hi += most(r, n, now);
    }
    if (oracle_bit(r->must, n) &&
        !frozen(r, n, r->regs.pmovs | r->maybe | r->crossed)) {
        gain.lo += least(r, n, now);
    }
    increments(r, n, mode[0], &at_least, &at_most);
    gain.lo += at_least;
    gain.hi += at_most;
    return gain;
}

/* Overflow status after @before has become @after */
static void set_overflow(Reference *r, int n, Range before, Range after)
{
    uint64_t bit = UINT64_C(1) << n;
    Wide wrap = limit(r, n);

    if (after.lo / wrap > before.hi / wrap && !(r->cleared & bit) &&
        !width_changed(r, n)) {
        r->regs.pmovs |= bit;
        r->maybe &= ~bit;
    } else if ((after.hi / wrap > before.lo / wrap || (r->crossed & bit)) &&
               !(r->regs.pmovs & bit)) {
        r->maybe |= bit;
    }
}

/* Before FEAT_PMUv3p5 an event counter has 32 bits. */
static void wrap_around(const Reference *r, int n, Range *value)
{
    int bits = r->cpu.pmuver < 6 && n < ORACLE_CYCLES ? 32 : 64;
    Wide turns = value->lo >> bits << bits;

    value->lo -= turns;
    value->hi -= turns;
}

void time_after(Reference *r, const struct fuzz_place *p, uint64_t now)
{
    uint64_t may, must;
    Range before[ORACLE_COUNTERS] = { };

    find_running(r, p, &may, &must);
    r->may |= may;
    r->must &= must & ~(r->read | r->written);
    r->crossed |= possible_overflows(r, now);
    FOR_EACH_COUNTER(r, n) {
        Range gain = gain_of(r, n, p, now, before[n ? n - 1 : 0]);

        before[n] = r->counter[n];
        r->counter[n].lo += gain.lo;
        r->counter[n].hi += gain.hi;
    }
    /* Not before all have counted: it may freeze them. */
    FOR_EACH_COUNTER(r, n) {
        set_overflow(r, n, before[n], r->counter[n]);
        wrap_around(r, n, &r->counter[n]);
    }
    r->now = now;
}
