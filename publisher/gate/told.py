"""Values that the policy treats and that the texts beside the table tell: a largest sum that was cut, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from publisher.gate import finding as checks
from publisher.gate.described import texts_of
from publisher.gate.finding import make
from publisher.model.finding import Finding, Place
from publisher.model.policy import (
    Drop,
    Mask,
    Microaggregate,
    Noise,
    Pseudonym,
    Role,
    Round,
    TopBottomCode,
    Winsorise,
)
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import Param
from publisher.model.workspace import Dataset

_NUMERIC = TopBottomCode | Winsorise | Round | Noise | Microaggregate
_NUMBER = re.compile(r"(?<![0-9.,])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4,})(?:\.[0-9]+)?(?![0-9])")
_FIGURES = 3
"""Figures of a number, without zeros at its end, from which on it is no round one."""
_SHORTEST, _LONGEST = 3, 40
_MOST = 20_000
"""Characters of all texts that are taken apart."""
_NAMING = re.compile(r"[\u3400-\u9fff]{3,}|(?=.*[0-9]).{6,}")


def told(dataset: Dataset, frame: pl.DataFrame, structured: Table | None, services: Services) -> Iterator[Finding]:
    """Fields whose values of the source stand in the texts, where the table does not show them."""
    if structured is None:
        return
    texts = list(texts_of(dataset))
    parts = (
        _parts(texts)
        if any(rule.role is Role.DIRECT_IDENTIFIER for rule in dataset.policy.fields.values())
        else []
    )
    for name, rule in dataset.policy.fields.items():
        if name not in structured.columns:
            continue
        shown = rule.publish_as or name
        if isinstance(rule.technique, _NUMERIC):
            found = _numbers(texts, structured, name, frame[shown] if shown in frame.columns else None)
        elif rule.role is Role.DIRECT_IDENTIFIER and isinstance(rule.technique, Drop | Mask | Pseudonym):
            found = _names(parts, structured, name)
        else:
            continue
        if found:
            params: dict[str, Param] = {"field": name, "count": found}
            yield make(
                services,
                dataset.id,
                checks.VALUE_TOLD,
                key=name,
                params=params,
                places=(Place(field=name),),
                count=found,
            )


def _numbers(texts: Sequence[str], structured: Table, name: str, shown: pl.Series | None) -> int:
    """How many numbers of the texts are of the source and are not published."""
    said = {float(match.replace(",", "")) for text in texts for match in _NUMBER.findall(text)}
    said = {number for number in said if len(f"{number:.6f}".replace(".", "").strip("0")) >= _FIGURES}
    if not said:
        return 0
    if shown is not None:
        said -= set(shown.cast(pl.Float64, strict=False).drop_nulls().unique().to_list())
    values = pl.col(name).str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    among = pl.scan_parquet(structured.path).select(values.alias("n")).filter(pl.col("n").is_in(list(said)))
    return among.unique().collect().height


def _parts(texts: Sequence[str]) -> list[str]:
    """Everything within the texts that could be a name or a number."""
    parts: set[str] = set()
    left = _MOST
    for text in dict.fromkeys(texts):
        some, left = text[:left], left - len(text[:left])
        parts |= {
            some[start : start + length]
            for length in range(_SHORTEST, min(_LONGEST, len(some)) + 1)
            for start in range(len(some) - length + 1)
        }
    return [part for part in parts if _NAMING.fullmatch(part)]


def _names(parts: Sequence[str], structured: Table, name: str) -> int:
    """How many direct identifiers of the source stand in the texts as they are."""
    among = (
        pl.scan_parquet(structured.path).select(pl.col(name).str.strip_chars().alias("n")).drop_nulls().unique()
    )
    return among.filter(pl.col("n").is_in(list(parts))).collect(engine="streaming").height
