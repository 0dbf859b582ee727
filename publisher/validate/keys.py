"""Values that must be unique: which proven rows repeat one, and where frictionless must look at them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from frictionless.schema.field import Field

from publisher.validate import proof
from publisher.validate.reading import READING_ERRORS
from publisher.validate.records import Block, Cells, Numbered, Records

PRIMARY = "primary key"
_NUMBER = "row number"


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


def proven(block: Block, computed: pl.DataFrame, parts: Sequence[str], clean: pl.Series | None) -> pl.DataFrame:
    """Row numbers and keys (columns 0, 1, …) of the `clean` rows of a block (None: all of them)."""
    found = computed.select(
        pl.int_range(block.first, block.first + block.frame.height, dtype=pl.Int64).alias(_NUMBER),
        *(pl.col(f"key {name}").alias(str(at)) for at, name in enumerate(parts)),
    )
    if clean is not None:
        found = found.filter(clean)
    if len(parts) == 1:  # a missing value repeats nothing; in a longer key it counts
        found = found.filter(pl.col("0").is_not_null())
    return found


def with_repeated(
    records: Records,
    unproven: list[Numbered],
    found: dict[str, list[pl.DataFrame]],
    groups: Mapping[str, tuple[str, ...]],
    fields: Sequence[Field],
) -> list[Numbered]:
    """The unproven rows and the proven ones whose keys repeat, in the order of the file; `found` is used up."""
    repeated: set[int] = set()
    by_name = {item.name: (at, item) for at, item in enumerate(fields)}
    for group, parts in groups.items():
        blocks = found.pop(group)
        known = pl.concat(blocks, rechunk=False) if blocks else None
        if known is None or known.is_empty():
            continue
        names = [str(at) for at in range(len(parts))]
        if not _all_different(known, names):
            doubles = known[names[0]].is_duplicated() if len(names) == 1 else known.select(names).is_duplicated()
            repeated.update(known[_NUMBER].filter(doubles).to_list())
        if unproven:
            others = _unproven_keys(unproven, [by_name[name] for name in parts], known.schema)
            met = known.join(others, on=names, how="semi", nulls_equal=True)
            repeated.update(met[_NUMBER].to_list())
    if not repeated:
        return unproven
    return sorted([*unproven, *records.rows(sorted(repeated))], key=lambda row: row[0])


def _all_different(known: pl.DataFrame, names: list[str]) -> bool:
    if len(names) > 1:
        return known.select(names).n_unique() == known.height
    column = known[names[0]]
    if column.dtype == pl.Int64 and column.is_sorted():
        return bool((column.diff().drop_nulls() > 0).all())
    return column.n_unique() == known.height


def _unproven_keys(
    rows: Iterable[Numbered], parts: Sequence[tuple[int, Field]], schema: Mapping[str, Any]
) -> pl.DataFrame:
    """The keys of rows that frictionless reads itself; one that no proven row can have is left out."""
    readers = [(at, item.type, item.create_cell_reader()) for at, item in parts]
    found: list[list[Any]] = []
    for _, cells in rows:
        try:
            found.append([_key(cells, at, kind, reader) for at, kind, reader in readers])
        except _NoKeyError:
            continue
    kinds = {str(at): schema[str(at)] for at in range(len(parts))}
    return pl.DataFrame(found, schema=kinds, orient="row", strict=False)


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
