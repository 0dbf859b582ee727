"""The folder of a portal: its releases, and the one link that says which of them readers see.

releases/<key>/   complete portals; a name means one content
current           a link to the release that readers see, switched by one rename
.record.json      what that release shows, once more, beyond the reach of whoever edits what readers see
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.text import msg
from publisher.push.portals.static.kept.files import (
    FOLDER_MODE,
    flush,
    flush_tree,
    make_open,
    open_to_all,
    remove,
)
from publisher.push.portals.static.kept.record import RECORD

_BUILDING = ".building"
_LINK = "current"
_NEW_LINK = ".current.new"
_COPY = ".record.json"
_LOCK = ".lock"


class ReleaseFolder:
    """The releases below `folder`, of which `keep` stay."""

    def __init__(self, folder: Path, keep: int) -> None:
        self.folder = folder
        self.all = folder / "releases"
        self.link = folder / _LINK
        self.building = self.all / _BUILDING
        self._keep = max(keep, 1)

    @property
    def astray(self) -> bool:
        """Whether the link is there and leads to none of our releases: somebody moved it, or took its release."""
        return self.link.is_symlink() and self.current() is None

    def current(self) -> Path | None:
        """The release that readers see; none on the first night, and when the link leads elsewhere."""
        if not self.link.is_symlink():
            if self.link.exists():
                raise PortalError(
                    msg("{path} is not a link to a release", path=str(self.link)),
                    hint=msg("move it away: the portal keeps its own files there"),
                )
            return None
        release = self.all / self.link.readlink().name
        # the name alone proves nothing: readers see what the link leads to
        return release if release.is_dir() and not release.is_symlink() and _same(release, self.link) else None

    def records(self, release: Path | None) -> Iterator[Path]:
        """Where a record may be had, the best first: the release's own, the copy, those of earlier releases."""
        others = sorted(self.all.glob("[0-9a-f]*"), key=lambda path: path.stat().st_ctime, reverse=True)
        if release is not None:
            yield release / RECORD
        yield self.folder / _COPY
        yield from (path / RECORD for path in others if path != release)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Alone in the folder, with what a killed run left behind cleared away. Raises PortalError."""
        make_open(self.all)
        for folder in (self.folder, self.all):
            open_to_all(folder, FOLDER_MODE)
        with (self.folder / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PortalError(
                    msg("another run is writing the portal in {folder}", folder=str(self.folder)),
                    hint=msg("two workspaces with the same path would undo each other's work; give each its own"),
                ) from None
            remove(self.building)
            remove(self.folder / _NEW_LINK)
            yield

    def switch(self, key: str) -> Path:
        """Make what was built the release `key` that readers see; returns where it lies."""
        flush_tree(self.building)  # every file of the release is on the disk before anything points at it
        release = self._free_name(key)
        remove(release)  # an old release of the same content: what was built and read back is the better one
        self.building.rename(release)
        flush(self.all)
        new_link = self.folder / _NEW_LINK
        new_link.symlink_to(Path("releases") / release.name)
        new_link.replace(self.link)
        copy = self.folder / f"{_COPY}.new"
        copy.write_bytes((release / RECORD).read_bytes())
        copy.replace(self.folder / _COPY)
        flush(self.folder)
        return release

    def prune(self, release: Path, last: Path | None) -> None:
        """Keep the newest releases; the one shown and the one before it always count among them."""
        others = [path for path in self.folders() if path not in (release, last)]
        others.sort(key=lambda path: (path.stat().st_ctime, path.name), reverse=True)
        kept = [path for path in (release, last) if path is not None] + others
        for path in kept[self._keep :]:
            remove(path)

    def forget(self, paths: Sequence[str]) -> None:
        """Take files and folders out of every release but the one that readers see: they shall be had no more."""
        shown = self.current()
        for release in self.folders():
            if release != shown:
                for path in paths:
                    remove(release / path)

    def folders(self) -> list[Path]:
        """All releases, the one that readers see among them."""
        return [path for path in self.all.iterdir() if path.is_dir() and not path.is_symlink()]

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
