"""What crosses the bridge in the other direction, and what an exception there becomes."""

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from farola_core import FarolaError, KeySource, Phone, ProgressRecord, SyncEnding, SyncWatcher
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
