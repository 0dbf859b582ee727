"""date: ISO dates from ROC and Gregorian spellings."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Date
from publisher.structure.columns import ColumnOutcome, convert, present, read_unique
from publisher.structure.dates import read_date
from publisher.structure.periods import read_period

_CLOCK = r"(?:[T ](?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2}))?)?$"
_SEPARATED = r"^(?<year>[0-9]{2,4})(?<mark>[-/.])(?<month>[0-9]{1,2})(?<mark2>[-/.])(?<day>[0-9]{1,2})" + _CLOCK
_COMPACT = r"^(?<year>[0-9]{3,4})(?<month>[0-9]{2})(?<day>[0-9]{2})" + _CLOCK
_FORMATS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%S", "yearmonth": "%Y-%m"}


def apply(frame: pl.DataFrame, step: Date) -> ColumnOutcome:
    """The common spellings in figures are read a column at a time, all others one by one."""
    columns, missing = present(frame, step.columns)

    def reader(values: pl.Series) -> pl.Series:
        if step.order != "ymd":
            values = _year_first(values, step.order)
        match step.to:
            case "date" | "datetime" | "yearmonth" as precision:
                pass
            case period:
                return read_unique(values, lambda text: read_period(text, step.calendar, period))
        quick = read_quickly(values, step)
        left = values.set(quick.is_not_null(), None)
        if left.null_count() == len(left):
            return quick
        read = read_unique(left, lambda text: read_date(text, step.calendar, precision))
        return quick.zip_with(quick.is_not_null(), read)

    outcome = convert(frame, columns, reader, "unreadable-value")
    return ColumnOutcome(outcome.frame, outcome.changed, (*missing, *outcome.refusals))


def _year_first(values: pl.Series, order: str) -> pl.Series:
    """3/5/2024 as 2024/3/5; what is not figures between equal marks with a year of four is left for refusal."""
    day, month = (2, 1) if order == "mdy" else (1, 2)
    found = values.str.extract_groups(
        r"^\s*([0-9]{1,2})([/.-])([0-9]{1,2})([/.-])([0-9]{4})(\s.*)?$"
    ).struct.unnest()
    marks, parts = found["2"] == found["4"], {1: found["1"], 2: found["3"]}
    spelled = found["5"] + "/" + parts[month] + "/" + parts[day] + found["6"].fill_null("")
    return spelled.set(~marks.fill_null(value=False), "?").set(values.is_null(), None)


def read_quickly(values: pl.Series, step: Date) -> pl.Series:
    """What read_date would give, for the spellings in figures; missing says nothing."""
    text = pl.col("value")
    frame = values.to_frame("value").select(
        text.str.extract_groups(_SEPARATED).alias("separated"), text.str.extract_groups(_COMPACT).alias("compact")
    )
    separated, compact = pl.col("separated").struct, pl.col("compact").struct
    same_mark = separated.field("mark") == separated.field("mark2")

    def part(name: str) -> pl.Expr:
        return pl.coalesce(pl.when(same_mark).then(separated.field(name)), compact.field(name))

    year = part("year").cast(pl.Int32)
    four = part("year").str.len_bytes() == 4
    roc = ~four & (year > 0) & (step.calendar != "gregorian")
    gregorian = four & (year >= 1000) & (step.calendar != "roc")
    clock = [pl.coalesce(part(name).cast(pl.Int8), 0) for name in ("hour", "minute", "second")]
    spelled = pl.format(
        "{}-{}-{}T{}:{}:{}",
        pl.when(roc).then(year + 1911).when(gregorian).then(year),
        *(number.cast(pl.String).str.zfill(2) for number in (part("month"), part("day"), *clock)),
    )
    moment = spelled.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
    if step.to != "datetime":
        moment = pl.when(moment.dt.time() == pl.time(0, 0, 0)).then(moment)
    return frame.select(moment.dt.strftime(_FORMATS[step.to])).to_series().alias(values.name)
