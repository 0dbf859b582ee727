"""Reads what a dataset comes from (files, a database, other datasets) into a grid of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.source.listing import FoundTable, Listing, in_database, in_folder, probe
    from publisher.source.looking import (
        SeenGrid,
        as_csv,
        first_rows,
        in_utf8,
        is_laid_out,
        likely_encoding,
        unpacked,
        visible_sheets,
    )
    from publisher.source.marks import fingerprint
    from publisher.source.stage import read

__all__ = [
    "FoundTable",
    "Listing",
    "SeenGrid",
    "as_csv",
    "fingerprint",
    "first_rows",
    "in_database",
    "in_folder",
    "in_utf8",
    "is_laid_out",
    "likely_encoding",
    "probe",
    "read",
    "unpacked",
    "visible_sheets",
]

__getattr__ = imported_when_asked(  # reading one file needs no library of databases
    __name__,
    {
        "listing": (
            "FoundTable",
            "Listing",
            "in_database",
            "in_folder",
            "probe",
        ),
        "looking": (
            "SeenGrid",
            "as_csv",
            "first_rows",
            "in_utf8",
            "is_laid_out",
            "likely_encoding",
            "unpacked",
            "visible_sheets",
        ),
        "marks": ("fingerprint",),
        "stage": ("read",),
    },
)
