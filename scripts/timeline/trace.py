# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads QEMU's log of the trace events of target/arm/pmu/trace-events.

Lines of others (the guest's console, other events) are passed over. A line
of ours that is not whole, or that this version does not know, is an error:
a picture with a hole in it would be believed.
"""

import datetime
import re
from dataclasses import dataclass

CURE = "start QEMU with -trace 'arm_pmu_*' -msg timestamp=on -D FILE"
BACK = 1000000      # microseconds that the clock may go back: a thread waited

MASK = r"0x(?P<mask>[0-9a-f]{8,9})"
REGIME = r"(?P<regime>(?:Secure |Realm )?EL[0-3])"
EVENTS = {name: re.compile(rf"CPU (?P<cpu>\d+): {words}") for name, words in {
    "state": r"(?P<counters>\d+) event counters, "
             rf"effective HPMN (?P<hpmn>\d+), at {REGIME}",
    "regime": rf"at {REGIME}",
    "hpmn": r"MDCR_EL2\.HPMN from \d+ to \d+, effective (?P<hpmn>\d+)",
    "enabled": rf"enabled counters {MASK}, effective HPMN (?P<hpmn>\d+)",
    "freeze": rf"frozen counters {MASK}",
    "overflow": rf"overflow of counters {MASK}",
    "irq": rf"PMUIRQ to (?P<level>[01]), enabled and overflowed {MASK}",
    "access_refused": r"an? (?P<access>(?:read|write) of \S+ at EL[0-3] "
                      r"(?:traps to EL[1-3]|is UNDEFINED)) \((?P<rule>.+)\)",
}.items()}

# QEMU 10.0: process@seconds.microseconds; later: ISO 8601
LINE = re.compile(r"(?:\d+@(?P<seconds>\d+)\.(?P<fraction>\d{6}):|"
                  r"(?P<iso>\d{4}-\d\d-\d\dT[\d:.]+)Z )?"
                  r"arm_pmu_(?P<name>\w*)(?P<rest>.*)")
BEGUN = re.compile(r"^(?:\d+@[\d.]*:?|\d{4}-\d\d-\d\dT\S*\s*)?"
                   r"(?:a|ar|arm|arm_p?m?u?)?$")


class Problem(Exception):
    """What is wrong, and how to mend it: for the user."""


@dataclass(frozen=True)
class Event:
    """One line: @time is in microseconds, or None."""
    line: int
    time: int | None
    name: str
    cpu: int
    values: dict


def time_of(match):
    if match["seconds"]:
        return int(match["seconds"]) * 1000000 + int(match["fraction"])
    if match["iso"]:
        date = datetime.datetime.fromisoformat(match["iso"] + "+00:00")
        since = date - datetime.datetime.fromtimestamp(0, datetime.UTC)
        return since // datetime.timedelta(microseconds=1)
    return None


def event_of(number, match):
    name, rest = match["name"], match["rest"].strip()
    if name not in EVENTS:
        whole = rest.startswith("CPU ")
        raise Problem(
            f"line {number}: arm_pmu_{name} is not known here: QEMU and "
            f"pmu-timeline must be of one version" if whole else
            f"line {number} is cut short; let QEMU end by itself, or delete "
            f"the line")
    values = EVENTS[name].fullmatch(rest)
    if not values:
        raise Problem(f"line {number}: arm_pmu_{name} is cut short, or of "
                      f"another version; let QEMU end by itself, or delete "
                      f"the line: {rest!r}")
    values = {key: value if key in ("regime", "access", "rule") else
              int(value, 16 if key == "mask" else 10)
              for key, value in values.groupdict().items()}
    return Event(number, time_of(match), name, values.pop("cpu"), values)


def one_clock(events):
    """All lines have a time or none has, and it does not go back."""
    last = None
    for event in events:
        if (event.time is None) != (events[0].time is None):
            raise Problem(f"line {event.line}: some lines have a time and "
                          f"some have none: more than one run? {CURE}")
        if last is not None and event.time < last - BACK:
            raise Problem(f"line {event.line}: the time goes back: more than "
                          f"one run, or a clock that was set? --order does "
                          f"without")
        last = event.time


def read(lines, clock=True):
    """The events in a log; @clock: look at their times as well."""
    events, kvm = [], False
    for number, line in enumerate(lines, 1):
        match = LINE.search(line)
        if not line.endswith("\n") and (match or BEGUN.match(line)):
            raise Problem(f"line {number}, the last, is cut short; let QEMU "
                          f"end by itself, or delete the line")
        if match and match["name"].startswith("kvm_"):
            kvm = True
        elif match:
            events.append(event_of(number, match))
    if not events and kvm:
        raise Problem("only QEMU's calls of KVM are in it: what a guest of "
                      "KVM does cannot be traced; use -accel tcg")
    if not events:
        raise Problem(f"no trace event of the Arm PMU is in it; {CURE}")
    if clock:
        one_clock(events)
    return events
