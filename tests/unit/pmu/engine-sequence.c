/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine against the naive PMU: see engine-sequence.h.
 *
 * The timer goes off on time, or late. Where it is late PMUIRQ is, too; all
 * else must be as if it had not been, and is asked of the engine in ways
 * that look for what it has missed.
 */

#include "engine-sequence.h"
#include "machine.h"
#include "meanings.h"
#include "naive.h"
#include "pair.h"
#include "pmu/engine/totals.h"
#include <inttypes.h>
#include <stdio.h>

typedef struct Run {
    Machine m;
    Naive v;
    const PairMode *mode;
    const uint8_t *next, *end;
    const char *name;
    int operation;
    char *why;
    size_t why_size;
} Run;

/* The next @size bytes as a number; zeroes after the end */
static uint64_t take(Run *run, int size)
{
    uint64_t value = 0;

    while (size--) {
        value = value << 8 | (run->next < run->end ? *run->next++ : 0);
    }
    return value;
}

/* A mask of counters */
static uint64_t take_mask(Run *run)
{
    return take(run, 4) | take(run, 1) % 2 << 32;
}

/* Comparing */

static bool same(Run *run, const char *what, int n, uint64_t engine,
                 uint64_t naive)
{
    Pair p = { .cpu = run->v.cpu, .regs = run->v.regs };

    if (engine == naive) {
        return true;
    }
    snprintf(run->why, run->why_size,
             "%s %d after operation %d, %s (CPU at %s): engine 0x%" PRIx64
             ", naive 0x%" PRIx64 ": %s", what, n, run->operation, run->name,
             run->mode->name, engine, naive, pair_text(&p));
    return false;
}

/* Of values at this moment, changing nothing */
static bool peek_agrees(Run *run)
{
    PMUCounts counts;

    arm_pmu_peek(&run->m.pmu, &counts);
    for (int n = 0; n < run->v.cpu.counters; n++) {
        if (!same(run, "value of", n, counts.events[n], run->v.value[n])) {
            return false;
        }
    }
    return same(run, "PMCCNTR, counter", ORACLE_CYCLES, counts.cycles,
                run->v.value[ORACLE_CYCLES]) &&
           same(run, "PMICNTR, counter", ORACLE_INSTRUCTIONS,
                counts.instructions, run->v.value[ORACLE_INSTRUCTIONS]) &&
           same(run, "PMOVS", 0, counts.pmovs, run->v.regs.pmovs) &&
           same(run, "time", 0, counts.time, run->m.now);
}

static bool agrees(Run *run)
{
    if (machine_overdue(&run->m)) {
        /* A peek does not look for what should have stopped before. */
        return run->m.pmu.freezing || peek_agrees(run);
    }
    return peek_agrees(run) &&
           same(run, "PMUIRQ", 0, run->m.line,
                oracle_irq(&run->v.cpu, &run->v.regs));
}

/* Operations: of each, the engine's side and the naive one */

static bool write_pmcr(Run *run)
{
    uint64_t value = take(run, 2);

    /* Seldom all off, and seldom all zeroed */
    if (take(run, 1) % 4) {
        value = (value & ~(PMCR_P | PMCR_C)) | PMCR_E;
    }
    machine_write_pmcr(&run->m, value);
    naive_write_pmcr(&run->v, value);
    return true;
}

static bool write_mdcr_el2(Run *run)
{
    run->v.regs.mdcr_el2 = take(run, 4);
    machine_write_control(&run->m, &run->m.mdcr_el2, run->v.regs.mdcr_el2);
    return true;
}

static bool write_mdcr_el3(Run *run)
{
    run->v.regs.mdcr_el3 = take(run, 5);
    machine_write_control(&run->m, &run->m.mdcr_el3, run->v.regs.mdcr_el3);
    return true;
}

static bool write_sder(Run *run)
{
    run->v.regs.suniden = take(run, 1) % 2;
    machine_write_control(&run->m, &run->m.sder, run->v.regs.suniden ? 2 : 0);
    return true;
}

/* A counter that there is */
static int take_counter(Run *run)
{
    int n = take(run, 1) % (run->v.cpu.counters + 3);

    return n < run->v.cpu.counters ? n :
           n == run->v.cpu.counters && run->v.cpu.icntr ? ORACLE_INSTRUCTIONS
                                                        : ORACLE_CYCLES;
}

