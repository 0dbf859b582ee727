"""Scanning a column: different values once, all together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from publisher.privacy.recognisers.allowlist import AllowList
from publisher.privacy.recognisers.chance import (
    CHECKED,
    Seen,
    check_digits_by_chance,
    codes_of,
    is_checked,
    seen_by_chance,
)
from publisher.privacy.recognisers.disguises import disguised
from publisher.privacy.recognisers.kinds import RANK, Confidence
from publisher.privacy.recognisers.labels import read_label
from publisher.privacy.recognisers.names import likely_name, looks_like_name
from publisher.privacy.recognisers.normalise import normalise
from publisher.privacy.recognisers.registry import is_bare_name, scan_many

MOST_ROWS = 100
"""Rows kept per kind; `count` always says how many there are."""

_LEAST_NAMES = 3
_MANY_NAMES = 10
"""Values from which any character may follow the surname; fewer must go on as given names do."""
_NAME_SHARE = 0.9
_DECIMAL_SHARE = 0.9
_DECIMAL = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_SHORTEST_DIGEST = 16
_LEAST_DIGESTS = 5
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{22}==|[A-Za-z0-9+/_-]{27}=|[A-Za-z0-9+/_-]{43}=|[A-Za-z0-9+/_-]{86}==")
_UUID4 = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}")
"""Drawn by chance (RFC 9562): no digest."""


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
    declared: frozenset[str] = frozenset(),
) -> tuple[ColumnHits, ...]:
    """Personal data in a column of text, the surest and most frequent first.

    The column is judged as one: nearly all of its values look like names, whatever its label says (medium);
    of its values one in ten has the right check digit, as by chance (low); random codes look like a kind no more
    often than others drawn of the same characters (low); its values are decimals (low). Of the
    `declared` kinds the owner says that it holds none: low, unless check digits are right too often for chance.
    """
    text = values.cast(pl.String).alias("value")
    different = text.drop_nulls().unique()
    listed = different.to_list()
    hits: dict[str, Seen] = {}
    named = "name" in (read_label(label)[1] if label else ())
    for number, hit in scan_many(listed, label=label, kinds=kinds, allow=allow):
        confidence = hit.confidence if named or not is_bare_name(hit, listed[number]) else "low"
        hits.setdefault(listed[number], {}).setdefault((hit.kind, confidence), hit.end - hit.start)
    if kinds is None or "name" in kinds:
        for value in _values_of_a_name_column(different):
            if allow is None or not allow.allows("name", value):
                hits[value] = {("name", "medium"): len(value)}
    for value, kind in disguised(listed).items():
        if kinds is None or kind in kinds:
            hits.setdefault(value, {})[(kind, "medium")] = len(value)
    if kinds is None or "digest" in kinds:
        for value in _digests(listed):
            hits.setdefault(value, {})[("digest", "medium")] = len(value)
    hinted = read_label(label)[1] if label else frozenset[str]()
    lowered = check_digits_by_chance(listed, hits, hinted) | (declared - CHECKED) | _decimals(listed)
    lowered |= {kind for kind in declared & CHECKED if not is_checked(listed, hits, kind)}
    hits = {value: _lowered(seen, lowered) for value, seen in hits.items()} if lowered else hits
    return _by_kind(text, _without_chance(listed, hits, label, hinted))


def _digests(values: Sequence[str]) -> Sequence[str]:
    """The values where nearly all look like digests of one length, as of IDs that were hashed without a key.

    Whoever knows the form of what was hashed tries out all of it: half a milliard IDs take minutes.
    """
    looking: dict[int, list[str]] = {}
    for value in values:
        plain = value.strip().removeprefix("0x").removeprefix("sha256:").replace("-", "")
        if len(plain) >= _SHORTEST_DIGEST and (_HEX.fullmatch(plain) or _BASE64.fullmatch(value.strip())):
            looking.setdefault(len(plain), []).append(value)
    most = max(looking.values(), key=len, default=[])
    if len(most) < max(_LEAST_DIGESTS, _NAME_SHARE * len(values)):
        return ()
    numbers = sum(value.strip().isdigit() for value in most)
    return () if 2 * numbers > len(most) or all(map(_UUID4.fullmatch, most)) else most


def _without_chance(
    values: Sequence[str], hits: dict[str, Seen], label: str | None, hinted: frozenset[str]
) -> dict[str, Seen]:
    """The hits, those low that a column of random codes has by chance."""
    codes = codes_of(values) if hits else None
    if codes is None:
        return hits

    def search(texts: Sequence[str], kinds: frozenset[str]) -> int:
        return len({number for number, hit in scan_many(texts, label=label, kinds=kinds) if hit.blocks})

    kinds = seen_by_chance(codes, hits, hinted, search)
    return {value: _lowered(seen, kinds) if value in codes.values else seen for value, seen in hits.items()}


def _lowered(seen: Seen, kinds: frozenset[str]) -> Seen:
    result: Seen = {}
    for (kind, confidence), length in seen.items():
        result.setdefault((kind, "low" if kind in kinds else confidence), length)
    return result


def _decimals(values: Sequence[str]) -> frozenset[str]:
    """The kinds that digits behind a point may be taken for, where the column holds decimals."""
    if not any("." in value for value in values[:_MANY_NAMES]):
        return frozenset()
    numbers = [value for value in values if _DECIMAL.fullmatch(value.strip())]
    pointed = sum("." in value for value in numbers)
    many = len(numbers) >= _DECIMAL_SHARE * len(values) and 2 * pointed >= len(numbers)
    return frozenset({"mobile", "landline", "card"}) if many else frozenset()


def _values_of_a_name_column(different: pl.Series) -> list[str]:
    short = different.filter(different.str.len_chars().is_between(2, 5))
    if short.len() < _LEAST_NAMES or short.len() < _NAME_SHARE * different.len():
        return []
    is_name = looks_like_name if different.len() >= _MANY_NAMES else likely_name
    names = [value for value in short.to_list() if is_name(re.sub(r"\s", "", normalise(value).text))]
    surnames = len({name[0] for name in names})
    if len(names) < max(_LEAST_NAMES, _NAME_SHARE * different.len()) or surnames < min(4, _LEAST_NAMES):
        return []
    return names


def _by_kind(text: pl.Series, hits: Mapping[str, Seen]) -> tuple[ColumnHits, ...]:
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
