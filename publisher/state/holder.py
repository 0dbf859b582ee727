"""Who is at work in a workspace at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model.state_place import StatePlace
from publisher.state.lock import is_held


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is at work in a workspace: the number of its process, and its machine (empty: this one)."""

    process: str
    host: str = ""


def holder_of(place: StatePlace) -> Holder | None:
    """The run at work in a workspace, here or, where a server keeps the state, on any machine; None without one.

    Raises StateError where the server cannot be asked.
    """
    if is_held(place.folder):
        with (place.folder / "lock").open(encoding="ascii", errors="replace") as file:
            return Holder(file.read(20).strip() or "?")
    if not place.server.address:
        return None
    from publisher.state.server_home import ServerHome

    found = ServerHome(place).holder()
    return None if found is None else Holder(*found)
