/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An oracle for the events of the PMU: see oracle-events.h.
 */

#include "oracle.h"
#include "oracle-events.h"

/* ID_AA64DFR0_EL1.PMUVer */
enum { PMUV2 = 0, PMUV3 = 1, V3P1 = 4, V3P4 = 5 };

/* By what they are about */
const OracleEventRow oracle_events[] = {
    { 0x00, "SW_INCR", PMUV2, MEANS_SW_INCR },
    { 0x1e, "CHAIN", PMUV3, MEANS_CHAIN },

    { 0x11, "CPU_CYCLES", PMUV2, MEANS_CYCLE },
    { 0x1d, "BUS_CYCLES", PMUV2, MEANS_CYCLE },
    { 0x3c, "STALL", V3P4, MEANS_NEVER },
    { 0x23, "STALL_FRONTEND", V3P1, MEANS_NEVER },
    { 0x24, "STALL_BACKEND", V3P1, MEANS_NEVER },

    { 0x08, "INST_RETIRED", PMUV2, MEANS_INSTRUCTION },
    { 0x1b, "INST_SPEC", PMUV2, MEANS_INSTRUCTION },
    { 0x73, "DP_SPEC", PMUV3, MEANS_INTEGER },
    { 0x74, "ASE_SPEC", PMUV3, MEANS_SIMD },
    { 0x75, "VFP_SPEC", PMUV3, MEANS_FLOAT },
    { 0x77, "CRYPTO_SPEC", PMUV3, MEANS_CRYPTO },
    { 0x0b, "CID_WRITE_RETIRED", PMUV2, MEANS_CONTEXTIDR },
    { 0x1c, "TTBR_WRITE_RETIRED", PMUV2, MEANS_TTBR },

    /* Branches. All of them are predicted, and well. */
    { 0x0c, "PC_WRITE_RETIRED", PMUV2, MEANS_PC_WRITE },
    { 0x76, "PC_WRITE_SPEC", PMUV3, MEANS_PC_WRITE },
    { 0x0d, "BR_IMMED_RETIRED", PMUV2, MEANS_IMMEDIATE_BRANCH },
    { 0x78, "BR_IMMED_SPEC", PMUV3, MEANS_IMMEDIATE_BRANCH },
    { 0x0e, "BR_RETURN_RETIRED", PMUV2, MEANS_RETURN },
    { 0x79, "BR_RETURN_SPEC", PMUV3, MEANS_RETURN },
    { 0x7a, "BR_INDIRECT_SPEC", PMUV3, MEANS_INDIRECT_BRANCH },
    { 0x12, "BR_PRED", PMUV2, MEANS_BRANCH },
    { 0x21, "BR_RETIRED", PMUV3, MEANS_BRANCH },
    { 0x10, "BR_MIS_PRED", PMUV2, MEANS_NEVER },
    { 0x22, "BR_MIS_PRED_RETIRED", PMUV3, MEANS_NEVER },

    /* Memory. All that is accessed is in the first cache. */
    { 0x06, "LD_RETIRED", PMUV2, MEANS_LOAD },
    { 0x70, "LD_SPEC", PMUV3, MEANS_LOAD },
    { 0x40, "L1D_CACHE_RD", PMUV3, MEANS_LOAD },
    { 0x66, "MEM_ACCESS_RD", PMUV3, MEANS_LOAD },
    { 0x07, "ST_RETIRED", PMUV2, MEANS_STORE },
    { 0x71, "ST_SPEC", PMUV3, MEANS_STORE },
    { 0x41, "L1D_CACHE_WR", PMUV3, MEANS_STORE },
    { 0x67, "MEM_ACCESS_WR", PMUV3, MEANS_STORE },
    { 0x04, "L1D_CACHE", PMUV2, MEANS_ACCESS },
    { 0x13, "MEM_ACCESS", PMUV2, MEANS_ACCESS },
    { 0x25, "L1D_TLB", PMUV3, MEANS_ACCESS },
    { 0x14, "L1I_CACHE", PMUV2, MEANS_INSTRUCTION },
    { 0x26, "L1I_TLB", PMUV3, MEANS_INSTRUCTION },
    { 0x01, "L1I_CACHE_REFILL", PMUV2, MEANS_NEVER },
    { 0x4006, "L1I_CACHE_LMISS", V3P4, MEANS_NEVER },
    { 0x03, "L1D_CACHE_REFILL", PMUV2, MEANS_NEVER },
    { 0x39, "L1D_CACHE_LMISS_RD", V3P4, MEANS_NEVER },
    { 0x36, "LL_CACHE_RD", V3P1, MEANS_NEVER },
    { 0x37, "LL_CACHE_MISS_RD", V3P1, MEANS_NEVER },
    { 0x05, "L1D_TLB_REFILL", PMUV2, MEANS_DATA_TLB_FILL },
    { 0x34, "DTLB_WALK", V3P1, MEANS_DATA_TLB_FILL },
    { 0x02, "L1I_TLB_REFILL", PMUV2, MEANS_INSTRUCTION_TLB_FILL },
    { 0x35, "ITLB_WALK", V3P1, MEANS_INSTRUCTION_TLB_FILL },
    { 0x6c, "LDREX_SPEC", PMUV3, MEANS_LDREX },
    { 0x6f, "STREX_SPEC", PMUV3, MEANS_STREX },
    { 0x6d, "STREX_PASS_SPEC", PMUV3, MEANS_STREX_PASS },
    { 0x6e, "STREX_FAIL_SPEC", PMUV3, MEANS_STREX_FAIL },

    /* Exceptions */
    { 0x09, "EXC_TAKEN", PMUV2, MEANS_EXCEPTION },
    { 0x0a, "EXC_RETURN", PMUV2, MEANS_ERET },
    { 0x81, "EXC_UNDEF", PMUV3, MEANS_UNDEF },
    { 0x82, "EXC_SVC", PMUV3, MEANS_SVC },
    { 0x83, "EXC_PABORT", PMUV3, MEANS_PABORT },
    { 0x84, "EXC_DABORT", PMUV3, MEANS_DABORT },
    { 0x86, "EXC_IRQ", PMUV3, MEANS_IRQ },
    { 0x87, "EXC_FIQ", PMUV3, MEANS_FIQ },
    { 0x88, "EXC_SMC", PMUV3, MEANS_SMC },
    { 0x8a, "EXC_HVC", PMUV3, MEANS_HVC },
    { 0x8b, "EXC_TRAP_PABORT", PMUV3, MEANS_TRAP_PABORT },
    { 0x8c, "EXC_TRAP_DABORT", PMUV3, MEANS_TRAP_DABORT },
    { 0x8d, "EXC_TRAP_OTHER", PMUV3, MEANS_TRAP_OTHER },
    { 0x8e, "EXC_TRAP_IRQ", PMUV3, MEANS_TRAP_IRQ },
    { 0x8f, "EXC_TRAP_FIQ", PMUV3, MEANS_TRAP_FIQ },
};

