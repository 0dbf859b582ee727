"""A static portal in a folder, as the portal of one test."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from publisher.model.catalog import Catalog, MapTiles, StaticPortalDefinition
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.push import open_portal
from publisher.push.base import Portal
from tests.push.contract import NOW, PortalLab
from tests.push.publications import AGENCY

TITLE = LocalText("南瀛監理站開放資料", "Nanying open data")
ABOUT = LocalText("本站業務統計資料。", "Statistics of the station's work.")


@dataclass
class StaticLab(PortalLab):
    root: Path
    services: Services
    url: str | None = None
    keep_releases: int = 3
    title: LocalText = field(default_factory=lambda: TITLE)
    map_tiles: MapTiles | None = None

    @property
    def current(self) -> Path:
        return self.root / "portal" / "current"

    def open(self) -> Portal:
        definition = StaticPortalDefinition(
            id="static",
            title=self.title,
            path="portal",
            url=self.url,
            keep_releases=self.keep_releases,
            map_tiles=self.map_tiles,
        )
        catalog = Catalog(agency=AGENCY, title=self.title, description=ABOUT, portals=(definition,))
        return open_portal(definition, catalog, self.root, self.services)

    def corrupt(self, dataset: str, path: str) -> None:
        file = self.current / "dataset" / dataset / path
        status = file.stat()
        data = bytearray(file.read_bytes())
        data[-3] ^= 1
        file.write_bytes(bytes(data))
        # Bits rot without anyone setting the time of the file.
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    def edit_as_stranger(self, dataset: str) -> None:
        file = self.current / "dataset" / dataset / "cases.csv"
        file.write_bytes("統計年月,監理站,受理件數\r\n2026-10,東區監理站,0\r\n".encode())


def make_lab(root: Path, **settings: object) -> StaticLab:
    work = root / "lab-work"
    work.mkdir(mode=0o700, exist_ok=True)
    services = Services(work=work, now=NOW, keys=root / "keys", language="zh-TW")
    return StaticLab(root=root, services=services, **settings)  # type: ignore[arg-type]
