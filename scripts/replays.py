# SPDX-License-Identifier: GPL-2.0-or-later
"""A recorded run replays to the letter, from any snapshot: for the tests."""

import pathlib
import subprocess
import time

from common import Failure
from machine import LIMIT, Machine

# A recorded run has about 250,000.
SNAPSHOT_INSTRUCTIONS = 50000


class Replays:
    """What scripts/check-migration asks of a recorded run.

    Its class has the program (ours), its arguments for a guest, a disk for
    snapshots, and a folder to work in.
    """

    def rr_arguments(self, config, mode, *options):
        options = ",".join(["shift=1", f"rr={mode}",
                            f"rrfile={self.work}/rr", *options])
        return self.arguments(self.ours, config) + ["-icount", options]

    def rr_run(self, config, mode, *arguments, options=()):
        """What the guest wrote in a recorded, or replayed, run"""
        path = f"{self.work}/{mode}"
        subprocess.run([str(self.ours),
                        *self.rr_arguments(config, mode, *options),
                        "-serial", f"file:{path}", *arguments], check=True,
                       timeout=LIMIT, stdin=subprocess.DEVNULL)
        return pathlib.Path(path).read_text()

    @staticmethod
    def expect_same_run(recorded, replayed):
        if not recorded.endswith("1..0\n"):
            raise Failure(f"the guest did not end:\n{recorded}")
        for one, other in zip(recorded.splitlines(), replayed.splitlines()):
            if one != other:
                raise Failure(f"recorded: {one}\nreplayed: {other}")
        if recorded != replayed:
            raise Failure("the replay has another length")

    def replays(self, config):
        recorded = self.rr_run(config, "record")
        self.expect_same_run(recorded, self.rr_run(config, "replay"))

    def replays_from_start(self, config):
        """The snapshot that QEMU makes before it records is loaded."""
        disk, options = self.disk(), ["rrsnapshot=start"]
        recorded = self.rr_run(config, "record", *disk, options=options)
        replayed = self.rr_run(config, "replay", *disk, options=options)
        self.expect_same_run(recorded, replayed)

    def stops_again(self, machine):
        """At the breakpoint; or the run is over."""
        deadline = time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            try:
                if not machine.qmp("query-status")["running"]:
                    return True
            except Failure:
                if machine.process.wait(LIMIT) == 0:
                    return False
                raise
            time.sleep(0.01)
        raise Failure("the replay does not go on")

    def snapshots_of_replay(self, config, disk):
        """One after so many instructions each, until the run is over"""
        names, arguments = [], self.rr_arguments(config, "replay")
        # Nobody reads what the guest writes. Machine adds another port.
        arguments += ["-serial", "null", "-S"]
        with Machine(self.ours, arguments + disk) as machine:
            machine.connect()
            while True:
                when = (len(names) + 1) * SNAPSHOT_INSTRUCTIONS
                machine.qmp("replay-break", icount=when)
                machine.qmp("cont")
                if not self.stops_again(machine):
                    return names
                names.append(f"at-{when}")
                self.expect_silence(machine.hmp(f"savevm {names[-1]}"))

    def replays_from_middle(self, config):
        """What is written after a snapshot is the end of what was recorded."""
        disk = self.disk()
        ports = [*disk, "-serial", "null"]
        recorded = self.rr_run(config, "record", *ports)
        names = self.snapshots_of_replay(config, disk)
        if len(names) < 3:
            raise Failure(f"only {len(names)} snapshots")
        for name in names:
            rest = self.rr_run(config, "replay", *ports,
                               options=[f"rrsnapshot={name}"])
            if not 0 < len(rest) < len(recorded):
                raise Failure(f"{name}: not from the middle: {rest}")
            self.expect_same_run(recorded[-len(rest):], rest)
