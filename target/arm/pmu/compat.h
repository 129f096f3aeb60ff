/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what has another name or place in one of the QEMU series that the
 * model is built with (10.0, 10.2 and what comes next). The names used are
 * the newer ones.
 *
 * Tests are for the thing itself, never for a version. What no series needs
 * any more goes; an upstream tree needs nothing of this file.
 */

#ifndef TARGET_ARM_PMU_COMPAT_H
#define TARGET_ARM_PMU_COMPAT_H

#include "cpu.h"

/* icount_enabled(), icount_to_ns(), icount_get_raw() */
#define PMU_HAS_ICOUNT_H __has_include("exec/icount.h")
#if PMU_HAS_ICOUNT_H
#include "exec/icount.h"
#else
#include "system/cpu-timers.h"
#endif

/* IRQ lines, devices: they move from hw/ to hw/core/ */
#define PMU_HAS_CORE_HEADERS __has_include("hw/core/irq.h")
#if PMU_HAS_CORE_HEADERS
#include "hw/core/irq.h"
#include "hw/core/qdev.h"
#include "hw/core/qdev-properties.h"
#else
#include "hw/irq.h"
#include "hw/qdev-core.h"
#include "hw/qdev-properties.h"
#endif

/* ID registers: members of their own before there was an array of them */
#ifndef FIELD_EX64_IDREG
#define PMU_IDREG_ID_AA64DFR0   id_aa64dfr0
#define PMU_IDREG_ID_AA64DFR1   id_aa64dfr1
#define PMU_IDREG_ID_AA64MMFR0  id_aa64mmfr0
#define PMU_IDREG_ID_DFR0       id_dfr0
#define PMU_IDREG_ID_DFR1       id_dfr1

#define FIELD_EX64_IDREG(ISAR, REG, FIELD) \
    FIELD_EX64((ISAR)->PMU_IDREG_##REG, REG, FIELD)
#define FIELD_EX32_IDREG(ISAR, REG, FIELD) \
    FIELD_EX32((ISAR)->PMU_IDREG_##REG, REG, FIELD)
#define FIELD_DP64_IDREG(ISAR, REG, FIELD, VALUE) \
    ((ISAR)->PMU_IDREG_##REG = \
        FIELD_DP64((ISAR)->PMU_IDREG_##REG, REG, FIELD, VALUE))
#define FIELD_DP32_IDREG(ISAR, REG, FIELD, VALUE) \
    ((ISAR)->PMU_IDREG_##REG = \
        FIELD_DP32((ISAR)->PMU_IDREG_##REG, REG, FIELD, VALUE))
#endif

/* What class_init() is given: constant, or not yet */
typedef __typeof__(__builtin_choose_expr(
    __builtin_types_compatible_p(__typeof__(((TypeInfo *)NULL)->class_init),
                                 void (*)(ObjectClass *, void *)),
    (void *)NULL, (const void *)NULL)) PMUClassData;

#endif
