"""What frictionless says arrives as findings: type, rows, field, count, and never a cell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from publisher.model.errors import UserError
from publisher.model.expectations import Expectations, Freshness, RowExpectation
from publisher.model.finding import CheckDefinition, Outcome, Severity
from publisher.model.jsonable import to_json
from publisher.model.stage import StageResult
from publisher.model.table import Night, Table
from publisher.model.text import LocalText
from publisher.tableschema import referee
from publisher.validate import check
from publisher.validate.expectations import row_findings
from tests.validate.building import NOW, dataset_of, schema_of, services_in, table_of

ANY_ROWS = Expectations(rows=RowExpectation(min=0))


def run(folder: Path, schema, columns, expectations=ANY_ROWS, last_rows=None, **more) -> StageResult:
    table = table_of(folder, columns)
    return check(dataset_of(schema, expectations), table, last_rows, services_in(folder, **more))


def said(result: StageResult) -> list[tuple[str, str, list[int | None], int]]:
    return [(f.check, f.key, [place.row for place in f.places], f.count) for f in result.findings]


def test_a_clean_table_is_proven_without_frictionless(tmp_path: Path) -> None:
    schema = schema_of(
        {
            "name": "編號",
            "type": "string",
            "constraints": {"required": True, "unique": True, "pattern": "[A-Z]\\d{3}"},
        },
        {"name": "件數", "type": "integer", "constraints": {"minimum": 0, "maximum": 10}},
        {"name": "日期", "type": "date", "constraints": {"minimum": "2024-01-01"}},
        primaryKey="編號",
    )
    result = run(
        tmp_path, schema, {"編號": ["A001", "A002"], "件數": ["1", None], "日期": ["2024-02-29", "2024-12-31"]}
    )
    assert (said(result), result.counters) == ([], {"rows": 2, "fast": 1, "fallback": 0, "judged": 0, "faults": 0})
    assert not (tmp_path / "validate.csv").exists()


def test_every_kind_of_fault_is_said_with_row_and_field(tmp_path: Path) -> None:
    schema = schema_of(
        {"name": "編號", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "件數", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "種類", "type": "string", "constraints": {"enum": ["甲", "乙"]}},
        primaryKey=["編號"],
    )
    columns = {
        "編號": ["A", None, "A", "B", None],
        "件數": ["x", "1", "-1", "-2", None],
        "種類": ["甲", "乙", "丙", None, None],
    }
    result = run(tmp_path, schema, columns)
    assert sorted(said(result)) == sorted(
        [
            ("schema.type-error", "件數", [1], 1),
            ("schema.constraint-error", "編號/required", [2], 1),
            ("schema.primary-key", "", [2, 3, 5], 3),
            ("schema.unique-error", "編號", [3], 1),
            ("schema.constraint-error", "件數/minimum", [3, 4], 2),
            ("schema.constraint-error", "種類/enum", [3], 1),
            ("schema.blank-row", "", [5], 1),
        ]
    )
    assert result.held
    assert (result.counters["fast"], result.counters["faults"]) == (1, 10)
    enum = next(finding for finding in result.findings if finding.key == "種類/enum")
    assert enum.params == {
        "field": "種類",
        "count": 1,
        "type": "string",
        "constraint": LocalText("允許值", "enum"),
        "limit": "甲、乙",
    }


def test_no_cell_is_in_a_finding(tmp_path: Path) -> None:
    schema = schema_of(
        {"name": "a", "type": "integer", "constraints": {"minimum": 5}},
        {"name": "b", "type": "string", "constraints": {"maxLength": 3}},
    )
    result = run(tmp_path, schema, {"a": ["王大明秘密", "3"], "b": ["L298000009", "0900000001"]})
    text = json.dumps(to_json(result.findings), ensure_ascii=False)
    assert len(result.findings) == 3
    assert not any(secret in text for secret in ("王大明", "L298000009", "0900000001"))
    assert [str(shape) for shape in result.findings[0].evidence] == ["⟨value: 字字字字字⟩"]


def test_places_are_limited_and_counts_are_not(tmp_path: Path) -> None:
    result = run(tmp_path, schema_of({"name": "a", "type": "integer"}), {"a": ["x"] * 1500})
    (finding,) = result.findings
    assert (finding.count, len(finding.places), len(finding.evidence)) == (1500, 100, 1)


def test_columns_that_are_not_the_schemas(tmp_path: Path) -> None:
    schema = schema_of({"name": "a", "type": "string"}, {"name": "b", "type": "string"})
    assert said(run(tmp_path, schema, {"a": ["1"], "c": ["2"]})) == [("schema.incorrect-label", "b", [None], 1)]
    assert said(run(tmp_path, schema, {"a": ["1"]})) == [("schema.missing-label", "b", [None], 1)]
    extra = said(run(tmp_path, schema, {"a": ["1"], "b": ["2"], "c": ["3"]}))
    assert extra == [("schema.extra-label", "c", [None], 1)]


def test_foreign_key_within_the_table(tmp_path: Path) -> None:
    key = {"fields": "上級", "reference": {"resource": "", "fields": "代碼"}}
    schema = schema_of({"name": "代碼", "type": "string"}, {"name": "上級", "type": "string"}, foreignKeys=[key])
    result = run(tmp_path, schema, {"代碼": ["1", "2", "3"], "上級": [None, "1", "9"]})
    assert said(result) == [("schema.foreign-key", "上級", [3], 1)]


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ({"type": "number", "constraints": {"minimum": 1}}, "sNaN", "InvalidOperation"),
        (
            {"type": "datetime", "constraints": {"minimum": "2024-01-01T00:00:00Z"}},
            "2024-01-05T00:00:00",
            "TypeError",
        ),
    ],
)
def test_what_makes_frictionless_fall_over_holds_the_dataset(tmp_path: Path, field, cell, reason) -> None:
    result = run(tmp_path, schema_of({"name": "a", **field}), {"a": [cell]})
    (finding,) = result.findings
    assert (finding.check, finding.outcome, finding.severity) == (
        "schema.unprovable",
        Outcome.CANT_TELL,
        Severity.ERROR,
    )
    assert finding.params == {"reason": reason}
    assert result.held


def test_why_frictionless_read_every_row_is_among_the_facts(tmp_path: Path) -> None:
    schema = schema_of({"name": "a", "type": "geopoint", "constraints": {"unique": True}})
    result = run(tmp_path, schema, {"a": ["121.5,25.0"]})
    assert result.counters["fallback"] == 1
    assert result.facts.judged_because == "a key of type geopoint"


def test_a_pattern_that_takes_for_ever_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.tableschema.referee._SECONDS_TO_START", 3.0)
    schema = schema_of({"name": "a", "type": "string", "constraints": {"pattern": "(a+)+"}})
    result = run(tmp_path, schema, {"a": ["a" * 60 + "b"]})
    assert [(f.check, f.params["reason"]) for f in result.findings] == [("schema.unprovable", "time limit")]


def test_a_risky_pattern_is_judged_all_the_same(tmp_path: Path) -> None:
    schema = schema_of({"name": "a", "type": "string", "constraints": {"pattern": "(\\d+,)*\\d+"}})
    assert run(tmp_path, schema, {"a": ["1,22", "3"]}).counters["fast"] == 1
    assert said(run(tmp_path, schema, {"a": ["1,22", "3,"]})) == [("schema.constraint-error", "a/pattern", [2], 1)]


def test_control_characters_that_frictionless_accepts(tmp_path: Path) -> None:
    result = run(
        tmp_path, schema_of({"name": "a", "type": "string"}), {"a": ["fine\tand\nfine", "bad\x00", "\x1f"]}
    )
    assert said(result) == [("schema.control-character", "a", [2, 3], 2)]


def test_row_expectations(tmp_path: Path) -> None:
    schema = schema_of({"name": "a", "type": "string"})

    def checks(rows: int, last: int | None, expected: RowExpectation) -> list[str]:
        result = run(tmp_path, schema, {"a": ["x"] * rows}, Expectations(rows=expected), last)
        return [finding.check for finding in result.findings]

    usual = RowExpectation(min=1, max=100, least_share_of_last=0.5)
    assert checks(10, None, usual) == []
    assert checks(10, 20, usual) == []
    assert checks(9, 20, usual) == ["expectations.row-drop"]
    assert checks(1, 10, usual) == ["expectations.row-drop"]
    assert checks(0, 10, usual) == ["expectations.row-count", "expectations.row-drop"]
    assert checks(101, 10, usual) == ["expectations.row-count"]
    assert checks(0, None, RowExpectation(min=0)) == []


@pytest.mark.parametrize(
    ("newest", "days"),
    [
        ("2026-11-01", 19),
        ("2026-10", 20),
        ("2026-11", None),
        ("115-10", 20),
        ("2026-Q3", 51),
        ("2025", 324),
        ("2026-11-08T23:59:59", 12),
        ("2026-11-13", None),
    ],
)
def test_freshness_counts_from_the_end_of_the_period(tmp_path: Path, newest: str, days: int | None) -> None:
    expectations = Expectations(rows=RowExpectation(min=0), freshness=Freshness("月", 10))
    result = run(tmp_path, schema_of({"name": "月", "type": "string"}), {"月": ["2020-01", newest]}, expectations)
    assert [finding.params.get("days") for finding in result.findings] == ([] if days is None else [days])
    assert not result.held


def test_freshness_that_nobody_can_read_is_said(tmp_path: Path) -> None:
    expectations = Expectations(freshness=Freshness("月", 10))
    result = run(tmp_path, schema_of({"name": "月", "type": "string"}), {"月": ["一月"]}, expectations)
    assert [(f.check, f.outcome) for f in result.findings] == [("expectations.stale-data", Outcome.CANT_TELL)]


def test_freshness_of_a_field_that_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="freshness"):
        run(tmp_path, schema_of({"name": "a"}), {"a": ["1"]}, Expectations(freshness=Freshness("b", 1)))


def test_the_rulebook_sets_severity_and_can_switch_off(tmp_path: Path) -> None:
    text = LocalText("字", "text")
    entry = CheckDefinition(
        "expectations.row-count", "0.1.0", "dataset", Severity.ADVICE, text, text, text, text, ()
    )
    schema = schema_of({"name": "a", "type": "string"})
    expected = Expectations(rows=RowExpectation(min=5))
    result = run(tmp_path, schema, {"a": ["x"]}, expected, checks={entry.id: entry})
    assert [finding.severity for finding in result.findings] == [Severity.ADVICE]
    off = CheckDefinition(
        "expectations.row-count",
        "0.1.0",
        "dataset",
        Severity.ERROR,
        text,
        text,
        text,
        text,
        (),
        enabled=False,
        disabled_reason=text,
    )
    assert run(tmp_path, schema, {"a": ["x"]}, expected, checks={off.id: off}).findings == ()


def test_an_empty_table_and_one_without_rows(tmp_path: Path) -> None:
    schema = schema_of({"name": "a", "type": "integer", "constraints": {"unique": True}}, primaryKey="a")
    assert run(tmp_path, schema, {"a": []}).findings == ()


def test_a_broken_parquet_is_not_called_clean(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pl.DataFrame({"b": ["1"]}).write_parquet(path)
    verdict = referee.judge_table(Table(path, ("a",), 1), schema_of({"name": "a", "type": "string"}), tmp_path)
    assert [fault.type for fault in verdict.faults] == ["incorrect-label"]


@pytest.mark.parametrize("before", [0, 1, 10], ids=lambda number: f"{number} good nights before")
def test_a_source_that_stays_empty_never_makes_an_empty_table_usual(tmp_path: Path, before: int) -> None:
    dataset = dataset_of(schema_of({"name": "a", "type": "string"}))
    days = [NOW.date() - timedelta(at) for at in range(14 + before, 0, -1)]
    nights = [Night(day, 400 + at, held=False) for at, day in enumerate(days[:before])]
    for day in days[before:]:
        services = replace(services_in(tmp_path), now=NOW - timedelta((NOW.date() - day).days))
        found = [*row_findings(dataset, 0, 400 if before else None, nights, services)]
        held = any(item.severity is Severity.ERROR for item in found)
        assert held or (before and day.weekday() in (5, 6, 0)), day  # a daily table may be empty after days off
        nights.append(Night(day, 0, held=held))
