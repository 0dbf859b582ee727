"""StaticPortal: releases as folders, one link that says which one readers see."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

from publisher.model.catalog import Catalog, PortalDefinition, StaticPortalDefinition
from publisher.model.errors import PortalError
from publisher.model.finding import Finding, Place, Severity
from publisher.model.jsonable import content_hash
from publisher.model.portal import Receipt
from publisher.model.release import Publication
from publisher.model.rulebook import finding
from publisher.model.stage import Services
from publisher.model.state_place import STATE_FOLDER
from publisher.model.text import msg
from publisher.push.base import Portal, PortalShape, PushStep, RemoteDataset
from publisher.push.portals.static.described import thesaurus
from publisher.push.portals.static.kept import record as records
from publisher.push.portals.static.kept.files import remove
from publisher.push.portals.static.kept.quick import read_quickly, uncollected
from publisher.push.portals.static.kept.record import Entry, PortalRecord
from publisher.push.portals.static.kept.releases import ReleaseFolder
from publisher.push.portals.static.kept.sums import SUMS, ReleaseSums, owner_of, roots_of
from publisher.push.portals.static.kept.trees import TreeWatch
from publisher.push.portals.static.kept.whole import (
    FILES,
    Harm,
    ReleaseLook,
    beside,
    look,
    look_beside,
    named,
    printable,
    write_sums,
)
from publisher.push.portals.static.kept.whole import words as words_of_harm
from publisher.push.portals.static.served.server import served
from publisher.push.portals.static.shape import shape_mended, shape_of, shape_shown, shape_withdrawn
from publisher.push.portals.static.site import PortalSite
from publisher.push.portals.static.wanted import next_entries, read_back
from publisher.state.watch import Watch, mark_of, sha256_of

_NAMED = 20
"""Harmed files named in a finding."""


class StaticPortal(Portal):
    """A portal made of files under one folder (see `kept.releases`).

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
        self._root = root
        self._folder = root / definition.path
        beyond = root / STATE_FOLDER / "shown" / f"{definition.id}.json"
        self._releases = ReleaseFolder(self._folder, definition.keep_releases, beyond)
        self._url = (
            definition.url if definition.url is None or definition.url.endswith("/") else definition.url + "/"
        )
        self._site = PortalSite(
            definition.title,
            catalog,
            self._url,
            max(definition.keep_versions, 1),
            tiles=definition.map_tiles,
        )
        self.looks_itself = self._url is None
        self._release: Path | None = None
        self._entries: Mapping[str, Entry] = {}
        self._known: Mapping[str, Entry] = {}
        self._seen = ReleaseLook(Harm())
        self._harm = Harm()
        memory = self._folder / ".watch.sqlite"
        self._watch = Watch(memory, services.now.date())
        self._trees = TreeWatch(memory, services.now.date())
        self._keeps = definition.foreign_edits == "keep"
        self._beside: dict[Path, Mapping[str, str]] = {}
        self._to_drop: list[Path] = []
        self.address = self._url or self._releases.link.absolute().as_uri() + "/"

    def read(self) -> Mapping[str, RemoteDataset]:
        """What the release that readers see now shows; a file touched by someone else marks its dataset, and what
        was taken away is there as `gone`."""
        with self._reachable(), uncollected():
            reopened = tuple(self._releases.reopen())
            self._release = release = self._releases.current()
            self._entries = self._load(release).entries
            if release is not None:
                self._look(release)
                self._harm = replace(self._harm, closed=(*reopened, *self._harm.closed))
            elif self._releases.astray:
                self._harm = Harm(whole={self._releases.link.name: "?"}, unsure=True)
            self._known = self._with_histories(self._entries, release)
            if release is not None:
                self._look_beside(release)
        there = self._entries if release is not None else {}
        harmed = self._harm.datasets
        remote = {dataset: _remote(entry, harmed.get(dataset, {})) for dataset, entry in there.items()}
        # earlier releases may still have what readers do not see any more
        lost = {dataset: entry for dataset, entry in self._known.items() if dataset not in there}
        return remote | {name: _gone(entry) for name, entry in lost.items() if entry.withdrawn is None}

    def apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        """Build, prove and switch to a release with all steps done, or with those that can be."""
        with self._reachable(), self._releases.writing():
            yield from self._apply(steps, shown, now)

    @contextlib.contextmanager
    def _reachable(self) -> Iterator[None]:
        """What the disk refuses, in our words. Raises PortalError."""
        try:
            yield
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise PortalError(
                msg("the portal's folder cannot be written: {reason}", reason=reason),
                hint=msg("see to the space and the permissions of {folder}", folder=str(self._folder)),
            ) from None

    def shapes(self, step: PushStep) -> tuple[PortalShape, PortalShape]:
        """Both from the descriptions; a file touched by someone else has the hash that it has now."""
        entry = self._entries.get(step.dataset) if self._release is not None else None
        known = entry or self._known.get(step.dataset)
        harmed = self._harm.datasets.get(step.dataset, {})
        before = shape_shown(entry, harmed) if entry is not None else PortalShape()
        if step.publication is not None:
            after = shape_of(step.publication)
            return before, shape_mended(after, entry, harmed) if entry is not None else after
        if known is None or step.notice is None:
            return before, PortalShape()
        return before, shape_withdrawn(known.publication.title, step.notice)

    def reader(self) -> AbstractContextManager[str]:
        """The portal's address; without one, the release that readers see, on the loopback address."""
        return nullcontext(self._url) if self._url is not None else served(self._releases.link)

    def findings(self) -> tuple[Finding, ...]:
        """Files about the whole catalogue that were harmed, what kept readers out, and what lies beside ours."""
        harmed = dict(self._harm.whole)
        for dataset, files in self._harm.datasets.items():
            if self._entries[dataset].withdrawn is not None:
                harmed |= files
        found = []
        if harmed:
            places = tuple(Place(file=printable(path)) for path in sorted(harmed)[:_NAMED])
            found.append(self._finding("portal.files-changed", places, len(harmed), files=named(harmed)))
        for release, files in ((path, found) for path, found in self._beside.items() if found):
            paths = {f"{release.parent.name}/{release.name}/{path}": now for path, now in files.items()}
            places = tuple(Place(file=printable(path)) for path in sorted(paths)[:_NAMED])
            found.append(
                self._finding(
                    "portal.kept-release-changed", places, len(paths), key=release.name, files=named(paths)
                )
            )
        if self._harm.closed:
            shut = self._harm.closed
            places = tuple(Place(file=printable(path)) for path in shut[:_NAMED])
            found.append(self._finding("portal.was-closed", places, len(shut), files=named(shut)))
        with contextlib.suppress(OSError):  # said by `apply`
            if strange := [printable(name) for name in self._releases.strange()]:
                places = tuple(Place(file=name) for name in strange[:_NAMED])
                found.append(self._finding("portal.strange-files", places, len(strange), files=named(strange)))
            above = self._releases.all.resolve()
            closed = next((path for path in (above, *above.parents) if not path.stat().st_mode & 0o001), None)
            if self._url is not None and closed is not None:
                found.append(self._finding("portal.not-readable", (), 1, folder=str(closed)))
        return tuple(found)

    def _finding(
        self, check: str, places: tuple[Place, ...], number: int, *, key: str = "", **params: str
    ) -> Finding:
        known: dict[str, str | int] = {"portal": self.id, "count": number, **params}
        return finding(
            self._services.checks,
            check,
            self.id,
            key=key or self.id,
            params=known,
            places=places,
            count=number,
            severity=Severity.WARNING,
        )

    def _apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        from publisher.push.portals.static.build import build, release_key  # pages, drawn when pushed

        self._site = replace(self._site, synonyms=thesaurus.load(self._root))
        last = self._releases.current()
        if last != self._release:  # somebody moved the link since it was read
            self._release, self._entries = last, self._load(last).entries
            if last is not None:
                self._look(last)
        before = self._entries
        known = self._with_histories(before, last)
        refused: dict[str, PortalError] = {}
        harm = self._to_mend(shown)
        if harm.unsure or last is None:
            harm, last = replace(harm, unsure=True), None  # nothing is taken over
        left = self._harm.datasets.keys() - harm.datasets.keys() if last is not None else frozenset()
        others = [path for path in self._releases.folders() if path != last]
        while True:
            wanted = next_entries(steps, shown, before, known, refused, now, harm)
            self._site = self._site.naming(wanted)
            key = release_key(wanted, self._site)
            if last is not None and key == last.name.partition("-")[0] and not harm:
                entries: Mapping[str, Entry] = before
                break
            delta = self._releases.delta
            remove(delta)
            old = self._whole_of(last)
            faults, entries, kept = build(delta, wanted, self._site, last, before, harm, others, old, left)
            faults = faults or read_back(delta, last, entries, before, steps)
            if faults and faults.keys() <= refused.keys():  # another round would end the same
                raise next(iter(faults.values()))
            if not faults:
                with uncollected():
                    self._switch(PortalRecord(key, entries), last, before, kept, left)
                    if self._release is not None and (harm.datasets or harm.whole):
                        self._releases.drop(self._release)  # nobody shall go back to what others made of it
                break
            refused |= faults
            remove(delta)
        self._drop_harmed()
        # also where only the receipt is missing: the run that withdrew it may have been killed before this
        self._forget(
            [step.dataset for step in steps if step.publication is None and step.dataset not in refused], entries
        )
        for step in steps:
            if step.dataset in refused:
                yield step, refused[step.dataset]
            else:
                yield self._receipt(step, entries[step.dataset], now)

    def _drop_harmed(self) -> None:
        """Drop what others made of earlier releases, once nothing more is looked for in them: nobody shall go back
        to it."""
        shown = self._releases.current()
        while self._to_drop:
            release = self._to_drop.pop()
            if release != shown and release.is_dir():  # it may have become the next one
                self._releases.drop(release)

    def _forget(self, gone: Collection[str], entries: Mapping[str, Entry]) -> None:
        """Take the files of datasets that are `gone` now out of every release that is kept, and what others put
        back there of those that were withdrawn before."""
        from publisher.push.portals.static.build import OF_ALL, of_dataset

        if gone:  # the archives of all files hold theirs, too, and the search words of their cells
            roots = [*OF_ALL, *(path for dataset in gone for path in of_dataset(dataset))]
            with self._trees.at_work():  # first: a kill in between must not make it somebody else's work
                for release in self._releases.folders():
                    self._trees.taken_out(release.name, roots)
            self._releases.forget(roots)
        taken = {name: of_dataset(name) for name, entry in entries.items() if entry.withdrawn is not None}
        if back := self._releases.taken_again(taken):
            self._harm = replace(self._harm, whole={**self._harm.whole, **dict.fromkeys(back, "?")})

    def _receipt(self, step: PushStep, entry: Entry, now: datetime) -> Receipt:
        return self.receipt(step, _addresses(entry), _page(step.dataset), now, revision=entry.content)

    def _whole_of(self, last: Path | None) -> ReleaseSums:
        """The sums of the files of `last` that were not harmed."""
        return self._seen.sums.without(self._harmed()) if last is not None else ReleaseSums({}, {})

    def _harmed(self) -> set[str]:
        return {*self._harm.whole, *chain.from_iterable(self._harm.datasets.values())}

    def _switch(
        self,
        record: PortalRecord,
        last: Path | None,
        before: Mapping[str, Entry],
        kept: Collection[str],
        left: Collection[str],
    ) -> None:
        """Make what was built the release that readers see, and drop those beyond the number to keep. The datasets
        `left` were harmed and are not mended."""
        delta, seen = self._releases.delta, self._seen if last is not None else ReleaseLook(Harm())
        (delta / records.RECORD).write_bytes(records.dump(record, before))
        same = {dataset for dataset, entry in record.entries.items() if entry is before.get(dataset)}
        whole = {path: seen.sums.whole[path] for path in kept if path in seen.sums.whole}
        # the sums that were proven, also for what somebody else's file is carried over as
        proven = (entry.proven() for dataset, entry in record.entries.items() if dataset not in same)
        known = whole | dict(chain.from_iterable(item.items() for item in proven))
        sums = write_sums(delta, known, {name: lines for name, lines in seen.sums.blocks.items() if name in same})
        harmed = self._harmed()
        # what others put beside a dataset that is left as it stands stays, too, and goes on being said
        theirs = [path for name, files in self._harm.datasets.items() if name in same for path in files]
        spare = self._releases.spare(last)
        passed = self._trees.identical(last.name, spare.name) if last is not None and spare is not None else set()
        passed &= same & sums.blocks.keys() - {owner_of(path) for path in harmed} - set(left)
        links = partial(_inodes, last, seen)
        rest = [path for name in same & sums.blocks.keys() - passed for path in sums.of(name)]
        touched = self._releases.assemble(
            last,
            links([*whole, *theirs, *rest]),
            frozenset(root for name in passed for root in roots_of(name)),
            lambda: links([path for name in passed for path in sums.of(name)]),
        )
        release = self._releases.switch(record.key)
        self.writes += 1
        self._drop_harmed()
        self._releases.prune(release, last)
        places = [path.name for path in self._releases.folders()]
        with self._trees.at_work():
            # harmed ones are looked at again, and all that was made of them
            unsure = {owner_of(path) for path in harmed} | set(left)
            moved = sums.blocks.keys() - unsure - (passed if touched is not None else set())
            instead = spare.name if touched is not None and spare is not None else None
            self._trees.remember(release, sorted(moved), instead_of=instead)
            self._trees.distrust(unsure)
            self._trees.forget(places, sums.blocks.keys())
        self._watch.remember(release.name, release, {SUMS: sha256_of(release / SUMS)})
        sound = {path: value for path, value in sums.whole.items() if path not in harmed}
        self._watch.remember(FILES, release, sound, {path: seen.marks.get(path) for path in whole})
        if last is not None and last.name in places:
            was = {path: value for path, value in seen.sums.whole.items() if path not in harmed}
            self._watch.remember(beside(last), last, was, seen.marks)
        self._watch.forget(lambda place: place == FILES or place.partition(":")[0] in places)

    def _look(self, release: Path) -> None:
        self._seen = look(self._watch, self._trees, release, self._entries)
        self._harm = self._seen.harm
        if self._harm.unsure:
            self._entries = self._load(release, harmed=records.RECORD in self._harm.whole, sure=False).entries

    def _look_beside(self, shown: Path) -> None:
        """Look at the releases that are kept beside the one that readers see."""
        said = set(_inodes(shown, self._seen, self._harmed()).values())
        withdrawn = {name for name, entry in self._known.items() if entry.withdrawn is not None}
        for release in self._releases.folders():
            if release != shown:
                wrong = look_beside(self._watch, self._trees, release, self._seen.sums, withdrawn)
                if wrong and not self._keeps:
                    self._to_drop.append(release)
                if wrong:  # one file that stands in several releases is said of the one that readers see
                    self._beside[release] = {
                        path: now for path, now in wrong.items() if _inode_of(release, path) not in said
                    }

    def _load(self, release: Path | None, *, harmed: bool = False, sure: bool = True) -> PortalRecord:
        """What is known of a release: its record, or where that was `harmed` or lost the copy of it, or that of
        the newest release before it; an empty one when nobody knows any more. One that may not be as it was
        written (not `sure`) is read whole."""
        if release is not None and sure and (release / records.RECORD).is_file():
            with contextlib.suppress(OSError):
                if (found := read_quickly((release / records.RECORD).read_bytes(), release)) is not None:
                    return found
        paths = list(self._releases.records(release))
        for path in (paths[1], paths[0], *paths[2:]) if harmed else paths:
            with contextlib.suppress(PortalError):
                return records.read(path, release or self._releases.all)
        return PortalRecord("", {})

    def _with_histories(self, entries: Mapping[str, Entry], last: Path | None) -> Mapping[str, Entry]:
        """The entries with what is known of their versions elsewhere, where the portal was set back or lost."""
        found = []
        for path in self._releases.copies(but=last.name.partition("-")[0] if last is not None else ""):
            with contextlib.suppress(PortalError):
                found.append(records.read(path, self._releases.all).entries)
        if not found:
            return entries
        more = {name: entry for other in found for name, entry in other.items() if name not in entries}
        return {
            name: records.with_history(entry, (other[name] for other in found if name in other))
            for name, entry in (more | dict(entries)).items()
        }

    def _to_mend(self, shown: Mapping[str, Publication]) -> Harm:
        """What was harmed and is made anew: all of it, but for datasets in conflict."""
        left = {name for name in self._harm.datasets if name not in shown and not self._entries[name].withdrawn}
        datasets = {name: item for name, item in self._harm.datasets.items() if name not in left}
        return replace(self._harm, datasets=datasets)


