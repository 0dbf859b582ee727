"""What a dataset's page says beyond its description: charts, single rows, citation, timeliness, history, return."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from publisher.documents import charts
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.model.workspace import Charge, Chart
from publisher.push import push
from publisher.push.portals.static.kept.changes import compare
from publisher.push.portals.static.kept.table_read_back import read_table, sample
from publisher.push.portals.static.kept.version_change import VersionChange
from publisher.push.portals.static.shown import lists
from tests.push.contract import NOW, REASON
from tests.push.lab_static import StaticLab, make_lab
from tests.push.publications import MODIFIED, ROWS, SCHEMA, make_publication

BASE = "http://127.0.0.1:9/open/"
KEYLESS = {"fields": SCHEMA["fields"]}
LATER = (("2026-10", "東區監理站", "132"), ("2026-10", "麻豆監理站", "90"), ("2026-12", "東區監理站", "151"))
"""Against ROWS: one row the same, one changed, one gone, one new."""


def _show(
    lab: StaticLab,
    desired: Mapping[str, Publication],
    *,
    days: int = 0,
    gone: Mapping[str, LocalText] | None = None,
) -> int:
    """One night; returns how often it wrote."""
    outcome = push(
        lab.open(),
        desired,
        gone or {},
        {},
        NOW + timedelta(days=days),
        allow_withdrawals=True,
        withdrawal_limit=0,
        services=lab.services,
    )
    assert outcome.findings == ()
    return outcome.writes


def _page(lab: StaticLab, path: str) -> Tag:
    page = BeautifulSoup((lab.current / path).read_text(encoding="utf-8"), "html.parser")
    assert page.main is not None
    return page.main


def _said(element: Tag | None) -> str:
    assert element is not None
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


# -- charts


@pytest.fixture(scope="module")
def charted(tmp_path_factory: pytest.TempPathFactory) -> StaticLab:
    lab = make_lab(tmp_path_factory.mktemp("charted"))
    files = lab.root / "publications"
    declared = Chart(
        x=("監理站",), y=("受理件數",), kind="bar", title=LocalText("各站件數<b>", "Cases by station<b>")
    )
    unknown = Chart(x=("沒有此欄",), y=("受理件數",))
    rows = (*ROWS, ("2026-11", "合計", "999"))
    desired = {
        "chosen": make_publication(files, "chosen", rows),
        "declared": make_publication(files, "declared", rows, charts=(declared, unknown)),
        "none": make_publication(files, "none", rows, charts=()),
    }
    _show(lab, desired)
    return lab


def _tables(page: Tag) -> list[tuple[str, list[list[str]]]]:
    return [
        (
            _said(figure.figcaption),
            [[_said(cell) for cell in row.find_all(["th", "td"])] for row in figure.select("tr")],
        )
        for figure in page.select("#charts figure")
    ]


def test_a_chart_has_the_numbers_of_the_table_and_totals_do_not_count_twice(charted: StaticLab) -> None:
    (line,) = _tables(_page(charted, "dataset/chosen/index.html"))
    assert line == (
        "受理件數（依統計年月、監理站）",
        [["統計年月", "東區監理站", "麻豆監理站"], ["2026-10", "132", "88"], ["2026-11", "140", "–"]],
    )


def test_a_declared_chart_has_its_title_and_one_of_unknown_fields_is_left_out(charted: StaticLab) -> None:
    (only,) = _tables(_page(charted, "en/dataset/declared/index.html"))
    assert only == ("Cases by station<b>", [["Station", "Cases"], ["東區監理站", "272"], ["麻豆監理站", "88"]])
    labels = [_said(item) for item in _page(charted, "en/dataset/declared/index.html").select("#charts svg text")]
    assert labels[-2:] == ["東區監理站", "麻豆監理站"]


def test_no_chart_where_none_is_wanted(charted: StaticLab) -> None:
    assert _page(charted, "dataset/none/index.html").find(id="charts") is None


def test_without_the_library_the_numbers_stand_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.push.portals.static.shown.charts.available", lambda: "")
    lab = make_lab(tmp_path)
    _show(lab, {"alpha": make_publication(tmp_path / "publications", "alpha")})
    section = _page(lab, "dataset/alpha/index.html").find(id="charts")
    assert isinstance(section, Tag)
    assert section.find("svg") is None
    assert all(item.has_attr("open") for item in section.find_all("details"))


def test_a_label_is_escaped_and_the_same_drawing_is_the_same_bytes() -> None:
    drawing = charts.Drawing("bar", (("<script>x</script>", "", 3.0), ("乙&丙", "", 2.0)))
    svg = charts.draw(drawing)
    assert "<script" not in svg
    assert "&lt;script&gt;x" in svg
    assert charts.draw(drawing) == svg
    assert not re.search(r' id="|url\(', svg)


# -- rows, one by one


def test_each_row_of_a_small_table_has_an_address(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    files = tmp_path / "publications"
    rows = (("2026-10", "P01", "132"), ("2026-11", "P02", ""))
    many = tuple(("2026-10", f"P{n:03}", str(n)) for n in range(101))
    desired = {
        "plain": make_publication(files, "plain", rows),
        "chinese": make_publication(files, "chinese", ROWS),
        "keyless": make_publication(files, "keyless", ROWS, schema=KEYLESS),
        "many": make_publication(files, "many", many),
    }
    _show(lab, desired)
    folder = lab.current / "api/rows"
    assert {path.name for path in folder.iterdir()} == {"plain", "chinese"}
    index = json.loads((folder / "plain/index.json").read_text(encoding="utf-8"))
    assert (index["count"], index["primaryKey"]) == (2, ["統計年月", "監理站"])
    assert (folder / "plain" / index["schema"]).is_file()
    assert [item["href"] for item in index["rows"]] == ["2026-10~P01.json", "2026-11~P02.json"]
    found = [json.loads((folder / "plain" / item["href"]).read_text(encoding="utf-8")) for item in index["rows"]]
    assert found == [
        {"統計年月": "2026-10", "監理站": "P01", "受理件數": 132},
        {"統計年月": "2026-11", "監理站": "P02", "受理件數": None},
    ]
    hashed = json.loads((folder / "chinese/index.json").read_text(encoding="utf-8"))["rows"]
    assert len({item["href"] for item in hashed}) == len(ROWS)
    for item in hashed:
        row = json.loads((folder / "chinese" / item["href"]).read_text(encoding="utf-8"))
        assert {name: row[name] for name in item["key"]} == item["key"]
    first = {json.dumps(item["key"]): item["href"] for item in hashed}
    _show(lab, desired | {"chinese": make_publication(files, "chinese", LATER)}, days=1)
    again = json.loads((folder / "chinese/index.json").read_text(encoding="utf-8"))["rows"]
    kept = {json.dumps(item["key"]): item["href"] for item in again}
    assert {key: first[key] for key in first.keys() & kept.keys()} == {
        key: kept[key] for key in first.keys() & kept.keys()
    }
    assert {path.name for path in (folder / "chinese").iterdir()} == {*kept.values(), "index.json"}


# -- citation and timeliness


def test_a_citation_in_words_and_for_reference_managers(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    title = LocalText("統計 100% {測試}", "Cases & costs_2026")
    _show(lab, {"alpha": make_publication(tmp_path / "publications", "alpha", title=title)})
    chinese = _page(lab, "dataset/alpha/index.html").find(id="citation")
    assert isinstance(chinese, Tag)
    assert _said(chinese.blockquote) == (
        "南瀛監理站（2026）。統計 100% {測試}（A15030000H-000001）〔資料集〕。2026-11-03 版。"
        "依「政府資料開放授權條款-第1版」提供。"
    )
    bibtex, csl = (_said(item) for item in chinese.find_all("pre"))
    assert r"title = {{統計 100\% \{測試\}}}" in bibtex
    (item,) = json.loads(csl)
    assert (item["type"], item["issued"], item["title"]) == (
        "dataset", {"date-parts": [[2026, 11, 3]]}, "統計 100% {測試}"
    )  # fmt: skip
    english = _page(lab, "en/dataset/alpha/index.html").find(id="citation")
    assert isinstance(english, Tag)
    assert r"Cases \& costs\_2026" in _said(english.find("pre"))
    assert "Nanying Motor Vehicle Station (2026)." in _said(english.blockquote)


def _timeliness(lab: StaticLab, dataset: str) -> str:
    facts = _page(lab, f"en/dataset/{dataset}/index.html").select(".facts > div")
    return next(_said(item.dd) for item in facts if _said(item.dt) == "On time")


def test_a_page_does_not_go_on_saying_on_time(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    files = tmp_path / "publications"
    desired = {
        "monthly": make_publication(files, "monthly"),
        "yearly": make_publication(files, "yearly", frequency="每年"),
        "free": make_publication(files, "free", frequency="不定期"),
    }
    assert _show(lab, desired) == 1
    assert _timeliness(lab, "monthly") == "on time next update due by 12 December 2026"
    assert _timeliness(lab, "free") == "no fixed date; last updated 3 November 2026"
    assert _show(lab, desired, days=1) == 0
    assert _show(lab, desired, days=60) == 1
    assert _timeliness(lab, "monthly") == "overdue an update was due by 12 December 2026"
    assert _timeliness(lab, "yearly").startswith("on time")
    newer = make_publication(files, "monthly", LATER, modified=NOW + timedelta(days=61))
    assert _show(lab, desired | {"monthly": newer}, days=61) == 1
    assert _timeliness(lab, "monthly").startswith("on time")


def test_a_fee_a_page_elsewhere_and_a_standard_are_said_everywhere(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    files = tmp_path / "publications"
    more: dict[str, Any] = {
        "charge": Charge("https://station.example.org/fees", "規費法第10條"),
        "landing_page": "https://station.example.org/about",
        "conforms_to": "https://standard.example.org/cases",
    }
    free = make_publication(files, "alpha")
    _show(lab, {"alpha": free})
    page = _page(lab, "en/dataset/alpha/index.html")
    assert "free of charge" in _said(page)
    paid = make_publication(files, "alpha", modified=MODIFIED + timedelta(days=1), **more)
    _show(lab, {"alpha": paid}, days=1)
    page = _page(lab, "en/dataset/alpha/index.html")
    assert "free of charge" not in _said(page)
    assert {str(link["href"]) for link in page.select(".facts a")} > {
        "https://station.example.org/fees",
        more["landing_page"],
        more["conforms_to"],
    }
    assert _history(lab, "en/dataset/alpha/index.html")[0][2] == (
        "The rows are the same. Description changed: fee, page about the data, data standard"
    )
    text = (lab.current / "dataset/alpha/index.html").read_text(encoding="utf-8")
    assert '"isAccessibleForFree": false' in text
    (entry,) = json.loads((lab.current / "data.json").read_text(encoding="utf-8"))["dataset"]
    assert (entry["references"], entry["conformsTo"]) == ([more["landing_page"]], more["conforms_to"])
    turtle = (lab.current / "dataset/alpha/dcat.ttl").read_text(encoding="utf-8")
    assert f"dct:conformsTo <{more['conforms_to']}>" in turtle
    described = json.loads((lab.current / "dataset/alpha/metadata.json").read_text(encoding="utf-8"))
    assert (described["cost"], described["costLaw"]) == ("付費", "規費法第10條")


# -- history, withdrawal and return


def _history(lab: StaticLab, path: str) -> list[list[str]]:
    rows = _page(lab, path).select("#versions tbody tr, .notice tbody tr")
    return [[_said(cell) for cell in row.find_all(["th", "td"])] for row in rows]


def test_the_history_says_what_each_version_changed(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    files = tmp_path / "publications"
    fields: Any = SCHEMA["fields"]
    wider: dict[str, Any] = {
        "fields": [*fields[:2], fields[2] | {"type": "number"}, {"name": "備註", "type": "string"}],
        "primaryKey": SCHEMA["primaryKey"],
    }
    months = [MODIFIED + timedelta(days=30 * n) for n in range(5)]
    versions = [
        make_publication(files, "alpha", ROWS, modified=months[0]),
        make_publication(files, "alpha", LATER, modified=months[1]),
        make_publication(files, "alpha", [(*row, "無") for row in LATER], schema=wider, modified=months[2]),
        make_publication(files, "alpha", ROWS[:2], schema=KEYLESS, modified=months[3]),
        make_publication(files, "alpha", ROWS[:2], schema=KEYLESS, modified=months[4], frequency="每季"),
    ]
    for number, version in enumerate(versions):
        _show(lab, {"alpha": version}, days=30 * number)
    assert _history(lab, "en/dataset/alpha/index.html") == [
        ["3 March 2027 Version 5", "2", "The rows are the same. Description changed: update frequency"],
        [
            "1 February 2027 Version 4",
            "2",
            "Rows: 1 added, 2 removed there is no key: a changed row counts as one removed and one added "
            "Fields that are gone: 備註 Fields of another type: 受理件數",
        ],
        [
            "2 January 2027 Version 3",
            "3",
            "The rows are the same. New fields: 備註 Fields of another type: 受理件數",
        ],
        ["3 December 2026 Version 2", "3", "Rows: 1 added, 1 removed, 1 changed matched by 統計年月, 監理站"],
        ["3 November 2026 Version 1", "3", "first version"],
    ]
    chinese = _history(lab, "dataset/alpha/index.html")
    assert "新增 1 筆、移除 1 筆、修改 1 筆" in chinese[3][2]


def test_rows_that_occur_more_than_once_are_counted_as_often(tmp_path: Path) -> None:
    twice = (ROWS[0], ROWS[0], ROWS[1])
    assert _compared(tmp_path, twice, (ROWS[0], ROWS[2], ROWS[2]), KEYLESS) == VersionChange(added=2, removed=2)
    assert _compared(tmp_path, twice, (ROWS[1], ROWS[0], ROWS[0]), KEYLESS) == VersionChange(added=0, removed=0)


def test_a_key_that_is_none_after_all_is_not_used(tmp_path: Path) -> None:
    twice = (ROWS[0], (*ROWS[0][:2], "7"))
    assert _compared(tmp_path, twice, (*twice, ROWS[1]), SCHEMA) == VersionChange(added=1, removed=0)


def _compared(root: Path, old: Any, new: Any, schema: Mapping[str, Any]) -> VersionChange:
    before, now = (make_publication(root, "alpha", rows, schema=schema) for rows in (old, new))
    return compare(before, before.folder, now, read_table(now, now.folder))


def test_a_dataset_that_comes_back_has_its_addresses_and_its_history(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    files = tmp_path / "publications"
    alpha, beta = (make_publication(files, name) for name in ("alpha", "beta"))
    _show(lab, {"alpha": alpha, "beta": beta})
    before = {path.relative_to(lab.current) for path in lab.current.rglob("alpha/*")}
    _show(lab, {"beta": beta}, days=1, gone={"alpha": REASON})
    gone = _page(lab, "en/dataset/alpha/index.html")
    assert _said(gone.h2) == "This dataset was withdrawn"
    assert "4 November 2026" in _said(gone)
    assert _history(lab, "en/dataset/alpha/index.html") == [["3 November 2026", "3", "first version"]]
    assert not (lab.current / "dataset/alpha/cases.csv").exists()
    assert not (lab.current / "api/rows/alpha").exists()
    back = make_publication(files, "alpha", LATER, modified=MODIFIED + timedelta(days=9))
    _show(lab, {"alpha": back, "beta": beta}, days=9)
    page = _page(lab, "en/dataset/alpha/index.html")
    assert "withdrawn" not in _said(page)
    assert {path.relative_to(lab.current) for path in lab.current.rglob("alpha/*")} >= before - {
        path for path in before if "rows" in path.parts
    }
    assert (lab.current / "dataset/alpha/cases.csv").read_bytes() == (back.folder / "cases.csv").read_bytes()
    assert [row[0] for row in _history(lab, "en/dataset/alpha/index.html")] == [
        "12 November 2026 Version 2",
        "3 November 2026",
    ]
    assert "not compared" in _history(lab, "en/dataset/alpha/index.html")[0][2]
    facts = _said(page.select_one(".facts"))
    assert "First published 3 November 2026" in facts


# -- lists of more than one page


def test_a_long_list_has_pages_that_name_each_dataset_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "ON_PAGE", 2)
    lab = make_lab(tmp_path)
    names = [f"set-{n}" for n in range(5)]
    desired = {name: make_publication(tmp_path / "publications", name, ROWS[:1], charts=()) for name in names}
    _show(lab, desired)
    for root in ("", "en/"):
        pages = list(_walk(lab, f"{root}browse/all/index.html"))
        assert [len(page.select(".card")) for page in pages] == [2, 2, 1]
        shown = [str(link["href"]).split("/")[-2] for page in pages for link in page.select(".card h3 a")]
        assert sorted(shown) == names
        assert [_said(page.select_one(".leaf [aria-current=page]"))[-1] for page in pages] == ["1", "2", "3"]
        assert pages[0].select_one(".leaf [rel=prev]") is None
        assert pages[-1].select_one(".leaf [rel=next]") is None
    titles = [
        (lab.current / f"browse/all/{name}.html").read_text(encoding="utf-8") for name in ("index", "page-2")
    ]
    assert len({re.search("<title>(.*?)</title>", text)[1] for text in titles}) == 2  # type: ignore[index]
    assert (lab.current / "browse/theme/A00/page-3.html").is_file()


def _walk(lab: StaticLab, path: str) -> Iterator[Tag]:
    """A list from its first page on, as a reader follows it."""
    while True:
        page = _page(lab, path)
        yield page
        following = page.select_one(".leaf [rel=next]")
        if following is None:
            return
        target = (lab.current / path).parent / str(following["href"])
        path = str(target.resolve().relative_to(lab.current.resolve()))


def test_a_long_cell_is_cut_in_the_preview(tmp_path: Path) -> None:
    publication = make_publication(tmp_path, "alpha", [("2026-10", "長" * 300_000, "1"), ("2026-11", "短", "2")])
    first, second = sample(read_table(publication, publication.folder)).rows
    assert first == ("2026-10", "長" * 199 + "…", "1")
    assert second == ("2026-11", "短", "2")
