/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events that are counted one by one go on where a machine is moved: what is
 * done at EL1 before the move counts as much as what is done after it, to the
 * last digit; at home, where the guest waits, nothing is counted (R59).
 *
 * Says READY, and goes on at the first byte from the serial port. If that is
 * a "d" it only makes everything else than it was, for a snapshot to be loaded
 * over.
 */
#include "lib/guest.h"

#define TURNS 1000

static const struct {
    uint16_t event;
    const char *name;
} events[] = {
    { 0x08, "INST_RETIRED" }, { 0x21, "BR_RETIRED" },
    { 0x0c, "PC_WRITE_RETIRED" }, { 0x09, "EXC_TAKEN" },
};

static uint64_t before[ARRAY_SIZE(events)];

static void start(void)
{
    pmu_reset();
    for (unsigned n = 0; n < ARRAY_SIZE(events); n++) {
        reg_write(PMEVTYPER(n), only_in(EL1) | events[n].event);
        /* The last overflow that can be told from others is far away. */
        reg_write(PMEVCNTR(n), 0xf0000000);
    }
    reg_write(PMINTENSET, mask_of(ARRAY_SIZE(events)));
    reg_write(PMCNTENSET, mask_of(ARRAY_SIZE(events)));
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

static uint64_t gain(unsigned n)
{
    return (uint32_t)reg_read(PMEVCNTR(n)) - 0xf0000000;
}

static void disturb(void)
{
    pmu_reset();
    print("DISTURBED\n");
    for (;;) {
        spin(TURNS, 0);
    }
}

int main(void)
{
    start();
    run_at(EL1, spin, TURNS, 0);
    for (unsigned n = 0; n < ARRAY_SIZE(events); n++) {
        before[n] = gain(n);
    }
    print("READY\n");
    if (console_byte() == 'd') {
        disturb();
    }
    run_at(EL1, spin, TURNS, 0);
    for (unsigned n = 0; n < ARRAY_SIZE(events); n++) {
        test_begin("R59 %s goes on exactly", events[n].name);
        test_expect(before[n] >= (n < 3 ? TURNS - 1 : 1), true, "it counts");
        test_expect(gain(n), 2 * before[n], "the whole");
        test_end();
    }
    return 0;
}
