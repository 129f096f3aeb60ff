/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results: what differs is a failure of a rule, and the tables that show
 * each count beside what it should be.
 */
#include "hypervisor.h"
#include <stdarg.h>

struct result *result;

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void PRINTF(3, 4) text_of(char *out, size_t size, const char *format,
                                 ...)
{
    va_list args;

    va_start(args, format);
    format_text(out, size, format, args);
    va_end(args);
}

/* Count a failure; NULL if there was one like it, else where to write it */
static struct failure *fail(const char *rule, bool counts)
{
    struct failure *f = result->failures;

    for (; f < result->failures + result->failed; f++) {
        if (same(f->rule, rule) && f->counts == counts) {
            f->times++;
            return NULL;
        }
    }
    if (result->failed == ARRAY_SIZE(result->failures)) {
        return NULL;
    }
    result->failed++;
    *f = (struct failure){ .rule = rule, .counts = counts, .times = 1 };
    return f;
}

void expect(const char *rule, uint64_t got, uint64_t want,
            const char *format, ...)
{
    struct failure *f = got == want ? NULL : fail(rule, false);
    va_list args;

    if (f) {
        va_start(args, format);
        format_text(f->what, sizeof(f->what), format, args);
        va_end(args);
        text_of(f->got, sizeof(f->got), "0x%lx", got);
        text_of(f->want, sizeof(f->want), "0x%lx", want);
    }
}

void tally_add(struct tally *tally, uint64_t count, uint64_t want)
{
    tally->actual += count;
    tally->expected += want;
    tally->odd += count != want;
}

/* A counter that counts up cannot fall, unless somebody zeroes it. */
void tally_window(struct tally *tally, const char *who, uint64_t count,
                  unsigned each)
{
    struct failure *f;

    if (!each) {
        return;
    }
    tally_add(tally, count, WINDOW_INSNS * each);
    f = (int64_t)count < 0 ? fail("R19", false) : NULL;
    if (f) {
        text_of(f->what, sizeof(f->what), "%s INST_RETIRED", who);
        text_of(f->got, sizeof(f->got), "%ld", (long)count);
        text_of(f->want, sizeof(f->want), "%u", WINDOW_INSNS * each);
    }
}

/*
 * @more, @less: the rules that too high and too low a count speak of. Sums
 * can be equal by errors that cancel: then the samples that differ count.
 */
static void judge_tally(const struct tally *t, const char *who,
                        const char *what, const char *more, const char *less)
{
    struct failure *f;

    if (t->actual == t->expected) {
        expect(less, t->odd, 0, "%s %s, samples", who, what);
        return;
    }
    f = fail(t->actual > t->expected ? more : less, true);
    if (f) {
        text_of(f->what, sizeof(f->what), "%s %s", who, what);
        text_of(f->got, sizeof(f->got), "%ld", (long)t->actual);
        text_of(f->want, sizeof(f->want), "%lu", t->expected);
    }
}

static void add(struct tally *to, const struct tally *from)
{
    to->expected += from->expected;
    to->actual += from->actual;
    to->odd += from->odd;
}

/* SW_INCR and interrupts that a vCPU has not looked at are its own still. */
static void collect_vcpu(struct vcpu *v)
{
    struct guest *g = &v->guest;
    uint32_t flags = v->pmu.ovs | v->pmu.pending;

    if (v->hpmn) {
        tally_add(&g->swinc, (uint32_t)(v->pmu.evcntr[0] - g->start),
                  g->since);
        g->irqs.actual += guest_overflows(flags & v->pmu.inten);
    }
}

/* Each vCPU by itself: what one of a guest's lost, the other may have. */
static void judge_vcpu(const struct guest *g)
{
    judge_tally(&g->inst, g->name, "INST_RETIRED", "R33", "R48");
    judge_tally(&g->cycles, g->name, "CPU_CYCLES", "R37", "R48");
    judge_tally(&g->swinc, g->name, "SW_INCR", "R18", "R48");
    judge_tally(&g->irqs, g->name, "interrupts", "R30", "R30");
    judge_tally(&g->spurious, g->name, "spurious irqs", "R30", "R30");
}

static void add_guest(struct guest *to, const struct guest *from)
{
    to->name = from->name;
    to->hpmn = from->hpmn;
    add(&to->swinc, &from->swinc);
    add(&to->inst, &from->inst);
    add(&to->cycles, &from->cycles);
    add(&to->irqs, &from->irqs);
}

/*
 * R4, R8: user space has the counters below HPMN; the others trap.
 * @counted: and the guest's, running still, have it
 */
