# SPDX-License-Identifier: GPL-2.0-or-later
"""From events to spans, in which nothing of a vCPU's PMU changes, and marks.

The axis is microseconds from the first event; or the order of what changes,
one step each, which is the same in every run of a guest that is.
"""

from dataclasses import dataclass, field, replace

from .trace import CURE, Problem

CYCLES = 1 << 31


def below(number):
    return (1 << number) - 1


def counters_of(mask):
    """The names of the counters in a mask; C is the cycle counter."""
    return ["C" if n == 31 else str(n) for n in range(32) if mask >> n & 1]


@dataclass(frozen=True)
class State:
    """@pending: the counters that have PMUIRQ high"""
    regime: str
    counters: int
    hpmn: int
    enabled: int = 0
    frozen: int = 0
    pending: int = 0

    def range(self, second):
        """The counters of one range; for most the first has C (R6)."""
        if second:
            return below(self.counters) & ~below(self.hpmn)
        return below(self.hpmn) | CYCLES


@dataclass(frozen=True)
class Span:
    start: float
    end: float
    state: State


@dataclass(frozen=True)
class Mark:
    """@kind: "overflow", of the counters in @mask, or "refused" """
    time: float
    kind: str
    text: str
    mask: int = 0
    rule: str = ""


@dataclass
class Cpu:
    spans: list = field(default_factory=list)
    marks: list = field(default_factory=list)


@dataclass
class Timeline:
    """@ordered: the axis counts changes. @start, @end: what of it is shown"""
    cpus: dict
    ordered: bool
    start: float
    end: float


def changed(state, event):
    """The state after an event; None if the CPU's beginning is not there."""
    values = event.values
    if event.name == "state":
        if state:
            return replace(state, **values)
        return State(**values)
    if not state:
        raise Problem(f"line {event.line}: nothing is known of CPU "
                      f"{event.cpu} so far: events were enabled too late; "
                      f"{CURE}")
    if event.name in ("regime", "hpmn"):
        return replace(state, **values)
    if event.name == "enabled":
        return replace(state, enabled=values["mask"], hpmn=values["hpmn"])
    if event.name == "freeze":
        return replace(state, frozen=values["mask"])
    if event.name == "irq":
        # The formula of the level may leave out some; R30
        return replace(state, pending=values["level"] * values["mask"])
    return state


def mark_of(event, time):
    if event.name == "overflow":
        names = ", ".join(counters_of(event.values["mask"]))
        return Mark(time, "overflow", f"overflow of {names}",
                    event.values["mask"])
    if event.name == "access_refused":
        return Mark(time, "refused", event.values["access"],
                    rule=event.values["rule"])
    return None


def follow(events, ordered):
    """Yield each change: its time, the CPU, its state from now on, a mark."""
    states, time = {}, 0
    ordered = ordered or events[0].time is None
    for event in events:
        before = states.get(event.cpu)
        after = states[event.cpu] = changed(before, event)
        if not ordered:
            time = max(time, event.time - events[0].time)
        mark = mark_of(event, time)
        if after != before or mark:
            yield time, event.cpu, after, mark
            time += ordered


def partitioned(events, first, last):
    """From the @first time that HPMN is below the number of counters to the
    end of the @last, and a change more on each side: start and end, in steps.
    """
    changes = list(follow(events, True))
    inside, found = {}, []
    for step, index, state, _ in changes:
        stands = state.hpmn < state.counters
        if stands and not inside.get(index):
            found.append([step, len(changes)])
            inside[index] = found[-1]
        elif not stands and inside.get(index):
            inside.pop(index)[1] = step
    if last > len(found):
        raise Problem(f"HPMN is below the number of counters {len(found)} "
                      f"times, and not {last}")
    return max(found[first - 1][0] - 1, 0), found[last - 1][1] + 2


def clip(cpu, start, end):
    spans = [Span(max(s.start, start), min(s.end, end), s.state)
             for s in cpu.spans if s.start < end and s.end > start]
    return Cpu(spans, [m for m in cpu.marks if start <= m.time < end])


def timeline(events, ordered=False, start=None, end=None):
    """@start, @end: on the axis; what is outside is left out."""
    ordered = ordered or events[0].time is None
    changes = list(follow(events, ordered))
    last = changes[-1][0] + 1
    start, end = max(start or 0, 0), last if end is None else min(end, last)
    if start >= end:
        raise Problem(f"nothing is from {start:g} to {end:g}: the axis ends "
                      f"at {last:g}")
    cpus, begun = {}, {}
    for time, index, state, mark in changes:
        cpu = cpus.setdefault(index, Cpu())
        since, old = begun.get(index, (time, state))
        if time > since:
            cpu.spans.append(Span(since, time, old))
        begun[index] = (time, state)
        if mark:
            cpu.marks.append(mark)
    for index, (since, state) in begun.items():
        cpus[index].spans.append(Span(since, last, state))
    return Timeline({i: clip(cpus[i], start, end) for i in sorted(cpus)},
                    ordered, start, end)


def runs(spans, key):
    """Join the neighbours of which @key says the same: (start, end, it)."""
    joined = []
    for span in spans:
        value = key(span.state)
        if joined and joined[-1][2] == value and joined[-1][1] == span.start:
            joined[-1][1] = span.end
        else:
            joined.append([span.start, span.end, value])
    return joined
