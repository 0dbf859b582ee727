"""A document to read, as a value: blocks of words and what they are, and nothing of how they look.

Whoever has something to say puts blocks together; `documents.composed` makes an OpenDocument text and a tagged PDF
of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself: Dublin Core texts, and its language as a BCP 47 tag."""

    title: str
    description: str
    creator: str
    keywords: tuple[str, ...] = ()
    language: str = "zh-TW"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` from 1 to 6."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; with `href` the whole of it is a link, `note` is a footnote to it."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of items."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header row; rows are as long as the header.

    `name` is its caption behind the word `supplement` and a number, when there is such a word. With `labelled` the
    first cell of each row is its header; `numbers` are the places of columns to be set to the right; `widths` are
    the parts of the page's width that the columns have, where these are not to follow from what stands in them.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    supplement: str = ""
    labelled: bool = False
    numbers: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what it is, under a header row."""

    pairs: tuple[tuple[str, str], ...]
    header: tuple[str, str] = ("項目", "內容")


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing (SVG) with its caption, and what it shows in words."""

    svg: str
    caption: str
    alternative: str
    supplement: str = "圖"


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of headings behind it, with links."""

    title: str


Block = Heading | Paragraph | Bullets | Grid | Facts | Figure | Contents


@dataclass(frozen=True, slots=True)
class Composed:
    """A document: what it says of itself, its blocks, the words beside the agency at the head of each page.

    With a `day` the PDF is also one for archives (PDF/A), which must say when it was made.
    """

    properties: Properties
    blocks: tuple[Block, ...]
    head: str = ""
    day: date | None = None
