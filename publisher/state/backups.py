"""Copies of the state: one before every run, the newest kept, each whole in itself; and the way back to one.

A copy holds everything but what the crawl remembers of pages, which is most of a large state and is made again by
looking; a site is then crawled anew as on its first night. Of a file it is a file, of a server an export.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from publisher.model.errors import StateError, UserError, Where
from publisher.model.state_place import StatePlace
from publisher.model.text import Message, msg
from publisher.state.faults import damaged
from publisher.state.file_home import faults_of_file
from publisher.state.home import home_of
from publisher.state.moving import faults_of_export, is_export, made_of
from publisher.state.moving import write as write_export

KEEP = 14
"""Backups kept; the oldest go first."""
FOLDER = "backups"
_ENDINGS = (".sqlite", ".jsonl")


def back_up_if_changed(where: Path | StatePlace, now: datetime) -> None:
    """Make a backup, unless the newest one has everything that the state has."""
    home = home_of(where)
    newest = next(iter(backups(home.folder)), None)
    if home.exists() and (newest is None or home.changed_since(newest)):
        back_up(where, now)


def back_up(where: Path | StatePlace, now: datetime, target: Path | None = None) -> Path | None:
    """Copy the state as it is at one moment, also while a run writes it; returns the copy.

    None when there is no state yet. Without `target` the copy goes into the folder's backups and the oldest beyond
    KEEP are removed. Raises StateError when the state cannot be read, and OSError.
    """
    home = home_of(where)
    if not home.exists():
        return None
    kept = home.folder / FOLDER
    kept.mkdir(mode=0o700, exist_ok=True)
    target = target or kept / f"{_next_name(home.folder, now)}{home.ending}"
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    try:
        home.copy(partial)
        descriptor = os.open(partial, os.O_RDONLY)
        try:
            os.fchmod(descriptor, 0o600)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    for old in backups(home.folder)[KEEP:]:
        old.unlink(missing_ok=True)
    return target


def backups(folder: Path) -> list[Path]:
    """The backups of the state in `folder`, newest first."""
    found = [path for ending in _ENDINGS for path in (folder / FOLDER).glob(f"state-*{ending}")]
    return sorted(found, key=lambda path: path.stem, reverse=True)


def faults(copy: Path) -> Iterator[Message]:
    """What is wrong with a state in a file, or with an export. Raises StateError when it cannot be looked at."""
    return faults_of_export(copy) if is_export(copy) else faults_of_file(copy)


def put_back(where: Path | StatePlace, copy: Path, now: datetime) -> Path | None:
    """Put a backup or an export in the place of the state, under its lock; returns where the old one is kept.

    Raises UserError when `copy` is not a whole state of this program.
    """
    if not copy.is_file():
        raise UserError(msg("there is no file {file}", file=str(copy)))
    home = home_of(where)
    (home.folder / FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = _free_name(home.folder, now)
    if is_export(copy):
        with made_of(copy, home.folder / FOLDER) as made:
            _require_whole(made, copy)
            return home.take(made, aside)
    _require_whole(copy, copy)
    return home.take(copy, aside)


def set_aside(where: Path | StatePlace, now: datetime) -> Path | None:
    """Move the state, whatever it is, beside the backups; returns where it is then, None when there was none."""
    home = home_of(where)
    (home.folder / FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    return home.set_aside(_free_name(home.folder, now))


def _require_whole(state: Path, shown: Path) -> None:
    try:
        for fault in faults_of_file(state):
            raise damaged(state, fault)
    except StateError as error:
        hint = msg("choose another one; `publisher state check` lists them")
        raise StateError(error.message, Where(str(shown)), hint) from None


def _next_name(folder: Path, now: datetime) -> str:
    """A name after that of the newest backup, whatever the clock says: the order of names is that of making."""
    name = f"state-{now:%Y%m%d-%H%M%S}"
    for newest in backups(folder)[:1]:
        base, number = newest.stem[: len(name)], newest.stem[len(name) + 1 :]
        if base >= name:
            return f"{base}-{int(number or 0) + 1:03}"
    return name


def _free_name(folder: Path, now: datetime) -> Path:
    """A name that nothing replaced has yet, but for its ending."""
    start = folder / FOLDER / f"replaced-{now:%Y%m%d-%H%M%S}"
    path, count = start, 0
    while any(path.with_name(path.name + ending).exists() for ending in _ENDINGS):
        count += 1
        path = start.with_name(f"{start.name}-{count:03}")
    return path


def export_state(where: Path | StatePlace, target: Path) -> int:
    """Write the state, whole, to `target`; returns how many values. Raises StateError and OSError."""
    home = home_of(where)
    if not home.exists():
        raise UserError(msg("there is no state yet"), hint=msg("start with `publisher run`"))
    for fault in home.faults():
        raise damaged(home.shown, fault)
    if target.exists() and not target.is_file():
        raise UserError(  # a device would be replaced by the file
            msg("{file} is there and is no file", file=str(target)),
            hint=msg("name a new file, in a folder that is there"),
        )
    partial = target.with_name(f".{target.name}.part")
    partial.unlink(missing_ok=True)
    try:
        with home.reading() as connection:
            count = write_export(connection, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return count
