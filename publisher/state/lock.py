"""One run at a time: an advisory lock that the operating system drops with its process, however it dies."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import UnsupportedOperation
from pathlib import Path
from typing import TextIO

from publisher.model.disk import disk_fault
from publisher.model.errors import BusyError, DiskError, Where
from publisher.model.machine import machine_fault
from publisher.model.state_place import StatePlace
from publisher.model.text import msg
from publisher.state.modes import keep_private, only_owner

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
        except UnsupportedOperation:  # a FIFO
            raise _not_ours(folder, FileExistsError(errno.EEXIST, "", str(folder / "lock"))) from None
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


def _not_ours(folder: Path, error: OSError) -> Exception:
    """Why the workspace's own folder cannot be used, in words."""
    fault = disk_fault(error, folder)
    if fault is not None or not isinstance(error, PermissionError | FileExistsError | NotADirectoryError):
        return fault or machine_fault(error) or error
    if error.filename == str(folder / "lock") and folder.is_dir():
        return machine_fault(error) or error
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
