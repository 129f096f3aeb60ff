/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the state of one CPU's PMU over time.
 *
 * Events are summed up per regime and source, not per counter: while the CPU
 * is in a regime, that regime's totals run. A counter's value is what it was
 * when it was last folded plus what the totals of the regimes it counts in
 * have gained since. So an Exception-level change costs one comparison of two
 * words and, if some counter starts or stops, one addition for each source
 * in use, whatever the number of counters.
 *
 * Cycles have a clock, and a timer that goes off when one of their counters
 * overflows. Every other source is counted down, from as many events as can
 * come until the next overflow that somebody would notice.
 *
 * The architectural state stays in CPUARMState.cp15, folded values included;
 * everything here is derived from it and rebuilt after reset and load.
 *
 * What changes is protected by the BQL. Functions are called with it held,
 * but for arm_pmu_read_counter(), arm_pmu_write_counter(),
 * arm_pmu_write_type() and arm_pmu_fold(), which take it if they need it. "By
 * the vCPU": the CPU must be the current one, or stopped.
 *
 * System emulation with TCG only. KVM has its own PMU, user-mode emulation
 * and HVF keep QEMU's stock model. Nothing of QEMU's but locks is used here
 * and in totals, counter, types and deadline: glue.h has the rest.
 */

#ifndef TARGET_ARM_PMU_ENGINE_H
#define TARGET_ARM_PMU_ENGINE_H

#include "pmu/core/config.h"
#include "pmu/core/events.h"
#include "pmu/core/overflow.h"

typedef struct ArchCPU ARMCPU;

/* PMCR.D: a count of PMCCNTR_EL0 is 2 to this power of cycles. */
#define PMU_CYCLE_SHIFT 6

/* Where the registers are kept; values and overflow status folded or not */
typedef struct PMURegs {
    uint64_t *pmevcntr, *pmccntr, *pmicntr, *pmovs;
    const uint64_t *pmcr, *pmcnten, *pminten;
    const uint64_t *mdcr_el2, *mdcr_el3, *sder;
    uint64_t *pmevtyper, *pmccfiltr, *pmicfiltr;
} PMURegs;

/* Values and overflow status at one moment of the virtual clock, in ns */
typedef struct PMUCounts {
    uint64_t events[PMU_MAX_COUNTERS];
    uint64_t cycles, instructions;
    uint64_t pmovs;
    int64_t time;
} PMUCounts;

/**
 * PMUPast: what a PMU's registers do not tell of what came before
 * @remainder: cycles counted towards the next count of PMCCNTR_EL0
 * @timed: the times are known
 * @due, @timer_due: as ARMPMU has them. A deadline that is earlier than it
 *     has to be does no harm, unless a replay waits for it
 */
typedef struct PMUPast {
    uint8_t remainder;
    bool timed;
    int64_t due[PMU_REGIMES];
    int64_t timer_due;
} PMUPast;

/**
 * PMUSettings: how a PMU is configured
 * @config: what the CPU's properties ask for
 * @kvm_device: likewise, which of the host's PMUs, by its name there
 * @incoming: the configuration that an incoming stream announced
 * @past: what it tells beside the registers
 */
typedef struct PMUSettings {
    PMUConfig config, incoming;
    char *kvm_device;
    PMUPast past;
} PMUSettings;

/* One CPU's PMU. What it keeps is the engine's own: state.h. */
typedef struct ARMPMU ARMPMU;

/**
 * arm_pmu_start: begin to model; @features, @regs and @left are set
 */
void arm_pmu_start(ARMPMU *pmu);

/**
 * arm_pmu_rebuild: derive everything anew from the CPU's registers
 */
void arm_pmu_rebuild(ARMPMU *pmu);

/**
 * arm_pmu_settle: likewise after a load
 * @past: what the stream told; zeroed if it told nothing
 *
 * The interrupt controller may not have been loaded yet: arm_pmu_resume()
 * drives PMUIRQ again.
 */
void arm_pmu_settle(ARMPMU *pmu, const PMUPast *past);

/**
 * arm_pmu_recall: what a load will have to be told; the registers are folded
 */
PMUPast arm_pmu_recall(const ARMPMU *pmu);

/**
 * arm_pmu_resume: the machine is about to run
 */
void arm_pmu_resume(ARMPMU *pmu);

/**
 * arm_pmu_deadline: the time has come that pmu_glue_arm_timer() was told
 *
 * Not only by the vCPU.
 */
void arm_pmu_deadline(ARMPMU *pmu);

/**
 * arm_pmu_spent: a source has had as many events as there were left
 *
 * By the vCPU, between two instructions.
 */
void arm_pmu_spent(ARMPMU *pmu);

/**
 * arm_pmu_el_changed: the CPU may be in another regime
 *
 * By the vCPU.
 */
void arm_pmu_el_changed(ARMPMU *pmu);

/**
 * arm_pmu_fold: bring counters and overflow status up to date (R28)
 * @mask: the counters that the caller is about to look at or to change
 *
 * May raise the interrupt.
 */
void arm_pmu_fold(ARMPMU *pmu, uint64_t mask);

/**
 * arm_pmu_retune: a register that decides over counting has changed
 * @mask: counters whose event has changed as well
 *
 * Recomputes who counts where, when the next overflow comes and the
 * interrupt level. What was counted up to now keeps the old controls (R48).
 * By the vCPU.
 */
void arm_pmu_retune(ARMPMU *pmu, uint64_t mask);

/**
 * arm_pmu_watch: values, interrupt enables or overflow status have changed
 * @mask: the counters concerned, folded before the change
 *
 * Looks for overflows that now would be seen, updates PMUIRQ. By the vCPU.
 */
void arm_pmu_watch(ARMPMU *pmu, uint64_t mask);

/**
 * arm_pmu_read_counter: the value of a counter now
 * @n: the counter
 *
 * By the vCPU.
 */
uint64_t arm_pmu_read_counter(ARMPMU *pmu, unsigned n);

/**
 * arm_pmu_write_counter: likewise
 */
void arm_pmu_write_counter(ARMPMU *pmu, unsigned n, uint64_t value);

/**
 * arm_pmu_zero: set counters to 0, and leave their overflow status
 * @mask: the counters
 *
 * By the vCPU.
 */
void arm_pmu_zero(ARMPMU *pmu, uint64_t mask);

/**
 * arm_pmu_write_type: write PMEVTYPER<n>_EL0, PMCCFILTR_EL0 or PMICFILTR_EL0
 * @n: the counter
 * @value: with the RES0 bits already cleared
 *
 * By the vCPU.
 */
void arm_pmu_write_type(ARMPMU *pmu, unsigned n, uint64_t value);

/**
 * arm_pmu_peek: what values and overflow status would be if all were folded
 * now
 *
 * Changes nothing, and so stops nothing that a freeze which is due would have
 * stopped. By the vCPU, which else might count on meanwhile.
 */
void arm_pmu_peek(const ARMPMU *pmu, PMUCounts *counts);

/**
 * arm_pmu_increment: an event has occurred that has no source
 * @mask: the counters whose event it is; those that count now do so once
 *
 * By the vCPU.
 */
void arm_pmu_increment(ARMPMU *pmu, uint64_t mask);

#endif
