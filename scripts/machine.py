# SPDX-License-Identifier: GPL-2.0-or-later
"""One QEMU, with its monitor and its serial port at hand: for the tests."""

import contextlib
import io
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from common import Failure

LIMIT = 20      # seconds that any one step may take


class Config:
    """A machine with a guest: what the command line and the guest need."""

    def __init__(self, cpu="max,pmu-partition=3", machine="virtualization=on",
                 append="", options=()):
        self.cpu, self.machine = cpu, machine
        self.append, self.options = append, list(options)

    def arguments(self, kernel):
        arguments = ["-M", f"virt,gic-version=2,{self.machine}",
                     "-cpu", self.cpu, "-accel", "tcg", "-m", "64",
                     "-nodefaults", "-display", "none",
                     "-semihosting-config", "enable=on,target=native",
                     *self.options]
        if kernel:
            arguments += ["-kernel", str(kernel), "-append", self.append]
        return arguments


class Machine:
    """One QEMU, with its monitor and its serial port at hand."""

    def __init__(self, binary, arguments):
        self.monitor, monitor = socket.socketpair()
        self.serial, serial = socket.socketpair()
        self.monitor.settimeout(LIMIT)
        self.serial.settimeout(LIMIT)
        self.console, self.pending = "", b""
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [str(binary), *arguments,
             "-chardev", f"socket,id=monitor,fd={monitor.fileno()}",
             "-mon", "chardev=monitor,mode=control",
             "-chardev", f"socket,id=serial,fd={serial.fileno()}",
             "-serial", "chardev:serial"],
            stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors,
            pass_fds=(monitor.fileno(), serial.fileno()))
        monitor.close()
        serial.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for resource in self.monitor, self.serial, self.errors:
            resource.close()

    @classmethod
    def ready(cls, binary, arguments, text="READY\n"):
        """One whose guest has written @text, and whose monitor listens."""
        machine = cls(binary, arguments)
        try:
            # First: while nobody reads what the guest writes, QEMU waits.
            machine.expect(text)
            machine.connect()
        except BaseException:
            machine.__exit__()
            raise
        return machine

    def diagnostics(self):
        self.errors.seek(0)
        return self.errors.read()

    def gone(self):
        status = self.process.wait(LIMIT)
        return Failure(f"QEMU ended with {status}: {self.diagnostics()}")

    def message(self):
        while b"\n" not in self.pending:
            data = b""
            with contextlib.suppress(ConnectionError):
                data = self.monitor.recv(65536)
            if not data:
                raise self.gone()
            self.pending += data
        line, self.pending = self.pending.split(b"\n", 1)
        return json.loads(line)

    def connect(self):
        """After this, an -incoming socket is being listened to."""
        self.message()
        self.qmp("qmp_capabilities")

    def qmp(self, command, **arguments):
        request = {"execute": command, "arguments": arguments}
        with contextlib.suppress(ConnectionError):
            self.monitor.sendall(json.dumps(request).encode())
        while True:
            answer = self.message()
            if "error" in answer:
                raise Failure(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def hmp(self, line):
        return self.qmp("human-monitor-command", **{"command-line": line})

    def expect(self, text):
        """Wait until the guest has written @text."""
        while text not in self.console:
            data = self.serial.recv(4096).decode()
            if not data:
                raise self.gone()
            self.console += data

    def tell(self, byte):
        self.serial.sendall(byte.encode())

    def migrate(self, uri):
        self.qmp("migrate", uri=uri)
        deadline = time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            status = self.qmp("query-migrate").get("status")
            if status in ("completed", "failed"):
                return status
            time.sleep(0.01)
        raise Failure("the migration does not end")

    def loaded(self):
        """Wait until the incoming stream has been read to its end."""
        deadline = time.monotonic() + LIMIT
        while self.qmp("query-status")["status"] == "inmigrate":
            if time.monotonic() > deadline:
                raise Failure("the stream does not end")
            time.sleep(0.01)

    def finish(self):
        """Let the guest check its PMU, and QEMU end with its verdict."""
        self.tell("g")
        with contextlib.suppress(ConnectionResetError):
            while data := self.serial.recv(4096):
                self.console += data.decode()
        status = self.process.wait(LIMIT)
        if status != 0:
            raise Failure(f"status {status}\n{self.console}"
                          f"{self.diagnostics()}")

    def dies(self):
        """QEMU ends by itself: what it said; it must not crash."""
        status = self.process.wait(LIMIT)
        if status != 1:
            raise Failure(f"status {status}, not 1: {self.diagnostics()}")
        return self.diagnostics()


def guest_folder(top):
    """Where the bare-metal guests are, built if need be."""
    if "GUESTS" in os.environ:
        return pathlib.Path(os.environ["GUESTS"])
    built = subprocess.run([top / "scripts/build-guests"], check=True,
                           stdout=subprocess.PIPE, text=True)
    return pathlib.Path(built.stdout.strip())


class Tee(io.TextIOBase):
    """What is written goes to standard output, and to a file as well."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")

    def write(self, text):
        self.file.write(text)
        return sys.__stdout__.write(text)

    def flush(self):
        if not self.file.closed:
            self.file.flush()
        sys.__stdout__.flush()

    def close(self):
        super().close()
        self.file.close()
