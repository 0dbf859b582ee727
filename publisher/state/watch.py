"""Files that must stay as they were written, watched: looked at every night, and read whole in turn.

A file is known by its size, times and inode. One of which any of these moved is read at once; of the others some
are read every night, the longest unread first, so that each is read whole at least once in DAYS: a bit that flips
on a disk moves nothing. What was seen lies in a small file of its own; when that is lost, everything is read once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

DAYS = 30
"""Every file is read whole at least once in so many days."""
NIGHTS = 25
"""Nights over which the readings are spread."""
BYTES_A_NIGHT = 20 * 1024**3
"""Read in one night at most, of files of which nothing moved."""

_SCHEMA = """
create table if not exists files (place text, path text, inode int, size int, modified int, changed int,
  sha256 text not null, read text not null, primary key (place, path)) without rowid
"""

_ROWS = "select path, inode, size, modified, changed, sha256, read from files where place = ?"


class FileMark(NamedTuple):
    """What tells that a file was not touched; `changed` is the one that nobody can set back."""

    inode: int
    size: int
    modified: int
    changed: int


_CHUNK = 1 << 16
_new = tuple.__new__
"""Makes a mark in half the time, a million times a night."""


@dataclass(slots=True)
class FileLook:
    """What a look at some files found: those that are not as written, with their SHA-256 now ("": gone), how many
    were read whole, and how many are longer unread than they may be."""

    wrong: dict[str, str] = field(default_factory=dict)
    files: int = 0
    read: int = 0
    overdue: int = 0


class Watch:
    """What was seen of files, kept in the file `memory`; without `today` (the day) none is read in turn."""

    def __init__(self, memory: Path, today: date | None) -> None:
        self._memory = memory
        self._today = today

    def look(
        self,
        place: str,
        root: Path,
        expected: Mapping[str, str],
        marks: Mapping[str, FileMark | None] | None = None,
    ) -> FileLook:
        """Look at the files below `root`, each with the SHA-256 that it must have. `place` is their name here;
        `marks` are theirs, where the caller has looked already."""
        found = FileLook(files=len(expected))
        if marks is None:
            marks = {path: mark_of(f"{root}/{path}") for path in expected}
        with self._open() as memory:
            doubtful, strange = self._doubtful(memory, place, expected, marks)
            seen: dict[str, tuple[FileMark, str, str]] = {}
            for path in doubtful:
                mark = marks.get(path)
                if mark is None:
                    found.wrong[path] = ""
                    continue
                now = sha256_of(f"{root}/{path}")
                found.read += 1
                if now != expected[path]:
                    found.wrong[path] = now
                else:
                    seen[path] = (mark, now, self._day())
            _keep(memory, place, seen)
            _drop(memory, place, [*strange, *found.wrong])
            if self._today is not None:
                limit = (self._today - timedelta(days=DAYS)).isoformat()
                late = "select count(*) from files where place = ? and read < ?"
                (found.overdue,) = memory.execute(late, (place, limit)).fetchone()
        return found

    def _doubtful(
        self,
        memory: sqlite3.Connection,
        place: str,
        expected: Mapping[str, str],
        marks: Mapping[str, FileMark | None],
    ) -> tuple[list[str], list[str]]:
        """Which of the expected files must be read (moved, unknown, or their turn), and which are remembered but
        not expected any more."""
        turn = self._turn(memory, place, expected)
        doubtful, strange, sure = [], [], 0
        for row in memory.execute(_ROWS, (place,)):
            path = row[0]
            if path not in expected:
                strange.append(path)
            elif marks.get(path) == row[1:5] and expected[path] == row[5] and path not in turn:
                sure += 1
            else:
                doubtful.append(path)
        if sure + len(doubtful) < len(expected):
            known = {path for (path,) in memory.execute("select path from files where place = ?", (place,))}
            doubtful += [path for path in expected if path not in known]
        return doubtful, strange

    def remember(
        self,
        place: str,
        root: Path,
        expected: Mapping[str, str],
        before: Mapping[str, FileMark | None] = MappingProxyType({}),
    ) -> None:
        """Take the files as they stand now: they were written or linked a moment ago, and read back.

        A file that was known keeps the day on which it was last read whole. One that is no more what it was
        `before`, when it was looked at, is not taken: the next look reads it.
        """
        with self._open() as memory:
            seen = self._as_they_stand(root, expected, _known(memory, place), before)
            memory.execute("delete from files where place = ?", (place,))
            _keep(memory, place, seen)

    def touch(
        self,
        place: str,
        root: Path,
        written: Mapping[str, str],
        gone: Iterable[str],
        before: Mapping[str, FileMark | None] = MappingProxyType({}),
    ) -> None:
        """The same for these files, and forget those that are `gone`; the others stay as known."""
        with self._open() as memory:
            rows = (memory.execute(f"{_ROWS} and path = ?", (place, path)).fetchone() for path in written)
            known = {row[0]: (FileMark(*row[1:5]), row[5], row[6]) for row in rows if row is not None}
            _keep(memory, place, self._as_they_stand(root, written, known, before))
            _drop(memory, place, gone)

    def _as_they_stand(
        self,
        root: Path,
        expected: Mapping[str, str],
        known: Mapping[str, tuple[FileMark, str, str]],
        before: Mapping[str, FileMark | None],
    ) -> dict[str, tuple[FileMark, str, str]]:
        seen = {}
        for path, sha256 in expected.items():
            mark, looked_at = mark_of(f"{root}/{path}"), before.get(path)
            if mark is None or (looked_at is not None and looked_at[:3] != mark[:3]):
                continue
            row = known.get(path)
            same = row is not None and row[1] == sha256 and row[0][:3] == mark[:3]
            seen[path] = (mark, sha256, row[2] if row is not None and same else self._day())
        return seen

    def known(self, place: str) -> dict[str, str]:
        """The SHA-256 of every file that is remembered of a place."""
        with self._open() as memory:
            return {path: sha256 for path, (_, sha256, _) in _known(memory, place).items()}

    def forget(self, keep: Callable[[str], bool]) -> None:
        """Drop the places that need not be watched any more."""
        with self._open() as memory:
            places = [place for (place,) in memory.execute("select distinct place from files")]
            memory.executemany(
                "delete from files where place = ?", [(place,) for place in places if not keep(place)]
            )

    def _day(self) -> str:
        return (self._today or date.min).isoformat()

    def _turn(self, memory: sqlite3.Connection, place: str, expected: Mapping[str, str]) -> set[str]:
        """Whose turn it is to be read whole."""
        if self._today is None or not expected:
            return set()
        late = (self._today - timedelta(days=DAYS - 2)).isoformat()
        today = self._today.isoformat()
        share, size = -(-len(expected) // NIGHTS), 0
        turn: set[str] = set()
        # a day to come was written when the clock was wrong: it proves nothing
        oldest = (
            "select path, size, case when read > :today then '' else read end as day from files"
            " where place = :place and read <> :today order by day, path"
        )
        for path, more, read in memory.execute(oldest, {"today": today, "place": place}):
            if path not in expected:
                continue
            size += more
            if (len(turn) >= share and read > late) or (turn and size > BYTES_A_NIGHT):
                break
            turn.add(path)
        return turn

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        if self._memory.is_dir():
            shutil.rmtree(self._memory)
        try:
            with closing(_connect(self._memory)) as connection, connection:
                yield connection
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
                self._memory.unlink(
                    missing_ok=True
                )  # everything is then read once more: the next look finds nothing
            raise OSError(f"{type(error).__name__} of the watch's own file") from None


def _connect(memory: Path) -> sqlite3.Connection:
    for last in (False, True):
        connection = sqlite3.connect(memory, timeout=30)
        try:
            connection.execute("pragma synchronous = off")  # what is lost is read once more
            connection.execute(_SCHEMA)
            connection.execute("select count(*) from files").fetchone()
        except sqlite3.DatabaseError as error:
            connection.close()
            damaged = getattr(error, "sqlite_errorname", "").startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT"))
            if last or not damaged:
                raise
            memory.unlink()
        else:
            return connection
    raise AssertionError("the second try returns or raises")


def _known(memory: sqlite3.Connection, place: str) -> dict[str, tuple[FileMark, str, str]]:
    return {row[0]: (FileMark(*row[1:5]), row[5], row[6]) for row in memory.execute(_ROWS, (place,))}


def _drop(memory: sqlite3.Connection, place: str, paths: Iterable[str]) -> None:
    memory.executemany("delete from files where place = ? and path = ?", [(place, path) for path in paths])


def _keep(memory: sqlite3.Connection, place: str, seen: Mapping[str, tuple[FileMark, str, str]]) -> None:
    memory.executemany(
        "insert or replace into files values (?, ?, ?, ?, ?, ?, ?, ?)",
        [(place, path, *mark, sha256, read) for path, (mark, sha256, read) in seen.items()],
    )


def mark_of(path: Path | str) -> FileMark | None:
    """What tells one state of a regular file from another; None when there is none."""
    try:
        return mark(os.stat(path, follow_symlinks=False))  # noqa: PTH116 - called for every file of a portal
    except OSError:
        return None


def mark(status: os.stat_result) -> FileMark | None:
    """The mark of a file whose status is known."""
    if not stat.S_ISREG(status.st_mode):
        return None
    return _new(FileMark, (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns))


def sha256_of(path: Path | str) -> str:
    """SHA-256 (hex) of a file, read once; empty when it cannot be read."""
    digest = hashlib.sha256()
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            while chunk := os.read(
                descriptor, _CHUNK
            ):  # many small files: a file object takes longer than they do
                digest.update(chunk)
        finally:
            os.close(descriptor)
    except OSError:
        return ""
    return digest.hexdigest()
