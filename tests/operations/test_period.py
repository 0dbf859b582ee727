"""A month for signing: one value, as a tagged PDF, an ODT, a list and JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from publisher.documents.composed import as_odt, as_pdf
from publisher.model.errors import UserError
from publisher.model.workspace import Workspace
from publisher.operations.period import composed, period, table
from publisher.workspace import load
from tests.pipeline.workspaces import make_workspace
from tests.validators import verapdf

LEAK = "leaks.personal-data-on-page"


def night(root: Path, day: str, error: int, state: str) -> None:
    """The two files of a night's report that a month is told from."""
    folder = root / ".publisher/reports" / f"{day.replace('-', '')}-030000-00001"
    folder.mkdir(parents=True)
    summary = {"findings": {"error": error, "warning": 0, "advice": 0}, "items": {"P5-1-1": state}}
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
    document = composed(period(space, "2026-11", "2026-10"), language)  # type: ignore[arg-type]
    path = tmp_path / "month.pdf"
    path.write_bytes(as_pdf(document))
    assert verapdf([path])[path]
    assert as_odt(document).startswith(b"PK")


def test_its_list_computes_nothing(space: Workspace) -> None:
    rows = list(csv.reader(io.StringIO(table(period(space, "2026-11"), "zh-TW").removeprefix("\ufeff"))))
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
