# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults that are planted in a source file, to see a test turn red.

A table of faults is plain text; a line that begins with # is a comment. A
fault begins with its file and words for whoever plants it. Then follows, as
in a diff, what is put in place of what:

    FILE WORDS
    @ what stands before it in the file, a function's name say
    - a part of the file's text
    + what is there instead

Without "@" the text must be there once; with it, the first after that is
meant. Several lines with "-" are lines of the file that follow each other:
the first may begin, and the last end, in the middle of a line. Several such
changes make one fault.
"""

from common import Failure


class Fault:
    """A fault of the table at @place: file, words, and its changes"""

    def __init__(self, place, file, words):
        self.place, self.file, self.words = place, file, words
        self.changes = []       # {"@": [lines], "-": [lines], "+": [lines]}

    def add(self, sign, line):
        """A line of a change; "@", or "-" after "+", begins another one."""
        last = self.changes[-1] if self.changes else None
        if not last or (sign == "@" and last["-"]) or (
                sign == "-" and last["+"]):
            last = {"@": [], "-": [], "+": []}
            self.changes.append(last)
        last[sign].append(line)

    def planted(self, text):
        """@text with the fault"""
        for change in self.changes:
            before, old, new = ("\n".join(change[sign]) for sign in "@-+")
            start = text.find(before)
            at = text.find(old, max(start, 0))
            if not old or start < 0 or at < 0:
                raise Failure(f"{self.place}: no fault planted in {self.file},"
                              f" its text has changed: {before} {old}")
            if not before and text.find(old, at + 1) >= 0:
                raise Failure(f"{self.place}: {self.file} has that more than "
                              f"once; say with \"@\" where: {old}")
            text = text[:at] + new + text[at + len(old):]
        return text

    def __str__(self):
        """The changes in one line"""
        def words(change, sign):
            return " ".join(" ".join(change[sign]).split()) or "nothing"
        return "; ".join(f"{words(change, '-')} -> {words(change, '+')}"
                         for change in self.changes)


def read_faults(path):
    """The faults of the table @path"""
    faults = []
    with open(path, encoding="utf-8") as table:
        for number, line in enumerate(table, 1):
            line = line.rstrip("\n")
            if not line or line[0] == "#":
                continue
            if line[0] not in "@-+":
                file, _, words = line.partition(" ")
                faults.append(Fault(f"{path}:{number}", file, words.strip()))
            elif faults:
                faults[-1].add(line[0], line[2:])
            else:
                raise Failure(f"{path}:{number}: a change of no fault")
    return faults
