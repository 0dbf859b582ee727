"""The fast proof is sound (what it calls clean, frictionless calls clean) and of use (it proves plain data)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.validate import patterns, proof, referee
from publisher.validate.schema import check_schema
from tests.validate.building import schema_of, table_of

# Cells at and beyond the edge of what frictionless accepts (each tried against 5.21.0).
CELLS = {
    "integer": ["1", "0", "-5", "007", "-0", "1_000", "１２", "٣", " 1", "+5", "1.0", "1e3", "9" * 19, "-", "x"],
    "number": [
        "1",
        "1.5",
        "-0.0",
        "0",
        "0.1",
        "NaN",
        "INF",
        "1_0.5",
        "１.５",
        "1e5",
        ".5",
        "5.",
        "1,000",
        "0.30000000000000004",
    ],
    "date": [
        "2024-01-05",
        "2024-02-29",
        "2023-02-29",
        "2024-1-5",
        "２０２４-01-05",
        "113-01-05",
        "0000-01-01",
        "2024-01-05 ",
    ],
    "datetime": [
        "2024-01-05T08:30:00",
        "2024-01-05 08:30:00",
        "2024-01-05T24:00:00",
        "2024-01-05T08:30",
        "2024-02-30T00:00:00",
        "2024-01-05T08:30:60",
    ],
    "time": ["08:30:00", "24:00:00", "8:30:00", "08:30", "23:59:60"],
    "year": ["2024", "0000", "1_00", "+123", "113", "２０２４", "20245"],
    "yearmonth": ["2024-01", "2024-13", "1-1", "99999-01", "2024-1", "2024/01"],
    "boolean": ["true", "True", "1", "0", "是", "T", "FALSE"],
    "string": ["a", "axx", "xb", "b", "臺南", "𠀋𠀋", "a\n", "a\r\nb", '"q"', " ", "a,b", "A12"],
    "any": ["a", "1", "x y"],
}
LIMITS = {
    "integer": ["0", 1, -5, 100],
    "number": ["0.1", 1, 0.5, -2],
    "date": ["2024-01-05", "2023-12-31"],
    "datetime": ["2024-01-05T00:00:00"],
    "time": ["08:30:00"],
    "year": [2024, "2000"],
    "yearmonth": ["2024-01"],
}
PATTERNS = ["a|b", "[A-Z]\\d+", "\\w+", "[^a]*", "(a|x)+b?", "a{1,3}x*", ".", "\\S+", "臺.", "(?:a)$"]


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, object]:
    kind = draw(st.sampled_from(sorted(CELLS)))
    constraints: dict[str, object] = {}
    if draw(st.booleans()):
        constraints[draw(st.sampled_from(["required", "unique"]))] = True
    if kind in LIMITS and draw(st.booleans()):
        bound = draw(st.sampled_from(["minimum", "maximum"]))
        constraints[bound] = draw(st.sampled_from(LIMITS[kind]))
    if kind in LIMITS and draw(st.integers(0, 3)) == 0:
        constraints["enum"] = draw(st.lists(st.sampled_from(LIMITS[kind]), min_size=1))
    if kind == "string":
        extra = draw(st.sampled_from([None, "pattern", "minLength", "maxLength", "enum"]))
        if extra == "pattern":
            constraints[extra] = draw(st.sampled_from(PATTERNS))
        elif extra == "enum":
            constraints[extra] = ["a", "臺南", "A12"]
        elif extra:
            constraints[extra] = draw(st.integers(0, 4))
    field: dict[str, object] = {"name": name, "type": kind, "constraints": constraints}
    if draw(st.integers(0, 4)) == 0:
        field["missingValues"] = draw(st.sampled_from([["", "-"], ["-"], [""]]))
    return field


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, object], dict[str, list[str | None]]]:
    named = [draw(fields(name)) for name in ("甲", "乙")[: draw(st.integers(1, 2))]]
    rows = draw(st.integers(0, 4))
    # Mostly cells of the first few kinds, which are clean, or else hardly any table would be
    columns = {}
    for field in named:
        cells = CELLS[str(field["type"])]
        cell = st.one_of(st.sampled_from(cells[:3]), st.sampled_from(cells), st.sampled_from([None, "", "-"]))
        columns[str(field["name"])] = draw(st.lists(cell, min_size=rows, max_size=rows))
    schema = schema_of(*named)
    if draw(st.integers(0, 2)) == 0:
        schema["primaryKey"] = draw(st.sampled_from(["甲", [field["name"] for field in named]]))
    return schema, columns


@settings(max_examples=300, deadline=None)
@given(tables())
def test_never_calls_clean_what_frictionless_would_not(drawn) -> None:
    schema, columns = drawn
    with tempfile.TemporaryDirectory() as folder:
        table = table_of(Path(folder), columns)
        check_schema(schema, "schema.json")
        if proof.is_clean(table.path, table.columns, schema):
            path = Path(folder) / "table.csv"
            pl.read_parquet(table.path).write_csv(path)
            verdict = referee.judge(path, schema, table.rows)
            assert (verdict.faults, verdict.rows, verdict.unprovable) == ((), table.rows, "")


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ({"type": "integer", "constraints": {"minimum": 0, "enum": [1, 2]}}, ["1", "2", "02", None]),
        ({"type": "number", "constraints": {"maximum": 0.3}}, ["0.3", "-12.50", ""]),
        ({"type": "date", "constraints": {"minimum": "2024-01-05", "unique": True}}, ["2024-01-05", "2024-02-29"]),
        ({"type": "datetime"}, ["2024-01-05T08:30:00"]),
        ({"type": "time"}, ["23:59:59"]),
        ({"type": "year", "constraints": {"maximum": 2030}}, ["2024"]),
        ({"type": "yearmonth", "constraints": {"minimum": "2024-01"}}, ["2024-12"]),
        ({"type": "boolean", "trueValues": ["是"], "falseValues": ["否"]}, ["是", "否"]),
        ({"type": "string", "constraints": {"pattern": "[A-Z]{2}-\\d{4}", "maxLength": 7}}, ["AB-1234"]),
        ({"type": "string", "missingValues": ["", "－"], "constraints": {"enum": ["甲"]}}, ["甲", "－"]),
    ],
)
def test_proves_plain_data(tmp_path: Path, field, cells) -> None:
    table = table_of(tmp_path, {"n": [str(at) for at in range(len(cells))], "a": cells})
    schema = schema_of({"name": "n", "type": "integer"}, {"name": "a", **field}, primaryKey="n")
    assert proof.is_clean(table.path, table.columns, schema)


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ({"type": "integer", "constraints": {"unique": True}}, ["1", "01"]),
        ({"type": "number", "constraints": {"unique": True}}, ["0.0", "-0"]),
        ({"type": "string", "constraints": {"unique": True}}, ["a", "a"]),
        ({"type": "string", "missingValues": ["-"]}, [None, "a"]),
        ({"type": "string", "format": "email"}, ["a@example.com"]),
        ({"type": "string", "constraints": {"required": True}}, ["a", ""]),
        ({"type": "string"}, ["a", None]),
        ({"type": "string", "constraints": {"pattern": "(?=a)a"}}, ["a"]),
        ({"type": "geopoint"}, ["1,2"]),
    ],
)
def test_leaves_to_frictionless_what_it_cannot_prove(tmp_path: Path, field, cells) -> None:
    table = table_of(tmp_path, {"a": cells})
    assert not proof.is_clean(table.path, table.columns, schema_of({"name": "a", **field}))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_translated_pattern_means_what_python_means_on_ascii(pattern: str) -> None:
    import re

    translated = patterns.linear(pattern)
    if translated is None:
        assert pattern == "\\S+"
        return
    cells = pl.Series(["a", "b", "ax", "xb", "axx", "A1", "AB", "", "_", "aaxb", "臺南"])
    expected = [re.match(f"^{pattern}$", cell) is not None for cell in cells]
    assert [
        not found or wanted for found, wanted in zip(cells.str.contains(translated), expected, strict=True)
    ] == [True] * cells.len()
    ascii_only = [cell.isascii() for cell in cells]
    for cell, found, wanted, plain in zip(
        cells, cells.str.contains(translated), expected, ascii_only, strict=True
    ):
        assert found == wanted or not plain, cell


@pytest.mark.parametrize(
    ("pattern", "risky"),
    [
        ("(a+)+", True),
        ("(a|aa)+", True),
        ("(a*)*b", True),
        ("(.)\\1", True),
        ("a*b*c*d", True),
        ("\\d{4}-\\d{2}", False),
        ("[A-Z]+\\d+", False),
        ("(ab){3}", False),
        ("(a|b)c", False),
    ],
)
def test_patterns_that_may_explode_are_known(pattern: str, risky: bool) -> None:
    assert patterns.risky(pattern) is risky
