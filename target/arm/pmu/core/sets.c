/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: sets of sources, numbered.
 */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/host-utils.h"
#include "sets.h"

#define INSN_SOURCES    ((UINT64_C(1) << PMU_INSN_SOURCES) - 1)

/* Filled from 1 on; an entry that is not 0 never changes again. */
static uint32_t sets[PMU_SET_ALL];

unsigned pmu_set_number(uint64_t sources)
{
    uint32_t set = sources & INSN_SOURCES;

    if (!set) {
        return 0;
    }
    for (unsigned i = 1; i < PMU_SET_ALL; i++) {
        uint32_t old = qatomic_cmpxchg(&sets[i], 0, set);

        if (old == 0 || old == set) {
            return i;
        }
    }
    return PMU_SET_ALL;
}

uint32_t pmu_set_sources(unsigned number)
{
    return number < PMU_SET_ALL ? qatomic_read(&sets[number]) : INSN_SOURCES;
}

/* Sources in the order of their bits, each with as many bits as there are */
static unsigned field_bits(uint32_t sources)
{
    return MIN(64 / ctpop32(sources), 16);
}

static unsigned shift_of(uint32_t sources, unsigned source)
{
    uint32_t below = sources & ((UINT32_C(1) << source) - 1);

    return ctpop32(below) * field_bits(sources);
}

unsigned pmu_packed_limit(uint32_t sources)
{
    return (1u << field_bits(sources)) - 1;
}

PMUPacked pmu_pack(uint32_t sources, uint32_t events)
{
    bool both = (events & PMU_SOURCE_BIT(LD)) && (events & PMU_SOURCE_BIT(ST));
    PMUPacked packed = 0;

    for (uint32_t rest = sources & events; rest; rest &= rest - 1) {
        unsigned source = ctz32(rest);
        uint64_t times = source == PMU_SOURCE_MEM && both ? 2 : 1;

        packed |= times << shift_of(sources, source);
    }
    return packed;
}

unsigned pmu_unpack(uint32_t sources, PMUPacked packed, PMUSource source)
{
    return packed >> shift_of(sources, source) & pmu_packed_limit(sources);
}

bool pmu_packed_fits(uint32_t sources, PMUPacked a, PMUPacked b)
{
    for (uint32_t rest = sources; rest; rest &= rest - 1) {
        unsigned source = ctz32(rest);

        if (pmu_unpack(sources, a, source) + pmu_unpack(sources, b, source) >
            pmu_packed_limit(sources)) {
            return false;
        }
    }
    return true;
}
