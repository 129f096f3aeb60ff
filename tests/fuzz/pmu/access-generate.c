/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random scripts for the access fuzzer. Every encoding of the PMU's space
 * and every bit of every register comes up, reserved ones too; what matters
 * most comes up more often.
 */

#include "access-generate.h"
#include "access-reference.h"
#include <stdlib.h>

/*
 * How many steps until all registers are reset; the first of them set up a
 * PMU that counts.
 */
#define LIFE 160
#define SET_UP 17

/* xorshift64*, after Marsaglia (2003) and Vigna (2016) */
typedef struct Random {
    uint64_t state;
} Random;

static uint64_t any(Random *random)
{
    uint64_t x = random->state;

    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    random->state = x;
    return x * UINT64_C(0x2545f4914f6cdd1d);
}

static uint64_t below(Random *random, uint64_t limit)
{
    return any(random) % limit;
}

/* As many are small as are large. */
static uint64_t any_magnitude(Random *random)
{
    int shift = below(random, 64);

    return any(random) >> shift;
}

/* A few bits of the counters, or all, or anything */
static uint64_t some_bits(Random *random)
{
    uint64_t bits = any(random);

    switch (below(random, 8)) {
    case 0:
        return UINT32_MAX;
    case 6:
        return UINT64_C(1) << 32 | (bits & 0x8000003f);
    case 7:
        return UINT64_MAX;
    case 1:
        return bits;
    case 2:
        return UINT64_C(1) << below(random, 32);
    case 3:
        return bits & 0x3f;
    case 4:
        return bits & 0x8000003f;
    default:
        return bits & any(random) & UINT32_MAX;
    }
}

/* Mostly what will overflow soon */
static uint64_t some_count(Random *random)
{
    uint64_t near = below(random, 4), far = below(random, 3000);

    switch (below(random, 6)) {
    case 0:
        return -near;
    case 1:
        return UINT32_MAX - near + 1;
    case 2:
        return -far;
    case 3:
        return (any(random) | UINT32_MAX) - far;
    case 4:
        return 0;
    default:
        return any_magnitude(random);
    }
}

static uint64_t some_type(Random *random)
{
    static const uint16_t events[] = {
        0x00, 0x00, 0x00, 0x11, 0x11, 0x08, 0x1e, 0x1e, 0x3c, 0x411,
        0x13, 0x06, 0x21, 0x09, 0x0a, 0x1b, 0x8127,
    };
    uint64_t type = any(random);

    switch (below(random, 4)) {
    case 0:
        return type;
    case 1:
        return (type & ~UINT64_C(0xffff)) | events[below(random, 17)];
    default:
        return (type & (1 << 27)) | events[below(random, 17)];
    }
}

static uint64_t some_pmcr(Random *random)
{
    uint64_t value = any(random);

    /* P and C undo what is worth seeing. */
    if (below(random, 4)) {
        value &= ~UINT64_C(6);
    }
    return below(random, 4) ? value | 1 : value;
}

/* TPM would trap all the rest, so it is seldom set. */
static uint64_t some_mdcr_el2(Random *random)
{
    uint64_t value = any(random);

    if (below(random, 8)) {
        value &= ~UINT64_C(0x60);
    }
    if (below(random, 2)) {
        value = (value & ~UINT64_C(0x1f)) | below(random, 7);
    }
    return below(random, 2) ? value | 0x80 : value;
}

static uint64_t some_mdcr_el3(Random *random)
{
    uint64_t value = any(random);

    if (below(random, 8)) {
        value &= ~UINT64_C(0x240);
        value |= 0x80 | UINT64_C(1) << 44;
    }
    return below(random, 2) ? value | 1 << 17 : value;
}

/* The PMU's bits of HDFGRTR_EL2 and HDFGWTR_EL2, none or one or any */
static uint64_t some_traps(Random *random)
{
    static const int bits[] = { 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                                57, 58 };

    switch (below(random, 4)) {
    case 0:
        return any(random) & any(random) &
               any(random);
    case 1:
        return UINT64_C(1) << bits[below(random, 13)];
    default:
        return 0;
    }
}

/* The PMU's bits of HDFGRTR2_EL2 and HDFGWTR2_EL2, which trap at 0 */
static uint64_t some_traps2(Random *random)
{
    static const int bits[] = { 0, 2, 3, 4, 6, 7, 21 };

    switch (below(random, 4)) {
    case 0:
        return any(random) | any(random);
    case 1:
        return ~(UINT64_C(1) << bits[below(random, 7)]);
    default:
        return UINT64_MAX;
    }
}

/* TID would leave no PMCEID to see. */
static uint64_t some_user(Random *random)
{
    uint64_t value = any(random);

    if (below(random, 4)) {
        value &= ~UINT64_C(0x40);
    }
    return below(random, 3) ? value | 1 : value & ~UINT64_C(1);
}

/* Some counter, and mostly one that exists */
static int some_counter(Random *random)
{
    return below(random, below(random, 4) ? 7 : 32);
}

