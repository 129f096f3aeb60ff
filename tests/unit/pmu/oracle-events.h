/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An oracle for the events of the PMU: what each of them means, by name.
 *
 * Typed from the Arm ARM (DDI 0487), D13.12, not from the model. What is a
 * choice of QEMU's, which of them occur and which never do, is the one that
 * events.h promises.
 */

#ifndef PMU_ORACLE_EVENTS_H
#define PMU_ORACLE_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an event means. The instructions and what helpers see come last. */
typedef enum OracleMeaning {
    MEANS_NOTHING,          /* not implemented */
    MEANS_NEVER,
    MEANS_SW_INCR,
    MEANS_CHAIN,
    MEANS_SNAPSHOT,         /* only with FEAT_PMUv3_SS: not in the table */
    MEANS_CYCLE,

    MEANS_INSTRUCTION,
    MEANS_LOAD, MEANS_STORE, MEANS_ACCESS,
    MEANS_BRANCH, MEANS_IMMEDIATE_BRANCH, MEANS_RETURN, MEANS_INDIRECT_BRANCH,
    MEANS_PC_WRITE,
    MEANS_INTEGER, MEANS_SIMD, MEANS_FLOAT, MEANS_CRYPTO,
    MEANS_LDREX, MEANS_STREX, MEANS_STREX_PASS, MEANS_STREX_FAIL,
    MEANS_CONTEXTIDR, MEANS_TTBR, MEANS_ERET,
    MEANS_EXCEPTION, MEANS_UNDEF, MEANS_SVC, MEANS_PABORT, MEANS_DABORT,
    MEANS_IRQ, MEANS_FIQ, MEANS_SMC, MEANS_HVC,
    MEANS_TRAP_PABORT, MEANS_TRAP_DABORT, MEANS_TRAP_OTHER, MEANS_TRAP_IRQ,
    MEANS_TRAP_FIQ,
    MEANS_DATA_TLB_FILL, MEANS_INSTRUCTION_TLB_FILL,
    MEANINGS,
} OracleMeaning;

#define MEANINGS_COUNTED    MEANS_INSTRUCTION

typedef struct OracleEventRow {
    int number;
    const char *name;
    int since;              /* PMUVer */
    OracleMeaning meaning;
} OracleEventRow;

/* Every event that is ever implemented */
extern const OracleEventRow oracle_events[];
extern const size_t oracle_events_count;

/**
 * oracle_meaning: what a 16-bit evtCount means
 * @all: the CPU has all events, not only those of oracle_event()
 */
OracleMeaning oracle_meaning(int evtcount, int pmuver, bool icount, bool all);

/*
 * What a counter with this PMEVTYPER<n>_EL0 counts instead, with
 * FEAT_PMUv3_TH. As threshold.h promises, a TH of one bit, and nothing but
 * cycles occurs in a cycle.
 */
OracleMeaning oracle_compared(OracleMeaning event, uint64_t typer);

#endif
