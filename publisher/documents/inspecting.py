"""What a document offers a reader with a screen reader or without Microsoft Office: tags, text, language, links.

Documents of websites are not trusted: run `inspect` in a process of its own with a time limit. It never raises for
what a file holds; what cannot be opened says so.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from publisher import markup
from publisher.documents.libraries import missing_extra
from publisher.documents.search.pdf import heavy_pages

MOST_PAGES = 2_000
"""Pages of a PDF that are looked at."""

_MOST_LINKS = 5_000
_TITLE = "http://purl.org/dc/elements/1.1/ title"
_ENOUGH_TEXT = 20
_TEXT_PAGES = 20
_MOST_UNPACKED = 256 * 1024**2
_CHUNK = 1 << 18
_ODF = frozenset({"odt", "ods", "odp", "odg"})
_OOXML = frozenset({"docx", "xlsx", "pptx"})


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """An address inside a document, with the page of a PDF it stands on."""

    element: str
    href: str
    text: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentInspection:
    """What is known of a document; None where its kind does not say.

    `readable` is false for what is damaged or locked (`problem`: damaged, encrypted, too-large). `has_text` is
    false for a scan. `tagged` is true for a PDF that says to be tagged and has a structure tree.
    """

    readable: bool
    problem: str = ""
    pages: int | None = None
    tagged: bool | None = None
    has_text: bool | None = None
    language: str = ""
    title: str = ""
    links: tuple[DocumentLink, ...] = ()


def inspect(path: Path, kind: str) -> DocumentInspection:
    """Look into a document of this kind (`pdf`, `odt`, `docx`, …); others are readable and nothing is known."""
    if kind == "pdf":
        return _inspect_pdf(path)
    if kind in _ODF:
        return _inspect_odf(path)
    if kind in _OOXML:
        return _inspect_ooxml(path)
    return DocumentInspection(readable=True)


def _inspect_pdf(path: Path) -> DocumentInspection:
    try:
        import pikepdf
    except ImportError:
        missing_extra()
    try:
        with pikepdf.open(path) as pdf:
            root = pdf.Root
            marked: Any = root.get("/MarkInfo", {})
            tagged = bool(marked.get("/Marked", False)) and "/StructTreeRoot" in root
            title = str(pdf.docinfo.get("/Title", "")) if pdf.docinfo is not None else ""
            links = tuple(_pdf_links(pdf))
            pages = len(pdf.pages)
            language = str(root.get("/Lang", ""))
            heavy = heavy_pages(pdf, _TEXT_PAGES)
    except pikepdf.PasswordError:
        return DocumentInspection(readable=False, problem="encrypted")
    except (pikepdf.PdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError):
        # pikepdf meets damaged objects with any of these
        return DocumentInspection(readable=False, problem="damaged")
    has_text = _pdf_has_text(path, heavy)
    if has_text is None:
        return DocumentInspection(readable=False, problem="damaged", pages=pages)
    return DocumentInspection(
        readable=True,
        pages=pages,
        tagged=tagged,
        has_text=has_text,
        language=language[:40],
        title=title[:200],
        links=links,
    )


def _pdf_links(pdf: Any) -> Iterator[DocumentLink]:
    count = 0
    for number, page in enumerate(pdf.pages, 1):
        if number > MOST_PAGES:
            return
        annotations = page.obj.get("/Annots")
        if annotations is None:
            continue
        for annotation in annotations:
            address = _address(annotation)
            if address is not None and count < _MOST_LINKS:
                count += 1
                yield DocumentLink("pdf link", address, page=number)


def _address(annotation: Any) -> str | None:
    try:
        if annotation.get("/Subtype") != "/Link":
            return None
        action = annotation.get("/A")
        if action is None or action.get("/S") != "/URI":
            return None
        return bytes(action.get("/URI")).decode("utf-8", "replace").strip()
    except (AttributeError, TypeError, ValueError, RuntimeError):
        return None


def _pdf_has_text(path: Path, heavy: frozenset[int]) -> bool | None:
    """Whether the first pages hold more than a few characters; None when they cannot be read.

    Pages in `heavy` (from 1) are not opened: they may hold anything, so they count as text.
    """
    try:
        import pypdfium2 as pdfium
    except ImportError:
        missing_extra()
    letters = 0
    try:
        with pdfium.PdfDocument(path) as document:
            for number in range(min(len(document), _TEXT_PAGES)):
                if number + 1 in heavy:
                    return True
                page = document[number]
                textpage = page.get_textpage()
                letters += sum(not character.isspace() for character in textpage.get_text_bounded()[:2_000])
                textpage.close()
                page.close()
                if letters >= _ENOUGH_TEXT:
                    return True
    except (pdfium.PdfiumError, OSError, ValueError):
        return None
    return letters > 0


def _inspect_odf(path: Path) -> DocumentInspection:
    reader = _XmlReader({"a", "image", "object", "plugin"})
    try:
        with zipfile.ZipFile(path) as package:
            if _is_encrypted(package):
                return DocumentInspection(readable=False, problem="encrypted")
            for name in ("content.xml", "styles.xml", "meta.xml"):
                if name in package.namelist():
                    _feed(package, name, reader)
            if "content.xml" not in package.namelist():
                return DocumentInspection(readable=False, problem="damaged")
    except _TooLargeError:
        return DocumentInspection(readable=False, problem="too-large")
    except _DAMAGED:
        return DocumentInspection(readable=False, problem="damaged")
    links = tuple(DocumentLink("odf link", href) for href in reader.links if _leads_out(href))
    return DocumentInspection(
        readable=True, has_text=reader.letters > 0, language=reader.language, title=reader.title[:200], links=links
    )


def _is_encrypted(package: zipfile.ZipFile) -> bool:
    if "META-INF/manifest.xml" not in package.namelist():
        return False
    with package.open("META-INF/manifest.xml") as stream:
        return b"encryption-data" in stream.read(_CHUNK)


def _inspect_ooxml(path: Path) -> DocumentInspection:
    reader = _XmlReader({"Relationship"})
    try:
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith(".rels") and posixpath.basename(posixpath.dirname(name)) == "_rels":
                    _feed(package, name, reader)
    except _TooLargeError:
        return DocumentInspection(readable=False, problem="too-large")
    except _DAMAGED:
        return DocumentInspection(readable=False, problem="damaged")
    links = tuple(DocumentLink("office link", href) for href in reader.links if _leads_out(href))
    return DocumentInspection(readable=True, links=links)


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    LookupError,
    ValueError,
)


class _TooLargeError(Exception):
    pass


class _XmlReader(markup.Handler):
    """Collects links, the first language, the title and how many letters of text there are."""

    def __init__(self, elements: set[str]) -> None:
        self.links: list[str] = []
        self.language = ""
        self.title = ""
        self.letters = 0
        self._elements = elements
        self._in_title = False

    def feed(self, stream: IO[bytes]) -> None:
        for _ in markup.events(markup.pieces(stream), self):
            pass

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._in_title = name == _TITLE  # a picture has a title, too
        for key, value in attributes.items():
            short = key.rpartition(" ")[2]
            if short in ("href", "Target") and local in self._elements and len(self.links) < _MOST_LINKS:
                # what ODF links to leads out; a relationship of OOXML stays in the package unless it says so
                inside = "Internal" if local == "Relationship" else "External"
                if attributes.get("TargetMode", inside) == "External":
                    self.links.append(value)
            elif short in ("language", "language-asian") and value not in ("none", "") and not self.language:
                self.language = value

    def end(self, name: str) -> None:
        if name == _TITLE:
            self._in_title = False

    def text(self, text: str) -> None:
        self.letters += sum(not character.isspace() for character in text)
        if self._in_title:
            self.title += text


def _feed(package: zipfile.ZipFile, name: str, reader: _XmlReader) -> None:
    if package.getinfo(name).file_size > _MOST_UNPACKED:
        raise _TooLargeError
    with package.open(name) as stream:
        reader.feed(stream)


def _leads_out(href: str) -> bool:
    """Whether an address leaves the document: its own pictures, parts and bookmarks do not."""
    return href.lower().startswith(("http://", "https://", "//", "file:", "ftp:")) or href.startswith("../")
