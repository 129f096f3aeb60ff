/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the state of one CPU's PMU over time.
 */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/host-utils.h"
#include "qemu/main-loop.h"
#include "deadline.h"

/* Freeze */

static uint64_t frozen_now(const ARMPMU *pmu)
{
    return pmu_frozen(&pmu->features, &pmu->controls, *pmu->regs.pmovs);
}

static void set_frozen(ARMPMU *pmu, uint64_t frozen)
{
    if (frozen != pmu->frozen) {
        pmu->frozen = frozen;
        pmu_glue_frozen(pmu, frozen);
    }
}

static void set_enabled(ARMPMU *pmu, uint64_t enabled)
{
    if (enabled != pmu->enabled) {
        pmu->enabled = enabled;
        pmu_glue_enabled(pmu, enabled);
    }
}

static void stop_frozen(ARMPMU *pmu, uint64_t frozen)
{
    pmu_fold(pmu, frozen);
    for (int r = 0; r < PMU_REGIMES; r++) {
        pmu->counting[r] &= ~frozen;
        qatomic_set__nocheck(&pmu->running[r], pmu->running[r] & ~frozen);
    }
    /* Who sees that they do not run sees their values. */
    smp_wmb();
    qatomic_set__nocheck(&pmu->running_anywhere,
                         pmu->running_anywhere & ~frozen);
    qatomic_set__nocheck(&pmu->chained, pmu->chained & ~(frozen >> 1));
    for (uint64_t rest = frozen; rest; rest &= rest - 1) {
        pmu->folded[ctz64(rest)] = 0;
    }
    set_frozen(pmu, frozen);
}

/*
 * After an overflow, the totals up to date: stop the counters that it
 * freezes (R29). One that is folded then may freeze the other range in turn.
 * Not only for the vCPU: needs no regime. The sources of those that stop may
 * be counted on; nobody looks.
 */
static void freeze(ARMPMU *pmu)
{
    uint64_t frozen;

    while ((frozen = frozen_now(pmu)) != pmu->frozen) {
        stop_frozen(pmu, frozen);
    }
}

/*
 * Bring totals, values and overflow status up to date. A range that an
 * overflow of cycles freezes stops when that was due, not when we look; other
 * sources have no time to go by.
 */
static bool catch_up(ARMPMU *pmu, uint64_t mask)
{
    bool overflowed = false;

    if (pmu->freezing) {
        int64_t now = pmu_glue_cycles(pmu);

        mask = UINT64_MAX;
        while (pmu_next_freeze(pmu) <= now) {
            pmu_advance_to(pmu, pmu_next_freeze(pmu));
            pmu_fold(pmu, mask);
            freeze(pmu);
            overflowed = true;
        }
        pmu_advance_to(pmu, now);
    } else {
        pmu_advance(pmu);
    }
    if (pmu_fold(pmu, mask)) {
        freeze(pmu);
        overflowed = true;
    }
    return overflowed;
}

/* Overflow, and who is to know */

static void update_irq(ARMPMU *pmu)
{
    uint64_t pending = *pmu->regs.pmovs & *pmu->regs.pminten;
    bool level = pmu_irq_level(&pmu->features, &pmu->controls,
                               *pmu->regs.pmovs, *pmu->regs.pminten);

    if (level != pmu->irq) {
        pmu->irq = level;
        pmu_glue_set_irq(pmu, level, pending);
    }
}

/*
 * The vCPU may be in the middle of a block, and give back some of what was
 * counted for it ahead. So only cycles are folded. A freeze is about all
 * counters: it is left to the vCPU, which knows when it was due.
 */
void arm_pmu_deadline(ARMPMU *pmu)
{
    if (pmu->freezing && pmu->selected) {
        pmu_clear_deadlines(pmu);
        pmu_glue_end_block(pmu);
        return;
    }
    seqlock_write_begin(&pmu->deadline_seq);
    catch_up(pmu, pmu->cycles);
    pmu_clear_deadlines(pmu);
    pmu_arm_deadlines(pmu, UINT64_MAX);
    seqlock_write_end(&pmu->deadline_seq);
    update_irq(pmu);
}

void arm_pmu_spent(ARMPMU *pmu)
{
    catch_up(pmu, UINT64_MAX);
    pmu_allot(pmu);
    pmu_arm_deadlines(pmu, UINT64_MAX);
    update_irq(pmu);
}

/* Exception-level changes */

