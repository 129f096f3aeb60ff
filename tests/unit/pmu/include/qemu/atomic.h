/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Atomic accesses, in the place of QEMU's header of this name. The tests have
 * one thread, and ask for the strongest order.
 */

#ifndef QEMU_ATOMIC_H
#define QEMU_ATOMIC_H

#define qatomic_read(P)                 __atomic_load_n(P, __ATOMIC_SEQ_CST)
#define qatomic_set(P, V)               __atomic_store_n(P, V, __ATOMIC_SEQ_CST)
#define qatomic_read__nocheck(P)        qatomic_read(P)
#define qatomic_set__nocheck(P, V)      qatomic_set(P, V)
/* There is no other thread that would see an order. */
#define smp_rmb()                       ((void)0)
/* Likewise */
#define smp_wmb()                       ((void)0)
#define qatomic_cmpxchg(P, OLD, NEW)    __sync_val_compare_and_swap(P, OLD, NEW)

#endif
