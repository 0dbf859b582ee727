"""The one reader of XML: expat, without document types and so without entities, in bounded memory and depth.

Whoever reads XML gives a handler and asks for its events with `events`, a piece of the file at a time, so that
what a handler has collected can be taken away between two pieces. Names come as `namespace local`, one space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Literal
from xml.parsers import expat

CHUNK = 1 << 20
DEEPEST = 256
LONGEST_TAG = 64 * 1024**2
"""Bytes of one tag, or of one piece of text between two: beyond, it would fill the memory."""

Reason = Literal["damaged", "doctype", "too-deep", "too-large"]


class RefusedXmlError(ValueError):
    """XML that is not read on. `line` counts from 1; nothing of the content is in the message."""

    def __init__(self, reason: Reason, line: int = 0) -> None:
        super().__init__(reason, line)
        self.reason: Reason = reason
        self.line = line


class Handler:
    """What is done with the events; every method may be overridden, and none does anything here."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text; a long one comes in several."""

    def aside(self, text: str, more: str = "") -> None:
        """A comment, or an instruction with what it says."""

    def namespace(self, prefix: str | None, address: str | None) -> None:
        """A namespace is declared."""


def local(name: str) -> str:
    """A name without its namespace or prefix."""
    return name.rpartition(" ")[2].rpartition(":")[2]


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces of `CHUNK` bytes."""
    while piece := stream.read(CHUNK):
        yield piece


def events(
    content: Iterable[bytes],
    handler: Handler,
    *,
    asides: bool = False,
    encoding: str | None = None,
    most_bytes: int | None = None,
) -> Iterator[None]:
    """Give the events of `content` to `handler`; yields after each piece.

    `asides` asks for comments, instructions and namespaces as well; `encoding` is used whatever the XML says.
    Raises RefusedXmlError: a document type, not well-formed, too deep, larger than `most_bytes`, a tag too long.
    """
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    depth = 0

    def refuse(reason: Reason) -> RefusedXmlError:
        return RefusedXmlError(reason, parser.CurrentLineNumber)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise refuse("too-deep")
        handler.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(name)

    def doctype(*_: object) -> None:
        raise refuse("doctype")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = doctype
    if asides:
        parser.CommentHandler = handler.aside
        parser.ProcessingInstructionHandler = handler.aside
        parser.StartNamespaceDeclHandler = handler.namespace
    fed = 0
    try:
        for piece in content:
            parser.Parse(piece, False)  # noqa: FBT003 - expat's own signature
            fed += len(piece)
            if fed - parser.CurrentByteIndex > LONGEST_TAG or (most_bytes is not None and fed > most_bytes):
                raise refuse("too-large")
            yield
        parser.Parse(b"", True)  # noqa: FBT003
        yield
    except expat.ExpatError as error:
        raise RefusedXmlError("damaged", error.lineno) from None
    except RefusedXmlError:
        raise
    except (LookupError, ValueError):  # an encoding that nobody knows, or one of several bytes
        raise RefusedXmlError("damaged") from None
    finally:
        # the parser holds these functions and they hold it: broken here, not by the collector of cycles
        parser.StartElementHandler = parser.EndElementHandler = None
        parser.CharacterDataHandler = parser.StartDoctypeDeclHandler = None


def parse(content: bytes | Iterable[bytes], handler: Handler, *, most_bytes: int | None = None) -> None:
    """The same in one go."""
    for _ in events([content] if isinstance(content, bytes) else content, handler, most_bytes=most_bytes):
        pass
