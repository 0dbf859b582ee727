"""What is remembered between nights: one SQLite file, and the folder of proven publications beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publisher.state.lock import hold_lock
    from publisher.state.opening import open_for_run
    from publisher.state.publications import PublicationStore
    from publisher.state.store import StateStore

__all__ = ["PublicationStore", "StateStore", "hold_lock", "open_for_run"]


def __getattr__(name: str) -> Any:
    """Import what is asked for, when it is: a lock and a mode need no database."""
    from importlib import import_module

    homes = {
        "hold_lock": "lock",
        "open_for_run": "opening",
        "PublicationStore": "publications",
        "StateStore": "store",
    }
    if name not in homes:
        raise AttributeError(name)
    return getattr(import_module(f"publisher.state.{homes[name]}"), name)
