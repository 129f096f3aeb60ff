/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A naive PMU that runs: see naive.h.
 */

#include "naive.h"

static bool divided(uint64_t pmcr)
{
    return oracle_bit(pmcr, 3) && !oracle_bit(pmcr, 6);
}

OracleMeaning naive_meaning(const Naive *v, int n)
{
    OracleMeaning event;

    if (n == ORACLE_CYCLES) {
        return MEANS_CYCLE;
    }
    if (n == ORACLE_INSTRUCTIONS) {
        return MEANS_INSTRUCTION;
    }
    event = oracle_meaning(v->regs.typer[n] % 65536, v->cpu.pmuver, v->icount,
                           v->all);
    return v->cpu.pmuver >= 9 ? oracle_compared(event, v->regs.typer[n])
                              : event;
}

void naive_write_counter(Naive *v, int n, uint64_t value)
{
    bool narrow = v->cpu.pmuver < 6 && n < ORACLE_CYCLES;

    v->value[n] = narrow ? value % (UINT64_C(1) << 32) : value;
}

void naive_write_pmcr(Naive *v, uint64_t value)
{
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if (n != ORACLE_INSTRUCTIONS &&
            oracle_bit(value, n == ORACLE_CYCLES ? 2 : 1)) {
            v->value[n] = 0;
        }
    }
    if (divided(value) != divided(v->regs.pmcr)) {
        v->remainder = 0;
    }
    /* P and C read as zero. */
    v->regs.pmcr = value & ~UINT64_C(6);
}

/* Nothing stops it, its event and the CPU's place left aside */
static bool goes(const Naive *v, int n)
{
    return oracle_enabled(&v->cpu, &v->regs, n) &&
           !oracle_frozen(&v->cpu, &v->regs, n);
}

/* Who counts, and whose overflow is counted, when something occurs */
typedef struct Moment {
    bool counts[ORACLE_COUNTERS], chained[ORACLE_COUNTERS];
} Moment;

static Moment this_moment(const Naive *v)
{
    Moment moment = { };

    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        moment.counts[n] = goes(v, n) && oracle_permitted(&v->cpu, &v->regs, n,
                                                          v->mode);
        /* Where the odd one may count is not asked (R32). */
        moment.chained[n] = n % 2 == 0 && n + 1 < v->cpu.counters &&
                            goes(v, n + 1) &&
                            naive_meaning(v, n + 1) == MEANS_CHAIN &&
                            !oracle_wide(&v->cpu, &v->regs, n);
    }
    return moment;
}

static void add(Naive *v, const Moment *moment, int n, uint64_t times)
{
    uint64_t overflows = oracle_overflows(v->value[n], times,
                                          oracle_wide(&v->cpu, &v->regs, n));

    naive_write_counter(v, n, v->value[n] + times);
    if (overflows && !oracle_bit(v->regs.pmovs, n)) {
        v->regs.pmovs += UINT64_C(1) << n;
    }
    if (overflows && moment->chained[n]) {
        add(v, moment, n + 1, overflows);
    }
}

static void cycle(Naive *v, const Moment *moment, int n)
{
    if (n == ORACLE_CYCLES && divided(v->regs.pmcr)) {
        v->remainder++;
        if (v->remainder < 64) {
            return;
        }
        v->remainder = 0;
    }
    add(v, moment, n, 1);
}

void naive_pass(Naive *v, int64_t ns)
{
    Moment moment = this_moment(v);

    while (ns--) {
        uint64_t before = v->regs.pmovs;

        for (int n = 0; n < ORACLE_COUNTERS; n++) {
            if (moment.counts[n] && naive_meaning(v, n) == MEANS_CYCLE) {
                cycle(v, &moment, n);
            }
        }
        if (v->regs.pmovs != before) {
            moment = this_moment(v);
        }
    }
}

void naive_block(Naive *v, const uint32_t times[MEANINGS])
{
    Moment moment = this_moment(v);

    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        OracleMeaning meaning = naive_meaning(v, n);

        if (moment.counts[n] && meaning >= MEANINGS_COUNTED) {
            add(v, &moment, n, times[meaning]);
        }
    }
}

void naive_sw_incr(Naive *v, uint64_t mask)
{
    Moment moment = this_moment(v);

    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if (oracle_bit(mask, n) && moment.counts[n] &&
            naive_meaning(v, n) == MEANS_SW_INCR) {
            add(v, &moment, n, 1);
        }
    }
}
