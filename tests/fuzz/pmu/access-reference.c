/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The access fuzzer's reference: where it begins, what a write does, and
 * a step as a whole. See access-reference.h.
 */

#include "access-reference.h"

#define LOW UINT64_C(0xffffffff)

const struct fuzz_place *reference_place(const struct fuzz_machine *machine,
                                         const struct fuzz_step *step)
{
    if (step->place != FUZZ_HOME) {
        return &machine->place[step->place % machine->places];
    }
    for (int i = 0; i < machine->places; i++) {
        const struct fuzz_place *p = &machine->place[i];

        if (p->el == machine->home && !reference_is_a32(p) && !p->secure &&
            !p->host) {
            return p;
        }
    }
    return &machine->place[0];
}

/* As the guest's reset leaves them: see pmu_reset() in its library */
static void reset(Reference *r)
{
    r->regs = (OracleRegs) {
        .pmcr = 1 << 6,
        .mdcr_el2 = r->cpu.counters,
        .mdcr_el3 = !r->cpu.el3 ? 0 : r->cpu.pmuver >= 9 ? 1 << 17 | 1 << 7
                                                         : 1 << 17,
    };
    r->maybe = r->pmselr = 0;
    r->pmuserenr = 1;
    r->pmuacr = 0;
    r->fgt_read = r->fgt_write = 0;
    r->fgt2_read = r->fgt2_write = UINT64_MAX;
    r->fgt2_other[0] = r->fgt2_other[1] = r->fgt2_other[2] = 0;
    r->fgten2 = true;
    r->pmsscr = UINT64_C(1) << 32;
    r->pmecr = 0;
    if (r->machine->snapshot && r->cpu.el3) {
        r->regs.mdcr_el3 |= UINT64_C(1) << 44 | UINT64_C(1) << 30;
    }
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        r->counter[n] = r->saved[n] = (Range) { 0, 0 };
    }
}

void reference_init(Reference *r, const struct fuzz_machine *machine,
                    bool icount)
{
    *r = (Reference) {
        .machine = machine,
        .icount = icount,
        .cpu = {
            .counters = machine->counters,
            .pmuver = machine->version,
            .el2 = machine->el2,
            .el3 = machine->el3,
            .el3_aarch64 = machine->el3,
            .sel2 = machine->sel2,
            .rme = machine->rme,
            .icntr = machine->icntr,
        },
    };
    reset(r);
}

/* --- writing --- */

/* AArch32 leaves the high half as it is (R56). */
static void write_counter(Reference *r, int n, uint64_t value, int bits)
{
    Range *c = &r->counter[n];
    bool narrow = r->cpu.pmuver < 6 && n < ORACLE_CYCLES;

    if (bits == 64 || narrow) {
        c->lo = c->hi = narrow ? value & LOW : value;
    } else {
        /* A carry into the high half may have come just before. */
        c->lo = (c->lo & ~(Wide)LOW) | (value & LOW);
        c->hi = (r->top[n] & ~(Wide)LOW) | (value & LOW);
    }
    r->written |= UINT64_C(1) << n;
}

static void write_type(Reference *r, const struct fuzz_place *p, int n,
                       uint64_t value)
{
    uint64_t m = reference_is_a32(p) ? 0xffffffff04000000 : 0;

    r->regs.typer[n] = (r->regs.typer[n] & m) | (value & ~m);
}

static void write_pmcr(Reference *r, const struct fuzz_place *p,
                       uint64_t value)
{
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        bool zero = n != ORACLE_INSTRUCTIONS &&
                    oracle_bit(value, n == ORACLE_CYCLES ? 2 : 1);

        if (zero && oracle_bit(reference_accessible(r, p), n)) {
            r->counter[n] = (Range) { 0, 0 };
            r->written |= UINT64_C(1) << n;
        }
    }
    /* Which of both divisors was at work, we do not know: see D. */
    if (oracle_bit(value ^ r->regs.pmcr, 3)) {
        r->read |= UINT64_C(1) << ORACLE_CYCLES;
    }
    r->regs.pmcr = value & reference_pmcr_bits(r);
}

