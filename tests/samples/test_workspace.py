"""What is declared about the sample agency: it loads, agrees with itself, and reads well in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from publisher.model.policy import Drop, Role
from publisher.model.sources import DerivedSource, FileSource, SqlSource
from publisher.model.workspace import Dataset, Workspace
from publisher.workspace import load
from samples.places import PLACES

ROOT = Path(__file__).resolve().parents[2]
_HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(ROOT)


def _fields(dataset: Dataset) -> list[dict[str, Any]]:
    fields = dataset.schema["fields"]
    assert isinstance(fields, list)
    return fields


def test_twenty_datasets_of_every_kind_of_source(workspace: Workspace) -> None:
    datasets = workspace.datasets.values()
    assert len(datasets) == 20
    endings = {Path(item.source.path).suffix for item in datasets if isinstance(item.source, FileSource)}
    assert endings == {".csv", ".xlsx", ".ods", ".json"}
    assert {item.source.encoding for item in datasets if isinstance(item.source, FileSource)} >= {"cp950"}
    assert any(isinstance(item.source, SqlSource) for item in datasets)
    derived = {item.id: item.derived_from for item in datasets if isinstance(item.source, DerivedSource)}
    assert derived == {
        "case-time-monthly": ("case-log",),
        "online-quarterly": ("case-log",),
        "complaint-monthly": ("complaints",),
        "wait-hourly": ("waiting-tickets",),
    }


def test_fields_stand_in_the_order_of_the_policy(workspace: Workspace) -> None:
    for dataset in workspace.datasets.values():
        assert dataset.field_names() == dataset.policy.published_names(), dataset.id


def test_every_field_is_explained_in_both_languages(workspace: Workspace) -> None:
    for dataset in workspace.datasets.values():
        for item in _fields(dataset):
            assert _HAN.search(item["title"]), (dataset.id, item["name"])
            assert _HAN.search(item["description"]), (dataset.id, item["name"])
            assert re.fullmatch(r"[ -~]+", item["title_en"]), (dataset.id, item["name"])
            assert len(item["description_en"]) > 10, (dataset.id, item["name"])


def test_texts_have_the_right_language_and_fit_the_metadata_standard(workspace: Workspace) -> None:
    for dataset in workspace.datasets.values():
        for text in (dataset.title, dataset.description, dataset.policy.legal_ground, *dataset.keywords):
            assert _HAN.search(text.zh), dataset.id
            assert not _HAN.search(text.en), dataset.id
        # 資料集詮釋資料標準規範: at most 255 characters for a title, 500 for a description
        assert len(dataset.title.zh) <= 255
        assert len(dataset.description.zh) <= 500
        assert dataset.keywords


def test_every_legal_ground_names_an_article(workspace: Workspace) -> None:
    for dataset in workspace.datasets.values():
        assert re.search(r"第\d+條", dataset.policy.legal_ground.zh), dataset.id
        assert re.search(r"Art\. \d+", dataset.policy.legal_ground.en), dataset.id


def test_nothing_that_identifies_leaves_as_it_is(workspace: Workspace) -> None:
    for dataset in workspace.datasets.values():
        for name, rule in dataset.policy.fields.items():
            if rule.role is Role.DIRECT_IDENTIFIER:
                assert rule.technique.technique in {"drop", "pseudonym"}, (dataset.id, name)


def test_records_about_people_have_a_privacy_model(workspace: Workspace) -> None:
    for dataset in workspace.datasets.values():
        if dataset.policy.published_with_role(Role.QUASI_IDENTIFIER):
            assert any(model.model == "k-anonymity" for model in dataset.policy.models), dataset.id


def test_the_clerks_remarks_are_dropped(workspace: Workspace) -> None:
    assert isinstance(workspace.datasets["case-log"].policy.fields["備註"].technique, Drop)


def test_the_allow_list_is_the_agencys_own_and_nothing_more(workspace: Workspace) -> None:
    listed = {(item.kind, item.value) for item in workspace.allowlist}
    own = {("landline", str(place[5])) for place in PLACES} | {("address", str(place[4])) for place in PLACES}
    assert listed == own | {("email", workspace.catalog.agency.contact.email)}
    assert ("landline", workspace.catalog.agency.contact.phone) in listed


def test_the_portals(workspace: Workspace) -> None:
    assert {(portal.id, portal.type, portal.active) for portal in workspace.catalog.portals} == {
        ("open-data", "static", True),
        ("ckan", "ckan", False),
    }
