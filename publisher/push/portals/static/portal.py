"""StaticPortal: releases as folders, one link that says which one readers see."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.flow import Publication, PushAction, Receipt, Services
from publisher.model.jsonable import content_hash
from publisher.model.text import msg
from publisher.model.workspace import Catalog, PortalDefinition, StaticPortalDefinition
from publisher.push.base import Portal, PushStep, RemoteDataset, Shape
from publisher.push.portals.static import record as records
from publisher.push.portals.static import words
from publisher.push.portals.static.build import Site, build, release_key
from publisher.push.portals.static.files import flush, flush_tree, make_open, remove
from publisher.push.portals.static.record import Entry, Record
from publisher.push.portals.static.server import served
from publisher.push.portals.static.shape import shape_of, shape_shown, shape_withdrawn
from publisher.push.portals.static.words import local_day, local_time

_BUILDING = ".building"
_LINK = "current"
_NEW_LINK = ".current.new"


class StaticPortal(Portal):
    """A portal made of files under one folder.

        releases/<key>/   complete portals; a name means one content
        current           a link to the release that readers see, switched by one rename

    A release is built aside, read back, and put on the disk; only then does `current` point at it. Killed at
    any moment, readers see the old release or the new one, whole.
    """

    kind = "static"

    def __init__(self, definition: PortalDefinition, catalog: Catalog, root: Path, services: Services) -> None:
        """`root` is the workspace; nothing is read or written yet."""
        assert isinstance(definition, StaticPortalDefinition)
        self.id = definition.id
        self.writes = 0
        self._services = services
        self._folder = root / definition.path
        self._releases = self._folder / "releases"
        self._keep = max(definition.keep_releases, 1)
        self._url = (
            definition.url if definition.url is None or definition.url.endswith("/") else definition.url + "/"
        )
        self._site = Site(definition.title, catalog, self._url)
        self._release: Path | None = None
        self._entries: Mapping[str, Entry] = {}
        self.address = self._url or (self._folder.absolute() / _LINK).as_uri() + "/"

    def read(self) -> Mapping[str, RemoteDataset]:
        """What the release that readers see now shows; a file touched by someone else marks its dataset."""
        self._release = release = self._current()
        self._entries = records.load(release).entries if release else {}
        if release is None:
            return {}
        return {dataset: _remote(release, entry) for dataset, entry in self._entries.items()}

    def apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        """Build, prove and switch to a release with all steps done, or with those that can be."""
        try:
            yield from self._apply(steps, shown, now)
        except OSError as error:
            raise PortalError(
                msg("the portal's folder cannot be written: {reason}", reason=os.strerror(error.errno or 0)),
                hint=msg("see to the space and the permissions of {folder}", folder=str(self._folder)),
            ) from None

    def shapes(self, step: PushStep) -> tuple[Shape, Shape]:
        """Both from the descriptions; a file touched by someone else has the hash that it has now."""
        release, entry = self._release, self._entries.get(step.dataset)
        before = shape_shown(release, entry) if release is not None and entry is not None else Shape()
        if step.publication is not None:
            return before, shape_of(step.publication)
        if entry is None or step.notice is None:
            return before, Shape()
        return before, shape_withdrawn(entry.publication.title, step.notice)

    def reader(self) -> AbstractContextManager[str]:
        """The portal's address; without one, the release that readers see, on the loopback address."""
        return nullcontext(self._url) if self._url is not None else served(self._folder / _LINK)

    def _apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        make_open(self._releases)
        self._sweep()
        last = self._current()
        before = self._entries if last == self._release else records.load(last).entries if last else {}
        refused: dict[str, PortalError] = {}
        while True:
            wanted = _wanted(steps, shown, before, refused, now)
            if last is not None and release_key(wanted, self._site) == last.name:
                entries: Mapping[str, Entry] = before
                break
            building = self._releases / _BUILDING
            remove(building)
            faults, entries = build(building, wanted, self._site, last, before)
            faults = faults or _read_back(building, entries, steps)
            if not faults:
                record = Record(release_key(wanted, self._site), entries)
                self._switch(building, record, last, before)
                break
            refused |= faults
            remove(building)
        for step in steps:
            if step.dataset in refused:
                yield step, refused[step.dataset]
            else:
                yield self._receipt(step, entries[step.dataset], now)

    def _receipt(self, step: PushStep, entry: Entry, now: datetime) -> Receipt:
        return self.receipt(step, _addresses(entry), _page(step.dataset), now, revision=entry.content)

    def _current(self) -> Path | None:
        """The release that readers see, none on the first night."""
        link = self._folder / _LINK
        if not link.is_symlink():
            if link.exists():
                raise PortalError(
                    msg("{path} is not a link to a release", path=str(link)),
                    hint=msg("move it away: the portal keeps its own files there"),
                )
            return None
        release = self._releases / link.readlink().name
        return release if release.is_dir() else None

    def _sweep(self) -> None:
        """Clear away what a killed run left behind."""
        remove(self._releases / _BUILDING)
        remove(self._folder / _NEW_LINK)

    def _switch(self, building: Path, record: Record, last: Path | None, before: Mapping[str, Entry]) -> None:
        """Make `building` the release that readers see, and drop those beyond the number to keep."""
        (building / records.RECORD).write_bytes(records.dump(record, last, before))
        flush_tree(building)  # every file of the release is on the disk before anything points at it
        release = self._releases / record.key
        remove(release)  # an old release of the same content: what was built and read back is the better one
        building.rename(release)
        flush(self._releases)
        new_link = self._folder / _NEW_LINK
        new_link.symlink_to(Path("releases") / release.name)
        new_link.replace(self._folder / _LINK)
        flush(self._folder)
        self.writes += 1
        self._prune(release, last)

    def _prune(self, release: Path, last: Path | None) -> None:
        """Keep the newest releases; the one shown and the one before it always count among them."""
        others = [path for path in self._releases.iterdir() if path.is_dir() and path not in (release, last)]
        others.sort(key=lambda path: (path.stat().st_ctime, path.name), reverse=True)
        kept = [path for path in (release, last) if path is not None] + others
        for path in kept[self._keep :]:
            remove(path)


