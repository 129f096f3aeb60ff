# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The rule guests under KVM: each of their lines names a rule, and what fails
# must be what tests/lab/faults.txt says of this kernel. Sourced after vm.sh.
#
# "rule CONFIGURATION GUEST RULE ok|fails N" is printed for scripts/lab, which
# keeps it for the matrix.

release=$(uname -r)

# known CONFIGURATION GUEST: the rules that are known to fail, one a line
known() {
    while read -r kernel config guest rule; do
        # shellcheck disable=SC2254 # patterns of the table
        case $release/$1/$2 in
        "$kernel"*/$config/$guest) echo "$rule" ;;
        esac
    done <"${lab:?}/faults.txt" | sort -u
}

# whole: the guest came to the end of its plan, whatever it found.
whole() {
    awk '/^(not )?ok [0-9]+ - / { lines++ }
        /^1\.\.[0-9]+$/ { plan = substr($1, 4); plans++ }
        END { exit !(plans == 1 && plan == lines && lines > 0) }' \
        "${work:?}/out"
}

# lines ok|not: RULE N, of the lines that are; a line that is skipped is none
lines() {
    awk -v kind="$1" '
        $1 == kind && !/# SKIP/ { count[$1 == "not" ? $5 : $4]++ }
        END { for (rule in count) print rule, count[rule] }' "$work/out"
}

# ruled CONFIGURATION CPU CPUS GUEST...: every rule that does not hold is known
# not to, and the reverse.
ruled() {
    config=$1 model=$2 cpus=$3
    shift 3
    for rules_guest; do
        text="rules: $rules_guest, $config"
        wanted "$text" || continue
        vm "rules-$rules_guest" "$model" -smp "$cpus"
        whole
        ended=$?
        lines not >"$work/fails"
        lines ok >"$work/holds"
        known "$config" "$rules_guest" >"$work/known"
        cut -d ' ' -f 1 "$work/fails" | sort -u >"$work/found"
        grep '^not ok' -A 4 "$work/out" >"$work/not_ok"
        [ $ended = 0 ] && cmp -s "$work/known" "$work/found"
        judged=$?
        if [ $ended != 0 ]; then cp "$work/out" "$work/not_ok"; fi
        verdict $judged "$text: $(grep -c '^ok' "$work/out") hold$(sed \
            's/^/, known fault /' "$work/known" | tr -d '\n')" \
            "$work/known" "$work/not_ok" "$work/err"
        sed "s/^/rule $config $rules_guest ok /" "$work/holds"
        sed "s/^/rule $config $rules_guest fails /" "$work/fails"
    done
}

# all_ruled: what is worth running of each. The guest "kernel" alone uses two
# CPUs, one after the other. "outcomes" wants two counters.
all_ruled() {
    ruled host host 1 aarch32 access kernel masks outcomes traps
    ruled two host 2 kernel
    ruled counters "host,pmu-counters=${some:?}" 2 aarch32 access kernel masks
    ruled counters-none host,pmu-counters=0 1 access kernel
}

# parts_ruled: the same for partitions, after partitions()
parts_ruled() {
    ruled partition "host,pmu-partition=${part:?}" 2 aarch32 access kernel \
        masks outcomes traps
    ruled partition-one "host,pmu-partition=${one:?}" 1 access kernel
    ruled partition-all "host,pmu-partition=${most:?}" 1 access kernel
    ruled partition-none host,pmu-partition=0 1 access kernel
}
