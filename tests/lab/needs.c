/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Has this kernel all that the lab needs? Each thing is tried by the call
 * that the lab, or QEMU in it, will make. Says on stderr what is missing, a
 * line each, with the kernel's CONFIG_ option; ends with 1 if anything is.
 *
 * needs --list              print the options that are looked at
 * needs --without OPTION    as on a kernel without OPTION: a seccomp filter
 *                           fails that one call as such a kernel does
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/kvm.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

/* Flags that nothing else here opens a file with: the filter's mark */
#define KVM_FLAGS (O_RDWR | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW)

static long open_kvm(void)
{
    return syscall(SYS_openat, AT_FDCWD, "/dev/kvm", KVM_FLAGS, 0);
}

/* Without KVM there is a line for that already. */
static long try_pmu(void)
{
    int kvm = open_kvm();

    return kvm < 0 ||
           ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_ARM_PMU_V3) > 0 ? 0 : -1;
}

/* Whether it may be used here is not asked. */
static long try_perf(void)
{
    struct perf_event_attr attr = { .size = sizeof(attr) };
    long fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

    return fd < 0 && errno == ENOSYS ? -1 : 0;
}

static long try_seccomp(void)
{
    uint32_t action = SECCOMP_RET_USER_NOTIF;

    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
}

static long try_memory(void)
{
    char from = 1, to = 0;
    struct iovec here = { &to, 1 }, there = { &from, 1 };

    return syscall(SYS_process_vm_readv, getpid(), &here, 1, &there, 1, 0);
}

static long try_lock(void)
{
    struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
    char path[] = "/tmp/needs-XXXXXX";
    int fd = mkstemp(path);

    if (fd >= 0) {
        unlink(path);
    }
    return syscall(SYS_fcntl, fd, F_OFD_SETLK, &lock);
}

static long try_unix(void)
{
    return syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
}

static long try_eventfd(void)
{
    return syscall(SYS_eventfd2, 0, 0);
}

static long try_epoll(void)
{
    return syscall(SYS_epoll_create1, 0);
}

static long try_timerfd(void)
{
    return syscall(SYS_timerfd_create, 1, 0);
}

static long try_signalfd(void)
{
    uint64_t none = 0;

    return syscall(SYS_signalfd4, -1, &none, sizeof(none), 0);
}

/**
 * struct need - one thing that the lab needs
 * @option: the kernel's name for it
 * @why: what is missing without
 * @try: negative, with errno, where it is missing
 * @call, @arg, @value, @error: the call that @try makes, known by its
 *     argument number @arg if that is not 0, and how it fails without
 */
struct need {
    const char *option, *why;
    long (*try)(void);
    int call, arg, value, error;
};

static const struct need needs[] = {
    { "CONFIG_KVM", "no /dev/kvm, or no EL2 to run it at", open_kvm,
      SYS_openat, 2, KVM_FLAGS, ENOENT },
    { "CONFIG_ARM_PMUV3", "KVM has no PMU for a guest: either that, "
      "CONFIG_HW_PERF_EVENTS, or the machine's own PMU", try_pmu,
      SYS_ioctl, 2, KVM_CAP_ARM_PMU_V3, EINVAL },
    { "CONFIG_PERF_EVENTS", "the host has no perf", try_perf,
      SYS_perf_event_open, 0, 0, ENOSYS },
    { "CONFIG_SECCOMP_FILTER", "the stand-in cannot watch calls", try_seccomp,
      SYS_seccomp, 0, 0, ENOSYS },
    { "CONFIG_CROSS_MEMORY_ATTACH", "the stand-in cannot read what is asked",
      try_memory, SYS_process_vm_readv, 0, 0, ENOSYS },
    { "CONFIG_FILE_LOCKING", "QEMU cannot lock a disk image", try_lock,
      SYS_fcntl, 1, F_OFD_SETLK, EACCES },
    { "CONFIG_UNIX", "QEMU has no sockets", try_unix,
      SYS_socket, 0, 0, EAFNOSUPPORT },
    { "CONFIG_EVENTFD", "QEMU cannot start", try_eventfd,
      SYS_eventfd2, 0, 0, ENOSYS },
    { "CONFIG_EPOLL", "QEMU's monitor does not work", try_epoll,
      SYS_epoll_create1, 0, 0, ENOSYS },
    { "CONFIG_TIMERFD", "QEMU has no timers", try_timerfd,
      SYS_timerfd_create, 0, 0, ENOSYS },
    { "CONFIG_SIGNALFD", "QEMU takes no signals", try_signalfd,
      SYS_signalfd4, 0, 0, ENOSYS },
};

#define NEEDS (sizeof(needs) / sizeof(needs[0]))

static void be_without(const struct need *need)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, need->call, 0, 3),
        /* The lower half of the argument: little-endian */
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 offsetof(struct seccomp_data, args[need->arg])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, need->value, 0,
                 need->arg ? 1 : 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | need->error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        perror("needs --without");
        exit(125);
    }
}

static bool all_there(void)
{
    bool all = true;

    for (size_t i = 0; i < NEEDS; i++) {
        if (needs[i].try() < 0) {
            fprintf(stderr, "the kernel needs %s: %s\n", needs[i].option,
                    needs[i].why);
            all = false;
        }
    }
    return all;
}

int main(int argc, char **argv)
{
    const char *without = argc == 3 ? argv[2] : "";

    for (size_t i = 0; i < NEEDS; i++) {
        if (argc == 2) {
            puts(needs[i].option);
        } else if (!strcmp(needs[i].option, without)) {
            be_without(&needs[i]);
        }
    }
    return argc == 2 || all_there() ? 0 : 1;
}
