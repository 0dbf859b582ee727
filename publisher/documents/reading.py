"""What a document says to whoever opens it: the text and the metadata of PDF and ODF files.

The gate searches this for personal data, so what cannot be read is an error, never an empty text. Documents are
not trusted: XML with a DOCTYPE and packages that unpack to more than a bound are refused.
"""

from __future__ import annotations

import logging
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from publisher.documents.libraries import missing_extra
from publisher.model.errors import DatasetError, Where
from publisher.model.text import msg

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_UNPACKED = 4 * 1024**3
"""Bytes that the XML parts of one ODF package may unpack to."""

MOST_TEXT = 512 * 1024**2
"""Characters that one document may yield."""

_CHUNK = 1 << 20
_DEEPEST = 256
_LONGEST_TAG = 64 * 1024**2
_PDF_TEXT_KEYS = frozenset(
    {
        "/Title",
        "/Alt",
        "/ActualText",
        "/E",
        "/Contents",
        "/T",
        "/TU",
        "/V",
        "/DV",
        "/UF",
        "/F",
        "/URI",
        "/Desc",
        "/Subj",
    }
)
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


def pdf_metadata(path: Path) -> dict[str, str]:
    """Everything a PDF says outside its pages: `info/…`, `xmp/…` and the texts of its objects as `object/…`.

    The last are bookmarks, alternative texts, annotations, form values and names of attached files.
    Raises UnreadableDocumentError.
    """
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        missing_extra()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        reader = pypdf.PdfReader(path, strict=False)
        if reader.is_encrypted:
            raise unreadable(path, "PDF")
        said = {f"info{key}": str(value) for key, value in (reader.metadata or {}).items()}
        said |= _pdf_xmp(path, reader)
        said |= _pdf_object_texts(path, reader)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # pypdf meets damaged objects with any of these
        raise unreadable(path, "PDF") from None
    return said


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
            parts = [part for part in package.infolist() if part.filename.endswith((".xml", ".rdf"))]
            if "content.xml" not in {part.filename for part in parts}:
                raise unreadable(path, "ODF")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise too_much(path)
            for part in parts:
                with package.open(part) as stream:
                    yield from xml_lines(path, stream, everything=everything)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, LookupError):
        # RuntimeError: an encrypted part; LookupError: an encoding nobody knows
        raise unreadable(path, "ODF") from None
    except (expat.ExpatError, ValueError):
        raise unreadable(path, "ODF") from None


class _LineReader:
    """Collects the texts of one XML part; a line ends where a paragraph, a cell or a field does."""

    def __init__(self, path: Path, attributes: frozenset[str] | None) -> None:
        self.path = path
        self.attributes = attributes
        self.lines: list[str] = []
        self.remembered: set[str] = set()
        self._remembered_length = 0
        self._words: list[str] = []
        self._waiting = 0
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise unreadable(self.path, "XML")
        local = _local(name)
        if local in _ODF_BLOCKS or self.attributes is None:
            self.end_line()
        if local == "s":
            self.text(" ")
        elif local in ("tab", "line-break"):
            self.text("\t" if local == "tab" else "\n")
        for key, value in attributes.items():
            if value and (self.attributes is None or _local(key) in self.attributes):
                self.lines.append(value)

    def start_and_remember(self, name: str, attributes: dict[str, str]) -> None:
        self.start(name, attributes)
        self.once(name)
        for key, value in attributes.items():
            self.once(key)
            if self.attributes is not None and _local(key) not in self.attributes:
                self.once(value)

    def once(self, text: str, more: str = "") -> None:
        """Give a text that is not for readers the first time it occurs; `more` belongs to an instruction."""
        for item in (text, more):
            if item and item not in self.remembered:
                self.remembered.add(item)
                self._remembered_length += len(item)
                self.lines.append(item)
        if self._remembered_length > MOST_TEXT:
            raise too_much(self.path)

    def namespace(self, prefix: str | None, address: str | None) -> None:
        self.once(prefix or "", address or "")

    def end(self, name: str) -> None:
        self._depth -= 1
        if _local(name) in _ODF_BLOCKS or self._depth <= 2 or self.attributes is None:
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

    def doctype(self, *_: object) -> None:
        raise UnreadableDocumentError(
            msg("The document has a DOCTYPE, which is not allowed here."),
            Where(self.path.name),
            msg("Save it again with an office program; it will leave the DOCTYPE out."),
        )


def xml_lines(
    path: Path,
    stream: IO[bytes],
    attributes: frozenset[str] | None = _ODF_TEXT_ATTRIBUTES,
    *,
    everything: bool = False,
) -> Iterator[str]:
    """Lines of one XML stream; `attributes` None reads every one, `everything` also what no program shows."""
    parser = expat.ParserCreate(namespace_separator=" ")
    reader = _LineReader(path, attributes)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    if everything:
        parser.StartElementHandler = reader.start_and_remember
        parser.CommentHandler = reader.once
        parser.ProcessingInstructionHandler = reader.once
        parser.StartNamespaceDeclHandler = reader.namespace
    fed = 0
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > _LONGEST_TAG:  # one tag that never ends would fill the memory
            raise too_much(path)
        yield from reader.lines
        reader.lines.clear()
    parser.Parse(b"", True)  # noqa: FBT003
    reader.end_line()
    yield from reader.lines


def _local(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _pdf_xmp(path: Path, reader: PdfReader) -> dict[str, str]:
    import io

    from pypdf.generic import StreamObject

    root = reader.trailer["/Root"].get_object()
    stream = root.get("/Metadata")  # type: ignore[union-attr]
    stream = stream.get_object() if stream is not None else None
    if not isinstance(stream, StreamObject):
        return {}
    try:
        lines = list(xml_lines(path, io.BytesIO(stream.get_data()), None))
    except expat.ExpatError:
        raise unreadable(path, "XMP") from None
    return {f"xmp/{number}": line for number, line in enumerate(lines, 1)}


def _pdf_object_texts(path: Path, reader: PdfReader) -> dict[str, str]:
    """Texts under the keys that hold words, anywhere among the objects that the catalogue reaches."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, TextStringObject

    found: dict[str, str] = {}
    seen: set[int] = set()
    length = 0
    waiting: list[object] = [reader.trailer["/Root"]]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        if isinstance(item, ArrayObject):
            waiting.extend(item)
        elif isinstance(item, DictionaryObject):
            for key in item:
                value = item.raw_get(key)
                if key in _PDF_TEXT_KEYS and isinstance(value.get_object(), TextStringObject):
                    found[f"object/{len(found) + 1}"] = str(value.get_object())
                    length += len(str(value.get_object()))
                else:
                    waiting.append(value)
        if length > MOST_TEXT:
            raise too_much(path)
    return found


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
