"""number: plain numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from publisher.model.structuring import Number
from publisher.structure.columns import ColumnOutcome, convert, present, read_unique
from publisher.structure.numbers import read_number, unit_of, worth

_PLAIN = r"^(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9][0-9]*)$"
_GROUPED = r"^-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$"


def apply(frame: pl.DataFrame, step: Number) -> ColumnOutcome:
    """Numbers that are plain already stay, thousands separators go at once, the rest is read one by one.

    Also counted are the values of each of `units`, and those that only `factor` changed ("factor").
    """
    columns, missing = present(frame, step.columns)
    converted: Counter[str] = Counter()

    def reader(values: pl.Series) -> pl.Series:
        if step.marks:
            values = _unmarked(values, step.marks)
        if step.factor != 1 or step.decimal == ",":
            return _read_slowly(values, step, converted)
        plain = values.str.contains(_PLAIN)
        grouped = values.str.contains(_GROUPED)
        quick = (
            values.to_frame("value")
            .select(
                pl.when(plain)
                .then(pl.col("value"))
                .when(grouped)
                .then(pl.col("value").str.replace_all(",", "", literal=True))
            )
            .to_series()
        )
        left = values.set(plain | grouped, None)
        if left.null_count() == len(left):
            return quick
        return quick.zip_with(quick.is_not_null(), _read_slowly(left, step, converted))

    outcome = convert(frame, columns, reader, "unreadable-value")
    return ColumnOutcome(outcome.frame, outcome.changed, (*missing, *outcome.refusals), also=converted)


def _unmarked(values: pl.Series, marks: Sequence[str]) -> pl.Series:
    """Values without the signs of notes behind them."""
    signs = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
    return values.str.replace(rf"\s*(?:{signs})+\s*$", "")


def _read_slowly(values: pl.Series, step: Number, converted: Counter[str]) -> pl.Series:
    by_unit: dict[str, list[str]] = {}

    def read(text: str) -> str | None:
        unit = unit_of(text, step.units)
        number = read_number(text, unit or step.unit, comma=step.decimal == ",", numerals=True)
        if number is not None and unit is not None:
            by_unit.setdefault(unit, []).append(text)
            return worth(number, step.units[unit])
        if number is not None and step.factor != 1:
            by_unit.setdefault("factor", []).append(text)
            return worth(number, step.factor)
        return number

    after = read_unique(values, read)
    for unit, texts in by_unit.items():
        converted[unit] += int(values.is_in(texts).sum())
    return after
