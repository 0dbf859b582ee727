"""Values that must be unique: which proven rows repeat one, and where frictionless must look at them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from frictionless.schema.field import Field

from publisher.tableschema import proof
from publisher.tableschema.cell_faults import READING_ERRORS
from publisher.tableschema.records import Block, Cells, Numbered, Records

PRIMARY = "primary key"


class Reader:
    """frictionless's own reading of the cells of one field, each different text once."""

    def __init__(self, item: Field) -> None:
        self._read = item.create_cell_reader()
        self._known: dict[str, bool] = {}

    def clean(self, texts: pl.Series, among: pl.Series | None = None) -> pl.Series:
        """Which texts (or which of `among`, of which `texts` are the ones in doubt) have no error."""
        clean = [text for text in texts.unique().to_list() if self._is_clean(text)]
        return (texts if among is None else among).is_in(clean)

    def _is_clean(self, text: str) -> bool:
        known = self._known.get(text)
        if known is None:
            try:
                known = not self._read(text)[1]
            except READING_ERRORS:
                known = False
            self._known[text] = known
        return known


@dataclass(slots=True)
class FoundKeys:
    """Row numbers and hashed keys of proven rows; keys of one hash only make frictionless see more rows."""

    numbers: list[pl.Series] = field(default_factory=list)
    hashes: list[pl.Series] = field(default_factory=list)

    def add(self, block: Block, computed: pl.DataFrame, parts: Sequence[str], clean: pl.Series | None) -> None:
        """The `clean` rows of a block (None: all of them); a missing value by itself repeats nothing."""
        key = computed.select(f"key {name}" for name in parts)
        known = key.to_series().is_not_null() if key.width == 1 else None
        if clean is not None:
            known = clean if known is None else known & clean
        hashes = _hashed(key)
        numbers = pl.int_range(block.first, block.first + block.frame.height, dtype=pl.Int64, eager=True)
        self.numbers.append(numbers if known is None else numbers.filter(known))
        self.hashes.append(hashes if known is None else hashes.filter(known))

    def repeated(self, others: pl.Series) -> list[int]:
        """The numbers of the rows whose key stands in another of them or in `others` (hashes)."""
        hashes = pl.concat(self.hashes, rechunk=True)
        ordered = np.sort(hashes.to_numpy())
        twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        sought = pl.concat([pl.Series(twice), others.unique()], rechunk=True)
        if sought.is_empty():
            return []
        numbers: list[int] = pl.concat(self.numbers, rechunk=True).filter(hashes.is_in(sought.implode())).to_list()
        return numbers


def _hashed(key: pl.DataFrame) -> pl.Series:
    return key.to_series().hash() if key.width == 1 else key.hash_rows()


def with_repeated(
    records: Records,
    unproven: list[Numbered],
    found: Mapping[str, FoundKeys],
    groups: Mapping[str, tuple[str, ...]],
    fields: Sequence[Field],
    kinds: Mapping[str, pl.DataType],
) -> list[Numbered]:
    """The unproven rows and the proven ones whose keys repeat, in the order of the file.

    `kinds` are the types of the keys, by field.
    """
    repeated: set[int] = set()
    by_name = {item.name: (at, item) for at, item in enumerate(fields)}
    for group, parts in groups.items():
        if not found[group].hashes:
            continue
        schema = {name: kinds[name] for name in parts}
        others = _unproven_keys(unproven, [by_name[name] for name in parts], schema)
        repeated.update(found[group].repeated(_hashed(others)))
    if not repeated:
        return unproven
    return sorted([*unproven, *records.rows(sorted(repeated))], key=lambda row: row[0])


def _unproven_keys(
    rows: Iterable[Numbered], parts: Sequence[tuple[int, Field]], schema: Mapping[str, pl.DataType]
) -> pl.DataFrame:
    """The keys of rows that frictionless reads itself; one that no proven row can have is left out."""
    readers = [(at, item.type, item.create_cell_reader()) for at, item in parts]
    keys: list[list[Any]] = []
    for _, cells in rows:
        try:
            keys.append([_key(cells, at, kind, reader) for at, kind, reader in readers])
        except _NoKeyError:
            continue
    return pl.DataFrame(keys, schema=schema, orient="row", strict=False)


class _NoKeyError(Exception):
    pass


def _key(cells: Cells, at: int, kind: str, reader: Any) -> Any:
    try:
        value = reader(cells[at] if at < len(cells) else None)[0]
        if value is None:
            return None
        key = proof.key_of(kind, value)
    except READING_ERRORS:
        raise _NoKeyError from None
    if key is None:
        raise _NoKeyError
    return key
