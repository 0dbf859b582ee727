"""Draws charts as SVG with Vega-Lite (vl-convert, one wheel without a browser).

The drawing has no words but those of the data: its title stands beside it, so that one serves both languages.
Colours are those of `COLOURS`, each with a dash and a shape of its own; a page restyles them, and the text, by its
style sheet (the SVG carries plain presentation attributes and Vega's class names, no style, script or id).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from publisher.model.errors import MissingPartError
from publisher.model.extras import install_hint
from publisher.model.text import msg

COLOURS = ("#0072b2", "#c2410c", "#00795c", "#9d3f86", "#5c6670")
"""Told apart with every kind of colour vision, 4.5 to 1 against white (after Okabe and Ito 2008)."""
MOST_SERIES = len(COLOURS)
_DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4])
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
_WIDTH, _HEIGHT, _BAR, _THIN_BAR = 600, 250, 26, 17
_MOST_TICKS = 8
MOST_SIGNS = 16
"""Characters of a label; the table beside a chart has the whole."""
_LETTERS = str.maketrans("0123456789", "abcdefghij")
_CONFIG: dict[str, Any] = {
    "aria": False,
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "labelColor": "#4a5a68",
        "labelPadding": 6,
        "labelLimit": 0,
        "gridColor": "#d3dce3",
        "domainColor": "#7d8d9a",
        "tickColor": "#7d8d9a",
        "tickSize": 4,
    },
    "legend": {
        "orient": "top",
        "labelFontSize": 13,
        "labelColor": "#14212b",
        "symbolSize": 90,
        "labelLimit": 0,
        "title": None,
        "symbolStrokeWidth": 2,
        "columnPadding": 18,
        "padding": 0,
        "offset": 12,
    },
    "range": {"category": list(COLOURS)},
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw: `values` are (x, series, y) in the order of the axes; one series has the name "".

    A line goes over `x` from left to right, bars lie under each other. With `time` the x are ISO dates,
    year-months or years and stand at their distance; without, evenly.
    """

    kind: Literal["line", "bar"]
    values: tuple[tuple[str, str, float], ...]
    time: Literal["year", "month", "day"] | None = None


_SPOKEN_PARTS = re.compile(r' (?:role="graphics-[a-z]+"|aria-(?:roledescription|label)="[^"]*")')
"""Vega names axes and legends to screen readers whatever `aria` says; they read the table beside the chart."""


def available() -> str:
    """The version of the library, empty when it is not installed."""
    try:
        return version("vl-convert-python")
    except PackageNotFoundError:
        return ""


def draw(drawing: Drawing) -> str:
    """The chart as an SVG element. The same drawing gives the same bytes with the same library and fonts.

    Raises MissingPartError when vl-convert is not installed.
    """
    try:
        import vl_convert
    except ImportError:
        raise MissingPartError(
            msg("Drawing charts needs a library that is not installed."),
            hint=install_hint("charts"),
        ) from None
    stand_ins = _StandIns()
    values = tuple((stand_ins(x, drawing.time), stand_ins(name), y) for x, name, y in drawing.values)
    spec = specification(Drawing(drawing.kind, values, drawing.time))
    svg = str(vl_convert.vegalite_to_svg(json.dumps(spec)))
    return stand_ins.put_back(_SPOKEN_PARTS.sub("", svg))


class _StandIns:
    """Latin letters of about the same width in the place of labels, while the chart is laid out.

    Measuring Chinese text takes longer than everything else, and depends on the fonts of the machine.
    """

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}

    def __call__(self, label: str, time: str | None = None) -> str:
        """The stand-in of a label; moments in time are no labels, they are read as numbers."""
        if time or not label:
            return label
        if label not in self._labels:
            width = sum(2 if ord(sign) > 0x2E7F else 1 for sign in self._short(label))
            number = f"{len(self._labels):03}".translate(_LETTERS)
            self._labels[label] = number + "n" * max(width - len(number), 0)
        return self._labels[label]

    def put_back(self, svg: str) -> str:
        """The drawing with the labels themselves, escaped; each stand-in is a text of its own."""
        labels = {f">{stand_in}<": f">{escape(self._short(label))}<" for label, stand_in in self._labels.items()}
        return re.sub(r">[a-j]{3}n*<", lambda found: labels.get(found[0], found[0]), svg)

    @staticmethod
    def _short(label: str) -> str:
        return label if len(label) <= MOST_SIGNS else label[: MOST_SIGNS - 1] + "…"


