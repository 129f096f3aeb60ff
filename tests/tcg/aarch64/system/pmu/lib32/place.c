/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places where home is AArch32: the regimes, all of them AArch32.
 */
#include "../lib/place.h"
#include "../lib/internal.h"

struct place place_first(void)
{
    return (struct place){ regime_next(0), (int)cpu.home, false };
}

struct place place_next(struct place p)
{
    p.regime = regime_next(p.regime + 1);
    return p;
}

const char *place_name(struct place p)
{
    return regime_name(p.regime);
}

uint32_t place_counted(struct place p)
{
    return counted_at(p.regime);
}

static uint64_t count_inside(uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    reg_write(PMCR, PMCR_LC | PMCR_E);
    spin(SPIN_LOOPS, 0);
    reg_write(PMCR, 0);
    return 0;
}

uint32_t place_counted_inside(struct place p)
{
    zero_counters();
    run_at(p.regime, count_inside, 0, 0);
    return nonzero_counters();
}

uint32_t place_only(struct place p)
{
    return only_in(p.regime);
}
