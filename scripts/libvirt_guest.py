# SPDX-License-Identifier: GPL-2.0-or-later
"""A domain "pmu" of libvirt's embedded driver, and what its guest reports."""

import os
import re
import subprocess
import time
from pathlib import Path

from common import Failure, expect, refused, run

CONF = """\
user = "+{user}"
group = "+{group}"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
seccomp_sandbox = 0
cgroup_controllers = [ ]
namespaces = [ ]
stdio_handler = "file"
"""

DOMAIN = """\
<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>pmu</name>
  <uuid>7d1c4f0e-52f5-4f0c-8a55-0f5a4c1be0d1</uuid>
  <memory unit='MiB'>64</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='aarch64' machine='{machine}'>hvm</type>
    <kernel>{kernel}</kernel>
  </os>
  <features>
    {pmu}
    <gic version='2'/>
  </features>
  <cpu mode='maximum'/>
  <devices>
    <emulator>{emulator}</emulator>
    <controller type='usb' model='none'/>
    <serial type='file'><source path='{console}' append='on'/></serial>
    <memballoon model='none'/>
  </devices>
  {arguments}
</domain>
"""

ARGUMENTS = """<qemu:commandline>
    <qemu:arg value='-global'/>
    <qemu:arg value='{}'/>
  </qemu:commandline>"""

WITHOUT_NO_ACPI = """\
#!/bin/sh
for a; do shift; [ "$a" = -no-acpi ] || set -- "$@" "$a"; done
exec "{}" "$@"
"""


def partition(number, state="on"):
    return f"<pmu state='{state}'><partition counters='{number}'/></pmu>"


class Driver:
    """virsh, maybe as another user, with a fresh root directory of its own.
    QEMU runs as the same user, without cgroups, namespaces and labels."""

    def __init__(self, work, virsh, user=None):
        self.work = work
        self.root = work / Path(virsh).parent.name
        self.console, self.log = self.root / "console", \
            self.root / "log/qemu/pmu.log"
        self.qemu = work / "qemu-system-aarch64"
        (self.root / "etc").mkdir(parents=True)
        (self.root / "etc/qemu.conf").write_text(CONF.format(
            user=os.getuid() if user is None else user,
            group=os.getgid() if user is None else user))
        self.command = [virsh]
        if user is not None:
            self.command = [
                "setpriv", f"--reuid={user}", f"--regid={user}",
                "--clear-groups", "env", f"HOME={self.root}",
                f"XDG_RUNTIME_DIR={self.root}", virsh]
            run("chown", "-R", user, self.root)

    def version(self):
        return run(*self.command, "--version").strip()

    def uri(self):
        return f"qemu:///embed?root={self.root}"

    def virsh(self, *words):
        """What it says, without what it warns of"""
        return run("timeout", "-k", "5", "60", *self.command, "-q", "-c",
                   self.uri(), *words, stderr=subprocess.PIPE)

    def without_no_acpi(self):
        """libvirt 9 gives a guest without ACPI -no-acpi, which QEMU has no
        more since 9.0; our guest has no firmware, which ACPI would need."""
        wrapper = self.work / "wrapper/qemu-system-aarch64"
        wrapper.parent.mkdir()
        wrapper.write_text(WITHOUT_NO_ACPI.format(self.qemu))
        wrapper.parent.chmod(0o755)
        wrapper.chmod(0o755)
        self.qemu = wrapper

    # The domain

    def write(self, name, pmu, option="", machine="virt", qemu=None):
        """Its XML: @pmu is what goes into <features>, @option what QEMU is
        told by <qemu:commandline>."""
        path = self.root / name
        path.write_text(DOMAIN.format(
            machine=machine, kernel=self.work / "report.elf", pmu=pmu,
            emulator=qemu or self.qemu, console=self.console,
            arguments=ARGUMENTS.format(option) if option else ""))
        return path

    def define(self, *words):
        self.virsh("define", self.write("pmu.xml", *words))

    def define_valid(self, *words):
        self.virsh("define", "--validate", self.write("pmu.xml", *words))

    def start(self, *words):
        self.console.unlink(missing_ok=True)
        self.define(*words)
        self.virsh("start", "pmu")

    def destroy(self):
        """libvirt reconnects to the guest at the same time, and may be the
        one to find it gone."""
        try:
            self.virsh("destroy", "pmu")
        except Failure:
            if self.virsh("domstate", "pmu").strip() != "shut off":
                raise

    def save(self):
        self.virsh("save", "pmu", self.root / "saved")

    def restore(self):
        self.virsh("restore", self.root / "saved")

    def restore_as(self, *words):
        """With another description"""
        self.virsh("restore", self.root / "saved", "--xml",
                   self.write("other.xml", *words))

    def snapshot(self):
        self.virsh("snapshot-create-as", "pmu", "s", "--memspec",
                   f"file={self.root}/memory")

    def redefine_snapshot(self, old, new):
        """The snapshot's partition"""
        xml = self.virsh("snapshot-dumpxml", "pmu", "s")
        path = self.root / "snapshot.xml"
        path.write_text(xml.replace(f"<partition counters='{old}'",
                                    f"<partition counters='{new}'"))
        self.virsh("snapshot-create", "pmu", path, "--redefine")

    def revert(self, number):
        self.define(partition(number))
        self.virsh("snapshot-revert", "pmu", "s", "--force")

    # What is expected of it

    refuses = staticmethod(refused)

    def qemu_refuses(self, text, *call):
        """It fails, and QEMU's reason is in the log of the domain. libvirt
        quotes that, if it was there in time."""
        self.log.unlink(missing_ok=True)
        refused("", *call)
        self.log_has(text)

    def log_has(self, text):
        said = self.log.read_text()
        expect(text in said, said)

    def shows(self, text, *words):
        xml = self.virsh("dumpxml", "pmu", *words)
        expect(text in xml, xml)

    def lacks(self, text):
        xml = self.virsh("dumpxml", "pmu")
        expect(text not in xml, xml)

    def has_flag(self, name):
        return any(f"<flag name='{name}'/>" in path.read_text()
                   for path in (self.root / "cache/qemu/capabilities")
                   .rglob("*") if path.is_file())

    def flag(self, name):
        expect(self.has_flag(name), f"no capability {name}")

    def no_flag(self, name):
        self.flag("arm-max-cpu")
        expect(not self.has_flag(name), f"a capability {name}")

    def written(self):
        """What the guest has written, by lines; none that is cut short"""
        try:
            text = self.console.read_text(errors="replace")
        except FileNotFoundError:
            text = ""
        return text.rpartition("\n")[0].replace("\r", "").splitlines()

    def reports(self, number):
        """From now on they are of @number counters that count; the first may
        have been under way."""
        start, new = len(self.written()), []
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            time.sleep(0.2)
            new = self.written()[start:]
            if len([line for line in new if " counters=" in line]) >= 3:
                break
        expect(len(new) > 1 and re.fullmatch(
            rf"report=\d+ counters={number} counting={number}", new[1]),
            "\n".join(new))

    def goes_on(self, number):
        """The same, by the guest that was saved: its reports are numbered."""
        self.reports(number)
        for index, line in enumerate(self.written(), 1):
            expect(re.match(rf"\w+={index}( |$)", line),
                   f"not report {index}: {line}")
