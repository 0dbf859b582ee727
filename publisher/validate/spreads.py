"""Whether numbers and categories lie as they did in the last publication: quantiles, zeros, means, rows of each.

Every difference has to be large and beyond chance. Quantiles and zeros are judged together by the farthest
distance of the two distributions (Kolmogorov and Smirnov); means by their standard error (Welch); rows of a
category by what the middle of all categories became, and by how unlike each other these change.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import median

import polars as pl

from publisher.model.expectations import CategoryRows, Distribution
from publisher.model.finding import Finding, Place, Severity
from publisher.model.stage import Services
from publisher.model.table import Known, Table
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset
from publisher.tableschema.making import make
from publisher.validate.published import columns_of

_FEWEST = 20
"""Values of fewer records say nothing."""
_CHANCE = 1.95
"""Of the distance of two samples: once in a thousand."""
_ERRORS = 4.0
"""Standard errors of a mean that are no chance."""
_ODD, _SURELY = 3.3, 5.0
"""Usual differences (standard deviations) by which a category is odd, and by which it holds the dataset."""
_FEW_KNOWN = 4.0
"""What is added where few categories tell how unlike each other they change, over their number."""
_FEWEST_CATEGORIES = 4
"""Of fewer it cannot be known how unlike each other they change."""
_MOST_CATEGORIES = 2000
_NORMAL = 1.4826


@dataclass(frozen=True, slots=True)
class Moved:
    """How far a distribution moved: a share of the whole, and the means; whether each is beyond chance."""

    distance: float
    zeros_before: float
    zeros: float
    mean_share: float
    distance_beyond: bool
    mean_beyond: bool


def findings(dataset: Dataset, table: Table, before: Known, services: Services) -> Iterator[Finding]:
    """What `expectations.distributions` and `expectations.category_rows` say beside the last publication."""
    if table.rows == 0 or before.last is None:
        return
    for distribution in dataset.expectations.distributions:
        last = columns_of(before.last, [distribution.field])
        if last is not None:
            now = pl.read_parquet(table.path, columns=[distribution.field])[distribution.field]
            yield from _moved(dataset, distribution, last[distribution.field], now, services)
    for rows in dataset.expectations.category_rows:
        last = columns_of(before.last, [rows.field])
        if last is not None:
            now = pl.read_parquet(table.path, columns=[rows.field])[rows.field]
            yield from _uneven(dataset, rows, counts(last[rows.field]), counts(now), services)


def counts(values: pl.Series) -> dict[str, int]:
    """How many records each value has."""
    return dict(values.fill_null("").value_counts().iter_rows())


def moved(last: pl.Series, now: pl.Series) -> Moved | None:
    """How far the numbers of a column moved; None where either has too few."""
    old, new = (one.cast(pl.Float64, strict=False).drop_nulls().drop_nans() for one in (last, now))
    old, new = old.filter(old.is_finite()), new.filter(new.is_finite())
    if min(len(old), len(new)) < _FEWEST:
        return None
    zeros = [int((one == 0).sum()) / len(one) for one in (old, new)]
    apart_at_most = max(distance(old, new), abs(zeros[0] - zeros[1]))
    means = [float(one.mean() or 0.0) for one in (old, new)]  # type: ignore[arg-type]
    errors = [float(one.var() or 0.0) / len(one) for one in (old, new)]  # type: ignore[arg-type]
    error = math.sqrt(sum(errors))
    apart = abs(means[1] - means[0])
    least = min(abs(means[0]), abs(means[1])) or max(abs(means[0]), abs(means[1])) / 10
    return Moved(
        apart_at_most,
        zeros[0],
        zeros[1],
        math.copysign(apart / least if least else 0.0, means[1] - means[0]),
        apart_at_most > _CHANCE * math.sqrt((len(old) + len(new)) / (len(old) * len(new))),
        apart > _ERRORS * error,
    )


def distance(old: pl.Series, new: pl.Series) -> float:
    """The farthest distance of two distributions (Kolmogorov and Smirnov), from 0 to 1."""
    points = pl.concat([old.unique(), new.unique()]).unique().sort()
    below = [one.sort().search_sorted(points, side="right") / len(one) for one in (old, new)]
    return float((below[0] - below[1]).abs().max() or 0.0)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Uneven:
    """A category that has not the records one expects; `off` is the logarithm of how far.

    `surely` is whether it is so far beyond noise and chance that a good period would hardly be held for it.
    """

    name: str
    rows: int
    expected: float
    off: float
    surely: bool


def uneven(last: Mapping[str, int], now: Mapping[str, int]) -> list[Uneven]:
    """The categories of the last publication that are off beyond noise and chance, the farthest first."""
    large = {name: rows for name, rows in last.items() if rows >= _FEWEST}
    if not large or len(last) > _MOST_CATEGORIES:
        return []
    if 2 * sum(name in now for name in large) < len(large):  # other categories: `lost-category` says so
        return []
    growths = [math.log((now.get(name, 0) + 1) / (rows + 1)) for name, rows in large.items()]
    middle = median(growths)
    by_chance = median((1 + math.exp(-middle)) / rows for rows in large.values())
    spread = (_NORMAL * median(abs(growth - middle) for growth in growths)) ** 2
    noise = max(spread - by_chance, 0.0)
    few = 1 + _FEW_KNOWN / len(large)
    found = []
    for name, rows in last.items():
        expected, seen = rows * math.exp(middle), now.get(name, 0)
        off = abs(math.log((seen + 1) / (expected + 1)))
        errors = off / math.sqrt(noise + 1 / (rows + 1) + 1 / (expected + 1)) / few
        if errors > _ODD:
            found.append(Uneven(name, seen, expected, off, surely=errors > _SURELY))
    return sorted(found, key=lambda one: -one.off)


def severity_of_move(found: Moved, expected: Distribution) -> Severity | None:
    """What a change of the distribution means by the declared thresholds."""
    shares = ((found.distance, found.distance_beyond), (abs(found.mean_share), found.mean_beyond))
    limits = ((expected.warn, expected.hold), (expected.mean_warn, expected.mean_hold))
    over = [beyond and share >= limit[1] for (share, beyond), limit in zip(shares, limits, strict=True)]
    if any(over):
        return Severity.ERROR
    odd = [beyond and share >= limit[0] for (share, beyond), limit in zip(shares, limits, strict=True)]
    return Severity.WARNING if any(odd) else None


def severity_of_rows(found: list[Uneven], known: int, expected: CategoryRows) -> tuple[Severity | None, int]:
    """What uneven categories mean by the declared thresholds, and how many of them are."""
    held = sum(one.surely and one.off >= math.log1p(expected.hold) for one in found)
    if held and known >= _FEWEST_CATEGORIES:
        return Severity.ERROR, held
    odd = sum(one.off >= math.log1p(expected.warn) for one in found)
    return (Severity.WARNING if odd else None), odd


def _moved(
    dataset: Dataset, expected: Distribution, last: pl.Series, now: pl.Series, services: Services
) -> Iterator[Finding]:
    found = moved(last, now)
    severity = None if found is None else severity_of_move(found, expected)
    if found is None or severity is None:
        return
    params: dict[str, Scalar] = {
        "field": expected.field,
        "percent": math.floor(100 * found.distance),
        "zeros_before": round(100 * found.zeros_before),
        "zeros": round(100 * found.zeros),
        "mean": f"{100 * found.mean_share:+.0f}",
    }
    yield from _made(dataset, "expectations.other-distribution", expected.field, params, severity, services)


def _uneven(
    dataset: Dataset, expected: CategoryRows, last: dict[str, int], now: dict[str, int], services: Services
) -> Iterator[Finding]:
    found = uneven(last, now)
    severity, count = severity_of_rows(found, sum(rows >= _FEWEST for rows in last.values()), expected)
    if severity is None:
        return
    params: dict[str, Scalar] = {
        "field": expected.field,
        "values": count,
        "known": len(last),
        "rows": found[0].rows,
        "expected": round(found[0].expected),
    }
    yield from _made(dataset, "expectations.uneven-categories", expected.field, params, severity, services)


def _made(
    dataset: Dataset, check: str, name: str, params: Mapping[str, Scalar], severity: Severity, services: Services
) -> Iterator[Finding]:
    for one in make(services, dataset.id, check, key=name, params=params, places=(Place(field=name),)):
        yield replace(one, severity=severity)
