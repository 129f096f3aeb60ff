/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The big lock, in the place of QEMU's header of this name: how often it was
 * asked for; see machine.h.
 */

#ifndef QEMU_MAIN_LOOP_H
#define QEMU_MAIN_LOOP_H

extern unsigned machine_locked;

#define BQL_LOCK_GUARD()    (machine_locked++)

#endif
