"""What frictionless 5.21 does that nobody would guess, one by one: ours does the same, and both do what stands here.

The differential tests draw from these cells; here each stands with its verdict, so that a new version of
frictionless that reads one of them otherwise is seen as such.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from frictionless import Dialect, Report, Schema
from frictionless.resources import TableResource

from publisher.tableschema.frictionless_.rowwise import judge

Errors = list[tuple[str, int | None]]
"""Types of errors with the number of their row, which counts the header as the first."""


def resource(
    folder: Path,
    data: bytes,
    schema: dict[str, Any],
    dialect: dict[str, Any] | None,
    encoding: str | None = "utf-8",
) -> TableResource:
    (folder / "a.csv").write_bytes(data)
    declared: dict[str, Any] = {} if dialect is None else {"dialect": Dialect.from_descriptor(dialect)}
    declared |= {} if encoding is None else {"encoding": encoding}
    return TableResource(path="a.csv", basepath=str(folder), schema=Schema.from_descriptor(schema), **declared)


def whole(report: Report) -> dict[str, Any]:
    described = report.to_descriptor()
    for part in (described, *described["tasks"]):
        del part["stats"]["seconds"]
    return described


def both(
    folder: Path,
    text: str | bytes,
    schema: dict[str, Any],
    dialect: dict[str, Any] | None = None,
    encoding: str | None = "utf-8",
) -> Errors:
    """The errors of our judgement, after comparing its whole report with that of frictionless alone."""
    data = text.encode() if isinstance(text, str) else text
    ours = judge(resource(folder, data, schema, dialect, encoding)).report
    alone = resource(folder, data, schema, dialect, encoding).validate(limit_errors=0)
    assert whole(ours) == whole(alone)
    return [(error.type, getattr(error, "row_number", None)) for error in ours.tasks[0].errors]


COMMA = {"csv": {"delimiter": ","}, "headerRows": [1]}
PLAIN = {"csv": {"delimiter": "\t"}, "headerRows": [1]}
CELLS: list[tuple[dict[str, Any], str, str]] = [
    # int() of Python
    *(({"type": "integer"}, cell, "") for cell in ("1_000", "１２", "٣", " 1", "+5", "00012", "9" * 4300)),
    *(({"type": "integer"}, cell, "type-error") for cell in ("1.0", "1e3", "9" * 4301, "1_", "1,000")),
    # Decimal() of Python
    *(({"type": "number"}, cell, "") for cell in ("NaN", "INF", "1_0.5", "１.５", "1e5", ".5", "5.", "-0.0")),
    *(({"type": "number"}, cell, "type-error") for cell in ("1,000", "一", "95%", "1 000")),
    ({"type": "number", "constraints": {"minimum": 0}}, "NaN", "constraint-error"),
    ({"type": "number", "groupChar": ","}, "1,0,0", ""),
    ({"type": "number", "groupChar": ",", "constraints": {"enum": ["100"]}}, "1,0,0", ""),
    ({"type": "number", "decimalChar": ",", "groupChar": ".", "constraints": {"enum": ["15"]}}, "1.5", ""),
    *(({"type": "number", "bareNumber": False}, cell, "") for cell in ("95%", "約 3 元", "NT$5")),
    ({"type": "number", "bareNumber": False}, "NT$1,000", "type-error"),
    # strptime
    *(({"type": "date"}, cell, "") for cell in ("2024-1-5", "２０２４-01-05", "0113-01-05")),
    *(({"type": "date"}, cell, "type-error") for cell in ("113-01-05", "2024/01/05", "2023-02-29")),
    *(({"type": "date", "format": "any"}, cell, "") for cell in ("113/1/5", "5", "Monday", "2024")),
    *(
        ({"type": "datetime"}, cell, "")
        for cell in ("2024-01-05 08:30:00", "2024-01-05T24:00:00", "2024-01-05x08:30:00", "2024-01-05T08:30:00,5")
    ),
    *(({"type": "datetime"}, cell, "type-error") for cell in ("2024-01-05T08:30", "2024-01-05")),
    *(({"type": "year"}, cell, "") for cell in ("1_00", "+123", "0000", "２０２４")),
    *(({"type": "year"}, cell, "type-error") for cell in ("113", "20245")),
    *(({"type": "yearmonth"}, cell, "") for cell in ("1-1", "99999-01")),
    ({"type": "yearmonth"}, "2024-13", "type-error"),
    *(({"type": "boolean"}, cell, "") for cell in ("true", "True", "TRUE", "1")),
    *(({"type": "boolean"}, cell, "type-error") for cell in ("是", "T", "tRUE")),
    # `^...$` without a group, lengths in code points
    ({"type": "string", "constraints": {"pattern": "a|b"}}, "axx", ""),
    ({"type": "string", "constraints": {"pattern": "a|b"}}, "xb", "constraint-error"),
    ({"type": "string", "constraints": {"pattern": "[a-z]"}}, '"a\n"', ""),
    ({"type": "string", "constraints": {"maxLength": 2}}, "𠀋𠀋", ""),
    # compared as values; a cell of the wrong type is judged no further
    ({"type": "integer", "constraints": {"enum": ["1"]}}, "01", ""),
    ({"type": "integer", "constraints": {"minimum": "5"}}, "x", "type-error"),
]


@pytest.mark.parametrize(
    ("field", "cell", "error"), CELLS, ids=[f"{field['type']} {cell[:12]!r}" for field, cell, _ in CELLS]
)
def test_a_cell(tmp_path: Path, field: dict[str, Any], cell: str, error: str) -> None:
    schema = {"fields": [{"name": "甲", **field}, {"name": "乙", "type": "string"}]}
    found = both(tmp_path, f"甲\t乙\n{cell}\tx\n", schema, PLAIN)
    assert found == ([(error, 2)] if error else [])


AB = {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}
REQUIRED = {"fields": [AB["fields"][0], {"name": "b", "type": "string", "constraints": {"required": True}}]}
KEY = {**AB, "primaryKey": ["a"]}
UNIQUE = {"fields": [{"name": "a", "type": "integer", "constraints": {"unique": True}}, AB["fields"][1]]}

TABLES: list[tuple[str, str, dict[str, Any], Errors]] = [
    ("required, then missing", "a,b\n1\n", REQUIRED, [("constraint-error", 2), ("missing-cell", 2)]),
    ("equal as values", "a,b\n1,x\n01,x\n", UNIQUE, [("unique-error", 3)]),
    ("wrong type is null", "a,b\nx,x\nx,x\n", UNIQUE, [("type-error", 2), ("type-error", 3)]),
    ("blank row breaks the key", "a,b\n1,x\n,\n", KEY, [("blank-row", 3), ("primary-key", 3)]),
    ("records, not lines", 'a,b\n1,"x\ny"\nz,x\n', AB, [("type-error", 3)]),
    ("labels", "a,c\n1,x\n", AB, [("incorrect-label", None)]),
    ("label too many", "a,b,c\n1,x,y\n", AB, [("extra-label", None)]),
    ("label missing", "a\n1\n", AB, [("missing-label", None)]),
    ("label blank", "a,\n1,x\n", AB, [("blank-label", None)]),
    ("label twice", "a,a\n1,x\n", AB, [("duplicate-label", None)]),
    ("cell too many", "a,b\n1,x,y\n", AB, [("extra-cell", 2)]),
]


@pytest.mark.parametrize(
    ("text", "schema", "errors"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES]
)
def test_a_table(tmp_path: Path, text: str, schema: dict[str, Any], errors: Errors) -> None:
    assert both(tmp_path, text, schema, COMMA) == errors


@pytest.mark.parametrize("schema", [UNIQUE, {**KEY, "fields": AB["fields"]}])
def test_a_repeated_value_points_to_the_one_before_it(tmp_path: Path, schema: dict[str, Any]) -> None:
    data = b"a,b\n1,x\n2,x\n1,x\n1,x\n"
    report = judge(resource(tmp_path, data, schema, COMMA)).report
    notes = [error.note for error in report.tasks[0].errors]
    assert [note.rpartition(" ")[2] for note in notes] == ["2", "4"]


def test_a_thousand_errors_are_not_the_end_of_ours(tmp_path: Path) -> None:
    """frictionless by itself stops reading at 1000 errors and then says 1000 rows and nothing of the rest."""
    data = b"a,b\n" + b"x,y\n" * 1500
    assert len(judge(resource(tmp_path, data, AB, COMMA)).report.tasks[0].errors) == 1500
    assert len(resource(tmp_path, data, AB, COMMA).validate().tasks[0].errors) == 1000


def test_the_header_and_the_delimiter_are_guessed_where_they_are_not_declared(tmp_path: Path) -> None:
    assert both(tmp_path, "a;b\n1;x\nz;y\n", AB) == [("type-error", 3)]
    assert both(tmp_path, "\na,b\n1,x\nz,y\n", AB, {"csv": {"delimiter": ","}}) == [("type-error", 4)]


TEXT = {"fields": [{"name": "名", "type": "string"}]}
COMMON = "名\n" + "臺北市中正區重慶南路一段\n高雄市苓雅區四維三路\n" * 15


@pytest.mark.parametrize(
    ("data", "encoding", "errors"),
    [
        ("名\n碁恒裏\n".encode("cp950"), "big5", [("encoding-error", None)]),
        ("名\n碁恒裏\n".encode("cp950"), "cp950", []),
        (COMMON.encode("utf-16"), None, [("encoding-error", None)]),
        *((COMMON.encode(name), None, []) for name in ("big5", "cp950", "big5hkscs", "gb18030")),
        (COMMON.encode("cp950") + b"\xff\n", "cp950", [("encoding-error", None)]),
    ],
)
def test_an_encoding(tmp_path: Path, data: bytes, encoding: str | None, errors: Errors) -> None:
    assert both(tmp_path, data, TEXT, COMMA, encoding) == errors


def test_a_row_error_carries_the_whole_row_where_it_is_for_the_desk(tmp_path: Path) -> None:
    report = judge(resource(tmp_path, b"a,b\nx,0900-000-012\n", AB, COMMA)).report
    assert report.tasks[0].errors[0].to_descriptor()["cells"] == ["x", "0900-000-012"]
