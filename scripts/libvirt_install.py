# SPDX-License-Identifier: GPL-2.0-or-later
"""The lines for virt-install in docs/system/arm/pmu-partition-libvirt.rst,
each for what it is about, with our libvirt. KVM is not to be had here, so that
those for it are not given to QEMU."""

import os
import re
import shlex
import shutil
import subprocess

from common import LIBVIRT, BUILD, TOP, expect, run

PAGE = TOP / "docs/system/arm/pmu-partition-libvirt.rst"
OBJ = BUILD / f"ours-libvirt-{LIBVIRT}/obj"
ARGUMENT = "//*[@value='-global']/following-sibling::*[@value='{}']"

# The end of a line, what XPath finds of it, and QEMU's arguments
LINES = (
    ("features/pmu/partition/@counters=4",
     "//pmu[@state='on']/partition[@counters='4']",
     "-cpu max,pmu=on,pmu-partition=4 "),
    ("features/pmu/@counters=6", "//pmu[@state='on'][@counters='6']", ""),
    ("max-arm-cpu.pmu-partition=4",
     ARGUMENT.format("max-arm-cpu.pmu-partition=4"),
     "-cpu max,pmu=on .*-global max-arm-cpu.pmu-partition=4"),
    ("", ARGUMENT.format("host-arm-cpu.pmu-partition=4"), ""),
)

# The embedded driver is had by programs with an event loop.
PROGRAM = """
import libvirt, runpy, sys
libvirt.virEventRegisterDefaultImpl()
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def virt_install(driver, options):
    """What it would tell our libvirt"""
    return run(
        "timeout", "-k", "5", "60", "/usr/bin/python3", "-c", PROGRAM,
        shutil.which("virt-install") or "virt-install",
        "--connect", driver.uri(), "--print-xml", "--import", "--disk",
        "none", "--network", "none", "--memory", "64", "--name", "pmu",
        "--arch", "aarch64", "--virt-type", "qemu", "--osinfo",
        "detect=off,require=off", *options,
        stderr=subprocess.PIPE,
        env={**os.environ, "PATH": f"{driver.work}:{os.environ['PATH']}",
             "LIBVIRT_DRIVER_DIR": str(OBJ / "src"),
             "LD_LIBRARY_PATH": str(OBJ / "src")})


def installs(driver, line, xpath):
    """virt-install makes what @xpath finds of the options"""
    path = driver.root / "install.xml"
    path.unlink(missing_ok=True)
    path.write_text(virt_install(driver,
                                 shlex.split(line.partition("...")[2])))
    run("xmllint", "--xpath", xpath, path)


def runs(driver, pattern):
    """Of what virt-install made libvirt makes these arguments of QEMU. ACPI
    would need a firmware, and the devices are not in our QEMU."""
    path = driver.root / "install.xml"
    xml = re.sub(r"(?m)^.*<(acpi|controller).*\n", "", path.read_text())
    path.write_text(re.sub(r"(?ms)^[^\n]*<channel.*?</channel[^\n]*\n", "",
                           xml))
    said = driver.virsh("domxml-to-native", "qemu-argv", "--xml", path)
    expect(re.search(pattern, said.replace("\\\n", "")), said)


def check_install(checks, driver):
    text = re.sub(r"\\\n *", "", PAGE.read_text())
    lines = re.findall(r"^  (virt-install .*)", text, re.M)
    checks.run("the page has four lines for virt-install", expect,
               len(lines) == 4, "\n".join(lines))
    for line in lines:
        _, xpath, pattern = next(
            row for row in LINES if row[0] in line)
        checks.run(line, installs, driver, line, xpath)
        if pattern:
            checks.run(f"libvirt makes it: {pattern}", runs, driver, pattern)
