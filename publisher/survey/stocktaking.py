"""Takes stock of all tables of a place: records, columns, personal data by kind; no value is kept."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from publisher import source
from publisher.model.errors import SourceError
from publisher.model.inventory import CountedRecords, StockEntry, grouped_name
from publisher.model.sources import FileSource, SqlSource
from publisher.model.stage import Services
from publisher.model.workspace import Dataset
from publisher.source import FoundTable, Listing
from publisher.survey.choosing import seen
from publisher.survey.look import is_personal

_FEWEST_OF_A_SERIES = 3


@dataclass(frozen=True, slots=True)
class _Looked:
    found: FoundTable
    counted: CountedRecords
    heading: tuple[str, ...]


def take_stock(
    listing: Listing,
    known: Sequence[StockEntry],
    datasets: Mapping[str, Dataset],
    services: Services,
    tell: Callable[[int, int], None],
) -> Iterator[CountedRecords]:
    """Every table of a listing, files of one series (names that differ in figures only, one heading) as one.

    `known` are the entries of the place, `tell` is told how many tables of how many were looked at.
    """
    readers = _Readers(datasets)
    series: dict[str, list[_Looked]] = defaultdict(list)
    for number, found in enumerate(listing.tables, 1):
        looked = _looked_at(found, services)
        counted = replace(looked.counted, datasets=readers.of(found))
        series[_series_of(found, known)].append(replace(looked, counted=counted))
        tell(number, len(listing.tables))
    for name in sorted(series):
        yield from _joined(name, series[name], known)


def _series_of(found: FoundTable, known: Sequence[StockEntry]) -> str:
    entry = next((item for item in known if item.covers(found.name)), None)
    if entry is not None:
        return entry.table
    return grouped_name(found.name) if found.count is None and "#" not in found.name else found.name


def _joined(name: str, looked: Sequence[_Looked], known: Sequence[StockEntry]) -> Iterator[CountedRecords]:
    """The tables of one series as one where they are one: alike in their headings, and at least three."""
    entry = next((item for item in known if item.table == name), None)
    alike = len({item.heading for item in looked}) == 1 and all(item.counted.unread is None for item in looked)
    if entry is None and not (alike and len(looked) >= _FEWEST_OF_A_SERIES):
        for item in looked:
            yield item.counted
        return
    readable = [item.counted for item in looked if item.counted.unread is None]
    if not readable:
        yield replace(looked[0].counted, table=name)
        return
    yield replace(
        readable[-1],
        table=name,
        title=readable[-1].title if entry else grouped_name(readable[-1].title).replace("*", "").strip("-_ "),
        records=sum(item.records or 0 for item in readable),
        columns=tuple(dict.fromkeys(column for item in readable for column in item.columns)),
        personal=tuple(sorted({kind for item in readable for kind in item.personal})),
        datasets=tuple(sorted({one for item in readable for one in item.datasets})),
    )


def _looked_at(found: FoundTable, services: Services) -> _Looked:
    stem = found.name.rpartition("/")[2].partition("#")
    title = stem[2] or Path(stem[0]).stem
    title = title if not is_personal(title) else ""
    if found.trouble is not None:
        return _Looked(found, CountedRecords(found.name, title, unread=found.trouble.message), ())
    work = Path(tempfile.mkdtemp(prefix="publisher-"))
    own = replace(services, work=work)
    try:
        records = None if found.count is None else _records(found, own)
        if records == 0:
            return _Looked(found, CountedRecords(found.name, title, 0), ())
        view = seen(found.source, found.folder, title, own)
    except SourceError as error:
        return _Looked(found, CountedRecords(found.name, title, unread=error.message), ())
    finally:
        shutil.rmtree(work, ignore_errors=True)
    columns = tuple(f"({at})" if is_personal(item.name) else item.name for at, item in enumerate(view.columns, 1))
    kinds = {kind for item in view.columns for kind, confidence, _ in item.personal if confidence != "low"}
    counted = CountedRecords(
        found.name,
        view.title or title,
        view.rows if records is None else records,
        columns,
        tuple(sorted(kinds)),
    )
    return _Looked(found, counted, columns)


def _records(found: FoundTable, services: Services) -> int:
    assert found.count is not None
    table = source.read(source.probe(found.count, found.folder, "count"), services, {}).table
    assert table is not None
    return int(pl.read_parquet(table.path, glob=False).row(-1)[0])


class _Readers:
    """Which datasets of the workspace read a table: the same file (or one with the same content), or by name in a
    query on the same database."""

    def __init__(self, datasets: Mapping[str, Dataset]) -> None:
        self._queries: list[tuple[str, str, str]] = []
        self._files: dict[int, list[tuple[str, Path]]] = defaultdict(list)
        for name, dataset in datasets.items():
            own = dataset.source
            if isinstance(own, SqlSource):
                self._queries.append((name, own.url, own.query))
            elif isinstance(own, FileSource) and own.path and ".." not in Path(own.path).parts:
                for path in dataset.folder.glob(own.path) if not Path(own.path).is_absolute() else ():
                    if path.is_file():
                        self._files[path.stat().st_size].append((name, path))

    def of(self, found: FoundTable) -> tuple[str, ...]:
        names: set[str] = set()
        if isinstance(found.source, SqlSource):
            word = re.compile(rf"(?<![\w]){re.escape(found.name.rpartition('.')[2])}(?![\w])", re.IGNORECASE)
            names = {name for name, url, query in self._queries if url == found.source.url and word.search(query)}
        elif found.file is not None and found.file.is_file():
            same = self._files.get(found.file.stat().st_size, ())
            names = {name for name, path in same if path.samefile(found.file) or _hash(path) == _hash(found.file)}
        return tuple(sorted(names))


def _hash(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
