/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guest: fill every counter that the guest owns, and overflow some.
 *
 * Asks perf_event_open(2), so the kernel's own PMU driver does the work:
 *   - one group of events, one counter each, grown until the kernel refuses
 *     one more. The leader takes the cycle counter, each further event one
 *     event counter, so N event counters hold a group of N + 1;
 *   - the group runs: every event must have counted, all of the time. What
 *     does not fit the kernel multiplexes, and then says so in time_running;
 *   - overflow interrupts of the cycle counter and of the last event counter
 *     must give samples, no more than the cycles counted allow.
 *
 * Every event counts CPU cycles; QEMU counts few others.
 *
 * pmu-group [N]: N event counters are expected; -1 or absent: any number.
 * Prints facts as "key=value" lines, and one line of prose for each check.
 * Exit status 0: every check was right.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define EVENT_CPU_CYCLES    0x11
#define MAX_EVENTS          40          /* more than any PMU has counters */
#define GROUP_MS            100
#define SAMPLE_MS           200
#define SAMPLE_PERIOD       2000000
#define RING_PAGES          8           /* for samples; a power of two */

typedef struct Group {
    int fd[MAX_EVENTS];                 /* fd[0] is the leader's */
    int members;
    int refused;                        /* errno of the one more, or 0 */
} Group;

/* What read(2) gives for PERF_FORMAT_GROUP with both times. */
typedef struct GroupCount {
    uint64_t members;
    uint64_t time_enabled;
    uint64_t time_running;
    uint64_t value[MAX_EVENTS];
} GroupCount;

typedef struct Samples {
    unsigned taken;
    unsigned lost;                      /* the ring was full */
    uint64_t cycles;                    /* what the sampled event counted */
} Samples;

static bool all_right = true;

/* One check, as prose; one that is not right makes the program fail. */
__attribute__((format(printf, 2, 3)))
static void check(bool right, const char *format, ...)
{
    va_list args;

    all_right &= right;
    printf("%-6s ", right ? "right" : "WRONG");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
}

static void spin(void)
{
    volatile unsigned work = 0; /* volatile: the work must be done */

    for (int i = 0; i < 100000; i++) {
        work += i;
    }
}

static double used_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* Of this thread's own time, which is all that its events see. */
static void spin_for(int ms)
{
    double end = used_ms() + ms;

    while (used_ms() < end) {
        spin();
    }
}

/*
 * Open an event of this thread that counts cycles. Linux's generic event is
 * the cycle counter's on every Arm PMU driver; the raw one is too on arm64
 * while the cycle counter is free, else it takes an event counter.
 *
 * The kernel leaves members that are disabled out when it decides whether a
 * group fits: never open these disabled.
 */
static int open_cycles(int leader, uint64_t sample_period)
{
    struct perf_event_attr attr = {
        .size = sizeof(attr),
        .type = leader < 0 ? PERF_TYPE_HARDWARE : PERF_TYPE_RAW,
        .config = leader < 0 ? PERF_COUNT_HW_CPU_CYCLES : EVENT_CPU_CYCLES,
    };
    int fd;

    if (sample_period) {
        attr.sample_period = sample_period;
        attr.sample_type = PERF_SAMPLE_IP;
        attr.exclude_kernel = 1;
        attr.exclude_hv = 1;
    } else {
        attr.read_format = PERF_FORMAT_GROUP |
                           PERF_FORMAT_TOTAL_TIME_ENABLED |
                           PERF_FORMAT_TOTAL_TIME_RUNNING;
    }
    fd = syscall(SYS_perf_event_open, &attr, 0, -1, leader, 0);
    if (fd < 0 && sample_period) {
        /* PMUv1 has no filters; whoever has them wants to know. */
        printf("sample.filter=none\n");
        attr.exclude_kernel = 0;
        attr.exclude_hv = 0;
        fd = syscall(SYS_perf_event_open, &attr, 0, -1, leader, 0);
    }
    return fd;
}

/* Add members until @limit are there or the kernel refuses one. */
static void fill_group(Group *group, int limit)
{
    group->members = 0;
    group->refused = 0;
    while (group->members < limit) {
        int fd = open_cycles(group->members ? group->fd[0] : -1, 0);

        if (fd < 0) {
            group->refused = errno;
            return;
        }
        group->fd[group->members++] = fd;
    }
}

static void close_group(Group *group)
{
    while (group->members) {
        close(group->fd[--group->members]);
    }
}

static bool group_ioctl(const Group *group, unsigned long request)
{
    return group->members &&
           ioctl(group->fd[0], request, PERF_IOC_FLAG_GROUP) == 0;
}

/* Run the group from zero for GROUP_MS. */
static bool count_group(const Group *group, GroupCount *count)
{
    ssize_t size = (3 + group->members) * sizeof(uint64_t);

    if (!group_ioctl(group, PERF_EVENT_IOC_DISABLE) ||
        !group_ioctl(group, PERF_EVENT_IOC_RESET) ||
        !group_ioctl(group, PERF_EVENT_IOC_ENABLE)) {
        return false;
    }
    spin_for(GROUP_MS);
    return group_ioctl(group, PERF_EVENT_IOC_DISABLE) &&
           read(group->fd[0], count, sizeof(*count)) == size;
}

