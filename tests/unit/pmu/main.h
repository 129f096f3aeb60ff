/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The main() of the unit tests: a test that fails goes on to its end, and so
 * do those after it.
 */

#ifndef PMU_MAIN_H
#define PMU_MAIN_H

/* add_tests: what a program of unit tests gives glib to run */
void add_tests(void);

#endif
