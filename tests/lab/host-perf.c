/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Count cycles on the host of a running KVM guest, with Linux's own perf.
 *
 * host-perf CPU [--count-guest]: count all that CPU does for WINDOW_MS, by a
 * group of three events: everything, the host only (exclude_guest) and the
 * guest only (exclude_host). Meanwhile this program works on another CPU, and
 * a fourth event counts it. Again, until the guest was busy for a quarter of
 * a window: its serial port can keep it waiting.
 *
 * Prints "all=A host=H guest=G own=O" for each window. Exits with 0 if the
 * guest was busy in the last one, and in all of them the host's count does
 * not hold the guest's (H and G are A, but for the way in and out of the
 * guest) and this program was counted too.
 *
 * --count-guest plants a fault: the host's event counts the guest as well.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "host-event.h"

#define WINDOW_MS   300
#define WINDOWS     60

enum { ALL, HOST, GUEST, OWN, EVENTS };

static int open_cycles(unsigned exclude, int pid, int cpu, int leader)
{
    return event_open(PERF_COUNT_HW_CPU_CYCLES, exclude, pid, cpu, leader, 0);
}

static void work_for(unsigned ms)
{
    struct timespec start, now;

    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - start.tv_sec) * 1000 +
             (now.tv_nsec - start.tv_nsec) / 1000000 < (long)ms);
}

/* One window; returns whether its counts fit together. */
static bool measure(const int *fd, uint64_t *count)
{
    event_reset(fd[ALL]);
    event_reset(fd[OWN]);
    event_enable(fd[OWN]);
    event_enable(fd[ALL]);
    work_for(WINDOW_MS);
    event_disable(fd[ALL]);
    event_disable(fd[OWN]);
    for (int i = 0; i < EVENTS; i++) {
        count[i] = event_read(fd[i]).value;
    }
    printf("all=%llu host=%llu guest=%llu own=%llu\n",
           (unsigned long long)count[ALL], (unsigned long long)count[HOST],
           (unsigned long long)count[GUEST], (unsigned long long)count[OWN]);
    return count[HOST] > 0 && count[OWN] > 0 &&
           count[HOST] + count[GUEST] <= count[ALL] / 100 * 102;
}

int main(int argc, char **argv)
{
    bool fault = argc > 2 && !strcmp(argv[2], "--count-guest");
    int fd[EVENTS], cpu;
    uint64_t count[EVENTS];

    if (argc < 2) {
        fprintf(stderr, "usage: host-perf CPU [--count-guest]\n");
        return 2;
    }
    cpu = atoi(argv[1]);
    fd[ALL] = open_cycles(0, -1, cpu, -1);
    fd[HOST] = open_cycles(fault ? 0 : EXCLUDE_GUEST, -1, cpu, fd[ALL]);
    fd[GUEST] = open_cycles(EXCLUDE_HOST, -1, cpu, fd[ALL]);
    fd[OWN] = open_cycles(EXCLUDE_GUEST, 0, -1, -1);
    for (int i = 0; i < WINDOWS; i++) {
        if (!measure(fd, count)) {
            return 1;
        }
        if (count[GUEST] > count[ALL] / 4) {
            return 0;
        }
    }
    fprintf(stderr, "the guest never had a quarter of its CPU\n");
    return 1;
}
