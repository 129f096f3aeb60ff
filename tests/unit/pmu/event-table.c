/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events that the model knows, as the table of docs/specs: every number
 * that target/arm/pmu/core/events.c accepts, its name, from which PMU version
 * on it is there, who has it, and what makes it happen.
 */

#include "qemu/osdep.h"
#include "pmu/core/events.h"
#include <stdio.h>

static const char *const happens[PMU_SOURCES] = {
    [PMU_SOURCE_INST] = "an instruction is executed",
    [PMU_SOURCE_LD] = "an instruction reads memory",
    [PMU_SOURCE_ST] = "an instruction writes memory",
    [PMU_SOURCE_MEM] = "an instruction reads or writes memory; twice where "
                       "it does both",
    [PMU_SOURCE_BR] = "a branch is executed, taken or not",
    [PMU_SOURCE_BR_IMMED] = "an immediate branch is executed, taken or not",
    [PMU_SOURCE_BR_RETURN] = "a procedure return is taken",
    [PMU_SOURCE_BR_INDIRECT] = "a branch that is not immediate is executed",
    [PMU_SOURCE_PC_WRITE] = "a branch is taken",
    [PMU_SOURCE_DP] = "an instruction of none of the other kinds is executed",
    [PMU_SOURCE_ASE] = "an Advanced SIMD instruction is executed",
    [PMU_SOURCE_VFP] = "a floating-point instruction is executed",
    [PMU_SOURCE_CRYPTO] = "a cryptographic instruction is executed",
    [PMU_SOURCE_LDREX] = "an exclusive load is executed",
    [PMU_SOURCE_STREX] = "an exclusive store is executed",
    [PMU_SOURCE_STREX_PASS] = "an exclusive store has stored",
    [PMU_SOURCE_STREX_FAIL] = "an exclusive store has not stored",
    [PMU_SOURCE_CID_WRITE] = "CONTEXTIDR_EL1 is written",
    [PMU_SOURCE_TTBR_WRITE] = "TTBR0_EL1 or TTBR1_EL1 is written",
    [PMU_SOURCE_EXC_RETURN] = "an exception return is executed",
    [PMU_SOURCE_EXC_TAKEN] = "an exception is taken",
    [PMU_SOURCE_EXC_UNDEF] = "another exception is taken locally",
    [PMU_SOURCE_EXC_SVC] = "an SVC is taken locally",
    [PMU_SOURCE_EXC_PABORT] = "an instruction abort is taken locally",
    [PMU_SOURCE_EXC_DABORT] = "a data abort or SError is taken locally",
    [PMU_SOURCE_EXC_IRQ] = "an IRQ is taken locally",
    [PMU_SOURCE_EXC_FIQ] = "an FIQ is taken locally",
    [PMU_SOURCE_EXC_SMC] = "an SMC is taken",
    [PMU_SOURCE_EXC_HVC] = "an HVC is taken",
    [PMU_SOURCE_EXC_TRAP_PABORT] = "an instruction abort is taken elsewhere",
    [PMU_SOURCE_EXC_TRAP_DABORT] = "a data abort or SError is taken elsewhere",
    [PMU_SOURCE_EXC_TRAP_OTHER] = "another exception is taken elsewhere",
    [PMU_SOURCE_EXC_TRAP_IRQ] = "an IRQ is taken elsewhere",
    [PMU_SOURCE_EXC_TRAP_FIQ] = "an FIQ is taken elsewhere",
    [PMU_SOURCE_DTLB_FILL] = "QEMU fills its TLB by a walk, for data",
    [PMU_SOURCE_ITLB_FILL] = "QEMU fills its TLB by a walk, for a fetch",
    [PMU_SOURCE_CYCLE] = "a nanosecond of virtual time passes",
};

static const struct {
    PMUVersion version;
    const char *name;
} versions[] = {
    { PMU_V2, "PMUv2" }, { PMU_V3, "PMUv3" }, { PMU_V3P1, "PMUv3p1" },
    { PMU_V3P4, "PMUv3p4" }, { PMU_V3P5, "PMUv3p5" }, { PMU_V3P7, "PMUv3p7" },
    { PMU_V3P8, "PMUv3p8" },
};

static PMUFeatures features(PMUVersion version, bool all, bool icount)
{
    return (PMUFeatures) {
        .version = version, .all_events = all, .icount = icount,
        .ceid = { UINT64_MAX, UINT64_MAX },
    };
}

static const char *since(uint16_t event)
{
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        PMUFeatures f = features(versions[i].version, true, false);

        /* Before PMUv3p1 a number has ten bits, and others are aliases. */
        if (pmu_evtcount(event, f.version) == event &&
            pmu_event_kind(&f, event) != PMU_EVENT_NONE) {
            return versions[i].name;
        }
    }
    return "?";
}

static const char *owner(uint16_t event)
{
    PMUFeatures stock = features(PMU_V3P8, false, false);
    PMUFeatures icount = features(PMU_V3P8, false, true);

    if (pmu_event_kind(&stock, event) != PMU_EVENT_NONE) {
        return "always";
    }
    return pmu_event_kind(&icount, event) != PMU_EVENT_NONE
           ? "on, or -icount" : "on";
}

static const char *cause(const PMUFeatures *f, uint16_t event)
{
    switch (pmu_event_kind(f, event)) {
    case PMU_EVENT_NEVER:
        return "never";
    case PMU_EVENT_SOFTWARE:
        return "PMSWINC_EL0 is written";
    case PMU_EVENT_CHAIN:
        return "the even neighbour overflows";
    default:
        return happens[pmu_event_source(f, event)];
    }
}

static void rule(void)
{
    printf("====== =================== ======== ============== ");
    for (int i = 0; i < 70; i++) {
        putchar('=');
    }
    putchar('\n');
}

int main(void)
{
    PMUFeatures f = features(PMU_V3P8, true, false);

    /* In pieces: this is not the licence line of this file. */
    printf(".. SPDX-License-" "Identifier: GPL-2.0-or-later\n"
           ".. Made by tests/unit/pmu/event-table.c: do not edit.\n\n");
    rule();
    printf("%-6s %-19s %-8s %-14s %s\n", "number", "event", "since",
           "pmu-events", "counts when");
    rule();
    for (unsigned event = 0; event < 0x10000; event++) {
        if (pmu_event_kind(&f, event) != PMU_EVENT_NONE) {
            const char *name = pmu_event_name(event);

            printf("0x%-4x %-19s %-8s %-14s %s\n", event, name ? name : "?",
                   since(event), owner(event), cause(&f, event));
        }
    }
    rule();
    return 0;
}
