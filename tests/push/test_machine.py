"""Croissant, OpenAPI and the feed of a dataset are what their specifications ask for, and lead to files that are there."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.push.killed_push import run
from tests.push.lab_static import make_lab

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_dataset_describes_itself_to_programs(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    run(tmp_path, 1, {})
    folder = lab.current / "dataset" / "alpha"
    croissant = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    for name in ("name", "description", "license", "url", "datePublished", "creator", "version"):
        assert croissant[name]
    files = {item["@id"]: item for item in croissant["distribution"]}
    for name, item in files.items():
        assert (folder / item["contentUrl"]).is_file()
        assert item["sha256"] in (folder / "SHA256SUMS").read_text(encoding="utf-8")
        assert item["@type"] == "cr:FileObject" and name == item["name"]
    (records,) = croissant["recordSet"]
    assert [field["name"] for field in records["field"]] == ["統計年月", "監理站", "受理件數"]
    assert {field["source"]["fileObject"]["@id"] for field in records["field"]} <= files.keys()
    assert records["field"][2]["dataType"] == "sc:Integer"
    feed = ET.fromstring((folder / "feed.atom").read_bytes())
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_the_files_for_programs_are_described_and_there(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    run(tmp_path, 1, {})
    described = json.loads((lab.current / "api" / "openapi.json").read_text(encoding="utf-8"))
    assert described["openapi"] == "3.1.0"
    for path, operations in described["paths"].items():
        assert operations["get"]["responses"]["200"]["description"]
        file = path.replace("{dataset}", "alpha").replace("{file}", "cases.csv").removeprefix("/")
        assert (lab.current / file).is_file(), path


def test_pages_carry_the_metadata_of_agencies_and_a_policy(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    run(tmp_path, 1, {})
    pages = list(lab.current.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        head = text.partition("</head>")[0]
        assert head.count('<meta name="DC.') == 15, page
        assert 'content=""' not in head, page
        assert 'http-equiv="Content-Security-Policy"' in head
        assert " style=" not in text and "<script>" not in text and " onclick=" not in text, page
