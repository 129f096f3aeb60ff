/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the lab's programs of the host share: events of Linux's perf.
 */
#ifndef PMU_LAB_HOST_EVENT_H
#define PMU_LAB_HOST_EVENT_H

#include <stdint.h>
#include <linux/perf_event.h>

/**
 * struct count - one event's count, and how long it was counting
 * @enabled, @running: in ns; unlike where the event had to wait
 */
struct count {
    uint64_t value, enabled, running;
};

/**
 * event_open() - have perf count a hardware event, disabled at first
 * @config: PERF_COUNT_HW_...
 * @exclude: EXCLUDE_...
 * @pid, @cpu, @leader: as perf_event_open() has them
 * @period: a sample after each so many; 0 for none
 *
 * Return: a descriptor; the program ends with status 2 where it cannot be.
 */
int event_open(unsigned config, unsigned exclude, int pid, int cpu,
               int leader, uint64_t period);

enum { EXCLUDE_HOST = 1, EXCLUDE_GUEST = 2, EXCLUDE_KERNEL = 4 };

/**
 * event_read() - an event that had to share its counter has only guessed, so
 * that ends the program with status 2 too
 */
struct count event_read(int fd);

/* event_reset(), event_enable(), event_disable() - a leader's whole group */
void event_reset(int fd);
void event_enable(int fd);
void event_disable(int fd);

#endif
