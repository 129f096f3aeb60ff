/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the unit tests of kvm-partition.c share: the calls that the fake
 * kernel has seen, and the text of an Error.
 */

#ifndef PMU_CHECK_KVM_H
#define PMU_CHECK_KVM_H

#include "fake-kernel.h"

static inline void check_log(const char *want)
{
    g_autofree char *log = fake_log();

    g_assert_cmpstr(log, ==, want);
}

/* Takes @err, which must be there. */
static inline void check_error(Error *err, const char *want)
{
    const char *text = err ? error_get_pretty(err) : "no error";

    g_assert_cmpstr(text, ==, want);
    g_assert_null(strchr(text, '\n'));
    error_free(err);
}

#endif
