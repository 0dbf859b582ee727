"""One run at a time: an advisory lock that the operating system drops with its process, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.model.errors import BusyError, Where
from publisher.model.text import msg


@contextmanager
def hold_lock(folder: Path) -> Iterator[None]:
    """Hold the workspace for the length of the block; BusyError at once when another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(20).strip() or "?"
            raise BusyError(
                msg("another run (process {process}) is at work in this workspace", process=holder),
                Where(str(path)),
                msg("wait until it has ended; a run that was killed holds nothing"),
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