static void choose_mask(struct fuzz_step *s, Random *random)
{
    static const uint32_t regs[] = {
        ENCODING(3, 3, 9, 12, 1), ENCODING(3, 3, 9, 12, 1),
        ENCODING(3, 3, 9, 12, 2), ENCODING(3, 3, 9, 12, 3),
        ENCODING(3, 3, 9, 14, 3), ENCODING(3, 0, 9, 14, 1),
        ENCODING(3, 0, 9, 14, 2), ENCODING(3, 3, 9, 12, 4),
        ENCODING(3, 3, 9, 12, 4), ENCODING(3, 3, 9, 12, 4),
    };

    s->reg = regs[below(random, 10)];
    s->value = some_bits(random);
}

static void choose_counter(struct fuzz_step *s, Random *random)
{
    switch (below(random, 6)) {
    case 0:
        s->reg = ENCODING(3, 3, 9, 13, 0);      /* PMCCNTR */
        break;
    case 1:
    case 2:
        s->reg = ENCODING(3, 3, 9, 13, 2);      /* PMXEVCNTR */
        break;
    default:
        s->reg = ENCODING(3, 3, 14, 8, 0) + some_counter(random);
        break;
    }
    s->value = some_count(random);
}

static void choose_type(struct fuzz_step *s, Random *random)
{
    switch (below(random, 6)) {
    case 0:
        s->reg = ENCODING(3, 3, 14, 15, 7);     /* PMCCFILTR */
        break;
    case 1:
    case 2:
        s->reg = ENCODING(3, 3, 9, 13, 1);      /* PMXEVTYPER */
        break;
    default:
        s->reg = ENCODING(3, 3, 14, 12, 0) + some_counter(random);
        break;
    }
    s->value = some_type(random);
}

/* Registers that only EL2 or EL3 has are mostly accessed at home. */
static void choose_control(struct fuzz_step *s, Random *random)
{
    s->place = FUZZ_HOME;
    switch (below(random, 8)) {
    case 0:
    case 1:
    case 2:
        s->reg = ENCODING(3, 4, 1, 1, 1);       /* MDCR_EL2 */
        s->value = some_mdcr_el2(random);
        s->place = below(random, 3) ? FUZZ_HOME : below(random, FUZZ_HOME);
        break;
    case 3:
    case 4:
        s->reg = ENCODING(3, 6, 1, 3, 1);       /* MDCR_EL3 */
        s->value = some_mdcr_el3(random);
        break;
    case 5:
        s->reg = ENCODING(3, 4, 3, 1, 4);       /* HDFGRTR_EL2 */
        s->value = some_traps(random);
        break;
    case 6:
        s->reg = ENCODING(3, 4, 3, 1, 5);       /* HDFGWTR_EL2 */
        s->value = some_traps(random);
        break;
    default:
        s->reg = ENCODING(3, 6, 1, 1, 1);       /* SDER32_EL3 */
        s->value = any(random) & 3;
        break;
    }
}

/* FEAT_PMUv3p9's registers and FEAT_FGT2's */
static void choose_newer(struct fuzz_step *s, Random *random)
{
    switch (below(random, 8)) {
    case 0:
    case 1:
    case 2:
        s->reg = ENCODING(3, 0, 9, 14, 4);      /* PMUACR */
        s->value = some_bits(random);
        break;
    case 3:
    case 4:
        s->reg = ENCODING(3, 3, 9, 13, 4);      /* PMZR */
        s->value = some_bits(random);
        s->what = FUZZ_WRITE;
        break;
    case 5:
        s->reg = ENCODING(3, 4, 3, 1, 0) + below(random, 2);
        s->value = some_traps2(random);
        s->place = below(random, 3) ? FUZZ_HOME : below(random, FUZZ_HOME);
        break;
    case 6:
        /* HFGRTR2_EL2, HFGWTR2_EL2, HFGITR2_EL2: storage */
        s->reg = ENCODING(3, 4, 3, 1, 2) + below(random, 2);
        s->reg += below(random, 3) ? 0 : ENCODING(3, 4, 3, 1, 7) - s->reg;
        s->value = any(random);
        break;
    default:
        s->what = FUZZ_FGTEN2;
        s->value = below(random, 3) > 0;
        break;
    }
}

/* PMICNTR and PMICFILTR */
static void choose_instructions(struct fuzz_step *s, Random *random)
{
    if (below(random, 2)) {
        s->reg = ENCODING(3, 3, 9, 4, 0);
        s->value = some_count(random);
    } else {
        s->reg = ENCODING(3, 3, 9, 6, 0);
        s->value = below(random, 3) ? 1 << 27 : any(random);
    }
}

/* FEAT_PMUv3_SS: mostly so that something is captured, and read */
static void choose_snapshot(struct fuzz_step *s, Random *random)
{
    switch (below(random, 8)) {
    case 0:
        s->reg = ENCODING(3, 0, 9, 14, 5);      /* PMECR */
        s->value = below(random, 4) ? 3 << 3 : any(random);
        break;
    case 1:
    case 2:
    case 3:
        s->reg = ENCODING(3, 0, 9, 13, 3);      /* PMSSCR */
        s->value = below(random, 4) ? 1 : any(random);
        break;
    default:
        s->reg = ENCODING(2, 0, 14, 8, 0) +
                 (below(random, 3) ? some_counter(random)
                                   : 31 + (int)below(random, 2));
        s->what = FUZZ_READ;
        break;
    }
}

