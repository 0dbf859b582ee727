"""An organisation of its own on the CKAN of the tests, as the portal of one test."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from publisher.model.catalog import Catalog, CkanPortalDefinition
from publisher.model.night import PortalOutcome
from publisher.model.portal import Receipt
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.push import push
from publisher.push.portals.ckan import CkanPortal
from publisher.push.portals.ckan.client import Patience
from tests.ckan import CkanServer
from tests.push.contract import NOW, REASON, PortalLab
from tests.push.publications import AGENCY

VARIABLE = "PUBLISHER_TEST_CKAN_TOKEN"
HASTE = Patience(first_wait=0.05, longest_wait=5.0, budget=120.0)
"""The product's patience with short waits; what a portal asks for is still waited for."""
_OF_A_RUN = ("created", "metadata_created", "metadata_modified", "last_modified", "issued")
"""What differs between two runs that did the same."""


class CkanLab(PortalLab):
    """A new organisation, written in with `token`; files get tables only with `datastore`, for they take time."""

    def __init__(
        self,
        server: CkanServer,
        monkeypatch: pytest.MonkeyPatch,
        folder: Path,
        token: str,
        *,
        datastore: bool = False,
    ) -> None:
        self.server = server
        self.organization = server.new_organization()
        self.folder = folder
        self.definition = CkanPortalDefinition(
            id="ckan",
            title=LocalText("資料開放平臺", "Open data portal"),
            url=server.url,
            organization=self.organization,
            token_env=VARIABLE,
            timeout=20,
            datastore=datastore,
        )
        monkeypatch.setenv(VARIABLE, token)

    def open(self, **changes: Any) -> CkanPortal:
        """A portal; `changes` of its definition, such as the address of a proxy."""
        return open_ckan(replace(self.definition, **changes), self.folder)

    def name(self, dataset: str) -> str:
        return f"{dataset}-{self.organization.removeprefix('org-')}"

    def package(self, dataset: str) -> dict[str, Any]:
        """What CKAN shows of a dataset, to a sysadmin."""
        shown: dict[str, Any] = self.server.call("package_show", {"id": dataset})
        return shown

    def corrupt(self, dataset: str, path: str) -> None:
        (resource,) = [item for item in self.package(dataset)["resources"] if item["pub_path"] == path]
        stored = self.server.stored_file(resource["id"])
        content = bytearray(stored.read_bytes())
        content[-3] ^= 1
        stored.write_bytes(content)

    def edit_as_stranger(self, dataset: str) -> None:
        self.server.call("package_patch", {"id": dataset, "title": "別人改的標題"})

    def snapshot(self, *publications: Publication) -> Any:
        """Everything that the organisation shows, with the bytes of its files, but without ids and times.

        Two labs that were brought to the same state have equal snapshots, and no resource id is there twice.
        `publications` are those of which the hashes stand there; they cover the name that each lab makes its own.
        """
        packages = sorted(self.server.datasets(self.organization), key=lambda package: str(package["name"]))
        ids = [resource["id"] for package in packages for resource in package["resources"]]
        assert len(ids) == len(set(ids))
        for package in packages:
            for key in ("id", "organization", "owner_org", "creator_user_id"):
                del package[key]
            package["extras"] = {item["key"]: item["value"] for item in package["extras"]}
            del package["extras"]["pub_seal"]  # it covers the ids
            package["tags"] = sorted(item["name"] for item in package["tags"])
            for resource in package["resources"]:
                answer = requests.get(resource["url"], timeout=30)
                resource["anyone reads"] = (answer.status_code, hashlib.sha256(answer.content).hexdigest())
                resource["views"] = [
                    view["view_type"] for view in self.server.call("resource_view_list", {"id": resource["id"]})
                ]
                if resource.get("datastore_active"):
                    resource["table"] = self._table(resource["id"])
                for key in ("id", "package_id", "url"):
                    del resource[key]
        text = json.dumps(_without_times(packages), ensure_ascii=False, sort_keys=True)
        for item in publications:
            for number, stated in enumerate((item.hash, *(artifact.sha256 for artifact in item.artifacts))):
                text = text.replace(stated, f"hash {number} of {item.dataset} with {item.rows} rows")
        return json.loads(text.replace(self.organization.removeprefix("org-"), "…"))

    def _table(self, resource: str) -> Any:
        """The columns and the rows of a table, in no order."""
        found = self.server.call("datastore_search", {"resource_id": resource, "limit": 30000})
        rows = [{key: value for key, value in row.items() if key != "_id"} for row in found["records"]]
        return [found["fields"], found["total"], sorted(map(json.dumps, rows))]


def open_ckan(definition: CkanPortalDefinition, folder: Path) -> CkanPortal:
    """A portal as a new process would make it, but in haste."""
    catalog = Catalog(AGENCY, AGENCY.title, AGENCY.title, (definition,))
    services = Services(work=folder, now=NOW, keys=folder, language="zh-TW")
    return CkanPortal(definition, catalog, folder, services, HASTE)


def night(
    portal: CkanPortal,
    desired: Mapping[str, Publication],
    receipts: Mapping[str, Receipt],
    *,
    days: int = 0,
    withdraw: str | None = None,
) -> PortalOutcome:
    """One push."""
    return push(
        portal,
        desired,
        {} if withdraw is None else {withdraw: REASON},
        receipts,
        NOW + timedelta(days=days),
        allow_withdrawals=True,
        withdrawal_limit=0.2,
        services=Services(work=Path(), now=NOW, keys=Path(), language="zh-TW"),
        ours=frozenset(receipt.publication for receipt in receipts.values()),
    )


def night_in_a_process(
    definition: CkanPortalDefinition,
    token: str,
    folder: Path,
    desired: Mapping[str, Publication],
    receipts: Mapping[str, Receipt],
    withdraw: str | None = None,
) -> None:
    """The body of a process that a test kills."""
    os.environ[VARIABLE] = token
    night(open_ckan(definition, folder), desired, receipts, days=1, withdraw=withdraw)


def kept(outcome: PortalOutcome) -> dict[str, Receipt]:
    """The receipts of a night by dataset."""
    return {item.dataset: item for item in outcome.receipts}


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_times(item) for key, item in value.items() if key not in _OF_A_RUN}
    return [_without_times(item) for item in value] if isinstance(value, list) else value