static void check_fill(const Group *group, int expected)
{
    const char *refused = group->refused == EINVAL ? "EINVAL"
                                                   : strerror(group->refused);
    int counters = group->members - 1;

    printf("group.events=%d\ngroup.refused=%s\n", group->members, refused);
    check(group->members > 0 && (expected < 0 || counters == expected),
          "%d events fit in one group: the cycle counter and %d event "
          "counters", group->members, counters);
    if (expected >= 0 && counters != expected) {
        printf("       %d event counters were expected\n", expected);
    }
    check(group->refused == EINVAL, "one more event is refused: %s", refused);
}

/*
 * All were started and stopped by one write of PMCR.E, so they counted nearly
 * the same cycles; a quarter is left for a host that is busy meanwhile.
 */
static void check_count(const GroupCount *count)
{
    uint64_t least = UINT64_MAX, most = 0;

    printf("group.values=");
    for (uint64_t i = 0; i < count->members; i++) {
        uint64_t value = count->value[i];

        printf("%s%llu", i ? "," : "", (unsigned long long)value);
        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    printf("\ngroup.time-enabled=%llu\ngroup.time-running=%llu\n",
           (unsigned long long)count->time_enabled,
           (unsigned long long)count->time_running);
    check(least > 0 && least >= most / 4 * 3,
          "every event counted: %.1f to %.1f million cycles", least / 1e6,
          most / 1e6);
    check(count->time_running > 0 &&
          count->time_running == count->time_enabled,
          "none was multiplexed: ran %.1f of %.1f ms",
          count->time_running / 1e6, count->time_enabled / 1e6);
}

/* Returns how many event counters the kernel gave out. */
static int check_group(int expected)
{
    Group group;
    GroupCount count = { 0 };
    int counters;

    fill_group(&group, MAX_EVENTS);
    check_fill(&group, expected);
    counters = group.members - 1;
    if (count_group(&group, &count)) {
        check_count(&count);
    } else {
        check(false, "the group cannot be counted: %s", strerror(errno));
    }
    close_group(&group);
    return counters;
}

/*
 * Count what the kernel left in the ring; its event is disabled by now. Sizes
 * are multiples of eight, so a record may wrap but never its header.
 */
static Samples ring_samples(struct perf_event_mmap_page *ring, size_t page)
{
    Samples samples = { 0 };
    uint64_t end = ring->data_head;

    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    for (uint64_t at = ring->data_tail; at < end;) {
        const struct perf_event_header *header =
            (void *)((char *)ring + page + at % (RING_PAGES * page));

        if (header->size < sizeof(*header)) {
            break;
        }
        samples.taken += header->type == PERF_RECORD_SAMPLE;
        samples.lost += header->type == PERF_RECORD_LOST;
        at += header->size;
    }
    return samples;
}

/* Let @fd overflow for SAMPLE_MS. */
static bool take_samples(int fd, Samples *samples)
{
    size_t page = getauxval(AT_PAGESZ);
    size_t size = (1 + RING_PAGES) * page;
    void *ring = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    uint64_t cycles;
    bool done;

    if (ring == MAP_FAILED) {
        return false;
    }
    spin_for(SAMPLE_MS);
    done = ioctl(fd, PERF_EVENT_IOC_DISABLE, 0) == 0 &&
           read(fd, &cycles, sizeof(cycles)) == sizeof(cycles);
    if (done) {
        *samples = ring_samples(ring, page);
        samples->cycles = cycles;
    }
    munmap(ring, size);
    return done;
}

/*
 * A sample each SAMPLE_PERIOD is the most there can be. A host that is busy
 * lets several periods pass before the guest sees one interrupt: a tenth is
 * the least that is believed.
 */
static void check_samples(const char *counter, int fd)
{
    Samples got = { 0 };
    uint64_t most;

    if (fd < 0 || !take_samples(fd, &got)) {
        check(false, "samples of %s: %s", counter, strerror(errno));
        return;
    }
    close(fd);
    most = got.cycles / SAMPLE_PERIOD + 1;
    printf("sample.counter=%s\nsample.taken=%u\nsample.lost=%u\n"
           "sample.most=%u\n", counter, got.taken, got.lost, (unsigned)most);
    check(got.taken > 0 && got.taken <= most && got.taken >= most / 10 &&
          !got.lost,
          "overflow of %s: %u samples in %.1f million cycles, "
          "one each %d million", counter, got.taken, got.cycles / 1e6,
          SAMPLE_PERIOD / 1000000);
}

/* Sample in the last event counter: plain events fill all below it. */
static void check_last_counter(int counters)
{
    Group group;
    char name[32];

    snprintf(name, sizeof(name), "event counter %d", counters - 1);
    fill_group(&group, counters);
    check_samples(name, open_cycles(group.fd[0], SAMPLE_PERIOD));
    close_group(&group);
}

int main(int argc, char **argv)
{
    int expected = argc > 1 ? atoi(argv[1]) : -1;
    int counters;

    setlinebuf(stdout);
    counters = check_group(expected);
    check_samples("the cycle counter", open_cycles(-1, SAMPLE_PERIOD));
    if (counters > 0) {
        check_last_counter(counters);
    }
    return all_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
