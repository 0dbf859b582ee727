"""The mapping that was applied, read off the published values: what each of them stands for in the source.

Nothing here looks at a record of the source, so nothing of one can stand in the certificate. A value that fewer
records have than the policy asks for is counted and not listed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from publisher.model.certificate import FieldMapping, FieldTreatment, MappedValue
from publisher.model.policy import AddressLevel, AgeBand, GeneraliseDate, Hierarchy, KAnonymity, Policy, Role
from publisher.model.text import LocalText
from publisher.privacy.hierarchies import read_rows

_MOST_VALUES = 200
_MOST_LEAVES = 20
_ROC_EPOCH = 1911
_NOTHING_LEFT = "*"
_DATE = re.compile(r"(?P<year>[0-9]{1,4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?|-Q(?P<quarter>[1-4]))?")
_DECADE = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")
_AGES = re.compile(r"([0-9]+)(?:-([0-9]+)|(以上|以下))?")
Covers = Callable[[str], LocalText | None]


def mappings(
    policy: Policy, frame: pl.DataFrame, treatments: Sequence[FieldTreatment], folder: Path
) -> tuple[FieldMapping, ...]:
    """The mapping of every generalised field of the published table `frame`; hierarchy files are in `folder`.

    Direct identifiers have none. Raises UserError when a hierarchy file cannot be read.
    """
    least = max((model.k for model in policy.models if isinstance(model, KAnonymity)), default=1)
    found = []
    for item in treatments:
        rule = policy.fields.get(item.field)
        if rule is None or rule.role is Role.DIRECT_IDENTIFIER or item.published_as not in frame.columns:
            continue
        covers = _covers(rule.technique, folder)
        if covers is not None:
            assert item.published_as is not None
            found.append(_mapping(item.field, frame[item.published_as], covers, least))
    return tuple(found)


def _mapping(field: str, values: pl.Series, covers: Covers, least: int) -> FieldMapping:
    counted = values.drop_nulls().value_counts(name="records").rename({values.name: "value"}).sort("value")
    common = counted.filter(pl.col("records") >= least)["value"].head(_MOST_VALUES).to_list()
    listed = [MappedValue(value, text) for value in common if (text := covers(value)) is not None]
    return FieldMapping(field, values.name, tuple(listed), counted.height - len(listed))


def _covers(technique: object, folder: Path) -> Covers | None:
    match technique:
        case GeneraliseDate():
            epoch = _ROC_EPOCH if technique.calendar == "roc" else 0
            return lambda value: _all(value) or _days(value, epoch)
        case AgeBand():
            return lambda value: _all(value) or _ages(value)
        case AddressLevel():
            return lambda value: _all(value) or LocalText(f"位於{value}的所有地址", f"all addresses in {value}")
        case Hierarchy():
            return _leaves(read_rows(folder / technique.file, technique.file))
        case _:
            return None


def _all(value: str) -> LocalText | None:
    return LocalText("所有值（不保留任何區別）", "every value (nothing left)") if value == _NOTHING_LEFT else None


def _days(value: str, epoch: int) -> LocalText | None:
    if (decade := _DECADE.fullmatch(value)) and len(decade[2]) >= len(decade[1]) and int(decade[2]) > 12:
        return _between(f"{int(decade[1]) + epoch:04}-01-01", f"{int(decade[2]) + epoch:04}-12-31")
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    year = int(match["year"]) + epoch
    if match["day"]:
        return _between(f"{year:04}-{match['month']}-{match['day']}", None)
    first, last = 1, 12
    if match["month"]:
        first = last = int(match["month"])
    elif match["quarter"]:
        first, last = 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"])
    if not 1 <= first <= 12 or not 1 <= year <= 9999:
        return None
    end = calendar.monthrange(year, last)[1]
    return _between(f"{year:04}-{first:02}-01", f"{year:04}-{last:02}-{end:02}")


def _between(first: str, last: str | None) -> LocalText:
    if last is None:
        return LocalText(f"{first} 當日", f"the day {first}")
    return LocalText(f"{first} 至 {last} 的日期", f"dates from {first} to {last}")


def _ages(value: str) -> LocalText | None:
    match = _AGES.fullmatch(value)
    if match is None:
        return None
    low, high, open_end = match.groups()
    if open_end == "以上":
        return LocalText(f"滿 {low} 歲以上", f"ages {low} and over")
    if open_end == "以下":
        return LocalText(f"{low} 歲以下", f"ages up to {low}")
    return LocalText(f"滿 {low} 歲至 {high or low} 歲", f"completed ages {low} to {high or low}")


def _leaves(rows: Sequence[Sequence[str]]) -> Covers:
    """By the hierarchy file, which people wrote: its leaves, whether or not they occur."""
    leaves: dict[str, dict[str, None]] = {}
    for row in rows:
        for value in row:
            leaves.setdefault(value, {})[row[0]] = None

    def covers(value: str) -> LocalText | None:
        below = list(leaves.get(value, ()))
        if not below:
            return None
        more = len(below) - _MOST_LEAVES
        shown = below[:_MOST_LEAVES]
        zh, en = "、".join(shown), ", ".join(shown)
        return LocalText(f"{zh} 等 {len(below)} 項", f"{en} and {more} more") if more > 0 else LocalText(zh, en)

    return covers
