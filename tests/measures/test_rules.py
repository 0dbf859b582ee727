"""What people declare is checked before any data, and the page of a measure says what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from publisher import report
from publisher.measures import findings
from publisher.model.errors import ManyErrors
from publisher.model.finding import Outcome
from publisher.model.inventory import Decision, Inventory, StockEntry, StockPlace
from publisher.model.measures import Goal, MeasureResult, MeasuresOutcome, PeriodRule, Survey
from publisher.report.reading.plan_view import ItemState, item_views
from publisher.workspace import load, load_rulebook
from publisher.workspace.measures_file import load_measures
from tests.measures.test_computing import ONLINE, result, rule, table
from tests.report import nights, sites

ROOT = Path(__file__).resolve().parents[2]
RULES = load_rulebook()
SAMPLE = load(ROOT)
PLAIN = """\
measures:
  - id: online-share
    measure: M-online
    title: {zh: 線上, en: Online}
    dataset: online-quarterly
    figure: share
    numerator: {columns: [線上件數]}
    denominator: {columns: [總件數]}
    period: {columns: [年度, 季別], every: quarter}
    target: {at_least: 40}
"""


def errors(tmp_path: Path, text: str) -> str:
    (tmp_path / "measures.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ManyErrors) as caught:
        load_measures(tmp_path, SAMPLE.datasets, (), SAMPLE.plan_items)
    return "\n".join(f"{error.where} {error.message} {error.hint}" for error in caught.value.errors)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[線上件數]", "[線上件]", "publishes no column 線上件"),
        ("M-online", "M-onlin", "no measure M-onlin in the plan"),
        ("dataset: online-quarterly", "dataset: online", "no dataset online"),
        ("at_least: 40", "at_least: 0.4", "looks like a fraction"),
        ("at_least: 40", "at_least: 40, at_most: 30", "the first is the smaller"),
        ("{at_least: 40}", "{}", "needs at_least or at_most"),
        ("figure: share", "figure: mean", "a mean needs either"),
        ("every: quarter", "every: week", "week"),
        ("    denominator: {columns: [總件數]}\n", "", "numerator and a denominator"),
        ("[總件數]}", "[總件數], where: [{column: 業務項目}]}", "needs either `equals` or bounds"),
        ("    figure:", "    weight: 總件數\n    figure:", "weights belong to single records"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in PLAIN
    text = errors(tmp_path, PLAIN.replace(before, after))
    assert said in text
    assert "measures.yaml" in text


def test_the_sample_rules_are_in_order() -> None:
    assert SAMPLE.measure_faults == ()
    assert load_measures(ROOT, SAMPLE.datasets, (), SAMPLE.plan_items)


def test_findings_say_what_is_missed_late_missing_and_not_computed() -> None:
    due = ("03-31", "06-30", "09-30", "12-31")
    missed = result(rule(target=Goal(at_least=70)), ONLINE.head(3), due=due)
    unfit = replace(result(rule(id="unfit"), ONLINE.drop("線上")), rule=rule(id="unfit"))
    item = next(one for one in SAMPLE.plan_items if one.id == "M-sop")
    found = findings((missed, unfit), (item,), RULES)
    assert {(one.check, one.subject, str(one.outcome)) for one in found} == {
        ("measures.target-missed", "online", "failed"),
        ("measures.late", "online", "failed"),
        ("measures.period-missing", "online", "failed"),
        ("measures.not-computed", "unfit", "untested"),
        ("measures.no-rule", "M-sop", "untested"),
    }
    for one in found:
        for text in (RULES[one.check].message.zh, RULES[one.check].message.en):
            assert text.format(**one.params)


def test_a_sample_whose_interval_reaches_the_target_is_left_to_a_person() -> None:
    said = rule(period=PeriodRule(("年度",), "year", "published"), sample=Survey(), target=Goal(at_least=85))
    unsure = result(said, table(["年度", "線上", "全部"], ["115", 83, 100]))
    assert [one.outcome for one in findings((unsure,), (), RULES)] == [Outcome.CANT_TELL]
    sure = result(said, table(["年度", "線上", "全部"], ["115", 60, 100]))
    assert [one.outcome for one in findings((sure,), (), RULES)] == [Outcome.FAILED]


def test_the_inventory_is_listed_by_decision_with_its_ground(tmp_path: Path) -> None:
    ground = "政府資訊公開法第18條第1項第6款"
    tables = (
        StockEntry(
            "db",
            "案件",
            "申辦案件",
            "企劃股",
            Decision.OPEN,
            datasets=("cases", "gone"),
            reviewed_on=date(2026, 5, 1),
        ),
        StockEntry("db", "名冊", "名冊", "企劃股", Decision.CLOSED, (ground,), reviewed_on=date(2026, 5, 1)),
        StockEntry("db", "新表", "新表", "企劃股"),
    )
    inventory = Inventory((StockPlace("db", folder="x"),), tables)
    workspace = replace(
        sites.WORKSPACE, plan_items=SAMPLE.plan_items, checks=RULES, inventory=inventory, accepted=()
    )
    report.write(sites.full_night(), workspace, nights.publications(), tmp_path)
    page = BeautifulSoup((tmp_path / "zh/item-P5-1-6.html").read_text(encoding="utf-8"), "lxml")
    captions = [item.get_text() for item in page.select("caption")]
    assert [text for text in captions if text.startswith(("尚未決定", "開放", "依申請", "不開放"))] == captions[:3]
    assert ground in page.get_text()
    assert "gone" in page.get_text()


def test_the_page_of_a_measure_shows_figures_trend_and_what_is_none(tmp_path: Path) -> None:
    good = result(rule(target=Goal(at_least=55)), ONLINE)
    lost = MeasureResult(rule(id="lost", measure="M-wait"), fault=result(rule(), ONLINE.drop("線上")).fault)
    night = replace(
        sites.full_night(), started=datetime(2026, 11, 30, 3, tzinfo=UTC), measures=MeasuresOutcome((good, lost))
    )
    workspace = replace(sites.WORKSPACE, plan_items=SAMPLE.plan_items, checks=RULES)
    views = {view.item.id: view for view in item_views(night, workspace, {}, {})}
    assert views["M-online"].state is ItemState.MET
    assert views["M-wait"].state is ItemState.UNTESTED
    assert views["M-sop"].state is ItemState.PERSON
    report.write(night, workspace, nights.publications(), tmp_path)
    page = BeautifulSoup((tmp_path / "zh/item-M-online.html").read_text(encoding="utf-8"), "lxml")
    rows = [[cell.get_text(" ", strip=True) for cell in line.select("th, td")] for line in page.select("tbody tr")]
    by_period = {line[0]: line for line in rows}
    assert by_period["115年第3季"][1:5] == ["60.0%", "60 / 100", "—", "+35.0 個百分點（改善）"]
    assert by_period["115年第4季"][1] == "—"
    assert "期間尚未結束" in by_period["115年第4季"][5]
    assert by_period["114年第4季"][1:3] == ["—", "—"]
