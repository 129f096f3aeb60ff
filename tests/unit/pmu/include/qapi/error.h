/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of QEMU's Error as the pure files use, in the place of QEMU's
 * header of this name, so that they can be built without QEMU.
 */

#ifndef QAPI_ERROR_H
#define QAPI_ERROR_H

#include <glib.h>

typedef struct Error {
    char *text;
} Error;

void error_setg(Error **errp, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* With ": " and what the C library says of @os_errno */
void error_setg_errno(Error **errp, int os_errno, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Hands @err on, with more in front of its text. */
void error_propagate_prepend(Error **errp, Error *err,
                             const char *format, ...) G_GNUC_PRINTF(3, 4);

const char *error_get_pretty(const Error *err);
void error_free(Error *err);

#endif
