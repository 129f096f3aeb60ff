/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the pure files need of QEMU's header of this name */

#ifndef HW_ARM_FDT_H
#define HW_ARM_FDT_H

#define GIC_FDT_IRQ_TYPE_PPI 1

#endif
