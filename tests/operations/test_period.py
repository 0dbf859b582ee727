"""A month and a year for signing: one value, as a tagged PDF, an ODT, lists and JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from odf.opendocument import load as load_odf
from odf.table import TableRow

from publisher.documents.composed import as_odt, as_pdf
from publisher.model.case import Act, ActKind
from publisher.model.catalog import Notification
from publisher.model.errors import UserError
from publisher.model.night import NightReport
from publisher.model.workspace import Workspace
from publisher.operations import telling
from publisher.operations.period import period
from publisher.operations.signing import as_csv, as_ods, month_document, month_list, year_document, year_list
from publisher.operations.year import year
from publisher.workspace import add_act, add_plan_answer, load
from tests.pipeline.workspaces import make_workspace
from tests.validators import verapdf

LEAK = "leaks.personal-data-on-page"


def night(root: Path, day: str, error: int, state: str) -> None:
    """The two files of a night's report that a month is told from."""
    folder = root / ".publisher/reports" / f"{day.replace('-', '')}-030000-00001"
    folder.mkdir(parents=True)
    summary = {
        "started": f"{day}T03:00:00+08:00",
        "disclosed": [7, 9],
        "findings": {"error": error, "warning": 0, "advice": 0},
        "items": {"P5-1-1": state},
    }
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    found = {
        "fingerprint": "0123456789abcdef",
        "check": LEAK,
        "severity": "error",
        "outcome": "failed",
        "holds": True,
        "subject": "https://www.example.gov.tw/list/",
        "title": {"zh": "網頁含有個人資料", "en": "A page shows personal data"},
        "message": {"zh": "=網頁有 1 處出現身分證字號。", "en": "=The page has a national ID number."},
        "fix": None,
        "status": "open",
        "first_seen": f"{day}T03:00:00+08:00",
        "count": 1,
        "places": [],
    }
    said = {
        "verdict": {"zh": "一", "en": "one"},
        "night": {"started": f"{day}T03:00:00+08:00", "datasets": []},
        "findings": [found] * error,
    }
    (folder / "report.json").write_text(json.dumps(said), encoding="utf-8")


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    root = make_workspace(tmp_path / "space", records=5)
    for day, error, state in (("2026-10-30", 0, "met"), ("2026-11-01", 0, "met"), ("2026-11-29", 1, "findings")):
        night(root, day, error, state)
    return load(root)


def test_a_month_is_its_last_night_against_that_of_another(space: Workspace) -> None:
    one = period(space, "2026-11", "2026-10")
    assert (one.nights, one.counts["error"]) == (2, (1, 0))
    (row,) = [row for row in one.items if row.state]
    assert (row.state, row.before) == ("findings", "met")
    (left,) = one.findings
    assert left.case.due is not None
    assert left.case.due.isoformat() == "2026-12-02"


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_its_documents_are_tagged_and_open(space: Workspace, tmp_path: Path, language: str) -> None:
    document = month_document(period(space, "2026-11", "2026-10"), language)  # type: ignore[arg-type]
    path = tmp_path / "month.pdf"
    path.write_bytes(as_pdf(document))
    assert verapdf([path])[path]
    assert as_odt(document).startswith(b"PK")
    assert document.head == "2026-11-29"
    assert ("115年11月" if language == "zh-TW" else "November 2026") in document.properties.title


def test_a_month_that_goes_on_has_nothing_overdue_before_its_day(space: Workspace) -> None:
    night(space.root, "2026-12-01", 1, "findings")
    (left,) = period(space, "2026-12").overdue
    assert left.case.due is not None
    assert period(space, "2026-12", today=left.case.due - timedelta(days=1)).overdue == ()


def test_its_list_computes_nothing(space: Workspace) -> None:
    rows = list(
        csv.reader(io.StringIO(as_csv(month_list(period(space, "2026-11"), "zh-TW")).removeprefix("\ufeff")))
    )
    assert len(rows) == 2
    assert not rows[1][0].startswith("=")


