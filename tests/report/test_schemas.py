"""The files for programs, judged by the schemas of those who read them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator
from lxml import etree

from publisher import report
from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.night import NightReport
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from tests.report import nights, sites

_SCHEMAS = Path(__file__).with_name("schemas")
_ODD = "=cmd|' /C calc'!A0\t\"<&>\u202e\x00\x1b 字\n@SUM(1)"
NIGHTS = {
    "data": (nights.full_night(), nights.WORKSPACE),
    "website": (sites.full_night(), sites.WORKSPACE),
    "calm": (sites.calm_night(), sites.WORKSPACE),
    "odd": (
        replace(
            sites.full_night(),
            sites=(
                replace(
                    sites.PARTIAL,
                    findings=(
                        Finding(
                            "links.broken",
                            Outcome.FAILED,
                            Severity.ERROR,
                            "main",
                            key=_ODD,
                            params={"url": _ODD, "reason": LocalText("@", "-1")},
                            places=(
                                Place(url=_ODD, selector="+a", line=1),
                                Place(url="https://[", page=0),
                                Place(),
                            ),
                            count=3,
                        ),
                    ),
                ),
            ),
        ),
        sites.WORKSPACE,
    ),
}


@pytest.fixture(scope="module", params=NIGHTS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    night, workspace = NIGHTS[request.param]
    return _written(night, workspace, tmp_path_factory.mktemp(request.param))


def _written(night: NightReport, workspace: Workspace, folder: Path) -> Path:
    report.write(night, workspace, nights.publications(), folder)
    return folder


def _sarif(text: str) -> list[str]:
    schema = json.loads((_SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    return [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(json.loads(text))]


def _junit(text: bytes) -> list[str]:
    schema = etree.XMLSchema(etree.parse(str(_SCHEMAS / "junit-10.xsd")))
    schema.validate(etree.fromstring(text))
    return [error.message for error in schema.error_log]


def test_sarif_fits_its_schema(folder: Path) -> None:
    assert _sarif((folder / "findings.sarif").read_text(encoding="utf-8")) == []


def test_junit_fits_the_schema_of_build_servers(folder: Path) -> None:
    assert _junit((folder / "findings.junit.xml").read_bytes()) == []


def test_no_cell_of_the_table_begins_as_a_formula(folder: Path) -> None:
    text = (folder / "findings.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in "=+-@＝＋－＠" and cell.strip()]
    assert not [cell for row in rows for cell in row if not cell.isprintable()]


def test_the_schemas_refuse_what_does_not_fit(folder: Path) -> None:
    log = json.loads((folder / "findings.sarif").read_text(encoding="utf-8"))
    del log["runs"][0]["tool"]
    assert _sarif(json.dumps(log)) == ["['runs', 0]: 'tool' is a required property"]
    root = ET.parse(folder / "findings.junit.xml").getroot()
    root.set("skipped", "0")
    assert len(_junit(ET.tostring(root))) == 1
