/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the state of one CPU's PMU over time.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qemu/timer.h"
#include "hw/irq.h"
#include "cpu.h"
#include "internals.h"
#include "compat.h"
#include "deadline.h"
#include "trace.h"

PMURegime pmu_current_regime(CPUARMState *env)
{
    unsigned el = arm_current_el(env);

    if (el == 3) {
        return PMU_EL3;
    }
    /* Without EL3 the Security state has no effect: R39. */
    if (!arm_feature(env, ARM_FEATURE_EL3)) {
        return PMU_NS_EL0 + el;
    }
    switch (arm_security_space_below_el3(env)) {
    case ARMSS_Secure:
        return el == 0 && !arm_el_is_aa64(env, 1) ? PMU_S_EL0_A32
                                                  : PMU_S_EL0 + el;
    case ARMSS_Realm:
        return PMU_RL_EL0 + el;
    default:
        return PMU_NS_EL0 + el;
    }
}

static uint32_t frozen_now(const ARMPMU *pmu)
{
    return pmu_frozen(&pmu->features, &pmu->controls,
                      pmu->cpu->env.cp15.c9_pmovsr);
}

/* What happens rarely, and is traced, stays out of the way of the rest. */
#define RARELY __attribute__((noinline))

static void RARELY change_frozen(ARMPMU *pmu, uint32_t frozen)
{
    trace_arm_pmu_freeze(CPU(pmu->cpu)->cpu_index, frozen);
    pmu->frozen = frozen;
}

static void set_frozen(ARMPMU *pmu, uint32_t frozen)
{
    if (frozen != pmu->frozen) {
        change_frozen(pmu, frozen);
    }
}

static void stop_frozen(ARMPMU *pmu, uint32_t frozen)
{
    pmu_fold(pmu, frozen);
    for (int r = 0; r < PMU_REGIMES; r++) {
        pmu->counting[r] &= ~frozen;
        pmu->running[r] &= ~frozen;
    }
    qatomic_store_release(&pmu->running_anywhere,
                          pmu->running_anywhere & ~frozen);
    pmu->chained &= ~(frozen >> 1);
    for (uint32_t rest = frozen; rest; rest &= rest - 1) {
        pmu->folded[ctz32(rest)] = 0;
    }
    set_frozen(pmu, frozen);
}

/*
 * After an overflow, the totals up to date: stop the counters that it
 * freezes (R29). One that is folded then may freeze the other range in turn.
 * Not only for the vCPU: needs no regime.
 */
static void freeze(ARMPMU *pmu)
{
    uint32_t frozen;

    while ((frozen = frozen_now(pmu)) != pmu->frozen) {
        stop_frozen(pmu, frozen);
    }
}

/* Overflow, and who is to know */

static void RARELY change_irq(ARMPMU *pmu, bool level)
{
    CPUARMState *env = &pmu->cpu->env;

    trace_arm_pmu_irq(CPU(pmu->cpu)->cpu_index, level,
                      env->cp15.c9_pmovsr & env->cp15.c9_pminten);
    pmu->irq = level;
    qemu_set_irq(pmu->cpu->pmu_interrupt, level);
}

static void update_irq(ARMPMU *pmu)
{
    CPUARMState *env = &pmu->cpu->env;
    bool level = pmu_irq_level(&pmu->features, &pmu->controls,
                               env->cp15.c9_pmovsr, env->cp15.c9_pminten);

    if (level != pmu->irq) {
        change_irq(pmu, level);
    }
}

static void deadline_passed(void *opaque)
{
    ARMPMU *pmu = opaque;
    uint64_t instructions = pmu->since.instructions;

    seqlock_write_begin(&pmu->deadline_seq);
    pmu_advance(pmu);
    if (pmu_fold(pmu, UINT32_MAX)) {
        freeze(pmu);
    }
    pmu_clear_deadlines(pmu);
    pmu->stalled = instructions == pmu->since.instructions;
    pmu_arm_deadlines(pmu, UINT32_MAX);
    pmu->stalled = false;
    seqlock_write_end(&pmu->deadline_seq);
    update_irq(pmu);
}

