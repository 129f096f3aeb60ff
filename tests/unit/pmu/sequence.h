/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A life of a PMU, from bytes: features, then operations, each done to the
 * model and to the oracle, which must agree after every one.
 *
 * Any bytes will do. The unit test makes them at random, the fuzzer in
 * search of paths; what one of them found, the other can repeat.
 */

#ifndef PMU_SEQUENCE_H
#define PMU_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * sequence_run: live through it
 * @why: where to say what differed, after which operation, in what state
 *
 * Returns whether the model and the oracle agreed throughout.
 */
bool sequence_run(const uint8_t *bytes, size_t length, char *why,
                  size_t why_size);

#endif
