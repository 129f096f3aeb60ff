# SPDX-License-Identifier: GPL-2.0-or-later
"""A Debian of its own in a folder below build/, to build packages in and to
try them in. It is made with mmdebstrap, of the suite that QEMU's source is
from and the mirror that the system's apt sources name. Nothing of the system
is changed; only root can enter it."""

import os
import shutil

from common import BUILD, SERIES, TOP, die, run

ARCH = run("dpkg", "--print-architecture").strip()
ME = f"{os.getuid()}:{os.getgid()}"

# In namespaces of its own: what it starts ends with it, and so do its mounts.
# $0 is the root, $1 the folder that is /share there, $2 the user.
ENTER = """
mount -t proc proc "$0/proc"
mount -t sysfs -o ro sysfs "$0/sys"
mount -t devpts devpts "$0/dev/pts"
mount -t tmpfs tmpfs "$0/dev/shm"
mount --bind "$1" "$0/share"
exec chroot --userspec="$2" "$0" env -i "${@:3}"
"""
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/tmp",
               "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


def as_root(*command):
    """@command, by sudo where we are not root"""
    if os.getuid() == 0:
        return command
    if shutil.which("sudo"):
        return "sudo", *command
    return die("a Debian in a folder needs root, and there is no sudo",
               "run this as root")


def suite():
    """The one that the source of this series of QEMU is from"""
    for line in (TOP / "seams/sources.txt").read_text().splitlines():
        words = line.split()
        if words[:1] == [SERIES]:
            return words[1]
    return die(f"no QEMU series {SERIES} in seams/sources.txt")


class Root:
    """The Debian at build/root/@name, in which the folder @share is /share"""

    def __init__(self, name, share):
        self.path = BUILD / "root" / name
        self.new = BUILD / "root" / f"{name}.new"
        self.share = share

    def make(self, packages, *options):
        """Afresh, with @packages; @options are mmdebstrap's."""
        run(TOP / "scripts/apt-private", suite(), ARCH, "update")
        self.remove()
        self.path.parent.mkdir(exist_ok=True)
        self.share.mkdir(parents=True, exist_ok=True)
        run(*as_root("mmdebstrap", "--mode=root", "--variant=apt",
                     "--format=directory", f"--include={','.join(packages)}",
                     '--aptopt=APT::Install-Recommends "false"',
                     '--aptopt=Acquire::Retries "3"',
                     "--dpkgopt=force-unsafe-io", *options, suite(), self.new,
                     BUILD / f"apt/{suite()}-{ARCH}/sources.list"))
        run(*as_root("mkdir", self.new / "share"))
        run(*as_root("cp", "-L", "/etc/resolv.conf", self.new / "etc"))
        run(*as_root("mv", self.new, self.path))
        self.run("apt-get", "-q", "update")

    def remove(self):
        run(*as_root("rm", "-rf", "--one-file-system", self.path, self.new))

    def command(self, *words, user="0:0", **environment):
        """What runs @words there, as @user, with @environment"""
        return [str(word) for word in as_root(
            "unshare", "--mount", "--pid", "--fork", "--kill-child",
            "bash", "-euc", ENTER, self.path, self.share, user,
            *(f"{name}={value}"
              for name, value in {**ENVIRONMENT, **environment}.items()),
            *words)]

    def run(self, *words, **environment):
        """What @words say there"""
        return run(*self.command(*words, **environment))
