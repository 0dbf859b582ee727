"""What must hold for last night's data beyond the schema: how many rows, and how fresh."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import polars as pl

from publisher.model.errors import UserError, Where
from publisher.model.expectations import Freshness
from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.punctuality import day_of
from publisher.model.stage import Services
from publisher.model.table import Night, Table
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.tableschema.making import make
from publisher.validate import seasons

_DAY = re.compile(r"(\d{2,4})-(\d{2})-(\d{2})(?:[T ].*)?\Z", re.ASCII)
_MONTH = re.compile(r"(\d{2,4})-(\d{2})\Z", re.ASCII)
_QUARTER = re.compile(r"(\d{2,4})-?Q([1-4])\Z", re.ASCII)
_YEAR = re.compile(r"(\d{2,4})\Z", re.ASCII)
_FIRST_GREGORIAN = 1000
_ROC_EPOCH = 1911
_FEWEST_NIGHTS = 3
"""Of fewer nights a median says nothing."""


def row_findings(
    dataset: Dataset, rows: int, last_rows: int | None, nights: Sequence[Night], services: Services
) -> Iterator[Finding]:
    """Too few or too many rows: absolutely, beside the last proven night, and beside the season.

    An empty night that was held teaches nothing: a source that fails for a week makes no empty table usual.
    """
    expected = dataset.expectations.rows
    nights = [night for night in nights if night.rows or not night.held]
    least = expected.min if expected.min is not None else 0 if expected.seasons and nights else 1
    if rows < least or (expected.max is not None and rows > expected.max):
        most = "∞" if expected.max is None else expected.max
        yield from make(
            services,
            dataset.id,
            "expectations.row-count",
            params={"rows": rows, "least": least, "most": most},
        )
    share = expected.least_share_of_last
    if last_rows and share is not None and rows < last_rows * share:
        yield from make(
            services,
            dataset.id,
            "expectations.row-drop",
            params={
                "rows": rows,
                "last": last_rows,
                "percent": math.floor(100 * rows / last_rows),
                "least_percent": math.ceil(100 * share),
            },
        )

    yield from _against_history(dataset, rows, [night.rows for night in nights if not night.held], services)
    if expected.seasons and nights and rows >= least:
        yield from _against_season(dataset, rows, nights, services)


def _against_season(dataset: Dataset, rows: int, nights: Sequence[Night], services: Services) -> Iterator[Finding]:
    found = seasons.oddity(nights, day_of(services.now), rows)
    if found is None:
        return
    for finding in make(
        services,
        dataset.id,
        "expectations.row-season",
        params={
            "rows": rows,
            "expected": found.expected,
            "nights": found.nights,
            "percent": math.floor(100 * rows / found.expected) if found.expected else 100,
        },
    ):
        yield finding if found.holds else replace(finding, severity=Severity.WARNING)


def _against_history(dataset: Dataset, rows: int, earlier: Sequence[int], services: Services) -> Iterator[Finding]:
    expected = dataset.expectations.rows
    nights = earlier[-expected.nights :] if expected.nights > 0 else ()
    if len(nights) < _FEWEST_NIGHTS:
        return
    usual = median(nights)
    least, most = expected.least_share_of_median, expected.most_share_of_median
    if (least is not None and rows < usual * least) or (most is not None and rows > usual * most):
        yield from make(
            services,
            dataset.id,
            "expectations.row-history",
            params={
                "rows": rows,
                "median": round(usual),
                "nights": len(nights),
                "percent": math.floor(100 * rows / usual) if usual else 0,
                "least": "0" if least is None else math.ceil(100 * least),
                "most": "∞" if most is None else math.floor(100 * most),
            },
        )


def freshness_findings(
    dataset: Dataset, newest: date | None, table: Table, services: Services
) -> Iterator[Finding]:
    """The newest value of the freshness field is too old, or no value of it can be read as a time."""
    freshness = dataset.expectations.freshness
    if freshness is None or table.rows == 0:
        return  # without rows, the row count says it
    days = None if newest is None else (services.now.date() - newest).days
    if days is not None and days <= freshness.max_age_days:
        return
    yield from make(
        services,
        dataset.id,
        "expectations.stale-data",
        key=freshness.field,
        params={
            "field": freshness.field,
            "days": "?" if days is None else days,
            "limit": freshness.max_age_days,
        },
        places=(Place(field=freshness.field),),
        outcome=Outcome.CANT_TELL if days is None else Outcome.FAILED,
        severity=Severity.WARNING,
    )


def newest_day(dataset: Dataset, table: Table) -> date | None:
    """The last day that the freshness field names; UserError when that field is not published."""
    freshness = dataset.expectations.freshness
    if freshness is None:
        return None
    if freshness.field not in table.columns:
        raise UserError(
            msg("the field {field} of expectations.freshness is not published", field=freshness.field),
            Where(f"datasets/{dataset.id}/dataset.yaml", field="expectations.freshness.field"),
            msg("name a published field that holds dates or months"),
        )
    return _newest(table.path, freshness)


def fresh_until(dataset: Dataset, newest: date | None, services: Services) -> date | None:
    """The last day on which data that are fresh today still are; None when they are not, or nothing is asked."""
    freshness = dataset.expectations.freshness
    if freshness is None or newest is None:
        return None
    if freshness.max_age_days > (date.max - newest).days:
        return date.max
    last = newest + timedelta(days=freshness.max_age_days)
    return last if last >= services.now.date() else None


def _newest(path: Path, freshness: Freshness) -> date | None:
    column = pl.col(freshness.field)
    values = pl.scan_parquet(path).select(column.drop_nulls().unique()).collect().to_series()
    return max((end for value in values if (end := period_end(value)) is not None), default=None)


def period_end(text: str) -> date | None:
    """Last day of the period that `text` names (day, month, quarter or year; years below 1000 are ROC years)."""
    try:
        if match := _DAY.match(text):
            return date(_year(match[1]), int(match[2]), int(match[3]))
        if match := _MONTH.match(text):
            return _month_end(_year(match[1]), int(match[2]))
        if match := _QUARTER.match(text):
            return _month_end(_year(match[1]), 3 * int(match[2]))
        if match := _YEAR.match(text):
            return date(_year(match[1]), 12, 31)
    except ValueError:
        pass
    return None


def _year(digits: str) -> int:
    year = int(digits)
    return year if year >= _FIRST_GREGORIAN else year + _ROC_EPOCH


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
