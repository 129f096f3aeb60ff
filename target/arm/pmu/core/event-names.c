/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the architecture's names of its events.
 *
 * The common events below 0x40, which PMCEID<n>_EL0 tell of, after the Arm
 * ARM (DDI 0487), D13.12. More than the model knows: under KVM it is the
 * host's PMU that counts. Of the events above, those that the model knows; no
 * implementation's own.
 */

#include "qemu/osdep.h"
#include "events.h"

static const char *const names[] = {
    [0x00] = "SW_INCR",
    [0x01] = "L1I_CACHE_REFILL",
    [0x02] = "L1I_TLB_REFILL",
    [0x03] = "L1D_CACHE_REFILL",
    [0x04] = "L1D_CACHE",
    [0x05] = "L1D_TLB_REFILL",
    [0x06] = "LD_RETIRED",
    [0x07] = "ST_RETIRED",
    [0x08] = "INST_RETIRED",
    [0x09] = "EXC_TAKEN",
    [0x0a] = "EXC_RETURN",
    [0x0b] = "CID_WRITE_RETIRED",
    [0x0c] = "PC_WRITE_RETIRED",
    [0x0d] = "BR_IMMED_RETIRED",
    [0x0e] = "BR_RETURN_RETIRED",
    [0x0f] = "UNALIGNED_LDST_RETIRED",
    [0x10] = "BR_MIS_PRED",
    [0x11] = "CPU_CYCLES",
    [0x12] = "BR_PRED",
    [0x13] = "MEM_ACCESS",
    [0x14] = "L1I_CACHE",
    [0x15] = "L1D_CACHE_WB",
    [0x16] = "L2D_CACHE",
    [0x17] = "L2D_CACHE_REFILL",
    [0x18] = "L2D_CACHE_WB",
    [0x19] = "BUS_ACCESS",
    [0x1a] = "MEMORY_ERROR",
    [0x1b] = "INST_SPEC",
    [0x1c] = "TTBR_WRITE_RETIRED",
    [0x1d] = "BUS_CYCLES",
    [0x1e] = "CHAIN",
    [0x1f] = "L1D_CACHE_ALLOCATE",
    [0x20] = "L2D_CACHE_ALLOCATE",
    [0x21] = "BR_RETIRED",
    [0x22] = "BR_MIS_PRED_RETIRED",
    [0x23] = "STALL_FRONTEND",
    [0x24] = "STALL_BACKEND",
    [0x25] = "L1D_TLB",
    [0x26] = "L1I_TLB",
    [0x27] = "L2I_CACHE",
    [0x28] = "L2I_CACHE_REFILL",
    [0x29] = "L3D_CACHE_ALLOCATE",
    [0x2a] = "L3D_CACHE_REFILL",
    [0x2b] = "L3D_CACHE",
    [0x2c] = "L3D_CACHE_WB",
    [0x2d] = "L2D_TLB_REFILL",
    [0x2e] = "L2I_TLB_REFILL",
    [0x2f] = "L2D_TLB",
    [0x30] = "L2I_TLB",
    [0x31] = "REMOTE_ACCESS",
    [0x32] = "LL_CACHE",
    [0x33] = "LL_CACHE_MISS",
    [0x34] = "DTLB_WALK",
    [0x35] = "ITLB_WALK",
    [0x36] = "LL_CACHE_RD",
    [0x37] = "LL_CACHE_MISS_RD",
    [0x38] = "REMOTE_ACCESS_RD",
    [0x39] = "L1D_CACHE_LMISS_RD",
    [0x3a] = "OP_RETIRED",
    [0x3b] = "OP_SPEC",
    [0x3c] = "STALL",
    [0x3d] = "STALL_SLOT_BACKEND",
    [0x3e] = "STALL_SLOT_FRONTEND",
    [0x3f] = "STALL_SLOT",

    [0x40] = "L1D_CACHE_RD",
    [0x41] = "L1D_CACHE_WR",
    [0x66] = "MEM_ACCESS_RD",
    [0x67] = "MEM_ACCESS_WR",
    [0x6c] = "LDREX_SPEC",
    [0x6d] = "STREX_PASS_SPEC",
    [0x6e] = "STREX_FAIL_SPEC",
    [0x6f] = "STREX_SPEC",
    [0x70] = "LD_SPEC",
    [0x71] = "ST_SPEC",
    [0x73] = "DP_SPEC",
    [0x74] = "ASE_SPEC",
    [0x75] = "VFP_SPEC",
    [0x76] = "PC_WRITE_SPEC",
    [0x77] = "CRYPTO_SPEC",
    [0x78] = "BR_IMMED_SPEC",
    [0x79] = "BR_RETURN_SPEC",
    [0x7a] = "BR_INDIRECT_SPEC",
    [0x81] = "EXC_UNDEF",
    [0x82] = "EXC_SVC",
    [0x83] = "EXC_PABORT",
    [0x84] = "EXC_DABORT",
    [0x86] = "EXC_IRQ",
    [0x87] = "EXC_FIQ",
    [0x88] = "EXC_SMC",
    [0x8a] = "EXC_HVC",
    [0x8b] = "EXC_TRAP_PABORT",
    [0x8c] = "EXC_TRAP_DABORT",
    [0x8d] = "EXC_TRAP_OTHER",
    [0x8e] = "EXC_TRAP_IRQ",
    [0x8f] = "EXC_TRAP_FIQ",
};

const char *pmu_event_name(uint16_t evtcount)
{
    if (evtcount == 0x4006) {
        return "L1I_CACHE_LMISS";
    }
    return evtcount < sizeof(names) / sizeof(names[0]) ? names[evtcount]
                                                       : NULL;
}
