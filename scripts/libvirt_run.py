# SPDX-License-Identifier: GPL-2.0-or-later
"""The verb "run" of scripts/libvirt: the PMU partition in use. libvirt's
embedded driver (no daemon) starts our QEMU with a bare-metal guest that
reports its counters on the serial port; the guest is saved and restored.

VIRSH is that of `libvirt build`, which knows the option. Then, unless VIRSH is
given, libvirt_install.py, and Debian's libvirt, which does not know the
option: the same by <qemu:commandline>, as documented in
docs/system/arm/pmu-partition-libvirt.rst.
"""

import glob
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from common import BUILD, LIBVIRT, TOP, Checks
from libvirt_guest import Driver, partition
from libvirt_install import check_install
from machine import guest_folder

STOCK = BUILD / "stock/qemu-system-aarch64"
PATCHED = BUILD / f"ours-libvirt-{LIBVIRT}/obj/tools/virsh"
PACKAGED = "/usr/bin/virsh"
PARTS = ("/usr/lib/libvirt/libvirt_iohelper", "/usr/lib/*/libvirt/"
         "connection-driver/libvirt_driver_qemu.so")
NOBODY = 65534

ARM = "pmu counters and pmu partition"
ONLY_VIRT = f"{ARM} are only supported with ARM Virt machines"
NEEDS_PMU = f"{ARM} require the pmu feature to be enabled"
ON = "<pmu state='on'/>"
BOTH = "<pmu counters='{}'><partition counters='{}'/></pmu>"

# What is refused, by which words, and what is defined for it
REFUSED = (
    ("a partition of 32", "number of pmu counters must be in range [0, 31], "
     "not '32'", (partition(32),)),
    ("a partition of a PMU that is off", NEEDS_PMU, (partition(4, "off"),)),
    ("a partition on another machine than virt", ONLY_VIRT,
     (partition(4), "", "sbsa-ref")),
    ("a number of counters on another machine than virt", ONLY_VIRT,
     ("<pmu state='on' counters='4'/>", "", "sbsa-ref")),
    ("a number of counters of a PMU that is off", NEEDS_PMU,
     ("<pmu state='off' counters='4'/>",)),
    ("a partition of more than the counters",
     "pmu partition of '5' is more than the '4' pmu counters",
     (BOTH.format(4, 5),)),
    ("a partition without a number", "Missing required attribute 'counters' "
     "in element 'partition'", ("<pmu><partition/></pmu>",)),
    ("a number of counters that is none", "Invalid value for attribute "
     "'counters' in element 'pmu': 'all'", ("<pmu counters='all'/>",)),
)

# With what another description a saved guest is not restored, and why
DIFFERS = (
    ("with a partition of 2", "source: 'partition=4', destination: "
     "'partition=2'", partition(2)),
    ("without a partition", "source: 'partition=4', destination: "
     "'partition=none'", ON),
    ("with a number of counters besides", "source: 'counters=none', "
     "destination: 'counters=8'", BOTH.format(8, 4)),
)


def check_refused(checks, driver):
    """Before any guest is started"""
    unknown = (("a partition", "pmu partition is", partition(4)),
               ("a number of counters", "pmu counters are",
                "<pmu counters='4'/>"))
    for what, text, pmu in unknown:
        checks.run(f"{what} with stock QEMU is refused", driver.refuses,
                   f"{text} not available with this QEMU binary",
                   driver.define, pmu, "", "virt", STOCK)
    for name in "partition", "counters":
        checks.run(f"stock QEMU has not got the capability cpu.pmu-{name}",
                   driver.no_flag, f"cpu.pmu-{name}")
    for what, text, words in REFUSED:
        checks.run(f"{what} is refused", driver.refuses, text, driver.define,
                   *words)
    checks.run("a partition of 32 is refused by the schema", driver.refuses,
               "XML document failed to validate against schema",
               driver.define_valid, partition(32))
    checks.run("a partition of 31 is passed by the schema",
               driver.define_valid, partition(31))


def check_partition(checks, driver):
    """Defined, started, shown, saved and restored"""
    shown = "<partition counters='4'/>"
    checks.run("define and start with a partition of 4", driver.start,
               partition(4))
    for name in "partition", "counters":
        checks.run(f"our QEMU has the capability cpu.pmu-{name}", driver.flag,
                   f"cpu.pmu-{name}")
    checks.run("dumpxml of the guest shows the partition", driver.shows,
               shown)
    checks.run("dumpxml --inactive shows it too", driver.shows, shown,
               "--inactive")
    checks.run("QEMU was given it", driver.log_has,
               "-cpu max,pmu=on,pmu-partition=4 ")
    checks.run("the guest has 4 counters that count", driver.reports, 4)
    checks.run("save", driver.save)
    for what, text, pmu in DIFFERS:
        checks.run(f"restore {what} is refused by libvirt", driver.refuses,
                   f"differs: {text}", driver.restore_as, pmu)
    checks.run("restore", driver.restore)
    checks.run("the guest goes on with its 4 counters", driver.goes_on, 4)
    checks.run("destroy", driver.destroy)


