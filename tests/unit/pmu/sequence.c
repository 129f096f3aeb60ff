/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A life of a PMU, from bytes: see sequence.h.
 *
 * What is modelled naively here, of a CPU around the pure part: counter
 * values, overflow status and interrupt enables, the access rules of the
 * registers with a bit a counter, and where the CPU is. The CPU starts at
 * Non-secure EL1.
 */

#include "sequence.h"
#include "life.h"

/* The next @size bytes as a number; zeroes after the end */
static uint64_t take(Life *life, int size)
{
    uint64_t value = 0;

    while (size--) {
        value = value << 8 | (life->next < life->end ? *life->next++ : 0);
    }
    return value;
}

/* A number of any magnitude */
static uint64_t take_magnitude(Life *life)
{
    int shift = take(life, 1) % 64;

    return take(life, 8) >> shift;
}

/* A mask of counters */
static uint64_t take_mask(Life *life)
{
    return take(life, 4) | take(life, 1) % 2 << 32;
}

/* PMCNTENSET and CLR, PMINTENSET and CLR, PMOVSSET and CLR (R16) */
static void write_bits(Life *life, uint64_t *model, uint64_t *oracle)
{
    bool set = take(life, 1) % 2;
    uint64_t value = take_mask(life);
    uint64_t accessible = life_model_may_access(life);

    *model = set ? *model | (value & accessible)
                 : *model & ~(value & accessible);
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if (oracle_bit(value, n) && life_oracle_may_access(life, n) &&
            oracle_bit(*oracle, n) != set) {
            *oracle ^= UINT64_C(1) << n;
        }
    }
}

/* PMCR_EL0, with P and C (R19, R20) */
static void write_pmcr(Life *life)
{
    uint64_t value = take(life, 2);
    uint64_t accessible = life_model_may_access(life);

    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        bool zeroed = n != ORACLE_INSTRUCTIONS &&
                      oracle_bit(value, n == ORACLE_CYCLES ? 2 : 1);

        if (zeroed && life_oracle_may_access(life, n)) {
            life->oracle_value[n] = 0;
        }
        if (zeroed && (accessible >> n & 1)) {
            life->value[n] = 0;
        }
    }
    life->p.controls.pmcr = life->p.regs.pmcr = value;
}

static void write_type(Life *life)
{
    int n = take(life, 1) % ORACLE_COUNTERS;
    uint32_t typer = take(life, 4);
    /* Few numbers are events: make them likely. */
    static const uint16_t events[] = { 0x11, 0x00, 0x08, 0x1e, 0x3c, 0x411 };
    unsigned event = take(life, 1);

    if (event < 6 * 32) {
        typer = (typer & 0xffff0000) | events[event % 6];
    }
    life->event[n] = typer;
    pair_set_type(&life->p, n, typer);
}

/* Before FEAT_PMUv3p5 an event counter has 32 bits. */
static uint64_t fit(const Life *life, int n, uint64_t value)
{
    bool narrow = life->p.cpu.pmuver < 6 && n < ORACLE_CYCLES;

    return narrow ? value % (UINT64_C(1) << 32) : value;
}

static void write_counter(Life *life)
{
    int n = take(life, 1) % ORACLE_COUNTERS;
    uint64_t value = take_magnitude(life);

    /* As software does that wants an overflow soon */
    if (take(life, 1) % 2) {
        value = -value;
    }
    life->value[n] = life->oracle_value[n] = fit(life, n, value);
}

static void go(Life *life)
{
    const PairMode *to = &pair_modes[take(life, 1) % PAIR_MODES];

    life->eel2 = take(life, 1) % 2;
    if (oracle_mode_exists(&life->p.cpu, to->mode)) {
        life->mode = to;
    }
}

static OracleEvent oracle_counts(const Life *life, int n)
{
    const Pair *p = &life->p;

    if (!oracle_enabled(&p->cpu, &p->regs, n) ||
        oracle_frozen(&p->cpu, &p->regs, n) ||
        !oracle_permitted(&p->cpu, &p->regs, n, life->mode->mode)) {
        return ORACLE_UNKNOWN;
    }
    return n == ORACLE_CYCLES ? ORACLE_CPU_CYCLES :
        n == ORACLE_INSTRUCTIONS ? ORACLE_INST_RETIRED
        : oracle_event(p->regs.typer[n] % 65536, p->cpu.pmuver,
                       life->icount);
}

/* As the oracle sees it. All count it before an overflow freezes any. */
static void oracle_happen(Life *life, OracleEvent event, uint64_t times,
                          uint64_t which)
{
    Pair *p = &life->p;
    uint64_t counts = COUNTERS(n, oracle_bit(which, n) &&
                                  oracle_counts(life, n) == event);

    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        uint64_t *value = &life->oracle_value[n];

        if (!oracle_bit(counts, n)) {
            continue;
        }
        if (oracle_overflows(*value, times,
                             oracle_wide(&p->cpu, &p->regs, n)) &&
            !oracle_bit(p->regs.pmovs, n)) {
            p->regs.pmovs ^= UINT64_C(1) << n;
        }
        *value = fit(life, n, *value + times);
    }
}

