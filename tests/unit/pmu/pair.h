/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One machine, told to the model and to the oracle, and ways to walk through
 * all of them.
 */

#ifndef PMU_PAIR_H
#define PMU_PAIR_H

#include "qemu/osdep.h"
#include "pmu/core/events.h"
#include "oracle.h"
#include "pmu/core/overflow.h"

/* A mask of the counters n for which the oracle says yes */
#define COUNTERS(n, question) ({                                        \
    uint64_t mask_ = 0;                                                 \
    for (int n = 0; n < ORACLE_COUNTERS; n++) {                         \
        mask_ |= (uint64_t)(question) << n;                             \
    }                                                                   \
    mask_;                                                              \
})

/**
 * Pair: a CPU and its registers, in the words of both
 * @cpu, @regs: the oracle's; the rest is the model's
 */
typedef struct Pair {
    OracleCPU cpu;
    OracleRegs regs;
    PMUFeatures features;
    PMUControls controls;
} Pair;

/* pair_tell_cpu: let the model have what the oracle's side of @p says */
void pair_tell_cpu(Pair *p);

/* pair_tell_regs: likewise, the filters left aside */
void pair_tell_regs(Pair *p);

/* pair_set_type: write PMEVTYPER<n>_EL0 or a filter register on both sides */
void pair_set_type(Pair *p, int n, uint32_t typer);

/* pair_text: all of it in one line, for a report; overwritten by the next */
const char *pair_text(const Pair *p);

/*
 * pair_implemented: the counters that exist. pmu_permitted() leaves open what
 * its other bits are; pmu_enabled(), which always goes with it, clears them.
 */
uint64_t pair_implemented(const Pair *p);

/* pair_kind: what the model calls an event */
PMUEventKind pair_kind(OracleEvent event);

/* Regimes as both name them */
typedef struct PairMode {
    PMURegime regime;
    OracleMode mode;
    const char *name;
} PairMode;

#define PAIR_MODES 11
extern const PairMode pair_modes[PAIR_MODES];

/* The values of ID_AA64DFR0_EL1.PMUVer that differ in a rule */
#define PAIR_VERSIONS 8
extern const int pair_versions[PAIR_VERSIONS];

/**
 * pair_cpu: one of all CPUs, but for their counters and their version
 * @i: 0..PAIR_CPUS-1
 *
 * Every combination of the features in which EL3 can use AArch64 only where
 * there is an EL3, sensible or not: users can switch most of them.
 */
#define PAIR_CPUS 48
OracleCPU pair_cpu(int i);

/* A small, fast generator; the seed is any number */
typedef struct PairRandom {
    uint64_t state;
} PairRandom;

uint64_t pair_random(PairRandom *r);

#endif
