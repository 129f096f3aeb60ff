/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine for the PMU's engine: see machine.h.
 */

#include "machine.h"
#include "pmu/engine/glue.h"

unsigned machine_locked;

static Machine *machine(const ARMPMU *pmu)
{
    return (Machine *)pmu;
}

/* What the engine asks for */

uint64_t pmu_glue_cycles(const ARMPMU *pmu)
{
    return machine(pmu)->now += machine(pmu)->tick;
}

PMURegime pmu_glue_regime(const ARMPMU *pmu)
{
    return machine(pmu)->regime;
}

void pmu_glue_arm_timer(ARMPMU *pmu, int64_t time)
{
    machine(pmu)->timer = time;
    machine(pmu)->timer_set++;
}

void pmu_glue_watch_el(ARMPMU *pmu, bool on)
{
    machine(pmu)->watched = on;
}

uint64_t pmu_glue_select(ARMPMU *pmu, uint64_t sources)
{
    machine(pmu)->selected = sources;
    machine(pmu)->selects++;
    return sources | machine(pmu)->more;
}

void pmu_glue_end_block(ARMPMU *pmu)
{
    if (machine(pmu)->in_block) {
        machine(pmu)->asked = true;
    } else {
        arm_pmu_spent(pmu);
    }
}

void pmu_glue_set_irq(ARMPMU *pmu, bool level, uint64_t pending)
{
    machine(pmu)->line = level;
    machine(pmu)->pending = pending;
    machine(pmu)->line_set++;
}

void pmu_glue_enabled(ARMPMU *pmu, uint64_t counters)
{
    machine(pmu)->enabled = counters;
    machine(pmu)->enabled_told++;
}

void pmu_glue_overflowed(const ARMPMU *pmu, uint64_t counters)
{
    machine(pmu)->overflowed |= counters;
}

void pmu_glue_frozen(const ARMPMU *pmu, uint64_t counters)
{
    machine(pmu)->frozen = counters;
}

/* Life */

void machine_init(Machine *m, const PMUFeatures *features)
{
    *m = (Machine) {
        .regime = PMU_NS_EL1,
        .timer = INT64_MAX,
        .now = 1000,
    };
    m->pmu.features = *features;
    m->pmu.regs = (PMURegs) {
        .pmevcntr = m->pmevcntr,
        .pmccntr = &m->pmccntr,
        .pmicntr = &m->pmicntr,
        .pmovs = &m->pmovs,
        .pmcr = &m->pmcr,
        .pmcnten = &m->pmcnten,
        .pminten = &m->pminten,
        .mdcr_el2 = &m->mdcr_el2,
        .mdcr_el3 = &m->mdcr_el3,
        .sder = &m->sder,
        .pmevtyper = m->pmevtyper,
        .pmccfiltr = &m->pmccfiltr,
        .pmicfiltr = &m->pmicfiltr,
    };
    m->pmu.left = m->left;
    arm_pmu_start(&m->pmu);
    arm_pmu_rebuild(&m->pmu);
}

void machine_start(Machine *m, PMUVersion version)
{
    PMUFeatures features = {
        .counters = 6,
        .version = version,
        .el2 = true,
        .el3 = true,
        .el3_aa64 = true,
        .all_events = true,
        .ceid = { UINT64_MAX, UINT64_MAX },
    };

    machine_init(m, &features);
    machine_write_control(m, &m->mdcr_el2, MDCR_EL2_HPME | 6);
    machine_write_pmcr(m, PMCR_E);
}

void machine_count(Machine *m, unsigned n, uint32_t typer, uint64_t value,
                   bool irq)
{
    arm_pmu_write_type(&m->pmu, n, typer);
    arm_pmu_write_counter(&m->pmu, n, value);
    machine_write_pminten(m, UINT64_C(1) << n, irq);
    machine_write_pmcnten(m, UINT64_C(1) << n, true);
}

bool machine_overdue(const Machine *m)
{
    return m->timer <= m->now;
}

