# SPDX-License-Identifier: GPL-2.0-or-later
"""What every Python script here shares, as lib.sh is for those in shell:
where things are, how a mistake is reported, and TAP."""

import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("BUILD") or TOP / "build").resolve()
SERIES = os.environ.get("QEMU") or "10.0"
LIBVIRT = "11.3"
LOGS = BUILD / "log"
JOBS = os.environ.get("JOBS") or str(len(os.sched_getaffinity(0)))
LOGS.mkdir(parents=True, exist_ok=True)
# What programs say is read here, and the same folder is packed elsewhere.
os.environ.update(LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1")

# The status of what cannot be had, whatever one does here
NOT_TO_BE_HAD = 3


class Failure(Exception):
    """A test is not ok, and why."""

    status = 1


class Refusal(Failure):
    """What die() would say, of a step"""

    def __init__(self, message, cure, status=1):
        super().__init__(f"error: {message}\nhint: {cure}")
        self.status = status


def die(message, cure=None, status=1):
    """Stop, with what is wrong and how to mend it."""
    print(f"error: {message}", file=sys.stderr)
    if cure:
        print(f"hint: {cure}", file=sys.stderr)
    sys.exit(status)


def run(*command, **options):
    """What @command says; a Failure with all of it where it does not succeed.

    @options are subprocess.run()'s.
    """
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
               "stderr": subprocess.STDOUT, "text": True, **options}
    done = subprocess.run([str(word) for word in command], check=False,
                          **options)
    if done.returncode:
        words = " ".join(str(word) for word in command)
        raise Failure(f"{words}: status {done.returncode}\n"
                      f"{done.stdout or ''}{done.stderr or ''}")
    return done.stdout


def refused(text, *command, **options):
    """@command fails, saying @text; a Failure where it does not. It may be a
    function and its arguments."""
    try:
        said = command[0](*command[1:]) if callable(command[0]) else \
            run(*command, **options)
    except Failure as why:
        if text not in str(why):
            raise
    else:
        raise Failure(f"not refused: {said}")


def expect(right, why=""):
    """A Failure, because of @why, unless all is @right"""
    if not right:
        raise Failure(why)


def same(wanted, found):
    """A Failure with what differs between two texts"""
    expect(found == wanted, "\n".join(difflib.unified_diff(
        wanted.splitlines(), found.splitlines(), "wanted", "found", n=1,
        lineterm="")))


def version_key(text):
    """For what has versions in it, to sort by them"""
    return [(int(number or -1), other) for other, number in
            re.findall(r"([^0-9]+)|([0-9]+)", text)]


def versions(paths):
    """By the versions in their names, the newest last"""
    return sorted(paths, key=lambda path: version_key(path.name))


def newest_file(folder, pattern):
    """The one whose name has the newest version, or None"""
    return next(reversed(versions(folder.glob(pattern))), None)


def ninja(folder, *targets):
    """Build them there; a dot for each tenth of the way."""
    said, tenths = "", 0
    with subprocess.Popen(["ninja", "-C", folder, "-j", JOBS, *targets],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as build:
        for line in build.stdout:
            said += line
            at = re.match(r"\[(\d+)/(\d+)\]", line)
            if at and 10 * int(at[1]) // int(at[2]) != tenths:
                tenths = 10 * int(at[1]) // int(at[2])
                print(".", end="", flush=True)
    expect(build.returncode == 0, said)


def step(name, function, *arguments, otherwise=None, **options):
    """Long work: a line with @name, and how long it took. @otherwise: what is
    done where it fails, after it has said why, in place of an exit."""
    start = time.monotonic()
    print(f"  {name:<44}", end="", flush=True)
    try:
        result = function(*arguments, **options)
    except Failure as why:
        print(f" FAILED ({time.monotonic() - start:.0f}s)")
        print(why, file=sys.stderr)
        return otherwise() if otherwise else sys.exit(why.status)
    print(f" ok ({time.monotonic() - start:.0f}s)", flush=True)
    return result


def pins():
    """{series: (suite, version, sha256)} of seams/sources.txt"""
    lines = re.findall(r"^([^#\s]\S*) +(\S+) +(\S+) +(\S+)$",
                       (TOP / "seams/sources.txt").read_text(), re.M)
    return {series: pin for series, *pin in lines}


def all_series():
    """Those that have seams, the newest last; and "next" after that"""
    names = [path.name.removeprefix("qemu-")
             for path in (TOP / "seams").glob("qemu-*")]
    return sorted(names, key=lambda name: (
        name == "next", [int(number) for number in re.findall(r"\d+", name)]))


def seams_of(series):
    """The folder of its seams. "next" is what comes after the newest: its own
    are those that differ, the others are the newest one's."""
    folder = TOP / f"seams/qemu-{series}"
    if series == "next" and folder.is_dir():
        own, folder = folder, BUILD / "seams-next"
        newest = [name for name in all_series() if name != "next"][-1]
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(TOP / f"seams/qemu-{newest}", folder)
        shutil.copytree(own, folder, dirs_exist_ok=True)
    return folder


def source_of(series):
    """Have another series' source: None, or why it cannot be had. Any other
    failure ends the script."""
    done = subprocess.run([TOP / "scripts/fetch-qemu"], text=True, check=False,
                          env={**os.environ, "QEMU": series, "QEMU_SRC": ""},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode == 0:
        return None
    if done.returncode == NOT_TO_BE_HAD:
        return re.findall(r"^error: (.*)", done.stdout, re.M)[-1]
    print(done.stdout, file=sys.stderr)
    return die(f"the source of QEMU {series} is not what it should be")


class Checks:
    """TAP, of those tests whose lines have all the words."""

    def __init__(self, words=()):
        self.words, self.number, self.failed = words, 0, 0

    def run(self, text, check, *arguments):
        """A line of TAP: does @check return, or raise what it should not?"""
        if not all(word in text for word in self.words):
            return
        try:
            check(*arguments)
            self.verdict(True, text)
        except (Failure, OSError, subprocess.SubprocessError) as why:
            self.verdict(False, text)
            for line in (str(why) or repr(why)).splitlines():
                print(f"# {line}", flush=True)

    def verdict(self, right, text):
        """The line of what somebody else has judged"""
        self.number += 1
        self.failed += not right
        print(f"{'' if right else 'not '}ok {self.number} - {text}",
              flush=True)

    def skip(self, text, why):
        if all(word in text for word in self.words):
            self.number += 1
            print(f"ok {self.number} - {text} # SKIP {why}", flush=True)

    def close(self):
        """Print the plan; the exit status."""
        print(f"1..{self.number}")
        return 1 if self.failed or not self.number else 0
