# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How the lab's cases run guests of KVM and judge them. Sourced, never run.
# QEMU, guests and programs are in the folder $lab.

qemu=${lab:?}/qemu-system-aarch64
machine=virt,gic-version=host,its=off
number=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/err"

# wanted TEXT: is this case to be run? One that cannot be says why: $skip.
skip='' chosen=0
wanted() {
    case $1 in *"${LAB_ONLY:-}"*) ;; *) return 1 ;; esac
    chosen=$((chosen + 1))
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
    timeout 120 $stand_in "$qemu" -M "$machine" -accel kvm \
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

# traced TEXT CPU PATTERN...: QEMU's trace of a guest's PMU has every PATTERN.
traced() {
    wanted "$1" || return 0
    text=$1
    vm report "$2" -trace 'arm_pmu_kvm_*'
    shift 2
    missing=$status
    for pattern; do
        grep -q "$pattern" "$work/err" || missing=$pattern
    done
    [ "$missing" = 0 ]
    verdict $? "$text" "$work/err" "$work/status"
}

# untraced TEXT CPU PATTERN: the trace, which is not empty, does not have it.
untraced() {
    wanted "$1" || return 0
    vm report "$2" -trace 'arm_pmu_kvm_*'
    [ "$status" = 0 ] && grep -q arm_pmu_kvm_ "$work/err" &&
        ! grep -q "$3" "$work/err"
    verdict $? "$1" "$work/err" "$work/status"
}

# queried TEXT PROPERTY N PATTERN: what QMP says of the CPU model "host" with
# that property has PATTERN. QEMU goes on, and ends when it is told to.
queried() {
    wanted "$1" || return 0
    model="{\"name\": \"host\", \"props\": {\"$2\": $3}}"
    status=0
    # shellcheck disable=SC2086 # stand_in is several words
    printf '{"execute": %s}\n' '"qmp_capabilities"' \
        "\"query-cpu-model-expansion\", \"arguments\": {\"type\": \"full\",
        \"model\": $model}" '"query-status"' '"quit"' |
        timeout 120 $stand_in "$qemu" -M "$machine" -accel kvm -cpu host -S \
            -nodefaults -display none -monitor none -qmp stdio \
            >"$work/out" 2>"$work/err" || status=$?
    [ "$status" = 0 ] && grep -q "$4" "$work/out" &&
        grep -q '"status": "prelaunch"' "$work/out" && [ ! -s "$work/err" ]
    verdict $? "$1" "$work/out" "$work/err"
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
    $stand_in "$qemu" -M "$machine" -accel kvm -cpu "$cpu" \
        -m 8 -nodefaults -display none -monitor stdio \
        -serial "file:$work/$name.serial" -kernel "$lab/$guest.elf" "$@" \
        <>"$work/$name.in" >"$work/$name.out" 2>&1 &
    echo $! >"$work/$name.pid"
}

# Opened for both ways, so as not to wait for a QEMU that has ended.
tell() { echo "$2" 1<>"$work/$1.in"; }

