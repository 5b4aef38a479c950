#!/usr/bin/env python3
"""Writes the values of design/tokens.json as Kotlin and as Android colours.

With --check: says whether what is checked in is what the tokens give.
"""
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "android/app/src/main"
KOTLIN = APP / "kotlin/org/farola/app/look/Tokens.kt"
COLORS = APP / "res/values/tokens.xml"
NOTE = "Written by scripts/android-tokens.py out of design/tokens.json; not edited by hand."


def colours(tokens):
    for family, shades in tokens["color"].items():
        for shade, value in shades.items():
            yield f"{family}_{shade}", value


def kotlin(tokens):
    lines = [
        "package org.farola.app.look",
        "",
        f"/** {NOTE} Sizes are dp, type is sp. */",
        "object Tokens {",
    ]
    for name, value in colours(tokens):
        lines.append(f"    const val {name.upper()}: Int = 0xFF{value[1:].upper()}.toInt()")
    for step, value in enumerate(tokens["space"]):
        lines.append(f"    const val SPACE_{step}: Int = {value}")
    for group in ("radius", "touch"):
        for name, value in tokens[group].items():
            lines.append(f"    const val {group.upper()}_{name.upper()}: Int = {value}")
    for name, value in tokens["type"]["size"].items():
        lines.append(f"    const val TYPE_{name.upper()}: Float = {value}f")
    lines.append(f"    const val TYPE_LINE: Float = {tokens['type']['line']}f")
    for name, value in tokens["motion"].items():
        lines.append(f"    const val MOTION_{name.upper()}: Long = {value}L")
    return "\n".join([*lines, "}", ""])


def xml(tokens):
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<!-- {NOTE} -->", "<resources>"]
    for name, value in colours(tokens):
        lines.append(f'    <color name="{name}">{value}</color>')
    return "\n".join([*lines, "</resources>", ""])


def main():
    tokens = json.loads((ROOT / "design/tokens.json").read_text("utf-8"))
    differs = False
    for path, text in ((KOTLIN, kotlin(tokens)), (COLORS, xml(tokens))):
        name = path.relative_to(ROOT)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            differs = True
            print(f"{name}: differs from what its source gives; run scripts/android-tokens.py")
        else:
            print(f"{name}: as its source")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
