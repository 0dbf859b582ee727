"""Chance for the cells of a table: the same every night for the same number in the same cell."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from pathlib import Path

from publisher.privacy.keys import load_key

_PURPOSE = b"publisher tables"
_BETWEEN = "\x1f"


class Chance:
    """Draws for one method of one dataset. Raises UserError without a key."""

    def __init__(self, keys: Path, dataset: str, method: str) -> None:
        purpose = _PURPOSE + method.encode()
        self._key = hmac.digest(load_key(keys, dataset), purpose, hashlib.sha256)

    def draw(self, again: int, field: str, value: int, key: Sequence[str | None]) -> float:
        """A number between 0 and 1, uniform, for a cell: its field, value and key (another one with `again`)."""
        message = _BETWEEN.join(
            [str(again), field, str(value), *("\x00" if item is None else item for item in key)]
        )
        digest = hmac.digest(self._key, message.encode(), hashlib.sha256)
        return ((int.from_bytes(digest[:8]) >> 11) + 0.5) * 2.0**-53
