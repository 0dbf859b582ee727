"""What one release shows, as a value, written with the release: the portal's own memory.

A release carries its record in `.portal.json`, so that whatever release `current` points at, the next run knows
exactly what it shows, without the state.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from publisher.model.errors import PortalError
from publisher.model.jsonable import content_hash, to_json
from publisher.model.release import Publication
from publisher.model.text import LocalText, msg
from publisher.push.portals.static.kept.version_change import FOLDER, VersionChange

RECORD = ".portal.json"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A data file in a release; `stamp` is its modification time in seconds, as a web server shows it."""

    path: str
    bytes: int
    sha256: str
    stamp: int


@dataclass(frozen=True, slots=True)
class Version:
    """One publication that was shown: when its data were proven, its hash, its rows, what it changed.

    `change` is none for the first version, and for one whose predecessor was no longer there to compare with.
    `files` are those that can still be had of it at its own address.
    """

    modified: datetime
    publication: str
    rows: int
    change: VersionChange | None = None
    files: tuple[StoredFile, ...] = ()
    name: str = ""
    """Its version as its data package says it."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Why and since when a dataset is no longer shown."""

    reason: LocalText
    on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset of a release. `files` is empty for a withdrawn one; `versions` has the newest last."""

    publication: Publication
    versions: tuple[Version, ...]
    files: tuple[StoredFile, ...] = ()
    withdrawn: Tombstone | None = None
    late: bool = False
    """Whether it was due for an update when the release was made."""
    page: str = ""
    """What its generated files were made from; the same again, and they are taken over as they are."""
    content: str = ""
    """A hash of what it shows, the portal's mark of its state; see `seal`."""
    number: int | None = None
    """By what the search index names it while it is shown; see `numbered`."""

    @property
    def issued(self) -> datetime:
        """When it was published here for the first time."""
        return self.versions[0].modified

    @property
    def modified(self) -> datetime:
        """When what it shows was proven."""
        return self.versions[-1].modified

    @property
    def version(self) -> str:
        """The version that every description of it gives: the data package's own."""
        return self.versions[-1].name or f"{len(self.versions)}.0.0"

    def proven(self) -> dict[str, str]:
        """The SHA-256 that its files and those of its versions must have, by their paths in a release."""
        home = f"dataset/{self.publication.dataset}"
        folders = [(home, self.files)]
        folders += [(f"{home}/{FOLDER}/{number}", item.files) for number, item in enumerate(self.versions, 1)]
        return {f"{folder}/{file.path}": file.sha256 for folder, files in folders for file in files}


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """A whole release: its key and its datasets by id."""

    key: str
    entries: Mapping[str, Entry]


_ADAPTER = TypeAdapter(PortalRecord)


def shown(publication: Publication, before: Entry | None) -> Entry:
    """The entry of a publication that takes the place of `before`; its files are put in when they are placed.

    The same content proven a second time (a lost state) keeps its first date.
    """
    versions = before.versions if before else ()
    number = before.number if before else None
    if versions and versions[-1].publication == publication.hash:
        return Entry(replace(publication, modified=versions[-1].modified), versions, number=number)
    version = Version(publication.modified, publication.hash, publication.rows)
    return Entry(publication, (*versions, version), number=number)


def numbered(entries: Mapping[str, Entry], before: Mapping[str, Entry]) -> dict[str, Entry]:
    """The same with a number for each dataset that is shown and is not the very one of `before`: the least that
    nobody has."""
    taken = {entry.number for entry in entries.values()}
    free = (number for number in count() if number not in taken)
    found = dict(entries)
    for dataset, entry in entries.items():
        if entry.withdrawn is None and entry.number is None and entry is not before.get(dataset):
            found[dataset] = replace(entry, number=next(free))
    return found


def withdrawn(before: Entry, reason: LocalText, on: date) -> Entry:
    """The entry of a withdrawn dataset: its title and history stay; its schema, files and certificate do not."""
    publication = before.publication
    bare = replace(
        publication,
        artifacts=(),
        schema={"fields": []},
        temporal=None,
        notes=None,
        charts=None,
        certificate=replace(publication.certificate, treatments=(), measures=(), before=None, after=None),
    )
    versions = tuple(replace(version, files=()) for version in before.versions)
    since = before.withdrawn.on if before.withdrawn is not None else on
    return Entry(bare, versions, withdrawn=Tombstone(reason, since))


def with_history(entry: Entry, others: Iterable[Entry]) -> Entry:
    """The entry with the versions that others, of the same dataset, know beyond its own: a number that was given
    to a version once is given to no other, whatever was put back from a backup."""
    versions, first = entry.versions, entry.versions
    for other in others:
        known = [item.publication for item in other.versions]
        if len(known) > len(versions) and known[: len(first)] == [item.publication for item in first]:
            versions = other.versions
    return entry if versions is first else replace(entry, versions=versions, content="", page="")


def load(release: Path) -> PortalRecord:
    """The record of a release; the files of its publications are those of the release itself."""
    return read(release / RECORD, release)


def read(path: Path, release: Path) -> PortalRecord:
    """The record in the file at `path`, of publications whose files lie in `release`. Raises PortalError."""
    try:
        if not path.is_file():
            raise FileNotFoundError
        record = _ADAPTER.validate_json(path.read_bytes(), strict=False)
    except (OSError, ValidationError):
        # The library's message would quote what the file holds.
        raise PortalError(
            msg("the portal's release {release} has no readable record", release=release.name),
            hint=msg("remove the link {link}: the next run then builds the portal anew", link="current"),
        ) from None
    folder = release / "dataset"
    entries = {
        dataset: replace(entry, publication=replace(entry.publication, folder=folder / dataset))
        for dataset, entry in record.entries.items()
    }
    return PortalRecord(record.key, entries)


def dump(record: PortalRecord, before: Mapping[str, Entry]) -> bytes:
    """The record as it is written, one dataset to a line; no folder of this machine is in it.

    Entries that are still those of `before` are written as they were read (see `kept.quick`).
    """
    rows = []
    for dataset, entry in sorted(record.entries.items()):
        line = getattr(entry.publication, "line", None) if entry is before.get(dataset) else None
        rows.append(f"{json.dumps(dataset)}: ".encode() + (line or _entry_json(entry).encode()))
    return b'{"key": %b, "entries": {\n%b\n}}\n' % (json.dumps(record.key).encode(), b",\n".join(rows))


def _entry_json(entry: Entry) -> str:
    value = to_json(replace(entry, publication=replace(entry.publication, folder=Path())))
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def seal(entry: Entry) -> Entry:
    """The entry with its `content`, which neither what a version changed nor the calendar has a part in."""
    if entry.content:
        return entry
    publication = replace(entry.publication, folder=Path())
    versions = tuple(replace(version, change=None, files=(), name="") for version in entry.versions)
    bare = replace(entry, publication=publication, versions=versions, files=(), late=False, page="")
    told = {item.name: getattr(bare, item.name) for item in fields(Entry) if item.name != "number"}
    return replace(entry, content=content_hash(told))


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file, read once."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
