# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Saved, restored, migrated: which pairs of configurations a guest must come
# through with its counters running, and which QEMU must refuse. By a stream
# and by a snapshot; ticks.c has values above 2^32. Sourced after vm.sh.

# all_moved: without a partition
all_moved() {
    lost="this kernel loses PMCNTENSET_EL0 when PMCNTENCLR_EL0 is written back"
    [ "${enables:?}" = kept ] || skip=$lost
    moved "saved and restored, ${some:?} running counters go on" \
        "host,pmu-counters=$some" "host,pmu-counters=$some"
    moved "from a plain guest to pmu-counters=${counters:?}" host \
        "host,pmu-counters=$counters"
    moved "from pmu-counters=$counters to a plain guest" \
        "host,pmu-counters=$counters" host
    reloaded "loaded from a snapshot and again, $some running counters go on" \
        "host,pmu-counters=$some" "host,pmu-counters=$some"
    reloaded "a snapshot of a plain guest, with pmu-counters=$counters" host \
        "host,pmu-counters=$counters"
    skip=''
    [ "$enables" = lost ] || skip="this kernel keeps what is loaded"
    not_moved "running counters that the kernel would lose are not loaded" \
        "host,pmu-counters=$some" "host,pmu-counters=$some" \
        "loses the PMU of the incoming" PMCNTENSET_EL0
    not_reloaded "a snapshot is refused, too, if the kernel would lose them" \
        "host,pmu-counters=$some" "host,pmu-counters=$some" \
        "loses the PMU of the incoming .* PMCNTENSET_EL0"
    skip=''
    none_moved
}

# none_moved: to another number
none_moved() {
    fewer=$((some - 1))
    [ "$some" -gt 0 ] || skip="a guest has no event counter"
    not_reloaded "a snapshot with $some counters does not load where $fewer \
are" "host,pmu-counters=$some" "host,pmu-counters=$fewer" \
        "$some PMU event .* guest has $fewer:"
    not_moved "a guest of $some counters does not go on with $fewer" \
        "host,pmu-counters=$some" "host,pmu-counters=$fewer" "$some" "$fewer"
    [ "$counters" != "$some" ] || skip="a guest has no more than $some counters"
    not_moved "a guest of all $counters counters does not go on with $some" \
        host "host,pmu-counters=$some" "$counters" "$some"
    skip=''
}

# moves FRONT: between a partition and the plain kernel's counters, and back
moves() {
    front=$1 under=$stand_in
    moved "${front}from pmu-partition=$some to pmu-counters=$some" \
        "host,pmu-partition=$some" "host,pmu-counters=$some"
    # shellcheck disable=SC2034 # moved() uses it, and stands elsewhere
    stand_in='' stand_in2=$under
    moved "${front}from pmu-counters=$some to pmu-partition=$some" \
        "host,pmu-counters=$some" "host,pmu-partition=$some"
    # shellcheck disable=SC2034
    stand_in=$under stand_in2=''
}

# parts_moved: from partition to partition, on a host that has them
parts_moved() {
    cpu=host,pmu-partition=${part:?}
    moved "from pmu-partition=$part to pmu-partition=$part" "$cpu" "$cpu"
    reloaded "a snapshot with pmu-partition=$part, and again" "$cpu" "$cpu"
    reloaded "a snapshot with pmu-partition=$part, with pmu-counters" "$cpu" \
        "host,pmu-counters=$part"
    reloaded "a snapshot with pmu-counters=$part, with pmu-partition" \
        "host,pmu-counters=$part" "$cpu"
    [ -n "$skip" ] || [ "$part" -gt 0 ] ||
        skip="a partition has no event counter"
    fewer=$((part - 1))
    not_moved "pmu-partition=$part does not go on with $fewer" "$cpu" \
        "host,pmu-partition=$fewer" "$part" "$fewer"
    not_reloaded "a snapshot with pmu-partition=$part does not load with \
$fewer" "$cpu" "host,pmu-partition=$fewer" \
        "$part PMU event .* guest has $fewer:"
}

# not_lost: a kernel that forgets what it is given is found out, and the guest
# goes on where it was. Only who loads has the stand-in, which makes each call
# that sets a register slow.
not_lost() {
    # shellcheck disable=SC2034 # not_moved() uses it, and stands elsewhere
    stand_in='' stand_in2="${lab:?}/kvm-stand-in --lose"
    not_moved "stand-in, a kernel that loses PMCCNTR: nothing is loaded" \
        "host,pmu-counters=$some" "host,pmu-counters=$some" \
        "loses the PMU of the incoming" PMCCNTR_EL0
    stand_in=''
    not_reloaded "stand-in, a kernel that loses PMCCNTR: nor is a snapshot" \
        "host,pmu-counters=$some" "host,pmu-counters=$some" \
        "loses the PMU of the incoming .* PMCCNTR_EL0"
    # shellcheck disable=SC2034
    stand_in2=''
}
