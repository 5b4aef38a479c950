"""Prints what the bridge costs: `make measure-bindings`, the same rows in every language.

Not asserted, since the machine decides.
"""

import gc
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

BEGAN = time.perf_counter_ns()

from farola_core import Filling, KeySource, Phone, ScreenRecord  # noqa: E402
from farola_core._core import farola as bridge  # noqa: E402
from support import FixedKey, corner_form  # noqa: E402

# Calls of the soak: as many as a long day of filling forms makes.
SOAK = 100_000


def main(folder: str) -> None:
    key = FixedKey()
    phone = Phone.open(folder, key)
    say("library load and first opening", f"{(time.perf_counter_ns() - BEGAN) / 1e6:.1f} ms")
    phone.add_form(corner_form())
    filling = phone.begin("corner", "es")
    page = filling.go_to("/corner/people")
    for _ in range(200):
        filling.screen()
    row("a call (Filling.corrects)", 5_000, filling.corrects)
    row(f"a record of {strings(page)} strings (Filling.screen)", 5_000, filling.screen)
    row("a callback with its call (KeySource.key, 32 bytes)", 5_000, lambda: ask_back(key))
    row("home: a read of the encrypted database", 1_000, phone.home)
    turns = iter(range(1, 10_000))
    row(
        "a keystroke on a page of two: answer, journal, page",
        1_000,
        lambda: filling.answer("/corner/people", str(next(turns))),
    )
    soak(filling)


def ask_back(key: KeySource) -> bytes:
    """A call into the library that calls back: the method of the interface over a source of
    ours, with the handle made and given back as when a source is handed over."""
    answer = bridge._uniffi_rust_call_with_error(
        bridge._UniffiFfiConverterTypeKeyRefusal,
        bridge._UniffiLib.uniffi_farola_ffi_fn_method_keysource_key,
        bridge._UniffiFfiConverterTypeKeySource.lower(key),
    )
    return bridge._UniffiFfiConverterBytes.lift(answer)


def strings(page: ScreenRecord) -> int:
    """How many strings of some length or none a screen carries."""
    count = 2 + len(page.titles)
    for question in page.questions:
        # key, reference, label, hint, guidance, what is shown; value and label of a choice.
        count += 6 + 2 * len(question.choices)
    return count


def soak(filling: Filling) -> None:
    gc.collect()
    before = rss()
    began = time.perf_counter_ns()
    for _ in range(SOAK):
        filling.screen()
    each = (time.perf_counter_ns() - began) / 1e3 / SOAK
    gc.collect()
    say(f"soak: {SOAK} screens", f"{each:.1f} µs each")
    say("soak: RSS before, after", f"{before:.0f}, {rss():.0f} MB")
    # What Python itself still holds, counted over a tenth: counting is slow.
    tracemalloc.start()
    first = tracemalloc.get_traced_memory()[0]
    for _ in range(SOAK // 10):
        filling.screen()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - first
    say(f"soak: heap held after {SOAK // 10} more", f"{held / 1e3:.1f} kB")


def rss() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1e3


def row(what: str, times: int, work: Callable[[], object]) -> None:
    taken = []
    for _ in range(times):
        began = time.perf_counter_ns()
        work()
        taken.append(time.perf_counter_ns() - began)
    taken.sort()
    median, late = taken[times // 2] / 1e3, taken[times * 99 // 100] / 1e3
    say(what, f"{median:.1f} µs median, {late:.1f} µs at 99 %")


def say(what: str, figure: str) -> None:
    print(f"python  {what:<52} {figure}", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(folder)
