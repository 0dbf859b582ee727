"""What one publication changed against the one before it: rows, fields, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from publisher.model.release import Publication
from publisher.model.table_schema import primary_key
from publisher.push.portals.static.kept.table import TableReading, read_table
from publisher.push.portals.static.kept.version_change import VersionChange

_TEXTS = (
    *("title", "description", "keywords", "notes", "frequency", "category", "spatial"),
    *("licence", "licence_url", "agency", "charge", "landing_page", "conforms_to"),
)
"""The parts of a publication that describe it, by the names of their fields."""


def compare(before: Publication, old: Path, now: Publication, table: TableReading | None) -> VersionChange:
    """The change from `before`, whose files lie in `old`, to `now`, whose table was read as `table`.

    The files of both must be what was proven. Raises PortalError when the old table cannot be read.
    """
    was, is_ = _types(before.schema), _types(now.schema)
    texts = tuple(name for name in _TEXTS if getattr(before, name) != getattr(now, name))
    words = VersionChange(
        fields_added=tuple(name for name in is_ if name not in was),
        fields_removed=tuple(name for name in was if name not in is_),
        fields_retyped=tuple(name for name in is_ if name in was and was[name] != is_[name]),
        texts=texts,
    )
    if table is None:
        return words
    key = primary_key(now.schema) if primary_key(now.schema) == primary_key(before.schema) else ()
    if any(item.sha256 == table.artifact.sha256 for item in before.data()):
        return _with_rows(words, 0, 0, 0 if key else None, key)
    earlier = read_table(before, old)
    common = [] if earlier is None else [name for name in table.columns if name in set(earlier.columns)]
    if earlier is None or not common:
        return words
    if key and set(key) <= set(common):
        by_key = _by_key(earlier, table, key, common)
        if by_key is not None:
            return _with_rows(words, *by_key, key)
    return _with_rows(words, *_as_multisets(earlier, table, common), None, ())


def _with_rows(
    words: VersionChange, added: int, removed: int, changed: int | None, key: tuple[str, ...]
) -> VersionChange:
    return VersionChange(
        added, removed, changed, key, words.fields_added, words.fields_removed, words.fields_retyped, words.texts
    )


def _types(schema: Mapping[str, object]) -> dict[str, object]:
    fields = schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    return {str(field["name"]): field.get("type", "any") for field in fields}


def digest(names: Sequence[str], seed: int = 0) -> pl.Expr:
    """64 bits that stand for the values of a row in these columns; 5 million rows then fit in 40 MB."""
    return pl.struct(names).hash(seed) if names else pl.lit(0, dtype=pl.UInt64)


def differing(
    old: TableReading, new: TableReading, key: Sequence[str], common: Sequence[str]
) -> tuple[pl.Series, pl.Series] | None:
    """Digests of the keys of rows that only the new table has as they are, and of those that only the old one has;
    none when the key is not one after all."""
    rest = [name for name in common if name not in key]
    was, is_ = (
        side.collect(side.frame.select(digest(key).alias("key"), digest(rest, 1).alias("rest")))
        for side in (old, new)
    )
    for side in (was, is_):
        keys = side["key"].sort()
        if (keys.head(-1) == keys.tail(-1)).any():
            return None
    both = ["key", "rest"]
    return is_.join(was, on=both, how="anti")["key"], was.join(is_, on=both, how="anti")["key"]


def _by_key(
    old: TableReading, new: TableReading, key: tuple[str, ...], common: list[str]
) -> tuple[int, int, int] | None:
    """Rows added, removed and changed; none when the key is not one after all."""
    found = differing(old, new, key, common)
    if found is None:
        return None
    here, there = found
    changed = int(here.is_in(there.implode()).sum()) if here.len() and there.len() else 0
    return here.len() - changed, there.len() - changed, changed


def _as_multisets(old: TableReading, new: TableReading, common: list[str]) -> tuple[int, int]:
    """Rows that only the new table has, and rows that only the old one has, counted as often as they occur."""
    sides = [
        side.frame.select(common).with_columns(pl.lit(sign).alias("\0sign"))
        for side, sign in ((new, 1), (old, -1))
    ]
    balance = pl.col("\0sign")
    counts = pl.concat(sides).group_by(common).agg(balance.sum())
    row = new.collect(
        counts.select(balance.clip(lower_bound=0).sum().alias("a"), balance.clip(upper_bound=0).sum().alias("r"))
    ).row(0)
    return int(row[0]), -int(row[1])
