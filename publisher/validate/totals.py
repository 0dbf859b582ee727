"""Totals that must agree: rows of one table with the row of their sum, and related tables with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from publisher.model.errors import UserError, Where
from publisher.model.expectations import Agreement, Subtotal
from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place, Severity
from publisher.model.stage import Services
from publisher.model.table import Known, Table
from publisher.model.text import Scalar, msg
from publisher.model.workspace import Dataset
from publisher.tableschema.making import make
from publisher.validate.published import columns_of, height_of

_ROUNDING = 1e-9
_SUM, _OWN, _OTHER = "\x00sum", "\x00own", "\x00other"


def findings(dataset: Dataset, table: Table, known: Known, services: Services) -> Iterator[Finding]:
    """Sums that do not agree, of `expectations.subtotals` and `expectations.agreements`."""
    if table.rows == 0:
        return  # the row count says it
    for subtotal in dataset.expectations.subtotals:
        yield from _subtotal(dataset, table, subtotal, services)
    for agreement in dataset.expectations.agreements:
        yield from _agreement(dataset, table, agreement, known, services)


def _subtotal(dataset: Dataset, table: Table, subtotal: Subtotal, services: Services) -> Iterator[Finding]:
    names = list(dict.fromkeys((subtotal.value, subtotal.field, *subtotal.within)))
    value = pl.col(subtotal.value).cast(pl.Float64, strict=False)
    whole = (pl.col(subtotal.field) == subtotal.whole).fill_null(value=False)
    parts = value.filter(~whole).sum()
    frame = pl.scan_parquet(table.path, glob=False).select(
        whole.alias("whole"),
        value.alias("value"),
        (parts.over(subtotal.within) if subtotal.within else parts).alias("parts"),
        *(pl.col(name).alias(f"\x00{name}") for name in names),
    )
    room = subtotal.tolerance + _ROUNDING * pl.col("value").abs()
    wrong = (pl.col("whole") & ((pl.col("value") - pl.col("parts")).abs() > room)).fill_null(value=False)
    rows = frame.select(wrong.alias("wrong")).collect()["wrong"].arg_true()
    if len(rows):
        params: dict[str, Scalar] = {
            "field": subtotal.value,
            "whole": subtotal.whole,
            "within": "、".join(subtotal.within) or "—",
            "count": len(rows),
        }
        yield from make(
            services,
            dataset.id,
            "expectations.unequal-subtotal",
            key=f"{subtotal.value}/{subtotal.whole}",
            params=params,
            places=tuple(Place(row=row + 1, field=subtotal.value) for row in rows.head(MOST_PLACES).to_list()),
            count=len(rows),
        )


def _agreement(
    dataset: Dataset, table: Table, agreement: Agreement, known: Known, services: Services
) -> Iterator[Finding]:
    other = known.others.get(agreement.dataset)
    params: dict[str, Scalar] = {
        "other": agreement.dataset,
        "value": agreement.value or "—",
        "other_value": agreement.other_value or "—",
    }
    if other is None:
        yield from make(
            services,
            dataset.id,
            "expectations.no-counterpart",
            key=agreement.dataset,
            params=params,
            outcome=Outcome.CANT_TELL,
            severity=Severity.WARNING,
        )
        return
    own_sums = _sums(
        pl.read_parquet(table.path, columns=_names(agreement.value, agreement.by)), agreement.value, {}
    )
    their_names = _names(agreement.other_value, dict.fromkeys(agreement.by.values()))
    theirs = columns_of(other, their_names)
    if theirs is None:
        raise UserError(
            msg(
                "the dataset {other} does not publish the fields of expectations.agreements",
                other=agreement.dataset,
            ),
            Where(f"datasets/{dataset.id}/dataset.yaml", field="expectations.agreements.by"),
            msg("name published fields of that dataset: {names}", names=", ".join(their_names)),
        )
    if not their_names:
        theirs = _blank(height_of(other))
    their_sums = _sums(theirs, agreement.other_value, {name: own for own, name in agreement.by.items()})
    differing = _differing(own_sums, their_sums, agreement)
    if differing:
        params |= {"groups": differing, "by": "、".join(agreement.by) or "—"}
        yield from make(
            services,
            dataset.id,
            "expectations.disagreeing-totals",
            key=f"{agreement.dataset}/{agreement.value or ''}",
            params=params,
            places=(Place(field=agreement.value),),
            count=differing,
        )


def _blank(rows: int) -> pl.DataFrame:
    return pl.DataFrame({"\x00": pl.repeat(None, rows, eager=True)})


def _names(value: str | None, by: Mapping[str, object]) -> list[str]:
    return [*by, *([value] if value is not None and value not in by else [])]


def _sums(frame: pl.DataFrame, value: str | None, renamed: Mapping[str, str]) -> pl.DataFrame:
    """One row for each group (all columns but `value`), with the sum of `value` or the number of rows."""
    by = [name for name in frame.columns if name not in (value, "\x00")]
    total = pl.len().cast(pl.Float64) if value is None else pl.col(value).cast(pl.Float64, strict=False).sum()
    if not by:
        return frame.select(total.alias(_SUM))
    return frame.group_by(by).agg(total.alias(_SUM)).rename({name: renamed.get(name, name) for name in by})


def _differing(own: pl.DataFrame, theirs: pl.DataFrame, agreement: Agreement) -> int:
    keys = [name for name in own.columns if name != _SUM]
    own, theirs = own.rename({_SUM: _OWN}), theirs.rename({_SUM: _OTHER})
    if keys:
        how = "inner" if agreement.common else "full"
        both = own.join(theirs.select(*keys, _OTHER), on=keys, how=how, nulls_equal=True)  # type: ignore[arg-type]
    else:
        both = pl.concat([own, theirs], how="horizontal")
    mine, other = pl.col(_OWN).fill_null(0.0), pl.col(_OTHER).fill_null(0.0)
    room = agreement.tolerance + _ROUNDING * mine.abs()
    return int(both.select(((mine - other).abs() > room).sum()).item())