def check_counters(checks, driver):
    """A number of counters, and a snapshot"""
    checks.run("start with 8 counters, of which the guest owns 5",
               driver.start, BOTH.format(8, 5))
    checks.run("the guest has 5 counters that count", driver.reports, 5)
    checks.run("snapshot", driver.snapshot)
    checks.run("the snapshot redefined with a partition of 2 is refused by "
               "libvirt", driver.refuses, "differs: source: 'partition=5', "
               "destination: 'partition=2'", driver.redefine_snapshot, 5, 2)
    checks.run("revert to it, after the domain was given a partition of 2",
               driver.revert, 2)
    checks.run("the guest is back with 5 counters that count", driver.reports,
               5)
    checks.run("destroy", driver.destroy)
    checks.run("start with 3 counters and no partition", driver.start,
               "<pmu counters='3'/>")
    checks.run("the guest has 3 counters that count", driver.reports, 3)
    checks.run("destroy", driver.destroy)
    checks.run("a partition larger than the PMU is refused by QEMU",
               driver.qemu_refuses,
               "'pmu-partition' is 20, but this CPU implements 6",
               driver.start, partition(20))


def check_global(checks, driver):
    """What <qemu:commandline> alone gives, with any libvirt"""
    option = "max-arm-cpu.pmu-partition"
    checks.run(f"start with -global {option}=4", driver.start, ON,
               f"{option}=4")
    checks.run("the domain is tainted: custom-argv", driver.log_has,
               "tainted: custom-argv")
    checks.run("the guest has 4 counters that count", driver.reports, 4)
    checks.run("save", driver.save)
    checks.run("restore with another -global passes libvirt; QEMU refuses it",
               driver.qemu_refuses, "has pmu-partition 4, this machine has 2",
               driver.restore_as, ON, f"{option}=2")
    checks.run("restore without it passes libvirt; QEMU refuses it",
               driver.qemu_refuses, "has pmu-partition 4, this machine has",
               driver.restore_as, ON)
    checks.run("restore", driver.restore)
    checks.run("the guest goes on with its 4 counters", driver.goes_on, 4)
    checks.run("destroy", driver.destroy)


def check_packaged(checks, work):
    """Debian's libvirt, which knows nothing of the element"""
    if not os.access(PACKAGED, os.X_OK) or not all(map(glob.glob, PARTS)):
        print("# apt-get install libvirt-clients libvirt-daemon "
              "libvirt-daemon-driver-qemu")
        checks.skip("Debian's libvirt", "not installed")
        return
    # As root it would want the user libvirt-qemu, which
    # libvirt-daemon-system makes.
    driver = Driver(work, PACKAGED, None if os.getuid() else NOBODY)
    version = driver.version()
    print(f"# {version}, as Debian has it")
    if version.startswith("9."):
        driver.without_no_acpi()
    check_global(checks, driver)
    checks.run("start with the element", driver.start, partition(4))
    checks.run("it was dropped, and nothing was said", driver.lacks,
               "<partition")
    checks.run("the guest has all 6 counters", driver.reports, 6)
    checks.run("destroy", driver.destroy)


def check_all(checks, work, virsh):
    driver = Driver(work, virsh or PATCHED)
    print(f"# {driver.version()}, built from source with the option",
          flush=True)
    check_refused(checks, driver)
    check_partition(checks, driver)
    check_counters(checks, driver)
    check_global(checks, driver)
    if not virsh:
        check_install(checks, driver)
        check_packaged(checks, work)


def clean(work):
    """Whatever stopped this, no QEMU stays behind."""
    for pid in work.glob("*/run/qemu/pmu.pid"):
        try:
            os.kill(int(pid.read_text()), signal.SIGKILL)
        except ProcessLookupError:
            pass
    shutil.rmtree(work)


def check(virsh=None):
    """TAP"""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    work = Path(tempfile.mkdtemp(prefix="pmu-libvirt.", dir="/tmp"))
    work.chmod(0o755)
    checks = Checks()
    try:
        for file in (guest_folder(TOP) / "report.elf",
                     BUILD / "qemu-system-aarch64"):
            shutil.copy(file, work)
        check_all(checks, work, virsh)
        if checks.failed:
            for log in work.glob("*/log/qemu/pmu.log"):
                for line in log.read_text().splitlines()[-20:]:
                    print(f"# {line}")
    finally:
        clean(work)
    return checks.close()
