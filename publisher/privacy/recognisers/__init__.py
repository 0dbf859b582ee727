"""Recognisers of personal data as it is written in Taiwan: numbers with check digits, names, addresses, dates.

One module per family; `registry` puts them together. A hit never holds the text that was found.

Beside Chinese characters \\b is no border (they are word characters), so every pattern has ASCII guards. Forms and
checksums were collected from the Ministry of the Interior's and the Ministry of Finance's rules; where a form is
from general knowledge, its module says so or asks for a word or a label beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.privacy.recognisers.allowlist import AllowList
    from publisher.privacy.recognisers.columns import ColumnHits, scan_column
    from publisher.privacy.recognisers.documents import scan_lines
    from publisher.privacy.recognisers.kinds import BLOCKING, GROUPS, KINDS, Confidence, Hit, Kind, kinds_named
    from publisher.privacy.recognisers.labels import kinds_of_label
    from publisher.privacy.recognisers.registry import RECOGNISERS, is_bare_name, scan, scan_many

__all__ = [
    "BLOCKING",
    "GROUPS",
    "KINDS",
    "RECOGNISERS",
    "AllowList",
    "ColumnHits",
    "Confidence",
    "Hit",
    "Kind",
    "is_bare_name",
    "kinds_named",
    "kinds_of_label",
    "scan",
    "scan_column",
    "scan_lines",
    "scan_many",
]

__getattr__ = imported_when_asked(  # who asks for the kinds needs no pattern of any
    __name__,
    {
        "allowlist": ("AllowList",),
        "columns": (
            "ColumnHits",
            "scan_column",
        ),
        "documents": ("scan_lines",),
        "kinds": (
            "BLOCKING",
            "GROUPS",
            "KINDS",
            "Confidence",
            "Hit",
            "Kind",
            "kinds_named",
        ),
        "labels": ("kinds_of_label",),
        "registry": (
            "RECOGNISERS",
            "is_bare_name",
            "scan",
            "scan_many",
        ),
    },
)
