"""Which charts a dataset's page has, and the numbers in them: as declared, or by the types of the fields.

Nothing is drawn that the table does not say: counts are added up only within one moment in time, and only where a
field is a count by its name; means and shares are shown where a value stands alone, and never averaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from markupsafe import Markup

from publisher.documents.charts import MOST_SERIES, Drawing, available, draw
from publisher.model.release import Publication
from publisher.model.table_schema import primary_key
from publisher.model.text import LocalText
from publisher.model.workspace import Chart
from publisher.push.portals.static.described.harvest import schema_fields
from publisher.push.portals.static.kept.table_read_back import TableReading

MOST_MOMENTS = 120
"""Points in time on one chart, the latest ones."""
MOST_BARS = 15
_TIME_TYPES = {"date": "day", "datetime": "day", "yearmonth": "month", "year": "year"}
_COUNT = re.compile(
    r"(件|人|人次|輛|張|筆|戶|家|場|次|車輛|櫃檯|站|個|名|冊|起)數$|(件|輛|張|人次|場次|數量|金額|總額)$|[a-z]_?count$",
    re.I,
)
_PERIOD = re.compile(r"\d{2,4}[-年]?(Q[1-4]|第?[1-4一二三四]季|[上下]半年)$")
_WHOLE = re.compile(r"^(總計|合計|小計|全部|總數|total|all)$", re.I)
_ROWS = LocalText("筆數", "Rows")
_REST = "其他"


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart ready for a page: its words, its SVG, and the same numbers as a table.

    `measure` names what is counted, `over` the axis, `by` the series; `at` is the one moment it is of, and
    `latest` says that only the last moments are shown. `header` are the columns of the table beside the first.
    """

    title: LocalText | None
    measure: LocalText
    over: LocalText
    by: LocalText | None
    at: str
    latest: bool
    header: tuple[LocalText, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    svg: Markup


@dataclass(frozen=True, slots=True)
class _ChartOrder:
    """One chart to make: the declaration, and the moment (field and value) to which it is limited."""

    chart: Chart
    moment: tuple[str, str] | None = None


def plots(publication: Publication, table: TableReading | None) -> tuple[Plot, ...]:
    """The charts of a publication; none without rows, or where its table has nothing to draw."""
    if table is None or table.rows == 0 or publication.charts == ():
        return ()
    fields = {str(field["name"]): field for field in schema_fields(publication) if field["name"] in table.columns}
    if publication.charts is not None:
        asked: Iterable[_ChartOrder] = (
            _ChartOrder(chart) for chart in publication.charts if set(chart.fields()) <= set(fields)
        )
    else:
        asked = _chosen(fields, primary_key(publication.schema), table)
    made = (_plot(item, fields, table) for item in asked)
    return tuple(plot for plot in made if plot is not None)


# -- what to draw


def _chosen(fields: Mapping[str, Mapping[str, Any]], key: Sequence[str], table: TableReading) -> list[_ChartOrder]:
    """A line over time, and bars of the latest moment by category; for records without a key, of their number."""
    distinct = _distinct(table)
    names = list(fields)
    time = next((name for name in names if _is_time(name, fields, key, names, table)), None)
    counts = [name for name in names if fields[name].get("type") == "integer" and _COUNT.search(name)]
    categories = [
        name
        for name in names
        if fields[name].get("type", "string") == "string" and name != time and 2 <= distinct[name] <= MOST_BARS
    ]
    if key and not counts:
        counts = _alone(fields, key, time)
        if not counts:
            return []
    measure = counts[:1] if key or counts else []
    small = next((name for name in categories if distinct[name] <= MOST_SERIES), None)
    found = []
    if time is not None and distinct[time] > 1:
        found.append(_ChartOrder(Chart(x=(time,), y=tuple(measure), series=small)))
    wide = next(
        (name for name in reversed(categories) if name != small or time is None or distinct[time] == 1), None
    )
    bars = wide or (key[0] if len(key) == 1 and table.rows <= MOST_BARS and measure else None)
    if bars is not None and (not measure or time is None or time in fields):
        moment = _last_moment(table, time) if time is not None and measure else None
        found.append(_ChartOrder(Chart(x=(bars,), y=tuple(measure), kind="bar"), moment))
    return found


def _alone(fields: Mapping[str, Mapping[str, Any]], key: Sequence[str], time: str | None) -> list[str]:
    """A number that needs no adding up, because the time alone is the key."""
    if time is None or tuple(key) != (time,):
        return []
    return [name for name, field in fields.items() if field.get("type") in ("integer", "number") and name != time]


def _is_time(
    name: str,
    fields: Mapping[str, Mapping[str, Any]],
    key: Sequence[str],
    names: Sequence[str],
    table: TableReading,
) -> bool:
    """Whether a field is the time that the rows are of: in the key or the first, and a date or a named period."""
    if name not in key and name != names[0]:
        return False
    kind = fields[name].get("type", "string")
    if kind in _TIME_TYPES:
        return True
    if kind != "string":
        return False
    first = table.collect(table.frame.select(name).drop_nulls().head(1))
    return first.height == 1 and _PERIOD.match(str(first.item())) is not None


def _distinct(table: TableReading) -> dict[str, int]:
    return table.collect(table.frame.select(pl.all().n_unique())).row(0, named=True)


def _last_moment(table: TableReading, time: str) -> tuple[str, str] | None:
    last = table.collect(table.frame.select(pl.col(time).max())).item()
    return None if last is None else (time, str(last))


# -- the numbers


def _plot(asked: _ChartOrder, fields: Mapping[str, Mapping[str, Any]], table: TableReading) -> Plot | None:
    chart = asked.chart
    frame = table.frame
    if asked.moment:
        frame = frame.filter(pl.col(asked.moment[0]) == asked.moment[1])
    time = _TIME_TYPES.get(str(fields[chart.x[0]].get("type"))) if len(chart.x) == 1 else None
    numbers = table.collect(_numbers(chart, frame, time))
    cells: dict[str, dict[str, float]] = {}
    for x, series, y in numbers.iter_rows():
        cells.setdefault(x, {})[series] = y
    xs, latest = _axis(chart, cells)
    columns = _columns(chart, cells, xs)
    if len(xs) < 2 or not columns or len(columns) > MOST_SERIES:
        return None
    kind = "line" if chart.kind == "line" else "bar"
    values = tuple((x, name, cells[x][name]) for x in xs for name in columns if name in cells[x])
    labels = tuple(_label(fields, name) if len(chart.y) > 1 else LocalText(name, name) for name in columns)
    measure = _label(fields, chart.y[0]) if chart.y else _ROWS
    names = [_label(fields, name) for name in chart.x]
    return Plot(
        title=chart.title,
        measure=measure
        if len(chart.y) < 2
        else LocalText("、".join(item.zh for item in labels), ", ".join(item.en for item in labels)),
        over=LocalText("".join(item.zh for item in names), " and ".join(item.en for item in names)),
        by=_label(fields, chart.series) if chart.series else None,
        at=asked.moment[1] if asked.moment else "",
        latest=latest,
        header=labels if len(columns) > 1 else (measure,),
        rows=tuple((x, tuple(cells[x].get(name) for name in columns)) for x in xs),
        svg=_svg(Drawing(kind, values, time if kind == "line" else None)),  # type: ignore[arg-type]
    )


def _numbers(chart: Chart, frame: pl.LazyFrame, time: str | None) -> pl.LazyFrame:
    """Columns x, series, y. Rows that are totals of others are left out, or they would count twice."""
    for name in (*chart.x, *filter(None, (chart.series,))):
        frame = frame.filter(
            pl.col(name).is_not_null() & ~pl.col(name).str.contains(_WHOLE.pattern.replace("^", "(?i)^"))
        )
    x = pl.concat_str([pl.col(name) for name in chart.x], separator=" ")
    if time == "day":
        x = x.str.slice(0, 10)
    series = pl.col(chart.series) if chart.series else pl.lit("")
    if not chart.y:
        return frame.group_by(x.alias("x"), series.alias("s")).agg(pl.len().cast(pl.Float64).alias("y"))
    sides = [
        frame.select(
            x.alias("x"),
            (pl.lit(name) if len(chart.y) > 1 else series).alias("s"),
            pl.col(name).str.strip_chars().cast(pl.Float64, strict=False).alias("y"),
        ).drop_nulls("y")
        for name in chart.y
    ]
    grouped = pl.concat(sides).group_by("x", "s").agg(pl.col("y").sum(), pl.len().alias("n"))
    if chart.rows == "each":
        grouped = grouped.filter(pl.col("n") == 1)
    return grouped.select("x", "s", "y")


def _axis(chart: Chart, cells: Mapping[str, Mapping[str, float]]) -> tuple[list[str], bool]:
    """The values of the axis in order, and whether earlier ones were left out: time forwards, bars by length.

    Bars that begin with a number (hours, age bands) keep the order of the numbers.
    """
    if chart.kind == "line":
        xs = sorted(cells)
        return xs[-MOST_MOMENTS:], len(xs) > MOST_MOMENTS
    if all(x[:1].isdigit() for x in cells):
        return sorted(cells), False  # hours, age bands: their own order says more
    return sorted(cells, key=lambda x: (-sum(cells[x].values()), x))[: MOST_BARS * 2], False


def _columns(chart: Chart, cells: Mapping[str, Mapping[str, float]], xs: Sequence[str]) -> list[str]:
    """The series: as declared for several measures, else the largest first."""
    if len(chart.y) > 1:
        return list(chart.y)
    sums: dict[str, float] = {}
    for x in xs:
        for name, y in cells[x].items():
            sums[name] = sums.get(name, 0.0) + y
    return sorted(sums, key=lambda name: (-sums[name], name))


def _label(fields: Mapping[str, Mapping[str, Any]], name: str) -> LocalText:
    field = fields[name]
    unit = f"（{field['unit']}）" if field.get("unit") else ""
    return LocalText(f"{field.get('title') or name}{unit}", str(field.get("title_en") or name))


def _svg(drawing: Drawing) -> Markup:
    """The drawing; empty when the library is not installed: the table beside it says the same."""
    # the library escapes the texts of the data
    return Markup(draw(drawing) if available() else "")  # noqa: S704