/* PMZR */
static void zero_counters(Reference *r, uint64_t mask)
{
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        if (oracle_bit(mask, n)) {
            r->counter[n] = (Range) { 0, 0 };
            r->written |= UINT64_C(1) << n;
        }
    }
}

static void write_pmuserenr(Reference *r, const struct fuzz_place *p,
                            uint64_t value)
{
    uint64_t bits = reference_user_bits(r, p);

    r->pmuserenr = (r->pmuserenr & ~bits) | (value & bits);
}

/*
 * R23. The guest has the OS Lock unlocked. What is captured of a counter that
 * runs is one of the values that it can have had during the step.
 */
static void capture(Reference *r, const struct fuzz_place *p, uint64_t value)
{
    uint64_t failed = UINT64_C(1) << 32;
    const OracleSnapshot s = {
        .mdcr_el3 = r->regs.mdcr_el3,
        .mdcr_el2 = r->regs.mdcr_el2,
        .pmecr = r->pmecr,
        .el2_aarch32 = p->highest32 >= 2,
        .el1_aarch32 = p->highest32 >= 1,
    };

    r->pmsscr = value & failed;
    if (!oracle_bit(value, 0) || !oracle_capture_enabled(&r->cpu, &s)) {
        return;
    }
    if (!oracle_capture_allowed(&r->cpu, &s)) {
        r->pmsscr = failed;
        return;
    }
    r->pmsscr = 0;
    for (int n = 0; n < ORACLE_COUNTERS; n++) {
        r->saved[n] = (Range) { r->counter[n].lo, r->top[n] };
    }
    r->incremented = UINT64_MAX;
    r->by = MEANS_SNAPSHOT;
}

static void write_newer(Reference *r, const struct fuzz_place *p,
                        Register reg, uint64_t value)
{
    uint64_t seen = reference_accessible(r, p);

    if (reg == PMUACR) {
        r->pmuacr = (r->pmuacr & ~seen) | (value & seen);
    } else if (reg == PMECR) {
        r->pmecr = value & 3 << 3;
    } else {
        capture(r, p, value);
    }
}

static void write_mask(Reference *r, Register reg, uint64_t value)
{
    switch (reg) {
    case PMCNTENSET:
        r->regs.pmcnten |= value;
        break;
    case PMCNTENCLR:
        r->regs.pmcnten &= ~value;
        break;
    case PMINTENSET:
        r->regs.pminten |= value;
        break;
    case PMINTENCLR:
        r->regs.pminten &= ~value;
        break;
    case PMOVSSET:
        r->regs.pmovs |= value;
        r->maybe &= ~value;
        break;
    case PMOVSCLR:
        r->regs.pmovs &= ~value;
        r->maybe &= ~value;
        r->cleared |= value;
        break;
    default:
        r->incremented = value & ~(UINT64_C(1) << ORACLE_CYCLES);
        r->by = MEANS_SW_INCR;
        break;
    }
}

/* MDCR_EL2 and the others that are not of the PMU alone */
static void write_control(Reference *r, Register reg, uint64_t value)
{
    switch (reg) {
    case MDCR_EL2:
        if (r->cpu.el2) {
            r->regs.mdcr_el2 = value;
        }
        break;
    case MDCR_EL3:
        r->regs.mdcr_el3 = value;
        break;
    case SDER32_EL3:
        r->regs.suniden = oracle_bit(value, 1);
        break;
    case HDFGRTR:
        r->fgt_read = value;
        break;
    case HDFGWTR:
        r->fgt_write = value;
        break;
    case HDFGRTR2:
        r->fgt2_read = value;
        break;
    case HDFGWTR2:
        r->fgt2_write = value;
        break;
    default:
        r->fgt2_other[reg - HFGRTR2] = value;
        break;
    }
}

