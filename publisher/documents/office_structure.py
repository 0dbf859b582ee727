"""The structure of ODF and OOXML files, read part by part, in bounds."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from publisher import markup
from publisher.documents import office_looks
from publisher.documents.contents import unreadable
from publisher.documents.office_looks import Look, SetParagraph
from publisher.documents.structure import Structure

_MOST_PART = 24 * 1024**2
_MOST_PARTS = 400
_MOST_TEXT = 20_000
_LOOKED_ROWS = 200
_BULLET = re.compile(
    r"\s*(?:[-*•‧·●○■□◆◇※➤►]\s*|\(?\d{1,2}[.)、]\s*|[（(]?[一二三四五六七八九十]{1,2}[)）、]\s*)\S"
)
_TITLES = frozenset({"title", "subtitle", "caption"})
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
        "links": tuple(
            link.text.strip() or " ".join(_word_of(node) for node in link.all("title", "desc")).strip()
            for link in content.all("a")
        ),
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
    paragraphs = list(_odf_words(content, package.part("styles.xml"), listed))
    return _structure(
        **_odf(package),
        headings=tuple(int(node.attributes.get("outline-level", "1")) for node in content.all("h")),
        drawn_headings=office_looks.drawn_headings(paragraphs),
        tables=tuple(table.first("table-header-rows") is not None for table in tables),
        merged=sum(_spans(table) for table in tables),
        fake_lists=_fake_lists([node.text for node in content.all("p") if id(node) not in listed]),
        seen=tuple(office_looks.faint(part for words in paragraphs for part in words.stretches)),
    )


def _odf_words(content: Node, common: Node, listed: set[int]) -> Iterator[SetParagraph]:
    """Paragraphs and headings as they are set; those in frames and shapes stand on a ground of their own."""
    styles = office_looks.odf_styles(common, content)
    titles = _odf_titles(common, content)
    framed = {id(node) for box in content.all("frame", "custom-shape") for node in box.all("p", "h")}
    cells = {
        id(node): styles.get(f"table-cell/{cell.attributes.get('style-name', '')}", Look())
        for cell in content.all("table-cell")
        for node in cell.all("p", "h")
    }
    for node in content.all("p", "h"):
        if id(node) not in framed:
            stretches = office_looks.odf_paragraph(node, styles, cells.get(id(node), Look()))
            plain = id(node) not in listed and node.attributes.get("style-name", "") not in titles
            yield SetParagraph(stretches, heading=node.name == "h", plain=plain)


def _odf_titles(*trees: Node) -> set[str]:
    """Names of styles that are, or come from, those of titles and captions."""
    names = {"Title", "Subtitle", "Caption"}
    styles = [style for tree in trees for style in tree.all("style")]
    for style in styles:
        if style.attributes.get("parent-style-name") in names:
            names.add(style.attributes.get("name", ""))
    return names


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
            [
                any(part.name == "p" and part.text.strip() for part in cell.children)
                for cell in row.all("table-cell")
            ]
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
        " ".join(
            frame.text.strip() for frame in slide.all("frame") if frame.attributes.get("class") == "title"
        ).strip()
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


def _word_levels(styles: Node) -> dict[str, int]:
    """The styles that make headings, with their levels; 0 for those of titles and captions."""
    levels: dict[str, int] = {}
    for style in styles.all("style"):
        name = style.first("name")
        words = name.attributes.get("val", "") if name is not None else ""
        found, outline = _HEADING_STYLE.match(words), style.first("outlineLvl")
        level = int(outline.attributes.get("val", "9")) + 1 if outline is not None else 10
        if found or level < 10:
            levels[style.attributes.get("styleId", "")] = int(found[1]) if found else level
        elif words.lower() in _TITLES:
            levels[style.attributes.get("styleId", "")] = 0
    return levels


def _word(package: _Package) -> Structure:
    body, styles = package.part("word/document.xml"), package.part("word/styles.xml")
    tables = [
        table
        for table in body.all("tbl")
        if len(list(table.all("tr"))) > 1 and len(list(table.all("gridCol"))) > 1
    ]
    headings: list[int] = []
    paragraphs = list(_word_paragraphs(body, styles, headings))
    core = _core(package)
    said = [
        node.attributes.get(name, "")
        for tree in (styles, body)
        for node in tree.all("lang")
        for name in ("eastAsia", "val")
    ]
    boxes = {
        id(node)
        for frame in body.all("inline", "anchor")
        if (words := frame.first("txbxContent")) is not None and words.text.strip()
        for node in frame.all("docPr")
    }
    return _structure(
        **{**core, "languages": (*core["languages"], *dict.fromkeys(filter(None, said)))},  # type: ignore[misc]
        headings=tuple(headings),
        drawn_headings=office_looks.drawn_headings(paragraphs),
        alternatives=_described(node for node in body.all("docPr") if id(node) not in boxes),
        links=tuple(
            link.text.strip() or " ".join(_described(link.all("docPr"))).strip() for link in body.all("hyperlink")
        ),
        tables=tuple(table.first("tblHeader") is not None for table in tables),
        merged=sum(
            node.attributes.get("val", "2") not in ("1",) for table in tables for node in table.all("gridSpan")
        )
        + sum(node.attributes.get("val") == "restart" for table in tables for node in table.all("vMerge")),
        fake_lists=_fake_lists([words.text for words in paragraphs if words.plain and not words.heading]),
        seen=tuple(office_looks.faint(part for words in paragraphs for part in words.stretches)),
        text=body.text[:_MOST_TEXT],
    )


def _word_paragraphs(body: Node, styles: Node, headings: list[int]) -> Iterator[SetParagraph]:
    """Paragraphs as they are set, without those of boxes; the levels of headings are noted."""
    levels, looks = _word_levels(styles), office_looks.word_styles(styles)
    cells = {id(node): office_looks.around_words(cell) for cell in body.all("tc") for node in cell.all("p")}
    boxed = {id(node) for box in body.all("txbxContent") for node in box.all("p")}
    for paragraph in body.all("p"):
        mark, outline = paragraph.first("pStyle"), paragraph.first("outlineLvl")
        named = mark.attributes.get("val", "") if mark is not None else ""
        level = levels.get(named)
        if outline is not None and int(outline.attributes.get("val", "9")) < 9 and not level:
            level = int(outline.attributes["val"]) + 1
        if level and paragraph.text.strip():
            headings.append(level)
        if id(paragraph) in boxed:
            continue
        listed = paragraph.first("numPr") is not None or "list" in named.lower()
        yield SetParagraph(
            office_looks.word_paragraph(paragraph, looks, cells.get(id(paragraph), Look())),
            heading=bool(level),
            plain=not listed and id(paragraph) not in cells and level is None,
        )


def _excel(package: _Package) -> Structure:
    shared = [node.text for node in package.part("xl/sharedStrings.xml").all("si")]
    names = [node.attributes.get("name", "") for node in package.part("xl/workbook.xml").all("sheet")]
    with_tables = any(True for _ in package.parts(r"xl/tables/[^/]+\.xml"))
    looks = office_looks.sheet_looks(package.part("xl/styles.xml"))
    headed, used, merged, text, set_cells = [], [], 0, list(shared), []
    for number, sheet in enumerate(package.parts(r"xl/worksheets/sheet\d+\.xml")):
        rows = [[cell.first("v", "t") is not None for cell in row.all("c")] for row in list(sheet.all("row"))[:50]]
        if not any(any(row) for row in rows):
            continue
        used.append(names[number] if number < len(names) else "")
        text += [node.text for node in sheet.all("is")]
        set_cells += [cell for row in list(sheet.all("row"))[:_LOOKED_ROWS] for cell in row.all("c") if cell.text]
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
        seen=tuple(
            office_looks.faint(
                (cell.text, looks[int(form)])
                for cell in set_cells
                if (form := cell.attributes.get("s", "0")).isdigit() and int(form) < len(looks)
            )
        ),
    )


def _slides(package: _Package) -> Structure:
    titled, pictures, tables, said, links, text = [], [], [], [], [], ""
    for slide in package.parts(r"ppt/slides/slide\d+\.xml"):
        titled.append(
            " ".join(
                shape.text.strip()
                for shape in slide.all("sp")
                if (mark := shape.first("ph")) is not None and mark.attributes.get("type") in ("title", "ctrTitle")
            ).strip()
        )
        pictures += [pic.first("cNvPr") for pic in slide.all("pic")]
        pictures += [frame.first("cNvPr") for frame in slide.all("graphicFrame") if frame.first("tbl") is None]
        links += [run.text for run in slide.all("r") if run.first("hlinkClick") is not None]
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
        links=tuple(links),
        text=text[:_MOST_TEXT],
    )
