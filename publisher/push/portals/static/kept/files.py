"""Putting files into a release that is being built: linked from the last release where they are the same."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path, PurePosixPath

from publisher.model.errors import PortalError
from publisher.model.release import Artifact
from publisher.model.text import msg
from publisher.push.portals.static.kept.record import Entry, StoredFile

GENERATED = frozenset(
    {
        "index.html",
        "dcat.ttl",
        "metadata.json",
        "certificate.html",
        "croissant.json",
        "feed.atom",
        "SHA256SUMS",
        "version",
    }
)
"""Names in a dataset's folder that are the portal's own."""
FILE_MODE, FOLDER_MODE = 0o644, 0o755
_CHUNK = 1 << 20
_FLUSHES_AT_ONCE = 32
"""Flushes that are asked for together share one commit of the file system's journal."""


def write(path: Path, content: bytes | str, stamp: datetime) -> None:
    """Write a generated file with the time of what it tells of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    set_time(path, int(stamp.timestamp()))


def set_time(path: Path, stamp: int) -> None:
    """Set the modification time, which web servers send as Last-Modified."""
    os.utime(path, (stamp, stamp))


def take_over(source: Path | str, target: Path | str) -> bool:
    """The same file in a second place: a hard link, or a copy where the file system has none; true for a copy,
    which is not on the disk yet.

    A source that is not there (a withdrawn dataset has few files, a stranger may have removed one) is passed over.
    """
    # os and plain strings here and below: a portal has a million files
    try:
        os.link(source, target)
    except FileNotFoundError:
        if os.path.exists(source):  # noqa: PTH110 - the folder is what is missing
            os.makedirs(os.path.dirname(target))  # noqa: PTH103, PTH120
            return take_over(source, target)
    except OSError:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        shutil.copy2(source, target)
        return True
    return False


def place(
    entry: Entry, target: Path, last: Path | None, earlier: Entry | None, harmed: Collection[str] = ()
) -> tuple[StoredFile, ...]:
    """Put the artifacts of a publication into `target`, the dataset's folder of the new release.

    `last` is that folder in the last release, `earlier` what it shows, `harmed` the files there that are not as
    they were built. Raises PortalError when a file is not what was proven.
    """
    known: Mapping[str, StoredFile] = {file.path: file for file in earlier.files} if earlier else {}
    stamp = int(entry.modified.timestamp())
    placed = []
    for artifact in entry.publication.artifacts:
        _refuse_odd_path(artifact)
        path = target / artifact.path
        before = known.get(artifact.path)
        same = before is not None and before.sha256 == artifact.sha256 and artifact.path not in harmed
        if last is not None and before is not None and same and untouched(last / artifact.path, before):
            take_over(last / artifact.path, path)
            placed.append(before)
        else:
            _copy(entry.publication.folder / artifact.path, path, artifact)
            set_time(path, stamp)
            placed.append(StoredFile(artifact.path, artifact.bytes, artifact.sha256, stamp))
    return tuple(placed)


def untouched(path: Path, file: StoredFile) -> bool:
    """Whether a file still has the size and the time that it was written with."""
    try:
        status = path.stat()
    except OSError:
        return False
    return status.st_size == file.bytes and int(status.st_mtime) == file.stamp


def _refuse_odd_path(artifact: Artifact) -> None:
    path = PurePosixPath(artifact.path)
    odd = path.is_absolute() or ".." in path.parts or not artifact.path.isascii() or artifact.path.startswith(".")
    if odd or path.parts[0] in GENERATED:
        raise PortalError(msg("the file {file} has a name that the portal cannot give it", file=artifact.path))


def _copy(source: Path, target: Path, artifact: Artifact) -> None:
    """Copy, hashing what goes by, so that what is placed is what was proven."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    try:
        with source.open("rb") as reading, target.open("wb") as writing:
            while chunk := reading.read(_CHUNK):
                digest.update(chunk)
                writing.write(chunk)
    except FileNotFoundError:
        raise PortalError(msg("the file {file} of the publication is missing", file=artifact.path)) from None
    if digest.hexdigest() != artifact.sha256:
        raise PortalError(msg("the file {file} is not what was proven", file=artifact.path))


def remove(path: Path) -> None:
    """Remove a folder or link of ours, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def flush_tree(folder: Path) -> None:
    """Put everything new below `folder` on the disk, readable by everybody: folders, and files that are no second
    place of another.

    The web server is mostly another user, and the umask of a nightly job is mostly strict. Nothing else is waited
    for, whatever other programs write beside it.
    """
    with ThreadPoolExecutor(_FLUSHES_AT_ONCE) as pool:
        for _ in pool.map(_publish, _new_paths(str(folder))):
            pass  # an error of any of them is raised here


def _new_paths(folder: str) -> Iterator[str]:
    """Folders, and the files of which every place lies below `folder`: the others were on the disk before."""
    places: dict[int, list[str]] = {}
    links: dict[int, int] = {}
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        for item in os.scandir(place):
            if item.is_dir(follow_symlinks=False):
                waiting.append(item.path)
            else:
                status = item.stat(follow_symlinks=False)
                places.setdefault(status.st_ino, []).append(item.path)
                links[status.st_ino] = status.st_nlink
        yield place
    yield from (found[0] for inode, found in places.items() if links[inode] == len(found))


def _publish(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fchmod(descriptor, FOLDER_MODE if os.path.isdir(path) else FILE_MODE)  # noqa: PTH112 - see take_over
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_open(folder: Path) -> None:
    """Make `folder` and what is missing above it, readable by everybody."""
    if not folder.is_dir():
        make_open(folder.parent)
        folder.mkdir(exist_ok=True)
        open_to_all(folder, FOLDER_MODE)


def open_to_all(path: Path | str, mode: int) -> bool:
    """Give a file or folder of the portal its mode, where it has another and is ours.

    True when readers were kept out of it, anybody could write it, or it ran with the rights of its owner.
    """
    bits = 0o7777 if mode == FILE_MODE else 0o777  # a folder may give its group to what is made in it
    try:
        found = os.stat(path).st_mode & bits  # noqa: PTH116 - see take_over
        if found == mode:
            return False
        os.chmod(path, mode)  # noqa: PTH101
    except OSError:
        return False
    others = mode & 0o007
    return found & others != others or bool(found & 0o6002)


def take_back(path: str, owner: int, found: int) -> bool | None:
    """Whether a file or folder belonged to another account, which could write it at any time, and is ours again;
    None when that is not for us to do."""
    if found in (owner, os.geteuid(), 0):
        return False
    try:
        os.chown(path, owner, -1, follow_symlinks=False)
    except OSError:
        return None
    return True


def flush(path: Path | str) -> None:
    """Put a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
