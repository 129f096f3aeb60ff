/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A naive PMU that runs: one counter and one nanosecond at a time.
 *
 * No totals, no budgets, no deadlines: each nanosecond and each block of
 * code asks the oracle who counts, and adds (R24..R32). What the engine
 * leaves open is fixed here as its headers promise:
 *
 * - All events of one nanosecond, or of one block, are counted before an
 *   overflow freezes anything.
 * - What was counted towards PMCCNTR with PMCR.D set is forgotten when the
 *   division is switched.
 */

#ifndef PMU_NAIVE_H
#define PMU_NAIVE_H

#include "oracle.h"
#include "oracle-events.h"

/**
 * Naive: a PMU
 * @cpu, @icount, @all: what it implements
 * @regs: change at will, but for PMCR
 * @mode: where the CPU is; likewise
 * @value: the counters
 * @remainder: cycles towards the next count of PMCCNTR
 */
typedef struct Naive {
    OracleCPU cpu;
    bool icount, all;
    OracleRegs regs;
    OracleMode mode;
    uint64_t value[ORACLE_COUNTERS];
    int remainder;
} Naive;

/* naive_meaning: what makes counter @n count, if it does */
OracleMeaning naive_meaning(const Naive *v, int n);

/* naive_write_counter: before PMUv3p5, 32 bits of it */
void naive_write_counter(Naive *v, int n, uint64_t value);

/* naive_write_pmcr: with P and C (R19, R20) */
void naive_write_pmcr(Naive *v, uint64_t value);

/* naive_pass: let so many nanoseconds go by */
void naive_pass(Naive *v, int64_t ns);

/* naive_block: a block in which each meaning occurs so often */
void naive_block(Naive *v, const uint32_t times[MEANINGS]);

/* naive_sw_incr: a write to PMSWINC_EL0 (R18) */
void naive_sw_incr(Naive *v, uint64_t mask);

#endif