static uint64_t model_counts(const Life *life)
{
    const PMUFeatures *f = &life->p.features;
    const PMUControls *c = &life->p.controls;

    return pmu_enabled(f, c) & pmu_permitted(f, c, life->mode->regime) &
           ~pmu_frozen(f, c, life->pmovs);
}

/* As the model sees it */
static void model_happen(Life *life, PMUEventKind kind, uint64_t times,
                         uint64_t which)
{
    const PMUFeatures *f = &life->p.features;
    const PMUControls *c = &life->p.controls;
    uint64_t wide = pmu_wide(f, c);

    which &= model_counts(life);
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if (!(which >> n & 1) || life_model_kind(life, n) != kind) {
            continue;
        }
        if (pmu_add(&life->value[n], times, wide >> n & 1)) {
            life->pmovs |= UINT64_C(1) << n;
        }
        life->value[n] = fit(life, n, life->value[n]);
    }
}

/* Let an event happen: to each side, to the counters it says */
static void happen(Life *life, OracleEvent event, uint64_t times,
                   uint64_t model, uint64_t oracle)
{
    model_happen(life, pair_kind(event), times, model);
    oracle_happen(life, event, times, oracle);
}

/* Until a counter that counts @kind freezes its range, or for so many */
static uint64_t until_freeze(const Life *life, PMUEventKind kind,
                             uint64_t times)
{
    const PMUFeatures *f = &life->p.features;
    const PMUControls *c = &life->p.controls;
    uint64_t wide = pmu_wide(f, c);
    uint64_t freezing = pmu_freezing(f, c) & model_counts(life);

    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if (oracle_bit(freezing, n) && life_model_kind(life, n) == kind) {
            uint64_t until = pmu_until_overflow(life->value[n],
                                                oracle_bit(wide, n));

            times = until && until < times ? until : times;
        }
    }
    return times;
}

/* Let an event happen so often, to all counters */
static void happen_often(Life *life, OracleEvent event, uint64_t times)
{
    while (times) {
        uint64_t part = until_freeze(life, pair_kind(event), times);

        happen(life, event, part, UINT64_MAX, UINT64_MAX);
        times -= part;
    }
}

/* Just until a counter overflows, or for any time. Stalls don't happen. */
static void pass_time(Life *life)
{
    int n = take(life, 1);
    uint64_t times = take_magnitude(life);

    if (n < ORACLE_COUNTERS) {
        uint64_t wide = pmu_wide(&life->p.features, &life->p.controls);

        times = pmu_until_overflow(life->value[n], wide >> n & 1);
    }
    happen_often(life, ORACLE_CPU_CYCLES, times);
    happen_often(life, ORACLE_INST_RETIRED, times / 3);
}

/* PMSWINC_EL0 (R18) */
static void write_pmswinc(Life *life)
{
    uint64_t value = take(life, 4);

    happen(life, ORACLE_SW_INCR, 1, value & life_model_may_access(life),
           value & COUNTERS(n, life_oracle_may_access(life, n)));
}

static void write_pmcnten(Life *life)
{
    write_bits(life, &life->p.controls.pmcnten, &life->p.regs.pmcnten);
}

static void write_pminten(Life *life)
{
    write_bits(life, &life->pminten, &life->p.regs.pminten);
}

static void write_pmovs(Life *life)
{
    write_bits(life, &life->pmovs, &life->p.regs.pmovs);
}

static void write_mdcr_el2(Life *life)
{
    life->p.controls.mdcr_el2 = life->p.regs.mdcr_el2 = take(life, 4);
}

static void write_mdcr_el3(Life *life)
{
    life->p.controls.mdcr_el3 = life->p.regs.mdcr_el3 = take(life, 5);
}

static void write_sder(Life *life)
{
    life->p.controls.suniden = life->p.regs.suniden = take(life, 1) % 2;
}

static void (*const operations[])(Life *life) = {
    write_pmcr, write_mdcr_el2, write_mdcr_el3, write_pmcnten,
    write_pminten, write_pmovs, write_type, write_counter, go, write_sder,
    write_pmswinc, pass_time,
};
#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

bool sequence_run(const uint8_t *bytes, size_t length, char *why,
                  size_t why_size)
{
    Life life = {
        .next = bytes,
        .end = bytes + length,
        .why = why,
        .why_size = why_size,
        .mode = &pair_modes[1],
    };

    life.p.cpu = pair_cpu(take(&life, 1) % PAIR_CPUS);
    life.p.cpu.counters = take(&life, 1) % 32;
    life.p.cpu.pmuver = pair_versions[take(&life, 1) % PAIR_VERSIONS];
    life.icount = take(&life, 1) % 2;
    pair_tell_cpu(&life.p);
    life.p.features.icount = life.icount;

    do {
        if (!life_agrees(&life)) {
            return false;
        }
        operations[take(&life, 1) % OPERATIONS](&life);
        life.operation++;
    } while (life.next < life.end);
    return life_agrees(&life);
}
