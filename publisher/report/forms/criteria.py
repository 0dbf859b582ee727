"""Success criteria by the names under which programs know them, and the pages that each was found at fault on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from publisher.model.site import PagesOfCheck

_DATA = Path(__file__).parents[1] / "data" / "wcag_criteria.json"
CONTEXT = {
    "earl": "http://www.w3.org/ns/earl#",
    "dcterms": "http://purl.org/dc/terms/",
    "WCAG": "http://www.w3.org/TR/WCAG/#",
    "WCAG21": "http://www.w3.org/TR/WCAG21/#",
}
"""Prefixes that the W3C's own tools know: they have none for WCAG 2.2, whose new criteria are in `WCAG`."""


@dataclass(frozen=True, slots=True)
class WcagCriterion:
    """A success criterion: its number, its name in the specification, its level, the version that brought it."""

    number: str
    name: str
    level: str
    since: str

    @property
    def iri(self) -> str:
        """As the W3C's report tool reads it, in the prefixes of `CONTEXT`."""
        return f"{'WCAG' if self.since == '2.2' else 'WCAG21'}:{self.name}"


@cache
def criteria() -> dict[str, WcagCriterion]:
    """All of WCAG 2.2, by number."""
    rows = json.loads(_DATA.read_text(encoding="utf-8"))["criteria"]
    return {number: WcagCriterion(number, *row) for number, row in rows.items()}


def pages_at_fault(checks: Iterable[PagesOfCheck], place: int) -> tuple[str, tuple[str, ...]]:
    """What is known of the page of this number: `failed`, `cantTell` or nothing, and which checks say so."""
    bit = 1 << place
    failed = tuple(sorted(item.check for item in checks if int(item.failed, 16) & bit))
    unsure = tuple(sorted(item.check for item in checks if int(item.unsure, 16) & bit))
    return ("failed" if failed else "cantTell" if unsure else "", (*failed, *unsure))
