"""What one dataset gives to the files about the whole catalogue: made once, kept with the release, put together.

With a thousand datasets, everything that is done for each of them is costly.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from publisher.model.text import LANGUAGES
from publisher.push.portals.static.described import dcat, dcat_us, harvest
from publisher.push.portals.static.described.turtle import statements
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.shown.pages import Pages

HOME = "\0"
"""Stands in a card for the way to the home page of its language, which depends on the page it is put in."""


@dataclass(frozen=True, slots=True)
class PageParts:
    """Pieces of text by the file that they go into; `cards` is HTML by language."""

    turtle: str
    jsonld: str
    data: str
    us: str
    ckan: str
    search: str
    cards: dict[str, str]

    @classmethod
    def of(cls, entry: Entry, pages: Pages, values: Sequence[str]) -> Self:
        """Make the parts of a dataset that is shown; `values` are words of its cells."""
        site = pages.site
        nodes = dcat.dataset_nodes(entry, pages.site.replaced(entry.publication.dataset))
        return cls(
            turtle=statements(nodes),
            jsonld=",\n".join(dcat.lines(nodes)),
            data=_json(harvest.data_json_dataset(site.catalog, entry, site.base or "")),
            us=_json(dcat_us.dataset(entry, site)),
            ckan=_json(harvest.ckan_package(entry, site.base)),
            search=_json(harvest.search_entry(entry, values)),
            cards={language: pages.card(entry, HOME, language) for language in LANGUAGES},
        )

    @staticmethod
    def path(dataset: str) -> str:
        """Where they are kept in a release."""
        return f".parts/{dataset}.json"

    @classmethod
    def load(cls, release: Path, dataset: str) -> Self:
        """The parts that a release holds: its own, so they are what this code made."""
        with (release / cls.path(dataset)).open(encoding="utf-8") as file:
            return cls(**json.load(file))

    def dump(self) -> str:
        """The parts as they are kept."""
        return _json(asdict(self))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
