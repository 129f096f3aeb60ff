/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: sets of sources, numbered, so that a translation block can be
 * marked with what it counts.
 *
 * The number is part of the flags that a block is looked up by. A CPU that
 * starts to count uses other blocks than it did; those of other CPUs, and
 * its own for when it stops, stay. The few sets that guests ever use get a
 * number each, once and for all; whoever comes when there are no more gets
 * that of all sources.
 *
 * From any thread, without locks.
 */

#ifndef TARGET_ARM_PMU_SETS_H
#define TARGET_ARM_PMU_SETS_H

#include "sources.h"

/* The bits of a number, and the number of the set that has all sources */
#define PMU_SET_BITS    5
#define PMU_SET_ALL     ((1u << PMU_SET_BITS) - 1)

/**
 * pmu_set_number: the number of a set that has these sources, and no others
 * if it can be helped
 * @sources: PMU_SOURCE_BIT()s of instructions' sources; others are left out
 *
 * Returns 0 for none, else 1..PMU_SET_ALL.
 */
unsigned pmu_set_number(uint64_t sources);

/**
 * pmu_set_sources: the sources of a set
 * @number: from pmu_set_number()
 */
uint32_t pmu_set_sources(unsigned number);

/**
 * PMUPacked: a small number for each source of a set, in one word
 *
 * They can be added and subtracted all at once.
 */
typedef uint64_t PMUPacked;

/**
 * pmu_packed_limit: the largest of these numbers
 * @sources: of the set; not 0
 *
 * Returns at least 7.
 */
unsigned pmu_packed_limit(uint32_t sources);

/**
 * pmu_pack: how often an instruction counts for each source of a set
 * @sources: of the set; not 0
 * @events: the sources that it counts for, once; PMU_SOURCE_MEM twice where
 *     it both reads and writes memory
 */
PMUPacked pmu_pack(uint32_t sources, uint32_t events);

/**
 * pmu_unpack: the number of one source
 */
unsigned pmu_unpack(uint32_t sources, PMUPacked packed, PMUSource source);

/**
 * pmu_packed_fits: may two be added?
 */
bool pmu_packed_fits(uint32_t sources, PMUPacked a, PMUPacked b);

#endif
