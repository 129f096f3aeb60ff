# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Host and guest apart: guests that reset, overflow and reprogram all that
# they own (restless.c) share one CPU with the host's own programs
# (host-apart.c, which has the bounds of its counts), and with each other.
# Sourced after vm.sh.

# The lab's machine counts a cycle each ns. Of a real one that is not known.
per_ns=''
[ -z "${LAB_INNER:-}" ] || per_ns=--cycles-per-ns
rounds=3

# pin NAME MASK: all threads of a guest
pin() {
    taskset -a -p "$2" "$(cat "${work:?}/$1.pid")" >/dev/null
}

# Perf's samples are not to be throttled for taking long, which all does here.
unhurried() {
    if [ -n "${LAB_INNER:-}" ]; then
        echo 0 >/proc/sys/kernel/perf_cpu_time_max_percent
    fi
}

# crowd CPU...: a restless guest of each, vm1, vm2..., all on the second CPU
crowd() {
    vms=''
    unhurried
    for crowd_cpu; do
        vms="$vms vm$(($(echo "$vms" | wc -w) + 1))"
        start "${vms##* }" restless "$crowd_cpu"
        until_said "${vms##* }.serial" '^round 0:'
        pin "${vms##* }" 2
    done
}

# disperse: end them
disperse() {
    for vm in $vms; do stop "$vm"; done
}

# calm NAME: the guest has seen no flag but its own, and never counted more
# cycles than there were. A line that is cut short is the last one only.
calm() {
    until_said "$1.serial" "^round $((rounds + 1)):"
    tr -d '\r' <"$work/$1.serial" | sed '$d' | awk -v per_ns="$per_ns" \
        -v least="$rounds" '
        $1 != "round" || $2 != NR - 1 ":" || NF != 13 { bad = 1 }
        $8 != "0x0," { bad = 1 }
        per_ns && $9 > $12 { bad = 1 }
        END { exit bad || NR < least }'
}

# all_calm: each of the crowd, which ends then
all_calm() {
    restless=0
    for vm in $vms; do
        calm "$vm" || restless=1
        sed '$d' "$work/$vm.serial" >"$work/$vm"
    done
    disperse
    return $restless
}

# told TEXT RC: the verdict on a case of a crowd
told() {
    verdict "$2" "$1" "$work/out" "$work/err" "$work/vm1" "$work/vm2"
}

# counted OPTION...: a task of the host on the CPU of the crowd
counted() {
    # shellcheck disable=SC2086 # per_ns is no word, or one
    taskset 2 "${lab:?}/host-apart.elf" task $per_ns "$@" >"$work/out" \
        2>"$work/err"
}

# apart TEXT CPU...: neither the task nor any guest of the crowd notices
apart() {
    wanted "$1" || return 0
    text=$1
    shift
    : >"$work/vm2"
    crowd "$@"
    counted
    task=$?
    all_calm && [ $task = 0 ]
    told "$text" $?
}

# noticed TEXT CPU: a task that counts what it must not breaks its bounds, and
# so do the cycles of a thread.
noticed() {
    wanted "$1" || return 0
    crowd "$2"
    counted --fault
    task=$?
    thread_counted --fault
    [ $task$? = 11 ]
    verdict $? "$1" "$work/out" "$work/err"
    disperse
}

# thread_counted OPTION...: the thread of vm1's CPU, from outside
thread_counted() {
    tell vm1 'info cpus'
    until_said vm1.out 'thread_id='
    tid=$(sed -n 's/.*thread_id=\([0-9]*\).*/\1/p' "$work/vm1.out")
    taskset 1 "$lab/host-apart.elf" thread "$tid" "$@" >"$work/out" \
        2>"$work/err"
}

# parted TEXT CPU: what a vCPU's thread counts is the host's or the guest's
parted() {
    wanted "$1" || return 0
    : >"$work/vm2"
    crowd "$2"
    thread_counted
    thread=$?
    all_calm && [ $thread = 0 ]
    told "$1" $?
}

# driven TEXT CPU: a vCPU that is moved to and fro between two CPUs, and put
# to sleep there, beside the task
driven() {
    wanted "$1" || return 0
    : >"$work/vm2"
    crowd "$2"
    counted &
    task=$!
    for mask in 1 2 1 2 3 2; do
        pin vm1 $mask
        sleep 0.2
        tell vm1 stop
        sleep 0.1
        tell vm1 cont
    done
    wait $task
    task=$?
    all_calm && [ $task = 0 ]
    told "$1" $?
}

# killed TEXT CPU N: nothing of a guest is left when its QEMU is killed: not
# for the host's task, and not for the next guest, which has N counters.
killed() {
    wanted "$1" || return 0
    crowd "$2"
    kill -9 "$(cat "$work/vm1.pid")"
    wait "$(cat "$work/vm1.pid")" 2>/dev/null
    counted
    task=$?
    cp "$work/out" "$work/vm1"
    vm report "$2" -smp 1
    expected 1 "$3" >"$work/vm2"
    cmp -s "$work/out" "$work/vm2" && [ $task = 0 ]
    told "$1" $?
}

# rooted: who counts other programs, and takes samples, is root.
rooted() {
    [ -n "${skip:-}" ] || [ "$(id -u)" = 0 ] || skip="not root"
}

# all_apart: without a partition. There a guest's counters are perf's too, and
# a vCPU's thread must have three more.
all_apart() {
    rooted
    few=host,pmu-counters=$((${some:?} > 0))
    parted "apart: cycles of a vCPU are the host's or the guest's" "$few"
    apart "apart: a host's task beside a guest that leaves nothing alone" host
    noticed "apart: a count of too much is noticed, once" "$few"
    apart "apart: two guests of unlike numbers, and a task, on one CPU" \
        host "host,pmu-counters=${some:?}"
    driven "apart: a vCPU that sleeps and moves between CPUs" host
    killed "apart: a guest that is killed leaves nothing behind" host \
        "${counters:?}"
}

# parts_apart: the same with one, and beside one
parts_apart() {
    rooted
    cpu=host,pmu-partition=${part:?}
    parted "apart: cycles of a vCPU with a partition" "$cpu"
    apart "apart: a host's task beside a partition" "$cpu"
    apart "apart: a plain guest beside a partition" host "$cpu"
    apart "apart: two partitions of unlike size" "$cpu" host,pmu-partition=0
    driven "apart: a partition that sleeps and moves between CPUs" "$cpu"
    killed "apart: a partition that is killed leaves nothing behind" "$cpu" \
        "$part"
}
