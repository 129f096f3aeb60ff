/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random scripts for the access fuzzer.
 */

#ifndef PMU_ACCESS_GENERATE_H
#define PMU_ACCESS_GENERATE_H

#include "access-script.h"
#include <stddef.h>

/*
 * generate_script: the script of a seed, to be freed; the first of two
 * scripts of one seed, if it is shorter, is how the second begins
 */
struct fuzz_step *generate_script(uint64_t seed, size_t count);

#endif
