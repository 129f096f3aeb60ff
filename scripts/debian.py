# SPDX-License-Identifier: GPL-2.0-or-later
"""Packages of another Debian suite or architecture, which are unpacked but
not installed: with scripts/apt-private."""

import re

from common import TOP, Failure, newest_file, run


class Packages:
    """Those that are downloaded into a folder"""

    def __init__(self, folder, suite, arch):
        self.folder, self.suite, self.arch = folder, suite, arch
        folder.mkdir(parents=True, exist_ok=True)

    def apt(self, *words):
        run(TOP / "scripts/apt-private", self.suite, self.arch, *words,
            cwd=self.folder)

    def download(self, *names):
        """The archive drops what a point release replaces, so package lists
        that have grown old are renewed once."""
        names = [f"{name}:{self.arch}" for name in names]
        try:
            self.apt("download", *names)
        except Failure:
            self.apt("update")
            self.apt("download", *names)

    def file_of(self, name):
        """The newest file that we have of it, or None"""
        return newest_file(self.folder, f"{name}_*.deb")

    def field(self, name, *fields):
        return run("dpkg-deb", "-f", self.file_of(name), *fields).strip()

    def depends(self, name, prefix):
        """The package with a version in its name that it depends on, if any"""
        found = re.search(rf"{prefix}-\d[^ ,]*", self.field(name, "Depends"))
        return found and found[0]

    def unpack(self, name, folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        run("dpkg-deb", "-x", self.file_of(name), folder)
