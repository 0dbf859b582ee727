"""The structure of ODF and OOXML files, read part by part, in bounds."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from publisher import markup
from publisher.documents.reading import unreadable

if TYPE_CHECKING:
    from publisher.documents.accessible import Structure

_MOST_PART = 24 * 1024**2
_MOST_PARTS = 400
_MOST_TEXT = 20_000
_BULLET = re.compile(
    r"\s*(?:[-*•‧·●○■□◆◇※➤►]\s*|\(?\d{1,2}[.)、]\s*|[（(]?[一二三四五六七八九十]{1,2}[)）、]\s*)\S"
)
_HEADING_STYLE = re.compile(r"(?:heading|標題)\s*([1-9])", re.IGNORECASE)
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, LookupError, ValueError,
)  # fmt: skip


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, its attributes by their local names, what stands in it."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    words: str = ""

    def all(self, *names: str) -> Iterator[Node]:
        """The elements within that bear one of these names, in the order of the document."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            waiting.extend(reversed(node.children))

    def first(self, *names: str) -> Node | None:
        """The first of them."""
        return next(self.all(*names), None)

    @property
    def text(self) -> str:
        """All words within."""
        return self.words + "".join(node.words for node in self._below())

    def _below(self) -> Iterator[Node]:
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


class _Tree(markup.Handler):
    """Puts the elements of a part under `root`."""

    def __init__(self, root: Node) -> None:
        self._open = [root]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        node = Node(markup.local(name), {markup.local(key): value for key, value in attributes.items()})
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].words += text


class _Package:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = set(package.namelist())

    def parts(self, pattern: str) -> Iterator[Node]:
        """The parts whose names match, in the order of their numbers."""
        wanted = [name for name in self._names if re.fullmatch(pattern, name)]
        for name in sorted(wanted, key=lambda name: (len(name), name))[:_MOST_PARTS]:
            yield self.part(name)

    def part(self, name: str) -> Node:
        """One part as a tree; an empty one when the file has none of this name."""
        root = Node("", {})
        if name not in self._names:
            return root
        if self._package.getinfo(name).file_size > _MOST_PART:
            raise ValueError(name)
        with self._package.open(name) as stream:
            markup.parse(markup.pieces(stream), _Tree(root))
        return root


def read(path: Path, kind: str) -> Structure:
    """The structure of an ODF or OOXML file. Raises UnreadableDocumentError."""
    readers: dict[str, Callable[[_Package], Structure]] = {
        "odt": _odf_text, "ods": _odf_sheets, "odp": _odf_slides, "docx": _word, "xlsx": _excel, "pptx": _slides,
    }  # fmt: skip
    try:
        with zipfile.ZipFile(path) as package:
            return readers[kind](_Package(package))
    except _DAMAGED as error:
        raise unreadable(path, kind) from error


def _structure(**known: object) -> Structure:
    from publisher.documents.accessible import Structure

    return Structure(**known)  # type: ignore[arg-type]


def _word_of(node: Node | None) -> str:
    return node.text.strip() if node is not None else ""


def _fake_lists(paragraphs: list[str]) -> int:
    """Runs of three paragraphs and more that begin with a sign or a number, written by hand."""
    runs = length = 0
    for words in [*paragraphs, ""]:
        if _BULLET.match(words):
            length += 1
            continue
        runs += length >= 3
        length = 0
    return runs


# -- OpenDocument


def _odf(package: _Package) -> dict[str, object]:
    """Title and languages; the language of LibreOffice's own default style counts, since it writes the user's."""
    meta, styles, content = (package.part(f"{name}.xml") for name in ("meta", "styles", "content"))
    said = [_word_of(node) for node in meta.all("language")]
    for tree in (styles, content):
        for node in tree.all("text-properties"):
            said += [node.attributes.get(name, "") for name in ("language", "language-asian")]
    languages = tuple(dict.fromkeys(name for name in said if name and name != "none"))
    pictures = tuple(
        f"{_word_of(frame.first('title'))} {_word_of(frame.first('desc'))}".strip()
        for frame in content.all("frame")
        if frame.first("image", "object") is not None
        and frame.first("text-box", "table") is None
        and frame.attributes.get("decorative") != "true"
    )
    return {
        "title": _word_of(meta.first("title")),
        "languages": languages,
        "alternatives": pictures,
        "text": content.text[:_MOST_TEXT],
    }


