"""The state for whoever changes nothing in it."""

from __future__ import annotations

from publisher.model.state_place import StatePlace
from publisher.state.reader import StateReader
from publisher.state.selecting import rows_of_file


def open_reader(place: StatePlace) -> StateReader:
    """The state, to be read only; one of an earlier version is brought up to date. Raises StateError."""
    rows = rows_of_file(place)
    if rows is not None:
        return StateReader(rows, place.folder)
    from publisher.state.store import StateStore

    return StateStore(place)
