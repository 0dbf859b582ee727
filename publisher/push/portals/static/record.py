"""What one release shows, as a value, written with the release: the portal's own memory.

A release carries its record in `.portal.json`, so that whatever release `current` points at, the next run knows
exactly what it shows, without the state file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from publisher.model.errors import PortalError
from publisher.model.flow import Publication
from publisher.model.jsonable import content_hash, to_json
from publisher.model.text import LocalText, msg

RECORD = ".portal.json"


@dataclass(frozen=True, slots=True)
class Version:
    """One publication that was shown: when its data were proven, its hash and its rows."""

    modified: datetime
    publication: str
    rows: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A data file in a release; `stamp` is its modification time in seconds, as a web server shows it."""

    path: str
    bytes: int
    sha256: str
    stamp: int


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
    page: str = ""
    """What its generated pages were made from; the same again, and they are taken over as they are."""

    @property
    def issued(self) -> datetime:
        """When it was published here for the first time."""
        return self.versions[0].modified

    @property
    def modified(self) -> datetime:
        """When what it shows was proven."""
        return self.versions[-1].modified


@dataclass(frozen=True, slots=True)
class Record:
    """A whole release: its key and its datasets by id."""

    key: str
    entries: Mapping[str, Entry]


_ADAPTER = TypeAdapter(Record)


def shown(publication: Publication, before: Entry | None) -> Entry:
    """The entry of a publication that takes the place of `before`; its files are put in when they are placed.

    The same content proven a second time (a lost state) keeps its first date.
    """
    versions = before.versions if before else ()
    if versions and versions[-1].publication == publication.hash:
        return Entry(replace(publication, modified=versions[-1].modified), versions)
    version = Version(publication.modified, publication.hash, publication.rows)
    return Entry(publication, (*versions, version))


def withdrawn(before: Entry, reason: LocalText, on: date) -> Entry:
    """The entry of a withdrawn dataset: its title stays, its schema, files and certificate do not."""
    publication = before.publication
    bare = replace(
        publication,
        artifacts=(),
        schema={"fields": []},
        temporal=None,
        notes=None,
        certificate=replace(publication.certificate, treatments=(), measures=(), before=None, after=None),
    )
    return Entry(bare, before.versions, withdrawn=Tombstone(reason, on))


def load(release: Path) -> Record:
    """The record of a release; the files of its publications are those of the release itself."""
    try:
        record = _ADAPTER.validate_json((release / RECORD).read_bytes(), strict=False)
    except (OSError, ValidationError):
        # The library's message would quote what the file holds.
        raise PortalError(
            msg("the portal's release {release} has no readable record", release=release.name),
            hint=msg("remove the link {link}: the next run then builds the portal anew", link="current"),
        ) from None
    entries = {
        dataset: replace(
            entry, publication=replace(entry.publication, folder=release / "dataset" / entry.publication.dataset)
        )
        for dataset, entry in record.entries.items()
    }
    return Record(record.key, entries)


def dump(record: Record) -> bytes:
    """The record as it is written; no folder of this machine is in it."""
    entries = {
        dataset: replace(entry, publication=replace(entry.publication, folder=Path()))
        for dataset, entry in sorted(record.entries.items())
    }
    value = to_json(Record(record.key, entries))
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0) + "\n").encode()


def content(entry: Entry) -> str:
    """A hash of everything a reader sees of one dataset on this portal."""
    publication = replace(entry.publication, folder=Path())
    return content_hash(replace(entry, publication=publication, files=(), page=""))


def changed_files(release: Path, entry: Entry) -> tuple[tuple[str, str], ...]:
    """Files that are not as they were written, with their hash now; their content is read only when touched."""
    changed = []
    for file in entry.files:
        path = release / "dataset" / entry.publication.dataset / file.path
        try:
            status = path.stat()
            if status.st_size == file.bytes and int(status.st_mtime) == file.stamp:
                continue
            seen = sha256_of(path)
        except OSError:
            seen = ""
        if seen != file.sha256:
            changed.append((file.path, seen))
    return tuple(changed)


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file, read once."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
