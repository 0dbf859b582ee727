"""What a CKAN portal holds of many packages between reading and writing, without a CKAN."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.model.catalog import Catalog, CkanPortalDefinition
from publisher.model.portal import PushAction, Receipt
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.push.portals.ckan import CkanPortal
from publisher.push.portals.ckan import portal as module
from publisher.push.portals.ckan.packed import PackedPackages
from tests.push.contract import NOW
from tests.push.publications import AGENCY


def package(number: int, dataset: str, **more: object) -> dict[str, Any]:
    """A package of ours as a search gives it."""
    words = [{"key": f"remark_{at}", "value": "按月統計行政區之辦理情形"} for at in range(20)]
    extras = [{"key": "pub_dataset", "value": dataset}, {"key": "pub_hash", "value": f"{number:032x}"}, *words]
    return {
        "id": f"id-{number}",
        "name": f"name-{number}",
        "title": f"統計 {number}",
        "notes": "供檢視與加值運用。",
        "owner_org": "org",
        "organization": {"id": "org", "name": "org"},
        "state": "active",
        "private": False,
        "metadata_modified": "2026-11-20T19:00:00",
        "extras": extras,
        "resources": [],
        "groups": [],
        "tags": [],
        **more,
    }


class Shelf:
    """Stands for the client: gives these packages to every search."""

    def __init__(self, packages: list[dict[str, Any]]) -> None:
        self.packages = packages

    def search(self, _query: str) -> Iterator[dict[str, Any]]:
        return iter(json.loads(json.dumps(self.packages)))


def make_portal(packages: list[dict[str, Any]], root: Path, monkeypatch: pytest.MonkeyPatch) -> CkanPortal:
    title = LocalText("平臺", "Portal")
    definition = CkanPortalDefinition(
        id="ckan", title=title, url="https://ckan.example.org", organization="org", token_env="T"
    )
    catalog = Catalog(agency=AGENCY, title=title, description=title, portals=(definition,))
    portal = CkanPortal(definition, catalog, root, Services(work=root, now=NOW, keys=root, language="zh-TW"))
    monkeypatch.setattr(module, "find_organization", lambda *_: "org")
    portal._client = Shelf(packages)  # type: ignore[assignment]
    return portal


def receipt(dataset: str, remote_id: str) -> Receipt:
    return Receipt(
        portal="ckan",
        dataset=dataset,
        action=PushAction.CREATE,
        publication="",
        remote_id=remote_id,
        page_url="",
        files={},
        pushed_at=NOW,
        verified=True,
        revision="2026-11-20T19:00:00",
    )


def test_packages_are_held_packed_and_given_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = [package(number, f"set-{number}") for number in range(50)]
    portal = make_portal(packages, tmp_path, monkeypatch)
    assert len(portal.read()) == 50
    held = portal._packages
    assert isinstance(held, PackedPackages)
    assert held["set-7"] == packages[7]
    size = sum(map(len, held._packed.values()))
    assert size < len(json.dumps(packages, ensure_ascii=False).encode()) / 4


def test_a_change_to_what_was_got_changes_nothing_there() -> None:
    held = PackedPackages()
    held["alpha"] = package(1, "alpha")
    held["alpha"]["resources"].append({"id": "x"})
    assert held["alpha"] == package(1, "alpha")
    assert "alpha" in held and "beta" not in held and held.get("beta") is None
    del held["alpha"]
    assert not held


@pytest.mark.parametrize("ours", [1, 2, 3])
def test_of_several_with_our_mark_the_receipts_own_is_ours(
    ours: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = [package(number, "alpha") for number in (1, 2, 3)] + [package(4, "beta")]
    portal = make_portal(packages, tmp_path, monkeypatch)
    portal.remember({"alpha": receipt("alpha", f"id-{ours}")})
    remote = portal.read()
    assert remote.keys() == {"alpha", "beta"} and remote["alpha"].remote_id == f"id-{ours}"
    assert {item["id"] for item in portal._copies["alpha"]} == {"id-1", "id-2", "id-3"} - {f"id-{ours}"}
    assert "beta" not in portal._copies
