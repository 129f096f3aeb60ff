/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine against the naive PMU, through a sequence of operations that
 * bytes describe: for random bytes, and for those of a fuzzer.
 */

#ifndef PMU_ENGINE_SEQUENCE_H
#define PMU_ENGINE_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * engine_sequence_run: do what @bytes say, to both
 * @why, @why_size: where to say what differed
 *
 * Returns true if they agreed all the time, about values, overflow status
 * and PMUIRQ. Any bytes are a valid sequence.
 */
bool engine_sequence_run(const uint8_t *bytes, size_t length, char *why,
                         size_t why_size);

#endif