/* Exception-level changes */

static void el_changed(ARMCPU *cpu, void *opaque)
{
    ARMPMU *pmu = opaque;
    PMURegime regime = pmu_current_regime(&cpu->env);

    if (pmu->running[pmu->regime] == pmu->running[regime]) {
        /* For every counter the two regimes' totals are one. */
        pmu->regime = regime;
        return;
    }
    pmu_advance(pmu);
    pmu->regime = regime;
    pmu_arm_timer(pmu);
}

/* Be told of Exception-level changes only if they start or stop a counter. */
static void watch_el_changes(ARMPMU *pmu)
{
    bool differ = false;

    for (uint32_t rest = pmu->regimes; rest; rest &= rest - 1) {
        differ |= pmu->running[ctz32(rest)] != pmu->running[PMU_NS_EL0];
    }
    if (differ && !pmu->hooked) {
        QLIST_INSERT_HEAD(&pmu->cpu->el_change_hooks, pmu->hook, node);
    } else if (!differ && pmu->hooked) {
        QLIST_REMOVE(pmu->hook, node);
    }
    pmu->hooked = differ;
}

/* From registers to masks */

/* Returns true if it may matter to who is permitted to count. */
static inline bool load_controls(ARMPMU *pmu)
{
    CPUARMState *env = &pmu->cpu->env;
    PMUControls *c = &pmu->controls;
    bool matters = c->mdcr_el2 != env->cp15.mdcr_el2 ||
                   c->mdcr_el3 != env->cp15.mdcr_el3 ||
                   c->suniden != !!(env->cp15.sder & SDER_SUNIDEN) ||
                   ((c->pmcr ^ env->cp15.c9_pmcr) & PMCR_DP);

    c->pmcr = env->cp15.c9_pmcr;
    c->pmcnten = env->cp15.c9_pmcnten;
    c->mdcr_el2 = env->cp15.mdcr_el2;
    c->mdcr_el3 = env->cp15.mdcr_el3;
    c->suniden = env->cp15.sder & SDER_SUNIDEN;
    return matters;
}

void pmu_load_controls(ARMPMU *pmu)
{
    load_controls(pmu);
}

static void recompute_permitted(ARMPMU *pmu)
{
    for (uint32_t rest = pmu->regimes; rest; rest &= rest - 1) {
        unsigned r = ctz32(rest);

        pmu->permitted[r] = pmu_permitted(&pmu->features, &pmu->controls, r);
    }
}

/* The counters for which what the masks say changes */
static uint32_t recompute_counting(ARMPMU *pmu, uint32_t enabled)
{
    uint32_t changed = 0;

    for (int r = 0; r < PMU_REGIMES; r++) {
        pmu->counting[r] = pmu->permitted[r] & enabled;
        changed |= pmu->running[r] ^ (pmu->counting[r] & pmu->timed);
    }
    return changed;
}

/*
 * Close the books on these counters, and open them under the new masks. Where
 * none of them has run or will run, it does not matter what time it is.
 * @advanced: the totals are up to date
 */
static void restart(ARMPMU *pmu, uint32_t mask, uint32_t wide, bool divided,
                    bool advanced)
{
    uint32_t runs = 0;

    for (int r = 0; r < PMU_REGIMES; r++) {
        runs |= pmu->counting[r] & pmu->timed;
    }
    if (!advanced &&
        (pmu_with_chained(pmu, mask) & (pmu->running_anywhere | runs))) {
        pmu_advance(pmu);
    }
    pmu_fold(pmu, mask);
    pmu->wide = wide;
    if (divided != pmu->divided) {
        pmu->divided = divided;
        pmu->remainder = 0;
    }
    for (int r = 0; r < PMU_REGIMES; r++) {
        pmu->running[r] = pmu->counting[r] & pmu->timed;
    }
    pmu->running_anywhere = runs;
    for (uint32_t rest = mask & pmu->timed; rest; rest &= rest - 1) {
        pmu->folded[ctz32(rest)] = pmu_events_seen(pmu, ctz32(rest));
    }
}