/* Any encoding of the PMU's space, and of what later versions put there */
static void choose_any(struct fuzz_step *s, Random *random)
{
    switch (below(random, 4)) {
    case 0:
        s->reg = ENCODING(3, 3, 14, 8, 0) + below(random, 64);
        break;
    case 1:
        s->reg = ENCODING(3, 0, 9, 12, 0) + below(random, 24);
        break;
    case 2:
        s->reg = ENCODING(2, 0, 14, 8, 0) + below(random, 32);
        break;
    default:
        s->reg = ENCODING(3, 3, 9, 12, 0) + below(random, 24);
        break;
    }
    s->value = any_magnitude(random);
}

static void choose_access(struct fuzz_step *s, Random *random)
{
    int which = below(random, 100);

    s->what = below(random, 2) ? FUZZ_READ : FUZZ_WRITE;
    s->place = below(random, 4) ? below(random, FUZZ_HOME) : FUZZ_HOME;
    if (which < 32) {
        choose_mask(s, random);
    } else if (which < 48) {
        choose_counter(s, random);
    } else if (which < 60) {
        choose_type(s, random);
    } else if (which < 72) {
        choose_control(s, random);
    } else if (which < 82) {
        s->reg = ENCODING(3, 3, 9, 12, 0);      /* PMCR */
        s->value = some_pmcr(random);
    } else if (which < 88) {
        s->reg = ENCODING(3, 3, 9, 12, 5);      /* PMSELR */
        s->value = below(random, 4) ? (uint64_t)some_counter(random)
                                    : any(random);
    } else if (which < 93) {
        s->reg = ENCODING(3, 3, 9, 14, 0);      /* PMUSERENR */
        s->value = some_user(random);
    } else if (which < 96) {
        choose_newer(s, random);
    } else if (which < 97) {
        choose_instructions(s, random);
    } else if (which < 99) {
        choose_snapshot(s, random);
    } else {
        choose_any(s, random);
    }
}

/* A type that counts almost everywhere: CHAIN in every other odd counter */
static uint64_t easy_type(int n, Random *random)
{
    static const uint16_t events[] = { 0x00, 0x11, 0x1e, 0x08 };

    return 1 << 27 | events[n % 2 * 2 + below(random, 2)];
}

/* Seven counters, of which most will overflow soon; @turn: 0..SET_UP-1 */
static void set_up(struct fuzz_step *s, int turn, Random *random)
{
    *s = (struct fuzz_step) { .what = FUZZ_WRITE, .place = FUZZ_HOME };
    if (turn < 14) {
        s->reg = ENCODING(3, 3, 14, 8 + turn % 2 * 4, 0) + turn / 2;
        s->value = turn % 2 == 0 ? some_count(random)
                 : below(random, 2) ? some_type(random)
                                    : easy_type(turn / 2, random);
    } else if (turn == 14) {
        s->reg = ENCODING(3, 3, 9, 12, 0);      /* PMCR */
        s->value = (any(random) & ~UINT64_C(6)) | 1;
    } else if (turn == 15) {
        s->reg = ENCODING(3, 4, 1, 1, 1);       /* MDCR_EL2 */
        s->value = some_mdcr_el2(random);
    } else {
        s->reg = ENCODING(3, 3, 9, 12, 1);      /* PMCNTENSET */
        s->value = UINT32_MAX;
    }
}

struct fuzz_step *generate_script(uint64_t seed, size_t count)
{
    struct fuzz_step *steps = calloc(count + 1, sizeof(*steps));
    Random random = { (seed << 1 | 1) * UINT64_C(0x9e3779b97f4a7c15) };

    for (size_t i = 0; i < count; i++) {
        struct fuzz_step *s = &steps[i];
        int which = below(&random, 100), turn = i % LIFE;

        if (turn == 0) {
            s->what = FUZZ_RESET;
            s->place = FUZZ_HOME;
        } else if (turn <= SET_UP && below(&random, 8)) {
            set_up(s, turn - 1, &random);
        } else if (which < 90) {
            choose_access(s, &random);
        } else if (which < 93) {
            s->what = below(&random, 2) ? FUZZ_READ_PAIR : FUZZ_WRITE_PAIR;
            s->place = below(&random, FUZZ_HOME);
            s->reg = below(&random, 8) ? 0 : below(&random, 16);
            s->value = some_count(&random);
        } else if (which < 96) {
            s->what = FUZZ_SPIN;
            s->place = below(&random, FUZZ_HOME);
            s->value = 1 + below(&random, 2000);
        } else {
            s->what = FUZZ_IRQ;
            s->place = FUZZ_HOME;
        }
    }
    return steps;
}
