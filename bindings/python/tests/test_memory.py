"""What is left in the memory of the process behind the lock: neither key nor answer.

The process reads itself. What is looked for stands nowhere in plain: it is held masked, and what
was read is masked before it is searched. The answer is put together by the form, so that no string
of Python ever holds it: what Python frees it does not overwrite."""

import ctypes
import gc
import sys
from pathlib import Path

import pytest
from farola_core import Door
from support import Turned

PIN = "493815"
MASKED = bytes(byte ^ 0x5A for byte in range(256))
PARTS = ("ponhgbaz", "utsnlgf")
FORM = f"""<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Hi</h:title><model>
    <instance><data id="hi" version="1"><name/><made/><meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/name" type="string"/>
    <bind nodeset="/data/made" calculate="concat('{PARTS[0]}', /data/name, '{PARTS[1]}')"/>
    <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>
  <h:body><input ref="/data/name"><label>Name</label></input></h:body></h:html>"""


def masked(plain: str) -> bytes:
    return plain.encode().translate(MASKED)


def found(wanted: bytes) -> int:
    """How often it stands in what the process may write to."""
    count, piece = 0, 1 << 20
    # One buffer, written over each time: a copy that Python frees would be a find of its own.
    room = bytearray(piece + 64)
    with open("/proc/self/mem", "rb", buffering=0) as memory:
        for line in Path("/proc/self/maps").read_text().splitlines():
            span, rights, *rest = line.split()
            if not rights.startswith("rw") or rest[-1].startswith("[v"):
                continue
            at, end = (int(number, 16) for number in span.split("-"))
            while at < end:
                memory.seek(at)
                try:
                    length = memory.readinto(memoryview(room)[: min(piece + 64, end - at)])
                except OSError:
                    break
                here = room.translate(MASKED)
                room[:length] = bytes(length)
                first = here.find(wanted)
                while first >= 0:
                    count += first < piece
                    first = here.find(wanted, first + 1)
                at += piece
    return count


def taken(door: Door) -> bytes:
    """The key, masked; the bytes that came over the bridge are written over."""
    key = door.arm(PIN)
    own = key.translate(MASKED)
    ctypes.memset(id(key) + sys.getsizeof(key) - len(key) - 1, 0, len(key))
    return own


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc/self/mem")
def test_behind_the_lock_neither_key_nor_answer_is_in_memory(tmp_path: Path) -> None:
    door = Door(str(tmp_path), Turned(), None)
    phone = door.begin(PIN)
    phone.add_form(FORM.encode())
    wanted = [masked(PARTS[0]) + masked(name) + masked(PARTS[1]) for name in ("draft", "sent")]
    sent = phone.begin("hi", None)
    sent.answer("/data/name", "sent")
    sent.finalize()
    draft = phone.begin("hi", None)
    draft.answer("/data/name", "draft")
    key = taken(door)
    # While it is open they are there: a scan that finds nothing would say nothing.
    assert found(key) > 0 and found(wanted[0]) > 0
    del sent, draft, phone
    gc.collect()
    door.lock()
    assert [found(one) for one in (key, *wanted)] == [0, 0, 0]
