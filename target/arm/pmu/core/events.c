/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the events that the model knows.
 */

#include "qemu/osdep.h"
#include "events.h"

/*
 * Who has an event besides those with all: QEMU's stock PMU, with -icount; or
 * those with FEAT_PMUv3_SS, and no others
 */
typedef enum PMUEventOwner {
    ALL,
    STOCK_ICOUNT,
    STOCK,
    SNAPSHOT,
} PMUEventOwner;

typedef struct PMUEvent {
    uint16_t number;
    uint8_t since;
    uint8_t owner;
    uint8_t kind;
    uint8_t source;
} PMUEvent;

#define NEVER(NUMBER, SINCE, OWNER) \
    { NUMBER, PMU_##SINCE, OWNER, PMU_EVENT_NEVER, PMU_SOURCES }
#define COUNTED(NUMBER, SINCE, SOURCE) \
    { NUMBER, PMU_##SINCE, ALL, PMU_EVENT_INSTRUCTION, PMU_SOURCE_##SOURCE }

/* In the order of their numbers */
static const PMUEvent events[] = {
    { 0x00, PMU_V2, STOCK, PMU_EVENT_SOFTWARE, PMU_SOURCES }, /* SW_INCR */
    NEVER(0x01, V2, ALL),               /* L1I_CACHE_REFILL */
    COUNTED(0x02, V2, ITLB_FILL),       /* L1I_TLB_REFILL */
    NEVER(0x03, V2, ALL),               /* L1D_CACHE_REFILL */
    COUNTED(0x04, V2, MEM),             /* L1D_CACHE */
    COUNTED(0x05, V2, DTLB_FILL),       /* L1D_TLB_REFILL */
    COUNTED(0x06, V2, LD),              /* LD_RETIRED */
    COUNTED(0x07, V2, ST),              /* ST_RETIRED */
    { 0x08, PMU_V2, STOCK_ICOUNT, PMU_EVENT_INSTRUCTION,
      PMU_SOURCE_INST },                /* INST_RETIRED */
    COUNTED(0x09, V2, EXC_TAKEN),       /* EXC_TAKEN */
    COUNTED(0x0a, V2, EXC_RETURN),      /* EXC_RETURN */
    COUNTED(0x0b, V2, CID_WRITE),       /* CID_WRITE_RETIRED */
    COUNTED(0x0c, V2, PC_WRITE),        /* PC_WRITE_RETIRED */
    COUNTED(0x0d, V2, BR_IMMED),        /* BR_IMMED_RETIRED */
    COUNTED(0x0e, V2, BR_RETURN),       /* BR_RETURN_RETIRED */
    NEVER(0x10, V2, ALL),               /* BR_MIS_PRED */
    { 0x11, PMU_V2, STOCK, PMU_EVENT_CYCLE,
      PMU_SOURCE_CYCLE },               /* CPU_CYCLES */
    COUNTED(0x12, V2, BR),              /* BR_PRED */
    COUNTED(0x13, V2, MEM),             /* MEM_ACCESS */
    COUNTED(0x14, V2, INST),            /* L1I_CACHE */
    COUNTED(0x1b, V2, INST),            /* INST_SPEC */
    COUNTED(0x1c, V2, TTBR_WRITE),      /* TTBR_WRITE_RETIRED */
    { 0x1d, PMU_V2, ALL, PMU_EVENT_CYCLE,
      PMU_SOURCE_CYCLE },               /* BUS_CYCLES */
    { PMU_EVENT_NUMBER_CHAIN, PMU_V3, STOCK, PMU_EVENT_CHAIN, PMU_SOURCES },
    COUNTED(0x21, V3, BR),              /* BR_RETIRED */
    NEVER(0x22, V3, ALL),               /* BR_MIS_PRED_RETIRED */
    NEVER(0x23, V3P1, STOCK),           /* STALL_FRONTEND */
    NEVER(0x24, V3P1, STOCK),           /* STALL_BACKEND */
    COUNTED(0x25, V3, MEM),             /* L1D_TLB */
    COUNTED(0x26, V3, INST),            /* L1I_TLB */
    COUNTED(0x34, V3P1, DTLB_FILL),     /* DTLB_WALK */
    COUNTED(0x35, V3P1, ITLB_FILL),     /* ITLB_WALK */
    NEVER(0x36, V3P1, ALL),             /* LL_CACHE_RD */
    NEVER(0x37, V3P1, ALL),             /* LL_CACHE_MISS_RD */
    NEVER(0x39, V3P4, ALL),             /* L1D_CACHE_LMISS_RD */
    NEVER(0x3c, V3P4, STOCK),           /* STALL */
    COUNTED(0x40, V3, LD),              /* L1D_CACHE_RD */
    COUNTED(0x41, V3, ST),              /* L1D_CACHE_WR */
    COUNTED(0x66, V3, LD),              /* MEM_ACCESS_RD */
    COUNTED(0x67, V3, ST),              /* MEM_ACCESS_WR */
    COUNTED(0x6c, V3, LDREX),           /* LDREX_SPEC */
    COUNTED(0x6d, V3, STREX_PASS),      /* STREX_PASS_SPEC */
    COUNTED(0x6e, V3, STREX_FAIL),      /* STREX_FAIL_SPEC */
    COUNTED(0x6f, V3, STREX),           /* STREX_SPEC */
    COUNTED(0x70, V3, LD),              /* LD_SPEC */
    COUNTED(0x71, V3, ST),              /* ST_SPEC */
    COUNTED(0x73, V3, DP),              /* DP_SPEC */
    COUNTED(0x74, V3, ASE),             /* ASE_SPEC */
    COUNTED(0x75, V3, VFP),             /* VFP_SPEC */
    COUNTED(0x76, V3, PC_WRITE),        /* PC_WRITE_SPEC */
    COUNTED(0x77, V3, CRYPTO),          /* CRYPTO_SPEC */
    COUNTED(0x78, V3, BR_IMMED),        /* BR_IMMED_SPEC */
    COUNTED(0x79, V3, BR_RETURN),       /* BR_RETURN_SPEC */
    COUNTED(0x7a, V3, BR_INDIRECT),     /* BR_INDIRECT_SPEC */
    COUNTED(0x81, V3, EXC_UNDEF),       /* EXC_UNDEF */
    COUNTED(0x82, V3, EXC_SVC),         /* EXC_SVC */
    COUNTED(0x83, V3, EXC_PABORT),      /* EXC_PABORT */
    COUNTED(0x84, V3, EXC_DABORT),      /* EXC_DABORT */
    COUNTED(0x86, V3, EXC_IRQ),         /* EXC_IRQ */
    COUNTED(0x87, V3, EXC_FIQ),         /* EXC_FIQ */
    COUNTED(0x88, V3, EXC_SMC),         /* EXC_SMC */
    COUNTED(0x8a, V3, EXC_HVC),         /* EXC_HVC */
    COUNTED(0x8b, V3, EXC_TRAP_PABORT), /* EXC_TRAP_PABORT */
    COUNTED(0x8c, V3, EXC_TRAP_DABORT), /* EXC_TRAP_DABORT */
    COUNTED(0x8d, V3, EXC_TRAP_OTHER),  /* EXC_TRAP_OTHER */
    COUNTED(0x8e, V3, EXC_TRAP_IRQ),    /* EXC_TRAP_IRQ */
    COUNTED(0x8f, V3, EXC_TRAP_FIQ),    /* EXC_TRAP_FIQ */
    NEVER(0x4006, V3P4, ALL),           /* L1I_CACHE_LMISS */
    { 0x8127, PMU_V3P9, SNAPSHOT, PMU_EVENT_SNAPSHOT,
      PMU_SOURCES },                    /* PMU_SNAPSHOT */
};

static bool has_event(const PMUFeatures *f, const PMUEvent *event)
{
    if (event->since > f->version) {
        return false;
    }
    if (event->owner == SNAPSHOT) {
        return f->snapshot;
    }
    return f->all_events || event->owner == STOCK ||
           (event->owner == STOCK_ICOUNT && f->icount);
}

static const PMUEvent *find_event(const PMUFeatures *f, uint16_t evtcount)
{
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (events[i].number == evtcount) {
            return has_event(f, &events[i]) ? &events[i] : NULL;
        }
    }
    return NULL;
}

/* The place of an event in the two PMCEID: bit, or 128 if it has none */
static unsigned ceid_bit(uint16_t evtcount)
{
    unsigned low = evtcount & 0x3fff;

    if (low >= 64 || (evtcount & 0x8000)) {
        return 128;
    }
    /* 64 bits for PMCEID0, 64 for PMCEID1; each has two halves. */
    return (low & 32) << 1 | (evtcount & 0x4000) >> 9 | (low & 31);
}

/* One that software is told of, where PMCEID can tell */
static const PMUEvent *find_announced(const PMUFeatures *f, uint16_t evtcount)
{
    unsigned bit;

    evtcount = pmu_evtcount(evtcount, f->version);
    bit = ceid_bit(evtcount);
    if (bit < 128 && !(f->ceid[bit / 64] >> bit % 64 & 1)) {
        return NULL;
    }
    return find_event(f, evtcount);
}

uint16_t pmu_evtcount(uint32_t typer, PMUVersion version)
{
    return typer & (version < PMU_V3P1 ? 0x3ff : 0xffff);
}

PMUEventKind pmu_event_kind(const PMUFeatures *f, uint16_t evtcount)
{
    const PMUEvent *event = find_announced(f, evtcount);

    return event ? event->kind : PMU_EVENT_NONE;
}

PMUSource pmu_event_source(const PMUFeatures *f, uint16_t evtcount)
{
    const PMUEvent *event = find_announced(f, evtcount);

    return event ? event->source : PMU_SOURCES;
}

uint64_t pmu_ceid(const PMUFeatures *f, unsigned i)
{
    uint64_t ceid = 0;

    for (size_t n = 0; n < sizeof(events) / sizeof(events[0]); n++) {
        unsigned bit = ceid_bit(events[n].number);

        if (bit / 64 == i && has_event(f, &events[n])) {
            ceid |= UINT64_C(1) << bit % 64;
        }
    }
    return ceid;
}
