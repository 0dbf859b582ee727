"""Who may read what the program makes: its owner alone, but for what is published."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = ("lock", "state.place", "state.sqlite*", "store", "reports", "documents", "work", "backups", "logs")
"""What lies in a workspace's own folder for nobody but its owner."""


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