def _inodes(last: Path | None, seen: ReleaseLook, paths: Iterable[str]) -> dict[str, int]:
    """The files at these paths of a release, by their inodes."""
    found = {}
    for path in paths:
        mark = seen.marks.get(path) or mark_of(f"{last}/{path}")
        if mark is not None:
            found[path] = mark.inode
    return found


def _inode_of(release: Path, path: str) -> int | None:
    mark = mark_of(f"{release}/{path}")
    return mark.inode if mark is not None else None


def _is_removed(entry: Entry, changed: Mapping[str, str]) -> bool:
    """Whether somebody took a dataset away whole, and not only some of its files."""
    if entry.withdrawn is not None or changed.get(_page(entry.publication.dataset)) != "":
        return False
    return all(changed.get(path) == "" for path in entry.proven())


def _remote(entry: Entry, changed: Mapping[str, str]) -> RemoteDataset:
    revision = entry.content
    return RemoteDataset(
        dataset=entry.publication.dataset,
        remote_id=f"dataset/{entry.publication.dataset}/",
        publication=None if entry.withdrawn else entry.publication.hash,
        revision=content_hash([revision, sorted(changed.items())]) if changed else revision,
        withdrawn=entry.withdrawn is not None,
        edited=bool(changed),
        how=words_of_harm(changed) if changed else None,
        notice=entry.withdrawn.reason if entry.withdrawn is not None else None,
        gone=_is_removed(entry, changed),
    )


def _gone(entry: Entry) -> RemoteDataset:
    how = msg("it was there and is gone from the portal")
    return replace(_remote(entry, {}), edited=True, how=how, gone=True)


def _addresses(entry: Entry) -> dict[str, str]:
    return {item.path: f"dataset/{entry.publication.dataset}/{item.path}" for item in entry.publication.artifacts}


def _page(dataset: str) -> str:
    return f"dataset/{dataset}/index.html"
