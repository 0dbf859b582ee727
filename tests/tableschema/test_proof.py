"""The proof row by row is of use (it proves plain data), and its list of errors is that of frictionless alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.tableschema import patterns, records, referee
from publisher.tableschema.cell_faults import READING_ERRORS
from publisher.tableschema.checking import check_schema
from publisher.tableschema.frictionless_ import rowwise
from publisher.tableschema.records import TableRecords
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


def errors_alone(path: Path, schema: dict[str, object]) -> list[dict[str, object]] | str:
    """What frictionless says on its own, as full descriptors; the class of what it raises, if it raises."""
    try:
        report = referee._resource(path, schema).validate(limit_errors=0)
    except READING_ERRORS as error:
        return type(error).__name__
    assert not report.errors
    return [error.to_descriptor() for error in report.tasks[0].errors]


def described(report) -> dict[str, object]:
    """A whole report without the time it took."""
    whole = report.to_descriptor()
    for part in (whole, *whole["tasks"]):
        del part["stats"]["seconds"]
    return whole


def errors_by_row(path: Path, schema: dict[str, object], table=None) -> list[dict[str, object]] | str | None:
    """What the proof and frictionless say together; None where frictionless has to do it alone."""
    try:
        judgement = rowwise.judge(referee._resource(path, schema), table)
    except rowwise.NOT_PROVEN:
        return None
    except READING_ERRORS as error:
        return type(error).__name__
    (way,) = judgement.ways.values()
    return [error.to_descriptor() for error in judgement.report.tasks[0].errors] if way.fast else None


@settings(max_examples=120, deadline=None)
@given(tables())
def test_the_errors_of_a_table_are_those_of_frictionless_over_its_csv(drawn) -> None:
    schema, columns = drawn
    check_schema(schema, "schema.json")
    with tempfile.TemporaryDirectory() as folder:
        table = table_of(Path(folder), columns)
        path, heading = Path(folder) / "table.csv", Path(folder) / "heading.csv"
        pl.read_parquet(table.path).write_csv(path)
        heading.write_text(",".join(columns) + "\n", encoding="utf-8")
        by_row = errors_by_row(heading, schema, TableRecords(table.path, table.columns))
        if by_row is None:  # a missing value of a single column is written as a blank line
            assert len(columns) == 1
            assert None in columns["甲"]
        else:
            assert by_row == errors_alone(path, schema)


SEPARATORS = st.sampled_from([",", ",", ",", ";", "\n", "\n", "\r\n", '"', '""', "\n\n"])
WRITTEN = st.sampled_from(
    ["1", "2", "02", "-", "", "x", "臺南", " 1", "２", "2024-01-05", '"1"', '"a,b"', '"a""b"', '"2\n3"', "NaN"]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A CSV file, mostly of three columns, with all that can go wrong in writing one."""
    lines = []
    for _ in range(draw(st.integers(0, 6))):
        cells = draw(st.lists(WRITTEN, min_size=3, max_size=3))
        if draw(st.integers(0, 3)) == 0:
            cells = draw(st.lists(WRITTEN, max_size=5))
        lines.append(",".join(cells))
        if draw(st.integers(0, 7)) == 0:
            lines.append("".join(draw(st.lists(st.one_of(WRITTEN, SEPARATORS), max_size=5))))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    header = draw(
        st.sampled_from(["甲,乙,丙"] * 4 + ["甲,乙", "甲,乙,丙,丁", "甲,甲,丙", "乙,,丙", '"甲","乙","丙"', ""])
    )
    return end.join([header, *lines]) + draw(st.sampled_from([end, ""]))


@st.composite
def wide_schemas(draw: st.DrawFn) -> dict[str, object]:
    kinds = ["string", "integer", "number", "date", "any", "boolean", "year", "list", "geopoint", "duration"]
    named: list[dict[str, object]] = []
    for name in ("甲", "乙", "丙"):
        field: dict[str, object] = {"name": name, "type": draw(st.sampled_from(kinds))}
        constraints: dict[str, object] = {}
        if draw(st.integers(0, 2)) == 0:
            constraints["required"] = True
        if field["type"] not in ("list", "geopoint", "duration") and draw(st.integers(0, 2)) == 0:
            constraints["unique"] = True
        if field["type"] == "string" and draw(st.booleans()):
            field["format"] = draw(st.sampled_from(["default", "email", "uri"]))
        if field["type"] == "number" and draw(st.booleans()):
            field |= draw(st.sampled_from([{"groupChar": ","}, {"bareNumber": False}, {"decimalChar": ","}]))
        if field["type"] in ("integer", "number") and draw(st.booleans()):
            constraints["minimum"] = 2
        field["constraints"] = constraints
        named.append(field)
    schema = schema_of(*named)
    if draw(st.booleans()):
        schema["missingValues"] = draw(st.sampled_from([["", "-"], ["-"], []]))
    hashable = [field["name"] for field in named if field["type"] not in ("list", "geopoint", "duration")]
    if hashable and draw(st.booleans()):
        schema["primaryKey"] = draw(st.sampled_from([hashable[:1], hashable]))
    return schema


