"""What one publication changed against the one before it: rows, fields, words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from publisher.model.release import Publication
from publisher.model.table_schema import primary_key
from publisher.push.portals.static.kept.digests import differing, surplus
from publisher.push.portals.static.kept.table_read_back import TableReading, read_table
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


def _by_key(
    old: TableReading, new: TableReading, key: tuple[str, ...], common: list[str]
) -> tuple[int, int, int] | None:
    """Rows added, removed and changed; none when the key is not one after all."""
    found = differing(old, new, key, common)
    if found is None:
        return None
    here, there = found
    changed = int(np.isin(here, there, assume_unique=True).sum())
    return here.size - changed, there.size - changed, changed


def _as_multisets(old: TableReading, new: TableReading, common: list[str]) -> tuple[int, int]:
    """Rows that only the new table has, and rows that only the old one has, counted as often as they occur."""
    _, _, added, removed = surplus(old, new, common)
    return added, removed