static void judge_access(const struct access *a, const char *where,
                         bool counted)
{
    unsigned n = host_counter(HOST_SWINC);
    bool traps = n >= a->hpmn;
    uint64_t cycles = !counted ? 0 : a->cycles ? a->cycles : 1;

    expect("R4", a->number, a->hpmn, "host EL0 %s: PMCR.N", where);
    expect("R8", a->trap, traps ? trap_sysreg(2, PMEVCNTR(n), true) : 0,
           "host EL0 %s: trap", where);
    if (!traps) {
        expect("R15", a->value, a->want, "host EL0 %s: value", where);
    }
    expect("R24", a->cycles, cycles, "EL0 PMCCNTR %s", where);
}

void judge(void)
{
    struct host_counts *h = &result->host;

    for (unsigned i = 0; i < VCPUS; i++) {
        collect_vcpu(&vcpus[i]);
        judge_vcpu(&vcpus[i].guest);
        add_guest(&result->guests[i % GUESTS], &vcpus[i].guest);
    }
    *h = host_counts;
    if (host_pmu.cntr_mask) {
        judge_access(&h->outside, "outside", false);
        judge_access(&h->inside, "inside", mode->vhe);
    }
    judge_tally(&h->stray, "host", "stray irqs", "R30", "R30");
    judge_tally(&h->fine_traps, "host", "fine-grained traps", "R52", "R52");
    judge_tally(&h->traps, "host", "traps", "R8", "R8");
    judge_tally(&h->user, "host user", "INST_RETIRED", "R38", "R24");
    judge_tally(&h->kernel, "host kernel", "INST_RETIRED", "R38", "R24");
    judge_tally(&h->irqs, "host", "interrupts", "R27", "R30");
    judge_tally(&h->swinc, "host", "SW_INCR", "R18", "R24");
}

/* --- tables --- */

static void PRINTF(2, 3) cell(unsigned width, const char *format, ...)
{
    char out[48];
    va_list args;
    unsigned n = 0;

    va_start(args, format);
    format_text(out, sizeof(out), format, args);
    va_end(args);
    while (out[n]) {
        n++;
    }
    print("%s", out);
    for (; n < width; n++) {
        print(" ");
    }
}

static void tally_cell(unsigned width, const struct tally *t)
{
    if (!t->expected && !t->actual) {
        cell(width, "-");
    } else if (t->expected == t->actual && !t->odd) {
        cell(width, "%lu = %lu", t->actual, t->expected);
    } else {
        cell(width, "%ld # %lu", (long)t->actual, t->expected);
    }
}

static void row(const char *who, const struct tally *swinc,
                const struct tally *inst, const struct tally *cycles,
                const struct tally *irqs)
{
    cell(14, "  %s", who);
    tally_cell(16, swinc);
    tally_cell(22, inst);
    tally_cell(18, cycles);
    tally_cell(0, irqs);
    print("\n");
}

void report_counts(const struct result *r, unsigned cycles)
{
    const struct host_counts *h = &r->host;
    static const struct tally none;
    char who[16];

    print("%s: %u times load and put; counted = expected, or # if not\n",
          mode->name, cycles);
    cell(14, " ");
    cell(16, "SW_INCR");
    cell(22, "INST_RETIRED");
    cell(18, "CPU_CYCLES");
    print("interrupts\n");
    for (unsigned i = 0; i < GUESTS; i++) {
        const struct guest *g = &r->guests[i];

        text_of(who, sizeof(who), "%c, HPMN=%u", 'A' + i, g->hpmn);
        row(who, &g->swinc, &g->inst, &g->cycles, &g->irqs);
    }
    row("host kernel", &h->swinc, &h->kernel, &none, &h->irqs);
    row("host user", &none, &h->user, &none, &none);
    print("  interrupts by range of their counter: guests' %u, host's %u\n",
          h->ranges[RANGE_GUEST], h->ranges[RANGE_HOST]);
}

static void access_line(const char *where, const struct access *a)
{
    bool traps = host_counter(HOST_SWINC) >= (int)a->hpmn;

    print("  host EL0 %s: PMCR.N = %lu, PMEVCNTR%d ", where, a->number,
          host_counter(HOST_SWINC));
    if (a->trap) {
        print("traps to EL%lu, EC 0x%lx: %s\n", a->trap >> 32 & 3,
              a->trap >> 26 & 0x3f, traps ? "broken" : "wrong (R8)");
    } else if (traps) {
        print("= 0x%lx, no trap: wrong (R8)\n", a->value);
    } else {
        print("= 0x%lx, %s\n", a->value,
              a->value == a->want ? "right" : "wrong (R15)");
    }
}

/* In VHE the guest's counters count what is not the guest's. */
static void cycles_line(bool counted)
{
    const char *verdict = mode->vhe ? "broken" : "right";

    print("  host EL0 between load and put: the guest's PMCCNTR %s: %s\n",
          counted ? "counts it" : "stands still",
          counted == mode->vhe ? verdict : "wrong (R24)");
}

