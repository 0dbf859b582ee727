"""Reads what a dataset comes from (files, a database, other datasets) into a grid of text."""

from publisher.source.listing import Found, Listing, in_database, in_folder, probe
from publisher.source.looking import Seen, as_csv, in_utf8, unpacked
from publisher.source.stage import fingerprint, read

__all__ = [
    "Found",
    "Listing",
    "Seen",
    "as_csv",
    "fingerprint",
    "in_database",
    "in_folder",
    "in_utf8",
    "probe",
    "read",
    "unpacked",
]
