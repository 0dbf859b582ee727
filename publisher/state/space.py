"""Room on the disk: asked for before a night, and named when it runs out."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from publisher.model.errors import DiskError, Where
from publisher.model.text import msg

LEAST_BYTES = 16 * 1024**2
"""Free space without which no night begins: its report and the state's own journal need as much."""
TIMES = 3
"""How often the published files may lie on the disk at once: being made, in the store, in a new release."""


def require_space(folder: Path, published: int) -> None:
    """Raise DiskError when the disk of `folder` has too little room for a night; `published` are the bytes of the
    files that stand published now."""
    needed = max(LEAST_BYTES, TIMES * published)
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < needed:
        raise DiskError(
            msg(
                "there is too little space left on {folder}: {free} MB, and a night may take {needed} MB",
                folder=str(folder),
                free=free // 1024**2,
                needed=-(-needed // 1024**2),
            ),
            hint=_FREE_SOME,
        )


def bytes_below(folder: Path) -> int:
    """What the files below `folder` take."""
    return sum(_sizes(folder))


def disk_fault(error: OSError, folder: Path | None = None) -> DiskError | None:
    """The error in our words when it is the disk's: full, over its quota, read-only, failing; else None.

    `folder` is where it happened, for an error that does not say.
    """
    place = Path(os.fsdecode(error.filename)).parent if error.filename is not None else folder
    shown = "?" if place is None else str(place).encode(errors="backslashreplace").decode()
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskError(msg("there is no space left on {folder}", folder=shown), Where(shown), _FREE_SOME)
    if error.errno == errno.EROFS:
        hint = msg("make the disk writable again: a disk becomes read-only when it fails")
        return DiskError(msg("the disk of {folder} is read-only", folder=shown), Where(shown), hint)
    if error.errno == errno.EIO:
        hint = msg("look at the disk's health before the next run")
        return DiskError(msg("the disk of {folder} failed", folder=shown), Where(shown), hint)
    return None


_FREE_SOME = msg("free space there, or move the workspace to a larger disk; nothing published was touched")


def _sizes(folder: Path) -> Iterable[int]:
    try:
        found = list(os.scandir(folder))
    except OSError:
        return
    for item in found:
        if item.is_dir(follow_symlinks=False):
            yield from _sizes(Path(item.path))
        elif item.is_file(follow_symlinks=False):
            yield item.stat(follow_symlinks=False).st_size