static inline void retune(ARMPMU *pmu, uint32_t mask, bool advanced)
{
    uint32_t enabled, wide, chained, freezing;
    bool divided;

    if (load_controls(pmu) || mask) {
        recompute_permitted(pmu);
    }
    set_frozen(pmu, frozen_now(pmu));
    enabled = pmu_enabled(&pmu->features, &pmu->controls) & ~pmu->frozen;
    wide = pmu_wide(&pmu->features, &pmu->controls);
    divided = (pmu->controls.pmcr & (PMCR_D | PMCR_LC)) == PMCR_D;
    chained = (pmu->chain & enabled) >> 1;
    freezing = pmu_freezing(&pmu->features, &pmu->controls);
    mask |= recompute_counting(pmu, enabled);
    mask |= (wide ^ pmu->wide) | (chained ^ pmu->chained);
    mask |= freezing & ~pmu->freezing;
    pmu->freezing = freezing;
    mask |= divided != pmu->divided ? PMU_CYCLE_BIT : 0;
    if (mask) {
        restart(pmu, mask, wide, divided, advanced);
        pmu->chained = chained;
        pmu->regime = pmu_current_regime(&pmu->cpu->env);
        freeze(pmu);
        watch_el_changes(pmu);
        pmu_arm_deadlines(pmu, mask);
    }
    update_irq(pmu);
}

void arm_pmu_retune(ARMPMU *pmu, uint32_t mask)
{
    retune(pmu, mask, false);
}

void pmu_retype(ARMPMU *pmu, unsigned n)
{
    uint32_t bit = UINT32_C(1) << n;
    bool runs = pmu_with_chained(pmu, bit) & pmu->running_anywhere;

    if (runs) {
        pmu_advance(pmu);
        pmu_fold(pmu, bit);
    }
    /* The totals of the old event say nothing of the new one. */
    for (int r = 0; r < PMU_REGIMES; r++) {
        pmu->running[r] &= ~bit;
    }
    pmu->running_anywhere &= ~bit;
    pmu_classify(pmu, n);
    retune(pmu, bit, runs);
}

void arm_pmu_watch(ARMPMU *pmu, uint32_t mask)
{
    if (frozen_now(pmu) != pmu->frozen) {
        arm_pmu_retune(pmu, 0);
    }
    pmu_arm_deadlines(pmu, mask);
    update_irq(pmu);
}

/* Values and events of single counters */

/* Where an overflow freezes others, all are looked at. */
static bool may_have_changed(const ARMPMU *pmu, uint32_t mask)
{
    mask = pmu->freezing ? UINT32_MAX : pmu_with_chained(pmu, mask);

    return mask & qatomic_load_acquire(&pmu->running_anywhere);
}

void arm_pmu_fold(ARMPMU *pmu, uint32_t mask)
{
    if (!may_have_changed(pmu, mask)) {
        return;
    }
    BQL_LOCK_GUARD();
    pmu_advance(pmu);
    if (pmu_fold(pmu, pmu->freezing ? UINT32_MAX : mask)) {
        freeze(pmu);
        update_irq(pmu);
    }
}

/*
 * Beside the vCPU only a deadline changes what a value is made of. Not where
 * an overflow may be found that the CPU is to know of at once, nor where a
 * count is more than a sum.
 */