@pytest.mark.parametrize(
    ("month", "owner"), [("2026-09", ""), ("november", ""), ("2026-11", "企劃股"), ("2026-13", "")]
)
def test_a_month_without_nights_or_an_unknown_owner_is_a_clear_answer(
    space: Workspace, month: str, owner: str
) -> None:
    with pytest.raises(UserError):
        period(space, month, owner=owner)


def test_an_owner_with_nothing_left_gets_a_list_that_says_so(space: Workspace) -> None:
    office = space.catalog.agency.contact.name.zh
    one = period(space, "2026-10", owner=office)
    assert one.findings == ()
    said = str(month_document(one, "zh-TW").blocks)
    assert "未發現" in said
    assert "7/9" not in said


def test_what_people_do_later_does_not_change_a_month(space: Workspace) -> None:
    def act(day: str, to: str) -> None:
        moment = datetime.fromisoformat(f"{day}T09:00:00+08:00")
        add_act(space.root, "0123456789abcdef", LEAK, "x", Act(ActKind.ASSIGN, "王課長", moment, to))

    act("2026-11-30", '企劃股,"一科"')
    act("2026-12-02", "行政室")
    (left,) = period(space, "2026-11", owner=' 企劃股,"一科"').findings
    assert left.case.owner == '企劃股,"一科"'
    with pytest.raises(UserError):
        period(space, "2026-11", owner="行政室")


def test_a_year_has_plan_do_check_and_act_with_evidence(space: Workspace, tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2026-11-30T09:00:00+08:00")
    add_act(space.root, "0123456789abcdef", LEAK, "x", Act(ActKind.FIXED, "王課長", moment))
    add_plan_answer(space.root, "P5-1-1", 0, "met", "李股長", moment, "")
    night(space.root, "2026-12-30", 0, "met")
    one = year(space, "2026")
    assert (one.nights, one.without[:2], len(one.items)) == (4, ("2026-01", "2026-02"), len(space.plan_items))
    item = next(one for one in one.items if one.id == "P5-1-1")
    assert dict(item.months) == {"2026-10": "met", "2026-11": "findings", "2026-12": "met"}
    assert [answer.by for answer in item.answers] == ["李股長"]
    (leaks,) = [one for one in one.items if one.seen]
    assert (leaks.seen, leaks.mended, leaks.left, leaks.acts) == (1, 1, 0, {"fixed": 1})
    path = tmp_path / "year.pdf"
    path.write_bytes(as_pdf(year_document(one, "zh-TW")))
    assert verapdf([path])[path]
    grid = year_list(one, "zh-TW")
    rows = list(csv.reader(io.StringIO(as_csv(grid).removeprefix("\ufeff"))))
    assert len(rows) == len(space.plan_items) + 1
    (tmp_path / "year.ods").write_bytes(as_ods(grid, year_document(one, "zh-TW").properties))
    cells = load_odf(tmp_path / "year.ods").spreadsheet.getElementsByType(TableRow)
    assert len(cells) == len(rows)


@pytest.mark.parametrize("named", ["2025", "20261", "二〇二六", "²026"])
def test_a_year_without_nights_is_a_clear_answer(space: Workspace, named: str) -> None:
    with pytest.raises(UserError):
        year(space, named)


def test_the_digest_of_an_owner_has_only_what_is_new_to_them(space: Workspace) -> None:
    def told(owner: str, day: str = "2026-11-30") -> str | None:
        moment = datetime.fromisoformat(f"{day}T03:00:00+08:00")
        to = Notification("x", owners=(owner,))
        return telling.of_night(NightReport(1, moment, moment, (), (), 0, {}), space, to)

    night(space.root, "2026-11-30", 1, "findings")
    latest = space.state_folder / "reports" / "latest"
    latest.symlink_to("20261130-030000-00001")
    assert told("行政室") is None
    assign = Act(ActKind.ASSIGN, "王課長", datetime.fromisoformat("2026-11-29T09:00:00+08:00"), "行政室")
    add_act(space.root, "0123456789abcdef", LEAK, "x", assign)
    assert "身分證字號" in (told("行政室") or "")
    assert told("企劃股") is None
    night(space.root, "2026-12-01", 1, "findings")
    latest.unlink()
    latest.symlink_to("20261201-030000-00001")
    assert told("行政室", "2026-12-01") is None
    assert told("行政室") is None
