# SPDX-License-Identifier: GPL-2.0-or-later
"""A timeline as a trace that ui.perfetto.dev and chrome://tracing show: each
vCPU a process, each lane a thread of it.
"""

from .state import counters_of, runs

REGIME, FIRST, SECOND, IRQ = LANES = range(4)
NAMES = "regime", "first range", "second range", "PMUIRQ"


# Process and thread 0 are the viewers' own.
def place(cpu, lane):
    return {"pid": cpu + 1, "tid": lane + 1}


def names(index):
    yield {"ph": "M", "name": "process_name", "pid": index + 1,
           "args": {"name": f"vCPU {index}"}}
    for lane in LANES:
        yield {"ph": "M", "name": "thread_name", **place(index, lane),
               "args": {"name": NAMES[lane]}}
        yield {"ph": "M", "name": "thread_sort_index", **place(index, lane),
               "args": {"sort_index": lane}}


def slices(index, lane, spans, key, show):
    """@show: from what @key says to a name and arguments; None: no slice"""
    for start, end, value in runs(spans, key):
        shown = show(value)
        if shown:
            yield {"ph": "X", "name": shown[0], **place(index, lane),
                   "ts": start, "dur": end - start, "args": shown[1]}


def range_of(second):
    def key(state):
        mask = state.range(second)
        return mask, mask & state.enabled, mask & state.frozen

    def show(value):
        mask, enabled, frozen = map(counters_of, value)
        if not mask:
            return None
        text = f"enabled: {' '.join(enabled) or 'none'}"
        if frozen:
            text += f", frozen: {' '.join(frozen)}"
        return text, {"counters": mask, "enabled": enabled, "frozen": frozen}
    return key, show


def instants(index, cpu):
    for mark in cpu.marks:
        lanes, args = [REGIME], {"rule": mark.rule}
        if mark.kind == "overflow":
            state = next(s.state for s in cpu.spans if s.end > mark.time)
            lanes = [lane for lane, second in ((FIRST, False), (SECOND, True))
                     if mark.mask & state.range(second)]
            args = {"counters": counters_of(mark.mask)}
        for lane in lanes:
            yield {"ph": "i", "s": "t", "name": mark.text,
                   **place(index, lane), "ts": mark.time, "args": args}


def trace(timeline):
    """What json.dump() is to write."""
    events = []
    for index, cpu in timeline.cpus.items():
        events += names(index)
        events += slices(index, REGIME, cpu.spans, lambda s: s.regime,
                         lambda regime: (regime, {}))
        for second in False, True:
            events += slices(index, SECOND if second else FIRST, cpu.spans,
                             *range_of(second))
        events += slices(index, IRQ, cpu.spans, lambda s: s.pending,
                         lambda mask: mask and
                         ("high", {"counters": counters_of(mask)}))
        events += ({"ph": "C", "name": "HPMN", **place(index, REGIME),
                    "ts": start, "args": {"HPMN": hpmn}}
                   for start, _, hpmn in runs(cpu.spans, lambda s: s.hpmn))
        events += instants(index, cpu)
    return {"traceEvents": events, "displayTimeUnit": "ns",
            "otherData": {"axis": "order of changes" if timeline.ordered
                          else "microseconds of the host's clock"}}
