"""Writes OpenDocument texts (ODF 1.3): headings, paragraphs, lists, links and tables, the same bytes every time.

odfpy builds the document. What it leaves out is mended here: the manifest's version, the version of the parts, the
columns of a table before its rows; and the moment of saving, which would make two equal documents differ.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from publisher.documents.libraries import missing_extra
from publisher.documents.spreadsheet import Properties

_EPOCH = (2000, 1, 1, 0, 0, 0)
_VERSION = "1.3"
_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_WRITTEN_VERSION = re.compile(rb'(office:version|manifest:version)="[0-9.]+"')
_MANIFEST_ROOT = re.compile(rb"<manifest:manifest ")
_HIGHEST, _LOWEST = 1, 6


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` from 1 to 6."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; with `href` the whole of it is a link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of items."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header row; rows are as long as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Grid


def write_text_document(path: Path, properties: Properties, blocks: Sequence[Block]) -> None:
    """Write `blocks` to `path`. Raises MissingPartError when odfpy is not on this machine."""
    path.write_bytes(text_document(properties, blocks))


def text_document(properties: Properties, blocks: Sequence[Block]) -> bytes:
    """The package with these blocks, one after the other."""
    try:
        from odf.opendocument import OpenDocumentText
    except ImportError:
        missing_extra()
    document = OpenDocumentText()
    _describe(document, properties)
    _add_styles(document, properties.language)
    for block in blocks:
        _add(document, block)
    saved = io.BytesIO()
    document.write(saved)
    return _repacked(saved.getvalue())


def _describe(document: Any, properties: Properties) -> None:
    from odf import dc, meta

    for element in list(document.meta.childNodes):
        document.meta.removeChild(element)  # odfpy's own name and the moment of making
    document.meta.addElement(meta.Generator(text="publisher"))
    document.meta.addElement(dc.Title(text=properties.title))
    document.meta.addElement(dc.Description(text=properties.description))
    for word in properties.keywords:
        document.meta.addElement(meta.Keyword(text=word))
    document.meta.addElement(dc.Creator(text=properties.creator))
    document.meta.addElement(dc.Language(text=properties.language))


def _add_styles(document: Any, language: str) -> None:
    from odf.style import DefaultStyle, ParagraphProperties, Style, TableCellProperties, TextProperties

    code, _, country = language.partition("-")
    spoken = {"language": code, "country": country or "none"}
    if code in ("zh", "ja", "ko"):
        spoken |= {"languageasian": code, "countryasian": country or "none"}
    default = DefaultStyle(family="paragraph")
    default.addElement(TextProperties(fontsize="12pt", fontsizeasian="12pt", **spoken))
    document.styles.addElement(default)
    standard = Style(name="Standard", family="paragraph")
    standard.addElement(ParagraphProperties(marginbottom="0.2cm", lineheight="150%"))
    document.styles.addElement(standard)
    for level in range(_HIGHEST, _LOWEST + 1):
        style = Style(name=f"Heading{level}", family="paragraph", parentstylename="Standard")
        size = f"{max(20 - 2 * level, 12)}pt"
        style.addElement(ParagraphProperties(margintop="0.4cm", marginbottom="0.2cm", keepwithnext="always"))
        style.addElement(
            TextProperties(fontsize=size, fontsizeasian=size, fontweight="bold", fontweightasian="bold")
        )
        document.styles.addElement(style)
    cell = Style(name="Cell", family="table-cell")
    cell.addElement(TableCellProperties(border="0.5pt solid #5b6b7a", padding="0.1cm"))
    document.automaticstyles.addElement(cell)


def _add(document: Any, block: Block) -> None:
    from odf import text

    if isinstance(block, Heading):
        level = min(max(block.level, _HIGHEST), _LOWEST)
        document.text.addElement(text.H(outlinelevel=level, stylename=f"Heading{level}", text=block.text))
    elif isinstance(block, Paragraph):
        document.text.addElement(_paragraph(block))
    elif isinstance(block, Bullets):
        listing = text.List()
        for each in block.items:
            item = text.ListItem()
            item.addElement(text.P(stylename="Standard", text=each))
            listing.addElement(item)
        document.text.addElement(listing)
    else:
        document.text.addElement(_grid(block))


def _paragraph(block: Paragraph) -> Any:
    from odf import text

    if not block.href:
        return text.P(stylename="Standard", text=block.text)
    paragraph = text.P(stylename="Standard")
    paragraph.addElement(text.A(type="simple", href=block.href, text=block.text))
    return paragraph


def _grid(block: Grid) -> Any:
    from odf import table, text

    def row(cells: Sequence[str]) -> Any:
        made = table.TableRow()
        for each in cells:
            cell = table.TableCell(stylename="Cell", valuetype="string")
            cell.addElement(text.P(stylename="Standard", text=each))
            made.addElement(cell)
        return made

    made = table.Table(name=block.name)
    made.addElement(table.TableColumn(numbercolumnsrepeated=len(block.header)))
    head = table.TableHeaderRows()
    head.addElement(row(block.header))
    made.addElement(head)
    for cells in block.rows:
        made.addElement(row(cells))
    return made


def _repacked(package: bytes) -> bytes:
    """The package with fixed times, the mimetype first and plain, and its version where odfpy forgets it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        names = sorted(set(old.namelist()) - {"mimetype"})
        for name in ["mimetype", *names]:
            if name.endswith("/"):
                continue
            content = old.read(name)
            if name.endswith(".xml"):
                content = _WRITTEN_VERSION.sub(rb'\1="' + _VERSION.encode() + b'"', content)
            if name == "META-INF/manifest.xml" and b"<manifest:manifest manifest:version" not in content:
                content = _MANIFEST_ROOT.sub(
                    b'<manifest:manifest manifest:version="' + _VERSION.encode() + b'" ', content, count=1
                )
            if name.endswith(".xml"):
                # odfpy declares namespaces in an order that changes from call to call
                content = _XML + ET.canonicalize(content.decode()).encode()
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return made.getvalue()