def _remote(release: Path, entry: Entry) -> RemoteDataset:
    changed = records.changed_files(release, entry)
    revision = entry.content
    return RemoteDataset(
        dataset=entry.publication.dataset,
        remote_id=f"dataset/{entry.publication.dataset}/",
        publication=None if entry.withdrawn else entry.publication.hash,
        revision=content_hash([revision, changed]) if changed else revision,
        withdrawn=entry.withdrawn is not None,
        edited=bool(changed),
    )


def _wanted(
    steps: Sequence[PushStep],
    shown: Mapping[str, Publication],
    before: Mapping[str, Entry],
    refused: Mapping[str, PortalError],
    now: datetime,
) -> dict[str, Entry]:
    """The entries of the next release: what stands, what is to be shown, without what was refused.

    What nobody speaks of (a dataset in conflict) stays as it is.
    """
    wanted = dict(before)
    for dataset, publication in shown.items():
        if dataset not in refused:
            wanted[dataset] = _entry(publication, before.get(dataset))
    for step in steps:
        if step.action is PushAction.WITHDRAW and step.dataset in before and step.dataset not in refused:
            assert step.notice is not None
            wanted[step.dataset] = records.withdrawn(before[step.dataset], step.notice, local_time(now).date())
    return {dataset: records.seal(_judged(entry, now)) for dataset, entry in sorted(wanted.items())}


def _judged(entry: Entry, now: datetime) -> Entry:
    """The entry with the word on its timeliness: a page that says "on time" must not go on saying so."""
    due = words.due(entry.modified, entry.publication.frequency)
    late = entry.withdrawn is None and due is not None and local_day(now) > due
    return entry if entry.late == late else replace(entry, late=late)


def _entry(publication: Publication, before: Entry | None) -> Entry:
    if before is not None and before.withdrawn is None and before.publication.hash == publication.hash:
        return before
    return records.shown(publication, before)


def _read_back(building: Path, entries: Mapping[str, Entry], steps: Sequence[PushStep]) -> dict[str, PortalError]:
    """Datasets of the new release that do not read back as published, before anyone else sees it."""
    faults = {}
    for step in steps:
        entry = entries.get(step.dataset)
        if entry is None:
            continue  # refused before anything was built of it
        for item in entry.publication.artifacts:
            path = building / "dataset" / step.dataset / item.path
            if not path.is_file() or records.sha256_of(path) != item.sha256:
                what = msg("{file} does not read back from the built release", file=item.path)
                faults[step.dataset] = PortalError(what)
    return faults


def _addresses(entry: Entry) -> dict[str, str]:
    return {item.path: f"dataset/{entry.publication.dataset}/{item.path}" for item in entry.publication.artifacts}


def _page(dataset: str) -> str:
    return f"dataset/{dataset}/index.html"
