#!/usr/bin/env python3
"""Writes ios/Sources/AppModel/Look/Tokens.swift out of design/tokens.json.

With --check: says whether it is what the tokens give.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "ios/Sources/AppModel/Look/Tokens.swift"


def camel(*words: str) -> str:
    parts = "_".join(words).split("_")
    return parts[0] + "".join(part.capitalize() for part in parts[1:])


def swift(tokens: dict) -> str:
    lines = [
        "// Written by scripts/ios-tokens.py out of design/tokens.json; not edited by hand.",
        "",
        "/// Colours as 0xRRGGBB, sizes in points, times in milliseconds.",
        "public enum Tokens {",
    ]
    for family, shades in tokens["color"].items():
        for shade, value in shades.items():
            number = f"0x{value.lstrip('#').upper()}"
            lines.append(f"    public static let {camel(family, shade)}: UInt32 = {number}")
    spaces = ", ".join(str(space) for space in tokens["space"])
    lines.append(f"    public static let space: [Double] = [{spaces}]")
    for family in ("radius", "touch", "motion"):
        for name, value in tokens[family].items():
            lines.append(f"    public static let {camel(family, name)}: Double = {value}")
    for name, value in tokens["type"]["size"].items():
        lines.append(f"    public static let {camel('size', name)}: Double = {value}")
    lines.append(f"    public static let lineHeight: Double = {tokens['type']['line']}")
    lines.append("}")
    return "\n".join(lines) + "\n"


def main() -> int:
    text = swift(json.loads((ROOT / "design/tokens.json").read_text(encoding="utf-8")))
    name = TARGET.relative_to(ROOT)
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        print(f"{name}: as its source")
        return 0
    print(f"{name}: differs from what its source gives; run scripts/ios-tokens.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
