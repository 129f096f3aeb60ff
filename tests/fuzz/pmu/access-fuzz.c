/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The access fuzzer: random accesses to the PMU's registers in a bare-metal
 * guest, each checked against a naive reference. See access-reference.h.
 *
 * access-fuzz RUN SEED COUNT [--no-icount]: so many steps of that seed
 * access-fuzz RUN replay [--no-icount]: what FUZZ_SCRIPT holds
 *
 * RUN is the command that runs the guest in the working directory. After a
 * difference, FUZZ_SCRIPT holds the fewest steps that still show one.
 */

#include "access-generate.h"
#include "access-reference.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often to run the guest for a shorter script */
#define SHRINK_RUNS 300

typedef struct Fuzz {
    const char *run;
    bool icount;
    struct fuzz_step *steps;
    size_t count;
    struct fuzz_machine machine;
    struct fuzz_result *results;
    size_t done;
    char why[256];
} Fuzz;

static void save_script(const Fuzz *f)
{
    FILE *file = fopen(FUZZ_SCRIPT, "wb");

    if (!file ||
        fwrite(f->steps, sizeof(f->steps[0]), f->count, file) != f->count ||
        fclose(file)) {
        perror(FUZZ_SCRIPT);
        exit(2);
    }
}

static void load_script(Fuzz *f)
{
    FILE *file = fopen(FUZZ_SCRIPT, "rb");
    struct fuzz_step step;

    if (!file) {
        perror(FUZZ_SCRIPT);
        exit(2);
    }
    while (fread(&step, sizeof(step), 1, file) == 1) {
        f->steps = realloc(f->steps, (f->count + 1) * sizeof(step));
        f->steps[f->count++] = step;
    }
    fclose(file);
}

static bool load_results(Fuzz *f)
{
    FILE *file = fopen(FUZZ_RESULTS, "rb");
    bool described;

    if (!file) {
        return false;
    }
    described = fread(&f->machine, sizeof(f->machine), 1, file) == 1 &&
                f->machine.frequency && f->machine.places &&
                f->machine.places <= FUZZ_PLACES;
    f->done = fread(f->results, sizeof(f->results[0]), f->count, file);
    fclose(file);
    return described;
}

/* Run the guest; returns the step that differs, or -1. */
static long first_difference(Fuzz *f)
{
    Reference r;
    int status;

    save_script(f);
    remove(FUZZ_RESULTS);
    f->results = realloc(f->results, (f->count + 1) * sizeof(f->results[0]));
    f->done = 0;
    status = system(f->run);
    if (!load_results(f) || status != 0 || f->done < f->count) {
        snprintf(f->why, sizeof(f->why),
                 "the guest or QEMU did not end well (wait status 0x%x)",
                 status);
        return f->count - 1;
    }
    reference_init(&r, &f->machine, f->icount);
    for (size_t i = 0; i < f->count; i++) {
        if (!reference_step(&r, &f->steps[i], &f->results[i])) {
            memcpy(f->why, r.why, sizeof(f->why));
            return i;
        }
    }
    return -1;
}

static void remove_steps(Fuzz *f, size_t first, size_t count)
{
    memmove(f->steps + first, f->steps + first + count,
            (f->count - first - count) * sizeof(f->steps[0]));
    f->count -= count;
}

/* Leave out what can be left out, in halves, quarters and so on. */
static void shrink(Fuzz *f)
{
    struct fuzz_step *kept = malloc((f->count + 1) * sizeof(*kept));
    int runs = 0;

    for (size_t part = f->count / 2; part; part /= 2) {
        for (size_t first = 0; first + part < f->count; ) {
            size_t count = f->count;
            long at;

            if (runs++ == SHRINK_RUNS) {
                free(kept);
                return;
            }
            memcpy(kept, f->steps, count * sizeof(*kept));
            remove_steps(f, first, part);
            at = first_difference(f);
            if (at >= 0) {
                f->count = at + 1;
            } else {
                memcpy(f->steps, kept, count * sizeof(*kept));
                f->count = count;
                first += part;
            }
        }
    }
    free(kept);
}

