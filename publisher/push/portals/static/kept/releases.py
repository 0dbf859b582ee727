"""The folder of a portal: its releases, and the one link that says which of them readers see.

releases/<key>/   complete portals; a name means one content
current           a link to the release that readers see, switched by one rename
.record.json      what that release shows, once more, beyond the reach of whoever edits what readers see
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.text import msg
from publisher.push.portals.static.kept.assembly import SpareError, bring_up_to_date, flush_folders
from publisher.push.portals.static.kept.files import (
    FOLDER_MODE,
    flush,
    flush_tree,
    make_open,
    open_to_all,
    remove,
    take_over,
)
from publisher.push.portals.static.kept.record import RECORD

_BUILDING = ".building"
_DELTA = ".delta"
_LINK = "current"
_NEW_LINK = ".current.new"
_COPY = ".record.json"
_LOCK = ".lock"
_OURS = re.compile(r"releases|current|\.current\.new|\.lock|\.record\.json(\.new)?|\.watch\.sqlite(-\w+)?")
_LEFT_OUT = b'<meta name="robots" content="noindex">'
_RELEASE = re.compile(r"[0-9a-f]+(-\d)?")


class ReleaseFolder:
    """The releases below `folder`, of which `keep` stay."""

    def __init__(self, folder: Path, keep: int, beyond: Path | None = None) -> None:
        """`beyond` is one more copy of the record, outside: the portal's folder may be put back from a backup."""
        self.folder = folder
        self.all = folder / "releases"
        self.link = folder / _LINK
        self.building = self.all / _BUILDING
        self.delta = self.all / _DELTA
        """Where what is new in a release is made, before anything else is touched."""
        self._keep = max(keep, 1)
        self._beyond = beyond

    @property
    def astray(self) -> bool:
        """Whether readers see something there that is none of our releases: the link was moved, its release was
        taken, or a backup was put back that had followed the link."""
        return (self.link.is_symlink() or self._is_copy()) and self.current() is None

    def current(self) -> Path | None:
        """The release that readers see; none on the first night, and when the link leads elsewhere."""
        if not self.link.is_symlink():
            if self.link.exists() and not self._is_copy():
                raise PortalError(
                    msg("{path} is not a link to a release", path=str(self.link)),
                    hint=msg("move it away: the portal keeps its own files there"),
                )
            return None
        release = self.all / self.link.readlink().name
        # the name alone proves nothing: readers see what the link leads to
        return release if release.is_dir() and not release.is_symlink() and _same(release, self.link) else None

    def _is_copy(self) -> bool:
        """Whether a folder stands in the place of the link that holds a release of ours."""
        return not self.link.is_symlink() and (self.link / RECORD).is_file()

    def reopen(self) -> Iterator[str]:
        """Let readers pass the folders down to the release that they see. Gives the names of those that kept them
        out, or that anybody could write."""
        for path in (self.folder, self.all):
            if open_to_all(path, FOLDER_MODE):
                yield f"{path.name}/"
        release = self.current()
        if release is not None and open_to_all(release, FOLDER_MODE):
            yield f"{release.name}/"

    def strange(self) -> Iterator[str]:
        """What lies beside the releases and is not ours: a web server may read rules or pages there."""
        for item in sorted(self.folder.iterdir() if self.folder.is_dir() else ()):
            if not _OURS.fullmatch(item.name):
                yield item.name
        for item in sorted(self.all.iterdir() if self.all.is_dir() else ()):
            if item.name not in (_BUILDING, _DELTA) and not _RELEASE.fullmatch(item.name):
                yield f"{self.all.name}/{item.name}"

    def records(self, release: Path | None) -> Iterator[Path]:
        """Where a record may be had, the best first: the release's own, the copy, those of earlier releases."""
        others = sorted(self.all.glob("[0-9a-f]*"), key=lambda path: path.stat().st_ctime, reverse=True)
        if release is not None:
            yield release / RECORD
        yield self.folder / _COPY
        if self._beyond is not None:
            yield self._beyond
        yield from (path / RECORD for path in others if path != release)

    def copies(self, but: str) -> Iterator[Path]:
        """The copies of the record that tell of another release than `but`."""
        for path in (self.folder / _COPY, self._beyond):
            with suppress(OSError):
                if path is not None and f'"key": "{but}"'.encode() not in _head(path):
                    yield path

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Alone in the folder, with what a killed run left behind cleared away. Raises PortalError."""
        make_open(self.all)
        for folder in (self.folder, self.all):
            open_to_all(folder, FOLDER_MODE)
        for name in (_LOCK, _COPY):
            if (self.folder / name).is_dir():
                remove(self.folder / name)
        with (self.folder / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PortalError(
                    msg("another run is writing the portal in {folder}", folder=str(self.folder)),
                    hint=msg("two workspaces with the same path would undo each other's work; give each its own"),
                ) from None
            for path in (self.building, self.delta, self.folder / _NEW_LINK):
                self._clear(path)
            yield

    def assemble(
        self,
        last: Path | None,
        carried: Mapping[str, int],
        passed: Collection[str] = frozenset(),
        others: Callable[[], Mapping[str, int]] = dict,
    ) -> list[str] | None:
        """Put together what is to be the next release, on the disk: what was made in `delta`, and from the release
        `last` the files `carried` (by path, with their inodes).

        An old release that would not be kept beside it is brought up to date, where there is one; the paths of the
        files touched are then returned. What is `passed` is the very same in it. Else every file is linked, and
        `others` gives those that were passed.
        """
        spare = self.spare(last)
        if spare is None or last is None:
            self._link_anew(last, {**carried, **others()})
            return None
        flush_tree(self.delta)
        spare.rename(self.building)
        flush(self.all)  # it is no release from here on, whatever its record says
        try:
            done = bring_up_to_date(self.building, last, carried, self.delta, passed)
        except SpareError:
            self._clear(self.building)
            self._link_anew(last, {**carried, **others()})
            return None
        flush_folders(self.building, done.folders)
        remove(self.delta)
        return done.files

    def _link_anew(self, last: Path | None, carried: Mapping[str, int]) -> None:
        self.delta.rename(self.building)
        for path in carried:
            take_over(f"{last}/{path}", f"{self.building}/{path}")
        flush_tree(self.building)

    def _clear(self, path: Path) -> None:
        """Remove what is in our way; what cannot be removed is set aside, where `strange` names it every night."""
        try:
            remove(path)
        except OSError:
            names = (path.with_name(f"{path.name}-{number}") for number in count(1))
            path.rename(next(name for name in names if not os.path.lexists(name)))

    def spare(self, last: Path | None) -> Path | None:
        """The release that the next one would push out."""
        others = self._others(last)
        return others[-1] if last is not None and len(others) + 2 > self._keep and others else None

    def switch(self, key: str) -> Path:
        """Make what was assembled the release `key` that readers see; returns where it lies."""
        release = self._free_name(key)
        self.drop(release)  # an old release of the same content: what was built and read back is the better one
        self.building.rename(release)
        flush(self.all)
        new_link = self.folder / _NEW_LINK
        new_link.symlink_to(Path("releases") / release.name)
        if self._is_copy():
            remove(self.link)
        new_link.replace(self.link)
        for target in (self.folder / _COPY, self._beyond):
            if target is not None:
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                copy = target.with_name(f"{target.name}.new")
                copy.write_bytes((release / RECORD).read_bytes())
                copy.replace(target)
        flush(self.folder)
        return release

    def prune(self, release: Path, last: Path | None) -> None:
        """Keep the newest releases; the one shown and the one before it always count among them."""
        kept = [path for path in (release, last) if path is not None] + self._others(release, last)
        for path in kept[self._keep :]:
            self.drop(path)

    def drop(self, release: Path) -> None:
        """Remove a release: killed midway, no half of it stays under its name."""
        if release.is_dir() and not release.is_symlink():
            release = release.rename(self.delta)  # free once what was made in it is assembled
        self._clear(release)

    def _others(self, *but: Path | None) -> list[Path]:
        """The releases but these, the newest first."""
        found = [path for path in self.folders() if path not in but]
        return sorted(found, key=lambda path: (path.stat().st_ctime, path.name), reverse=True)

    def forget(self, paths: Sequence[str]) -> None:
        """Take files and folders out of every release but the one that readers see: they shall be had no more."""
        shown = self.current()
        for release in self.folders():
            if release != shown:
                for path in paths:
                    remove(release / path)

    def taken_again(self, withdrawn: Mapping[str, Sequence[str]]) -> list[str]:
        """Take out of the other releases what others put back of withdrawn datasets (their folders and files by
        name) beside the pages that say so; returns the paths."""
        found = []
        shown = self.current()
        for release in self.folders() if withdrawn else ():
            for path in (path for paths in withdrawn.values() for path in paths if release != shown):
                place = release / path
                pages = "dataset/" in path and place.is_dir() and not place.is_symlink()
                for item in sorted(place.iterdir()) if pages else [place]:
                    if os.path.lexists(item) and not _says_withdrawn(item):
                        remove(item)
                        found.append(item.relative_to(self.folder).as_posix())
        return found

    def folders(self) -> list[Path]:
        """All releases, the one that readers see among them; what is none of ours is not touched."""
        return [
            path
            for path in self.all.iterdir()
            if _RELEASE.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
        ]

    def _free_name(self, key: str) -> Path:
        """A place for the release `key` beside the one that readers see, which may be the same one, harmed."""
        shown = self.current()
        names = (key, f"{key}-1", f"{key}-2")
        return next(path for name in names if (path := self.all / name) != shown)


def _same(release: Path, link: Path) -> bool:
    try:
        return os.path.samefile(release, link)  # noqa: PTH121 - both may be gone meanwhile
    except OSError:
        return False


def _says_withdrawn(path: Path) -> bool:
    """Whether it is a page that only says that its dataset was withdrawn: no other page of a dataset asks search
    engines to leave it out."""
    return (
        path.name == "index.html" and path.is_file() and not path.is_symlink() and _LEFT_OUT in path.read_bytes()
    )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(200)
