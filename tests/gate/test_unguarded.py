"""Counts that no model guards: hidden by hand, of persons of a special kind, means of one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from publisher.gate.counting import counted
from publisher.model.policy import FieldPolicy, MinimumCellCount, Policy, Review, Role
from publisher.model.text import LocalText
from tests.gate.building import TEXT, dataset, services

REVIEW = {"small-counts": Review(TEXT, "陳科長", date(2026, 10, 1))}
Rows = dict[str, list[str]]


def verdict(folder: Path, rows: Rows, title: str = "統計", *, reviewed: bool = False, least: int = 0) -> list[str]:
    frame = pl.DataFrame(rows)
    guarded = tuple(name for name in rows if name != "區")
    policy = Policy(
        TEXT,
        dict.fromkeys(rows, FieldPolicy(Role.INSENSITIVE)),
        (MinimumCellCount(guarded, least),) if least else (),
        reviewed=REVIEW if reviewed else {},  # type: ignore[arg-type]
    )
    fields = [{"name": name, "type": "string"} for name in rows]
    made = dataset(policy=policy, title=LocalText(title, "Counts"), schema={"fields": fields})
    found = counted(made, frame, frame.height, None, None, services(folder))
    return [f"{item.check.removeprefix('privacy.')} {item.key} {item.severity}" for item in found]


@pytest.mark.parametrize(
    ("mark", "given"),
    [
        ("<5", True),
        ("未滿3人", True),
        ("1~4", True),
        ("5以下", True),
        ("*", True),
        ("不公開", True),
        ("甲", False),
    ],
)
def test_a_mark_in_place_of_a_count_is_a_hidden_count(tmp_path: Path, mark: str, given: bool) -> None:
    rows = {"區": ["山", "海", "谷", "總計"], "一季": ["40", mark, "31", "73"], "二季": ["12", "15", "9", "36"]}
    expected = ["sum-gives-count 一季/cell error"] if given else []
    assert verdict(tmp_path, rows) == expected


def test_two_marks_in_a_sum_keep_what_they_hide(tmp_path: Path) -> None:
    rows = {"區": ["山", "海", "谷", "總計"], "一季": ["40", "<9", "<9", "51"]}
    assert verdict(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("title", "column", "held"),
    [
        ("統計", "失智人數", True),
        ("遊民收容統計", "人數", True),
        ("各村族群人口", "其他", True),
        ("Persons", "tuberculosis_cases", True),
        ("統計", "志工人數", False),
        ("身心障礙福利機構", "收容人數", False),
        ("遊民收容統計", "床位數", False),
        ("精神醫療資源", "醫院家數", False),
    ],
)
def test_small_counts_of_protected_persons_wait_for_a_threshold(
    tmp_path: Path, title: str, column: str, held: bool
) -> None:
    rows = {"區": ["山", "海", "谷"], column: ["40", "1", "31"]}
    assert verdict(tmp_path, rows, title) == ([f"unguarded-counts {column} error"] if held else [])
    assert verdict(tmp_path, rows, title, reviewed=True) == ([f"unguarded-counts {column} advice"] if held else [])
    assert verdict(tmp_path, rows, title, least=6) == []
    assert verdict(tmp_path, {**rows, column: ["40", "0", "31"]}, title) == []


def test_a_blank_of_protected_persons_under_a_total_is_audited(tmp_path: Path) -> None:
    rows = {"區": ["山", "海", "谷", "合計"], "受虐人數": ["40", "", "31", "73"]}
    assert verdict(tmp_path, rows) == ["sum-gives-count 受虐人數/cell error"]


@pytest.mark.parametrize(
    ("mean", "persons", "held"),
    [("平均薪資", "1", True), ("average_income", "2", True), ("平均薪資", "3", False), ("平均氣溫", "1", False)],
)
def test_a_mean_of_one_person_is_that_persons(tmp_path: Path, mean: str, persons: str, held: bool) -> None:
    rows = {"區": ["山", "海", "谷"], "員工數": ["40", persons, "31"], mean: ["512.5", "734", "601"]}
    assert verdict(tmp_path, rows) == ([f"amount-disclosed {mean}/near error"] if held else [])


@pytest.mark.parametrize(
    ("special", "part", "held"),
    [("陽性人數", "14", True), ("感染人數", "14", True), ("陽性人數", "11", False), ("到考人數", "14", False)],
)
def test_everyone_of_a_group_is_of_one_special_kind(tmp_path: Path, special: str, part: str, held: bool) -> None:
    rows = {"區": ["甲班", "乙班", "丙班"], "受檢人數": ["24", "14", "25"], special: ["7", part, "0"]}
    assert verdict(tmp_path, rows, least=6) == ([f"all-of-one-kind {special}/alike error"] if held else [])
