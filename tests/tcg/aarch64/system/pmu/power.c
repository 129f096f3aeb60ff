/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A CPU that is turned off and on again, by PSCI, while its PMU counts and
 * its interrupt is high, or comes while the CPU is off: then its PMU is as
 * after any warm reset (R44), and its interrupt low (R31). Another CPU's PMU
 * is not touched.
 */
#include "lib/guest.h"

#define SOON_NS     20000000    /* until an overflow, with the CPU off */
#define OFF_NS      50000000    /* how long it is off */

enum stage { FRESH, COUNTS, ON_AGAIN };

/* volatile: the other CPU waits for it */
static volatile enum stage stage;
static bool high;               /* before it is off, or after */

/* What the second CPU finds before it has written to its PMU */
static volatile struct {
    uint64_t pmcr, mdcr_el2, gain;
    bool level, level_enabled, level_cleared;
} found;

static void count_and_stop(void)
{
    uint32_t all = mask_of(cpu.counters) | PMU_C;

    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    set_mdcr_el2((cpu.counters > 1) | MDCR_EL2_HPME | MDCR_EL2_HPMD |
                 MDCR_EL2_HCCD);
    reg_write(PMINTENSET, all);
    reg_write(PMCCNTR, -(uint64_t)SOON_NS);
    reg_write(PMOVSSET, high ? all : 0);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    found.level = pmu_irq_level();
    stage = COUNTS;
    cpu_stop();
}

static void look(void)
{
    found.pmcr = reg_read(PMCR);
    found.mdcr_el2 = get_mdcr_el2();
    found.level = pmu_irq_level();
    found.gain = reg_read(PMCCNTR);
    spin(1000, 0);
    found.gain = reg_read(PMCCNTR) - found.gain;
    reg_write(PMINTENSET, PMU_C);
    reg_write(PMOVSSET, PMU_C);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    found.level_enabled = pmu_irq_level();
    reg_write(PMOVSCLR, PMU_C);
    found.level_cleared = pmu_irq_level();
    reg_write(PMCR, PMCR_LC);
    stage = ON_AGAIN;
    cpu_stop();
}

static void second_main(unsigned index)
{
    (void)index;
    if (stage == FRESH) {
        count_and_stop();
    }
    look();
}

static void run_second(enum stage until)
{
    if (!cpu_start(1, second_main)) {
        bail_out("no second CPU");
    }
    while (stage != until || !cpu_is_off(1)) {
        continue;
    }
}

static void test_power(bool is_high)
{
    uint64_t start, since, passed;

    test_begin("R44 a CPU that was off has a PMU as after reset, with its "
               "interrupt %s", is_high ? "high" : "to come");
    high = is_high;
    stage = FRESH;
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    start = now_ns();
    run_second(COUNTS);
    test_expect(found.level, is_high, "level before");
    since = now_ns();
    while (now_ns() - since < OFF_NS) {
        continue;
    }
    run_second(ON_AGAIN);
    test_expect(found.pmcr & PMCR_E, 0, "PMCR.E");
    if (cpu.el2) {
        test_expect(found.mdcr_el2 & MDCR_EL2_HPMN,
                    guest_option("hpmn=", cpu.counters), "HPMN");
        test_expect(found.mdcr_el2 & (MDCR_EL2_HPME | MDCR_EL2_HPMD |
                                      MDCR_EL2_HCCD), 0, "HPME, HPMD, HCCD");
    }
    test_expect(found.gain, 0, "cycles before any write");
    test_end();

    test_begin("R31 the level of a CPU that was off, with its interrupt %s",
               is_high ? "high" : "to come");
    test_expect(found.level, false, "as found");
    test_expect(found.level_enabled, true, "with a flag, enabled, E=1");
    test_expect(found.level_cleared, false, "without the flag");
    test_end();

    test_begin("R44 the PMU of the other CPU counts on");
    test_expect(reg_read(PMCR) & PMCR_E, PMCR_E, "PMCR.E");
    passed = now_ns() - start - clock_step();
    test_expect(reg_read(PMCCNTR) >= passed, true, "cycles of that time");
    test_expect(pmu_irq_level(), false, "its level");
    test_end();
}

int main(void)
{
    if (cpu.home == 3) {
        test_skip_all("no PSCI of QEMU's with EL3");
    }
    test_power(true);
    test_power(false);
    return 0;
}
