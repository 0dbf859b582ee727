"""What a document offers to those who do not see its pages, and what is at fault with it: values."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "title", "language", "headings", "heading-order", "heading-drawn", "image-alt", "table-header", "merged-cells",
    "fake-tags", "untagged-part", "tag-nesting", "tag-unknown", "reading-order", "slide-title", "fake-list",
    "sheet-name", "link-text", "field-name", "tab-order", "contrast", "scanned-page", "locked",
)  # fmt: skip
"""Every kind of fault; each is a check of its own."""


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """`count` faults of one kind (of `KINDS`); `sure` when no person has to look; `page` is that of the first."""

    kind: str
    count: int = 1
    sure: bool = True
    why: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """What a document offers to those who do not see its pages.

    `languages` are all marks of language; `headings` the levels in their order; `drawn_headings` how many
    paragraphs only look like headings; `alternatives` what stands for each picture (empty: nothing); `tables`
    whether each has headers; `sheets` the names of sheets, `slides` the titles of slides; `links` the words of
    each link.
    `tagged_share` is the part of the words of a PDF that its tags reach, None where it does not claim any.
    `title_shown` is None where the kind always shows it. `seen` are faults that the reader itself is able to name.
    """

    title: str = ""
    title_shown: bool | None = None
    languages: tuple[str, ...] = ()
    headings: tuple[int, ...] = ()
    drawn_headings: int = 0
    alternatives: tuple[str, ...] = ()
    tables: tuple[bool, ...] = ()
    merged: int = 0
    fake_lists: int = 0
    sheets: tuple[str, ...] = ()
    slides: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    tagged_share: float | None = None
    structured: bool = True
    """Whether the document has a structure that can be asked for headings, tables and pictures at all."""
    text: str = ""
    seen: tuple[DocumentFault, ...] = ()


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    """The ratio of two colours (0 to 255 each), as WCAG defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_faint(text: tuple[int, int, int], ground: tuple[int, int, int], points: float, *, bold: bool) -> bool:
    """Whether text of this size is too faint to read (WCAG 1.4.3). What cannot be seen at all is not judged: it is
    hidden by intent, or the ground is not the one that was taken for it."""
    needed = 3.0 if points >= 18 or (bold and points >= 14) else 4.5
    return _UNSEEN < contrast(text, ground) < needed - _ROUNDING


_UNSEEN = 1.05
_ROUNDING = 0.05
