"""What a search of a document hands out, and the bounds that it keeps to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

Reason = Literal[
    "encrypted", "damaged", "too-large", "too-deep", "slow", "crashed", "picture", "font", "macros", "format"
]
"""Why a part could not be searched. `slow`, `crashed`, `too-large` (for our memory) and `too-deep` are our bounds;
`picture` may hold words that only eyes read; `font` has signs that do not say which characters they are."""

REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Passage:
    """Text of a document: one line, or the lines of a page. `where` names the part, outermost file first.

    `page` counts from 1. `hidden` is what its usual program does not show at first: metadata, comments,
    attributes, earlier revisions, hidden sheets, text beside the page.
    """

    text: str
    where: str = ""
    page: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table (a sheet, a CSV file): its first row, which is most often a header, and cells as texts.

    The cells of spreadsheets come as passages as well: here each stands under its header.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    where: str = ""
    hidden: bool = False

    def columns(self) -> Iterator[tuple[str, list[str]]]:
        """Each column's label and its cells; rows may be of any length."""
        for place, label in enumerate(self.header):
            yield label, [row[place] for row in self.rows if place < len(row) and row[place]]


@dataclass(frozen=True, slots=True)
class Unsearched:
    """A part that nobody searched, and why: it is not known to be clean."""

    reason: Reason
    where: str = ""
    page: int | None = None


Item = Passage | Rows | Unsearched


@dataclass(slots=True)
class Bounds:
    """What may still be read of one document, attachments included; `take` raises SpentError when it is gone."""

    bytes_left: int = 1024 * 1024**2
    parts_left: int = 20_000
    most_part: int = 192 * 1024**2
    """Bytes that one part may unpack to, because parts are held in memory."""
    deepest: int = 6
    seen: set[int] = field(default_factory=set)

    def take(self, count: int) -> None:
        """Note that a part of `count` bytes is being read."""
        self.bytes_left -= count
        self.parts_left -= 1
        if self.bytes_left < 0 or self.parts_left < 0 or count > self.most_part:
            raise SpentError

    def is_new(self, text: str) -> bool:
        """Whether this very text was not given before."""
        # Python hashes the bytes of a text: UTF-16 read out of ASCII would pass for the ASCII itself
        key = hash((text, len(text)))
        if key in self.seen:
            return False
        if len(self.seen) < _MOST_REMEMBERED:
            self.seen.add(key)
        return True


_MOST_REMEMBERED = 400_000


class SpentError(Exception):
    """The bounds are used up: what is left is not searched."""
