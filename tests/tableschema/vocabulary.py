"""Tables, schemas and dialects over the whole vocabulary of Table Schema, for the differential tests."""

from __future__ import annotations

import csv
import io
from typing import Any

from hypothesis import strategies as st

CELLS: dict[str, list[str]] = {
    "string": ["a", "臺南", "A12", "a\n", "x@example.com", "https://example.com/a?b=1", "", " "],
    "integer": ["1", "2", "02", "-5", "+5", "1_0", "１２", "95%", "1.0", "9" * 19, "-0"],
    "number": ["1", "1.5", "1,000.5", "1.000,5", ".5", "5.", "1e5", "NaN", "INF", "95%", "0.30000000000000004", "-0.0"],
    "boolean": ["true", "0", "是", "否", "T", "1"],
    "date": ["2024-01-05", "2024-02-29", "2023-02-29", "2024-1-5", "2024/01/05", "05.01.2024", "20240105", "113-01-05"],
    "datetime": [
        "2024-01-05T08:30:00", "2024-01-05 08:30:00", "2024-01-05T08:30:00Z", "2024-01-05T08:30:00.5+08:00",
        "2024/01/05 08:30", "2024-01-05T24:00:00", "2024-01-05T08:30",
    ],
    "time": ["08:30:00", "08:30:00Z", "08:30", "24:00:00", "08:30:00.25"],
    "year": ["2024", "0000", "1_00", "+123", "113", "２０２４"],
    "yearmonth": ["2024-01", "2024-13", "1-1", "99999-01"],
    "duration": ["P1Y", "PT5M", "P", "1 day"],
    "object": ['{"a": 1}', "{}", "[]", "x"],
    "array": ["[1, 2]", "[]", "{}", "x"],
    "list": ["1,2", "a;b", ""],
    "geopoint": ["121.5,25.0", "121.5, 25.0", "181,0", "180,90", "[1,2]", '{"lon": 1, "lat": 2}', "x"],
    "geojson": ['{"type": "Point", "coordinates": [1, 2]}', "{}", "x"],
    "any": ["a", "1", "x y"],
}  # fmt: skip
FORMATS: dict[str, list[str]] = {
    "string": ["email", "uri", "uuid", "binary"],
    "date": ["%Y/%m/%d", "%d.%m.%Y", "%Y%m%d", "%Y/%m"],
    "datetime": ["%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S"],
    "time": ["%H:%M"],
    "geopoint": ["array", "object"],
    "geojson": ["topojson"],
}
MORE: dict[str, list[dict[str, Any]]] = {
    "number": [
        {"groupChar": ","},
        {"decimalChar": ",", "groupChar": "."},
        {"decimalChar": ","},
        {"bareNumber": False},
    ],
    "integer": [{"bareNumber": False}],
    "boolean": [{"trueValues": ["是", "true"], "falseValues": ["否", "0"]}],
    "list": [{"itemType": "integer"}, {"delimiter": ";"}],
}
LIMITS: dict[str, list[Any]] = {
    "integer": [0, 1, 2, "2", 10**18],
    "number": [1, 0.5, "1.5", -2, "0.30000000000000003"],
    "date": ["2024-01-05", "2024-02-01"],
    "datetime": ["2024-01-05T08:30:00"],
    "time": ["08:30:00"],
    "year": [2024, "2000"],
    "yearmonth": ["2024-01"],
}
PATTERNS = ["a|b", "[A-Z]\\d+", "\\w+", "[^a]*", "\\S+", "臺.", "(?i:A).*", "(?=a)a", "\\D*"]
TEXT_LIMITS: list[dict[str, Any]] = [
    {},
    *({"pattern": pattern} for pattern in PATTERNS),
    *({name: length} for name in ("minLength", "maxLength") for length in (0, 1, 3)),
    {"enum": ["a", "臺南", "A12"]},
]
UNHASHABLE = ("object", "array", "list", "geojson")
NAMES = ("甲", "乙", "Name")


