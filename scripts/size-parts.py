#!/usr/bin/env python3
"""Divides the phone library among what it is made of: scripts/size-parts.py MAP

MAP is the linker's map (GNU ld) of the shipped library; `scripts/size.sh --parts` makes it. Counts
the bytes of every input section that is loaded, by the archive or object it came from. Fat
link-time optimisation leaves one object of Rust, which is one part here.
"""
import re
import sys
from collections import Counter

SECTION = re.compile(r"^ (\.[\w.$@*+-]+|COMMON)\s*(?:(0x[0-9a-f]+)\s+(0x[0-9a-f]+)\s+(\S+))?\s*$")
REST = re.compile(r"^\s+(0x[0-9a-f]+)\s+(0x[0-9a-f]+)\s+(\S+)\s*$")
KEPT = ("text", "rodata", "data", "eh_frame", "gcc_except_table", "tdata", "init_array")


def part(path):
    """Of which part of the library an input file is."""
    for name, words in (
        ("OpenSSL's libcrypto (for SQLCipher)", ("libcrypto", "libssl")),
        ("SQLite and SQLCipher", ("sqlite", "sqlcipher")),
        ("ring (for TLS), its C and assembly", ("ring_core", "libring")),
    ):
        if any(word in path for word in words):
            return name
    # With fat optimisation the C archives are packed into rlibs; their objects keep their names.
    return "Rust: ours, others' and the standard library"


def divide(lines):
    sizes, began, waiting = Counter(), False, None
    for line in lines:
        if line.startswith("Linker script and memory map"):
            began = True
        if not began:
            continue
        found, head = None, SECTION.match(line)
        if head and head.group(2):
            found, waiting = (head.group(1), head.group(3), head.group(4)), None
        elif head:
            waiting = head.group(1)
            continue
        elif waiting and (rest := REST.match(line)):
            found, waiting = (waiting, rest.group(2), rest.group(3)), None
        if found and found[0].lstrip(".").startswith(KEPT):
            sizes[part(found[2])] += int(found[1], 16)
    return sizes


def main():
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        sizes = divide(file)
    for name, size in sizes.most_common():
        print(f"{size:>12,}  {name}")
    print(f"{sum(sizes.values()):>12,}  in all, before tables of names and alignment")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
