# SPDX-License-Identifier: GPL-2.0-or-later
"""The commits of scripts/series: those of seams/series.txt, or libvirt's"""

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path

from common import TOP, die

MANIFEST = Path(os.environ.get("MANIFEST") or TOP / "seams/series.txt")
NAMED = f"name it in {os.path.relpath(MANIFEST, TOP)}"
MENDED = f"mend {os.path.relpath(MANIFEST, TOP)}"


class Commit:
    """What a commit takes, and its message"""

    def __init__(self, patterns=(), seams=(), message=()):
        self.patterns, self.seams = list(patterns), list(seams)
        self.message = list(message)
        self.maintainers = False
        self.files, self.hunks = [], []

    def take(self, line):
        """A line of the head"""
        key, _, words = line.partition(": ")
        if key == "files":
            self.patterns += words.split()
        elif key == "seam":
            self.seams.append(words.split())
        elif line == "maintainers":
            self.maintainers = True
        else:
            die(f"{MANIFEST}: '{line}' is neither files: nor seam: nor "
                "maintainers")


def read_manifest():
    """Its commits; the head of each ends with an empty line."""
    commits, head = [], False
    for line in MANIFEST.read_text().splitlines():
        if line == "---":
            commits.append(Commit())
            head = True
        elif head and line:
            commits[-1].take(line)
        elif head:
            head = False
        elif commits:
            commits[-1].message.append(line)
    return commits


def libvirt_commits(seams):
    """Its seams are a series as they stand: each says what files go with
    it."""
    for seam in sorted(seams.glob("*.patch")):
        text = re.split(r"^--- a/", seam.read_text(), flags=re.M)[0]
        files = re.findall(r"^Files: (.*)", text, re.M)
        text = re.sub(r"^Subject: \[PATCH\] ", "", text, flags=re.M)
        text = re.sub(r"^Files: .*\n", "", text, flags=re.M)
        yield Commit([f"{word}/*" for word in " ".join(files).split()],
                     [[seam.stem]], text.splitlines())


def assign_files(commits, files):
    """Each to the first commit that has a pattern for it"""
    for file in files:
        for commit in commits:
            if any(fnmatchcase(file, each) for each in commit.patterns):
                commit.files.append(file)
                break
        else:
            die(f"{file} belongs to no commit of the series", NAMED)


def assign_hunks(commits, seams):
    """A seam belongs to a commit whole, or the hunks in the files that it
    names."""
    left = [(seam.stem, file) for seam in sorted(seams.glob("*.patch"))
            for file in re.findall(r"^\+\+\+ b/(.*)", seam.read_text(), re.M)]
    for commit in commits:
        for name, *files in commit.seams:
            if not (seams / f"{name}.patch").exists():
                die(f"a commit of the series has the seam {name}, which is "
                    "not there", MENDED)
            commit.hunks += [hunk for hunk in left if hunk[0] == name and
                             (not files or hunk[1] in files)]
        left = [hunk for hunk in left if hunk not in commit.hunks]
    if left:
        die(f"the hunks of {' '.join(left[0])} belong to no commit of the "
            "series", NAMED)
