# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# TAP, for scripts that check one thing after the other. Sourced after lib.sh,
# never run. Such a script ends with done_testing.

number=0 failed=0
said=$logs/said-${0##*/}.log # by the last command that was checked

# verdict ok|"not ok" TEXT [FILE]: a line; if it is not ok FILE, as a comment
verdict() {
    number=$((number + 1))
    say "$1 $number - $2"
    if [ "$1" != ok ]; then
        failed=$((failed + 1))
        if [ -n "${3:-}" ]; then sed 's/^/# /' "$3"; fi
    fi
}

# check TEXT COMMAND...: ok if COMMAND succeeds. It may be a function: the
# first of its commands that fails ends it, as everywhere in a script of ours.
check() {
    local text=$1 result=ok rc
    shift
    set +e
    (
        set -e
        "$@"
    ) </dev/null >"$said" 2>&1
    rc=$?
    set -e
    if [ $rc != 0 ]; then result="not ok"; fi
    verdict "$result" "$text" "$said"
}

# refused TEXT COMMAND...: COMMAND fails, saying TEXT
refused() {
    local text=$1 found
    shift
    if found=$("$@" 2>&1); then
        say "not refused: $found"
        return 1
    fi
    say "$found"
    grep -qF -- "$text" <<<"$found"
}

# done_testing: the plan; the status says whether all was ok
done_testing() {
    say "1..$number"
    [ $failed = 0 ]
}
