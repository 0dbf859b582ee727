"""Every list of a night tells the same findings and the same numbers, and no text in it computes or breaks a file."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from odf.opendocument import load as load_odf
from odf.table import TableCell, TableRow
from odf.teletype import extractText

from publisher.model.case import Act, ActKind
from publisher.model.finding import Finding, Outcome, Severity
from publisher.model.night import NightReport
from publisher.workspace import add_act
from tests.browser.axe import needs_browser
from tests.report import sites
from tests.report.test_site import WORKSPACE, many, soup, write

HOSTILE = Finding(
    "schema.type-error",
    Outcome.FAILED,
    Severity.ERROR,
    "vehicle-registrations",
    '=cmd|"/c calc"!A1\x07</script>',
    {"field": '=HYPERLINK("http://evil.example","x")\x07</script>', "count": 1, "type": "integer"},
)


def hostile() -> NightReport:
    """A full night whose data name their fields like formulas and markup."""
    night = sites.full_night()
    first = replace(night.datasets[0], findings=(*night.datasets[0].findings, HOSTILE))
    return replace(night, datasets=(first, *night.datasets[1:]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(hostile(), tmp_path_factory.mktemp("lists") / "1")


def in_json(folder: Path) -> dict[str, dict[str, str]]:
    said = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {one["fingerprint"]: one for one in said["findings"] if one["status"] != "accepted"}


def sheet(folder: Path) -> list[list[str]]:
    document = load_odf(folder / "findings.ods")
    rows = document.spreadsheet.getElementsByType(TableRow)
    return [[extractText(cell) for cell in row.getElementsByType(TableCell)] for row in rows]


def data(folder: Path, language: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted(folder.glob(f"{language}/findings-data-*.js")):
        text = path.read_text(encoding="utf-8")
        rows += json.loads("[" + text[text.index("(\n") + 1 : text.rindex(")")] + "]")
    return rows


def test_every_list_tells_the_same_findings(folder: Path) -> None:
    known = set(in_json(folder))
    assert len(known) > 8
    with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["fingerprint"] for row in csv.DictReader(file) if row["status"] != "accepted"} == known
    assert {row[-1] for row in sheet(folder)[1:]} == known
    for language in ("zh", "en"):
        assert {row["id"] for row in data(folder, language)} == known
        pages = folder.glob(f"{language}/findings*.html")
        assert sum(len(soup(path).select("#listed tbody tr")) for path in pages) == len(known)
    sarif = json.loads((folder / "findings.sarif").read_text(encoding="utf-8"))
    told = [one for run in sarif["runs"] for one in run["results"] if not one.get("suppressions")]
    assert {one["partialFingerprints"]["publisher/v1"] for one in told} == known
    suites = (folder / "findings.junit.xml").read_text(encoding="utf-8")
    assert all(name in suites for name in known)


def test_every_page_tells_the_same_numbers(folder: Path) -> None:
    found = in_json(folder).values()
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["findings"]
    first = soup(folder / "report.html")
    rows = first.select("#owners ~ div tbody tr, section[aria-labelledby=owners] tbody tr")
    for number, severity in enumerate(("error", "warning", "advice")):
        counted = sum(one["severity"] == severity for one in found)
        assert summary[severity] == counted
        assert sum(int(row.select("td")[number].get_text()) for row in rows) == counted
    assert f"{len(found)} 項" in soup(folder / "zh/findings.html").get_text()


def test_no_text_computes_or_breaks_a_file(folder: Path) -> None:
    name = HOSTILE.fingerprint
    (row,) = [row for row in sheet(folder) if row[-1] == name]
    assert any("HYPERLINK" in cell for cell in row)
    document = load_odf(folder / "findings.ods")
    cells = document.spreadsheet.getElementsByType(TableCell)
    assert not any(cell.getAttribute("formula") for cell in cells)
    with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        (told,) = [row for row in csv.DictReader(file) if row["fingerprint"] == name]
    assert told["key"].startswith("'=")
    assert not any(re.search(r"[\x00-\x08\x0b-\x1f]", cell) for cell in told.values())
    assert any(row["id"] == name and "</script>" in row["text"] for row in data(folder, "zh"))
    assert not any("evil" in str(node.get("href")) for node in soup(folder / "zh/findings.html").select("a"))


def test_one_cause_in_many_cells_is_an_example_and_a_count(folder: Path) -> None:
    page = soup(folder / "zh/dataset-vehicle-registrations.html")
    table = next(item for item in page.select("table") if "1,240" in item.get_text())
    assert "C4:C92, C98" in table.get_text()
    assert len(table.get_text()) < 400


def test_what_people_did_is_in_the_report(tmp_path: Path) -> None:
    night = sites.full_night()
    leak = sites.LEAK.fingerprint
    act = Act(ActKind.ASSIGN, "王課長", night.started - timedelta(days=9), "企劃股", date(2026, 11, 18))
    add_act(tmp_path, leak, sites.LEAK.check, sites.LEAK.subject, act)
    (tmp_path / "checks/cases/0123456789abcdef.yaml").write_text("history: [", encoding="utf-8")
    folder = write(night, tmp_path / "reports/1", replace(WORKSPACE, root=tmp_path))
    first = soup(folder / "report.html")
    assert "115.11.18" in first.select_one("section[aria-labelledby=late]").get_text()  # type: ignore[union-attr]
    assert "0123456789abcdef" in first.get_text()
    (row,) = [row for row in data(folder, "zh") if row["id"] == leak]
    assert (row["owner"], row["state"]) == ("企劃股", "assigned")
    assert row["late"]
    (line,) = [row for row in sheet(folder) if row[-1] == leak]
    assert line[2:4] == ["企劃股", "2026-11-18"]


def test_the_data_of_many_findings_are_small_files_too(tmp_path: Path) -> None:
    folder = write(many(1_500), tmp_path / "night")
    assert len(data(folder, "zh")) == len(in_json(folder))
    assert max(path.stat().st_size for path in folder.rglob("*.js")) < 300_000


@pytest.mark.browser
def test_a_list_opened_from_the_disk_is_filtered_and_its_filter_handed_on(folder: Path) -> None:
    needs_browser()
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.support.ui import Select, WebDriverWait

    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or ""
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))

    def shown() -> set[str]:
        return {row.text.split("\n")[0] for row in driver.find_elements("css selector", "#found tbody tr")}

    try:
        driver.get((folder / "zh/findings.html").as_uri())
        Select(driver.find_element("id", "find-severity")).select_by_value("warning")
        WebDriverWait(driver, 20).until(lambda _: shown())
        warnings = [row for row in data(folder, "zh") if row["severity"] == "warning"]
        assert shown() == {row["text"] for row in warnings}
        handed = driver.current_url
        driver.get("about:blank")
        driver.get(handed)
        WebDriverWait(driver, 20).until(lambda _: shown())
        assert shown() == {row["text"] for row in warnings}
        driver.find_element("id", "find-words").send_keys("nothing-has-this-word")
        WebDriverWait(driver, 20).until(lambda _: not shown())
        assert "0" in driver.find_element("css selector", "#found [role=status]").text
    finally:
        driver.quit()
