"""Room on the disk: asked for before a night, and named when it runs out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from publisher.model.disk import FREE_SOME
from publisher.model.errors import DiskError
from publisher.model.text import msg

LEAST_BYTES = 16 * 1024**2
"""Free space without which no night begins: its report and the state's own journal need as much."""
TIMES = 3
"""How often a dataset's new files may lie on the disk at once: being made, in the store, in a new release."""


def require_space(folder: Path, largest: int) -> None:
    """Raise DiskError when the disk of `folder` has no room to make its largest dataset (in bytes) anew."""
    needed = max(LEAST_BYTES, TIMES * largest)
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
            hint=FREE_SOME,
        )


def bytes_below(folder: Path) -> int:
    """What the files below `folder` take."""
    return sum(_sizes(folder))


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
