/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting bits, in the place of QEMU's header of this name
 */

#ifndef QEMU_HOST_UTILS_H
#define QEMU_HOST_UTILS_H

static inline int ctz32(uint32_t value)
{
    return value ? __builtin_ctz(value) : 32;
}

static inline int ctz64(uint64_t value)
{
    return value ? __builtin_ctzll(value) : 64;
}

static inline int ctpop32(uint32_t value)
{
    return __builtin_popcount(value);
}

#endif