/* A count or a type, if EL0 may write it */
static void write_counters(Reference *r, const struct fuzz_place *p,
                           Register reg, int n, uint64_t value)
{
    int bits = reference_is_a32(p) ? 32 : 64;

    n = reg == PMXEVCNTR || reg == PMXEVTYPER ? (int)r->pmselr : n;
    if (reference_ignores(r, p, n)) {
        return;
    }
    if (reg == PMCCNTR || reg == PMEVCNTR || reg == PMXEVCNTR ||
        reg == PMICNTR) {
        write_counter(r, n, value, bits);
    } else {
        write_type(r, p, n, value);
    }
}

static void write_register(Reference *r, const struct fuzz_place *p,
                           Register reg, int n, uint64_t value)
{
    int bits = reference_is_a32(p) ? 32 : 64;

    value = bits == 32 ? value & LOW : value;
    if (reference_is_counters(reg)) {
        write_counters(r, p, reg, n, value);
        return;
    }
    if (reg == PMSSCR || reg == PMECR || reg == PMUACR) {
        write_newer(r, p, reg, value);
        return;
    }
    switch (reg) {
    case PMCR:
        write_pmcr(r, p, value);
        break;
    case PMSELR:
        r->pmselr = value % 32;
        break;
    case PMUSERENR:
        write_pmuserenr(r, p, value);
        break;
    case PMZR:
        zero_counters(r, value & reference_zeroable(r, p));
        break;
    case PMSWINC:
        write_mask(r, reg, value & reference_increments(r, p));
        break;
    default:
        if (reg >= MDCR_EL2) {
            write_control(r, reg, value);
        } else {
            write_mask(r, reg, value & reference_writable(r, p));
        }
        break;
    }
}

/* --- a step --- */

static bool do_access(Reference *r, const struct fuzz_place *p,
                      const struct fuzz_step *step,
                      const struct fuzz_result *result)
{
    bool pair = step->what >= FUZZ_READ_PAIR;
    int n = ORACLE_CYCLES;
    Register reg = pair ? PMCCNTR : register_at(r, p, step->reg, &n);

    if (pair && !reference_is_a32(p)) {
        return true;
    }
    if (reference_differs(r, "exception", result->trap,
                          access_trap(r, p, step))) {
        return false;
    }
    if (result->trap) {
        return true;
    }
    switch (step->what) {
    case FUZZ_READ:
        return reference_read(r, p, reg, n, result->value);
    case FUZZ_READ_PAIR:
        if (reference_hides(r, p, n)) {
            return !reference_differs(r, "PMCCNTR", result->value, 0);
        }
        return reference_read_counter(r, n, result->value, 64);
    case FUZZ_WRITE:
        write_register(r, p, reg, n, step->value);
        return true;
    default:
        if (!reference_ignores(r, p, n)) {
            write_counter(r, n, step->value, 64);
        }
        return true;
    }
}

/* R30; open where it depends on what is not known */
static bool irq_is_right(Reference *r, uint64_t got)
{
    OracleRegs most = r->regs;

    most.pmovs |= r->maybe | r->crossed;
    if (oracle_irq(&r->cpu, &most) != oracle_irq(&r->cpu, &r->regs)) {
        return true;
    }
    return !reference_differs(r, "PMUIRQ", got, oracle_irq(&r->cpu, &most));
}

bool reference_step(Reference *r, const struct fuzz_step *step,
                    const struct fuzz_result *result)
{
    const struct fuzz_place *p = reference_place(r->machine, step);
    bool right = true;

    if (step->what == FUZZ_RESET) {
        reset(r);
        r->now = result->time;
        return true;
    }
    time_before(r, p, result->time);
    if (step->what == FUZZ_FGTEN2) {
        r->fgten2 = step->value & 1;
    } else if (step->what == FUZZ_IRQ) {
        right = irq_is_right(r, result->value);
    } else if (step->what != FUZZ_SPIN) {
        right = do_access(r, p, step, result);
    }
    if (right) {
        time_after(r, p, result->time);
    }
    return right;
}
