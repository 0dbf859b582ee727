"""What keeps people with disabilities from reading a document, as the file itself tells (PDF, ODF, OOXML).

Each fault is one of `KINDS`, with how often it stands and whether a machine can be sure. Nothing of the words
comes out. Bounded in what is unpacked and walked; what cannot be read raises UnreadableDocumentError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.documents import office_structure, pdf_structure

KINDS = (
    "title", "language", "headings", "heading-order", "image-alt", "table-header", "merged-cells", "fake-tags",
    "slide-title", "fake-list", "sheet-name",
)  # fmt: skip
_OFFICE = frozenset({"odt", "ods", "odp", "docx", "xlsx", "pptx"})
_FILE = r"\S+\.(?:docx?|xlsx?|pptx?|od[tsp]|pdf|html?|indd|rtf|txt|png|jpe?g|gif|svg|bmp|emf|wmf|tiff?|webp)"
_NO_TITLE = re.compile(
    r"(?:microsoft \w+ - .*|untitled.*|無標題.*|未命名.*|document ?\d*|文件 ?\d*|powerpoint presentation"
    r"|powerpoint 簡報|presentation ?\d*|簡報 ?\d*|投影片 ?\d*|slide ?\d*|book ?\d*|活頁簿 ?\d*|sheet ?\d*"
    rf"|{_FILE})\Z",
    re.IGNORECASE,
)
_NO_ALTERNATIVE = re.compile(
    rf"(?:(?:picture|image|graphic|photo|圖片|圖像|圖形|影像|chart|object) ?\d*|{_FILE})\Z", re.IGNORECASE
)
_NO_NAME = re.compile(r"(?:sheet|工作表) ?\d+", re.IGNORECASE)
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_LETTER = re.compile(r"[^\W\d_]")
_FEW_LETTERS = 300


@dataclass(frozen=True, slots=True)
class Structure:
    """What a document offers to those who do not see its pages.

    `languages` are all marks of language; `headings` the levels in their order; `alternatives` what stands for
    each picture (empty: nothing); `tables` whether each table has headers; `sheets` the names of sheets, `slides`
    whether each slide has a title. `tagged_share` is the part of the words of a PDF that its tags reach, None
    where it does not claim any. `title_shown` is None where the kind always shows it.
    """

    title: str = ""
    title_shown: bool | None = None
    languages: tuple[str, ...] = ()
    headings: tuple[int, ...] = ()
    alternatives: tuple[str, ...] = ()
    tables: tuple[bool, ...] = ()
    merged: int = 0
    fake_lists: int = 0
    sheets: tuple[str, ...] = ()
    slides: tuple[bool, ...] = ()
    tagged_share: float | None = None
    structured: bool = True
    """Whether the document has a structure that can be asked for headings, tables and pictures at all."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """`count` faults of one kind (of `KINDS`); `sure` when no person has to look."""

    kind: str
    count: int = 1
    sure: bool = True
    why: str = ""


def faults(path: Path, kind: str) -> tuple[DocumentFault, ...]:
    """The faults of a document of this kind; of other kinds nothing is known. Raises UnreadableDocumentError."""
    if kind == "pdf":
        return tuple(judge(pdf_structure.read(path), kind))
    return tuple(judge(office_structure.read(path, kind), kind)) if kind in _OFFICE else ()


def judge(found: Structure, kind: str) -> Iterator[DocumentFault]:
    """The faults that a structure shows."""
    yield from _title(found)
    yield from _language(found, kind)
    if found.tagged_share is not None and found.tagged_share < pdf_structure.LEAST_TAGGED:
        yield DocumentFault("fake-tags")
    if found.structured:
        yield from _headings(found, kind)
        yield from _parts(found, kind)


def _title(found: Structure) -> Iterator[DocumentFault]:
    title = found.title.strip()
    if not title:
        yield DocumentFault("title", why="none")
    elif _NO_TITLE.match(title):
        yield DocumentFault("title", why="default")
    elif found.title_shown is False:
        yield DocumentFault("title", why="hidden")


def _headings(found: Structure, kind: str) -> Iterator[DocumentFault]:
    letters = len(_LETTER.findall(found.text))
    if kind in ("pdf", "odt", "docx") and not found.headings and (letters >= _FEW_LETTERS or found.tables):
        yield DocumentFault("headings", sure=letters >= _FEW_LETTERS, why="none")
    jumps = sum(later > before + 1 for before, later in zip((0, *found.headings), found.headings, strict=False))
    if jumps:
        yield DocumentFault("heading-order", jumps)


def _says_nothing(words: str) -> bool:
    return not words or _NO_ALTERNATIVE.match(words) is not None


def _parts(found: Structure, kind: str) -> Iterator[DocumentFault]:
    """Pictures, tables, lists, sheets and slides: how many of each are at fault."""
    counts = {
        "image-alt": sum(
            not (words := item.strip()) or bool(_NO_ALTERNATIVE.match(words)) for item in found.alternatives
        ),
        "table-header": sum(not headed for headed in found.tables),
        "merged-cells": found.merged,
        "fake-list": found.fake_lists,
        "slide-title": sum(not titled for titled in found.slides),
        "sheet-name": sum(bool(_NO_NAME.fullmatch(name)) for name in found.sheets),
    }
    unsure = {"merged-cells", "fake-list", "sheet-name"} | ({"table-header"} if kind in ("ods", "xlsx") else set())
    for name, count in counts.items():
        if count:
            yield DocumentFault(name, count, sure=name not in unsure)


def _language(found: Structure, kind: str) -> Iterator[DocumentFault]:
    """No language, or none that the words can be in. Workbooks of Excel have no place for one."""
    if kind == "xlsx" and not found.languages:
        return
    han, letters = len(_HAN.findall(found.text)), len(_LETTER.findall(found.text))
    chinese = han * 2 > letters > 0
    if not found.languages:
        yield DocumentFault("language", why="none")
    elif chinese and not any(
        name.lower().startswith(("zh", "ja", "ko", "yue", "nan", "hak")) for name in found.languages
    ):
        yield DocumentFault("language", why="other")
