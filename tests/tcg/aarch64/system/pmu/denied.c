/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A common event that PMCEID does not show is not implemented: a counter of
 * it stands still. Each of them on every counter, while the time goes on,
 * PMSWINC is written, and the counter before an odd one overflows (R32).
 */
#include "lib/guest.h"

#define COMMON_EVENTS 64

static bool is_shown(unsigned event)
{
    uint64_t ceid = reg_read(event < 32 ? PMCEID0 : PMCEID1);

    return ceid >> (event & 31) & 1;
}

/*
 * @first and every second counter from there count @event; the others are to
 * overflow by SW_INCR.
 */
static void program(unsigned event, unsigned first)
{
    pmu_reset();
    for (unsigned n = 0; n < cpu.counters; n++) {
        bool tried = (n & 1) == first;

        reg_write(PMEVTYPER(n), COUNT_EVERYWHERE |
                  (tried ? event : EVENT_SW_INCR));
        reg_write(PMEVCNTR(n), tried ? 0 : 0xffffffff);
    }
    reg_write(PMCNTENSET, mask_of(cpu.counters));
    set_mdcr_el2(cpu.counters | MDCR_EL2_HPME);
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static void test_event(unsigned event)
{
    test_begin("R32 event 0x%x is not in PMCEID and not counted", event);
    for (unsigned first = 0; first < 2; first++) {
        program(event, first);
        spin(2000, 0);
        reg_write(PMSWINC, mask_of(cpu.counters));
        for (unsigned n = first; n < cpu.counters; n += 2) {
            test_expect(reg_read(PMEVCNTR(n)), 0, "PMEVCNTR%u", n);
        }
    }
    test_end();
}

int main(void)
{
    for (unsigned event = 0; event < COMMON_EVENTS; event++) {
        if (!is_shown(event)) {
            test_event(event);
        }
    }
    return 0;
}
