/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a PMU at one moment of a sequence, on the model's and on the
 * oracle's side, and whether the two agree.
 */

#ifndef PMU_LIFE_H
#define PMU_LIFE_H

#include "pair.h"

/**
 * Life: of a PMU
 * @p: features and controls; PMOVS and PMINTEN there are the oracle's
 * @oracle_value: the counters, as the oracle counts
 * @value: likewise, as the model counts
 * @event: PMEVTYPER<n>_EL0.evtCount, for the model
 * @pmovs, @pminten: for the model
 * @mode: where the CPU is
 * @eel2: SCR_EL3.EEL2
 * @icount: instructions are counted
 * @next, @end: the bytes that are still to be lived through
 * @operation: how many operations have been
 * @why, @why_size: where to say what differed
 */
typedef struct Life {
    Pair p;
    uint64_t oracle_value[ORACLE_COUNTERS];

    uint64_t value[ORACLE_COUNTERS];
    uint16_t event[ORACLE_COUNTERS];
    uint64_t pmovs, pminten;

    const PairMode *mode;
    bool eel2, icount;

    const uint8_t *next, *end;
    int operation;
    char *why;
    size_t why_size;
} Life;

/* The bits of registers with a bit a counter that can be accessed */
uint64_t life_model_may_access(const Life *life);
bool life_oracle_may_access(const Life *life, int n);

/* What makes counter @n count, as the model sees it */
PMUEventKind life_model_kind(const Life *life, int n);

/* life_agrees: everything that there is to ask, asked of both */
bool life_agrees(Life *life);

#endif
