/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine for the PMU's engine: what glue.h asks of QEMU, with a clock
 * that stands still until it is told to go on.
 *
 * Registers are written as software at the highest Exception level writes
 * them, and the engine is told of it as its header demands.
 */

#ifndef PMU_MACHINE_H
#define PMU_MACHINE_H

#include "qemu/osdep.h"
#include "pmu/engine/state.h"

/* How often the engine has asked for the big lock */
extern unsigned machine_locked;

/**
 * Machine: a CPU with its PMU
 * @pmu: must come first
 * @pmevcntr and so on: the registers
 * @left: what pmu_glue_select() speaks of
 * @now: the clock
 * @tick: by how much it goes on each time that the engine looks at it
 * @timer: when the timer goes off; INT64_MAX for never
 * @regime: where the CPU is
 * @watched: Exception-level changes are told
 * @selected: the sources that are counted
 * @more: those that are counted besides
 * @in_block: the CPU is in the middle of a block of code
 * @asked: arm_pmu_spent() is called when it is over
 * @line: the level of PMUIRQ
 * @pending: why, as it was last told
 * @line_set: how often the line was driven
 * @fired, @timer_set: how often the timer went off, and was set
 * @selects: how often pmu_glue_select() was called
 * @spent: how often a source fell below 0
 * @overflowed: the counters that were said to have overflowed
 * @frozen, @enabled: those last said to be frozen, enabled
 * @enabled_told: how often that was said
 */
typedef struct Machine {
    ARMPMU pmu;

    uint64_t pmevcntr[PMU_MAX_COUNTERS], pmevtyper[PMU_MAX_COUNTERS];
    uint64_t pmccntr, pmccfiltr, pmicntr, pmicfiltr;
    uint64_t pmcr, pmcnten, pminten, pmovs;
    uint64_t mdcr_el2, mdcr_el3, sder;

    int64_t left[PMU_COUNTED_SOURCES];
    int64_t now, tick, timer;
    PMURegime regime;
    bool watched;
    uint64_t selected, more;
    bool in_block, asked;

    bool line;
    uint64_t pending;
    unsigned line_set, fired, timer_set, selects, spent;
    uint64_t overflowed, frozen, enabled;
    unsigned enabled_told;
} Machine;

/* machine_init: a CPU at Non-secure EL1 after reset */
void machine_init(Machine *m, const PMUFeatures *features);

/*
 * machine_start: likewise, of version @version, with 6 counters, all events,
 * EL2 and AArch64 EL3; both ranges are enabled, MDCR_EL2.HPMN is 6
 */
void machine_start(Machine *m, PMUVersion version);

/* machine_count: have counter @n count, and watched if @irq */
void machine_count(Machine *m, unsigned n, uint32_t typer, uint64_t value,
                   bool irq);

/* machine_pass: let time pass; the timer goes off when it should */
void machine_pass(Machine *m, int64_t ns);

/* machine_pass_late: likewise, and no timer goes off */
void machine_pass_late(Machine *m, int64_t ns);

/* machine_overdue: is there a timer that should have gone off? */
bool machine_overdue(const Machine *m);

/* machine_fire: let it go off */
void machine_fire(Machine *m);

/**
 * machine_block: execute a block of code
 * @times: per source, how often it occurs there
 *
 * As in QEMU, that a source is spent is noticed at the end of the block.
 */
void machine_block(Machine *m, const uint32_t times[PMU_COUNTED_SOURCES]);

/* machine_execute: likewise, one in which a single source occurs */
void machine_execute(Machine *m, PMUSource source, uint32_t times);

/* machine_begin: begin a block in which a source occurs, counted ahead */
void machine_begin(Machine *m, PMUSource source, uint32_t times);

/* machine_leave: leave it, and give back what has not happened */
void machine_leave(Machine *m, PMUSource source, uint32_t back);

/* machine_enter: an exception, or the return from one */
void machine_enter(Machine *m, PMURegime regime);

/* Writes of registers; counters and types have functions of the engine's. */
void machine_write_pmcr(Machine *m, uint64_t value);
void machine_write_control(Machine *m, uint64_t *reg, uint64_t value);
void machine_write_pmcnten(Machine *m, uint64_t mask, bool set);
void machine_write_pminten(Machine *m, uint64_t mask, bool set);
void machine_write_pmovs(Machine *m, uint64_t mask, bool set);
void machine_write_pmswinc(Machine *m, uint64_t mask);

#endif
