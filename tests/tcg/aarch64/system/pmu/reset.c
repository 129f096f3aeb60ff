/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A warm reset, as a guest asks for it: by PSCI, or at EL3 by the board's
 * secure GPIO. Before it the PMU counts, its interrupt is high and its
 * controls are not what reset leaves; after it they are (R44), and the
 * interrupt's level follows its formula again (R31). RAM is not reset: a
 * word far above the guest tells the second start from the first.
 */
#include "lib/guest.h"

typedef volatile uint32_t device_reg;   /* each access has an effect */

#define STARTED             (*(device_reg *)0x47000000ul)
#define STARTED_BEFORE      0x52455345
#define GPIO_RESET          (*(device_reg *)0x090b0008ul)
#define GPIO_DIRECTION      (*(device_reg *)0x090b0400ul)
#define PSCI_SYSTEM_RESET   0x84000009

static const uint64_t mdcr_el3_fields =
    MDCR_EL3_SPME | MDCR_EL3_SCCD | MDCR_EL3_MCCD | MDCR_EL3_MPMX;

static void request_reset(void)
{
    register uint64_t x0 asm("x0") = PSCI_SYSTEM_RESET;

    switch (cpu.home) {
    case 3:
        GPIO_DIRECTION = 2;
        GPIO_RESET = 2;         /* line 1 */
        break;
    case 2:
        asm volatile("smc #0" : "+r"(x0) : : "memory");
        break;
    default:
        asm volatile("hvc #0" : "+r"(x0) : : "memory");
    }
    for (;;) {
        spin(1000, 0);
    }
}

/* The last counter is in the second range, if there is one. */
static void before_reset(void)
{
    uint32_t flags = mask_of(cpu.counters) | PMU_C;

    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    set_mdcr_el2((cpu.counters > 1) | MDCR_EL2_HPME | MDCR_EL2_HPMD |
                 MDCR_EL2_HCCD);
    set_mdcr_el3(mdcr_el3_fields);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    reg_write(PMINTENSET, flags);
    reg_write(PMOVSSET, flags);
    if (!pmu_irq_level()) {
        bail_out("the interrupt's level is low before the reset");
    }
}

static void test_controls(void)
{
    test_begin("R44 PMCR.E is clear after a warm reset");
    test_expect(cpu.reset_pmcr & PMCR_E, 0, "PMCR.E");
    test_end();
    test_begin("R44 MDCR_EL2 after a warm reset");
    if (cpu.el2) {
        test_expect(cpu.reset_mdcr_el2 & MDCR_EL2_HPMN,
                    guest_option("hpmn=", cpu.counters), "HPMN");
        test_expect(cpu.reset_mdcr_el2 & (MDCR_EL2_HPMD | MDCR_EL2_HCCD), 0,
                    "HPMD, HCCD");
        test_end();
    } else {
        test_skip("no EL2");
    }
    test_begin("R44 MDCR_EL3 after a warm reset");
    if (cpu.el3) {
        test_expect(cpu.reset_mdcr_el3 & mdcr_el3_fields, 0,
                    "SPME, SCCD, MCCD, MPMX");
        test_end();
    } else {
        test_skip("no EL3");
    }
}

static void test_level(void)
{
    test_begin("R31 level after a warm reset");
    test_expect(cpu.reset_irq, false, "level as found");
    reg_write(PMINTENSET, PMU_C);
    reg_write(PMOVSSET, PMU_C);
    test_expect(pmu_irq_level(), false, "level with E=0");
    reg_write(PMCR, PMCR_LC | PMCR_E);
    test_expect(pmu_irq_level(), true, "level with E=1");
    reg_write(PMOVSCLR, PMU_C);
    test_expect(pmu_irq_level(), false, "level without a flag");
    test_end();
}

static void test_counting(void)
{
    uint32_t all = mask_of(cpu.counters) | PMU_C;

    test_begin("R44 counters stand after a warm reset, until enabled");
    test_expect(cpu.reset_gain, 0, "cycles before any write");
    pmu_reset();
    pmu_program(COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    test_expect(counted_at(EL1), 0, "counting with E=0");
    reg_write(PMCR, PMCR_LC | PMCR_E);
    test_expect(counted_at(EL1), all, "counting with E=1");
    test_end();
}

int main(void)
{
    if (STARTED != STARTED_BEFORE) {
        STARTED = STARTED_BEFORE;
        before_reset();
        request_reset();
    }
    test_controls();
    test_level();
    test_counting();
    return 0;
}
