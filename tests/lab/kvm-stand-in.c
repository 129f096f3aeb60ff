/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A STAND-IN for a kernel that no one has released yet: KVM whose vCPU
 * attribute 5 is KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION, as the eighth version
 * of the partitioned PMU series has it. Below it is the real KVM with its
 * real SET_NR_COUNTERS, so a guest really gets N counters. What is not there
 * is the partition itself: the counters stay perf-backed.
 *
 * kvm-stand-in [OPTION...] PROGRAM...: run PROGRAM with two of its ioctls
 * watched (a seccomp filter, answered from here; a static binary
 * knows no LD_PRELOAD). KVM's vCPU ioctls work only in the process that owns
 * the VM, so an answer that needs KVM is made by rewriting PROGRAM's request
 * before the kernel reads it:
 *
 *   HAS(5)             HAS(4): 0 where the vCPU has a PMU
 *   SET(5, on)         SET(4, maximum): EBUSY after INIT is the kernel's own,
 *                      and the number is lowered to the maximum
 *   SET(5, off)        0
 *   SET(4, n)          EINVAL if n is above the maximum, else as it is
 *
 * --reserved R: the host keeps R counters, so the maximum is PMCR.N - R.
 * --refuse: SET(5) gives EPERM, as a host without VHE, or one that was not
 * booted for it, does.
 * --fixed: 5 is the other series' FIXED_COUNTERS_ONLY. SET(5) becomes
 * SET(4, 0), whatever its payload is.
 * --lose: PMCCNTR_EL0 does not keep what KVM_SET_ONE_REG gives it, and no
 * error says so.
 *
 * Not modelled: that the maximum is 0 after --fixed's SET(5); the maximum as
 * PMCR_EL0.N of a vCPU to which nothing was done yet; EBUSY once the VM has
 * run; SET(5) after a SET(4), which would raise the
 * number again; a PROGRAM that looks at its request after the call.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/kvm.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#define ATTR_SET_NR_COUNTERS    4       /* newer than some hosts' headers */
#define ATTR_ENABLE_PARTITION   5
#define PMCR_EL0                ARM64_SYS_REG(3, 3, 9, 12, 0)
#define PMCCNTR_EL0             ARM64_SYS_REG(3, 3, 9, 13, 0)
#define GO_ON                   INT_MIN /* let the kernel do the request */

static unsigned maximum;
static bool refuse, fixed, lose;

static void die(const char *what)
{
    perror(what);
    exit(125);
}

static int must(int result, const char *what)
{
    if (result < 0) {
        die(what);
    }
    return result;
}

static bool copy_from(pid_t pid, uint64_t at, void *to, size_t size)
{
    struct iovec here = { to, size }, there = { (void *)at, size };

    return process_vm_readv(pid, &here, 1, &there, 1, 0) == (ssize_t)size;
}

static bool copy_to(pid_t pid, uint64_t at, const void *from, size_t size)
{
    struct iovec here = { (void *)from, size }, there = { (void *)at, size };

    return process_vm_writev(pid, &here, 1, &there, 1, 0) == (ssize_t)size;
}

/* Other devices use the same numbers for something else. */
static bool is_vcpu(pid_t pid, int fd)
{
    char path[64], target[64] = "";

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
    return readlink(path, target, sizeof(target) - 1) > 0 &&
           strstr(target, "kvm-vcpu");
}

/* No payload of PROGRAM's is read: the request's own flags are 4 bytes of 0. */
static int no_event_counters(pid_t pid, uint64_t at,
                             struct kvm_device_attr *attr)
{
    attr->attr = ATTR_SET_NR_COUNTERS;
    attr->flags = 0;
    attr->addr = at + offsetof(struct kvm_device_attr, flags);
    return copy_to(pid, at, attr, sizeof(*attr)) ? GO_ON : -EFAULT;
}

/* SET(5, on) becomes SET(4, maximum), in PROGRAM's own memory. */
static int enable_partition(pid_t pid, uint64_t at,
                            struct kvm_device_attr *attr)
{
    unsigned on;

