"""Bringing an old release up to date: only the names in which it differs from the new one are touched.

A release that is no longer to be kept differs from the next by what a few nights changed. To make it into the next
one costs as many names as changed; to link everything anew costs as many as the portal has files.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.push.portals.static.kept.files import FOLDER_MODE, flush, open_to_all, take_over


@dataclass(slots=True)
class Assembly:
    """What was touched: files that were put in (by their paths), and the folders whose names changed."""

    files: list[str] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)


class SpareError(OSError):
    """An old release from which something cannot be taken: nothing was put into it yet."""


def bring_up_to_date(
    tree: Path, last: Path, carried: Mapping[str, int], delta: Path, passed: Collection[str] = frozenset()
) -> Assembly:
    """Make of `tree`, an old release, the one that has the files `carried` (by path, each with its inode) from the
    release `last`, and those of `delta`, which are moved.

    A file of `tree` that is not the very same as in `last` gives way to it: nothing is shown of what others may
    have done to an old release. What is `passed` (folders with a slash at the end, and files) is the very same
    already. Raises SpareError where that is refused.
    """
    try:
        left, thinned = _thin_out(tree, carried, passed)
    except OSError as error:
        raise SpareError(error.errno, error.strerror) from error
    done = Assembly(folders=thinned)
    for path in left:
        if take_over(f"{last}/{path}", f"{tree}/{path}"):
            flush(f"{tree}/{path}")
        done.files.append(path)
        done.folders |= _above(path)
    for folder, names in _walk(str(delta)):
        os.makedirs(f"{tree}/{folder}", exist_ok=True)  # noqa: PTH103
        for name, inode in names:
            if inode is not None:
                os.rename(f"{delta}/{folder}{name}", f"{tree}/{folder}{name}")  # noqa: PTH104
                done.files.append(f"{folder}{name}")
        done.folders |= {folder} | _above(folder[:-1])
    return done


def _thin_out(tree: Path, carried: Mapping[str, int], passed: Collection[str]) -> tuple[set[str], set[str]]:
    """Take out what is not the very same; which of `carried` are missing then, and the folders that lost names."""
    same: set[str] = set()
    thinned: set[str] = set()
    folders = []
    for folder, names in _walk(str(tree), passed, opened=True):
        folders.append(folder)
        if not names:
            thinned.add(folder)
        for name, inode in names:
            if inode is None:
                continue
            path = folder + name
            if carried.get(path) == inode:
                same.add(path)
            else:
                os.unlink(f"{tree}/{path}")  # noqa: PTH108 - see files.take_over
                thinned.add(folder)
    _remove_empty(tree, folders, thinned)
    return carried.keys() - same, thinned


def flush_folders(tree: Path, folders: set[str]) -> None:
    """Put the changed names of these folders on the disk, readable by everybody."""
    for folder in sorted(folders):
        path = f"{tree}/{folder}"
        if os.path.isdir(path):  # noqa: PTH112
            open_to_all(path, FOLDER_MODE)
            flush(path)


def _walk(
    root: str, passed: Collection[str] = frozenset(), *, opened: bool = False
) -> Iterator[tuple[str, list[tuple[str, int | None]]]]:
    """Every folder below `root` by its path (a slash at its end; empty for `root` itself), the upper ones first.

    With the names in it: files and links with their inodes, folders and what is `passed` with none. Closed ones
    are `opened` first.
    """
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        names: list[tuple[str, int | None]] = []
        if opened:
            open_to_all(f"{root}/{folder}", FOLDER_MODE)
        with os.scandir(f"{root}/{folder}") as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    if f"{folder}{item.name}/" not in passed:
                        waiting.append(f"{folder}{item.name}/")
                    names.append((item.name, None))
                elif f"{folder}{item.name}" in passed:
                    names.append((item.name, None))
                else:
                    names.append((item.name, item.inode()))
        yield folder, names


def _remove_empty(tree: Path, folders: list[str], thinned: set[str]) -> None:
    """Remove the folders that lost all their names; the folders above them lost one, too."""
    for folder in reversed(folders):
        if folder and folder in thinned:
            with contextlib.suppress(OSError):  # it has other names
                os.rmdir(f"{tree}/{folder}")  # noqa: PTH106
                thinned.add(_parent(folder[:-1]))


def _above(path: str) -> set[str]:
    """All folders above a path, any of which may have been made for it."""
    found = {""}
    while path := _parent(path)[:-1]:
        found.add(f"{path}/")
    return found


def _parent(path: str) -> str:
    """The folder of a path, with a slash at its end; empty for the root's."""
    return path[: path.rfind("/") + 1]
