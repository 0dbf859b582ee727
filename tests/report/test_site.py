"""The report as a small site: every link leads somewhere, nothing is large, and every plan item has one state."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from publisher import report
from publisher.model.acceptance import Acceptance
from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.night import NightReport
from publisher.model.site import Service, SiteResult
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.report.reading.history import FILE
from publisher.report.reading.plan_view import ItemState, item_views
from publisher.report.reading.wording import ReportWording
from publisher.workspace import load
from publisher.workspace.plan_file import load_plan_items
from publisher.workspace.rulebook import load_rulebook
from tests.report import nights, sites

PLAN = load_plan_items()
SAMPLE = load(Path(__file__).resolve().parents[2])
WORKSPACE = replace(sites.WORKSPACE, plan_items=PLAN)
NUMBERS = (
    *("五(一)1", "五(一)1.1", "五(一)1.2", "五(一)1.3", "五(一)1.4", "五(一)1.5", "五(一)1.6", "五(一)1.7"),
    *("五(一)2.1", "五(一)2.2", "五(一)3", "五(一)4.1", "五(一)4.2", "五(一)4.3"),
    *("一(三)9", "一(三)11", "一(二)1", "一(二)4", "三(二)2.4", "三(二)2.5", "三(三)"),
)


def write(night: NightReport, folder: Path, workspace: Workspace = WORKSPACE) -> Path:
    report.write(night, workspace, nights.publications(), folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(sites.full_night(), tmp_path_factory.mktemp("reports") / "1")


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_every_item_and_measure_of_the_plan_is_answered_by_something() -> None:
    rulebook = load_rulebook()
    assert [item.number.zh for item in PLAN if item.kind == "item"] == list(NUMBERS)
    assert sum(item.kind == "measure" for item in PLAN) == 10
    for item in PLAN:
        assert any(rulebook[name].enabled for name in item.checks_of(rulebook)), item.id
        families = {name.partition(".")[0] for name in item.checks if name.endswith(".*")}
        assert families <= {name.partition(".")[0] for name in rulebook}, item.id
        named = [name for name in item.checks if not name.endswith(".*")]
        assert set(named) <= set(rulebook), item.id
        if item.kind == "measure":
            assert {"measures.target-missed", "measures.late"} <= set(item.checks_of(rulebook)), item.id
            assert any(rule.measure == item.id for rule in SAMPLE.measures), item.id
            assert any(item.id in dataset.measures for dataset in SAMPLE.datasets.values()), item.id
    answered = {name for item in PLAN for name in item.checks_of(rulebook)}
    assert answered == set(rulebook), "a check that answers no item of the plan is in no list of a reviewer"
    rests_on = {ref.id for entry in rulebook.values() for ref in entry.references if ref.kind == "plan"}
    assert rests_on <= {item.id for item in PLAN}


def test_every_item_has_a_page_with_its_state_in_both_languages(folder: Path) -> None:
    for item in PLAN:
        chinese = soup(folder / f"zh/item-{item.id}.html")
        assert item.number.zh in chinese.h1.get_text()  # type: ignore[union-attr]
        assert chinese.select_one("dl.facts .mark") is not None
        assert (folder / f"en/item-{item.id}.html").is_file()
    cells = soup(folder / "report.html").select(".strip .cell")
    assert len(cells) == len(NUMBERS)


def test_the_share_of_services_for_online_application_is_said() -> None:
    title = LocalText("服務", "A service")
    services = (
        Service("a", title, "/a", "X1", online=True),
        Service("b", title, "/b", online=True),
        Service("c", title, "/c"),
    )
    site = replace(sites.SITE, services=services)
    catalog = replace(WORKSPACE.catalog, websites=(site,))
    workspace = replace(WORKSPACE, catalog=catalog, checks=load_rulebook())
    views = {view.item.id: view for view in item_views(sites.full_night(), workspace, {}, {})}
    said = [str(message) for _, message in views["P3-2-2-4"].evidence]
    assert any("declared 3; online application 2 (66.7%); of these with a number" in text for text in said)
    assert not any("services declared" in str(message) for _, message in views["P5-1-4"].evidence)


def test_links_between_pages_lead_somewhere_from_a_disk(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        page = soup(path)
        ids = {str(item["id"]) for item in page.select("[id]")}
        assert len(ids) == len(page.select("[id]")), path
        for node in page.select("[href], script[src]"):
            address = str(node.get("href") or node.get("src"))
            if address.startswith(("http:", "https:", "mailto:", "file:")):
                continue
            name, _, fragment = address.partition("#")
            if name:
                assert (path.parent / unquote(name)).is_file(), f"{path}: {address}"
            elif fragment:
                assert fragment in ids, f"{path}: {address}"


def test_no_key_of_the_program_stands_for_an_item_of_the_plan(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        assert not re.search(r"P[135]-[0-9]-", soup(path).get_text()), path


def many(number: int) -> NightReport:
    found = tuple(
        Finding(
            "links.broken",
            Outcome.FAILED,
            Severity.ERROR if place % 3 else Severity.WARNING,
            f"{sites.BASE}/news/{place}.html",
            f"{sites.BASE}/gone/{place}",
            {"url": f"{sites.BASE}/gone/{place}", "count": 3},
            tuple(Place(url=f"{sites.BASE}/news/{place}-{other}.html", line=other) for other in range(3)),
            3,
        )
        for place in range(number)
    )
    night = sites.full_night()
    result: SiteResult = replace(night.sites[0], findings=found)
    return replace(night, sites=(result,))


@pytest.mark.parametrize("number", [1_500, pytest.param(10_000, marks=pytest.mark.full)])
def test_thousands_of_findings_make_no_large_page(number: int, tmp_path: Path) -> None:
    write(many(number), tmp_path / "night")
    sizes = {path: path.stat().st_size for path in tmp_path.rglob("*.html")}
    assert max(sizes.values()) < 300_000
    assert sizes[tmp_path / "night/report.html"] < 100_000
    assert sizes[tmp_path / "night/report-en.html"] < 100_000
    owner = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("night/zh/owner-*.html"))
    assert all(f"/gone/{place}" in owner for place in range(0, number, 997))


def test_a_site_seen_in_part_is_nowhere_called_complete(folder: Path) -> None:
    views = item_views(sites.full_night(), WORKSPACE, nights.publications(), {})
    assert not any(
        view.state is ItemState.MET for view in views if any(name.startswith("links.") for name in view.checks)
    )
    assert "已完整檢視" not in soup(folder / "zh/site-1.html").get_text()


def test_a_month_ago_and_the_trend_come_from_earlier_reports(tmp_path: Path) -> None:
    night = sites.full_night()
    write(night, tmp_path / "1")
    summary = json.loads((tmp_path / "1" / FILE).read_text(encoding="utf-8"))
    for number, days in enumerate((40, 2, 1)):
        earlier = tmp_path / f"0-{number}"
        earlier.mkdir()
        states = dict.fromkeys(summary["items"], "met")
        said = summary | {"started": (night.started - timedelta(days=days)).isoformat(), "items": states}
        (earlier / FILE).write_text(json.dumps(said), encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / FILE).write_text('{"format": "publisher-summary/1", "run": "x"', encoding="utf-8")
    write(night, tmp_path / "2")
    first = soup(tmp_path / "2/report.html")
    assert len(first.select(".trend rect")) == 4
    assert "上月：機器檢核符合" in soup(tmp_path / "2/zh/item-P5-1-5.html").get_text()
    rows = soup(tmp_path / "2/zh/nights.html").select("tbody tr")
    assert len(rows) == 4
    assert str(rows[-1].a["href"]) == "../../0-0/report.html"  # type: ignore[index]


def test_citizens_data_come_before_everything_else(tmp_path: Path) -> None:
    night = many(50)
    leak = Finding(
        "leaks.personal-data-on-page",
        Outcome.FAILED,
        Severity.ERROR,
        f"{sites.BASE}/n1.html",
        "national_id",
        count=1,
    )
    result = replace(night.sites[0], findings=(*night.sites[0].findings, leak))
    write(replace(night, sites=(result,)), tmp_path)
    assert "n1.html" in soup(tmp_path / "report.html").select(".worst li")[0].get_text()


def test_the_first_page_says_the_first_sentence_of_a_long_finding() -> None:
    long = "逕刪除 1150 筆（100.0%）才能達成隱私模型，超過政策上限 2.0%。" + "影響最大的欄位是年齡層。" * 12
    wording = ReportWording("zh-TW")
    assert (
        wording.headline(LocalText(long, long)) == "逕刪除 1150 筆（100.0%）才能達成隱私模型，超過政策上限 2.0%。"
    )
    assert wording.headline(LocalText("短。句。", "Short. Words.")) == "短。句。"


def test_many_accepted_findings_are_in_parts(tmp_path: Path) -> None:
    night = nights.calm_night()
    day, reason = night.started.date(), "改版後之新系統將一併處理，舊頁面保留至明年六月底止。" * 3
    accepted = tuple(
        Acceptance(
            f"{number:016x}", "links.broken-internal", "main", reason, "資訊室", day, day + timedelta(days=30)
        )
        for number in range(2000)
    )
    folder = write(replace(night, acceptances=accepted), tmp_path / "1")
    parts = sorted((folder / "zh").glob("accepted*.html"))
    assert len(parts) > 3
    assert max(path.stat().st_size for path in parts) < 300_000
    shown = [code.get_text() for path in parts for code in soup(path).select("tbody th code")]
    assert len(set(shown)) == 2000
    assert soup(parts[0]).select_one("nav.shards a[href='accepted-2.html']") is not None


@pytest.mark.parametrize(("month", "passed"), [(3, False), (12, True)])
def test_what_was_not_looked_at_is_not_overdue(month: int, passed: bool, tmp_path: Path) -> None:
    """A new workspace without a website: nobody can say whether the plan's deadlines were kept."""
    night = replace(nights.calm_night(), started=nights.STARTED.replace(month=month), sites=())
    workspace = replace(WORKSPACE, measures=())
    views = item_views(night, workspace, {}, {})
    unproven = [view for view in views if view.unproven]
    assert bool(unproven) is passed
    assert all(view.findings for view in views if view.overdue)
    folder = write(night, tmp_path / "1", workspace)
    told = f"not tested in full: {len(unproven)} items"
    assert (told in soup(folder / "report-en.html").get_text()) is passed


def test_deadlines_may_name_the_last_day_of_any_month() -> None:
    item = replace(PLAN[0], due=("02-29", "06-31"))
    views = item_views(sites.full_night(), replace(WORKSPACE, plan_items=(item,)), {}, {})
    assert len(views) == 1
