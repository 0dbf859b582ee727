"""The catalogue in DCAT-US 3.0 against the JSON Schema of that standard."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from publisher.push.plan import plan
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication

FORMATS = FormatChecker()
FORMATS.checks("date-time", raises=ValueError)(lambda value: "T" in value and bool(datetime.fromisoformat(value)))
"""The checker knows times with another library only; without it every text would be one, and a day both."""
SCHEMA = Path(__file__).parent / "data/dcat-us"


def _schema() -> dict[str, Any]:
    """The schema in one piece: each definition refers to the others as if it stood in one document with them."""
    names = sorted(path.stem for path in (SCHEMA / "definitions").glob("*.json"))
    parts = {name: json.loads((SCHEMA / "definitions" / f"{name}.json").read_text()) for name in names}
    for part in parts.values():
        part.pop("$schema", None)
        _without_ids(part)
    # classes that other definitions name and none describes: any object
    named = {name for part in parts.values() for name in _named(part)}
    return {"definitions": {name: {"type": "object"} for name in named} | parts, "$ref": "#/definitions/Catalog"}


def _without_ids(value: Any) -> None:
    """The ids are addresses of properties, not of schemas, and would lead the references astray."""
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _without_ids(item)
    if isinstance(value, dict) and isinstance(value.get("$id"), str):
        del value["$id"]


def _named(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"].rpartition("/")[2]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_named, value.values()))
    return set().union(*map(_named, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("url", [None, "https://data.example.org/open/"])
def test_the_catalogue_meets_the_schema(url: str | None, tmp_path: Path) -> None:
    lab = make_lab(tmp_path, url=url)
    desired = {
        "alpha": make_publication(tmp_path / "made", "alpha"),
        "bare": make_publication(tmp_path / "made", "bare", [], temporal=None, spatial="", keywords=()),
        "odd": make_publication(
            tmp_path / "made", "odd", frequency="每7分鐘", conforms_to="https://a.example.org/s"
        ),
    }
    list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))
    document = json.loads((lab.current / "dcat-us-3.jsonld").read_text(encoding="utf-8"))
    judge = Draft7Validator(_schema(), format_checker=FORMATS)
    assert [error.message for error in judge.iter_errors(document)] == []
    alpha, bare, _ = document["dataset"]
    assert alpha["distribution"][0]["downloadURL"] == f"{url or ''}dataset/alpha/cases.csv"
    assert bare["temporal"][0].keys() == {"@type", "endDate"}
    del alpha["publisher"]["prefLabel"]
    assert list(judge.iter_errors(document))