static void print_step(const Fuzz *f, size_t i)
{
    const struct fuzz_step *s = &f->steps[i];
    const struct fuzz_place *p = reference_place(&f->machine, s);
    Reference r;

    reference_init(&r, &f->machine, f->icount);
    printf("#   at %s: ", p->name);
    switch (s->what) {
    case FUZZ_READ:
        printf("read %s", register_name(&r, p, s->reg));
        break;
    case FUZZ_WRITE:
        printf("write %s = 0x%" PRIx64, register_name(&r, p, s->reg),
               s->value);
        break;
    case FUZZ_READ_PAIR:
        printf("MRRC p15, %" PRIu32 ", r0, r1, c9", s->reg);
        break;
    case FUZZ_WRITE_PAIR:
        printf("MCRR p15, %" PRIu32 ", r0, r1, c9 = 0x%" PRIx64, s->reg,
               s->value);
        break;
    case FUZZ_SPIN:
        printf("spin %" PRIu64, s->value);
        break;
    case FUZZ_IRQ:
        printf("interrupt level");
        break;
    default:
        printf("reset");
        break;
    }
    if (i < f->done) {
        printf(" -> 0x%" PRIx64 ", exception 0x%" PRIx64,
               f->results[i].value, f->results[i].trap);
    }
    printf("\n");
}

/* A reset makes what was before it, most likely, matter no more. */
static void report(Fuzz *f, long at)
{
    size_t last = at;

    printf("# step %ld: %s\n", at, f->why);
    if (!f->machine.places) {
        return;     /* no guest has ever run */
    }
    f->count = at + 1;
    while (last && f->steps[last].what != FUZZ_RESET) {
        last--;
    }
    if (last) {
        struct fuzz_step *all = malloc(f->count * sizeof(*all));
        size_t count = f->count;

        memcpy(all, f->steps, count * sizeof(*all));
        remove_steps(f, 0, last);
        if (first_difference(f) < 0) {
            memcpy(f->steps, all, count * sizeof(*all));
            f->count = count;
        }
        free(all);
    }
    shrink(f);
    at = first_difference(f);
    printf("# %zu steps are enough%s%s\n", f->count, at < 0 ? "" : ": ",
           at < 0 ? "; not at every run" : f->why);
    for (size_t i = 0; i < f->count && i < 100; i++) {
        print_step(f, i);
    }
}

/* A pair of registers is accessed in AArch32 only. */
static bool is_access(const Fuzz *f, const struct fuzz_step *step)
{
    return step->what < FUZZ_READ_PAIR ||
           (step->what < FUZZ_SPIN &&
            reference_is_a32(reference_place(&f->machine, step)));
}

/* The exceptions that were taken tell whether anything was reached. */
static void summarize(const Fuzz *f)
{
    size_t traps = 0, accesses = 0;

    for (size_t i = 0; i < f->count; i++) {
        traps += f->results[i].trap != 0;
        accesses += is_access(f, &f->steps[i]);
    }
    printf("# %zu accesses in %u places, %zu of them trapped; N=%u, "
           "PMUVer=%u\n", accesses, f->machine.places, traps,
           f->machine.counters, f->machine.version);
}

int main(int argc, char **argv)
{
    Fuzz f = { .icount = true };
    long at;

    if (argc > 2 && !strcmp(argv[argc - 1], "--no-icount")) {
        f.icount = false;
        argc--;
    }
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: access-fuzz RUN SEED COUNT [--no-icount]\n"
                        "       access-fuzz RUN replay [--no-icount]\n");
        return 2;
    }
    f.run = argv[1];
    if (argc == 3) {
        load_script(&f);
    } else {
        uint64_t seed;

        if (sscanf(argv[2], "%" SCNu64, &seed) != 1 ||
            sscanf(argv[3], "%zu", &f.count) != 1) {
            fprintf(stderr, "SEED and COUNT are numbers\n");
            return 2;
        }
        f.steps = generate_script(seed, f.count);
    }
    at = f.count ? first_difference(&f) : -1;
    if (at >= 0) {
        report(&f, at);
    } else {
        summarize(&f);
    }
    free(f.steps);
    free(f.results);
    return at >= 0;
}
