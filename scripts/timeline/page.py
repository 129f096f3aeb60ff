# SPDX-License-Identifier: GPL-2.0-or-later
"""The sheet that svg.py draws on: an axis, colours, boxes and words.

The paper is part of the picture: it reads the same on a dark page.
"""

from html import escape

from .trace import Problem

GUTTER, MARGIN, STEP, WIDTH = 104, 16, 22, 1000
INK, GREY, GRID, PAPER = "#1f2328", "#57606a", "#d8dee4", "#ffffff"
LETTER = 6.2        # of a word of 10 pixels, on average, in pixels

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!--
SPDX-License-Identifier: GPL-2.0-or-later
Made by scripts/pmu-timeline
-->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"
     width="{width}" height="{height}" role="img"
     font-family="DejaVu Sans, Verdana, sans-serif" font-size="10">
<title>{title}</title>
<defs>
<pattern id="frozen" width="5" height="5" patternUnits="userSpaceOnUse"
         patternTransform="rotate(45)">
<rect width="2.5" height="5" fill="{paper}"/>
</pattern>
</defs>
<rect width="{width}" height="{height}" rx="6" fill="{paper}"/>
"""


def number(value):
    return f"{value:.1f}".removesuffix(".0")


class Page:
    """@y: where the next row goes"""

    def __init__(self, timeline, title):
        self.timeline, self.title = timeline, title
        self.length = timeline.end - timeline.start
        self.scale = STEP if timeline.ordered else WIDTH / self.length
        self.right = GUTTER + self.length * self.scale
        self.y, self.parts = MARGIN, []

    def x(self, time):
        return GUTTER + (time - self.timeline.start) * self.scale

    def box(self, x, y, width, height, fill, hint=""):
        box = (f'<rect x="{number(x)}" y="{number(y)}" '
               f'width="{number(max(width, 0.4))}" height="{number(height)}" '
               f'fill="{fill}"')
        self.parts.append(f"{box}>\n<title>{escape(hint)}</title></rect>"
                          if hint else f"{box}/>")

    def word(self, x, y, text, anchor="start", size=10, fill=INK, bold=False):
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(
            f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" '
            f'font-size="{size}" fill="{fill}"{weight}>{escape(text)}</text>')

    def path(self, d, fill, stroke, hint=""):
        self.parts.append(f'<path d="{d}" fill="{fill}" stroke="{stroke}" '
                          f'stroke-width="1.6">\n'
                          f'<title>{escape(hint)}</title></path>')

    def strip(self, label, pieces, height=16):
        """A row of boxes, (start, end, text, colour), the text in those that
        have room, and a hint in all"""
        self.word(GUTTER - 8, self.y + height - 4.5, label, "end", fill=GREY)
        for start, end, text, fill in pieces:
            width = (end - start) * self.scale
            self.box(self.x(start), self.y, width - 1, height, fill,
                     f"{label} {text}")
            if len(text) * LETTER + 2 < width:
                self.word(self.x(start) + width / 2, self.y + height - 4.5,
                          text, "middle")
        self.y += height + 3

    def tick_step(self):
        step, factors = 1, [5, 2]
        while step * self.scale < 60:
            step *= factors[0]
            factors.reverse()
        return 5 if self.timeline.ordered else step

    def time_text(self, time):
        if self.timeline.ordered:
            return str(time)
        for unit, name in (1000000, "s"), (1000, "ms"):
            if self.tick_step() >= unit:
                return f"{time / unit:g} {name}"
        return f"{time} µs"

    def axis(self, top):
        """Lines behind everything from @top on, and a scale at the foot."""
        step = self.tick_step()
        time = -(-self.timeline.start // step) * step
        lines = []
        while time <= self.timeline.end:
            x = number(self.x(time))
            lines.append(f'<path d="M{x} {top}V{number(self.y)}" '
                         f'stroke="{GRID}"/>')
            self.word(self.x(time), self.y + 11, self.time_text(int(time)),
                      "middle", 9, GREY)
            time += step
        self.parts[:0] = lines
        self.word(MARGIN, self.y + 11, "change" if self.timeline.ordered
                  else "time", size=9, fill=GREY)
        self.y += 20

    def text(self):
        width = self.right + 2 * MARGIN     # half of the last time as well
        return HEAD.format(width=number(width), height=number(self.y),
                           title=escape(self.title), paper=PAPER) + \
            "\n".join(self.parts) + "\n</svg>\n"


def check_size(timeline, limit=5000):
    spans = sum(len(cpu.spans) for cpu in timeline.cpus.values())
    if spans > limit:
        raise Problem(f"{spans} changes are too many for one picture, which "
                      f"takes {limit}: --from and --to cut a piece out; "
                      f"--json takes all")
