"""Nothing that a portal shows is left out of the search: a value is planted in every field of the model."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from publisher.gate.described import AROUND, INWARD, texts_around, texts_of, with_contacts
from publisher.gate.finding import FOUND
from publisher.model.catalog import Catalog, Contact
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.model.workspace import Charge, Chart, Dataset
from publisher.privacy.recognisers import AllowList, scan_many
from tests.gate.building import AGENCY, CATALOG, FIELDS, TEXT, by_check, dataset, judged, written

SECRET = "S296092605"
FULL = dataset(
    derived_from=("case-log",),
    category="A00",
    spatial="臺南市",
    temporal_field="收件日",
    notes=TEXT,
    charts=(Chart(("收件日",), ("件數",), "行政區", title=TEXT),),
    release_group="cases",
    measures=("M-wait",),
    charge=Charge("https://station.example/fees", "規費法第7條"),
    landing_page="https://station.example/about",
    conforms_to="https://station.example/standard",
    schema={"fields": [dict(item, title_en="x", description="y") for item in FIELDS], "primaryKey": ["年齡層"]},
)
AROUND_IT = dataclasses.replace(
    CATALOG, agency=dataclasses.replace(AGENCY, parent_contact=Contact(TEXT, "06-2990001", "up@station.example"))
)
MADE_BY_THE_PROGRAM = {"hash", "modified", "rows", "temporal"}
SEARCHED_AS_FILES = {"artifacts", "certificate", "folder"}


def _with_a_secret(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Copies of a model value with the secret in one text each, and where it stands."""
    if isinstance(value, str):
        yield path, f"{value} {SECRET}"
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for item in dataclasses.fields(value):
            for where, changed in _with_a_secret(getattr(value, item.name), f"{path}.{item.name}"):
                yield where, dataclasses.replace(value, **{item.name: changed})
    elif isinstance(value, Mapping):
        for key, item in value.items():
            for where, changed in _with_a_secret(item, f"{path}.{key}"):
                yield where, {**value, key: changed}
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            for where, changed in _with_a_secret(item, f"{path}[{number}]"):
                yield where, [*value[:number], changed, *value[number + 1 :]]


def _planted(whole: Dataset | Catalog, names: list[str]) -> Iterator[tuple[str, Dataset | Catalog]]:
    for name in names:
        several = list(_with_a_secret(getattr(whole, name), name))
        assert several, f"give {name} a value, so that the search of it can be proved"
        for where, changed in several:
            yield where, dataclasses.replace(whole, **{name: changed})


def test_a_value_planted_in_any_field_of_a_dataset_is_found() -> None:
    names = [item.name for item in dataclasses.fields(Dataset) if item.name not in INWARD]
    for where, changed in _planted(FULL, names):
        assert isinstance(changed, Dataset)
        assert [hit.kind for _, hit in scan_many(texts_of(changed))].count("national_id") == 1, where


def test_a_value_planted_in_any_field_around_it_is_found() -> None:
    for where, changed in _planted(AROUND_IT, list(AROUND)):
        assert isinstance(changed, Catalog)
        assert "national_id" in {hit.kind for _, hit in scan_many(texts_around(changed))}, where


def test_whatever_a_publication_shows_is_searched_or_made_by_the_program() -> None:
    shown = {item.name for item in dataclasses.fields(Publication)} - {"dataset"}
    declared = {item.name for item in dataclasses.fields(Dataset)} - INWARD
    around = {item.name for item in dataclasses.fields(CATALOG.defaults)} | set(AROUND)
    assert shown <= declared | around | MADE_BY_THE_PROGRAM | SEARCHED_AS_FILES


def test_the_agency_s_own_contacts_are_no_finding() -> None:
    allow = with_contacts(AllowList(), AROUND_IT)
    assert [hit for _, hit in scan_many(texts_around(AROUND_IT), allow=allow) if hit.blocks] == []
    other = dataclasses.replace(AROUND_IT, description=LocalText("請洽0900-000-012", "call 0900-000-012"))
    assert {hit.kind for _, hit in scan_many(texts_around(other), allow=allow)} == {"mobile"}


@pytest.mark.parametrize(
    "more",
    [
        {"landing_page": f"https://station.example/{SECRET}"},
        {"conforms_to": f"https://station.example/{SECRET}"},
        {"charge": Charge(f"https://station.example/{SECRET}", "規費法")},
        {"charts": (Chart(("收件日",), title=LocalText(SECRET, "x")),)},
    ],
)
def test_a_dataset_is_held_for_what_only_portals_show(tmp_path: Path, more: dict[str, object]) -> None:
    made = dataset(("csv",), **more)
    out, artifacts = written(tmp_path, made=made)
    assert by_check(judged(tmp_path, out, artifacts, made)) == {FOUND: ["dataset.yaml/national_id"]}
