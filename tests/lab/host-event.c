/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of Linux's perf, for the programs of the host
 */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include "host-event.h"

int event_open(unsigned config, unsigned exclude, int pid, int cpu,
               int leader, uint64_t period)
{
    struct perf_event_attr attr = {
        .size = sizeof(attr),
        .type = PERF_TYPE_HARDWARE,
        .config = config,
        .sample_period = period,
        .sample_type = period ? PERF_SAMPLE_IP : 0,
        .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED |
                       PERF_FORMAT_TOTAL_TIME_RUNNING,
        .disabled = leader < 0,
        .exclude_host = !!(exclude & EXCLUDE_HOST),
        .exclude_guest = !!(exclude & EXCLUDE_GUEST),
        .exclude_kernel = !!(exclude & EXCLUDE_KERNEL),
        .exclude_hv = !!(exclude & EXCLUDE_KERNEL),
    };
    int fd = syscall(SYS_perf_event_open, &attr, pid, cpu, leader, 0);

    if (fd < 0) {
        perror("perf_event_open");
        exit(2);
    }
    return fd;
}

struct count event_read(int fd)
{
    struct count count = { 0 };

    if (read(fd, &count, sizeof(count)) != sizeof(count) ||
        count.enabled != count.running || count.enabled == 0) {
        fprintf(stderr, "an event had no counter of its own: ran %llu of "
                "%llu ns\n", (unsigned long long)count.running,
                (unsigned long long)count.enabled);
        exit(2);
    }
    return count;
}

void event_reset(int fd)
{
    ioctl(fd, PERF_EVENT_IOC_RESET, PERF_IOC_FLAG_GROUP);
}

void event_enable(int fd)
{
    ioctl(fd, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
}

void event_disable(int fd)
{
    ioctl(fd, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
}
