"""Farola's core, as the phones have it: forms, encrypted store, walk and sync.

The names are those of the facade (bindings/ffi): ``Phone`` is what a phone holds, ``Filling`` one
form being filled, ``SyncSession`` one exchange with the server. ``KeySource`` and ``SyncWatcher``
are what you implement. Every call blocks and may be made from any thread; every error is a
``FarolaError`` with a stable ``code``.
"""

from ._core import *  # noqa: F403
