/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer's way into the PMU model: see tests/unit/pmu/sequence.h.
 */

#include "sequence.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char why[2048];

    if (!sequence_run(bytes, length, why, sizeof(why))) {
        fprintf(stderr, "model and oracle differ: %s\n", why);
        abort();
    }
    return 0;
}
