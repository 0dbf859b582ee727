"""Copies of the state: one before every run, the newest kept, each whole in itself; and the way back to one.

A copy holds everything but what the crawl remembers of pages, which is most of a large state and is made again by
looking; a site is then crawled anew as on its first night.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from publisher.model.errors import StateError, UserError, Where
from publisher.model.text import msg
from publisher.state.faults import damaged, fault_of
from publisher.state.integrity import require_whole

KEEP = 14
"""Backups kept; the oldest go first."""
FOLDER = "backups"
_NOT_COPIED = "crawl_"


def back_up_if_changed(folder: Path, now: datetime) -> None:
    """Make a backup, unless the newest one is younger than the last change of the state."""
    parts = [folder / "state.sqlite", folder / "state.sqlite-wal"]
    changed = max((path.stat().st_mtime_ns for path in parts if path.exists()), default=0)
    newest = backups(folder)[:1]
    if changed and not (newest and newest[0].stat().st_mtime_ns > changed):
        back_up(folder, now)


def back_up(folder: Path, now: datetime, target: Path | None = None) -> Path | None:
    """Copy the state in `folder` as it is at one moment, also while a run writes it; returns the copy.

    None when there is no state yet. Without `target` the copy goes into `folder`/backups and the oldest beyond
    KEEP are removed. Raises StateError when the state cannot be read, and OSError.
    """
    state = folder / "state.sqlite"
    if not state.exists():
        return None
    kept = folder / FOLDER
    kept.mkdir(mode=0o700, exist_ok=True)
    target = target or kept / f"{_next_name(folder, now)}.sqlite"
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        _copy(state, partial)
        descriptor = os.open(partial, os.O_RDONLY)
        try:
            os.fchmod(descriptor, 0o600)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        partial.replace(target)
    except sqlite3.Error as error:
        raise fault_of(state, error) or damaged(state, msg("the state file cannot be read")) from None
    finally:
        partial.unlink(missing_ok=True)
    for old in backups(folder)[KEEP:]:
        old.unlink(missing_ok=True)
    return target


def backups(folder: Path) -> list[Path]:
    """The backups of the state in `folder`, newest first."""
    return sorted((folder / FOLDER).glob("state-*.sqlite"), key=lambda path: path.stem, reverse=True)


def _next_name(folder: Path, now: datetime) -> str:
    """A name after that of the newest backup, whatever the clock says: the order of names is that of making."""
    name = f"state-{now:%Y%m%d-%H%M%S}"
    for newest in backups(folder)[:1]:
        base, number = newest.stem[: len(name)], newest.stem[len(name) + 1 :]
        if base >= name:
            return f"{base}-{int(number or 0) + 1:03}"
    return name


def put_back(folder: Path, copy: Path, now: datetime) -> Path | None:
    """Put `copy` in the place of the state, under the workspace's lock; returns where what was there is kept.

    Raises UserError when `copy` is not a whole state of this program.
    """
    if not copy.is_file():
        raise UserError(msg("there is no file {file}", file=str(copy)))
    state = folder / "state.sqlite"
    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    fresh = folder / FOLDER / ".fresh"
    fresh.unlink(missing_ok=True)
    try:
        require_whole(copy)
        _duplicate(copy, fresh)
    except (StateError, sqlite3.Error) as error:
        what = error.message if isinstance(error, StateError) else msg("the file is no whole copy of a state")
        raise StateError(
            what, Where(str(copy)), msg("choose another one; `publisher state check` lists them")
        ) from None
    aside = set_aside(folder, now)
    fresh.replace(state)
    return aside


def set_aside(folder: Path, now: datetime) -> Path | None:
    """Move the state, whatever it is, beside the backups; returns where it is then, None when there was none."""
    state = folder / "state.sqlite"
    if not state.exists():
        return None
    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    aside = _free_name(folder / FOLDER, f"replaced-{now:%Y%m%d-%H%M%S}")
    for ending in ("-wal", "-shm", ""):
        part = state.with_name(state.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


def _free_name(folder: Path, start: str) -> Path:
    path, count = folder / f"{start}.sqlite", 0
    while path.exists():
        count += 1
        path = folder / f"{start}-{count:03}.sqlite"
    return path


def _duplicate(source: Path, target: Path) -> None:
    there = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(there, uri=True)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
    target.chmod(0o600)


def _copy(state: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(f"{target.absolute().as_uri()}", uri=True, isolation_level=None)) as connection:
        connection.execute("attach database ? as there", (f"{state.absolute().as_uri()}?mode=ro",))
        connection.execute("begin")
        made = connection.execute(
            "select type, name, sql from there.sqlite_master where sql is not null and name not like 'sqlite_%'"
            " order by type desc"  # tables before their indexes
        ).fetchall()
        for kind, name, statement in made:
            connection.execute(statement)
            if kind == "table" and not name.startswith(_NOT_COPIED):
                connection.execute(f'insert into main."{name}" select * from there."{name}"')  # noqa: S608 - our own names
        connection.execute("commit")
