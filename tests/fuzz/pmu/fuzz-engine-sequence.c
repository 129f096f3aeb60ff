/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer's way into the PMU engine: see tests/unit/pmu/engine-sequence.h.
 */

#include "engine-sequence.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char why[2048];

    if (!engine_sequence_run(bytes, length, why, sizeof(why))) {
        fprintf(stderr, "engine and naive PMU differ: %s\n", why);
        abort();
    }
    return 0;
}
