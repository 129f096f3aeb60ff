/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a host's own program counts while guests of KVM share its CPU.
 *
 * host-apart task [--fault]: a loop of known length, pinned by the caller,
 * is counted by three events of this task: instructions and cycles, and
 * samples. Prints and judges, with status 1 where a bound is broken:
 *
 *   instructions   2 * LOOPS at least: the loop has two, and nothing else may
 *                  be lost. At most CALLS more: the ends of two system calls
 *                  and what is between them is user code too. A guest's would
 *                  be millions.
 *   cycles         With --cycles-per-ns: the time that perf had the counter
 *                  for at most, since that clock starts first and stops
 *                  last. At least half of it: an emulated CPU may itself be
 *                  put aside between the clock and the counter.
 *   samples        One for each PERIOD instructions, one more or less for
 *                  what a period began with. A guest's overflow would be a
 *                  sample more. Fewer are right where perf says that it
 *                  throttled them, which it does on a slow machine.
 *
 * host-apart thread TID: a vCPU's thread, from outside, for WINDOW_MS. Its
 * cycles are the host's and the guest's, and what both count is counted once:
 * H + G is A, but for the way in and out, where one has stopped and the other
 * has not begun. So H + G <= A, with 2% for what is read at three moments; G
 * must be there.
 *
 * --fault counts what may not be counted, so that a bound must break.
 */

#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include "host-event.h"

#define LOOPS       50000000ull
#define CALLS       1000
#define PERIOD      1000000
#define WINDOW_MS   500
#define WINDOWS     20
#define RING_PAGES  8

static bool fault;

static bool within(const char *what, uint64_t value, uint64_t least,
                   uint64_t most)
{
    bool ok = value >= least && value <= most;

    printf("%s %llu, %llu to %llu%s\n", what, (unsigned long long)value,
           (unsigned long long)least, (unsigned long long)most,
           ok ? "" : ": out of bounds");
    return ok;
}

/* Two instructions a turn */
static void run_loop(uint64_t loops)
{
    asm volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(loops) : : "cc");
}

static struct perf_event_mmap_page *map_ring(int fd)
{
    struct perf_event_mmap_page *ring =
        mmap(NULL, (1 + RING_PAGES) * getauxval(AT_PAGESZ),
             PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (ring == MAP_FAILED) {
        perror("the ring of samples");
        exit(2);
    }
    return ring;
}

/* How many records of a kind: RING_PAGES is for thousands, and is not full. */
static uint64_t count_records(const struct perf_event_mmap_page *ring,
                              unsigned type)
{
    const char *data = (const char *)ring + ring->data_offset;
    uint64_t count = 0, at = 0;

    while (at < ring->data_head) {
        const struct perf_event_header *header = (const void *)(data + at);

        count += header->type == type;
        at += header->size;
    }
    return count;
}

static bool judge_samples(const struct perf_event_mmap_page *ring,
                          uint64_t instructions)
{
    uint64_t most = instructions / PERIOD + 1;
    bool throttled = count_records(ring, PERF_RECORD_THROTTLE);

    return within("samples", count_records(ring, PERF_RECORD_SAMPLE),
                  throttled ? 1 : most - 2, most);
}

static int judge_task(bool per_ns)
{
    unsigned user = fault ? 0 : EXCLUDE_KERNEL;
    int insns = event_open(PERF_COUNT_HW_INSTRUCTIONS, user, 0, -1, -1, 0);
    int cycles = event_open(PERF_COUNT_HW_CPU_CYCLES, EXCLUDE_GUEST, 0, -1,
                            -1, 0);
    int sampled = event_open(PERF_COUNT_HW_INSTRUCTIONS, EXCLUDE_KERNEL, 0,
                             -1, -1, fault ? PERIOD / 2 : PERIOD);
    struct perf_event_mmap_page *ring = map_ring(sampled);
    struct count got;
    bool ok;

    event_enable(sampled);
    event_enable(cycles);
    event_enable(insns);
    run_loop(LOOPS);
    event_disable(insns);
    event_disable(cycles);
    event_disable(sampled);
    got = event_read(insns);
    ok = within("instructions", got.value, 2 * LOOPS, 2 * LOOPS + CALLS);
    ok &= judge_samples(ring, got.value);
    got = event_read(cycles);
    ok &= !per_ns || within("cycles", got.value, got.running / 2, got.running);
    return ok ? 0 : 1;
}

static int judge_thread(int tid)
{
    unsigned host = fault ? 0 : EXCLUDE_GUEST;
    int all = event_open(PERF_COUNT_HW_CPU_CYCLES, 0, tid, -1, -1, 0);
    int in_host = event_open(PERF_COUNT_HW_CPU_CYCLES, host, tid, -1, all, 0);
    int in_guest = event_open(PERF_COUNT_HW_CPU_CYCLES, EXCLUDE_HOST, tid, -1,
                              all, 0);
    struct timespec window = { 0, WINDOW_MS * 1000000 };
    struct count a, h, g = { 0 };
    bool ok = true;

    /* Until the guest was busy: its serial port can keep it waiting */
    for (int i = 0; ok && i < WINDOWS && g.value == 0; i++) {
        event_reset(all);
        event_enable(all);
        nanosleep(&window, NULL);
        event_disable(all);
        a = event_read(all);
        h = event_read(in_host);
        g = event_read(in_guest);
        ok = within("host + guest", h.value + g.value, 1,
                    a.value / 100 * 102);
    }
    ok &= within("guest", g.value, 1, a.value);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    bool per_ns = false;

    for (int i = 2; i < argc; i++) {
        fault |= !strcmp(argv[i], "--fault");
        per_ns |= !strcmp(argv[i], "--cycles-per-ns");
    }
    if (!strcmp(what, "task")) {
        return judge_task(per_ns);
    }
    if (!strcmp(what, "thread") && argc > 2) {
        return judge_thread(atoi(argv[2]));
    }
    fprintf(stderr, "usage: host-apart task [--cycles-per-ns] [--fault] | "
            "thread TID [--fault]\n");
    return 2;
}
