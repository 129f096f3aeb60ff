/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest asks of semihosting: its command line, and to exit. The call
 * itself is in cpu.c.
 */
#include "internal.h"

#define SYS_GET_CMDLINE         0x15
#define SYS_EXIT_EXTENDED       0x20
#define APPLICATION_EXIT        0x20026

void guest_exit(unsigned status)
{
    uintptr_t block[2] = { APPLICATION_EXIT, status };

    for (;;) {
        semihosting(SYS_EXIT_EXTENDED, block);
    }
}

static const char *skip_prefix(const char *s, const char *prefix)
{
    while (*prefix) {
        if (*s++ != *prefix++) {
            return NULL;
        }
    }
    return s;
}

const char *guest_option_text(const char *name)
{
    static char line[256];
    uintptr_t block[2] = { (uintptr_t)line, sizeof(line) };

    if (semihosting(SYS_GET_CMDLINE, block)) {
        return NULL;
    }
    for (const char *s = line; *s; s++) {
        const char *text = s[0] == ' ' ? skip_prefix(s + 1, name) : NULL;

        if (text) {
            return text;
        }
    }
    return NULL;
}

unsigned guest_option(const char *name, unsigned otherwise)
{
    const char *text = guest_option_text(name);
    unsigned value = 0;

    if (!text) {
        return otherwise;
    }
    while (*text >= '0' && *text <= '9') {
        value = value * 10 + (*text++ - '0');
    }
    return value;
}
