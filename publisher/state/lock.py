"""One run at a time: an advisory lock that the operating system drops with its process, however it dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from publisher.model.disk import disk_fault
from publisher.model.errors import BusyError, DiskError, Where
from publisher.model.state_place import StatePlace
from publisher.model.text import msg

PRIVATE = ("lock", "state.place", "state.sqlite*", "store", "reports", "documents", "work", "backups", "logs")
"""What lies in a workspace's own folder for nobody but its owner."""

_LOOK_SECONDS = 0.1


@contextmanager
def hold_lock(where: Path | StatePlace) -> Iterator[None]:
    """Hold the workspace for the length of the block; BusyError at once when another process holds it.

    Where a server keeps the state, its schema is held as well: a copy of the workspace may be on another machine.

    What is written meanwhile is its owner's alone, whatever the umask was; a portal of files, which is for
    everybody, sets the modes of its files itself.
    """
    folder = where if isinstance(where, Path) else where.folder
    with only_owner():
        try:
            keep_private(folder)
            file = (folder / "lock").open("a+", encoding="ascii")
        except OSError as error:
            raise _not_ours(folder, error) from None
        with file:
            _lock(file)
            if isinstance(where, Path) or not where.server.address:
                yield
                return
            from publisher.state.home import home_of

            with home_of(where).held():
                yield


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is at work in a workspace: the number of its process, and its machine (empty: this one)."""

    process: str
    host: str = ""


def holder_of(place: StatePlace) -> Holder | None:
    """The run at work in a workspace, here or, where a server keeps the state, on any machine; None without one.

    Raises StateError where the server cannot be asked.
    """
    if is_held(place.folder):
        with (place.folder / "lock").open(encoding="ascii", errors="replace") as file:
            return Holder(file.read(20).strip() or "?")
    if not place.server.address:
        return None
    from publisher.state.server_home import ServerHome

    return ServerHome(place).holder()


def is_held(folder: Path) -> bool:
    """Whether a run is at work in this workspace's own folder; False also where that cannot be seen."""
    try:
        with (folder / "lock").open(encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def only_owner() -> Iterator[None]:
    """New files and folders are readable by their owner only, for the length of the block."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def keep_private(folder: Path) -> None:
    """Make `folder`, which others may pass (a portal may lie below) but not list, and close what is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    set_mode(folder, 0o711)
    for name in PRIVATE:
        for path in folder.glob(name):
            if not path.is_symlink():
                set_mode(path, 0o700 if path.is_dir() else 0o600)


def set_mode(path: Path, mode: int) -> None:
    """Give `path` this mode, where it is ours to give."""
    with contextlib.suppress(PermissionError, FileNotFoundError):
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)


def _not_ours(folder: Path, error: OSError) -> Exception:
    """Why the workspace's own folder cannot be used, in words."""
    fault = disk_fault(error, folder)
    if fault is not None or not isinstance(error, PermissionError | FileExistsError | NotADirectoryError):
        return fault or error
    return DiskError(
        msg("the workspace's own folder cannot be written"),
        Where(str(folder)),
        msg("give it to the account of the nightly job, and see that it is a folder"),
    )


def _lock(file: TextIO) -> None:
    """Take the lock and write the process's number into it, for whoever finds it taken."""
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # somebody may only have looked whether it is held
            time.sleep(_LOOK_SECONDS)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read(20).strip() or "?"
        raise BusyError(
            msg("another run (process {process}) is at work in this workspace", process=holder),
            Where(file.name),
            msg("wait until it has ended; a run that was killed holds nothing"),
        ) from None
    with contextlib.suppress(OSError):  # a full disk: the lock holds without the number
        os.ftruncate(file.fileno(), 0)
        os.pwrite(file.fileno(), str(os.getpid()).encode(), 0)
