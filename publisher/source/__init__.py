"""Reads what a dataset comes from (files, a database, other datasets) into a grid of text."""

from publisher.source.looking import Seen, as_csv, in_utf8, unpacked
from publisher.source.stage import fingerprint, read

__all__ = ["Seen", "as_csv", "fingerprint", "in_utf8", "read", "unpacked"]
