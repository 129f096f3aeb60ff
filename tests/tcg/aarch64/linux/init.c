/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guest: the first and only process, /init of the initramfs.
 *
 * Repeats what the kernel said about its PMU, each line after "kernel: ";
 * runs /pmu-group; says "result=right" or "result=wrong" in the last line;
 * powers the machine off.
 *
 * The kernel's number of counters must be one more (the cycle counter) than
 * pmu.expect=N on the kernel command line says; if that is absent, any
 * number. Either way /pmu-group must find the number that the kernel told.
 *
 * pmu.kmsg on that line: all of it goes to the kernel's log, for a kernel
 * without a driver for the board's console.
 */

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define OURS ";kernel: "     /* a line of ours, in the kernel's log */

static void mount_all(void)
{
    static const struct {
        const char *type, *at;
    } mounts[] = {
        { "proc", "/proc" },
        { "sysfs", "/sys" },
        { "devtmpfs", "/dev" },
    };

    for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
        mkdir(mounts[i].at, 0755);
        if (mount(mounts[i].type, mounts[i].at, mounts[i].type, 0, NULL)) {
            perror(mounts[i].at);
        }
    }
}

/* What follows @name on the kernel command line, or NULL */
static const char *argument(const char *name)
{
    static char line[4096];
    char *word;
    FILE *file = fopen("/proc/cmdline", "r");

    if (!file || !fgets(line, sizeof(line), file)) {
        perror("/proc/cmdline");
    }
    if (file) {
        fclose(file);
    }
    word = strstr(line, name);
    return word ? word + strlen(name) : NULL;
}

/* The N of pmu.expect=N, or -1 */
static int expected_counters(void)
{
    const char *number = argument("pmu.expect=");

    return number ? atoi(number) : -1;
}

/* Each line is a message of its own. */
static void speak_through_kernel(void)
{
    int fd = open("/dev/kmsg", O_WRONLY);

    if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
        dup2(fd, STDERR_FILENO) < 0) {
        perror("/dev/kmsg");
    }
    setlinebuf(stdout);
}

/* A log line's number of counters: "... PMU driver, 7 (0,8000003f) ...". */
static int counters_told(const char *text)
{
    const char *at = strstr(text, "PMU driver, ");

    return at ? atoi(strchr(at, ',') + 1) : -1;
}

/*
 * Print the kernel's log lines about its PMU; return how many counters they
 * tell, or -1. Each read gives one record, "level,number,time,flags;text".
 */
static int print_pmu_log(void)
{
    char record[2048];
    int told = -1;
    int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
    ssize_t size;

    if (fd < 0) {
        perror("/dev/kmsg");
        return -1;
    }
    while ((size = read(fd, record, sizeof(record) - 1)) > 0) {
        char *text;

        record[size] = '\0';
        text = strchr(record, ';');
        if (!text || strncmp(text, OURS, strlen(OURS)) == 0 ||
            (!strstr(text, "perfevents") && !strstr(text, "PMU"))) {
            continue;
        }
        text[strcspn(text, "\n")] = '\0';
        printf("%s%s\n", &OURS[1], text + 1);
        told = counters_told(text) >= 0 ? counters_told(text) : told;
    }
    close(fd);
    return told;
}

static bool run_pmu_group(int counters)
{
    char number[16];
    int status;
    pid_t child;

    snprintf(number, sizeof(number), "%d", counters);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        execl("/pmu-group", "pmu-group", number, NULL);
        perror("/pmu-group");
        _exit(127);
    }
    return child > 0 && waitpid(child, &status, 0) == child &&
           WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(void)
{
    int expected, told;
    bool right;

    mount_all();
    if (argument("pmu.kmsg")) {
        speak_through_kernel();
    }
    expected = expected_counters();
    told = print_pmu_log();
    if (expected < 0) {
        expected = told - 1;
    }
    right = run_pmu_group(expected) && told == expected + 1;
    printf("result=%s\n", right ? "right" : "wrong");
    fflush(stdout);
    sync();
    reboot(RB_POWER_OFF);
    return EXIT_FAILURE;
}
