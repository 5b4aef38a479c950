"""What crosses the bridge in the other direction, and what an exception there becomes."""

import ctypes
import gc
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from farola_core import FarolaError, KeySource, Phone, ProgressRecord, SyncEnding, SyncWatcher
from farola_core._core import farola as bridge
from support import FixedKey, corner_form


def test_any_exception_of_a_key_source_is_a_refusal_and_no_crash(tmp_path: Path) -> None:
    class Broken(KeySource):
        def key(self) -> bytes:
            raise RuntimeError("text of a key store")

    with pytest.raises(FarolaError.Auth) as caught:
        Phone.open(str(tmp_path), Broken())
    assert "text" not in repr(caught.value)
    # The folder is as it was: the right key opens it.
    assert Phone.open(str(tmp_path), FixedKey()).drafts() == []


def test_a_key_of_another_length_opens_nothing(tmp_path: Path) -> None:
    class Short(KeySource):
        def key(self) -> bytes:
            return bytes(16)

    with pytest.raises(FarolaError.Auth):
        Phone.open(str(tmp_path), Short())


def test_another_key_does_not_open_the_phone(tmp_path: Path) -> None:
    Phone.open(str(tmp_path), FixedKey(1)).add_form(corner_form())
    gc.collect()
    with pytest.raises(FarolaError.Auth):
        Phone.open(str(tmp_path), FixedKey(2))
    assert len(Phone.open(str(tmp_path), FixedKey(1)).forms()) == 1


def test_a_watcher_that_raises_does_not_stop_a_sync(tmp_path: Path) -> None:
    class Raising(SyncWatcher):
        def progress(self, progress: ProgressRecord) -> None:
            raise RuntimeError("the screen is gone")

    phone = Phone.open(str(tmp_path), FixedKey())
    # Nobody listens there: the sync must end by itself with a reason.
    phone.enrol("http://127.0.0.1:9/v1/key/aaaaaaaaaaaaaaaaaaaaaaaa/projects/1")
    report = phone.sync(True, False, Raising()).wait()
    assert isinstance(report.ended.ending, SyncEnding.PAUSED)
    assert report.ended.delivered == 0


def test_many_threads_may_ask_one_phone(tmp_path: Path) -> None:
    phone = Phone.open(str(tmp_path), FixedKey())
    phone.add_form(corner_form())

    def fill(_: int) -> list[str]:
        return [phone.begin("corner", "es").screen().questions[0].drawn.label.plain for _ in range(20)]

    with ThreadPoolExecutor(8) as pool:
        labels = [label for many in pool.map(fill, range(8)) for label in many]
    assert labels == ["Calle"] * 160
    assert len(phone.drafts()) == 160


def test_the_key_is_asked_of_the_shell(tmp_path: Path) -> None:
    keys = FixedKey()
    Phone.open(str(tmp_path), keys)
    assert keys.asked > 0


def test_a_record_says_what_it_holds_is_compared_and_is_no_key(tmp_path: Path) -> None:
    phone = Phone.open(str(tmp_path), FixedKey())
    phone.add_form(corner_form())
    filling = phone.begin("corner", "es")
    page = filling.screen()
    question = page.questions[0]
    for shown in (repr(page), repr([page]), repr(question), str(question)):
        assert "Calle" in shown
        assert repr(question.drawn.control) in shown
    again = filling.screen()
    assert again == filling.screen()
    assert page != again, "the second one stays"
    assert page != filling.go_to("/corner/people")
    with pytest.raises(TypeError):
        hash(page)


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("String", b""),
        ("String", b"\0\0\0"),
        ("String", b"\0\0\0\5four"),
        ("String", b"\xff\xff\xff\xffminus one"),
        ("String", b"\x80\0\0\0least"),
        ("String", b"\0\0\0\1\xff"),
        ("Boolean", b""),
        ("OptionalString", b""),
        ("OptionalString", b"\2"),
        ("SequenceString", b"\0\0"),
        ("SequenceString", b"\xff\xff\xff\xff"),
        ("SequenceString", b"\0\0\0\2\0\0\0\1a"),
        ("UInt32", b"\0\0\0"),
        ("TypeEntryType", b"\0\0\0\x63"),
    ],
)
def test_bytes_that_are_no_value_are_an_error(what: str, given: bytes) -> None:
    with pytest.raises((bridge.InternalError, IndexError, struct.error, UnicodeDecodeError)):
        converter(what).read(stream(given))


@pytest.mark.parametrize(
    ("what", "given", "value"),
    [
        ("String", b"\0\0\0\0", ""),
        ("String", "\0\0\0\2ñ".encode(), "ñ"),
        ("Boolean", b"\0", False),
        ("Boolean", b"\1", True),
        ("OptionalString", b"\0", None),
        ("OptionalString", b"\1\0\0\0\1a", "a"),
        ("SequenceString", b"\0\0\0\0", []),
        ("SequenceString", b"\0\0\0\2\0\0\0\1a\0\0\0\0", ["a", ""]),
        ("UInt32", b"\xff\xff\xff\xfe", 2**32 - 2),
        ("Bytes", b"\0\0\0\3\0\1\2", b"\0\1\2"),
        ("Float64", b"\x3f\xf8\0\0\0\0\0\0", 1.5),
    ],
)
def test_a_value_is_read_to_its_last_byte(what: str, given: bytes, value: object) -> None:
    # Another value follows, as in a record.
    read = stream(given + b"\0\0\0\1z")
    assert converter(what).read(read) == value
    assert converter("String").read(read) == "z"
    assert read.remaining() == 0


def converter(what: str) -> type:
    return getattr(bridge, f"_UniffiFfiConverter{what}")


def stream(given: bytes) -> object:
    """What the library hands over, as the generated code reads it."""
    held = ctypes.create_string_buffer(given, len(given))
    return bridge._UniffiRustBufferStream(
        ctypes.cast(held, ctypes.POINTER(ctypes.c_char)), len(given)
    )
