/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Short sequences of instructions, and what is counted of them.
 */
#include "event-sequence.h"

uint64_t sequence_memory[64] __attribute__((aligned(512)));

static uint64_t run(enum regime r, const struct sequence *s, int i)
{
    pmu_reset();
    reg_write(PMEVTYPER(0), only_in(r) | events[i].number);
    reg_write(PMCNTENSET, 1);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    return run_at(r, s->fn, 0, 0);
}

void test_sequence(enum regime r, const struct sequence *s)
{
    struct counts want = s->counts;
    int i;

    if (!s->exists()) {
        return;
    }
    test_begin("D13.12 %s at %s", s->name, regime_name(r));
    want.of[INST]++;
    want.of[DP]++;
    for_each_event(i) {
        unsigned what = events[i].what;

        test_expect(run(r, s, i), what < WHATS ? want.of[what] : 0, "%s",
                    events[i].name);
    }
    test_end();
}