const size_t oracle_events_count =
    sizeof(oracle_events) / sizeof(oracle_events[0]);

static OracleMeaning stock_meaning(OracleEvent event)
{
    switch (event) {
    case ORACLE_SW_INCR:
        return MEANS_SW_INCR;
    case ORACLE_INST_RETIRED:
        return MEANS_INSTRUCTION;
    case ORACLE_CPU_CYCLES:
        return MEANS_CYCLE;
    case ORACLE_STALL:
        return MEANS_NEVER;
    case ORACLE_CHAIN:
        return MEANS_CHAIN;
    default:
        return MEANS_NOTHING;
    }
}

OracleMeaning oracle_meaning(int evtcount, int pmuver, bool icount, bool all)
{
    if (!all) {
        return stock_meaning(oracle_event(evtcount, pmuver, icount));
    }
    if (pmuver < V3P1) {
        evtcount %= 1024;
    }
    for (size_t i = 0; i < oracle_events_count; i++) {
        if (oracle_events[i].number == evtcount) {
            return oracle_events[i].since <= pmuver ? oracle_events[i].meaning
                                                    : MEANS_NOTHING;
        }
    }
    return MEANS_NOTHING;
}

OracleMeaning oracle_compared(OracleMeaning event, uint64_t typer)
{
    int without = oracle_count_value(typer, 1, 0);
    int with = oracle_count_value(typer, 1, 1);

    if (event == MEANS_CYCLE) {
        return with == 1 ? MEANS_CYCLE : MEANS_NEVER;
    }
    if (without == 1) {
        return MEANS_CYCLE;
    }
    return with == 1 ? event : MEANS_NEVER;
}
