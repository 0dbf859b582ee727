"""What the state needs of whatever keeps it: a file here (`file_home`) or a schema of a server (`server_home`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from publisher.model.state_place import StatePlace
from publisher.model.text import Message
from publisher.state.file_home import FileHome


class StateHome(Protocol):
    """Where one workspace's state lives. What lies beside it (backups, publications) is in `folder` either way.

    Whatever cannot be done raises StateError in the home's own words.
    """

    folder: Path
    shown: str
    """Its address as people are told: no secret."""
    ending: str
    """Of the names of its backups."""

    def exists(self) -> bool:
        """Whether there is a state, whole or not."""

    def stamp(self) -> object:
        """Another value when another state has taken its place: what is open is then opened anew."""

    def engine(self, *, crawling: bool = False) -> Engine:
        """Connections to it. With `crawling` they wait for each other, and a fall may cost the last batch."""

    def make_ready(self, connection: Connection) -> None:
        """See that tables can be made here, and that nobody else makes them at this moment."""

    def keep_private(self) -> None:
        """Close it to others than its owner, where that is ours to do."""

    def held(self) -> AbstractContextManager[None]:
        """Hold it for one run, beside the lock of the folder; BusyError at once when another run does."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one moment of it and changes nothing."""

    def faults(self) -> Iterator[Message]:
        """What is wrong with it; of one of an earlier version only whether it can be read."""

    def changed_since(self, backup: Path) -> bool:
        """Whether there may be something in it that `backup` does not have."""

    def copy(self, target: Path) -> None:
        """Copy it as it is at one moment to the new file `target`, but for what the crawl remembers of pages."""

    def take(self, state: Path, aside: Path) -> Path | None:
        """Make the state of the file `state` this one, whole or not at all; returns where the old one is kept.

        `aside` is the name to keep it under, but for the ending.
        """

    def set_aside(self, aside: Path) -> Path | None:
        """Move it out of the way, whatever it is; returns where it is kept, None when there was none."""


def home_of(where: Path | StatePlace) -> StateHome:
    """The home of a state: the file in a folder, unless a server is named."""
    if isinstance(where, Path):
        return FileHome(where)
    if not where.server.address:
        return FileHome(where.folder)
    from publisher.state.server_home import ServerHome

    return ServerHome(where)