    if (!copy_from(pid, attr->addr, &on, sizeof(on))) {
        return -EFAULT;
    }
    if (refuse) {
        return -EPERM;
    }
    if (!on) {
        return 0;
    }
    attr->attr = ATTR_SET_NR_COUNTERS;
    return copy_to(pid, attr->addr, &maximum, sizeof(maximum)) &&
           copy_to(pid, at, attr, sizeof(*attr)) ? GO_ON : -EFAULT;
}

static int set_attr(pid_t pid, uint64_t at, struct kvm_device_attr *attr)
{
    unsigned number;

    if (attr->attr == ATTR_ENABLE_PARTITION) {
        return fixed ? no_event_counters(pid, at, attr)
                     : enable_partition(pid, at, attr);
    }
    if (attr->attr == ATTR_SET_NR_COUNTERS) {
        if (!copy_from(pid, attr->addr, &number, sizeof(number))) {
            return -EFAULT;
        }
        if (number > maximum) {
            return -EINVAL;
        }
    }
    return GO_ON;
}

static int has_attr(pid_t pid, uint64_t at, struct kvm_device_attr *attr)
{
    if (attr->attr == ATTR_ENABLE_PARTITION) {
        attr->attr = ATTR_SET_NR_COUNTERS;
        if (!copy_to(pid, at, attr, sizeof(*attr))) {
            return -EFAULT;
        }
    }
    return GO_ON;
}

/*
 * Another value than PROGRAM's, which it still has: the register's number, from
 * the request itself
 */
static int lose_value(pid_t pid, uint64_t at)
{
    struct kvm_one_reg reg;

    if (!copy_from(pid, at, &reg, sizeof(reg))) {
        return -EFAULT;
    }
    if (reg.id != PMCCNTR_EL0) {
        return GO_ON;
    }
    reg.addr = at + offsetof(struct kvm_one_reg, id);
    return copy_to(pid, at, &reg, sizeof(reg)) ? GO_ON : -EFAULT;
}

static int answer(pid_t pid, int fd, uint32_t request, uint64_t at)
{
    struct kvm_device_attr attr;

    if (request == (uint32_t)KVM_SET_ONE_REG) {
        return lose_value(pid, at);
    }
    if (!is_vcpu(pid, fd) || !copy_from(pid, at, &attr, sizeof(attr)) ||
        attr.group != KVM_ARM_VCPU_PMU_V3_CTRL) {
        return GO_ON;
    }
    return request == KVM_SET_DEVICE_ATTR ? set_attr(pid, at, &attr)
                                          : has_attr(pid, at, &attr);
}

/* Until every process that has the filter is gone. */
static void serve(int listener)
{
    struct pollfd event = { .fd = listener, .events = POLLIN };

    while (poll(&event, 1, -1) > 0 && (event.revents & POLLIN)) {
        struct seccomp_notif asked = { 0 };
        struct seccomp_notif_resp told = { 0 };
        int result;

        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0) {
            continue;                   /* who asked has died */
        }
        result = answer(asked.pid, asked.data.args[0], asked.data.args[1],
                        asked.data.args[2]);
        told.id = asked.id;
        if (result == GO_ON) {
            told.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        } else {
            told.error = result;
        }
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &told);
    }
}

#define FIELD(name) offsetof(struct seccomp_data, name)
#define LOAD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FIELD(name))
#define IF_EQUAL(value, yes, no) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)

/* Returns a descriptor on which PROGRAM's watched ioctls arrive. */
static int install_filter(void)
{
    struct sock_filter code[] = {
        LOAD(arch), IF_EQUAL(AUDIT_ARCH_AARCH64, 0, 6),
        LOAD(nr), IF_EQUAL(__NR_ioctl, 0, 4),
        LOAD(args[1]),                  /* its lower half: little-endian */
        IF_EQUAL(KVM_HAS_DEVICE_ATTR, 3, 0),
        IF_EQUAL(KVM_SET_DEVICE_ATTR, 2, 0),
        /* QEMU makes hundreds of these: only where they are wanted */
        IF_EQUAL(lose ? KVM_SET_ONE_REG : KVM_SET_DEVICE_ATTR, 1, 0),
        RETURN(SECCOMP_RET_ALLOW),
        RETURN(SECCOMP_RET_USER_NOTIF),
    };
    struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
    return must(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                        SECCOMP_FILTER_FLAG_NEW_LISTENER, &program),
                "seccomp");
}

