"""The elements of 行政機關電子資料流通詮釋資料及分類檢索規範 as pages write them.

Issued 2007-07-02, amended 2022-12-02. The fifteen elements of Dublin Core are all required; coverage in time is
written as two elements. Names are compared in small letters, for pages mix them. The codes of the classifications
are checked by their shape.
"""

from __future__ import annotations

import re

ELEMENTS = (
    "DC.Title",
    "DC.Creator",
    "DC.Subject",
    "DC.Description",
    "DC.Contributor",
    "DC.Type",
    "DC.Format",
    "DC.Source",
    "DC.Language",
    "DC.Coverage",
    "DC.Publisher",
    "DC.Date",
    "DC.Identifier",
    "DC.Relation",
    "DC.Rights",
)

CATEGORIES = ("Category.Theme", "Category.Cake", "Category.Service")
CODE = re.compile(r"[0-9A-Z]{3}\Z")
"""The shape of the codes of all three; which there are is said by lists that an agency puts into the rulebook."""

_PREFIXES = ("dc.", "dcterms.")


def category_of(name: str) -> str | None:
    """The classification that a meta element (small letters) is, with or without the prefix of Dublin Core."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return next((element for element in CATEGORIES if element.lower() == name), None)


CATEGORY_NAMES_ZH = {"Category.Theme": "主題分類", "Category.Cake": "施政分類", "Category.Service": "服務分類"}

TAKE_DOWN = "dc.coverage.t.max"
MADE = "dc.date"
PUT_UP = "dc.coverage.t.min"


def has(element: str, names: frozenset[str]) -> bool:
    """Whether one of the names (small letters) is this element or a refinement of it."""
    wanted = element.lower()
    return wanted in names or any(name.startswith(f"{wanted}.") for name in names)
