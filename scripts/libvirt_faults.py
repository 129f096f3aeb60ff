# SPDX-License-Identifier: GPL-2.0-or-later
"""The verb "faults" of scripts/libvirt: what "check" and "run" say of a
libvirt with faults, those of seams/libvirt-*/faults.txt. They are planted in
lots whose faults do not meet; what each lot must turn red is named, and
nothing else may change. TAP.

libvirt's tests know where they were built. So the built tree makes way for
a copy of itself, and comes back at the end. A copy that is left behind has
no .state, for which scripts/apply makes it anew.
"""

import re
import shutil
import subprocess

from common import BUILD, LIBVIRT, TOP, Checks, Failure, die, expect, run
from planter import read_faults

TABLE = TOP / f"seams/libvirt-{LIBVIRT}/faults.txt"
TREE = BUILD / f"ours-libvirt-{LIBVIRT}"
SAVED = BUILD / f"faults-libvirt-{LIBVIRT}"

# The groups of faults, what is run, and the lines that must be red. A
# snapshot that was given another partition cannot be gone back to.
LOTS = {
    "faults in the code, a schema that takes all": (
        ("code", "schema-takes-all"), ["check"],
        r"(genericxml2xml|qemuxmlconf)test: .*pmu-|"
        r"virschematest: .*pmu-.*-invalid"),
    "faults in the code, a schema that takes none": (
        ("code", "schema-takes-none"), ["check"],
        r"(genericxml2xml|qemuxmlconf)test: .*pmu-|"
        r"virschematest: .*pmu-.*[^d]\.xml"),
    "neither capabilities nor an ABI": (
        ("abi",), ["run", TREE / "obj/tools/virsh"],
        r".*with stock QEMU is refused|our QEMU has the capability|"
        r".*is refused by libvirt$|revert to it|the guest is back"),
}


def rebuild():
    print("#" + run(TOP / "scripts/libvirt", "build").rstrip(), flush=True)


def plant(faults, groups):
    """The faults of these groups, and no others. What was changed becomes
    newer than what was built of it, and a new file: it may be a link."""
    for file in {fault.file for fault in faults}:
        text = (SAVED / "tree/src" / file).read_text()
        for fault in faults:
            if fault.file == file and fault.words in groups:
                text = fault.planted(text)
        target = TREE / "src" / file
        if text != target.read_text():
            target.unlink()
            target.write_text(text)


def judge(checks, lot, said, red):
    """Each line that matches @red is "not ok", and each other one is "ok"."""
    red = re.compile(rf"(?:not )?ok \d+ - (?:{red})")
    lines = said.splitlines()
    found = [line for line in lines if red.match(line)]
    if not found or not re.search(r"^1\.\.", said, re.M):
        checks.run(f"{lot}: the tests ran to their end", expect, False, said)
        return
    for line in found:
        text = line.split(" - ", 1)[1]
        if line.startswith("not"):
            checks.run(f"{lot}: red is {text}", expect, True)
        else:
            checks.run(f"{lot}: {text} should be red", expect, False,
                       line)
    others = [line for line in lines
              if line.startswith("not ok") and not red.match(line)]
    checks.run(f"{lot}: nothing else is red", expect, not others,
               "\n".join(others))


def check_lots(checks, faults):
    for lot, (groups, command, red) in LOTS.items():
        plant(faults, groups)
        rebuild()
        said = subprocess.run([TOP / "scripts/libvirt", *command],
                              stdin=subprocess.DEVNULL, check=False,
                              stdout=subprocess.PIPE).stdout
        judge(checks, lot, said.decode(errors="replace"), red)


def check():
    checks = Checks()
    try:
        print(run(TOP / "scripts/apply", "libvirt"), end="")
        rebuild()
        shutil.rmtree(SAVED, ignore_errors=True)
        SAVED.mkdir()
        shutil.move(TREE, SAVED / "tree")
        try:
            TREE.mkdir()
            run("cp", "-al", SAVED / "tree/src", TREE / "src")
            run("cp", "-a", SAVED / "tree/obj", TREE / "obj")
            (TREE / "src/.state").unlink()
            check_lots(checks, read_faults(TABLE))
        finally:
            shutil.rmtree(TREE)
            shutil.move(SAVED / "tree", TREE)
    except Failure as why:
        die(why)
    return checks.close()