/*
 * What a fresh vCPU of our own says: the host's PMCR_EL0.N. Ends with status
 * 77 where the real KVM has no SET_NR_COUNTERS: nothing to stand on.
 */
static unsigned host_counters(void)
{
    struct kvm_vcpu_init init;
    struct kvm_device_attr attr = { .attr = ATTR_SET_NR_COUNTERS };
    uint64_t pmcr;
    struct kvm_one_reg reg = { PMCR_EL0, (uintptr_t)&pmcr };
    int kvm = must(open("/dev/kvm", O_RDWR | O_CLOEXEC), "/dev/kvm");
    int vm = must(ioctl(kvm, KVM_CREATE_VM, 0), "KVM_CREATE_VM");
    int vcpu = must(ioctl(vm, KVM_CREATE_VCPU, 0), "KVM_CREATE_VCPU");

    must(ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init), "PREFERRED_TARGET");
    init.features[0] |= 1u << KVM_ARM_VCPU_PMU_V3;
    must(ioctl(vcpu, KVM_ARM_VCPU_INIT, &init), "KVM_ARM_VCPU_INIT");
    must(ioctl(vcpu, KVM_GET_ONE_REG, &reg), "PMCR_EL0");
    if (ioctl(vcpu, KVM_HAS_DEVICE_ATTR, &attr)) {
        fprintf(stderr, "kvm-stand-in: this kernel has no SET_NR_COUNTERS\n");
        exit(77);
    }
    close(vcpu);
    close(vm);
    close(kvm);
    return pmcr >> 11 & 0x1f;
}

static char **read_options(char **word)
{
    unsigned reserved = 0, implemented = host_counters();

    for (; *word && **word == '-'; word++) {
        if (!strcmp(*word, "--refuse")) {
            refuse = true;
        } else if (!strcmp(*word, "--fixed")) {
            fixed = true;
        } else if (!strcmp(*word, "--lose")) {
            lose = true;
        } else if (!strcmp(*word, "--reserved") && word[1]) {
            reserved = atoi(*++word);
        }
    }
    if (!*word || reserved > implemented) {
        fprintf(stderr, "usage: kvm-stand-in [--reserved R] [--refuse] "
                "[--fixed] [--lose] PROGRAM..., R at most %u\n",
                implemented);
        exit(125);
    }
    maximum = implemented - reserved;
    return word;
}

/* Returns PROGRAM, stopped in the child before it is run, and its filter. */
static pid_t start(char **program, int *listener)
{
    int tie[2], theirs, status, child_fd;
    pid_t child;

    must(pipe2(tie, O_CLOEXEC), "pipe");
    child = must(fork(), "fork");
    if (child == 0) {
        must(prctl(PR_SET_PDEATHSIG, SIGKILL), "pdeathsig");
        theirs = install_filter();
        must(write(tie[1], &theirs, sizeof(theirs)), "pipe");
        raise(SIGSTOP);                 /* until the parent has it too */
        execvp(program[0], program);
        die(program[0]);
    }
    close(tie[1]);
    if (read(tie[0], &theirs, sizeof(theirs)) != sizeof(theirs)) {
        die("no filter");
    }
    must(waitpid(child, &status, WUNTRACED), "waitpid");
    child_fd = must(syscall(SYS_pidfd_open, child, 0), "pidfd_open");
    *listener = must(syscall(SYS_pidfd_getfd, child_fd, theirs, 0),
                     "pidfd_getfd");
    return child;
}

int main(int argc, char **argv)
{
    int listener, status;
    pid_t child = start(read_options(argv + (argc > 0)), &listener);

    kill(child, SIGCONT);
    serve(listener);
    must(waitpid(child, &status, 0), "waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
