/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether model and oracle agree about the state of a PMU: see life.h.
 */

#include "life.h"
#include <inttypes.h>
#include <stdio.h>

static bool same(Life *life, const char *what, uint64_t model,
                 uint64_t oracle)
{
    if (model == oracle) {
        return true;
    }
    snprintf(life->why, life->why_size,
             "%s (CPU at %s, operation %d): model 0x%" PRIx64
             ", oracle 0x%" PRIx64 ": %s", what, life->mode->name,
             life->operation, model, oracle, pair_text(&life->p));
    return false;
}

static bool el2_enabled(const Life *life)
{
    OracleSecurity security = life->mode->mode.security;

    return oracle_el2_enabled(&life->p.cpu, security != ORACLE_SECURE,
                              life->eel2 || life->mode->mode.el == 2);
}

bool life_oracle_may_access(const Life *life, int n)
{
    return oracle_can_access(&life->p.cpu, life->p.regs.mdcr_el2,
                             life->mode->mode.el, el2_enabled(life), n);
}

uint64_t life_model_may_access(const Life *life)
{
    return pmu_accessible_mask(&life->p.features, life->p.controls.mdcr_el2,
                               life->mode->mode.el, el2_enabled(life));
}

PMUEventKind life_model_kind(const Life *life, int n)
{
    return n == PMU_CYCLE_COUNTER ? PMU_EVENT_CYCLE :
        n == PMU_INSTRUCTION_COUNTER ? PMU_EVENT_INSTRUCTION
        : pmu_event_kind(&life->p.features, life->event[n]);
}

static bool registers_agree(Life *life)
{
    const OracleRegs *regs = &life->p.regs;

    return same(life, "PMOVS", life->pmovs, regs->pmovs) &&
           same(life, "PMINTEN", life->pminten, regs->pminten) &&
           same(life, "PMCNTEN", life->p.controls.pmcnten, regs->pmcnten) &&
           same(life, "accessible", life_model_may_access(life),
                COUNTERS(n, life_oracle_may_access(life, n)));
}

/* As it is, and as it would be if all counters had overflowed */
static bool irq_agrees(Life *life)
{
    const Pair *p = &life->p;
    OracleRegs all = p->regs;

    all.pmovs = UINT64_MAX;
    return same(life, "PMUIRQ",
                pmu_irq_level(&p->features, &p->controls, life->pmovs,
                              life->pminten),
                oracle_irq(&p->cpu, &p->regs)) &&
           same(life, "PMUIRQ of all",
                pmu_irq_level(&p->features, &p->controls, UINT64_MAX,
                              life->pminten),
                oracle_irq(&p->cpu, &all));
}

/* As it is, and if one counter, another each time, alone had overflowed */
static bool freeze_agrees(Life *life)
{
    const Pair *p = &life->p;
    OracleRegs one = p->regs;
    const PMUFeatures *f = &p->features;
    const PMUControls *c = &p->controls;

    one.pmovs = UINT64_C(1) << life->operation % ORACLE_COUNTERS;
    return same(life, "frozen by one", pmu_frozen(f, c, one.pmovs),
                COUNTERS(n, oracle_frozen(&p->cpu, &one, n))) &&
           same(life, "freezing", pmu_freezing(f, c),
                COUNTERS(n, oracle_freezes(&p->cpu, &p->regs, n))) &&
           same(life, "frozen", pmu_frozen(f, c, life->pmovs),
                COUNTERS(n, oracle_frozen(&p->cpu, &p->regs, n)));
}

static bool controls_agree(Life *life)
{
    const OracleCPU *cpu = &life->p.cpu;
    const OracleRegs *regs = &life->p.regs;
    const PMUFeatures *f = &life->p.features;
    const PMUControls *c = &life->p.controls;

    return same(life, "enabled", pmu_enabled(f, c),
                COUNTERS(n, oracle_enabled(cpu, regs, n))) &&
           same(life, "wide", pmu_wide(f, c),
                COUNTERS(n, oracle_wide(cpu, regs, n))) &&
           irq_agrees(life) &&
           freeze_agrees(life);
}

static bool permitted_agrees(Life *life, const PairMode *m)
{
    const Pair *p = &life->p;

    return !oracle_mode_exists(&p->cpu, m->mode) ||
           same(life, m->name,
                pmu_permitted(&p->features, &p->controls, m->regime) &
                pair_implemented(p),
                COUNTERS(n, oracle_permitted(&p->cpu, &p->regs, n,
                                             m->mode)));
}

/* One event less does not overflow, and just so many do so once. */
static bool overflow_agrees(Life *life, int n)
{
    uint64_t value = life->value[n];
    bool wide = oracle_wide(&life->p.cpu, &life->p.regs, n);
    uint64_t until = pmu_until_overflow(value, wide);

    if (wide && value == 0) {
        return same(life, "until overflow", until, 0);
    }
    return same(life, "overflow too late",
                oracle_overflows(value, until - 1, wide), 0) &&
           same(life, "overflow too early",
                oracle_overflows(value, until, wide), 1);
}

static bool counter_agrees(Life *life, int n)
{
    const Pair *p = &life->p;
    OracleEvent event = oracle_event(p->regs.typer[n] % 65536,
                                     p->cpu.pmuver, life->icount);

    return same(life, "value", life->value[n], life->oracle_value[n]) &&
           (n >= ORACLE_CYCLES ||
            same(life, "event", life_model_kind(life, n), pair_kind(event))) &&
           overflow_agrees(life, n);
}

bool life_agrees(Life *life)
{
    for (int i = 0; i < PAIR_MODES; i++) {
        if (!permitted_agrees(life, &pair_modes[i])) {
            return false;
        }
    }
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if (!counter_agrees(life, n)) {
            return false;
        }
    }
    return registers_agree(life) && controls_agree(life);
}
