"""What a run did, line by line, in a file of its own: time, run, what, outcome; no value of any cell."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from publisher.model.errors import BusyError
from publisher.state.lock import is_held

KEEP = 60
FOLDER = "logs"


@dataclass(slots=True)
class Log:
    """Writes lines of one run, each on the disk's way at once. `clock` gives the time of a line.

    A disk that is full ends the log, and not the run.
    """

    file: IO[bytes]
    clock: Callable[[], datetime]
    cut: bool = False
    """Whether the last line found no room for its end."""

    def line(self, what: str, **values: str | int | float) -> None:
        """One line of JSON; empty values are left out."""
        row = {
            "time": self.clock().isoformat(),
            "what": what,
            **{key: value for key, value in values.items() if value != ""},
        }
        text = json.dumps(row, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"
        text = b"\n" + text if self.cut else text
        written = 0
        with contextlib.suppress(OSError):
            written = self.file.write(text)
        self.cut = written < len(text) and (self.cut or written > 0)


def open_log(folder: Path, clock: Callable[[], datetime]) -> Log:
    """A new log in `folder`/logs; the oldest beyond KEEP go. Raises OSError."""
    kept = folder / FOLDER
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem, count = f"{clock():%Y%m%d-%H%M%S}", 0
    for newest in logs(folder)[:1]:  # the clock may have been set back
        base, number = newest.stem[: len(stem)], newest.stem[len(stem) + 1 :]
        if base >= stem:
            stem, count = base, int(number) + 1
    path = kept / f"{stem}-{count:03}.jsonl"
    file = path.open("xb", buffering=0)
    path.chmod(0o600)
    for old in logs(folder)[KEEP:]:
        old.unlink(missing_ok=True)
    return Log(file, clock)


def logs(folder: Path) -> list[Path]:
    """The logs of a workspace, newest first."""
    return sorted((folder / FOLDER).glob("*.jsonl"), key=lambda path: path.name, reverse=True)


def broke_off(folder: Path) -> Path | None:
    """The newest log, when it has no end and nobody is writing it: its run was killed, or the machine stopped."""
    newest = next((path for path in logs(folder) if not was_busy(path)), None)
    if newest is None or has_end(newest) or is_held(folder):
        return None
    return newest if not has_end(newest) else None  # it may have ended in between


def was_busy(path: Path) -> bool:
    """Whether it is the log of a run that was none: another one was at work."""
    return any(row.get("what") == "broke-off" and row.get("kind") == BusyError.__name__ for row in lines(path))


def has_end(path: Path) -> bool:
    """Whether a log says how its run ended."""
    return any(row.get("what") in ("end", "broke-off") for row in lines(path))


def lines(path: Path) -> Iterator[dict[str, object]]:
    """The lines of a log; one that a kill cut off is left out."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for text in file:
            try:
                found = json.loads(text)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found
