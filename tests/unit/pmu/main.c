/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What starts every program of unit tests, but for the one that takes files.
 */

#include "main.h"
#include <glib.h>

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    add_tests();
    return g_test_run();
}
