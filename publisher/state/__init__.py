"""What is remembered between nights: in a file or on a server, and the folder of proven publications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.state.lock import hold_lock
    from publisher.state.looking import open_reader
    from publisher.state.opening import open_for_run
    from publisher.state.publications import PublicationStore
    from publisher.state.reader import StateReader
    from publisher.state.store import StateStore

__all__ = ["PublicationStore", "StateReader", "StateStore", "hold_lock", "open_for_run", "open_reader"]

__getattr__ = imported_when_asked(  # a lock and a mode need no database
    __name__,
    {
        "lock": ("hold_lock",),
        "opening": ("open_for_run",),
        "publications": ("PublicationStore",),
        "looking": ("open_reader",),
        "reader": ("StateReader",),
        "store": ("StateStore",),
    },
)
