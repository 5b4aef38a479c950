#!/usr/bin/env python3
"""Draws the icon of the iOS app out of design/tokens.json: the one that Android draws from XML.

A plain warm circle on night blue: a stranger learns nothing from it.
With --check: says whether the icon in the asset catalogue is what the tokens give.
"""

import json
import math
import pathlib
import struct
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "ios/App/Assets.xcassets/AppIcon.appiconset/icon.png"
SIDE = 1024
# As on Android: 34 of 108 parts are left free at each side.
RADIUS = SIDE * (108 - 2 * 34) / 108 / 2


def colour(text: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(text.lstrip("#")))


def rows(tokens: dict) -> bytes:
    ground = colour(tokens["color"]["noche"]["900"])
    lamp = colour(tokens["color"]["farola"]["400"])
    out = bytearray()
    for y in range(SIDE):
        out.append(0)
        for x in range(SIDE):
            off = math.hypot(x + 0.5 - SIDE / 2, y + 0.5 - SIDE / 2)
            # One pixel of edge between the two.
            share = min(1.0, max(0.0, RADIUS + 0.5 - off))
            out += bytes(round(g + (l - g) * share) for g, l in zip(ground, lamp))
    return bytes(out)


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(pixels: bytes) -> bytes:
    # Eight bits of red, green and blue; no transparency, which the store refuses.
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    body = zlib.compress(pixels, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pixels_of(file: bytes) -> bytes:
    start = file.index(b"IDAT")
    (length,) = struct.unpack(">I", file[start - 4 : start])
    return zlib.decompress(file[start + 4 : start + 4 + length])


def main() -> int:
    drawn = rows(json.loads((ROOT / "design/tokens.json").read_text()))
    if "--check" in sys.argv:
        # Not its bytes: another zlib packs otherwise.
        same = TARGET.exists() and pixels_of(TARGET.read_bytes()) == drawn
        print(f"{TARGET.relative_to(ROOT)}: {'as its source' if same else 'differs from what its source gives'}")
        return 0 if same else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(png(drawn))
    return 0


if __name__ == "__main__":
    sys.exit(main())
