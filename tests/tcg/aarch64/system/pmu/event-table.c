/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events that guests count one by one, and counting many at once.
 */
#include "event-table.h"

#define V3      1

const struct event events[] = {
    { 0x01, "L1I_CACHE_REFILL", WHATS, 0 },
    { 0x03, "L1D_CACHE_REFILL", WHATS, 0 },
    { 0x04, "L1D_CACHE", MEM, 0 },
    { 0x06, "LD_RETIRED", LD, 0 },
    { 0x07, "ST_RETIRED", ST, 0 },
    { 0x08, "INST_RETIRED", INST, 0 },
    { 0x09, "EXC_TAKEN", EXC_TAKEN, 0 },
    { 0x0a, "EXC_RETURN", EXC_RETURN, 0 },
    { 0x0b, "CID_WRITE_RETIRED", CID_WRITE, 0 },
    { 0x0c, "PC_WRITE_RETIRED", PC_WRITE, 0 },
    { 0x0d, "BR_IMMED_RETIRED", BR_IMMED, 0 },
    { 0x0e, "BR_RETURN_RETIRED", BR_RETURN, 0 },
    { 0x10, "BR_MIS_PRED", WHATS, 0 },
    { 0x12, "BR_PRED", BR, 0 },
    { 0x13, "MEM_ACCESS", MEM, 0 },
    { 0x14, "L1I_CACHE", INST, 0 },
    { 0x1b, "INST_SPEC", INST, 0 },
    { 0x1c, "TTBR_WRITE_RETIRED", TTBR_WRITE, 0 },
    { 0x21, "BR_RETIRED", BR, V3 },
    { 0x22, "BR_MIS_PRED_RETIRED", WHATS, V3 },
    { 0x23, "STALL_FRONTEND", WHATS, PMUV3P1 },
    { 0x24, "STALL_BACKEND", WHATS, PMUV3P1 },
    { 0x25, "L1D_TLB", MEM, V3 },
    { 0x26, "L1I_TLB", INST, V3 },
    { 0x36, "LL_CACHE_RD", WHATS, PMUV3P1 },
    { 0x37, "LL_CACHE_MISS_RD", WHATS, PMUV3P1 },
    { 0x39, "L1D_CACHE_LMISS_RD", WHATS, PMUV3P4 },
    { 0x3c, "STALL", WHATS, PMUV3P4 },
    { 0x40, "L1D_CACHE_RD", LD, V3 },
    { 0x41, "L1D_CACHE_WR", ST, V3 },
    { 0x66, "MEM_ACCESS_RD", LD, V3 },
    { 0x67, "MEM_ACCESS_WR", ST, V3 },
    { 0x6c, "LDREX_SPEC", LDREX, V3 },
    { 0x6d, "STREX_PASS_SPEC", STREX_PASS, V3 },
    { 0x6e, "STREX_FAIL_SPEC", STREX_FAIL, V3 },
    { 0x6f, "STREX_SPEC", STREX, V3 },
    { 0x70, "LD_SPEC", LD, V3 },
    { 0x71, "ST_SPEC", ST, V3 },
    { 0x73, "DP_SPEC", DP, V3 },
    { 0x74, "ASE_SPEC", ASE, V3 },
    { 0x75, "VFP_SPEC", VFP, V3 },
    { 0x76, "PC_WRITE_SPEC", PC_WRITE, V3 },
    { 0x77, "CRYPTO_SPEC", CRYPTO, V3 },
    { 0x78, "BR_IMMED_SPEC", BR_IMMED, V3 },
    { 0x79, "BR_RETURN_SPEC", BR_RETURN, V3 },
    { 0x7a, "BR_INDIRECT_SPEC", BR_INDIRECT, V3 },
    { 0x81, "EXC_UNDEF", EXC_UNDEF, V3 },
    { 0x82, "EXC_SVC", EXC_SVC, V3 },
    { 0x83, "EXC_PABORT", EXC_PABORT, V3 },
    { 0x84, "EXC_DABORT", EXC_DABORT, V3 },
    { 0x86, "EXC_IRQ", EXC_IRQ, V3 },
    { 0x87, "EXC_FIQ", WHATS, V3 },
    { 0x88, "EXC_SMC", EXC_SMC, V3 },
    { 0x8a, "EXC_HVC", EXC_HVC, V3 },
    { 0x8b, "EXC_TRAP_PABORT", EXC_TRAP_PABORT, V3 },
    { 0x8c, "EXC_TRAP_DABORT", EXC_TRAP_DABORT, V3 },
    { 0x8d, "EXC_TRAP_OTHER", EXC_TRAP_OTHER, V3 },
    { 0x8e, "EXC_TRAP_IRQ", EXC_TRAP_IRQ, V3 },
    { 0x8f, "EXC_TRAP_FIQ", WHATS, V3 },
    { 0x4006, "L1I_CACHE_LMISS", WHATS, PMUV3P4 },
};

int events_next(int i)
{
    unsigned version = cpu.v2 ? 0 : cpu.version;

    while (i < (int)ARRAY_SIZE(events) && events[i].since > version) {
        i++;
    }
    return i < (int)ARRAY_SIZE(events) ? i : -1;
}

/* QEMU's Armv7 CPUs do not have PMCEID: look whether LD_RETIRED counts. */
static bool loads_count(void)
{
    pmu_reset();
    reg_write(PMEVTYPER(0), COUNT_EVERYWHERE | 0x06);
    reg_write(PMCNTENSET, 1);
    reg_write(PMCR, PMCR_E);
    reg_write(PMCR, 0);
    return reg_read(PMEVCNTR(0));
}

bool events_there(void)
{
    return cpu.v2 ? loads_count() : reg_read(PMCEID0) >> 6 & 1;
}

void counts_add(struct counts *counts, const struct counts *more,
                unsigned times)
{
    for (unsigned i = 0; i < WHATS; i++) {
        counts->of[i] += times * more->of[i];
    }
}

static unsigned wanted(const struct counted *place, int event)
{
    unsigned what = events[event].what;

    return what < WHATS ? place->want->of[what] : 0;
}

/* The event that counter @n counts if the first counts @event */
static int event_of(int event, unsigned n)
{
    while (n-- > 0 && event >= 0) {
        event = events_next(event + 1);
    }
    return event;
}

/* Counters of the first place come before those of the second. */
static void program(int event, unsigned each,
                    const struct counted places[2])
{
    pmu_reset();
    for (unsigned n = 0; n < 2 * each; n++) {
        int e = event_of(event, n % each);

        if (e >= 0 && places[n / each].want) {
            reg_write(PMEVTYPER(n), places[n / each].filter |
                      events[e].number);
        }
    }
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static void check(int event, unsigned each, const struct counted places[2])
{
    for (unsigned n = 0; n < 2 * each; n++) {
        const struct counted *place = &places[n / each];
        int e = event_of(event, n % each);

        if (e >= 0 && place->want) {
            test_expect(reg_read(PMEVCNTR(n)), wanted(place, e), "%s, %s",
                        events[e].name, place->name);
        }
    }
}

void expect_counts(enum regime r, guest_fn *fn, uint64_t a,
                   const struct counted places[2], void (*before)(void))
{
    unsigned each = cpu.counters / 2;

    for (int e = events_next(0); e >= 0; e = event_of(e, each)) {
        program(e, each, places);
        if (before) {
            before();
        }
        run_at(r, fn, a, mask_of(2 * each));
        check(e, each, places);
    }
}
