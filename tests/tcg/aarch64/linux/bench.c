/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guest: what the PMU costs a kernel and its programs. The first and
 * only process (rdinit=/bench), it powers the machine off at its end.
 *
 *   boot        from the machine's start to this program's
 *   syscall     one byte read from /dev/zero and written to /dev/null
 *   process     fork, exit and wait
 *   syscall-counting, syscall-user
 *               likewise while events hold all counters and count everywhere,
 *               or in user space only
 *   events-K    K events in a group: start, a hundred system calls, stop,
 *               read
 *
 * Prints "bench NAME PICOSECONDS" a line, each the least of some passes;
 * where there is no PMU, those that need none. With an argument (the kernel's
 * "-- WHAT") only "bench boot-WHAT PICOSECONDS".
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define EVENT_CPU_CYCLES    0x11
#define MAX_EVENTS          40          /* more than any PMU has counters */
#define PASSES              9

static int zero_fd, null_fd;

/* The virtual counter starts with the machine, before any kernel runs. */
static uint64_t machine_ns(void)
{
    uint64_t count, frequency;

    asm volatile("mrs %0, cntvct_el0" : "=r"(count));
    asm volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
    return count * (1e9 / frequency);
}

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

static void read_and_write(unsigned turns)
{
    char byte;

    while (turns--) {
        if (read(zero_fd, &byte, 1) != 1 || write(null_fd, &byte, 1) != 1) {
            perror("one byte");
            exit(EXIT_FAILURE);
        }
    }
}

static void make_processes(unsigned turns)
{
    while (turns--) {
        pid_t child = fork();

        if (child == 0) {
            _exit(0);
        }
        waitpid(child, NULL, 0);
    }
}

/* What disturbs a pass can only make it longer: the least is reported. */
static void bench(const char *name, void (*work)(unsigned), unsigned turns)
{
    uint64_t least = UINT64_MAX;

    for (int i = 0; i < PASSES; i++) {
        uint64_t start = now_ns(), time;

        work(turns);
        time = now_ns() - start;
        least = time < least ? time : least;
    }
    printf("bench %s %llu\n", name,
           (unsigned long long)(least * 1000 / turns));
}

/* Events that count cycles: the first takes the cycle counter. */

static int event_fd[MAX_EVENTS], events;

static int open_event(int leader, bool user_only)
{
    struct perf_event_attr attr = {
        .size = sizeof(attr),
        .type = leader < 0 ? PERF_TYPE_HARDWARE : PERF_TYPE_RAW,
        .config = leader < 0 ? PERF_COUNT_HW_CPU_CYCLES : EVENT_CPU_CYCLES,
        .read_format = PERF_FORMAT_GROUP,
        .exclude_kernel = user_only,
    };

    return syscall(SYS_perf_event_open, &attr, 0, -1, leader, 0);
}

/* Open as many as @limit and the PMU allow; they start at once. */
static void open_events(int limit, bool user_only)
{
    for (events = 0; events < limit; events++) {
        int leader = events ? event_fd[0] : -1;

        event_fd[events] = open_event(leader, user_only);
        if (event_fd[events] < 0) {
            return;
        }
    }
}

static void close_events(void)
{
    while (events) {
        close(event_fd[--events]);
    }
}

static void count_events(unsigned turns)
{
    uint64_t values[1 + MAX_EVENTS];

    while (turns--) {
        ioctl(event_fd[0], PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
        read_and_write(50);
        ioctl(event_fd[0], PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
        if (read(event_fd[0], values, sizeof(values)) <= 0) {
            perror("events");
            exit(EXIT_FAILURE);
        }
    }
}

static void bench_counting(void)
{
    int most;

    open_events(MAX_EVENTS, false);
    most = events;
    if (most) {
        bench("syscall-counting", read_and_write, 5000);
    }
    close_events();
    open_events(most, true);
    if (events) {
        bench("syscall-user", read_and_write, 5000);
    }
    close_events();
    for (int n = 1; n <= most; n++) {
        char name[24];

        snprintf(name, sizeof(name), "events-%d", n);
        open_events(n, false);
        bench(name, count_events, 20);
        close_events();
    }
}

static void power_off(void)
{
    fflush(stdout);
    reboot(RB_POWER_OFF);
}

int main(int argc, char **argv)
{
    uint64_t boot = machine_ns();

    printf("bench boot%s%s %llu\n", argc > 1 ? "-" : "",
           argc > 1 ? argv[1] : "", (unsigned long long)boot * 1000);
    if (argc > 1) {
        power_off();
    }
    mkdir("/dev", 0755);
    if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL)) {
        perror("/dev");
    }
    zero_fd = open("/dev/zero", O_RDONLY);
    null_fd = open("/dev/null", O_WRONLY);
    bench("syscall", read_and_write, 10000);
    bench("process", make_processes, 40);
    bench_counting();
    power_off();
    return EXIT_FAILURE;
}
