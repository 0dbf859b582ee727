"""Over the whole vocabulary of Table Schema, our report is the one that frictionless makes alone, to the last word."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from frictionless import Dialect, Package, Schema
from frictionless.resources import TableResource
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.model.errors import UserError
from publisher.tableschema.cell_faults import READING_ERRORS
from publisher.tableschema.frictionless_.rowwise import Way, judge
from tests.tableschema.vocabulary import files, schemas


def resource(path: Path, schema: dict[str, Any], dialect: dict[str, Any], encoding: str) -> TableResource:
    more = {"dialect": Dialect.from_descriptor(json.loads(json.dumps(dialect)))} if dialect else {}
    return TableResource(
        name="table",
        path=path.name,
        basepath=str(path.parent),
        encoding=encoding,
        schema=Schema.from_descriptor(json.loads(json.dumps(schema))),
        **more,
    )


def described(report: Any) -> dict[str, Any]:
    """A whole report without the time it took."""
    whole: dict[str, Any] = report.to_descriptor()
    for part in (whole, *whole["tasks"]):
        del part["stats"]["seconds"]
    return whole


def same(path: Path, schema: dict[str, Any], dialect: dict[str, Any], encoding: str = "utf-8") -> Way | None:
    """Compare both reports (or what both raise); how ours came about."""
    try:
        alone = described(resource(path, schema, dialect, encoding).validate(limit_errors=0))
    except READING_ERRORS as error:
        with pytest.raises(type(error)):
            judge(resource(path, schema, dialect, encoding))
        return None
    judgement = judge(resource(path, schema, dialect, encoding))
    assert described(judgement.report) == alone
    return judgement.ways["table"]


@st.composite
def questions(draw: st.DrawFn) -> tuple[dict[str, Any], tuple[bytes, dict[str, Any], str]]:
    schema = draw(schemas())
    return schema, draw(files(schema))


def both(question: tuple[dict[str, Any], tuple[bytes, dict[str, Any], str]]) -> tuple[Any, Any]:
    """Our report, and that of frictionless alone; or what each raises."""
    schema, (data, dialect, encoding) = question
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(data)
        outcomes = []
        for look in (lambda item: judge(item).report, lambda item: item.validate(limit_errors=0)):
            try:
                outcomes.append(described(look(resource(path, schema, dialect, encoding))))
            except READING_ERRORS as error:
                outcomes.append(type(error))
        return outcomes[0], outcomes[1]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions())
def test_some_of_the_vocabulary(question) -> None:
    ours, alone = both(question)
    assert ours == alone


@pytest.mark.full
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions())
def test_much_of_the_vocabulary(question) -> None:
    ours, alone = both(question)
    assert ours == alone


def test_a_number_that_is_not_bare_loses_the_point_before_or_behind_its_digits(tmp_path: Path) -> None:
    constraints = {"unique": True, "maximum": 4}
    path = tmp_path / "table.csv"
    path.write_text("a\n.5\n5.\n-.5\n3\n", encoding="utf-8")
    field = {"name": "a", "type": "number", "bareNumber": False, "constraints": constraints}
    assert same(path, {"fields": [field]}, {}).judged == 2


STRINGS = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}


@pytest.mark.parametrize(
    ("text", "schema", "dialect", "rows"),
    [
        ("a,b\n#x,1\n1,2\n", STRINGS, {"commentChar": "#"}, 1),
        ("a,b\n,\n1,2\n", STRINGS | {"missingValues": ["-"]}, {"skipBlankRows": True}, 1),
        ("a,b\n1,2\n3,4\n", STRINGS, {"commentRows": [3]}, 1),
        ("1,2\n3,4\n", STRINGS, {"header": False}, 2),
        ("A,B\n1,2\n1,3\n", STRINGS | {"primaryKey": ["a"]}, {"headerCase": False}, 2),
        ("a,b,c\n1,2,-\n", STRINGS | {"missingValues": ["-"]}, {}, 1),
        ("a\nx\n\ny\n", {"fields": [{"name": "a", "type": "string"}], "missingValues": ["-"]}, {}, 3),
    ],
    ids=["comment", "blank", "comment row", "no header", "case", "extra column", "blank line"],
)
def test_rows_that_count_and_rows_that_do_not(tmp_path: Path, text: str, schema, dialect, rows: int) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    way = same(path, schema, dialect)
    assert way is not None
    assert (way.fast, way.rows) == (True, rows)


def test_foreign_keys_between_the_tables_of_a_package_stay_fast(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("站,類\n中正,1\n火星,2\n,\n中正,9\n", encoding="utf-8")
    (tmp_path / "stations.csv").write_text("代碼,種類\n中正,1\n信義,2\n", encoding="utf-8")
    key = {"fields": ["站", "類"], "reference": {"resource": "stations", "fields": ["代碼", "種類"]}}
    cases = {"fields": [{"name": "站"}, {"name": "類", "type": "integer"}], "foreignKeys": [key]}
    stations = {"fields": [{"name": "代碼"}, {"name": "種類", "type": "integer"}]}

    def package() -> Package:
        resources = [
            {"name": "cases", "path": "cases.csv", "schema": cases},
            {"name": "stations", "path": "stations.csv", "schema": stations},
        ]
        return Package.from_descriptor({"resources": json.loads(json.dumps(resources))}, basepath=str(tmp_path))

    judgement = judge(package())
    assert described(judgement.report) == described(package().validate(limit_errors=0))
    assert [error.type for error in judgement.report.tasks[0].errors] == [
        "foreign-key",
        "blank-row",
        "foreign-key",
    ]
    assert (judgement.ways["cases"].fast, judgement.ways["cases"].judged) == (True, 3)


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ({"type": "number", "groupChar": ","}, ["1000", "2.5"]),
        ({"type": "number", "decimalChar": ",", "groupChar": "."}, ["1.000,5", "3"]),
        ({"type": "date", "format": "%Y/%m/%d", "constraints": {"minimum": "2024/01/01"}}, ["2024/01/05"]),
        ({"type": "date", "format": "%Y/%m"}, ["2024/12"]),
        ({"type": "datetime", "format": "%Y-%m-%d %H:%M"}, ["2024-01-05 08:30"]),
        ({"type": "datetime"}, ["2024-01-05T08:30:00+08:00", "2024-01-05 08:30:00.25"]),
        ({"type": "geopoint"}, ["121.5,25.03", "-70.1, -33"]),
        ({"type": "string", "format": "email"}, ["a.b@example.com"]),
        ({"type": "string", "format": "uuid"}, ["12345678-1234-1234-1234-123456789abc"]),
        ({"type": "string", "format": "uri"}, ["https://example.com/a/b?c=d#e"]),
        ({"type": "number"}, ["1e5", ".5", "5."]),
    ],
)
def test_what_government_tables_hold_is_proven_without_reading_it_singly(tmp_path: Path, field, cells) -> None:
    path = tmp_path / "table.csv"
    path.write_text("n;a\n" + "".join(f"{at};{cell}\n" for at, cell in enumerate(cells)), encoding="utf-8")
    schema = {"fields": [{"name": "n", "type": "integer"}, {"name": "a", **field}], "primaryKey": ["n"]}
    way = same(path, schema, {"csv": {"delimiter": ";"}})
    assert way is not None
    assert (way.fast, way.judged) == (True, 0)


def package_of(folder: Path, path: str, **schema: Any) -> Package:
    described = {"fields": [{"name": "a", "type": "date", **schema}]}
    resources = [{"name": "t", "path": path, "schema": described, "encoding": "utf-8"}]
    return Package.from_descriptor({"resources": resources}, basepath=str(folder))


def test_a_table_elsewhere_is_not_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        judge(package_of(tmp_path, "http://127.0.0.1:9/t.csv"))


@pytest.mark.parametrize("path", ["../t.csv", "/etc/passwd", "file:///etc/passwd"])
def test_a_path_that_leads_out_is_refused_as_frictionless_refuses_it(tmp_path: Path, path: str) -> None:
    schema = Schema.from_descriptor({"fields": [{"name": "a"}]})
    report = judge(TableResource(name="t", path=path, basepath=str(tmp_path), schema=schema)).report
    assert [(error.type, error.note) for error in report.tasks[0].errors] == [
        ("resource-error", f'path "{path}" is not safe')
    ]


@pytest.mark.parametrize(
    ("text", "schema", "doubt"),
    [
        ("a\n2024-01-05\n", {}, None),
        ("a\n2024-01-05\n", {"format": "any"}, "date format any: a"),
        ('a\n"2024-01-05\n', {}, "unclosed quote"),
        ("a\n\0\n", {}, "NUL"),
    ],
    ids=["nothing", "any", "quote", "NUL"],
)
def test_what_is_accepted_in_silence_is_said_beside_the_report(tmp_path: Path, text, schema, doubt) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert judge(package_of(tmp_path, "t.csv", **schema)).doubts().get("t") == doubt