@settings(max_examples=200, deadline=None)
@given(texts(), wide_schemas(), st.sampled_from(["utf-8", "utf-8", "cp950", "utf-16", "utf-8-sig"]))
def test_the_errors_of_a_file_are_those_of_frictionless_alone(text, schema, encoding) -> None:
    check_schema(schema, "schema.json")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(text.encode(encoding, errors="replace"))

        def resource():
            made = referee._resource(path, schema)
            made.encoding = encoding
            return made

        try:
            judgement = rowwise.judge(resource())
        except READING_ERRORS as error:
            with pytest.raises(type(error)):
                resource().validate(limit_errors=0)
            return
        assert described(judgement.report) == described(resource().validate(limit_errors=0))


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
    verdict = referee.judge_table(table, schema, tmp_path)
    assert (verdict.fast, verdict.judged, verdict.faults) == (True, 0, ())


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ({"type": "integer", "constraints": {"unique": True}}, ["1", "01"]),
        ({"type": "number", "constraints": {"unique": True}}, ["0.0", "-0"]),
        ({"type": "string", "constraints": {"unique": True}}, ["a", "a"]),
        ({"type": "number"}, ["1_5", *["1"] * 20]),
        ({"type": "string", "constraints": {"required": True}}, ["a", ""]),
        ({"type": "string"}, ["a", ""]),
    ],
)
def test_leaves_to_frictionless_what_it_cannot_prove(tmp_path: Path, field, cells) -> None:
    table = table_of(tmp_path, {"a": cells})
    verdict = referee.judge_table(table, schema_of({"name": "a", **field}), tmp_path)
    assert verdict.fast
    assert verdict.judged > 0


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ({"type": "string", "format": "email"}, ["a@example.com"] * 5),
        ({"type": "string", "constraints": {"pattern": "(?=a)a"}}, ["a"] * 5),
        ({"type": "geopoint"}, ["1,2"] * 5),
        ({"type": "integer"}, ["１２", "1_000", "7"] * 5),
        ({"type": "number", "groupChar": ","}, ["1,000"] * 5),
    ],
)
def test_what_the_proof_has_no_condition_for_frictionless_reads_once(tmp_path: Path, field, cells) -> None:
    table = table_of(tmp_path, {"a": cells})
    verdict = referee.judge_table(table, schema_of({"name": "a", **field}), tmp_path)
    assert (verdict.fast, verdict.judged, verdict.faults) == (True, 0, ())


@pytest.mark.parametrize(
    "text",
    ['a\n"1\n2\n', "a\n1\r2\n", "a\n1\0\n", 'a\nx"1"\n', 'a\n"1"x\n', 'a\n"1\n'],
    ids=["unclosed", "lone CR", "NUL", "quote inside", "text behind", "unclosed at the end"],
)
def test_a_file_that_is_not_plainly_written_is_left_to_frictionless(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    assert errors_by_row(path, schema_of({"name": "a", "type": "string"})) is None


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        (["1", "2", "1", "1"], "unique"),  # points to the previous occurrence, not the first
        (["1", "x", "01", "１"], "unique"),  # other spellings of one value, and a type error in between
        (["1", "x", "01", "1"], "primaryKey"),
        (["1", "", "2", ""], "primaryKey"),
        (["5", "6", "1_0", "10"], "unique"),
    ],
)
def test_repeated_values_point_where_frictionless_points(tmp_path: Path, cells, key) -> None:
    schema = schema_of({"name": "a", "type": "integer"}, {"name": "b", "type": "string"})
    if key == "unique":
        schema["fields"][0]["constraints"] = {"unique": True}  # type: ignore[index]
    else:
        schema["primaryKey"] = ["a"]
    path = tmp_path / "table.csv"
    path.write_text("a,b\n" + "".join(f"{cell},z\n" for cell in cells), encoding="utf-8")
    by_row = errors_by_row(path, schema)
    assert by_row
    assert by_row == errors_alone(path, schema)


def test_a_cell_that_frictionless_crashes_on_crashes_the_same(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a\n1\nsNaN\n", encoding="utf-8")
    schema = schema_of({"name": "a", "type": "number", "constraints": {"minimum": 0}})
    assert errors_by_row(path, schema) == errors_alone(path, schema)
    assert isinstance(errors_by_row(path, schema), str)


def test_blocks_meet_at_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Duplicates, wide rows and quoted line ends across the borders of blocks keep their numbers."""
    monkeypatch.setattr(records, "_BLOCK", 64)
    path = tmp_path / "table.csv"
    rows = [f'{at % 40},"臺\n南{at}"' + (",x" if at % 7 == 0 else "") for at in range(60)]
    path.write_text("a,b\n" + "\n".join(rows), encoding="utf-8")
    schema = schema_of({"name": "a", "type": "integer"}, {"name": "b", "type": "string"}, primaryKey=["a"])
    by_row = errors_by_row(path, schema)
    assert by_row is not None
    assert len(by_row) > 20
    assert by_row == errors_alone(path, schema)


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
