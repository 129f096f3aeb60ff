/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guest: FEAT_PMUv3p9 and FEAT_PMUv3_ICNTR as Linux 6.13 and later use
 * them. The only process, /pmu-user of its initramfs, for a kernel that finds
 * four event counters. Says "ok TEXT" or "not ok TEXT" of each check,
 * "result=right" or "result=wrong" in the last line, and powers off.
 *
 *   - instructions and five events more fit in one group: the instruction
 *     counter, the cycle counter and all event counters
 *   - a threshold can be set, and an event that has to be less often than once
 *     in a cycle does not occur
 *   - with perf_user_access the process reads its own counter in user space;
 *     other counters in use read as zero, and a write is ignored
 */

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define LOOPS       1000000
#define COUNTERS    4
#define PAGE        4096    /* of Debian's arm64 kernel */

/* attr.config1 */
#define USER_READ   2
#define AT_LEAST_1  (2 << 3 | 1 << 5)
#define LESS_THAN_1 (3 << 3 | 1 << 5)

static bool wrong;

static void check(bool right, const char *text)
{
    printf("%sok %s\n", right ? "" : "not ", text);
    wrong |= !right;
}

static void end(void)
{
    printf("result=%s\n", wrong ? "wrong" : "right");
    fflush(stdout);
    sync();
    reboot(RB_POWER_OFF);
}

static int open_event(uint32_t type, uint64_t event, uint64_t config1,
                      int group)
{
    struct perf_event_attr attr = {
        .type = type,
        .size = sizeof(attr),
        .config = event,
        .config1 = config1,
        .disabled = group < 0,
        .exclude_kernel = 1,
        .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED |
                       PERF_FORMAT_TOTAL_TIME_RUNNING,
    };
    int fd = syscall(SYS_perf_event_open, &attr, 0, -1, group, 0);

    if (fd < 0) {
        perror("perf_event_open");
        check(false, "an event can be opened");
        end();
    }
    return fd;
}

/* Two instructions a turn, one of them a branch */
static void work(void)
{
    uint64_t loops = LOOPS;

    asm volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(loops) : : "cc");
}

static uint64_t counted_all_the_time(int fd)
{
    uint64_t value[3] = { 0 };

    if (read(fd, value, sizeof(value)) != sizeof(value) ||
        value[1] != value[2]) {
        return 0;
    }
    return value[0];
}

/* Instructions, cycles and four more */
static void test_group(void)
{
    static const uint64_t raw[COUNTERS] = { 0x21, 0x1b, 0x06, 0x07 };
    int leader = open_event(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, 0,
                            -1);
    int instructions = open_event(PERF_TYPE_HARDWARE,
                                  PERF_COUNT_HW_INSTRUCTIONS, 0, leader);
    int events[COUNTERS];
    uint64_t count;

    for (int i = 0; i < COUNTERS; i++) {
        events[i] = open_event(PERF_TYPE_RAW, raw[i], 0, leader);
    }
    ioctl(leader, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
    work();
    ioctl(leader, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
    count = counted_all_the_time(instructions);
    printf("instructions %llu\n", (unsigned long long)count);
    check(count >= 2 * LOOPS && count < 2 * LOOPS + 10000,
          "instructions are counted beside five more events");
    check(counted_all_the_time(leader) > 0, "cycles all the time");
    check(counted_all_the_time(events[0]) >= LOOPS,
          "branches all the time");
    check(counted_all_the_time(events[1]) >= 2 * LOOPS,
          "INST_SPEC all the time");
    for (int i = 0; i < COUNTERS; i++) {
        close(events[i]);
    }
    close(instructions);
    close(leader);
}

/* FEAT_PMUv3_TH */
static void test_threshold(void)
{
    int often = open_event(PERF_TYPE_RAW, 0x1b, AT_LEAST_1, -1);
    int never = open_event(PERF_TYPE_RAW, 0x1b, LESS_THAN_1, often);

    ioctl(often, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
    work();
    ioctl(often, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
    check(counted_all_the_time(often) >= 2 * LOOPS,
          "INST_SPEC is there at least once");
    check(counted_all_the_time(never) == 0, "and never less often");
    close(never);
    close(often);
}

static uint64_t read_counter(int n)
{
    uint64_t value = 0;

    switch (n) {
    case 0:
        asm volatile("mrs %0, pmevcntr0_el0" : "=r"(value));
        break;
    case 1:
        asm volatile("mrs %0, pmevcntr1_el0" : "=r"(value));
        break;
    case 2:
        asm volatile("mrs %0, pmevcntr2_el0" : "=r"(value));
        break;
    case 3:
        asm volatile("mrs %0, pmevcntr3_el0" : "=r"(value));
        break;
    }
    return value;
}

static void write_all_counters(uint64_t value)
{
    asm volatile("msr pmevcntr0_el0, %0\n\tmsr pmevcntr1_el0, %0\n\t"
                 "msr pmevcntr2_el0, %0\n\tmsr pmevcntr3_el0, %0"
                 : : "r"(value));
}

static void set_user_access(void)
{
    int fd = open("/proc/sys/kernel/perf_user_access", O_WRONLY);

    check(fd >= 0 && write(fd, "1", 1) == 1, "perf_user_access can be set");
    close(fd);
}

/* Its own counter, with another one and instructions counting beside it */
static void test_user_reads(void)
{
    int own, other, instructions;
    struct perf_event_mmap_page *page;
    uint64_t before, after, others = 0, fixed = 1;
    int n;

    set_user_access();
    own = open_event(PERF_TYPE_RAW, 0x21, USER_READ, -1);
    other = open_event(PERF_TYPE_RAW, 0x1b, 0, -1);
    instructions = open_event(PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS,
                              0, -1);
    page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, own, 0);
    if (page == MAP_FAILED) {
        check(false, "the event's page can be mapped");
        return;
    }
    ioctl(own, PERF_EVENT_IOC_ENABLE, 0);
    ioctl(other, PERF_EVENT_IOC_ENABLE, 0);
    ioctl(instructions, PERF_EVENT_IOC_ENABLE, 0);
    n = (int)page->index - 1;
    check(page->cap_user_rdpmc && n >= 0 && n < COUNTERS,
          "the kernel lets the process read its counter");
    before = read_counter(n);
    work();
    after = read_counter(n);
    printf("branches %llu\n", (unsigned long long)(after - before));
    check(after - before >= LOOPS && after - before < LOOPS + 10000,
          "its own counter is right");
    for (int i = 0; i < COUNTERS; i++) {
        others |= i != n ? read_counter(i) : 0;
    }
    asm volatile("mrs %0, s3_3_c9_c4_0" : "=r"(fixed));
    check(others == 0, "the counters of others read as zero");
    check(fixed == 0, "the instruction counter too");
    write_all_counters(0);
    check(read_counter(n) >= after, "a write is ignored");
    check(counted_all_the_time(other) >= 2 * LOOPS,
          "the other one has counted");
    check(counted_all_the_time(instructions) >= 2 * LOOPS,
          "instructions have been counted");
}

int main(void)
{
    setbuf(stdout, NULL);
    mkdir("/proc", 0755);
    if (mount("proc", "/proc", "proc", 0, NULL)) {
        perror("/proc");
    }
    test_group();
    test_threshold();
    test_user_reads();
    end();
}
