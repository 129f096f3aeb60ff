/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of QEMU's Error as the pure files use: a text on the heap.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"

/* An Error is set once: a second text would hide the first. Takes @text. */
static void set_text(Error **errp, char *text)
{
    if (!errp) {
        g_free(text);
        return;
    }
    g_assert_null(*errp);
    *errp = g_new(Error, 1);
    (*errp)->text = text;
}

void error_setg(Error **errp, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    set_text(errp, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void error_setg_errno(Error **errp, int os_errno, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    set_text(errp, g_strconcat(text, ": ", g_strerror(os_errno), NULL));
}

void error_propagate_prepend(Error **errp, Error *err,
                             const char *format, ...)
{
    g_autofree char *front = NULL;
    va_list arguments;

    va_start(arguments, format);
    front = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    set_text(errp, g_strconcat(front, err->text, NULL));
    error_free(err);
}

const char *error_get_pretty(const Error *err)
{
    return err->text;
}

void error_free(Error *err)
{
    if (err) {
        g_free(err->text);
        g_free(err);
    }
}
