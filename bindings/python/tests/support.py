"""What the tests share: the scenario's files, keys, and a watcher."""

from pathlib import Path

from farola_core import (
    FarolaError,
    KeyRefusal,
    KeySource,
    ParcelCarrier,
    ParcelRecord,
    PlatformKeys,
    ProgressRecord,
    SyncWatcher,
)

NOBODYS = "uuid:00000000-0000-4000-8000-000000000000"
"""A submission that nobody has."""

SCENARIO = Path(__file__).resolve().parents[2] / "scenario"


class FixedKey(KeySource):
    """Gives the same 32 bytes each time; counts how often it was asked."""

    def __init__(self, byte: int = 7) -> None:
        self.byte = byte
        self.asked = 0

    def key(self) -> bytes:
        self.asked += 1
        return bytes([self.byte]) * 32


class LockedKey(KeySource):
    """A key store whose device is locked."""

    def key(self) -> bytes:
        raise KeyRefusal.Locked()


class Turned(PlatformKeys):
    """A key store that turns each byte around."""

    def wrap(self, plain: bytes) -> bytes:
        return bytes(255 - byte for byte in plain)

    def unwrap(self, wrapped: bytes) -> bytes:
        return self.wrap(wrapped)

    def prepare(self) -> bool:
        return True

    def stir(self, input: bytes) -> bytes:
        return self.wrap(input)

    def forget(self) -> None:
        pass


class Silent(SyncWatcher):
    """Hears everything and says nothing."""

    def progress(self, progress: ProgressRecord) -> None:
        pass


class Carrier(ParcelCarrier):
    """Takes everything and carries it nowhere."""

    def carry(self, parcel: ParcelRecord) -> None:
        pass


def corner_form() -> bytes:
    return (SCENARIO / "form.xml").read_bytes()


def kind_and_code(error: FarolaError) -> tuple[str, str]:
    """The variant's name and the stable code."""
    return type(error).__name__, error.code
