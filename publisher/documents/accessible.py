"""What keeps people with disabilities from reading a document, as the file itself tells (PDF, ODF, OOXML).

Each fault is of a kind of `structure.KINDS`, with how often it stands and whether a machine can be sure. Nothing
of the words comes out. Bounded in what is unpacked and walked; what cannot be read raises UnreadableDocumentError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from publisher.documents import office_structure, pdf_structure
from publisher.documents.structure import DocumentFault, Structure

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
_LANGUAGE = re.compile(r"[a-z]{1,8}(?:-[a-z0-9]{1,8})*", re.IGNORECASE)
"""The form of names of languages (RFC 3066)."""
_VAGUE = re.compile(
    r"(?:https?://\S+|www\.\S+|(?:click|press|tap)?(?: here| this)|here|(?:read |see )?more|details?|link|download"
    r"|open|(?:請)?(?:按|點|點選|點擊)(?:此|這裡|這裏|我|此處)|這裡|此處|連結|鏈結|網址|更多|詳情|下載|前往|檢視|查看)[。.…]*",
    re.IGNORECASE,
)
"""Words of links that do not say where they lead, and bare addresses."""
_FEW_LETTERS = 500
_NEARLY_ALL = 0.98


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
    elif found.tagged_share is not None and found.tagged_share < _NEARLY_ALL:
        yield DocumentFault("untagged-part", sure=False)
    if found.structured:
        yield from _headings(found, kind)
        yield from _parts(found, kind)
    yield from found.seen


def _title(found: Structure) -> Iterator[DocumentFault]:
    title = found.title.strip()
    if not title:
        yield DocumentFault("title", why="none")
    elif _NO_TITLE.match(title):
        yield DocumentFault("title", why="default")
    elif found.title_shown is False:
        yield DocumentFault("title", why="hidden")


def _headings(found: Structure, kind: str) -> Iterator[DocumentFault]:
    """No headings where there is a need of them, levels left out, and what is drawn as a heading and is none.

    A letter of a page needs none: short texts without a table, and without anything drawn like one, are let be.
    """
    letters = len(_LETTER.findall(found.text))
    if kind in ("pdf", "odt", "docx") and not found.headings:
        if found.drawn_headings or found.tables or letters >= _FEW_LETTERS:
            yield DocumentFault("headings", sure=bool(found.drawn_headings), why="none")
    elif found.drawn_headings:
        yield DocumentFault("heading-drawn", found.drawn_headings, sure=False)
    jumps = sum(later > before + 1 for before, later in zip((0, *found.headings), found.headings, strict=False))
    if jumps:
        yield DocumentFault("heading-order", jumps)


def _says_nothing(words: str) -> bool:
    return not words or _NO_ALTERNATIVE.match(words) is not None


def _parts(found: Structure, kind: str) -> Iterator[DocumentFault]:
    """Pictures, tables, lists, sheets, slides and links: how many of each are at fault."""
    titles = [title for title in found.slides if title]
    counts = {
        "image-alt": sum(_says_nothing(item.strip()) for item in found.alternatives),
        "table-header": sum(not headed for headed in found.tables),
        "merged-cells": found.merged,
        "fake-list": found.fake_lists,
        "slide-title": sum(not title for title in found.slides),
        "sheet-name": sum(bool(_NO_NAME.fullmatch(name)) for name in found.sheets),
        "link-text": sum(not words.strip() for words in found.links),
    }
    unsure = {"merged-cells", "fake-list", "sheet-name"} | ({"table-header"} if kind in ("ods", "xlsx") else set())
    for name, count in counts.items():
        if count:
            yield DocumentFault(name, count, sure=name not in unsure)
    if twice := len(titles) - len(set(titles)):
        yield DocumentFault("slide-title", twice, sure=False, why="twice")
    if vague := sum(bool(_VAGUE.fullmatch(words.strip())) for words in found.links):
        yield DocumentFault("link-text", vague, sure=False, why="vague")


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
    elif not all(_LANGUAGE.fullmatch(name) for name in found.languages):
        yield DocumentFault("language", why="malformed")
