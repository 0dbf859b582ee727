"""An organisation of its own on the CKAN of the tests, as the portal of one test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publisher.model.flow import Services
from publisher.model.text import LocalText
from publisher.model.workspace import Catalog, CkanPortalDefinition
from publisher.push import open_portal
from publisher.push.portals.ckan import CkanPortal
from tests.ckan import CkanServer
from tests.push.contract import NOW, PortalLab
from tests.push.publications import AGENCY

VARIABLE = "PUBLISHER_TEST_CKAN_TOKEN"


class CkanLab(PortalLab):
    """A new organisation; `url` is where the portal is reached when something stands between."""

    def __init__(
        self,
        server: CkanServer,
        monkeypatch: pytest.MonkeyPatch,
        folder: Path,
        token: str,
        url: str | None = None,
    ) -> None:
        self.server = server
        self.organization = server.new_organization()
        self.folder = folder
        self.definition = CkanPortalDefinition(
            id="ckan",
            title=LocalText("資料開放平臺", "Open data portal"),
            url=url or server.url,
            organization=self.organization,
            token_env=VARIABLE,
            timeout=20,
        )
        monkeypatch.setenv(VARIABLE, token)

    def open(self) -> CkanPortal:
        catalog = Catalog(AGENCY, AGENCY.title, AGENCY.title, (self.definition,))
        services = Services(work=self.folder, now=NOW, keys=self.folder, language="zh-TW")
        portal = open_portal(self.definition, catalog, self.folder, services)
        assert isinstance(portal, CkanPortal)
        return portal

    def name(self, dataset: str) -> str:
        return f"{dataset}-{self.organization.removeprefix('org-')}"

    def package(self, dataset: str) -> dict[str, Any]:
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
