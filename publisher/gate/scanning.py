"""The search for personal data in everything that would leave: cells, names, metadata, pages.

A table is searched column by column with the column's name as its label. What a column holds in one file need
not be searched again in the next when the texts are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

import polars as pl

from publisher.documents import contents, hidden
from publisher.documents.search import Bounds, Passage, Unsearched, search
from publisher.gate.readback import JsonMembers
from publisher.gate.splitting import split_over_columns
from publisher.model.finding import MOST_PLACES, Place
from publisher.privacy.recognisers import BLOCKING, AllowList, Confidence, Hit, scan_column, scan_lines, scan_many

_BATCH = 200_000
_PART = 50_000
"""Texts that are looked at together."""
_SHORT, _MOST_REMEMBERED = 200, 100_000
"""Characters of a text that is remembered, and such texts."""
_REMEMBERED: dict[AllowList, dict[str, tuple[Hit, ...]]] = {}
"""What texts hold under a list of what is allowed, in this process."""
_DEEPEST = 64
_MOST_BYTES = 4 * 1024**3
_CHECKSUM = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
"""Not searched: 64 hexadecimal digits happen to hold a telephone number now and then."""


@dataclass(frozen=True, slots=True)
class SeenData:
    """Personal data of one kind in one field, or in one file beside its table. `lengths` are in characters."""

    kind: str
    where: str
    confidence: Confidence
    count: int
    places: tuple[Place, ...]
    lengths: tuple[int, ...]

    @property
    def blocks(self) -> bool:
        """Whether it keeps the file from being published."""
        return self.confidence in BLOCKING


@dataclass(slots=True)
class Scanner:
    """Searches files one after another; `known` remembers the columns of the first table.

    `declared` are the kinds of which the owner says that a column holds none, by column.
    """

    allow: AllowList
    declared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    known: dict[str, tuple[pl.Series, tuple[SeenData, ...]]] = field(default_factory=dict)

    def table(self, artifact: str, frame: pl.DataFrame) -> Iterator[SeenData]:
        """Columns and their names."""
        for name in frame.columns:
            yield from self.texts(artifact, [name])
            before = self.known.get(name)
            if before is not None and before[0].equals(frame[name], null_equal=True):
                yield from (_elsewhere(seen, artifact) for seen in before[1])
                continue
            found = tuple(self._column(artifact, name, frame[name]))
            self.known.setdefault(name, (frame[name], found))
            yield from found

    def split(self, artifact: str, frame: pl.DataFrame) -> Iterator[SeenData]:
        """What stands over several columns of a table; low where each of them is declared not to hold it."""
        for item in split_over_columns(frame):
            declared = all(item.kind in self.declared.get(name, ()) for name in item.columns)
            places = tuple(Place(file=artifact, row=row, field=item.columns[0]) for row in item.rows[:MOST_PLACES])
            where = " + ".join(item.columns)
            yield SeenData(
                item.kind, where, "low" if declared else "medium", len(item.rows), places, (item.length,)
            )

    def _column(self, artifact: str, name: str, values: pl.Series) -> Iterator[SeenData]:
        declared = self.declared.get(name, frozenset())
        for hit in scan_column(values, name, allow=self.allow, declared=declared):
            places = tuple(Place(file=artifact, row=row, field=name) for row in hit.rows[:MOST_PLACES])
            yield SeenData(hit.kind, name, hit.confidence, hit.count, places, hit.lengths)

    def texts(self, artifact: str, texts: Iterable[str]) -> Iterator[SeenData]:
        """Texts that stand each for itself: names, values of metadata."""
        for hit in chain.from_iterable(_hits(part, self.allow) for part in _in_parts(texts)):
            yield SeenData(hit.kind, artifact, hit.confidence, 1, (Place(file=artifact),), (hit.end - hit.start,))

    def pdf(self, artifact: str, path: Path) -> Iterator[SeenData]:
        """Pages and metadata; raises UnreadableDocumentError."""
        yield from self.texts(artifact, hidden.pdf_texts(path))
        for number, text in enumerate(contents.pdf_text(path), 1):
            for _, hit in scan_lines(text, allow=self.allow):
                place = Place(file=artifact, page=number)
                yield SeenData(hit.kind, artifact, hit.confidence, 1, (place,), (hit.end - hit.start,))

    def odf(self, artifact: str, path: Path, frame: pl.DataFrame | None = None) -> Iterator[SeenData]:
        """Every text of the package that is not a cell of `frame`; raises UnreadableDocumentError."""
        yield from self.texts(artifact, hidden.odf_package_texts(path))
        yield from self.texts(artifact, _other_lines(path, frame).to_list())

    def other(self, artifact: str, path: Path, frame: pl.DataFrame) -> Iterator[SeenData]:
        """Every text of a file of another kind that is no cell of `frame`; raises UnreadableDocumentError."""
        lines: dict[str, None] = {}
        for item in search(path, bounds=Bounds(bytes_left=_MOST_BYTES, most_part=_MOST_BYTES)):
            if isinstance(item, Unsearched):
                raise contents.unreadable(path, path.suffix.removeprefix("."))
            if isinstance(item, Passage):
                lines[item.text] = None
        cells = {cell for name in frame.columns for cell in frame[name].drop_nulls().unique()}
        yield from self.texts(artifact, (line for line in lines if line not in cells))

    def parquet(self, artifact: str, path: Path, frame: pl.DataFrame) -> Iterator[SeenData]:
        """The metadata of the file, and all that reads as text in its footer; raises UnreadableDocumentError."""
        metadata = pl.read_parquet_metadata(path)
        said = [text for item in metadata.items() if item[0] != "ARROW:schema" for text in item]
        yield from self.texts(artifact, said)
        runs = [run for run in hidden.parquet_texts(path) if run not in said]
        hits = scan_many(runs, allow=self.allow)
        elsewhere = {place for place, hit in hits if not _is_in_a_cell(runs[place][hit.start : hit.end], frame)}
        yield from self.texts(artifact, (runs[place] for place in sorted(elsewhere)))

    def json(self, artifact: str, path: Path) -> Iterator[SeenData]:
        """Every string, number and key, repeated keys too; raises ValueError (also RecursionError) for no JSON."""
        yield from self.texts(artifact, _strings(json.loads(path.read_bytes(), object_pairs_hook=JsonMembers), 0))


def _in_parts(texts: Iterable[str]) -> Iterator[list[str]]:
    several = iter(texts)
    while part := list(islice(several, _PART)):
        yield part


def _hits(texts: list[str], allow: AllowList) -> Iterator[Hit]:
    """What each of the texts holds; what a short one holds is remembered.

    Titles, headings, styles and licences stand in file after file and in dataset after dataset.
    """
    if sum(map(len, _REMEMBERED.values())) > _MOST_REMEMBERED:
        _REMEMBERED.clear()
    known = _REMEMBERED.setdefault(allow, {})
    new = [text for text in dict.fromkeys(texts) if text not in known]
    found: dict[str, list[Hit]] = {}
    for number, hit in scan_many(new, allow=allow):
        found.setdefault(new[number], []).append(hit)
    for text in texts:
        yield from found.get(text, ()) or known.get(text, ())
    known.update((text, tuple(found.get(text, ()))) for text in new if len(text) <= _SHORT)


def _is_in_a_cell(text: str, frame: pl.DataFrame) -> bool:
    """Whether a cell holds `text`, as when the statistics of a column repeat it: columns are searched as such."""
    same = pl.any_horizontal(pl.all().str.contains(text, literal=True))
    return bool(frame.select(same.any()).item())


def _elsewhere(seen: SeenData, artifact: str) -> SeenData:
    """The same in another file: the file and field suffice, the rows are those of the first."""
    return SeenData(
        seen.kind, seen.where, seen.confidence, seen.count, (Place(file=artifact, field=seen.where),), ()
    )


def _other_lines(path: Path, frame: pl.DataFrame | None) -> pl.Series:
    cells = pl.Series("line", [], pl.String)
    if frame is not None:
        cells = pl.concat([cells, *(frame[name].drop_nulls().unique().alias("line") for name in frame.columns)])
    lines = pl.Series("line", [], pl.String)
    batch: list[str] = []
    for line in contents.odf_lines(path, everything=True):
        batch.append(line)
        if len(batch) >= _BATCH:
            lines = pl.concat([lines, pl.Series("line", batch, pl.String)]).unique()
            batch.clear()
    lines = pl.concat([lines, pl.Series("line", batch, pl.String)]).unique(maintain_order=True)
    other = lines.to_frame().join(cells.unique().to_frame(), on="line", how="anti", maintain_order="left")
    return other.to_series()


def _strings(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise ValueError
    if isinstance(value, str):
        if not _CHECKSUM.fullmatch(value):
            yield value
    elif isinstance(value, JsonMembers):
        for key, item in value:
            yield key
            yield from _strings(item, depth + 1)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item, depth + 1)
