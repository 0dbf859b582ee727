"""Scanning a column: different values once, all together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from publisher.privacy.recognisers.allowlist import AllowList
from publisher.privacy.recognisers.kinds import RANK, Confidence
from publisher.privacy.recognisers.names import looks_like_name
from publisher.privacy.recognisers.normalise import normalise
from publisher.privacy.recognisers.registry import scan_many

MOST_ROWS = 100
"""Rows kept per kind; `count` always says how many there are."""

_LEAST_NAMES = 10
_NAME_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class ColumnHits:
    """Personal data of one kind and confidence in a column.

    `count` is the number of records, `rows` their first numbers (from 1), `lengths` the lengths of what was
    seen, shortest first.
    """

    kind: str
    confidence: Confidence
    count: int
    rows: tuple[int, ...]
    lengths: tuple[int, ...]


def scan_column(
    values: pl.Series,
    label: str | None = None,
    *,
    kinds: frozenset[str] | None = None,
    allow: AllowList | None = None,
) -> tuple[ColumnHits, ...]:
    """Personal data in a column of text, the surest and most frequent first.

    A column that is not labelled as one of names, but nearly all of whose values look like names, is a finding
    of medium confidence as well.
    """
    text = values.cast(pl.String).alias("value")
    different = text.drop_nulls().unique()
    listed = different.to_list()
    hits: dict[str, dict[tuple[str, Confidence], int]] = {}
    for number, hit in scan_many(listed, label=label, kinds=kinds, allow=allow):
        hits.setdefault(listed[number], {}).setdefault((hit.kind, hit.confidence), hit.end - hit.start)
    if kinds is None or "name" in kinds:
        for value in _values_of_a_name_column(different):
            if allow is None or not allow.allows("name", value):
                hits.setdefault(value, {("name", "medium"): len(value)})
    return _by_kind(text, hits)


def _values_of_a_name_column(different: pl.Series) -> list[str]:
    short = different.filter(different.str.len_chars().is_between(2, 5))
    if short.len() < _LEAST_NAMES or short.len() < _NAME_SHARE * different.len():
        return []
    names = [value for value in short.to_list() if looks_like_name(re.sub(r"\s", "", normalise(value).text))]
    if len(names) < max(_LEAST_NAMES, _NAME_SHARE * different.len()) or len({name[0] for name in names}) < 4:
        return []
    return names


def _by_kind(text: pl.Series, hits: Mapping[str, Mapping[tuple[str, Confidence], int]]) -> tuple[ColumnHits, ...]:
    if not hits:
        return ()
    found = pl.DataFrame(
        [
            (value, kind, confidence, length)
            for value, seen in hits.items()
            for (kind, confidence), length in seen.items()
        ],
        schema={"value": pl.String, "kind": pl.String, "confidence": pl.String, "length": pl.Int64},
        orient="row",
    )
    records = text.to_frame().with_row_index("row", offset=1).join(found, on="value", how="inner")
    summary = records.group_by("kind", "confidence").agg(
        pl.len().alias("count"),
        pl.col("row").sort().head(MOST_ROWS),
        pl.col("length").unique().sort(),
    )
    result = [
        ColumnHits(row["kind"], row["confidence"], row["count"], tuple(row["row"]), tuple(row["length"]))
        for row in summary.iter_rows(named=True)
    ]
    return tuple(sorted(result, key=lambda item: (-RANK[item.confidence], -item.count, item.kind)))
