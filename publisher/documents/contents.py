"""What a document says to whoever opens it: the text and the metadata of PDF and ODF files.

The gate searches this for personal data, so what cannot be read is an error, never an empty text. Documents are
not trusted: XML with a DOCTYPE and packages that unpack to more than a bound are refused.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from publisher import markup
from publisher.documents.libraries import missing_extra
from publisher.model.errors import DatasetError, Where
from publisher.model.text import msg

MOST_UNPACKED = 4 * 1024**3
"""Bytes that the XML parts of one ODF package may unpack to."""

MOST_TEXT = 512 * 1024**2
"""Characters that one document may yield."""

_ODF_TEXT_ATTRIBUTES = frozenset(
    {"name", "display-name", "title", "href", "label", "formula", "condition", "author", "caption", "help-id"}
    | {"value", "string-value", "date-value", "time-value", "boolean-value", "current-value", "content", "number"}
)
_ODF_BLOCKS = frozenset({"p", "h", "table-cell", "covered-table-cell", "title", "desc", "creator", "user-defined"})


class UnreadableDocumentError(DatasetError):
    """A document that cannot be opened or understood to its end."""


def pdf_text(path: Path) -> tuple[str, ...]:
    """The text of each page, in order. Raises UnreadableDocumentError (damaged, encrypted, too long)."""
    try:
        import pypdfium2 as pdfium
    except ImportError:
        missing_extra()
    pages: list[str] = []
    length = 0
    try:
        with pdfium.PdfDocument(path) as document:
            for page in document:
                textpage = page.get_textpage()
                pages.append(textpage.get_text_bounded().replace("\r\n", "\n"))
                textpage.close()
                page.close()
                length += len(pages[-1])
                if length > MOST_TEXT:
                    raise too_much(path)
    except (pdfium.PdfiumError, OSError, ValueError):
        raise unreadable(path, "PDF") from None
    return tuple(pages)


def odf_text(path: Path) -> str:
    """All text of an ODF package, one line per paragraph: cells, sheet names, metadata, spoken attributes.

    Raises UnreadableDocumentError: not a package, encrypted, damaged, with a DOCTYPE, or larger than the bounds.
    """
    lines: list[str] = []
    length = 0
    for line in odf_lines(path):
        length += len(line) + 1
        if length > MOST_TEXT:
            raise too_much(path)
        lines.append(line)
    return "\n".join(lines)


def odf_lines(path: Path, *, everything: bool = False) -> Iterator[str]:
    """The same text line by line, in bounded memory.

    With `everything` also what no program shows, each once: comments, instructions, all attributes and names.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = [part for part in package.infolist() if part.filename.endswith((".xml", ".rdf", ".svg"))]
            if "content.xml" not in {part.filename for part in parts}:
                raise unreadable(path, "ODF")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise too_much(path)
            for part in parts:
                with package.open(part) as stream:
                    yield from xml_lines(path, stream, everything=everything)
    except markup.RefusedXmlError as error:
        raise _refused(path, error) from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise unreadable(path, "ODF") from None  # RuntimeError: an encrypted part


class _LineReader(markup.Handler):
    """Collects the texts of one XML part; a line ends where a paragraph, a cell or a field does."""

    def __init__(self, path: Path, attributes: frozenset[str] | None, *, everything: bool) -> None:
        self.path = path
        self.attributes = attributes
        self.everything = everything
        self.lines: list[str] = []
        self.remembered: set[str] = set()
        self._remembered_length = 0
        self._words: list[str] = []
        self._waiting = 0
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = markup.local(name)
        if local in _ODF_BLOCKS or self.attributes is None:
            self.end_line()
        if local == "s":
            self.text(" ")
        elif local in ("tab", "line-break"):
            self.text("\t" if local == "tab" else "\n")
        for key, value in attributes.items():
            if value and (self.attributes is None or markup.local(key) in self.attributes):
                self.lines.append(value)
        if self.everything:
            self._remember(name, attributes)

    def _remember(self, name: str, attributes: dict[str, str]) -> None:
        self.aside(name)
        for key, value in attributes.items():
            self.aside(key)
            if self.attributes is not None and markup.local(key) not in self.attributes:
                self.aside(value)

    def aside(self, text: str, more: str = "") -> None:
        """Give a text that is not for readers the first time it occurs; `more` belongs to an instruction."""
        for item in (text, more):
            if item and item not in self.remembered:
                self.remembered.add(item)
                self._remembered_length += len(item)
                self.lines.append(item)
        if self._remembered_length > MOST_TEXT:
            raise too_much(self.path)

    def namespace(self, prefix: str | None, address: str | None) -> None:
        self.aside(prefix or "", address or "")

    def end(self, name: str) -> None:
        self._depth -= 1
        if markup.local(name) in _ODF_BLOCKS or self._depth <= 2 or self.attributes is None:
            self.end_line()

    def text(self, text: str) -> None:
        self._words.append(text)
        self._waiting += len(text)
        if self._waiting > MOST_TEXT:
            raise too_much(self.path)

    def end_line(self) -> None:
        if self._words:
            line = "".join(self._words).strip()
            self._words.clear()
            self._waiting = 0
            if line:
                self.lines.append(line)


def xml_lines(
    path: Path,
    stream: IO[bytes],
    attributes: frozenset[str] | None = _ODF_TEXT_ATTRIBUTES,
    *,
    everything: bool = False,
) -> Iterator[str]:
    """Lines of one XML stream; `attributes` None reads every one, `everything` also what no program shows."""
    reader = _LineReader(path, attributes, everything=everything)
    for _ in markup.events(markup.pieces(stream), reader, asides=everything):
        yield from reader.lines
        reader.lines.clear()
    reader.end_line()
    yield from reader.lines


def _refused(path: Path, error: markup.RefusedXmlError) -> UnreadableDocumentError:
    match error.reason:
        case "doctype":
            return UnreadableDocumentError(
                msg("The document has a DOCTYPE, which is not allowed here."),
                Where(path.name),
                msg("Save it again with an office program; it will leave the DOCTYPE out."),
            )
        case "too-large":
            return too_much(path)
        case _:
            return unreadable(path, "XML")


def unreadable(path: Path, kind: str) -> UnreadableDocumentError:
    """The error for a document that cannot be understood to its end."""
    return UnreadableDocumentError(
        msg("This {kind} document cannot be read: it is damaged, encrypted or of another format.", kind=kind),
        Where(path.name),
        msg(
            "Open it in a program that shows such documents; if it opens there, save it again without a password."
        ),
    )


def too_much(path: Path) -> UnreadableDocumentError:
    """The error for a document beyond the bounds."""
    return UnreadableDocumentError(
        msg("The document unpacks to more than this program reads."),
        Where(path.name),
        msg("Split it into smaller documents."),
    )
