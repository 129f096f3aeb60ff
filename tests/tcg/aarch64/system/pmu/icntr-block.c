/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FEAT_PMUv3_ICNTR: accesses within one translation block. A block's
 * instructions are counted at its start, so each access to the instruction
 * counter has to see those before it, and none of those behind.
 */
#include "lib/guest.h"

#define COUNT   SYSREG_NAME(PMICNTR_EL0)
#define FILTER  SYSREG_NAME(PMICFILTR_EL0)

/*
 * What is counted between two reads, the first included. An ISB ends a block;
 * between the two nothing does but the accesses themselves.
 */
static uint64_t read_twice(uint64_t unused, uint64_t unused2)
{
    uint64_t first, second;

    (void)unused;
    (void)unused2;
    asm volatile("isb; mrs %0, " COUNT "; nop; nop; nop; nop\n"
                 "mrs %1, " COUNT "; isb"
                 : "=&r" (first), "=&r" (second));
    return second - first;
}

/* PMOVS, eight instructions after the counter was set to @start */
static uint64_t overflow_soon(uint64_t start, uint64_t unused)
{
    uint64_t flags;

    (void)unused;
    asm volatile("isb; msr " COUNT ", %1; nop; nop; nop; nop\n"
                 "nop; nop; nop; nop; mrs %0, pmovsset_el0; isb"
                 : "=&r" (flags) : "r" (start));
    return flags;
}

/* What is counted after @filter, between two reads */
static uint64_t filter_all(uint64_t filter, uint64_t unused)
{
    uint64_t first, second;

    (void)unused;
    asm volatile("isb; msr " FILTER ", %2\n"
                 "mrs %0, " COUNT "; nop; nop; nop; nop\n"
                 "mrs %1, " COUNT "; isb"
                 : "=&r" (first), "=&r" (second)
                 : "r" (filter));
    return second - first;
}

static void test_at_once(void)
{
    test_begin("R28 accesses in one translation block see what is before them");
    pmu_reset();
    write_sysreg(PMICFILTR_EL0, 0);
    reg_write(PMCNTENSET, PMU_F0);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    test_expect(run_at(EL1, read_twice, 0, 0), 5, "between two reads");
    test_expect(run_at(EL1, overflow_soon, -3ull, 0), PMU_F0, "PMOVS");
    test_expect(run_at(EL1, filter_all, PMEVTYPER_P | PMEVTYPER_U, 0), 0,
                "filtered");
    test_end();
}

int main(void)
{
    if (!cpu.icntr) {
        test_skip_all("no FEAT_PMUv3_ICNTR");
    }
    test_at_once();
    return 0;
}
