"""Every field of the Taiwanese metadata standard has its place on both portals, and a value of the right form."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from publisher.model.catalog import Contact
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.model.workspace import Charge
from publisher.push import standard
from publisher.push.portals.ckan import mapping, packages
from tests.push.publications import AGENCY, SCHEMA, make_publication

FIELDS: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("metadata_standard.yaml"))
NOT_OF_A_FILE = {"accessURL"}  # asked only of a resource that cannot be downloaded


@pytest.fixture
def full(tmp_path: Path) -> Publication:
    """A publication that has something to say in every field."""
    above = Contact(LocalText("資訊室", "Information Office"), "02-0000-0000", "office@bureau.example.org")
    return make_publication(
        tmp_path,
        "alpha",
        notes=LocalText("僅供參考", "For reference"),
        charge=Charge("https://station.example.org/prices", "規費法第10條"),
        landing_page="https://station.example.org/alpha",
        conforms_to="https://station.example.org/standard",
        agency=replace(AGENCY, parent_contact=above),
    )


def described(publication: Publication) -> dict[str, Any]:
    whole = standard.document(
        publication,
        "zh-TW",
        "2026-11-03",
        "https://x.example/alpha",
        lambda file: f"https://x.example/{file.path}",
    )
    parsed: dict[str, Any] = json.loads(json.dumps(whole))
    return parsed


def test_the_standard_has_38_fields_and_each_has_a_place_in_ckan() -> None:
    assert [field["no"] for field in FIELDS] == list(range(1, 39))
    dataset = {field["name"] for field in FIELDS if field["part"] == "dataset"}
    assert set(packages.EXTRAS) | set(packages.FIELDS) == dataset
    assert set(packages.RESOURCE_FIELDS) == {field["name"] for field in FIELDS if field["part"] == "distribution"}


def test_a_full_description_has_every_field_in_its_form(full: Publication) -> None:
    whole = described(full)
    assert whole.keys() - {"distribution"} == {field["name"] for field in FIELDS if field["part"] == "dataset"}
    for field in FIELDS:
        for owner in [whole] if field["part"] == "dataset" else whole["distribution"]:
            if field["name"] in NOT_OF_A_FILE:
                assert owner["downloadURL"]
                continue
            value = str(owner[field["name"]])
            assert re.search(field.get("pattern", r"\S"), value), (field["name"], value)


def test_a_plain_one_has_all_that_is_required_but_the_contact_above(tmp_path: Path) -> None:
    whole = described(make_publication(tmp_path, "alpha"))
    missing = {field["name"] for field in FIELDS if field["need"] == "required" and field["part"] == "dataset"}
    missing -= whole.keys()
    assert missing == {f"organizationContact{part}" for part in ("Name", "Phone", "Email")}
    assert (whole["cost"], "costURL" in whole) == ("免費", False)


def test_ckan_gets_the_same_values(full: Publication) -> None:
    whole = described(full)
    target = mapping.target(full, "zh-TW", (), "2026-11-03")
    for name, extra in packages.EXTRAS.items():
        assert target.extras[extra] == str(whole[name])
    assert (target.fields["url"], target.fields["notes"]) == (whole["landingPage"], whole["description"])
    for resource, file in zip(target.resources, whole["distribution"], strict=True):
        assert resource["resource_code"] == file["resourceID"]
        assert resource["conforms_to"] == file["metadataSourceOfData"]


def test_a_wide_table_keeps_the_names_of_its_fields(tmp_path: Path) -> None:
    (first, *_) = SCHEMA["fields"]  # type: ignore[misc]
    wide = {
        "fields": [{**first, "name": f"欄位{number}", "description": "很長的說明" * 5} for number in range(30)]
    }
    text = standard.field_description(wide)
    assert len(text) <= 255
    assert text.startswith("欄位0、欄位1、")
    assert text.endswith("欄位29")
    endless = {"fields": [{**first, "name": f"欄位{number}"} for number in range(300)]}
    assert len(standard.field_description(endless)) == 255
