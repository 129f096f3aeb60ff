# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What every script here shares: where things are, and how long work reports
# itself. Sourced, never run.

set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${BUILD:-$top/build}
series=${QEMU:-10.0}
libvirt=11.3
logs=$build/log
jobs=${JOBS:-$(nproc)}
# A build must not depend on who runs it: the system's python3, not a shim.
python=${PYTHON:-/usr/bin/python3}
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
mkdir -p "$logs"

# all_series: those that have seams, the newest last; and "next" after that
all_series() {
    (cd "$top/seams" && printf '%s\n' qemu-*) | sed s/qemu-// | sort -V
}

newest() { all_series | grep '^[0-9]' | tail -n 1; }

# seams_of SERIES: the folder of its seams. "next" is what comes after the
# newest: its own are those that differ, the others are the newest one's.
seams_of() {
    local folder=$top/seams/qemu-$1
    if [ "$1" = next ] && [ -d "$folder" ]; then
        rm -rf "$build/seams-next"
        cp -r "$top/seams/qemu-$(newest)" "$build/seams-next"
        cp "$folder"/*.patch "$build/seams-next"
        folder=$build/seams-next
    fi
    echo "$folder"
}

# The status of what cannot be had, whatever one does here: a source that
# Debian has no more, or that is to be given and is not
readonly NOT_TO_BE_HAD=3

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }

# die MESSAGE [CURE]: stop, with what is wrong and how to mend it.
die() {
    printf 'error: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf 'hint: %s\n' "$2" >&2; fi
    exit 1
}

# cannot_be_had MESSAGE CURE: likewise, for who would go on without
cannot_be_had() {
    (die "$@") || exit "$NOT_TO_BE_HAD"
}

# step NAME COMMAND...: run COMMAND with its output in a log; one line when
# it succeeds, the whole log when it fails. Ninja's [n/m] counters are shown
# every tenth of the way, as progress.
step() {
    local name=$1 log=$logs/${1//[ \/]/-}.log start=$SECONDS rc
    shift
    printf '  %-44s' "$name"
    set +e
    (
        set -e
        "$@"
    ) </dev/null 2>&1 | tee "$log" | progress_dots
    rc=${PIPESTATUS[0]}
    set -e
    if [ "$rc" != 0 ]; then
        printf ' FAILED (%ss)\n' $((SECONDS - start))
        cat "$log" >&2
        return "$rc"
    fi
    printf ' ok (%ss)\n' $((SECONDS - start))
}

progress_dots() {
    awk -F'[][/]' '/^\[[0-9]+\/[0-9]+\]/ {
        d = int(10 * $2 / $3)
        if (d != last) { printf "."; fflush(); last = d } }'
}

# use_ccache COMPILER: for QEMU's configure. The trees compile nearly the same
# files at the same relative paths: let ccache share them.
use_ccache() {
    export CC=$1
    if command -v ccache >/dev/null; then
        export CCACHE_BASEDIR=$build CCACHE_NOHASHDIR=1
        export CCACHE_SLOPPINESS=time_macros,include_file_mtime
        export CC="ccache $1"
    fi
}

# QEMU wants meson 1.5; Debian 12 has 1.0. Take backports' package unpacked.
use_meson() {
    local tools=$build/tools
    if $python -c 'import sys
from importlib.metadata import version
sys.exit(tuple(map(int, version("meson").split(".")[:2])) < (1, 5))'; then
        return
    fi
    if [ ! -d "$tools/usr" ]; then
        mkdir -p "$tools"
        (cd "$tools" && step "fetch meson" "$top/scripts/apt-private" \
            bookworm-backports "$(dpkg --print-architecture)" download meson)
        dpkg-deb -x "$tools"/meson_*.deb "$tools/new"
        mv "$tools/new/usr" "$tools/usr"
    fi
    export PYTHONPATH=$tools/usr/lib/python3/dist-packages
}

# boards NAME TARGET [BOARD...]: QEMU's list NAME of the boards that the tests
# and the demo use, for configure's --with-devices-*: "virt", and BOARD....
# QEMU 10.2 does not link "virt" without CXL, nor that without what it needs.
boards() {
    local list=$src/configs/devices/$2/$1.mak on=(ARM_VIRT)
    if [ "$series" != 10.0 ]; then
        on+=(PXB CXL PCIE_PORT CXL_MEM_DEVICE)
    fi
    printf 'CONFIG_%s=y\n' "${on[@]}" "${@:3}" >"$list.new"
    if cmp -s "$list.new" "$list"; then
        rm "$list.new"
    else
        mv "$list.new" "$list"
    fi
}

# configure_once WHAT FLAG...: $src for $obj, unless it had the same flags
configure_once() {
    local what=$1
    shift
    if [ "$(cat "$obj/.flags" 2>/dev/null)" != "$*" ]; then
        step "configure $what" configure "$@"
        printf '%s\n' "$*" >"$obj/.flags"
    fi
}

configure() {
    rm -rf "$obj"
    mkdir -p "$obj"
    cd "$obj"
    "$src/configure" "$@"
}

# ninja_quiet TARGET...: in $obj. QEMU's own warnings are QEMU's; ours are
# errors.
ninja_quiet() {
    ninja -C "$obj" -j "$jobs" "$@" | tee "$obj/.log"
    ! grep -E '(arm/pmu|pmu-partition|pmu-monitor|vcpu-attr).*warning:' \
        "$obj/.log"
}

# our_objects: in $obj, what is compiled of our files
our_objects() {
    ninja -C "$obj" -t targets all |
        sed -nE 's/^([^:]*_(arm_pmu[-_.]|vcpu-attr)[^:]*\.o):.*/\1/p'
}

# as_root COMMAND...: apt needs root; use sudo when we are not.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "installing packages needs root, and there is no sudo" \
            "as root: $*"
    fi
}

# packages [GROUP]: of the one list of Debian packages, those of this release;
# what stands before the first group is for everything.
packages() {
    awk -v want="${1:-}" \
        -v here="[$(. /etc/os-release && echo "${VERSION_CODENAME:-}")]" '
        { sub(/#.*/, "") }
        $1 ~ /:$/ { group = substr($1, 1, length($1) - 1); next }
        group == want && (NF == 1 || $2 == here) { print $1 }' \
        "$top/scripts/packages"
}