void machine_fire(Machine *m)
{
    m->timer = INT64_MAX;
    m->fired++;
    arm_pmu_deadline(&m->pmu);
}

void machine_pass_late(Machine *m, int64_t ns)
{
    m->now += ns;
}

void machine_pass(Machine *m, int64_t ns)
{
    int64_t end = m->now + ns;

    while (m->timer <= end) {
        m->now = m->timer > m->now ? m->timer : m->now;
        machine_fire(m);
    }
    m->now = end;
}

void machine_block(Machine *m, const uint32_t times[PMU_COUNTED_SOURCES])
{
    bool spent = false;

    for (int source = 0; source < PMU_COUNTED_SOURCES; source++) {
        if (m->selected >> source & 1) {
            m->left[source] -= times[source];
            spent |= m->left[source] < 0;
        }
    }
    if (spent) {
        m->spent++;
        arm_pmu_spent(&m->pmu);
    }
}

void machine_begin(Machine *m, PMUSource source, uint32_t times)
{
    m->in_block = true;
    m->left[source] -= times;
}

void machine_leave(Machine *m, PMUSource source, uint32_t back)
{
    m->left[source] += back;
    m->in_block = false;
    if (m->asked) {
        m->asked = false;
        arm_pmu_spent(&m->pmu);
    }
}

void machine_execute(Machine *m, PMUSource source, uint32_t times)
{
    uint32_t all[PMU_COUNTED_SOURCES] = { };

    all[source] = times;
    machine_block(m, all);
}

void machine_enter(Machine *m, PMURegime regime)
{
    m->regime = regime;
    if (m->watched) {
        arm_pmu_el_changed(&m->pmu);
    }
}

/* Registers */

static void zero_counters(Machine *m, uint64_t mask)
{
    arm_pmu_fold(&m->pmu, mask);
    for (int n = 0; n < PMU_MAX_COUNTERS; n++) {
        if (mask >> n & 1) {
            m->pmevcntr[n] = 0;
        }
    }
    if (mask & PMU_CYCLE_BIT) {
        m->pmccntr = 0;
    }
    arm_pmu_watch(&m->pmu, mask);
}

void machine_write_pmcr(Machine *m, uint64_t value)
{
    uint64_t zeroed = 0;

    if (value & PMCR_P) {
        zeroed |= pmu_counters_below(m->pmu.features.counters);
    }
    if (value & PMCR_C) {
        zeroed |= PMU_CYCLE_BIT;
    }
    if (zeroed) {
        zero_counters(m, zeroed);
    }
    machine_write_control(m, &m->pmcr, value & ~(PMCR_P | PMCR_C));
}

void machine_write_control(Machine *m, uint64_t *reg, uint64_t value)
{
    *reg = value;
    arm_pmu_retune(&m->pmu, 0);
}

static uint64_t implemented(const Machine *m)
{
    return pmu_fixed_counters(&m->pmu.features) |
           pmu_counters_below(m->pmu.features.counters);
}

static void set_bits(const Machine *m, uint64_t *reg, uint64_t mask, bool set)
{
    mask &= implemented(m);
    *reg = set ? *reg | mask : *reg & ~mask;
}

void machine_write_pmcnten(Machine *m, uint64_t mask, bool set)
{
    set_bits(m, &m->pmcnten, mask, set);
    arm_pmu_retune(&m->pmu, 0);
}

void machine_write_pminten(Machine *m, uint64_t mask, bool set)
{
    arm_pmu_fold(&m->pmu, mask);
    set_bits(m, &m->pminten, mask, set);
    arm_pmu_watch(&m->pmu, mask);
}

void machine_write_pmovs(Machine *m, uint64_t mask, bool set)
{
    arm_pmu_fold(&m->pmu, mask);
    set_bits(m, &m->pmovs, mask, set);
    arm_pmu_watch(&m->pmu, mask);
}

void machine_write_pmswinc(Machine *m, uint64_t mask)
{
    arm_pmu_increment(&m->pmu, mask & implemented(m) & m->pmu.software);
}