static bool exists(const Run *run, int n)
{
    return n == ORACLE_CYCLES || n < run->v.cpu.counters ||
           (n == ORACLE_INSTRUCTIONS && run->v.cpu.icntr);
}

static void naive_bits(Run *run, uint64_t *reg, uint64_t mask, bool set)
{
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if (oracle_bit(mask, n) && exists(run, n) &&
            oracle_bit(*reg, n) != set) {
            *reg ^= UINT64_C(1) << n;
        }
    }
}

static bool write_pmcnten(Run *run)
{
    bool set = take(run, 1) % 4;
    uint64_t mask = take_mask(run);

    mask = set ? mask | take_mask(run) : mask & take_mask(run);
    machine_write_pmcnten(&run->m, mask, set);
    naive_bits(run, &run->v.regs.pmcnten, mask, set);
    return true;
}

static bool write_pminten(Run *run)
{
    bool set = take(run, 1) % 2;
    uint64_t mask = take_mask(run);

    machine_write_pminten(&run->m, mask, set);
    naive_bits(run, &run->v.regs.pminten, mask, set);
    return true;
}

/* Most of the time none is set: nothing freezes on for long. */
static bool write_pmovs(Run *run)
{
    bool set = take(run, 1) % 8 == 0;
    uint64_t mask = take_mask(run);

    mask = set ? mask & take_mask(run) : mask | take_mask(run);
    machine_write_pmovs(&run->m, mask, set);
    naive_bits(run, &run->v.regs.pmovs, mask, set);
    return true;
}

static bool write_pmswinc(Run *run)
{
    uint64_t mask = take_mask(run);

    machine_write_pmswinc(&run->m, mask);
    naive_sw_incr(&run->v, mask);
    return true;
}

/* An event number that is one, and few filters */
static bool write_type(Run *run)
{
    int n = take_counter(run);
    unsigned choice = take(run, 1);
    uint64_t typer = (take(run, 2) & take(run, 2)) << 16;

    switch (choice % 4) {
    case 0:
        typer |= 0x11;
        break;
    case 1:
        typer |= n % 2 ? 0x1e : 0x08;
        break;
    case 2:
        typer |= take(run, 1) % 2 ? 0 : 0x13;
        break;
    default:
        typer |= oracle_events[take(run, 1) % oracle_events_count].number;
    }
    if (n < ORACLE_CYCLES && choice & 0x40) {
        typer |= (uint64_t)take(run, 1) << 61 | (uint64_t)(choice >> 7) << 32;
    }
    run->v.regs.typer[n] = typer;
    arm_pmu_write_type(&run->m.pmu, n, typer);
    return true;
}

/* Close to an overflow: at 32 bits, at 64, or at both */
static bool write_counter(Run *run)
{
    int n = take_counter(run);
    unsigned choice = take(run, 1);
    uint64_t value = -take(run, choice % 2 + 1);

    if (choice & 4) {
        value ^= (uint64_t)(choice & 8 ? 0xffffffff : 1) << 32;
    }
    arm_pmu_write_counter(&run->m.pmu, n, value);
    naive_write_counter(&run->v, n, value);
    return true;
}

static bool read_counter(Run *run)
{
    int n = take_counter(run);

    return same(run, "read of", n, arm_pmu_read_counter(&run->m.pmu, n),
                run->v.value[n]);
}

static bool read_pmovs(Run *run)
{
    uint64_t mask = take_mask(run);

    arm_pmu_fold(&run->m.pmu, mask);
    return same(run, "read of PMOVS", 0, run->m.pmovs & mask,
                run->v.regs.pmovs & mask);
}

static bool go(Run *run)
{
    const PairMode *to = &pair_modes[take(run, 1) % PAIR_MODES];

    if (oracle_mode_exists(&run->v.cpu, to->mode)) {
        run->mode = to;
        run->v.mode = to->mode;
        machine_enter(&run->m, to->regime);
    }
    return true;
}

/* Any short time, or as long as until the timer, and a little more */
static int64_t take_time(Run *run)
{
    unsigned choice = take(run, 1);
    int64_t left = run->m.timer - run->m.now;

    if (choice % 2 && left > 0 && left < 0x10000) {
        return left + choice / 2 % 32;
    }
    return take(run, 2) >> choice / 2 % 16;
}

