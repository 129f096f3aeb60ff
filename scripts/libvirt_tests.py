# SPDX-License-Identifier: GPL-2.0-or-later
"""libvirt's own tests of what our option touches, and the commits of its
series: the verbs "check" and "commits" of scripts/libvirt."""

import os
import re
import subprocess
from pathlib import Path

from common import BUILD, LIBVIRT, TOP, Checks, expect, run

SEAMS = TOP / f"seams/libvirt-{LIBVIRT}"
FILES = SEAMS / "files/tests"
TESTS = ("genericxml2xmltest", "virschematest", "qemucapabilitiestest",
         "qemuxmlconftest")
# Our cases of each are named after the files that it reads or compares.
OURS = {"genericxml2xmltest": ("genericxml2xmlindata/*.xml",),
        "virschematest": ("*.xml",),
        "qemucapabilitiestest": (),
        "qemuxmlconftest": ("qemuxmlconfdata/*.args",
                            "qemuxmlconfdata/*.err")}


def run_test(program):
    """Its exit status, and what it says"""
    environment = {**os.environ, "LC_ALL": "C", "VIR_TEST_DEBUG": "1",
                   "VIR_TEST_EXPENSIVE": "0"}
    environment.pop("TMPDIR", None)
    done = subprocess.run(
        ["timeout", "-k", "5", "300", program], check=False, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode(errors="replace")


def cases_of(log):
    """[(verdict, title)]. What a case has to say stands between its title and
    its verdict; one that died has none."""
    cases, title = [], ""
    for line in log.splitlines():
        if found := re.match(r" *\d+\) (.*?) *\.\.\. ", line):
            title = found[1]
        if found := re.search(r"(?:^|\.\.\. )(OK|SKIP|FAILED)$", line):
            cases.append((found[1], title))
            title = ""
    return cases + ([("DIED", title)] if title else [])


class Test:
    """One of libvirt's tests, and what is found of its cases"""

    def __init__(self, name, obj):
        self.name = name
        self.status, self.log = run_test(Path(obj) / "tests" / name)
        self.cases, self.ours = cases_of(self.log), []

    def names(self):
        found = {path.name for pattern in OURS[self.name]
                 for path in FILES.rglob(pattern)
                 if path.suffix != ".xml" or not path.is_symlink()}
        # A schema's case is called like the file, with all of its name.
        whole = self.name == "virschematest"
        return sorted({name if whole else name.rpartition(".")[0]
                       for name in found})

    def check_case(self, checks, name):
        """@name is a word of the titles, or the file that one is about; it
        must have run. Of XML that is to be refused libvirt skips what follows
        the parser."""
        of = [(verdict, title) for verdict, title in self.cases
              if name in (word.rpartition("/")[2] for word in title.split())]
        self.ours += of
        may, said = {"OK"}, ""
        error = FILES / f"qemuxmlconfdata/{name}.err"
        if error.exists():
            may, said = {"OK", "SKIP"}, f": {error.read_text().strip()}"
        verdicts = {verdict for verdict, _ in of}
        _, found, rest = self.log.partition(f" {name}")
        checks.run(f"{self.name}: {name}{said}", expect,
                   "OK" in verdicts and verdicts <= may,
                   "\n".join([*(" ".join(case) for case in of), found,
                              *rest.splitlines()[:30]]) if found else
                   "did not run")

    def check_others(self, checks):
        """The cases that are not ours, in a test that ended well, unless one
        of ours kept it from that"""
        others = [case for case in self.cases if case not in self.ours]
        bad = [case for case in others if case[0] != "OK"]
        steps = len(others) - len(bad)
        right = steps > 10 and {verdict for verdict, _ in bad} <= {"SKIP"} \
            and (self.status == 0 or
                 "FAILED" in (verdict for verdict, _ in self.ours))
        checks.run(f"{self.name}: the {steps} steps that libvirt had before",
                   expect, right,
                   "\n".join([*(" ".join(case) for case in bad),
                              *self.log.splitlines()[-5:]]))


def unclaimed():
    """Folders of files that no seam names: none of the commits has them."""
    claimed = {name for patch in SEAMS.glob("*.patch")
               for line in re.findall(r"^Files: (.*)", patch.read_text(), re.M)
               for name in line.split()}
    folders = {str(path.relative_to(SEAMS / "files"))
               for path in (SEAMS / "files").glob("*/*")}
    return sorted(folders - claimed)


def check(obj=BUILD / f"ours-libvirt-{LIBVIRT}/obj"):
    """Each of our cases by name, and those that libvirt had before as one
    line for each test. TAP."""
    checks = Checks()
    checks.run("each folder of files belongs to a seam", expect,
               not unclaimed(), "\n".join(unclaimed()))
    for name in TESTS:
        test = Test(name, obj)
        for case in test.names():
            test.check_case(checks, case)
        test.check_others(checks)
    return checks.close()


class Series:
    """What `series libvirt` made, and one commit of it after the other"""

    tree = BUILD / f"series-libvirt-{LIBVIRT}"
    source = tree / "src"

    def git(self, *words):
        return run("git", "-C", self.source, "-c", "gc.auto=0", *words)

    def build(self, commit):
        self.git("checkout", "-q", "-f", commit)
        run(TOP / "scripts/libvirt", "build", self.tree)

    def passes(self, test):
        status, log = run_test(self.tree / "obj/tests" / test)
        expect(status == 0, log)

    def capabilities(self):
        run("python3", "scripts/group-qemu-caps.py", "--check", "--prefix",
            "./", cwd=self.source)

    def spacing(self, commit):
        """Of the C files that it changes"""
        files = self.git("diff", "--name-only", f"{commit}~", commit, "--",
                         "*.c").split()
        if files:
            run("perl", "build-aux/check-spacing.pl", *files, cwd=self.source)


def commits():
    """Each builds, passes the tests of what it touches as they are at that
    commit, and what libvirt's own syntax check has to say. TAP."""
    checks, series = Checks(), Series()
    for line in series.git("log", "--reverse", "--format=%H %s",
                           "pristine..series").splitlines():
        commit, title = line.split(" ", 1)
        checks.run(f"builds: {title}", series.build, commit)
        for test in TESTS:
            checks.run(f"{test}: {title}", series.passes, test)
        checks.run(f"the capabilities are grouped: {title}",
                   series.capabilities)
        checks.run(f"spacing: {title}", series.spacing, commit)
    series.git("checkout", "-q", "-f", "series")
    return checks.close()