/* The totals are up to date, and @regime is where the CPU is. */
static void enter(ARMPMU *pmu, PMURegime regime)
{
    uint64_t wanted = pmu->wanted[regime];

    pmu->regime = regime;
    if (wanted != pmu->selected) {
        pmu->selected = wanted;
        pmu->counted = pmu_glue_select(pmu, wanted);
    }
    if (wanted) {
        pmu_allot(pmu);
    }
}

void arm_pmu_el_changed(ARMPMU *pmu)
{
    PMURegime regime = pmu_glue_regime(pmu);

    if (pmu->running[pmu->regime] == pmu->running[regime]) {
        /* For every counter the two regimes' totals are one. */
        pmu->regime = regime;
        return;
    }
    if (pmu->freezing) {
        catch_up(pmu, UINT64_MAX);
        update_irq(pmu);
    } else {
        pmu_advance(pmu);
    }
    enter(pmu, regime);
    pmu_arm_timer(pmu);
}

/* Be told of Exception-level changes only if they start or stop a counter. */
static void watch_el_changes(ARMPMU *pmu)
{
    bool differ = false;

    for (uint32_t rest = pmu->regimes; rest; rest &= rest - 1) {
        differ |= pmu->running[ctz32(rest)] != pmu->running[PMU_NS_EL0];
    }
    if (differ != pmu->hooked) {
        pmu_glue_watch_el(pmu, differ);
        pmu->hooked = differ;
    }
}

/* From registers to masks */

/* Returns true if it may matter to who is permitted to count. */
static inline bool load_controls(ARMPMU *pmu)
{
    const PMURegs *regs = &pmu->regs;
    PMUControls *c = &pmu->controls;
    bool suniden = *regs->sder & SDER_SUNIDEN;
    bool matters = c->mdcr_el2 != *regs->mdcr_el2 ||
                   c->mdcr_el3 != *regs->mdcr_el3 ||
                   c->suniden != suniden ||
                   ((c->pmcr ^ *regs->pmcr) & PMCR_DP);

    c->pmcr = *regs->pmcr;
    c->pmcnten = *regs->pmcnten;
    c->mdcr_el2 = *regs->mdcr_el2;
    c->mdcr_el3 = *regs->mdcr_el3;
    c->suniden = suniden;
    return matters;
}

static void recompute_permitted(ARMPMU *pmu)
{
    for (uint32_t rest = pmu->regimes; rest; rest &= rest - 1) {
        unsigned r = ctz32(rest);

        pmu->permitted[r] = pmu_permitted(&pmu->features, &pmu->controls, r);
    }
}

/* The counters for which what the masks say changes */
static uint64_t recompute_counting(ARMPMU *pmu, uint64_t enabled)
{
    uint64_t changed = 0;

    for (int r = 0; r < PMU_REGIMES; r++) {
        pmu->counting[r] = pmu->permitted[r] & enabled;
        changed |= pmu->running[r] ^ (pmu->counting[r] & pmu->sourced);
    }
    return changed;
}

/* Which sources the running counters have. A new one starts with no past. */
static void recompute_sources(ARMPMU *pmu)
{
    uint64_t sources = 0, fresh;

    for (int r = 0; r < PMU_REGIMES; r++) {
        uint64_t wanted = 0;

        for (uint64_t rest = pmu->running[r] & ~pmu->cycles; rest;
             rest &= rest - 1) {
            wanted |= UINT64_C(1) << pmu->source[ctz64(rest)];
        }
        pmu->wanted[r] = wanted;
        sources |= wanted;
    }
    if (pmu->running_anywhere & pmu->cycles) {
        sources |= PMU_SOURCE_BIT(CYCLE);
    }
    for (fresh = sources & ~pmu->sources; fresh; fresh &= fresh - 1) {
        pmu->since[ctz64(fresh)] = pmu_reading(pmu, ctz64(fresh));
    }
    pmu->sources = sources;
}

/*
 * Close the books on these counters, and open them under the new masks. Where
 * none of them has run or will run, it does not matter what time it is.
 * @advanced: the totals are up to date
 */
static void restart(ARMPMU *pmu, uint64_t mask, uint64_t wide, bool divided,
                    bool advanced)
{
    uint64_t runs = 0;

    for (int r = 0; r < PMU_REGIMES; r++) {
        runs |= pmu->counting[r] & pmu->sourced;
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
        qatomic_set__nocheck(&pmu->running[r], pmu->counting[r] & pmu->sourced);
    }
    qatomic_set__nocheck(&pmu->running_anywhere, runs);
    recompute_sources(pmu);
    for (uint64_t rest = mask & pmu->sourced; rest; rest &= rest - 1) {
        pmu->folded[ctz64(rest)] = pmu_events_seen(pmu, ctz64(rest));
    }
}