def specification(drawing: Drawing) -> dict[str, Any]:
    """The Vega-Lite specification of a drawing."""
    series = list(dict.fromkeys(value[1] for value in drawing.values))
    rows = [{"x": x, "s": name, "y": y} for x, name, y in drawing.values]
    part = _line(drawing, series) if drawing.kind == "line" else _bars(drawing, series)
    if len(series) > 1:
        scale = {"domain": series, "range": list(COLOURS[: len(series)])}
        part["encoding"]["color"] = {"field": "s", "type": "nominal", "scale": scale}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "padding": {"left": 4, "right": 14, "top": 6, "bottom": 4},
        "config": _CONFIG,
        "data": {"values": rows},
        **part,
    }


def _line(drawing: Drawing, series: Sequence[str]) -> dict[str, Any]:
    xs = list(dict.fromkeys(value[0] for value in drawing.values))
    axis: dict[str, Any] = {
        "title": None,
        "grid": False,
        "labelAngle": 0,
        "values": _spread(xs),
        "labelOverlap": True,
    }
    x: dict[str, Any] = {"field": "x", "axis": axis}
    if drawing.time is None:
        x |= {"type": "ordinal", "sort": xs, "scale": {"type": "point", "padding": 0.3}}
    else:
        axis |= {
            "format": {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}[drawing.time],
            "values": _moments(_spread(xs)),
        }
        x |= {"type": "temporal", "scale": {"type": "utc", "padding": 12}}
    encoding: dict[str, Any] = {"x": x, "y": _amount(drawing, at="line")}
    mark: dict[str, Any] = {"type": "line", "strokeWidth": 2.5, "color": COLOURS[0]}
    if len(xs) * len(series) <= 60:
        mark["point"] = {"size": 42, "filled": True, "color": COLOURS[0]}
    if len(series) > 1:
        dashes = {"domain": list(series), "range": [list(dash) for dash in _DASHES[: len(series)]]}
        encoding["strokeDash"] = {"field": "s", "type": "nominal", "scale": dashes}
        if "point" in mark:
            mark["point"] = {"size": 46, "filled": True}
            shapes = {"domain": list(series), "range": list(_SHAPES[: len(series)])}
            encoding["shape"] = {"field": "s", "type": "nominal", "scale": shapes}
    return {"height": _HEIGHT, "mark": mark, "encoding": encoding}


def _bars(drawing: Drawing, series: Sequence[str]) -> dict[str, Any]:
    names = list(dict.fromkeys(value[0] for value in drawing.values))
    y = {"field": "x", "type": "nominal", "sort": names, "axis": {"title": None, "ticks": False, "domain": False}}
    encoding: dict[str, Any] = {"y": y, "x": _amount(drawing, at="bar")}
    if len(series) > 1:
        encoding["yOffset"] = {"field": "s", "type": "nominal", "sort": list(series)}
    mark = {"type": "bar", "color": COLOURS[0], "cornerRadiusEnd": 3, "height": {"band": 0.72}}
    lines = len(names) * max(len(series) * 0.7, 1)
    height = max(min(_BAR * lines, _HEIGHT), _THIN_BAR * lines, 60)
    return {"height": height, "mark": mark, "encoding": encoding}


def _amount(drawing: Drawing, at: Literal["line", "bar"]) -> dict[str, Any]:
    """The axis of numbers: from zero, save for a line that would then be flat."""
    numbers = [value[2] for value in drawing.values]
    zero = at == "bar" or min(numbers) < 0.6 * max(numbers)
    whole = all(float(number).is_integer() for number in numbers)
    axis: dict[str, Any] = {"title": None, "tickCount": 5, "format": ",d" if whole else ",f"}
    if whole:
        axis["tickMinStep"] = 1
    if at == "line":
        axis |= {"domain": False, "ticks": False}
    # not stacked: round ends of stacked bars are cut by clip paths, whose ids count on from drawing to drawing
    scale = {"zero": zero, "nice": True}
    return {"field": "y", "type": "quantitative", "stack": None, "axis": axis, "scale": scale}


def _spread(xs: Sequence[str]) -> list[str]:
    """At most as many of the values as there is room for, the last among them."""
    step = -(-len(xs) // _MOST_TICKS)
    return [value for at, value in enumerate(xs) if (len(xs) - 1 - at) % step == 0]


def _moments(values: Sequence[str]) -> list[dict[str, Any]]:
    """ISO dates, year-months or years as Vega-Lite writes moments (UTC)."""
    moments = []
    for value in values:
        parts = dict(zip(("year", "month", "date"), map(int, value.split("-")), strict=False))
        moments.append(parts | {"utc": True})
    return moments
