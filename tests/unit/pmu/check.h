/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the unit tests of the PMU model share: comparing, and where random
 * numbers come from.
 *
 * glib seeds each test anew and prints the seed of the run; --seed repeats
 * it.
 */

#ifndef PMU_CHECK_H
#define PMU_CHECK_H

#include "main.h"
#include "pair.h"
#include <glib.h>

static inline PairRandom check_random(void)
{
    return (PairRandom) {
        (uint64_t)g_test_rand_int() << 32 | (uint32_t)g_test_rand_int()
    };
}

/*
 * check_same: fail the test, with all the state there is, at the first
 * difference; false then, so that the caller stops
 */
static inline bool check_same(const Pair *p, const char *what,
                              const char *where, uint64_t model,
                              uint64_t oracle)
{
    if (model == oracle) {
        return true;
    }
    g_test_fail_printf("%s%s%s: model 0x%" G_GINT64_MODIFIER
                       "x, oracle 0x%" G_GINT64_MODIFIER "x",
                       what, where ? " at " : "", where ? where : "",
                       model, oracle);
    g_test_message("%s", pair_text(p));
    return false;
}

#endif
