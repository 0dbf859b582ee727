"""Reads what a dataset comes from (files, a database, other datasets) into a grid of text."""

from publisher.source.listing import FoundTable, Listing, in_database, in_folder, probe
from publisher.source.looking import SeenGrid, as_csv, in_utf8, unpacked
from publisher.source.stage import fingerprint, read

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
