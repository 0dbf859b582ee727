"""Periods in the names of files and sheets: 10408 is August 2015. Which are missing, which repeated."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from publisher.model.finding import Finding, Place, Severity
from publisher.model.rulebook import finding, if_on
from publisher.model.sources import FileSource
from publisher.model.stage import Services
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset

_ROC_EPOCH = 1911
_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d|\d{2,3})"
_FIGURES = MappingProxyType({"一": 1, "二": 2, "三": 3, "四": 4})
_PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "month": re.compile(_YEAR + r"\s*[-_.年]?\s*(?P<part>0[1-9]|1[0-2]|[1-9](?=月))(?!\d)"),
        "quarter": re.compile(
            _YEAR + r"\s*(?:[-_.年]|年度)?\s*(?:第\s*(?P<part>[1-4一二三四])\s*季|[Qq](?P<q>[1-4]))(?!\d)"
        ),
        "year": re.compile(_YEAR + r"(?!\d)"),
    }
)
_PER_YEAR = MappingProxyType({"month": 12, "quarter": 4, "year": 1})


def period_of(name: str, kind: str) -> str | None:
    """2015-08, 2015-Q3 or 2015, or None when the name holds no such period, or two different ones."""
    found = {_spelled(match, kind) for match in _PATTERNS[kind].finditer(unicodedata.normalize("NFKC", name))}
    return found.pop() if len(found) == 1 else None


def _spelled(match: re.Match[str], kind: str) -> str:
    year = int(match["year"])
    year = year if year >= 1900 else year + _ROC_EPOCH
    if kind == "year":
        return f"{year}"
    if kind == "month":
        return f"{year}-{match['part']:>02}"
    quarter = match["part"] or match["q"]
    return f"{year}-Q{_FIGURES.get(quarter) or quarter}"


def findings(dataset: Dataset, periods: Sequence[str], services: Services) -> Iterator[Finding]:
    """Periods that stand in several names, and those missing between the first and the last."""
    source = dataset.source
    if not isinstance(source, FileSource) or source.partition is None or not periods:
        return
    repeated = sorted(period for period, count in Counter(periods).items() if count > 1)
    missing = _missing(sorted(set(periods)), source.partition)
    if repeated:
        yield from _found(dataset, services, "expectations.repeated-partition", repeated, Severity.ERROR)
    if missing:
        yield from _found(dataset, services, "expectations.missing-partition", missing, Severity.WARNING)


def _missing(periods: Sequence[str], kind: str) -> list[str]:
    per_year = _PER_YEAR[kind]
    numbers = [_number(period, per_year) for period in periods]
    gone = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    return [_period(number, kind) for number in gone]


def _number(period: str, per_year: int) -> int:
    year, _, part = period.partition("-")
    return int(year) * per_year + (int(part.removeprefix("Q")) - 1 if part else 0)


def _period(number: int, kind: str) -> str:
    year, part = divmod(number, _PER_YEAR[kind])
    return {"year": f"{year}", "month": f"{year}-{part + 1:02}", "quarter": f"{year}-Q{part + 1}"}[kind]


def _found(
    dataset: Dataset, services: Services, check: str, periods: Sequence[str], severity: Severity
) -> Iterator[Finding]:
    source = dataset.source
    assert isinstance(source, FileSource)
    shown = "、".join(periods[:12]) + ("…" if len(periods) > 12 else "")
    params: Mapping[str, Scalar] = {"count": len(periods), "periods": shown}
    found = finding(
        services.checks,
        check,
        dataset.id,
        params=params,
        places=(Place(file=source.path, sheet=str(source.sheet) if source.sheet else None),),
        count=len(periods),
        severity=severity,
    )
    yield from if_on(services.checks, found)
