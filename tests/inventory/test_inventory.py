"""The agency's inventory: every table is found, a person's decisions stay, and a night says where it is wrong."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import load as load_odf
from odf.table import TableRow

from publisher.inventory import SeenSource, compare
from publisher.model.finding import Outcome
from publisher.model.inventory import Decision, Inventory, StockEntry, StockPlace, is_ground
from publisher.model.night import NightReport
from publisher.model.text import LocalText
from publisher.pipeline import Settings, run_night
from publisher.push.platform import COLUMNS, FIELDS
from publisher.source import in_folder
from publisher.workspace import load, load_rulebook
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import make_workspace, national_id

TODAY = date(2026, 11, 20)
RULES = load_rulebook()
PLACE = StockPlace("office", folder="../office", owner="業務組")
TITLES = {"visits": LocalText("洽公人次", "Visits")}
PAGE = "https://data.example.gov.tw/dataset/visits"


def publisher(*arguments: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "publisher", *arguments, "--language", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def office(folder: Path) -> Path:
    """What lies about in an office: a series, a workbook of two sheets, an archive, a database, and no tables."""
    folder.mkdir()
    for month in ("11407", "11408", "11409"):
        (folder / f"案件{month}.csv").write_text("項目,件數\n換照,12\n過戶,3\n", encoding="utf-8")
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("停用")
    assert first is not None
    first.title = "現行"
    for sheet in (first, second):
        for row in (["代碼", "名稱"], ["01", "換照"], ["02", "過戶"]):
            sheet.append(row)
    second.sheet_state = "hidden"
    book.save(folder / "代碼.xlsx")
    people = f"姓名,身分證字號\n陳測試,{national_id(1)}\n林範例,{national_id(2)}\n"
    (folder / "名冊.csv").write_text(people, encoding="utf-8")
    with zipfile.ZipFile(folder / "舊檔.zip", "w") as archive:
        archive.writestr("a/人次.csv", "日期,人次\n1140101,5\n1140102,6\n")
        archive.writestr("a/說明.docx", "x")
        archive.writestr("b/件數.csv", "日期,件數\n1140101,5\n1140102,6\n")
    connection = sqlite3.connect(folder / "系統.db")
    connection.execute('CREATE TABLE "visits" (day text, people integer)')
    connection.executemany("INSERT INTO visits VALUES (?, ?)", [("2026-01-01", 3)] * 70)
    connection.execute("CREATE VIEW busy AS SELECT * FROM visits WHERE people > 2")
    connection.commit()
    connection.close()
    (folder / "壞檔.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder / "簽呈.pdf").write_bytes(b"%PDF-1.4")
    (folder / ".~lock.代碼.ods#").write_text("lock")
    return folder


def test_every_table_of_a_folder_is_listed_hidden_sheets_and_archives_too(tmp_path: Path) -> None:
    listing = in_folder(office(tmp_path / "office"))
    assert [found.name for found in listing.tables] == [
        "代碼.xlsx#停用",
        "代碼.xlsx#現行",
        "名冊.csv",
        "壞檔.xlsx",
        "案件11407.csv",
        "案件11408.csv",
        "案件11409.csv",
        "系統.db#busy",
        "系統.db#visits",
        "舊檔.zip#a/人次.csv",
        "舊檔.zip#b/件數.csv",
    ]
    assert listing.others == {".pdf": 1}


def test_stock_is_taken_and_taken_again_without_touching_what_people_wrote(tmp_path: Path) -> None:
    space = make_workspace(tmp_path / "space", records=60)
    folder = office(tmp_path / "office")
    out = publisher("inspect", "--all", str(folder), "-w", str(space), "--owner", "業務組", "--now", "2026-11-20")
    assert "9 tables in office: 9 new, 0 gone, 1 with personal data" in out
    inventory = load(space).inventory
    assert inventory is not None
    tables = {entry.table: entry for entry in inventory.tables}
    assert tables["案件*.csv"].records == 6
    assert tables["系統.db#visits"].records == 70
    assert tables["名冊.csv"].personal == ("name", "national_id")
    assert tables["壞檔.xlsx"].unread
    assert tables["壞檔.xlsx"].records is None
    assert {entry.decision for entry in inventory.tables} == {Decision.UNDECIDED}
    file = space / "inventory.yaml"
    assert "陳測試" not in file.read_text(encoding="utf-8")

    written = file.read_text(encoding="utf-8")
    at = written.index("table: 名冊.csv")
    mine = written[:at] + written[at:].replace(
        "decision: undecided\n    grounds: []\n    datasets: []\n    reviewed_by: ''\n    reviewed_on:",
        "decision: closed # 首長核定\n    grounds: [政府資訊公開法第18條第1項第6款]\n    datasets: []\n"
        "    reviewed_by: 林股長\n    reviewed_on: 2026-11-20\n    note: 勿改",
        1,
    )
    file.write_text(
        mine.replace("    note: 勿改\n    review:", "    note: 勿改\n    review: 2027-06-30", 1), encoding="utf-8"
    )
    (folder / "案件11410.csv").write_text("項目,件數\n換照,1\n", encoding="utf-8")
    (folder / "新表.csv").write_text("區,數\n東,1\n西,2\n", encoding="utf-8")
    (folder / "代碼.xlsx").unlink()
    with (folder / "名冊.csv").open("a", encoding="utf-8") as people:
        people.write(f"黃示範,{national_id(3)}\n")
    out = publisher("inspect", "--all", str(folder), "-w", str(space), "--now", "2026-12-01")
    assert "1 new, 2 gone" in out
    again = {entry.table: entry for entry in (load(space).inventory or Inventory()).tables}
    kept = again["名冊.csv"]
    assert (kept.decision, kept.grounds, kept.reviewed_by, kept.note, kept.records) == (
        Decision.CLOSED,
        ("政府資訊公開法第18條第1項第6款",),
        "林股長",
        "勿改",
        3,
    )
    assert "# 首長核定" in file.read_text(encoding="utf-8")
    assert again["案件*.csv"].records == 7
    assert again["代碼.xlsx#現行"].gone == date(2026, 12, 1)
    assert again["新表.csv"].seen == date(2026, 12, 1)
    same = file.read_bytes()
    publisher("inspect", "--all", str(folder), "-w", str(space), "--now", "2026-12-02")
    assert file.read_bytes() == same


def entry(table: str = "visits.csv", **given: object) -> StockEntry:
    decided = {"reviewed_by": "林股長", "reviewed_on": TODAY - timedelta(days=30), "owner": "業務組", "records": 5}
    return StockEntry("office", table, **{**decided, **given})  # type: ignore[arg-type]


def found(*entries: StockEntry, **seen: object) -> dict[str, list[str]]:
    """The checks that find something, each with the tables (or addresses) it names."""
    known = {
        "places": {"office": tuple(item.table for item in entries)},
        "datasets": TITLES,
        "published": frozenset(),
        "shown": {},
    }
    findings = compare(Inventory((PLACE,), entries), SeenSource(**{**known, **seen}), RULES, TODAY)  # type: ignore[arg-type]
    for item in findings:
        assert item.check in RULES
        for text in (RULES[item.check].message.zh, RULES[item.check].message.en):
            assert text.format(**item.params)
    return {
        item.check.removeprefix("inventory."): [
            place.file or place.url or place.field or "" for place in item.places
        ]
        for item in findings
    }


OPEN = {"decision": Decision.OPEN, "datasets": ("visits",)}
SHOWN = {"published": frozenset({"visits"}), "shown": {"visits": (PAGE,)}}


def test_an_inventory_that_is_right_has_no_finding() -> None:
    closed = entry("staff.csv", decision=Decision.CLOSED, grounds=("個人資料保護法第16條",))
    asked = entry("plans.csv", decision=Decision.ON_REQUEST)
    web = {"addresses": frozenset({PAGE}), "portals": ("https://data.example.gov.tw/",)}
    assert found(entry(**OPEN), closed, asked, **SHOWN, **web) == {}


@pytest.mark.parametrize(
    ("entries", "seen", "expected"),
    [
        ((entry(decision=Decision.UNDECIDED),), {}, {"undecided-table": ["visits.csv"]}),
        ((), {"places": {"office": ("new.csv",)}}, {"unlisted-table": ["new.csv"]}),
        ((entry("a*.csv", decision=Decision.ON_REQUEST),), {"places": {"office": ("a12.csv", "a13.csv")}}, {}),
        (
            (entry("a*.csv", decision=Decision.ON_REQUEST),),
            {"places": {"office": ("a12.csv", "ab.csv")}},
            {"unlisted-table": ["ab.csv"]},
        ),
        (
            (entry(decision=Decision.ON_REQUEST),),
            {"places": {"office": ()}},
            {"table-gone": ["visits.csv"]},
        ),
        ((entry(decision=Decision.ON_REQUEST, unread="密碼"),), {}, {"unread-table": ["visits.csv"]}),
        ((entry(decision=Decision.CLOSED),), {}, {"no-legal-ground": ["visits.csv"]}),
        ((entry(decision=Decision.CLOSED, grounds=("涉及個資",)),), {}, {"no-legal-ground": ["visits.csv"]}),
        ((entry(decision=Decision.OPEN),), {}, {"open-not-published": ["visits.csv"]}),
        ((entry(**OPEN),), {}, {"open-not-published": ["visits.csv"]}),
        ((entry(decision=Decision.OPEN, datasets=("gone",)),), {}, {"open-not-published": ["visits.csv"]}),
        ((entry(**OPEN),), {"published": frozenset({"visits"})}, {"open-not-published": ["visits.csv"]}),
        ((entry(**OPEN),), {"published": frozenset({"visits"}), "shown": None}, {}),
        (
            (entry(decision=Decision.CLOSED, grounds=("個人資料保護法第6條",), datasets=("visits",)),),
            SHOWN,
            {"closed-but-published": ["visits.csv"]},
        ),
        ((), SHOWN, {"unlisted-dataset": []}),
        ((entry(decision=Decision.ON_REQUEST, review=TODAY),), {}, {}),
        (
            (entry(decision=Decision.ON_REQUEST, review=TODAY - timedelta(days=1)),),
            {},
            {"review-overdue": ["visits.csv"]},
        ),
        (
            (entry(decision=Decision.ON_REQUEST, reviewed_on=TODAY - timedelta(days=400)),),
            {},
            {"review-overdue": ["visits.csv"]},
        ),
        ((entry(decision=Decision.ON_REQUEST, changed=TODAY),), {}, {"review-overdue": ["visits.csv"]}),
        (
            (entry(**OPEN),),
            {**SHOWN, "addresses": frozenset({"https://x.example/"})},
            {"not-on-website": ["visits.csv"]},
        ),
        (
            (entry(**OPEN),),
            {
                **SHOWN,
                "addresses": frozenset({"https://data.example.gov.tw"}),
                "portals": ("https://data.example.gov.tw/",),
            },
            {},
        ),
        (
            (entry(decision=Decision.OPEN, addresses=("https://x.example/v.csv",)),),
            {"addresses": frozenset({"https://x.example/v.csv"}), "own_files": ("https://x.example/v.csv",)},
            {},
        ),
        (
            (entry(decision=Decision.OPEN, addresses=("https://x.example/v.csv",)),),
            {"addresses": frozenset(), "own_files": ("https://x.example/w.csv",)},
            {"open-not-published": ["visits.csv"], "unlisted-file": ["https://x.example/w.csv"]},
        ),
        (
            (entry(decision=Decision.ON_REQUEST, addresses=("https://data.gov.tw/dataset/14208",)),),
            {
                "shown": {"other": ("https://p.example/en/dataset/other.html",)},
                "published": frozenset(),
                "addresses": frozenset(
                    {
                        "https://data.gov.tw/dataset/14208/",
                        "https://data.gov.tw/dataset/99",
                        "https://p.example/en/dataset/other.html",
                        "https://p.example/dataset/",
                        "https://p.example/dataset/a/resource/b",
                    }
                ),
            },
            {"unlisted-link": ["https://data.gov.tw/dataset/99"]},
        ),
        (
            (entry(**OPEN),),
            {**SHOWN, "metadata": {"visits": ("organization",)}},
            {"metadata-unmet": ["organization"]},
        ),
        (
            (entry(f"{national_id(4)}.csv", decision=Decision.UNDECIDED),),
            {},
            {"undecided-table": ["…"]},
        ),
    ],
)
def test_each_difference_is_said_once(
    entries: tuple[StockEntry, ...], seen: dict[str, object], expected: dict[str, list[str]]
) -> None:
    assert found(*entries, **seen) == expected


def test_a_place_that_is_not_reached_proves_nothing() -> None:
    inventory = Inventory((PLACE,), (entry(decision=Decision.ON_REQUEST),))
    (finding,) = compare(inventory, SeenSource({}, {}, frozenset()), RULES, TODAY)
    assert (finding.check, finding.outcome) == ("inventory.place-not-seen", Outcome.UNTESTED)


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("政府資訊公開法第18條第1項第6款", True),
        ("政府資訊公開法第十八條第一項第九款", True),
        ("政府資訊公開法 第 18 條", True),
        ("政府資訊公開法第18條第1項第10款", False),
        ("政府資訊公開法第7條第1項第3款", False),
        ("個人資料保護法第16條但書", True),
        ("稅捐稽徵法第33條", True),
        ("檔案法第18條第5款", True),
        ("Freedom of Government Information Law, Art. 18(1)(6)", True),
        ("Freedom of Government Information Law, Article 7", False),
        ("Personal Data Protection Act, Art. 16", True),
        ("涉及個人資料", False),
        ("第18條", False),
        ("依規定", False),
        ("", False),
    ],
)
def test_a_legal_ground_names_an_article_that_can_keep_data_back(text: str, enough: bool) -> None:
    assert is_ground(text) is enough


def run(space: Path, days: int = 0) -> NightReport:
    now = NOW + timedelta(days=days)
    return run_night(load(space), Settings(now, space / "keys"), lambda: now).report


def test_a_night_compares_and_reports_by_item_of_the_plan(tmp_path: Path) -> None:
    space = make_workspace(tmp_path / "space", records=60)
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "人次.csv").write_text("日期,人次\n1,2\n3,4\n", encoding="utf-8")
    publisher("inspect", "--all", str(folder), "-w", str(space))
    (folder / "另一.csv").write_text("日期,人次\n1,2\n3,4\n", encoding="utf-8")
    first = run(space)
    assert first.inventory is not None
    checks = {finding.check for finding in first.inventory.findings}
    assert {"inventory.undecided-table", "inventory.unlisted-table", "inventory.unlisted-dataset"} <= checks
    (report,) = (space / ".publisher" / "reports").glob("*-*/report.json")
    stated = json.loads(report.read_text(encoding="utf-8"))
    assert checks <= {finding["check"] for finding in stated["findings"]}
    item = next((report.parent / "site").rglob("item-P5-1-6.html"), None) or next(
        report.parent.rglob("item-P5-1-6.html")
    )
    assert "人次.csv" in item.read_text(encoding="utf-8")

    (folder / "另一.csv").unlink()
    second = run(space, 1)
    assert "inventory.unlisted-table" in {fixed.check for fixed in second.fixed}
    assert {fixed.area for fixed in second.fixed if fixed.check.startswith("inventory.")} == {"inventory"}

    folder.rename(tmp_path / "away")
    third = run(space, 2)
    assert third.inventory is not None
    assert third.inventory.unseen == ("office",)
    assert third.exit_code == 4
    (space / "inventory.yaml").write_text("tables: 5\n", encoding="utf-8")
    fourth = run(space, 3)
    assert [trouble.where.split(":")[0] for trouble in fourth.troubles] == ["inventory.yaml"]
    assert {outcome.dataset for outcome in fourth.datasets} == {outcome.dataset for outcome in first.datasets}


def test_the_inventory_is_written_for_reviewers_and_for_the_platform(tmp_path: Path) -> None:
    space = make_workspace(tmp_path / "space", records=60)
    publisher("inspect", "--all", str(office(tmp_path / "office")), "-w", str(space))
    run(space)
    ods, listed, batch = (tmp_path / name for name in ("i.ods", "list.csv", "batch.json"))
    publisher("inventory", "-w", str(space), "--ods", str(ods), "--list", str(listed), "--batch", str(batch))
    assert len(load_odf(str(ods)).getElementsByType(TableRow)) == 10
    rows = list(csv.DictReader(listed.open(encoding="utf-8-sig", newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert {row["提供機關"] for row in rows} == {"範例機關"}
    described = json.loads(batch.read_text(encoding="utf-8"))
    assert len(described) == len(rows)
    table = tmp_path / "batch.csv"
    publisher("inventory", "-w", str(space), "--batch", str(table))
    files = list(csv.DictReader(table.open(encoding="utf-8-sig", newline="")))
    assert tuple(files[0]) == FIELDS
    assert len(files) == sum(len(item["distribution"]) for item in described)