static bool read_unlocked(ARMPMU *pmu, unsigned n, uint64_t *value)
{
    unsigned start;
    int64_t due;
    PMUClock now;

    if (pmu->freezing || pmu->icount || pmu_shift(pmu, n) ||
        (n & 1 && pmu->chained >> (n - 1) & 1)) {
        return false;
    }
    do {
        start = seqlock_read_begin(&pmu->deadline_seq);
        now = pmu_clock(pmu);
        due = pmu->timer_due;
        *value = pmu_value_at(pmu, n, now);
    } while (seqlock_read_retry(&pmu->deadline_seq, start));
    return now.cycles < due;
}

uint64_t arm_pmu_read_counter(ARMPMU *pmu, unsigned n)
{
    uint32_t bit = UINT32_C(1) << n;
    uint64_t value;

    if (!may_have_changed(pmu, bit)) {
        return *pmu_value(pmu, n);
    }
    if (read_unlocked(pmu, n, &value)) {
        return value;
    }
    BQL_LOCK_GUARD();
    arm_pmu_fold(pmu, bit);
    return *pmu_value(pmu, n);
}

void arm_pmu_write_counter(ARMPMU *pmu, unsigned n, uint64_t value)
{
    uint32_t bit = UINT32_C(1) << n;

    BQL_LOCK_GUARD();
    arm_pmu_fold(pmu, bit);
    *pmu_value(pmu, n) = pmu_narrow(pmu, n, value);
    arm_pmu_watch(pmu, bit);
}

void arm_pmu_increment(ARMPMU *pmu, uint32_t mask)
{
    CPUARMState *env = &pmu->cpu->env;
    uint32_t overflowed = 0;

    mask &= pmu->counting[pmu_current_regime(env)];
    for (; mask; mask &= mask - 1) {
        overflowed |= pmu_add_events(pmu, ctz32(mask), 1);
    }
    if (overflowed) {
        trace_arm_pmu_overflow(CPU(pmu->cpu)->cpu_index, overflowed);
        env->cp15.c9_pmovsr |= overflowed;
        arm_pmu_watch(pmu, 0);
    }
}

void arm_pmu_rebuild(ARMPMU *pmu)
{
    CPUARMState *env = &pmu->cpu->env;

    memset(pmu->running, 0, sizeof(pmu->running));
    pmu->running_anywhere = 0;
    for (int n = 0; n < pmu->features.counters; n++) {
        pmu_classify(pmu, n);
        /* Stock QEMU keeps, and sends, high halves that do not exist. */
        env->cp15.c14_pmevcntr[n] = pmu_narrow(pmu, n,
                                               env->cp15.c14_pmevcntr[n]);
    }
    pmu_classify(pmu, PMU_CYCLE_COUNTER);
    pmu->remainder = 0;
    pmu_clear_deadlines(pmu);
    arm_pmu_retune(pmu, UINT32_MAX);
}

void arm_pmu_start(ARMPMU *pmu)
{
    CPUARMState *env = &pmu->cpu->env;

    pmu->store = (PMUStore) {
        env->cp15.c14_pmevcntr, &env->cp15.c15_ccnt, &env->cp15.c9_pmovsr,
    };
    pmu->regimes = pmu_regimes(&pmu->features);
    pmu->icount = icount_enabled() == ICOUNT_PRECISE;
    pmu->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, deadline_passed, pmu);
    seqlock_init(&pmu->deadline_seq);
    pmu->hook = g_new0(ARMELChangeHook, 1);
    pmu->hook->hook = el_changed;
    pmu->hook->opaque = pmu;
    pmu->active = true;
}

void arm_pmu_stop(ARMPMU *pmu)
{
    if (pmu->hooked) {
        QLIST_REMOVE(pmu->hook, node);
    }
    g_free(pmu->hook);
    timer_free(pmu->timer);
}

void arm_pmu_settle(ARMPMU *pmu)
{
    arm_pmu_rebuild(pmu);
    pmu->irq = -1;
    pmu->timer_due = 0;
    timer_mod_ns(pmu->timer, pmu->timer_due);
}