@st.composite
def constraints_of(draw: st.DrawFn, field: dict[str, Any]) -> dict[str, Any]:
    """Constraints that the field's type knows."""
    kind = field["type"]
    constraints: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        constraints["required"] = True
    if kind not in UNHASHABLE and draw(st.integers(0, 3)) == 0:
        constraints["unique"] = True
    if kind in LIMITS and field.get("format", "default") == "default" and draw(st.booleans()):
        constraints[draw(st.sampled_from(["minimum", "maximum"]))] = draw(st.sampled_from(LIMITS[kind]))
    if kind in LIMITS and "format" not in field and draw(st.integers(0, 4)) == 0:
        constraints["enum"] = draw(st.lists(st.sampled_from(LIMITS[kind]), min_size=1, max_size=3))
    if kind == "string":
        constraints |= draw(st.sampled_from(TEXT_LIMITS))
    elif kind in ("array", "list", "object") and draw(st.integers(0, 3)) == 0:
        constraints["minLength"] = draw(st.integers(0, 2))
    return constraints


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A field of any type, format and constraint."""
    kind = draw(st.sampled_from(sorted(CELLS)))
    field: dict[str, Any] = {"name": name, "type": kind}
    if kind in FORMATS and draw(st.booleans()):
        field["format"] = draw(st.sampled_from(FORMATS[kind]))
    if kind in MORE and draw(st.booleans()):
        field |= draw(st.sampled_from(MORE[kind]))
    constraints = draw(constraints_of(field))
    if constraints:
        field["constraints"] = constraints
    if draw(st.integers(0, 5)) == 0:
        field["missingValues"] = draw(st.sampled_from([["", "-"], ["-"]]))
    return field


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """A schema of two or three fields, with keys."""
    named = [draw(fields(name)) for name in NAMES[: draw(st.integers(1, 3))]]
    schema: dict[str, Any] = {"fields": named}
    if draw(st.booleans()):
        schema["missingValues"] = draw(st.sampled_from([["", "-"], ["-"], [], ["", "無"]]))
    hashable = [field["name"] for field in named if field["type"] not in UNHASHABLE]
    if hashable and draw(st.integers(0, 1)):
        schema["primaryKey"] = draw(st.sampled_from([hashable[:1], hashable]))
    if hashable and draw(st.integers(0, 2)) == 0:
        own = draw(st.sampled_from([hashable[:1], hashable]))
        other = draw(st.permutations(own))
        schema["foreignKeys"] = [{"fields": own, "reference": {"resource": "", "fields": list(other)}}]
    return schema


DIALECTS: list[dict[str, Any]] = [
    {},
    {"csv": {"delimiter": ";"}},
    {"csv": {"delimiter": "\t"}},
    {"csv": {"quoteChar": "'"}},
    {"csv": {"doubleQuote": False, "escapeChar": "\\"}},
    {"csv": {"skipInitialSpace": True}},
    {"csv": {"lineTerminator": "\n"}},
    {"header": False},
    {"headerRows": [2]},
    {"headerRows": [1, 2]},
    {"headerCase": False},
    {"commentChar": "#"},
    {"commentRows": [2]},
    {"skipBlankRows": True},
]
ENCODINGS = ["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "big5", "cp950", "gb18030"]


def _other_labels(labels: list[str]) -> list[list[str]]:
    lower = [label.lower() for label in labels]
    return [lower, [*labels, "多"], labels[:-1], [labels[0]] * len(labels), ["", *labels[1:]], labels[::-1]]


@st.composite
def files(draw: st.DrawFn, schema: dict[str, Any]) -> tuple[bytes, dict[str, Any], str]:
    """The bytes of a CSV file for the schema, with faults; its dialect; its encoding."""
    dialect = draw(st.sampled_from(DIALECTS))
    csv_dialect = dialect.get("csv", {})
    delimiter = csv_dialect.get("delimiter", ",")
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=delimiter,
        quotechar=csv_dialect.get("quoteChar", '"'),
        lineterminator=draw(st.sampled_from(["\n", "\n", "\r\n"])),
    )
    kinds = [field["type"] for field in schema["fields"]]
    labels = [field["name"] for field in schema["fields"]]
    labels = draw(st.sampled_from([labels] * 8 + _other_labels(labels)))
    rows: list[list[str]] = [labels] if labels else []
    for _ in range(draw(st.integers(0, 6))):
        row = [
            draw(
                st.one_of(
                    st.sampled_from(CELLS[kind][:3]), st.sampled_from(CELLS[kind]), st.sampled_from(["", "-"])
                )
            )
            for kind in kinds
        ]
        others = [[*row, "x"], row[:-1], [""] * len(row), ["#" + row[0], *row[1:]]]
        row = draw(st.sampled_from([row] * 11 + others))
        rows.append(row)
    if dialect.get("headerRows") == [2]:
        rows.insert(0, ["統計表"])
    for row in rows:
        writer.writerow(row)
    text = out.getvalue()
    spoilt = draw(st.integers(0, 24))
    if spoilt < 4:
        text += [f'"never closed{delimiter}x\n', "a\rb\n", f'x"y{delimiter}"z"w\n', "\0\n"][spoilt]
    encoding = draw(st.sampled_from(ENCODINGS))
    data = text.encode(encoding, errors="replace")
    if draw(st.integers(0, 19)) == 0:
        data += b"\xff\xfe\n"
    return data, dialect, encoding
