"""Reads what a dataset comes from (files, a database, other datasets) into a grid of text."""

from publisher.source.looking import Workbook, unpacked, workbook
from publisher.source.stage import fingerprint, read

__all__ = ["Workbook", "fingerprint", "read", "unpacked", "workbook"]
