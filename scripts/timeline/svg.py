# SPDX-License-Identifier: GPL-2.0-or-later
"""A timeline as one picture: for each vCPU its regime, HPMN, the accesses
that were refused, a lane for each range with a row for each counter in it,
and PMUIRQ.
"""

from .page import GREY, GUTTER, LETTER, MARGIN, PAPER, Page, check_size
from .state import counters_of, runs

LEVELS = {"EL0": "#f1f3f5", "EL1": "#dde3e9", "EL2": "#bcc8d4",
          "EL3": "#9aa8b6"}
# Of a range: not enabled, enabled
RANGES = {False: ("first range", "#cdebd3", "#2a8a43"),
          True: ("second range", "#cfe4f5", "#2271a8")}
IRQ, OVERFLOW, REFUSED, HPMN = "#e3a008", "#c8202d", "#7a3fd0", "#f3ead7"
ROW = 11


def cross(page, x, y, hint=""):
    page.path(f"M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8", "none", REFUSED, hint)


def diamond(page, x, y, hint=""):
    page.path(f"M{x:.1f} {y - 6:.1f}l5 6l-5 6l-5-6z", OVERFLOW, PAPER, hint)


class Notes:
    """What was refused, each kind with a number"""

    def __init__(self):
        self.numbers = {}

    def of(self, mark):
        text = f"{mark.text} ({mark.rule})"
        return self.numbers.setdefault(text, len(self.numbers) + 1), text


def refused_row(page, cpu, notes):
    marks = [m for m in cpu.marks if m.kind == "refused"]
    if not marks:
        return
    page.word(GUTTER - 8, page.y + 11, "refused", "end", fill=GREY)
    free = 0
    for mark in marks:
        number, text = notes.of(mark)
        x = page.x(mark.time) + 5
        cross(page, x, page.y + 8, text)
        # Numbers that would lie one on the other: the first is shown.
        if x > free:
            page.word(x + 6, page.y + 12, str(number), size=9, fill=REFUSED)
            free = x + 22
    page.y += 18


def counter_row(page, cpu, bit, second):
    """One counter, while it is in this range"""
    _, off, on = RANGES[second]

    def key(state):
        return (bool(bit & state.range(second)), bool(bit & state.enabled),
                bool(bit & state.frozen))

    name = counters_of(bit)[0]
    page.word(GUTTER - 8, page.y + ROW - 2.5, name, "end", 9, GREY)
    for start, end, (here, enabled, frozen) in runs(cpu.spans, key):
        if here:
            x, width = page.x(start), (end - start) * page.scale
            hint = f"{name}: " + ("frozen" if frozen and enabled else "enabled"
                                  if enabled else "not enabled")
            page.box(x, page.y, width, ROW - 1.5, on if enabled else off, hint)
            if frozen and enabled:
                page.box(x, page.y, width, ROW - 1.5, "url(#frozen)")
    for mark in cpu.marks:
        if mark.mask & bit and any(
                s.state.range(second) & bit for s in cpu.spans
                if s.start <= mark.time < s.end):
            diamond(page, page.x(mark.time) + 5, page.y + ROW / 2,
                    f"overflow of {name}")
    page.y += ROW


def lane(page, cpu, second):
    """The counters that are in this range at any time"""
    mask = 0
    for span in cpu.spans:
        mask |= span.state.range(second)
    page.word(MARGIN, page.y + ROW - 2.5, RANGES[second][0], fill=GREY)
    if not mask:
        page.word(GUTTER, page.y + ROW - 2.5, "has no counter", fill=GREY)
        page.y += ROW
    for n in range(32):
        if mask >> n & 1:
            counter_row(page, cpu, 1 << n, second)
    page.y += 5


def vcpu(page, index, cpu, notes):
    page.word(MARGIN, page.y + 10, f"vCPU {index}", size=11, bold=True)
    page.y += 15
    page.strip("regime", [(a, b, text, LEVELS[text[-3:]]) for a, b, text in
                          runs(cpu.spans, lambda s: s.regime)])
    page.strip("HPMN", [(a, b, str(hpmn), HPMN) for a, b, hpmn in
                        runs(cpu.spans, lambda s: s.hpmn)])
    refused_row(page, cpu, notes)
    for second in False, True:
        lane(page, cpu, second)
    page.strip("PMUIRQ", [(a, b, ",".join(counters_of(mask)), IRQ)
                          for a, b, mask in
                          runs(cpu.spans, lambda s: s.pending) if mask])


def hatched(page, x, y, hint=""):
    page.box(x - 6, y - 4, 12, 9, RANGES[False][2])
    page.box(x - 6, y - 4, 12, 9, "url(#frozen)")


def plain(fill):
    return lambda page, x, y: page.box(x - 6, y - 4, 12, 9, fill)


def legend(page, notes):
    keys = [(plain(RANGES[False][2]), "enabled, first range"),
            (plain(RANGES[True][2]), "second range"),
            (plain(RANGES[False][1]), "not enabled"), (hatched, "frozen"),
            (diamond, "overflow"), (plain(IRQ), "PMUIRQ high, by counter"),
            (cross, "refused access")]
    x, y = MARGIN, page.y + 9
    for draw, text in keys:
        draw(page, x + 6, y - 4)
        page.word(x + 16, y, text)
        x += 28 + LETTER * len(text)
    page.right = max(page.right, x)
    page.y += 20
    for text, number in notes.numbers.items():
        page.word(GUTTER + 12, page.y + 9, str(number), "end", 9, REFUSED)
        page.word(GUTTER + 16, page.y + 9, text, size=9)
        page.right = max(page.right, GUTTER + 16 + LETTER * len(text))
        page.y += 13
    page.y += 8


def picture(timeline, title):
    """The text of the SVG file."""
    check_size(timeline)
    page, notes = Page(timeline, title), Notes()
    page.word(MARGIN, page.y + 8, title, size=13, bold=True)
    page.y += 20
    top = page.y
    for index, cpu in timeline.cpus.items():
        vcpu(page, index, cpu, notes)
        page.y += 4
    page.axis(top)
    legend(page, notes)
    return page.text()
