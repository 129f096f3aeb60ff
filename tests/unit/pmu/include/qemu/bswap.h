/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the pure files need of QEMU's header of this name */

#ifndef QEMU_BSWAP_H
#define QEMU_BSWAP_H

#include <glib.h>

#define cpu_to_be32(x) GUINT32_TO_BE(x)

#endif