# until_said FILE PATTERN [FROM]: wait until FILE, or what begins with its byte
# FROM, has it; for a minute at most
until_said() {
    limit=$(($(date +%s) + 60))
    while [ "$(date +%s)" -lt $limit ]; do
        if tail -c "+${3:-1}" "$work/$1" 2>/dev/null | grep -q "$2"; then
            return 0
        fi
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

# steady: the words in "all" are ticks without a gap, each with more cycles,
# above 2^32, and more events than the one before. Where those have 32 bits
# they may wrap. A line is cut only at the very end. Busybox's awk may have no
# powers.
steady() {
    sed '$d' "$work/all" | tr -d '\r' | awk -v top=4294967296 '
        $1 != "tick" || $2 != NR - 1 ":" || $NF != "ok" || NF != 7 ||
            $4 <= cycles || $4 < top ||
            ($6 <= event && (event >= top || event - $6 < top / 2)) {
            bad = 1
        }
        { cycles = $4; event = $6 }
        END { exit bad || NR < 8 }'
}

# asked NAME COMMAND PATTERN: give COMMAND until it answers so, for a minute at
# most: on a busy machine a monitor that is free does not mean that all is done.
asked() {
    for try in $(seq 60); do
        tell "$1" "$2"
        sleep 1
        if grep -q "$3" "$work/$1.out"; then return 0; fi
    done
    echo "# asked in vain, $try times, for '$3' in $1"
    return 1
}

# save NAME: a guest that has run for a while is saved to the file "state".
# QEMU 10.0 says "Migration status: completed", 10.2 "Status:", and a tab.
save() {
    until_said "$1.serial" '^tick 3:' && tell "$1" "migrate file:$work/state" &&
        asked "$1" 'info migrate' 'tatus:[[:space:]]*completed'
}

# moved TEXT CPU CPU2: counters that run when a guest is saved by one QEMU go
# on in another. The first is started by $stand_in, the second by $stand_in2.
stand_in2=''
moved() {
    wanted "$1" || return 0
    start source ticks "$2"
    save source
    saved=$?
    stop source
    last=$(grep -c '^tick .* ok' "$work/source.serial")
    stand_in=$stand_in2
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
# They are started as moved() does.
not_moved() {
    wanted "$1" || return 0
    text=$1 pattern="$4.*$5"
    start source ticks "$2"
    stand_in=$stand_in2
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

# looked_at TEXT N CPU HEAD: "info pmu" has HEAD, and says of N event counters
# and of the cycle counter that they count; asked once a tick, ten times, it
# does not stop them.
looked_at() {
    wanted "$1" || return 0
    start source ticks "$3"
    for i in 2 3 4 5 6 7 8 9 10 11 12; do
        until_said source.serial "^tick $i:" || break
        [ "$i" = 12 ] || tell source 'info pmu'
    done
    stop source
    tr -d '\r' <"$work/source.out" >"$work/out"
    cp "$work/source.serial" "$work/all"
    [ "$(grep -c "^CPU#0 at EL1: $4$" "$work/out")" = 10 ] &&
        [ "$(grep -c '^ *[0-9C]* .* counting ' "$work/out")" = \
            $((10 * ($2 + 1))) ] &&
        [ "$(grep -c '^ 0 0x0011 CPU_CYCLES ' "$work/out")" = 10 ] && steady
    verdict $? "$1" "$work/all" "$work/out"
}

# keep CPU: a guest that has run for a while is in a snapshot of the disk.
disk=if=none,id=disk,format=qcow2,file=$work/disk
keep() {
    rm -f "$work/disk"
    dd if=/dev/zero of="$work/raw" bs=1k count=64 2>/dev/null
    start source ticks "$1" \
        -drive "if=none,id=disk,format=raw,file=$work/raw"
    until_said source.serial '^tick 3:'
    tell source stop
    tell source "snapshot_blkdev disk $work/disk qcow2"
    tell source 'savevm kept'
    tell source 'info snapshots'
    until_said source.out '^[^ ]* *kept '
    kept=$?
    stop source
    return $kept
}

# reloaded TEXT CPU CPU2: a snapshot that one QEMU made is loaded by another,
# and once more by that after it has run: each time the counters go on.
reloaded() {
    wanted "$1" || return 0
    keep "$2"
    kept=$?
    last=$(grep -c '^tick .* ok' "$work/source.serial")
    start target ticks "$3" -drive "$disk" -loadvm kept
    until_said target.serial "^tick $((last + 5)):"
    went_on=$?
    tell target stop
    tell target 'info status' && until_said target.out 'VM status: paused'
    size=$(wc -c <"$work/target.serial")
    tell target 'loadvm kept'
    tell target cont
    until_said target.serial "^tick $((last + 5)):" $((size + 1))
    stop target
    { cat "$work/source.serial" && head -c "$size" "$work/target.serial"; } \
        >"$work/all"
    [ $kept$went_on = 00 ] && steady
    first=$?
    { cat "$work/source.serial" &&
        tail -c "+$((size + 1))" "$work/target.serial"; } >"$work/all"
    [ $first = 0 ] && steady
    verdict $? "$1" "$work/source.serial" "$work/target.serial" \
        "$work/source.out" "$work/target.out"
}

# not_reloaded TEXT CPU CPU2 PATTERN: a QEMU that runs CPU2 does not load the
# snapshot of a guest with CPU: an error that has PATTERN, and the monitor
# answers still.
not_reloaded() {
    wanted "$1" || return 0
    keep "$2"
    kept=$?
    stand_in=$stand_in2
    start target ticks "$3" -drive "$disk"
    until_said target.serial '^tick 1:'
    tell target 'loadvm kept'
    until_said target.out "$4"
    refused=$?
    tell target 'info status' && until_said target.out 'VM status: paused'
    answers=$?
    stop target
    [ $kept$refused$answers$? = 0000 ]
    verdict $? "$1" "$work/source.out" "$work/target.out"
}
