/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the lab's guests have beyond lib/guest.h.
 */
#ifndef PMU_LAB_BOARD_H
#define PMU_LAB_BOARD_H

#include "guest.h"

/**
 * run_second_cpu() - run @work on the machine's second CPU, to its end
 *
 * The caller waits, so that both may use what the library keeps for one.
 *
 * Return: false if there is no second CPU.
 */
bool run_second_cpu(void (*work)(void));

/* Only for board.c: where the second CPU starts, in assembly and in C */
extern char second_entry[];
void second_start(void);

#endif
