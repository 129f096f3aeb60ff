/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the pure part of the PMU model and its engine need of the C library,
 * in the place of QEMU's header of this name, so that they can be built
 * without QEMU.
 */

#ifndef QEMU_OSDEP_H
#define QEMU_OSDEP_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define QEMU_ALWAYS_INLINE  __attribute__((always_inline))

/* glib has one too. */
#ifndef MIN
#define MIN(A, B)   ((A) < (B) ? (A) : (B))
#endif
#define ARRAY_SIZE(array) G_N_ELEMENTS(array)

#endif
