"""A record read no further than a night asks: most datasets stay, and of those few fields are needed.

The rest of an entry is read when something of it is asked for. Only for a record that is as it was written: what
is wrong in it would be found late.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from publisher.model.release import Artifact, Publication
from publisher.model.text import LocalText
from publisher.push.portals.static.kept.record import Entry, PortalRecord

_ENTRY = TypeAdapter(Entry)
_set = object.__setattr__


class KeptPublication(Publication):
    """A publication of which only what a night asks of all is read; it is one like others."""

    __slots__ = ("line",)
    line: bytes
    # to be copied into, and compared with, a publication that is whole
    __class__ = property(lambda _: Publication)

    def __getattr__(self, name: str) -> Any:
        """Of a field that was not read yet, which is a slot that is still empty."""
        if name not in _LATER_OF_PUBLICATION:
            raise AttributeError(name)
        whole = _ENTRY.validate_json(self.line).publication
        for one in _LATER_OF_PUBLICATION:
            _set(self, one, getattr(whole, one))
        return getattr(whole, name)


class KeptEntry(Entry):
    """An entry of such a publication."""

    __slots__ = ("first", "last")
    first: datetime
    last: datetime
    __class__ = property(lambda _: Entry)

    def __getattr__(self, name: str) -> Any:
        """Of a field that was not read yet."""
        if name not in _LATER_OF_ENTRY:
            raise AttributeError(name)
        whole = _ENTRY.validate_json(self.publication.line)  # type: ignore[attr-defined]
        for one in _LATER_OF_ENTRY:
            _set(self, one, getattr(whole, one))
        return getattr(whole, name)

    @property
    def issued(self) -> datetime:
        """When it was published here for the first time."""
        return self.first

    @property
    def modified(self) -> datetime:
        """When what it shows was proven."""
        return self.last


_LATER_OF_ENTRY = frozenset(("versions", "files"))
_NOW = frozenset(("dataset", "hash", "modified", "folder", "title", "frequency", "category", "rows", "artifacts"))
_LATER_OF_PUBLICATION = frozenset(item.name for item in fields(Publication)) - _NOW


def read_quickly(content: bytes, release: Path) -> PortalRecord | None:
    """The record of `content`, as `record.dump` writes it, of a release; none where it is written otherwise."""
    try:
        head, _, body = content.partition(b"\n")
        if not body.endswith(b"\n}}\n"):
            return None
        key = json.loads(head + b"}}")["key"]
        return PortalRecord(key, dict(_entries(body, str(release / "dataset"))))
    except (ValueError, KeyError, TypeError, IndexError):
        return None


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for cycles: among a million small objects, none of which has one, it takes a third
    of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def lines(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The entries of a record as they are written, by dataset."""
    for line in content.split(b"\n")[1:-2]:
        name, _, entry = line.partition(b'": ')
        yield name[1:].decode(), entry.removesuffix(b",")


def _entries(body: bytes, folder: str) -> Iterator[tuple[str, Entry]]:
    for dataset, line in lines(b"\n" + body):
        found = json.loads(line)
        if found["withdrawn"] is not None:
            gone = _ENTRY.validate_json(line)
            yield dataset, replace(gone, publication=replace(gone.publication, folder=Path(f"{folder}/{dataset}")))
            continue
        entry = object.__new__(KeptEntry)
        _set(entry, "publication", _publication(found["publication"], line, f"{folder}/{dataset}"))
        _set(entry, "withdrawn", None)
        _set(entry, "first", datetime.fromisoformat(found["versions"][0]["modified"]))
        _set(entry, "last", datetime.fromisoformat(found["versions"][-1]["modified"]))
        for name in ("late", "page", "content", "number"):
            _set(entry, name, found[name])
        yield dataset, entry


def _publication(found: Mapping[str, Any], line: bytes, folder: str) -> Publication:
    item = object.__new__(KeptPublication)
    _set(item, "line", line)
    _set(item, "folder", Path(folder))
    _set(item, "modified", datetime.fromisoformat(found["modified"]))
    _set(item, "title", LocalText(**found["title"]))
    _set(
        item,
        "artifacts",
        tuple(Artifact(**{**file, "title": LocalText(**file["title"])}) for file in found["artifacts"]),
    )
    for name in ("dataset", "hash", "frequency", "category", "rows"):
        _set(item, name, found[name])
    return item