def _spans(node: Node) -> int:
    return sum(
        cell.attributes.get("number-columns-spanned", "1") != "1"
        or cell.attributes.get("number-rows-spanned", "1") != "1"
        for cell in node.all("table-cell")
    )


def _odf_text(package: _Package) -> Structure:
    content = package.part("content.xml")
    tables = [table for table in content.all("table") if len(list(table.all("table-row"))) > 1]
    listed = {id(node) for box in content.all("list", "table") for node in box.all("p")}
    return _structure(
        **_odf(package),
        headings=tuple(int(node.attributes.get("outline-level", "1")) for node in content.all("h")),
        tables=tuple(table.first("table-header-rows") is not None for table in tables),
        merged=sum(_spans(table) for table in tables),
        fake_lists=_fake_lists([node.text for node in content.all("p") if id(node) not in listed]),
    )


def _odf_sheets(package: _Package) -> Structure:
    content = package.part("content.xml")
    named = {
        node.attributes.get("target-range-address", "").split(".")[0].strip("$'")
        for node in content.all("database-range")
    }
    sheets = [sheet for sheet in content.all("table") if sheet.text.strip()]
    headed = []
    for sheet in sheets:
        rows = [
            [bool(cell.text.strip()) for cell in row.all("table-cell")]
            for row in list(sheet.all("table-row"))[:50]
        ]
        known = sheet.first("table-header-rows") is not None or sheet.attributes.get("name") in named
        headed.append(known or _begins_with_headers(rows))
    return _structure(
        **_odf(package),
        tables=tuple(headed),
        merged=sum(_spans(sheet) for sheet in sheets),
        sheets=tuple(sheet.attributes.get("name", "") for sheet in sheets),
    )


def _begins_with_headers(rows: list[list[bool]]) -> bool:
    """Whether the first row is as full as those below: then it can be read as the names of the columns."""
    widths = [sum(row) for row in rows]
    if len([width for width in widths if width]) < 2 or max(widths) < 2:
        return True  # no table
    return widths[0] >= max(widths)


def _odf_slides(package: _Package) -> Structure:
    content = package.part("content.xml")
    slides = tuple(
        any(frame.attributes.get("class") == "title" and frame.text.strip() for frame in slide.all("frame"))
        for slide in content.all("page")
    )
    return _structure(**_odf(package), slides=slides)


# -- Office Open XML


def _core(package: _Package) -> dict[str, object]:
    core = package.part("docProps/core.xml")
    language = _word_of(core.first("language"))
    return {"title": _word_of(core.first("title")), "languages": (language,) if language else ()}


def _described(nodes: Iterator[Node]) -> tuple[str, ...]:
    """The alternatives of pictures; those that are marked as decoration need none."""
    return tuple(
        (node.attributes.get("descr") or node.attributes.get("title") or "").strip()
        for node in nodes
        if (mark := node.first("decorative")) is None or mark.attributes.get("val") not in ("1", "true")
    )


