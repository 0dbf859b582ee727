"""What the machine says of its disk, in words: full, read-only, failing."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from publisher.model.errors import DiskError, Where
from publisher.model.text import msg

FREE_SOME = msg("free space there, or move the workspace to a larger disk; nothing published was touched")
"""What to do when there is no room."""


def disk_fault(error: OSError, folder: Path | None = None) -> DiskError | None:
    """The error in our words when it is the disk's: full, over its quota, read-only, failing; else None.

    `folder` is where it happened, for an error that does not say.
    """
    place = Path(os.fsdecode(error.filename)).parent if error.filename is not None else folder
    shown = "?" if place is None else str(place).encode(errors="backslashreplace").decode()
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskError(msg("there is no space left on {folder}", folder=shown), Where(shown), FREE_SOME)
    if error.errno == errno.EFBIG:
        hint = msg("raise the largest size of a file: `ulimit -f`, or LimitFSIZE of the unit")
        return DiskError(msg("a file may not become as large as it has to"), Where(shown), hint)
    if error.errno == errno.EROFS:
        hint = msg("make the disk writable again: a disk becomes read-only when it fails")
        return DiskError(msg("the disk of {folder} is read-only", folder=shown), Where(shown), hint)
    if error.errno == errno.EIO:
        hint = msg("look at the disk's health before the next run")
        return DiskError(msg("the disk of {folder} failed", folder=shown), Where(shown), hint)
    return None


def disk_fault_in(fault: BaseException, folder: Path) -> DiskError | None:
    """The same for an exception of a library that wraps what the system said; None when no disk is behind it."""
    for cause in chain(fault):
        if isinstance(cause, OSError) and (found := disk_fault(cause, folder)) is not None:
            return found
        if getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or "os error 28" in str(cause):
            return disk_fault(OSError(errno.ENOSPC, ""), folder)
    return None


def chain(fault: BaseException) -> Iterator[BaseException]:
    """A fault and those that it came from."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [fault]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