static bool pass_time(Run *run)
{
    int64_t ns = take_time(run);

    machine_pass(&run->m, ns);
    naive_pass(&run->v, ns);
    return true;
}

static bool pass_late(Run *run)
{
    int64_t ns = take_time(run);

    machine_pass_late(&run->m, ns);
    naive_pass(&run->v, ns);
    return true;
}

/* A timer that goes off though nothing is due does no harm. */
static bool fire(Run *run)
{
    machine_fire(&run->m);
    return true;
}

/*
 * A timer that is late ends before code is executed: a range that it should
 * have frozen would count on (events other than cycles have no time).
 */
static bool execute(Run *run)
{
    uint32_t naive[MEANINGS] = { }, engine[PMU_COUNTED_SOURCES] = { };
    int shift = take(run, 1) % 8;
    int different = take(run, 1) % 8;

    if (machine_overdue(&run->m)) {
        machine_fire(&run->m);
    }
    for (int i = 0; i <= different; i++) {
        int meaning = MEANINGS_COUNTED +
                      take(run, 1) % (MEANINGS - MEANINGS_COUNTED);

        /* The first ones are what programs do most. */
        meaning = i == 0 ? MEANS_INSTRUCTION : i == 1 ? MEANS_ACCESS : meaning;
        naive[meaning] = take(run, 1) >> shift;
        engine[meaning_source(meaning)] = naive[meaning];
    }
    machine_block(&run->m, engine);
    naive_block(&run->v, naive);
    return true;
}

/* Saved and loaded: what was counted is in the registers by then. */
static bool migrate(Run *run)
{
    PMUPast past;

    arm_pmu_fold(&run->m.pmu, UINT64_MAX);
    past = arm_pmu_recall(&run->m.pmu);
    past.timed = take(run, 1) & 1;
    arm_pmu_settle(&run->m.pmu, &past);
    arm_pmu_resume(&run->m.pmu);
    return true;
}

static const struct {
    const char *name;
    bool (*run)(Run *run);
} operations[] = {
    { "PMCR", write_pmcr }, { "MDCR_EL2", write_mdcr_el2 },
    { "MDCR_EL3", write_mdcr_el3 }, { "SDER", write_sder },
    { "PMCNTEN", write_pmcnten }, { "PMINTEN", write_pminten },
    { "PMOVS", write_pmovs }, { "PMSWINC", write_pmswinc },
    { "a type", write_type }, { "a type", write_type },
    { "a counter", write_counter }, { "a counter", write_counter },
    { "a read", read_counter }, { "a read of PMOVS", read_pmovs },
    { "another regime", go }, { "time", pass_time }, { "time", pass_time },
    { "time, the timer late", pass_late }, { "the timer", fire },
    { "code", execute }, { "code", execute }, { "a migration", migrate },
};
#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static void begin(Run *run)
{
    Pair p = { .cpu = pair_cpu(take(run, 1) % PAIR_CPUS) };
    unsigned has = take(run, 1);

    /* Half of them with few counters, half of them with freeze */
    p.cpu.counters = take(run, 1) % (has & 0x10 ? 32 : 5);
    p.cpu.pmuver = has & 0x20 ? pair_versions[take(run, 1) % PAIR_VERSIONS]
                              : 7;
    pair_tell_cpu(&p);
    p.features.icount = run->v.icount = has % 2;
    p.features.all_events = run->v.all = has / 2 % 4;
    run->v.cpu = p.cpu;
    run->mode = &pair_modes[1];
    run->v.mode = run->mode->mode;
    machine_init(&run->m, &p.features);
}

bool engine_sequence_run(const uint8_t *bytes, size_t length, char *why,
                         size_t why_size)
{
    Run run = {
        .next = bytes,
        .end = bytes + length,
        .name = "reset",
        .why = why,
        .why_size = why_size,
    };

    begin(&run);
    do {
        unsigned i = take(&run, 1) % OPERATIONS;

        if (!agrees(&run)) {
            return false;
        }
        run.name = operations[i].name;
        run.operation++;
        if (!operations[i].run(&run)) {
            return false;
        }
    } while (run.next < run.end);
    return agrees(&run);
}
