"""What is known of the state without opening it: its file, its version, and which values have a checksum.

Nothing is imported here: what only looks (`glance`) has no need of the machinery that writes.
"""

from __future__ import annotations

import zlib

FILE = "state.sqlite"
"""Its name in the workspace's own folder, where no server keeps it."""

VERSION = "0007"
"""The newest migration: what the tables of `tables.py` are."""

SEALED = {
    "outcomes": "outcome",
    "publications": "publication",
    "receipts": "receipt",
    "withdrawn": "publication",
    "spendings": "spending",
}
"""Tables whose value is a text (the column named here) with its checksum (`mark`) beside it."""


def mark(text: str) -> int:
    """The checksum (CRC-32) that is kept beside a value: a flipped bit leaves most texts valid JSON."""
    return zlib.crc32(text.encode())
