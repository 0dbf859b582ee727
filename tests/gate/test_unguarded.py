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
    assert verdict(tmp_path, rows, "收件人數") == expected


@pytest.mark.parametrize(
    ("title", "mark", "columns"),
    [
        ("空氣品質小時值", "#", ("PM10", "O3")),
        ("空氣品質小時值", "x", ("PM10", "O3")),
        ("河川水質檢驗", "<10", ("大腸桿菌群", "懸浮固體")),
        ("地下水檢驗", "<5", ("鐵", "錳")),
    ],
)
def test_marks_of_instruments_hide_nobody(tmp_path: Path, title: str, mark: str, columns: tuple[str, str]) -> None:
    rows = {
        "區": ["山", "海", "谷", "總計"],
        columns[0]: ["40", mark, "31", "73"],
        columns[1]: ["1", "5", "9", "15"],
    }
    assert verdict(tmp_path, rows, title) == []


def test_marks_in_a_large_table_are_no_promise_to_audit(tmp_path: Path) -> None:
    count = 110_000
    numbers = {name: [str(n % 97) for n in range(count)] for name in ("到院人數", "候診人數")}
    numbers["到院人數"][7] = "#"
    assert verdict(tmp_path, {"區": [f"{n}里" for n in range(count)], **numbers}) == []


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
        ("登革熱病例統計", "病例數", True),
        ("腸病毒統計", "確診數", True),
        ("統計", "感染者", True),
        ("新冠確診統計", "死亡數", True),
        ("身心障礙證明統計", "核發數", True),
        ("統計", "機構安置兒童人數", True),
        ("統計", "收容中心感染人數", True),
        ("統計", "機構內性侵害通報人數", True),
        ("統計", "臨床確診人數(床)", True),
        ("統計", "安置機構數", False),
        ("統計", "感染科床位合計", False),
        ("原住民教師統計", "教師人數", True),
        ("戒癮輔導", "參加人數", True),
        ("狂犬病統計", "感染人數", True),
        ("動物收養統計", "收養件數", False),
        ("食品抽驗", "陽性件數", False),
        ("植物病蟲害", "診斷件數", False),
        ("樹木病害", "通報件數", False),
        ("統計", "攤販安置人數", False),
        ("無障礙設施改善（身心障礙）", "案件數", False),
        ("低收入戶便民服務", "辦理件數", False),
        ("身心障礙福利志工", "志工人數", False),
        ("失智症宣導", "參加人次", False),
        ("愛滋防治講座", "出席人數", False),
        ("家畜疾病", "確診數", False),
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


@pytest.mark.parametrize("key", ["期別", "週次", "年齡", "梯次"])
def test_counts_by_a_key_that_is_a_whole_number(tmp_path: Path, key: str) -> None:
    rows = {key: ["11301", "11302", "11303"], "感染人數": ["40", "1", "31"], "床位數": ["7", "7", "8"]}
    assert verdict(tmp_path, rows) == ["unguarded-counts 感染人數 error"]


def test_what_people_answered_for_is_not_derived_once_more(tmp_path: Path) -> None:
    rows = {
        "區": ["山", "海", "谷"],
        "總人口": ["400", "310", "77"],
        "失智人數": ["40", "1", "31"],
        "失智比率": ["10.0", "0.3", "40.3"],
    }
    assert verdict(tmp_path, rows, reviewed=True) == ["unguarded-counts 失智人數 advice"]
    assert len(verdict(tmp_path, rows)) > 1


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
    ("counts", "mean", "held"),
    [
        ({"總人數": "300", "受補助人數": "1"}, "平均補助金額", True),
        ({"受補助人數": "1", "總人數": "300"}, "平均補助金額", True),
        ({"total_people": "300", "paid_workers": "2"}, "average_income", True),
        ({"工友數": "2", "學生人數": "300"}, "學生平均成績", False),
        ({"學生人數": "300", "工友數": "2"}, "學生平均成績", False),
        ({"低收戶數": "1", "勞工人數": "210"}, "勞工平均薪資", False),
    ],
)
def test_a_mean_is_of_the_persons_it_stands_beside(
    tmp_path: Path, counts: dict[str, str], mean: str, held: bool
) -> None:
    rows = {"區": ["山", "海"], **{name: ["40", few] for name, few in counts.items()}, mean: ["512.5", "734"]}
    found = [item for item in verdict(tmp_path, rows) if item.startswith("amount")]
    assert found == ([f"amount-disclosed {mean}/near error"] if held else [])


def test_a_base_may_stand_on_the_right(tmp_path: Path) -> None:
    rows = {"區": ["山", "海"], "平均所得": ["512.5", "734"], "領取人數": ["40", "1"]}
    assert verdict(tmp_path, rows) == ["amount-disclosed 平均所得/near error"]


@pytest.mark.parametrize(
    ("special", "part", "held"),
    [("陽性人數", "14", True), ("感染人數", "14", True), ("陽性人數", "11", False), ("到考人數", "14", False)],
)
def test_everyone_of_a_group_is_of_one_special_kind(tmp_path: Path, special: str, part: str, held: bool) -> None:
    rows = {"區": ["甲班", "乙班", "丙班"], "受檢人數": ["24", "14", "25"], special: ["7", part, "0"]}
    assert verdict(tmp_path, rows, least=6) == ([f"all-of-one-kind {special}/alike error"] if held else [])
