"""What is remembered between nights: one SQLite file, and the folder of proven publications beside it."""

from publisher.state.lock import hold_lock
from publisher.state.opening import open_for_run
from publisher.state.publications import PublicationStore
from publisher.state.store import StateStore

__all__ = ["PublicationStore", "StateStore", "hold_lock", "open_for_run"]
