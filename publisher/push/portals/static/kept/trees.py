"""What was seen of the files and folders of each dataset in each release, so that a night only asks whether they
moved.

A folder whose own mark (inode and times, of which the time of change cannot be set back) is as remembered has the
same names for the same files. So of a dataset that nobody touched each folder and each file is asked for once, and
nothing is opened; in the releases kept beside the one that readers see, whose files are mostly the very same, only
folders are. All files of a dataset are read whole together, each dataset at least once in `watch.DAYS`.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any

from publisher.push.portals.static.kept.sums import roots_of
from publisher.state import watch
from publisher.state.watch import sha256_of

_SCHEMA = """
create table if not exists places (name text primary key, number integer unique);
create table if not exists trees (place integer, dataset text, names text, marks blob, links blob, read text,
  primary key (place, dataset)) without rowid;
create table if not exists forgotten (place integer, root text, primary key (place, root)) without rowid;
create table if not exists contents (dataset text primary key, names text, marks blob, links blob, read text,
  bytes integer) without rowid;
"""
_MARK = 32
"""Bytes of the mark of one file or folder: inode, size, modified, changed."""
_FILE = "="
"""Before the name of a file in a folder that datasets share: of it only which it is stands with the folders."""
_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_INODE, _UNCHANGED = slice(0, 8), slice(0, 24)


@dataclass(frozen=True, slots=True)
class DatasetTree:
    """The folders of a dataset in a release (with its files in shared folders), one name of each of its files,
    what stands for all its names with the files that they lead to, and its bytes."""

    folders: tuple[str, ...]
    files: tuple[str, ...]
    links: bytes
    bytes: int


class TreeWatch:
    """What was seen, kept in the file `memory` beside what the watch of single files keeps there."""

    def __init__(self, memory: Path, today: date) -> None:
        self._memory, self._today = memory, today
        self._sure: dict[str, dict[str, bytes]] = {}
        self._turns: set[str] = set()
        self._open_now: sqlite3.Connection | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """For all that is asked within, one transaction."""
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self._memory, timeout=30)) as connection, connection:
                connection.execute("pragma synchronous = off")  # what is lost is read once more
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    connection.execute(statement)
                self._open_now = connection
                yield
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "").startswith(_DAMAGED):
                self._memory.unlink(missing_ok=True)  # everything is then read once more
            raise OSError(f"{type(error).__name__} of the watch's own file") from None
        finally:
            self._open_now = None

    # -- looking

    def sure(self, release: Path) -> set[str]:
        """The datasets of the release that readers see that are as they were remembered, and not in turn to be
        read whole."""
        turn = self._turn()
        here = self._same(release)
        rows = self._memory_rows("select dataset, names, marks, links from contents")
        links = {
            dataset: known
            for dataset, names, marks, known in rows
            if dataset not in turn
            and here.get(dataset, (b"",))[0] == known
            and _marks(f"{release}", names) == marks
        }
        self._sure[release.name] = links
        return set(links)

    def sure_beside(self, release: Path, alike: Collection[str]) -> set[str]:
        """The same of a release that is kept beside it. Those `alike` have the sums of the release that readers
        see: their files are the very same, and were looked at there."""
        late = (self._today - timedelta(days=watch.NIGHTS)).isoformat()
        shown = dict(self._memory_rows("select dataset, links from contents"))
        found = {
            dataset: links
            for dataset, (links, read) in self._same(release).items()
            if (
                late <= read <= self._today.isoformat()
                if read
                else dataset in alike and shown.get(dataset) == links
            )
        }
        self._sure[release.name] = found
        return set(found)

    def identical(self, release: str, other: str) -> set[str]:
        """The datasets of which every name leads to the same file in both releases, as they were looked at."""
        one, two = self._sure.get(release, {}), self._sure.get(other, {})
        return {dataset for dataset, links in one.items() if two.get(dataset) == links}

    def examine(self, release: Path, dataset: str, sums: Mapping[str, str], *, keep: bool) -> dict[str, str]:
        """The files of a dataset of the release that readers see that are not what their `sums` say, with what
        they are now ("": gone). Those that were not touched are read only when it is their turn; what is right is
        remembered, unless something else is wrong with it (`keep`)."""
        row = self._contents(dataset)
        known = _by_name(row[0], row[1]) if row is not None and dataset not in self._turns else {}
        found, read_all = _compare(release, sums, known)
        self._drop(dataset)
        if not found and keep:
            day = self._today.isoformat() if read_all or row is None else str(row[2])
            self._put(release, dataset, day)
        return found

    def examine_beside(
        self, release: Path, dataset: str, sums: Mapping[str, str], *, alike: bool, keep: bool
    ) -> dict[str, str]:
        """The same in a release that is kept beside it."""
        tree = _tree(f"{release}", dataset)
        shown = list(self._memory_rows("select links from contents where dataset = ?", dataset))
        if tree is not None and keep and alike and shown == [(tree.links,)]:
            self._put_tree(release, dataset, tree)
            return {}
        found, _ = _compare(release, sums, {})
        if not found and keep and tree is not None:
            self._put_tree(release, dataset, tree, self._today.isoformat())
        return found

    def _same(self, release: Path) -> dict[str, tuple[bytes, str]]:
        """The datasets of a release whose folders are as remembered (with their files, where a day is given on
        which these were read)."""
        rows = "select dataset, names, marks, links, read from trees join places on number = place where name = ?"
        root = f"{release}"
        return {
            dataset: (links, read)
            for dataset, names, marks, links, read in self._memory_rows(rows, release.name)
            if _marks(root, names) == marks
        }

    def _turn(self) -> set[str]:
        """Whose turn it is to be read whole, as `Watch` takes turns."""
        today, late = self._today.isoformat(), (self._today - timedelta(days=watch.DAYS - 2)).isoformat()
        oldest = (
            "select dataset, bytes, case when read > ? then '' else read end as day from contents"
            " where read <> ? order by day, dataset"
        )
        ((count,),) = self._memory_rows("select count(*) from contents")
        share, size = -(-count // watch.NIGHTS), 0
        turn: set[str] = set()
        for dataset, more, day in self._memory_rows(oldest, today, today):
            size += more
            if (len(turn) >= share and day > late) or (turn and size > watch.BYTES_A_NIGHT):
                break
            turn.add(dataset)
        self._turns = turn
        return turn

    # -- remembering

    def remember(self, release: Path, datasets: Iterable[str], *, instead_of: str | None = None) -> None:
        """Take these datasets as they stand now in a release: they were written or linked a moment ago.

        The release takes the place of another (`instead_of`), of which what is remembered stays true. Of files
        that were known, size and time must be what they were; else the next look reads them.
        """
        memory = self._connection()
        if instead_of is not None and instead_of != release.name:
            self._forget_place(release.name)
            memory.execute("update places set name = ? where name = ?", (release.name, instead_of))
        for dataset in datasets:
            row = self._contents(dataset)
            before = {} if row is None else {mark[_INODE]: mark for mark in _by_name(row[0], row[1]).values()}
            self._drop(dataset)
            self._put(release, dataset, "" if row is None else str(row[2]), before)

    def distrust(self, datasets: Iterable[str]) -> None:
        """Forget what is known of datasets that were harmed: they are looked at again."""
        for dataset in datasets:
            self._drop(dataset)

    def forget(self, keep: Collection[str], datasets: Collection[str]) -> None:
        """Drop the releases but those to keep, and the contents but those of these datasets."""
        for (name,) in list(self._memory_rows("select name from places")):
            if name not in keep:
                self._forget_place(name)
        gone = [name for (name,) in self._memory_rows("select dataset from contents") if name not in datasets]
        self.distrust(gone)

    def taken_out(self, release: str, roots: Iterable[str]) -> None:
        """Remember that we took files and folders out of a release ourselves."""
        place = self._place(release)
        self._connection().executemany(
            "insert or ignore into forgotten values (?, ?)", [(place, root) for root in roots]
        )

    def were_taken_out(self, release: str) -> tuple[str, ...]:
        """What we took out of it."""
        rows = "select root from forgotten join places on number = place where name = ?"
        return tuple(root for (root,) in self._memory_rows(rows, release))

    def _put(
        self, release: Path, dataset: str, day: str, before: Mapping[bytes, bytes] = MappingProxyType({})
    ) -> None:
        tree = _tree(f"{release}", dataset)
        names = "\n".join(tree.files) if tree is not None else ""
        marks = _marks(f"{release}", names) if names else None
        if tree is None or marks is None:
            return
        now = [marks[at : at + _MARK] for at in range(0, len(marks), _MARK)]
        if any(before.get(mark[_INODE], mark)[_UNCHANGED] != mark[_UNCHANGED] for mark in now):
            return  # somebody touched it since it was looked at
        self._put_tree(release, dataset, tree)
        if not day or not any(mark[_INODE] in before for mark in now):
            day = day if day and not before else self._today.isoformat()
        row = (dataset, names, marks, tree.links, day, tree.bytes)
        self._connection().execute("insert or replace into contents values (?, ?, ?, ?, ?, ?)", row)

    def _put_tree(self, release: Path, dataset: str, tree: DatasetTree, read: str = "") -> None:
        names = "\n".join((*tree.folders, *tree.files) if read else tree.folders)
        if (marks := _marks(f"{release}", names)) is not None:
            row = (self._place(release.name), dataset, names, marks, tree.links, read)
            self._connection().execute("insert or replace into trees values (?, ?, ?, ?, ?, ?)", row)

    def _drop(self, dataset: str) -> None:
        self._connection().execute("delete from contents where dataset = ?", (dataset,))

    def _forget_place(self, name: str) -> None:
        memory = self._connection()
        memory.execute("delete from trees where place in (select number from places where name = ?)", (name,))
        memory.execute("delete from forgotten where place in (select number from places where name = ?)", (name,))
        memory.execute("delete from places where name = ?", (name,))

    def _place(self, name: str) -> int:
        add = "insert or ignore into places select ?, coalesce(max(number), 0) + 1 from places"
        if not (rows := list(self._memory_rows("select number from places where name = ?", name))):
            self._connection().execute(add, (name,))
            rows = list(self._memory_rows("select number from places where name = ?", name))
        return int(rows[0][0])

    def _contents(self, dataset: str) -> tuple[str, bytes, str] | None:
        rows = list(self._memory_rows("select names, marks, read from contents where dataset = ?", dataset))
        return rows[0] if rows else None

    def _memory_rows(self, question: str, *values: str) -> Iterator[Any]:
        return iter(self._connection().execute(question, values))

    def _connection(self) -> sqlite3.Connection:
        assert self._open_now is not None
        return self._open_now


def _compare(release: Path, sums: Mapping[str, str], known: Mapping[str, bytes]) -> tuple[dict[str, str], bool]:
    """What is wrong, and whether every file was read; those `known` by name were not touched since they were."""
    found: dict[str, str] = {}
    read: dict[bytes, str] = {}
    read_all = True
    for path, expected in sums.items():
        mark = _marks(f"{release}", path)
        if mark is not None and mark == known.get(path):
            read.setdefault(mark[_INODE], expected)
            read_all = False
            continue
        if mark is None or not _is_file(f"{release}/{path}"):
            now = ""
        else:
            now = read.get(mark[_INODE]) or sha256_of(f"{release}/{path}")
            read[mark[_INODE]] = now
        if now != expected:
            found[path] = now
    return found, read_all


def _marks(root: str, names: str) -> bytes | None:
    """The marks of these files and folders (a line each), none when one of them is not there, or has a name or a
    time that no file of ours has."""
    found: list[int] = []
    lstat = os.lstat
    try:
        for name in names.split("\n"):
            if name.startswith(_FILE):
                found += (lstat(f"{root}/{name[1:]}").st_ino, 0, 0, 0)
                continue
            seen = lstat(f"{root}/{name}")
            found += (seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
        names.encode()
        return array("Q", found).tobytes()
    except (OSError, OverflowError, ValueError):
        return None


def _by_name(names: str, marks: bytes) -> dict[str, bytes]:
    return {name: marks[at * _MARK : (at + 1) * _MARK] for at, name in enumerate(names.split("\n"))}


def _is_file(path: str) -> bool:
    return stat.S_ISREG(os.lstat(path).st_mode)


def _tree(root: str, dataset: str) -> DatasetTree | None:
    folders: list[str] = []
    inodes: dict[int, str] = {}
    links = []
    size = 0
    try:
        for start in roots_of(dataset):
            if not start.endswith("/"):
                if os.path.lexists(f"{root}/{start}"):
                    status = os.lstat(f"{root}/{start}")
                    folders.append(f"{_FILE}{start}")
                    links.append(f"{start}\0{status.st_ino}")
                    inodes.setdefault(status.st_ino, start)
                    size += status.st_size
                continue
            waiting = [start]
            while waiting:
                place = waiting.pop()
                if place == start and not os.path.isdir(f"{root}/{place}"):  # noqa: PTH112
                    continue
                folders.append(place[:-1])
                with os.scandir(f"{root}/{place}") as found:
                    for item in found:
                        if item.is_dir(follow_symlinks=False):
                            waiting.append(f"{place}{item.name}/")
                            continue
                        links.append(f"{place}{item.name}\0{item.inode()}")
                        if item.inode() not in inodes:
                            inodes[item.inode()] = f"{place}{item.name}"
                            size += item.stat(follow_symlinks=False).st_size
    except OSError:
        return None
    digest = blake2b("\n".join(sorted(links)).encode("utf-8", "surrogateescape"), digest_size=16).digest()
    return DatasetTree(tuple(folders), tuple(inodes.values()), digest, size)
