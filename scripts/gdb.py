# SPDX-License-Identifier: GPL-2.0-or-later
"""A client of gdb's remote protocol, as far as the tests need it.

The machine stands still from the moment it connects until cont(), but for
single steps.
"""

import re
import socket
import struct

from common import Failure
from machine import LIMIT


def checksum(data):
    return b"%02x" % (sum(data) & 0xff)


class Gdb:
    """One debugger, at the first vCPU until thread() says otherwise."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(LIMIT)
        self.socket.connect(str(path))
        self.pending = b""
        self.registers = {}
        self.ask("qSupported:multiprocess+;xmlRegisters=arm")
        self.ask("?")
        for match in re.finditer(r'href="([^"]+)"', self.feature("target.xml")):
            self.learn(self.feature(match[1]))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def receive(self, size):
        while len(self.pending) < size:
            data = self.socket.recv(65536)
            if not data:
                raise Failure("the gdbstub has closed the connection")
            self.pending += data
        data, self.pending = self.pending[:size], self.pending[size:]
        return data

    def send(self, text):
        data = text.encode()
        self.socket.sendall(b"$" + data + b"#" + checksum(data))
        while (byte := self.receive(1)) != b"+":
            if byte == b"-":
                raise Failure(f"the gdbstub did not understand {text}")

    def answer(self):
        """What is escaped in it stays so: nothing here needs that."""
        while self.receive(1) != b"$":
            pass
        data = b""
        while (byte := self.receive(1)) != b"#":
            data += byte
        if self.receive(2) != checksum(data):
            raise Failure(f"the gdbstub sent a broken packet: {data}")
        self.socket.sendall(b"+")
        return data.decode("latin-1")

    def ask(self, text):
        self.send(text)
        return self.answer()

    def want_ok(self, text):
        if (got := self.ask(text)) != "OK":
            raise Failure(f"{text}: {got}")

    def feature(self, name):
        """A description of registers, piece by piece"""
        text, more = "", True
        while more:
            got = self.ask(f"qXfer:features:read:{name}:{len(text):x},800")
            more, text = got[0] == "m", text + got[1:]
            if got[0] not in "ml":
                raise Failure(f"no {name}: {got}")
        return text

    def learn(self, xml):
        """The registers of one description; the first gives its number."""
        number = 0
        for match in re.finditer(r"<reg ([^>]*)>", xml):
            word = dict(re.findall(r'(\w+)="([^"]*)"', match[1]))
            number = int(word.get("regnum", number))
            self.registers[word["name"]] = (number, int(word["bitsize"]))
            number += 1

    def thread(self, index):
        self.want_ok(f"Hgp1.{index + 1}")

    def register(self, name):
        if name not in self.registers:
            raise Failure(f"gdb is not shown {name}")
        return self.registers[name]

    def read(self, name):
        number, _ = self.register(name)
        data = bytes.fromhex(self.ask(f"p{number:x}"))
        return int.from_bytes(data, "little")

    def write(self, name, value):
        number, size = self.register(name)
        data = value.to_bytes(size // 8, "little").hex()
        self.want_ok(f"P{number:x}={data}")

    def word(self, address, value=None):
        """Read 4 bytes of memory, or write them."""
        if value is None:
            data = bytes.fromhex(self.ask(f"m{address:x},4"))
            return struct.unpack("<I", data)[0]
        return self.want_ok(f"M{address:x},4:{struct.pack('<I', value).hex()}")

    def step(self):
        stopped = self.ask("vCont;s:p1.1")
        if not stopped.startswith("T05"):
            raise Failure(f"a step ended with {stopped}")

    def cont(self):
        self.send("vCont;c")
