/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sequence locks, in the place of QEMU's header of this name. With one
 * thread there is no writer beside a reader: what is checked is that the
 * engine begins and ends in turn.
 */

#ifndef QEMU_SEQLOCK_H
#define QEMU_SEQLOCK_H

#include <assert.h>

typedef struct QemuSeqLock {
    unsigned sequence;
} QemuSeqLock;

static inline void seqlock_init(QemuSeqLock *lock)
{
    lock->sequence = 0;
}

static inline void seqlock_write_begin(QemuSeqLock *lock)
{
    assert(lock->sequence++ % 2 == 0);
}

static inline void seqlock_write_end(QemuSeqLock *lock)
{
    assert(lock->sequence++ % 2 == 1);
}

static inline unsigned seqlock_read_begin(const QemuSeqLock *lock)
{
    assert(lock->sequence % 2 == 0);
    return lock->sequence;
}

static inline bool seqlock_read_retry(const QemuSeqLock *lock, unsigned start)
{
    return lock->sequence != start;
}

#endif
