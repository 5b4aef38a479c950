#!/usr/bin/env python3
"""Makes the XForms of the kit from their XLSForms.

    python3 kit/convert.py            write every .xml beside its source
    python3 kit/convert.py --check    write nothing; exit 1 if a committed .xml is not what its source gives

The sources are kit/*.xlsx and tests/real/*.md (an XLSForm as Markdown tables).
Needs what kit/requirements.txt pins; `make kit` installs it into kit/.venv.
A warning of the converter is an error here: a form of the kit has none.
"""

import argparse
import difflib
import pathlib
import sys

from pyxform.xls2xform import convert

ROOT = pathlib.Path(__file__).resolve().parent.parent


def sources():
    yield from sorted((ROOT / "kit").glob("*.xlsx"))
    yield from sorted((ROOT / "tests" / "real").glob("*.md"))


def xform(source):
    """The XForm text of one source, the same bytes on every machine."""
    result = convert(
        xlsform=source,
        validate=False,  # the Java validator is not wanted here: `farola form check` looks at the result
        pretty_print=True,
        form_name="data",
    )
    problems = [w for w in result.warnings if w.strip()]
    if problems:
        raise SystemExit(f"{source.relative_to(ROOT)}: " + "; ".join(problems))
    return result.xform.rstrip("\n") + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare, write nothing")
    check = parser.parse_args().check
    drifted = 0
    for source in sources():
        target = source.with_suffix(".xml")
        name = target.relative_to(ROOT)
        made = xform(source)
        there = target.read_text(encoding="utf-8") if target.exists() else None
        if made == there:
            print(f"{name}: as its source")
        elif check:
            drifted += 1
            print(f"{name}: differs from what its source gives; run `make kit`")
            lines = difflib.unified_diff(
                (there or "").splitlines(), made.splitlines(), "committed", "made", lineterm="", n=0
            )
            print("\n".join(list(lines)[:20]))
        else:
            target.write_text(made, encoding="utf-8")
            print(f"{name}: written, {len(made)} characters")
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main())
