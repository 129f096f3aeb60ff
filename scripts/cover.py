# SPDX-License-Identifier: GPL-2.0-or-later
"""The cover letter of a series, from the manual's pages"""

import re

from common import TOP

LETTERS = {
    "QEMU": ("target/arm: a partitioned PMU",
             "docs/system/arm/pmu-partition.rst"),
    "libvirt": ("qemu: the partition of an Arm guest's PMU",
                "docs/system/arm/pmu-partition-libvirt.rst"),
}


def sections(page):
    """{heading: text} of a page of the manual, in its order"""
    parts = re.split(r"^(.+)\n[=-]+\n", (TOP / page).read_text(), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def plain(text):
    """reStructuredText as plain text"""
    text = re.sub(r"^\.\. .*\n", "", text.replace("``", ""), flags=re.M)
    text = re.sub(r":[a-z]*:`([^<`]*?)( <[^>]*>)*`", r"\1", text)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n")


def cover_letter(product, version):
    title, page = LETTERS[product]
    first = next(iter(sections(page).values()))
    parts = [title, "", plain(first).lstrip("\n")]
    if product == "QEMU":
        heading = "What is not modelled"
        page = "docs/specs/arm-pmu-partition.rst"
        parts += ["", f"{heading}:", plain(sections(page)[heading])]
    return "\n".join([*parts, "", f"Made for {product} {version}."])