static inline void retune(ARMPMU *pmu, uint64_t mask, bool advanced)
{
    uint64_t enabled, wide, chained, freezing;
    bool divided;

    if (pmu->freezing && !advanced) {
        advanced = true;
        catch_up(pmu, UINT64_MAX);
    }
    if (load_controls(pmu) || mask) {
        recompute_permitted(pmu);
    }
    set_frozen(pmu, frozen_now(pmu));
    enabled = pmu_enabled(&pmu->features, &pmu->controls);
    set_enabled(pmu, enabled);
    enabled &= ~pmu->frozen;
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
        qatomic_set__nocheck(&pmu->chained, chained);
        freeze(pmu);
        enter(pmu, pmu_glue_regime(pmu));
        watch_el_changes(pmu);
        pmu_arm_deadlines(pmu, mask);
    }
    update_irq(pmu);
}

void arm_pmu_retune(ARMPMU *pmu, uint64_t mask)
{
    retune(pmu, mask, false);
}

void pmu_retype(ARMPMU *pmu, unsigned n)
{
    uint64_t bit = UINT64_C(1) << n;
    bool runs = pmu_with_chained(pmu, bit) & pmu->running_anywhere;

    if (runs) {
        catch_up(pmu, bit);
    }
    /* The totals of the old event say nothing of the new one. */
    for (int r = 0; r < PMU_REGIMES; r++) {
        qatomic_set__nocheck(&pmu->running[r], pmu->running[r] & ~bit);
    }
    qatomic_set__nocheck(&pmu->running_anywhere, pmu->running_anywhere & ~bit);
    pmu_classify(pmu, n);
    retune(pmu, bit, runs);
}

void arm_pmu_watch(ARMPMU *pmu, uint64_t mask)
{
    if (frozen_now(pmu) != pmu->frozen) {
        arm_pmu_retune(pmu, 0);
    }
    if (pmu->selected) {
        pmu_allot(pmu);
    }
    pmu_arm_deadlines(pmu, mask);
    update_irq(pmu);
}

void arm_pmu_fold(ARMPMU *pmu, uint64_t mask)
{
    if (!pmu_may_have_changed(pmu, mask)) {
        return;
    }
    BQL_LOCK_GUARD();
    if (catch_up(pmu, mask)) {
        update_irq(pmu);
    }
}

void arm_pmu_rebuild(ARMPMU *pmu)
{
    memset(pmu->running, 0, sizeof(pmu->running));
    pmu->running_anywhere = 0;
    for (int n = 0; n < pmu->features.counters; n++) {
        pmu_classify(pmu, n);
        /* Stock QEMU keeps, and sends, high halves that do not exist. */
        pmu->regs.pmevcntr[n] = pmu_narrow(pmu, n, pmu->regs.pmevcntr[n]);
    }
    pmu_classify(pmu, PMU_CYCLE_COUNTER);
    if (pmu->features.icntr) {
        pmu_classify(pmu, PMU_INSTRUCTION_COUNTER);
    }
    pmu->remainder = 0;
    pmu_clear_deadlines(pmu);
    /* What was running ends here: no overflow is found on the way. */
    pmu->freezing = 0;
    arm_pmu_retune(pmu, UINT64_MAX);
}

void arm_pmu_start(ARMPMU *pmu)
{
    pmu->regimes = pmu_regimes(&pmu->features);
    seqlock_init(&pmu->deadline_seq);
    pmu->active = true;
}

void arm_pmu_settle(ARMPMU *pmu, const PMUPast *past)
{
    arm_pmu_rebuild(pmu);
    if (pmu->divided && past->remainder) {
        pmu->remainder = past->remainder;
        pmu_arm_deadlines(pmu, PMU_CYCLE_BIT);
    }
    if (past->timed) {
        pmu_recall_deadlines(pmu, past);
    }
    /* Also where it is still set for what was before. */
    pmu_glue_arm_timer(pmu, pmu->timer_due);
    pmu->irq = -1;
}

void arm_pmu_resume(ARMPMU *pmu)
{
    if (pmu->irq < 0) {
        update_irq(pmu);
    }
}
