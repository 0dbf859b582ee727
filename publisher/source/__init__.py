"""Reads what a dataset comes from (files, a database, other datasets) into a grid of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publisher.source.listing import FoundTable, Listing, in_database, in_folder, probe
    from publisher.source.looking import SeenGrid, as_csv, in_utf8, unpacked
    from publisher.source.stage import fingerprint, read

_HOMES = {
    "listing": ("FoundTable", "Listing", "in_database", "in_folder", "probe"),
    "looking": ("SeenGrid", "as_csv", "in_utf8", "unpacked"),
    "stage": ("fingerprint", "read"),
}

__all__ = [
    "FoundTable",
    "Listing",
    "SeenGrid",
    "as_csv",
    "fingerprint",
    "in_database",
    "in_folder",
    "in_utf8",
    "probe",
    "read",
    "unpacked",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, when it is: reading one file needs no library of databases."""
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"publisher.source.{home}"), name)
    raise AttributeError(name)