def _word(package: _Package) -> Structure:
    body, styles = package.part("word/document.xml"), package.part("word/styles.xml")
    levels: dict[str, int] = {}
    for style in styles.all("style"):
        name = style.first("name")
        found = _HEADING_STYLE.match(name.attributes.get("val", "") if name is not None else "")
        outline = style.first("outlineLvl")
        if found or (outline is not None and int(outline.attributes.get("val", "9")) < 9):
            assert found or outline is not None
            level = int(found[1]) if found else int(outline.attributes["val"]) + 1 if outline is not None else 1
            levels[style.attributes.get("styleId", "")] = level
    headings, plain = [], []
    in_tables = {id(node) for table in body.all("tbl") for node in table.all("p")}
    for paragraph in body.all("p"):
        mark, outline = paragraph.first("pStyle"), paragraph.first("outlineLvl")
        named = mark.attributes.get("val", "") if mark is not None else ""
        if named in levels and paragraph.text.strip():
            headings.append(levels[named])
        elif outline is not None and int(outline.attributes.get("val", "9")) < 9 and paragraph.text.strip():
            headings.append(int(outline.attributes["val"]) + 1)
        elif paragraph.first("numPr") is None and "list" not in named.lower() and id(paragraph) not in in_tables:
            plain.append(paragraph.text)
    tables = [
        table
        for table in body.all("tbl")
        if len(list(table.all("tr"))) > 1 and len(list(table.all("gridCol"))) > 1
    ]
    core = _core(package)
    said = [
        node.attributes.get(name, "")
        for tree in (styles, body)
        for node in tree.all("lang")
        for name in ("eastAsia", "val")
    ]
    return _structure(
        **{**core, "languages": (*core["languages"], *dict.fromkeys(filter(None, said)))},  # type: ignore[misc]
        headings=tuple(headings),
        alternatives=_described(node for node in body.all("docPr")),
        tables=tuple(table.first("tblHeader") is not None for table in tables),
        merged=sum(
            node.attributes.get("val", "2") not in ("1",) for table in tables for node in table.all("gridSpan")
        )
        + sum(node.attributes.get("val") == "restart" for table in tables for node in table.all("vMerge")),
        fake_lists=_fake_lists(plain),
        text=body.text[:_MOST_TEXT],
    )


def _excel(package: _Package) -> Structure:
    shared = [node.text for node in package.part("xl/sharedStrings.xml").all("si")]
    names = [node.attributes.get("name", "") for node in package.part("xl/workbook.xml").all("sheet")]
    with_tables = any(True for _ in package.parts(r"xl/tables/[^/]+\.xml"))
    headed, used, merged, text = [], [], 0, list(shared)
    for number, sheet in enumerate(package.parts(r"xl/worksheets/sheet\d+\.xml")):
        rows = [[cell.first("v", "t") is not None for cell in row.all("c")] for row in list(sheet.all("row"))[:50]]
        if not any(any(row) for row in rows):
            continue
        used.append(names[number] if number < len(names) else "")
        text += [node.text for node in sheet.all("is")]
        merged += sum(1 for _ in sheet.all("mergeCell"))
        frozen = sheet.first("pane")
        headed.append(with_tables or frozen is not None or _begins_with_headers(rows))
    pictures = (
        pic.first("cNvPr")
        for drawing in package.parts(r"xl/drawings/drawing\d+\.xml")
        for pic in drawing.all("pic", "graphicFrame")
    )
    return _structure(
        **_core(package),
        alternatives=_described(node for node in pictures if node is not None),
        tables=tuple(headed),
        merged=merged,
        sheets=tuple(used),
        text=" ".join(text)[:_MOST_TEXT],
    )


def _slides(package: _Package) -> Structure:
    titled, pictures, tables, said, text = [], [], [], [], ""
    for slide in package.parts(r"ppt/slides/slide\d+\.xml"):
        titled.append(
            any(
                (mark := shape.first("ph")) is not None
                and mark.attributes.get("type") in ("title", "ctrTitle")
                and bool(shape.text.strip())
                for shape in slide.all("sp")
            )
        )
        pictures += [pic.first("cNvPr") for pic in slide.all("pic")]
        tables += [
            (look := table.first("tblPr")) is not None and look.attributes.get("firstRow") in ("1", "true")
            for table in slide.all("tbl")
        ]
        said += [node.attributes.get("lang", "") for node in slide.all("rPr", "endParaRPr")]
        text += slide.text[: _MOST_TEXT // 4]
    master = [node.attributes.get("lang", "") for node in package.part("ppt/presentation.xml").all("defRPr")]
    core = _core(package)
    languages = (*core["languages"], *dict.fromkeys(filter(None, said or master)))  # type: ignore[misc]
    return _structure(
        **{**core, "languages": languages},
        alternatives=_described(node for node in pictures if node is not None),
        tables=tuple(tables),
        slides=tuple(titled),
        text=text[:_MOST_TEXT],
    )