void report_access(const struct result *r)
{
    if (host_pmu.cntr_mask) {
        access_line("outside load and put", &r->host.outside);
        access_line("between load and put", &r->host.inside);
        cycles_line(r->host.inside.cycles);
    }
}

static void per(uint64_t sum, uint64_t times)
{
    uint64_t tenths = times ? sum * 10 / times : 0;

    cell(9, "%lu.%lu", tenths / 10, tenths % 10);
}

void report_costs(const struct result *vhe, const struct result *nvhe)
{
    const struct cost *costs[] = { &vhe->cost, &nvhe->cost };

    cell(34, "PMU register accesses, on average");
    print(" VHE      nVHE\n");
    for (unsigned phase = COST_LOAD_PUT; phase <= COST_EXIT; phase++) {
        for (unsigned write = 0; write < 2; write++) {
            cell(35, "  %s per %s", write ? "writes" : "reads",
                 phase == COST_EXIT ? "entry and exit" : "load and put");
            for (unsigned m = 0; m < 2; m++) {
                const struct cost *c = costs[m];

                per(write ? c->writes[phase] : c->reads[phase],
                    phase == COST_EXIT ? c->exits : c->loads);
            }
            print("\n");
        }
    }
    cell(35, "exceptions to EL2 per exit");
    for (unsigned m = 0; m < 2; m++) {
        per(costs[m]->exceptions, costs[m]->exits);
    }
    print("\n");
}

void report_failures(const struct result *r)
{
    for (unsigned i = 0; i < r->failed; i++) {
        const struct failure *f = &r->failures[i];

        print("  wrong: %s %s %s, not %s", f->rule, f->what, f->got, f->want);
        if (f->times > 1) {
            print(", and %u more", f->times - 1);
        }
        print("\n");
    }
}

static bool failed_before(const struct result *r, unsigned failure)
{
    for (unsigned i = 0; i < failure; i++) {
        if (same(r->failures[i].rule, r->failures[failure].rule)) {
            return true;
        }
    }
    return false;
}

void report_verdict(const struct result *vhe, const struct result *nvhe,
                    bool noticed)
{
    const struct result *all[] = { vhe, nvhe };

    if (!vhe->failed && !nvhe->failed) {
        print("verdict: %s\n", noticed ? "right" : "wrong, blind");
        return;
    }
    print("verdict: wrong;");
    for (unsigned m = 0; m < ARRAY_SIZE(all); m++) {
        print(" %s at", m ? "nVHE" : "VHE");
        for (unsigned i = 0; i < all[m]->failed; i++) {
            if (!failed_before(all[m], i)) {
                print(" %s", all[m]->failures[i].rule);
            }
        }
        print("%s", all[m]->failed ? "" : " none");
    }
    print("\n");
}

/* --- variants --- */

/* The best witness of @step: one of its rule, one that tells how much */
static const struct failure *caught_by(enum step step,
                                       const struct result *r)
{
    const struct failure *best = NULL;
    unsigned best_score = 0;

    for (unsigned i = 0; i < r->failed; i++) {
        const struct failure *f = &r->failures[i];
        unsigned score = 1 + f->counts +
                         2 * same(f->rule, step_infos[step].rule);

        if (score > best_score) {
            best_score = score;
            best = f;
        }
    }
    return best;
}

static void variant_line(const char *name, const char *rule,
                         const char *what, const char *want,
                         const char *vhe, const char *nvhe)
{
    cell(24, "  %s", name);
    cell(5, "%s", rule);
    cell(25, "%s", what);
    cell(11, "%s", want);
    cell(11, "%s", vhe);
    print("%s\n", nvhe);
}

static void variant_part(const char *name, const char *rule,
                         const struct failure *f, bool vhe)
{
    const char *got = f ? f->got : "";

    variant_line(name, rule, f ? f->what : "NOT NOTICED", f ? f->want : "",
                 vhe ? got : "", vhe ? "" : got);
}

bool report_variant(enum step step, const struct result *vhe,
                    const struct result *nvhe)
{
    const struct step_info *info = &step_infos[step];
    const struct failure *v = info->vhe ? caught_by(step, vhe) : NULL;
    const struct failure *n = info->nvhe ? caught_by(step, nvhe) : NULL;

    if (!step) {
        variant_line("step left out", "rule", "makes wrong", "right", "VHE",
                     "nVHE");
    }
    if (v && n && same(v->what, n->what) && same(v->want, n->want)) {
        variant_line(info->name, info->rule, v->what, v->want, v->got,
                     n->got);
        return true;
    }
    if (info->vhe) {
        variant_part(info->name, info->rule, v, true);
    }
    if (info->nvhe) {
        variant_part(info->vhe ? "" : info->name,
                     info->vhe ? "" : info->rule, n, false);
    }
    return (v || !info->vhe) && (n || !info->nvhe);
}
