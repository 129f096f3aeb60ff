/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guest: the first process (rdinit=/perf-init) of an initramfs with
 * Debian's perf. Runs perf on /hot as a user would and shows each command
 * before what it says, then powers the machine off.
 *
 * Lines of its own are "$ COMMAND"; "status=N" after each, its exit status;
 * and at the end "result=right" if all were 0, else "result=wrong". Whether
 * perf's numbers are right is for the host's side to say: scripts/demo-perf.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define MAX_WORDS 32

/* Words are parted by one space. */
static const char *const commands[] = {
    "perf stat ./hot",
    "perf stat -e instructions:u,branches:u,ld_retired:u ./hot",
    "perf record -e instructions:u ./hot",
    "perf report --stdio --quiet --stdio-color never --percent-limit 1",
    "perf list --no-desc hwcache",
    "perf stat -e L1-dcache-loads,L1-dcache-load-misses,L1-icache-loads,"
        "L1-icache-load-misses,dTLB-loads,dTLB-load-misses,iTLB-loads,"
        "iTLB-load-misses,LLC-loads,LLC-load-misses,branch-loads,"
        "branch-load-misses ./hot",
};

/*
 * An emulated kernel takes longer for a sample than Linux allows by default:
 * it would lower the rate, and throttle. Symbols of the kernel are not needed
 * for a user's program, and perf takes seconds to read them.
 */
static const struct {
    const char *file, *value;
} settings[] = {
    { "/proc/sys/kernel/perf_cpu_time_max_percent", "0" },
    { "/proc/sys/kernel/kptr_restrict", "2" },
};

static void mount_all(void)
{
    static const struct {
        const char *type, *at;
    } mounts[] = {
        { "proc", "/proc" },
        { "sysfs", "/sys" },
        { "devtmpfs", "/dev" },
        { "tmpfs", "/tmp" },
    };

    for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
        mkdir(mounts[i].at, 0755);
        if (mount(mounts[i].type, mounts[i].at, mounts[i].type, 0, NULL)) {
            perror(mounts[i].at);
        }
    }
}

static void set_all(void)
{
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        FILE *file = fopen(settings[i].file, "w");

        if (!file || fputs(settings[i].value, file) < 0 || fclose(file)) {
            perror(settings[i].file);
        }
    }
}

/* Never returns; standard input is empty. */
static void execute(char *command)
{
    char *words[MAX_WORDS + 1];
    size_t count = 0;

    for (char *word = strtok(command, " "); word; word = strtok(NULL, " ")) {
        if (count == MAX_WORDS) {
            fprintf(stderr, "more than %d words\n", MAX_WORDS);
            _exit(127);
        }
        words[count++] = word;
    }
    words[count] = NULL;
    if (!freopen("/dev/null", "r", stdin)) {
        perror("/dev/null");
    }
    execvp(words[0], words);
    perror(words[0]);
    _exit(127);
}

/* The exit status, or -1 if there is none. */
static int run(const char *command)
{
    char *copy = strdup(command);
    int status = -1;
    pid_t child;

    printf("$ %s\n", command);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        execute(copy);
    }
    free(copy);
    if (child < 0 || waitpid(child, &status, 0) != child ||
        !WIFEXITED(status)) {
        return -1;
    }
    return WEXITSTATUS(status);
}

int main(void)
{
    bool right = true;

    mount_all();
    set_all();
    setenv("PATH", "/bin", 1);
    setenv("HOME", "/tmp", 1);
    setenv("PAGER", "cat", 1);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        int status = run(commands[i]);

        right &= status == 0;
        printf("status=%d\n", status);
    }
    printf("result=%s\n", right ? "right" : "wrong");
    fflush(stdout);
    sync();
    reboot(RB_POWER_OFF);
    return EXIT_FAILURE;
}
