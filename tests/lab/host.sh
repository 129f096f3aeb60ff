# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the lab's cases find out about the host, and the cases of partitions,
# which a kernel has itself or by the stand-in. Sourced after vm.sh.

# has_all: the first case. Without what the lab needs there is no other.
has_all() {
    "${lab:?}/needs.elf" 2>"${work:?}/err"
    missing=$?
    verdict $missing "the kernel has all that the lab needs" "$work/err"
    return $missing
}

# all_known: a parameter in LAB_APPEND that the kernel does not know makes all
# verdicts worthless. It says nothing of those with a dot, which might be for a
# module that comes later.
all_known() {
    appended=$(sed -n 's/.* LAB_THEN=1 *//p' /proc/cmdline)
    [ -n "$appended" ] || return 0
    unknown=$(dmesg |
        sed -n 's/.*Unknown kernel command line parameters "\(.*\)".*/\1/p')
    for word in $appended; do
        case " $unknown " in
        *" $word "*)
            echo "the kernel does not know $word: correct LAB_APPEND"
            ;;
        esac
    done >"$work/err"
    [ ! -s "$work/err" ]
    strange=$?
    verdict $strange "the kernel knows the parameters in LAB_APPEND" "$work/err"
    return $strange
}

# all_chosen: LAB_ONLY that fits no case is a mistake.
all_chosen() {
    [ -n "${LAB_ONLY:-}" ] && [ "${chosen:?}" = 0 ] || return 0
    echo "no case has '$LAB_ONLY' in its text: correct LAB_ONLY" >"$work/err"
    verdict 1 "LAB_ONLY chooses a case" "$work/err"
}

# lacking TEXT: were one of those things not there, one line would name it.
lacking() {
    wanted "$1" || return 0
    : >"$work/out"
    for option in $("$lab/needs.elf" --list); do
        "$lab/needs.elf" --without "$option" 2>"$work/err"
        status=$?
        if [ "$status" != 1 ] || [ "$(wc -l <"$work/err")" != 1 ] ||
            ! grep -q "^the kernel needs $option: " "$work/err"; then
            echo "without $option, status $status:"
            cat "$work/err"
        fi >>"$work/out"
    done
    [ ! -s "$work/out" ]
    verdict $? "$1" "$work/out"
}

# own_counters: the event counters of the host's own PMU, of the mask that its
# driver logs: "... 7 (0,8000003f) counters available"
own_counters() {
    mask=$(dmesg |
        sed -n 's/.*hw perfevents: .*,\([0-9a-f]*\)) counters.*/\1/p')
    mask=$((0x${mask:-0} & 0x7fffffff))
    own=0
    while [ $mask != 0 ]; do
        own=$((own + (mask & 1)))
        mask=$((mask >> 1))
    done
}

# find_out: all that the cases depend on, and use
#   counters  the most a guest is given without a partition
#   most      and with one; 0 if there is none
#   some      a number to try: 3, or what there is
#   own       the event counters of the host's own PMU
#   five_means, five_words  why pmu-partition is refused, and how
# shellcheck disable=SC2034
find_out() {
    "$lab/kvm-probe.elf" >"$work/found" 2>"$work/err"
    verdict $? "what this kernel's KVM grants is found out" "$work/found" \
        "$work/err"
    sed 's/^/# found: /' "$work/found"
    while IFS='=' read -r name value; do
        case $name in
        maximum) counters=$value ;;
        set_nr_counters) set_nr_counters=$value ;;
        five) five=$value ;;
        most) most=$value ;;
        nested) nested=$value ;;
        strict) strict=$value ;;
        enables) enables=$value ;;
        esac
    done <"$work/found"
    own_counters
    [ -z "${LAB_INNER:-}" ] || echo "# found: own=$own"
    some=3
    [ "$counters" -ge 3 ] || some=$counters
    case $five in
    none) five_means="the kernel has no such attribute"
        five_words="lacks KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION" ;;
    refused) five_means="the host does not permit it"
        five_words="does not permit it" ;;
    *) five_means="attribute 5 is something else"
        five_words="means something else" ;;
    esac
}

# found TEXT COMMAND LINE...: the probe, run by COMMAND, prints every LINE.
found() {
    wanted "$1" || return 0
    text=$1 command=$2
    shift 2
    # shellcheck disable=SC2086 # command is several words
    timeout 60 $command "$lab/kvm-probe.elf" >"$work/out" 2>"$work/err"
    missing=$?
    for line; do
        grep -q "^$line\$" "$work/out" || missing=$line
    done
    [ "$missing" = 0 ]
    verdict $? "$text" "$work/out" "$work/err"
}

# shown TEXT ATTRIBUTE: the VMM of vmm.c, which is not QEMU, gives a guest a
# counter by that attribute, saves it and restores it.
# shellcheck disable=SC2034 # wanted() uses skip, and stands elsewhere
shown() {
    wanted "$1" || return 0
    timeout 60 "$lab/vmm.elf" "$2" >"$work/out" 2>"$work/err"
    skip=$(sed -n 's/^1\.\.0 # SKIP //p' "$work/out")
    if wanted "$1"; then
        [ "$(grep -c '^ok ' "$work/out")" = 4 ] &&
            ! grep -q '^not ok\|^Bail out' "$work/out"
        verdict $? "$1" "$work/out" "$work/err"
    fi
    skip=''
}

# partitions FRONT: of a host that grants $most counters; $stand_in stands
# before QEMU
partitions() {
    front=$1
    part=$some
    [ "$part" -le "$most" ] || part=$most
    one=1
    [ "$most" -ge 1 ] || one=0
    for n in $(printf '%s\n' 0 $one "$part" "$most" | sort -nu); do
        reads "${front}with pmu-partition=$n a guest has $n" 1 "$n" \
            "host,pmu-partition=$n"
    done
    reads "${front}with pmu-partition=$part -smp 2 each CPU has $part" 2 \
        "$part" "host,pmu-partition=$part"
    over=$((most + 1))
    above="'pmu-partition' is $over, .* \(at most $most\|no\) event counter"
    [ "$most" != 31 ] || above="from 0 to 31, not 32"
    refused "${front}pmu-partition=$over is refused, $most at most" "$above" \
        "host,pmu-partition=$over"
    queried "${front}a query of host with pmu-partition=$part answers $part" \
        pmu-partition "$part" "\"pmu-partition\": ${part}[,}]"
    looked_at "${front}info pmu says what is granted" "$part" \
        "host,pmu-partition=$part" \
        "PMU.*, kvm with partition, $part event counters of $most at most"
}

