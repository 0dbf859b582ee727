"""A copyright line, the same on every page, that stopped in an earlier year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView, normal

_ID = "freshness.old-year"
_EPOCH = 1911
_BEHIND = 1
_MARK = re.compile(r"版權所有|著作權所有|版權宣告|copyright|©|\(c\)", re.IGNORECASE)
_NEAR = 60
_TELEPHONE = re.compile(
    r"(?<![0-9])(?:\(0[0-9]{1,3}\)|\+?886[\s-]?[0-9]{1,3}|0[0-9]{1,3}[\s-])[\s-]*[0-9]{3,4}[\s-]?[0-9]{3,4}(?![0-9])"
)
_YEAR = re.compile(r"(?<![0-9])(?:((?:19|20)[0-9]{2})(?![0-9])|(?:民國\s*([0-9]{2,3})|([0-9]{2,3}))\s*年)")


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """The newest year beside a copyright mark lies more than `years` before this one.

    ROC years are read with their 年. A line without a year says nothing and is none of this check.
    """
    years: list[int] = view.note(_ID, lambda: [*_years(view)])
    behind = context.param(_ID, "years", _BEHIND)
    if years and max(years) < context.now.year - behind:
        yield Fault(view.place(), key=str(max(years)), params={"year": max(years), "roc": max(years) - _EPOCH})


def _years(view: PageView) -> Iterator[int]:
    for line in view.lines:
        plain = _TELEPHONE.sub(" ", normal(line))
        mark = _MARK.search(plain)
        if mark is None:
            continue
        for found in _YEAR.finditer(plain, max(0, mark.start() - _NEAR), mark.end() + _NEAR):
            yield int(found[1]) if found[1] else int(found[2] or found[3]) + _EPOCH


CHECK = Check(_ID, page=look)
