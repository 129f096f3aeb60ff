/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TAP output (testanything.org, version 13) of a guest. The plan comes
 * last, so that a guest which dies early has none.
 */
#include "guest.h"
#include <stdarg.h>

#define NOTES 4

static struct {
    unsigned number, failed;
    unsigned mismatches;
    char name[128];
    char notes[NOTES][128];
} tap;

void test_begin(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    format_text(tap.name, sizeof(tap.name), format, args);
    va_end(args);
    tap.mismatches = 0;
    trap.unclaimed = 0;
}

static char *next_note(void)
{
    unsigned n = tap.mismatches++;

    return n < NOTES ? tap.notes[n] : NULL;
}

static void note(char *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    format_text(text, sizeof(tap.notes[0]), format, args);
    va_end(args);
}

bool test_expect(uint64_t got, uint64_t want, const char *format, ...)
{
    char what[64];
    char *text;
    va_list args;

    if (got == want) {
        return true;
    }
    text = next_note();
    if (text) {
        va_start(args, format);
        format_text(what, sizeof(what), format, args);
        va_end(args);
        note(text, "%s: got 0x%lx want 0x%lx", what, got, want);
    }
    return false;
}

static void check_unclaimed(void)
{
    char *text = trap.unclaimed ? next_note() : NULL;

    if (text) {
        note(text, "unexpected exception: taken to EL%u, ESR 0x%lx ELR 0x%lx",
             trap.el, trap.esr, trap.elr);
    }
}

void test_end(void)
{
    check_unclaimed();
    print("%sok %u - %s\n", tap.mismatches ? "not " : "", ++tap.number,
          tap.name);
    for (unsigned i = 0; i < tap.mismatches && i < NOTES; i++) {
        print("# %s\n", tap.notes[i]);
    }
    if (tap.mismatches > NOTES) {
        print("# and %u more\n", tap.mismatches - NOTES);
    }
    tap.failed += tap.mismatches != 0;
}

void test_skip(const char *why)
{
    print("ok %u - %s # SKIP %s\n", ++tap.number, tap.name, why);
}

void test_skip_all(const char *why)
{
    print("1..0 # SKIP %s\n", why);
    guest_exit(0);
}

void test_finish(void)
{
    print("1..%u\n", tap.number);
    guest_exit(tap.failed != 0);
}

void bail_out(const char *format, ...)
{
    char text[128];
    va_list args;

    va_start(args, format);
    format_text(text, sizeof(text), format, args);
    va_end(args);
    print("Bail out! %s\n", text);
    guest_exit(2);
}
