"""What every page and description of a portal shares, and a hash of all that they are made with."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import publisher.i18n
from publisher.documents import charts
from publisher.model import frequencies, release, table_schema, terms
from publisher.model.catalog import Catalog, MapTiles
from publisher.model.jsonable import content_hash
from publisher.model.text import LocalText
from publisher.push import filetypes, standard

_HERE = Path(__file__).parent
_CODE = (charts, filetypes, frequencies, release, standard, table_schema, terms)
"""What pages and descriptions say is made in these, too."""


@dataclass(frozen=True)
class PortalSite:
    """What is the same on every page: the portal's title, the catalogue, its address if it has one."""

    title: LocalText
    catalog: Catalog
    base: str | None
    keep_versions: int = 24
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words that mean the same to who searches."""
    tiles: MapTiles | None = None

    def replaced(self, dataset: str) -> tuple[str, ...]:
        """The datasets in whose place this one stands."""
        return tuple(old for old, new in self.catalog.successors.items() if dataset in new)

    def naming(self, datasets: Collection[str]) -> PortalSite:
        """The same, naming as successors none but these: of one that waits for its day nothing is told."""
        told = {
            old: tuple(item for item in new if item in datasets) for old, new in self.catalog.successors.items()
        }
        return replace(self, catalog=replace(self.catalog, successors=told))

    @cached_property
    def key(self) -> str:
        """A hash of what every page is made from beside its dataset: these texts and the portal's own code."""
        catalog = self.catalog
        return content_hash(
            [
                self.title,
                catalog.agency,
                catalog.title,
                catalog.description,
                catalog.defaults,
                self.base,
                self.keep_versions,
                catalog.successors,
                self.synonyms,
                self.tiles,
                _code(),
            ]
        )


@cache
def _code() -> str:
    """A hash of the code, templates, assets, Chinese sentences and chart library that make the pages."""
    digest = hashlib.sha256()
    rooms = (_HERE, Path(publisher.__file__).parent / "certificate")
    found = [path for room in rooms for path in sorted(room.rglob("*")) if "__pycache__" not in path.parts]
    chinese = [Path(publisher.i18n.__file__).parent / "zh_TW" / f"{name}.po" for name in ("portal", "certificate")]
    code = [Path(str(module.__file__)) for module in _CODE]
    for path in [*(path for path in found if path.is_file()), *code, *chinese]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(charts.available().encode())
    return digest.hexdigest()
