# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How the lab's cases run guests of KVM and judge them. Sourced, never run.
# QEMU, guests and programs are in the folder $lab.

qemu=${lab:?}/qemu-system-aarch64
number=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/err"

# wanted TEXT: is this case to be run? One that cannot be says why: $skip.
skip=''
wanted() {
    case $1 in *"${LAB_ONLY:-}"*) ;; *) return 1 ;; esac
    [ -n "$skip" ] || return 0
    number=$((number + 1))
    echo "ok - $1 # SKIP $skip"
    return 1
}

# verdict RC TEXT [FILE...]: one line; the files, where it is not ok
verdict() {
    number=$((number + 1))
    if [ "$1" = 0 ]; then
        echo "ok - $2"
        return
    fi
    echo "not ok - $2"
    shift 2
    for file; do sed "s|^|# ${file##*/}: |" "$file"; done
}

# vm GUEST CPU [ARGUMENT...]: to its end; its words in out, QEMU's in err, the
# exit status in status. $stand_in may stand before QEMU.
stand_in=''
vm() {
    guest=$1 cpu=$2
    shift 2
    status=0
    # shellcheck disable=SC2086 # stand_in is several words
    timeout 120 $stand_in "$qemu" -M virt,gic-version=3,its=off -accel kvm \
        -cpu "$cpu" -m 8 -nodefaults -display none -monitor none \
        -serial stdio -kernel "$lab/$guest.elf" "$@" \
        </dev/null >"$work/raw" 2>"$work/err" || status=$?
    tr -d '\r' <"$work/raw" >"$work/out"
    echo "$status" >"$work/status"
}

# expected CPUS N: what the report must be, word for word
expected() {
    for i in $(seq 0 $(($1 - 1))); do
        echo "cpu $i: PMCR_EL0.N = $2"
        [ "$2" = 0 ] || echo "cpu $i: counters 0..$(($2 - 1)) count"
        [ "$2" = 31 ] || echo "cpu $i: counters $2..30 UNDEFINED"
        echo "cpu $i: cycle counter counts"
    done
}

# reads TEXT CPUS N CPU: a guest of CPUS CPUs finds just N event counters.
reads() {
    wanted "$1" || return 0
    vm report "$4" -smp "$2"
    expected "$2" "$3" >"$work/expected"
    cmp -s "$work/out" "$work/expected" && [ "$status" = 0 ]
    verdict $? "$1" "$work/out" "$work/err" "$work/status"
}

# refused TEXT PATTERN CPU [ARGUMENT...]: QEMU ends with status 1 before the
# guest says anything, and its one line of error has PATTERN.
refused() {
    wanted "$1" || return 0
    text=$1 pattern=$2
    shift 2
    vm report "$@"
    [ "$status" = 1 ] && [ ! -s "$work/out" ] &&
        [ "$(grep -c '^qemu-system-aarch64: ' "$work/err")" = 1 ] &&
        grep -q "$pattern" "$work/err"
    verdict $? "$text" "$work/out" "$work/err" "$work/status"
    sed 's/^qemu-system-aarch64: /# it says: /' "$work/err"
}


# start NAME GUEST CPU [ARGUMENT...]: a guest in the background, with its
# monitor: tell NAME COMMAND. Its words go to NAME.serial, QEMU's to NAME.out.
start() {
    name=$1 guest=$2 cpu=$3
    shift 3
    rm -f "$work/$name".*
    mkfifo "$work/$name.in"
    : >"$work/$name.serial"
    # shellcheck disable=SC2086 # stand_in is several words
    $stand_in "$qemu" -M virt,gic-version=3,its=off -accel kvm -cpu "$cpu" \
        -m 8 -nodefaults -display none -monitor stdio \
        -serial "file:$work/$name.serial" -kernel "$lab/$guest.elf" "$@" \
        <>"$work/$name.in" >"$work/$name.out" 2>&1 &
    echo $! >"$work/$name.pid"
}

# Opened for both ways, so as not to wait for a QEMU that has ended.
tell() { echo "$2" 1<>"$work/$1.in"; }

# until_said FILE PATTERN: wait until FILE has it, for a minute at most
until_said() {
    limit=$(($(date +%s) + 60))
    while [ "$(date +%s)" -lt $limit ]; do
        if grep -q "$2" "$work/$1" 2>/dev/null; then return 0; fi
        sleep 0.1
    done
    echo "# waited in vain for '$2' in $1"
    return 1
}

# ended NAME: wait for its end, for a minute at most; a QEMU that hangs is
# killed. The exit status is QEMU's.
ended() {
    pid=$(cat "$work/$1.pid")
    limit=$(($(date +%s) + 60))
    while kill -0 "$pid" 2>/dev/null && [ "$(date +%s)" -lt $limit ]; do
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null
    wait "$pid"
}

stop() {
    tell "$1" quit
    ended "$1"
}

# steady: the words in "all" are ticks without a gap, each with more cycles
# and events than the one before. A line is cut only at the very end.
steady() {
    sed '$d' "$work/all" | tr -d '\r' | awk '
        $1 != "tick" || $2 != NR - 1 ":" || $NF != "ok" || NF != 7 ||
            $4 <= cycles || $6 <= event { bad = 1 }
        { cycles = $4; event = $6 }
        END { exit bad || NR < 8 }'
}

# save NAME: a guest that has run for a while is saved to the file "state".
save() {
    until_said "$1.serial" '^tick 3:' && tell "$1" "migrate file:$work/state" &&
        tell "$1" 'info migrate' &&
        until_said "$1.out" 'Migration status: completed'
}

# moved TEXT CPU CPU2: counters that run when a guest is saved by one QEMU go
# on in another. With $stand_in the first is started by it.
moved() {
    wanted "$1" || return 0
    start source ticks "$2"
    save source
    saved=$?
    stop source
    last=$(grep -c '^tick .* ok' "$work/source.serial")
    stand_in=''
    start target ticks "$3" -incoming "file:$work/state"
    until_said target.serial "^tick $((last + 3)):"
    went_on=$?
    stop target
    cat "$work/source.serial" "$work/target.serial" >"$work/all"
    [ $saved$went_on = 00 ] && steady
    verdict $? "$1" "$work/all" "$work/source.out" "$work/target.out"
}

# not_moved TEXT CPU CPU2 PATTERN...: the second QEMU refuses the first's guest
# with an error that has every PATTERN, status 1; the first goes on running.
not_moved() {
    wanted "$1" || return 0
    text=$1 pattern="$4.*$5"
    start source ticks "$2"
    start target ticks "$3" -incoming "unix:$work/socket"
    until_said source.serial '^tick 3:'
    tell target 'info status' && until_said target.out 'inmigrate'
    tell source 'migrate_set_capability return-path on'
    tell source "migrate unix:$work/socket"
    until_said target.out "$pattern"
    refused=$?
    ended target
    status=$?
    last=$(grep -c '^tick .* ok' "$work/source.serial")
    tell source 'info status' && until_said source.out 'VM status: running' &&
        until_said source.serial "^tick $((last + 3)):"
    runs=$?
    stop source
    cp "$work/source.serial" "$work/all"
    [ $refused$status$runs = 010 ] && steady
    verdict $? "$text" "$work/all" "$work/source.out" "$work/target.out"
}

