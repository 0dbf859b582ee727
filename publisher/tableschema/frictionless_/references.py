"""Foreign keys: the values of the table referred to, each different one read once by frictionless's own reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from frictionless.resources import TableResource
from frictionless.schema.field import Field
from frictionless.table.lookup import Lookup

from publisher.tableschema.cell_faults import READING_ERRORS
from publisher.tableschema.frictionless_.dialect import csv_records
from publisher.tableschema.proof import UnprovenError
from publisher.tableschema.records import TableRecords, UnreadableError

_OPEN_LOOKUP = "_TableResource__open_lookup"
_LOOKUP = "_TableResource__lookup"
_PARSER = "_TableResource__parser"
_PIECE = 1024**2

Values = tuple[Any, ...]


def prove(resource: TableResource, table: TableRecords | None) -> None:
    """Let an unopened resource look its foreign keys up quickly; where that cannot be, as ever.

    `table` holds the rows of a resource that is only a header; then there is no other way.
    """
    as_ever = getattr(resource, _OPEN_LOOKUP)

    def open_lookup() -> None:
        try:
            found = _lookup(resource, table)
        except (UnprovenError, UnreadableError, pl.exceptions.PolarsError, *READING_ERRORS):
            if table is not None:
                raise UnprovenError("foreign key") from None
            as_ever()  # frictionless has its own words for what is wrong
        else:
            setattr(resource, _LOOKUP, found)

    setattr(resource, _OPEN_LOOKUP, open_lookup)


def _lookup(resource: TableResource, table: TableRecords | None) -> Lookup:
    lookup = Lookup()
    for key in resource.schema.foreign_keys:
        name, fields = key["reference"]["resource"], tuple(key["reference"]["fields"])
        itself = name in ("", resource.name)
        if itself:
            source = resource.to_copy()
        elif resource.package is not None and resource.package.has_resource(name):
            other = resource.package.get_resource(name)
            if not isinstance(other, TableResource):
                raise UnprovenError("foreign key")
            source = other.to_copy()
        else:
            raise UnprovenError("foreign key")
        if source.schema:
            source.schema.foreign_keys = []
        values = lookup.setdefault(name, {})
        if fields not in values:
            values[fields] = _values(source, fields, table if itself else None)
    return lookup


def _values(source: TableResource, names: Sequence[str], table: TableRecords | None) -> set[Values]:
    """Every combination of values that stands in these fields, without the one that is missing altogether."""
    found: set[Values] = set()
    with source:
        fields = source.header.get_expected_fields()
        dialect = source.dialect
        if dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows:
            raise UnprovenError("foreign key")
        key = _Key(fields, names)
        records = table or csv_records(source, len(fields))
        for block in records.blocks():
            frame, ragged = block.frame, None
            if block.fits is not None:
                ragged = (~block.fits).arg_true().to_list()
                frame = frame.filter(block.fits)
            found.update(key.read(texts) for texts in frame.select(key.columns()).unique().iter_rows())
            if ragged:
                found.update(key.read(key.of(cells)) for cells in block.cells(ragged))
    found.discard((None,) * len(names))
    return found


class _Key:
    """Some fields of a table, read together."""

    def __init__(self, fields: Sequence[Field], names: Sequence[str]) -> None:
        known = [item.name for item in fields]
        if len(set(known)) != len(known):
            raise UnprovenError("two columns have one name")
        self._at = [known.index(name) if name in known else None for name in names]
        self._readers = [None if at is None else fields[at].create_cell_reader() for at in self._at]
        if not any(at is not None for at in self._at):
            raise UnprovenError("foreign key")

    def columns(self) -> list[pl.Expr]:
        """The columns of the key, named by their place in it; null where there is no such column."""
        return [
            (pl.lit(None, pl.String) if at is None else pl.col(str(at))).alias(f"part {place}")
            for place, at in enumerate(self._at)
        ]

    def of(self, cells: Sequence[str]) -> tuple[str | None, ...]:
        """The texts of the key in a row of any length."""
        return tuple(None if at is None or at >= len(cells) else cells[at] for at in self._at)

    def read(self, texts: Sequence[str | None]) -> Values:
        """The values, None where one is missing or cannot be read."""
        return tuple(
            None if reader is None else reader(text)[0] for reader, text in zip(self._readers, texts, strict=True)
        )


@dataclass(slots=True)
class KeyTarget:
    """One foreign key of the table that is judged: which of its rows refer to something that is there."""

    key: _Key
    values: set[Values]
    known: dict[tuple[str | None, ...], bool] = field(default_factory=dict)

    def found(self, frame: pl.DataFrame) -> pl.Series:
        """True for the rows whose key is missing altogether or stands in the other table."""
        parts = frame.select(self.key.columns())
        good = pl.DataFrame(
            [texts for texts in parts.unique().iter_rows() if self._is_found(texts)],
            schema=parts.schema,
            orient="row",
        )
        if parts.width == 1:
            return parts.to_series().is_in(good.to_series().to_list())
        met = parts.with_row_index("row").join(good, on=parts.columns, how="semi", nulls_equal=True)
        marks = np.zeros(frame.height, dtype=np.bool_)
        marks[met["row"].to_numpy()] = True
        return pl.Series(marks)

    def _is_found(self, texts: tuple[str | None, ...]) -> bool:
        known = self.known.get(texts)
        if known is None:
            try:
                values = self.key.read(texts)
                known = set(values) == {None} or values in self.values
            except READING_ERRORS:
                known = False
            self.known[texts] = known
        return known


def targets(resource: TableResource, names: Sequence[str]) -> list[KeyTarget]:
    """The foreign keys that frictionless will look up for each row of the opened resource."""
    fields = resource.header.get_expected_fields()
    found = []
    for key in resource.schema.foreign_keys:
        lookup = resource.lookup.get(key["reference"]["resource"])
        if lookup and set(key["fields"]).issubset(names):
            values = lookup.get(tuple(key["reference"]["fields"]), set())
            found.append(KeyTarget(_Key(fields, key["fields"]), values))
    return found


def read_to_the_end(resource: TableResource) -> None:
    """Let frictionless read the rest of the file: it counts and hashes the bytes that pass."""
    parser = getattr(resource, _PARSER)
    if parser is None or not parser.requires_loader:
        return
    stream = parser.loader.byte_stream
    while stream.read1(_PIECE):
        pass
