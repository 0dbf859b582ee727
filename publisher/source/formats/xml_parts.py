"""XML inside packed workbooks, as a stream of events, within limits and without document type declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from xml.parsers import expat
from zipfile import ZipFile

from publisher.source import limits

_CHUNK = 1024**2
_MOST_DEPTH = 256

Attributes = Mapping[str, str]


class DamagedError(Exception):
    """The workbook is not what its parts say."""


class BombError(Exception):
    """The workbook holds far more than its size allows for."""


def new_parser() -> expat.XMLParserType:
    """A parser that refuses declarations of entities, so that there is nothing to expand."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_declared: object) -> None:
    raise DamagedError


def feed(archive: ZipFile, member: str, parser: expat.XMLParserType) -> Iterator[None]:
    """Give a member's true content to the parser, whatever size the directory states; stops after each piece."""
    honest = copy(archive.getinfo(member))
    honest.file_size = 2**62
    size = 0
    try:
        with archive.open(honest) as content:
            while piece := content.read(_CHUNK):
                size += len(piece)
                if size > limits.MOST_BYTES:
                    raise BombError
                parser.Parse(piece)
                yield
        parser.Parse(b"", True)  # noqa: FBT003 - takes no keyword
    except expat.ExpatError:
        raise DamagedError from None
    yield


def events(
    archive: ZipFile,
    member: str,
    begin: Callable[[str, Attributes, int], None],
    text: Callable[[str], None] | None,
) -> None:
    """Call `begin` with local name, attributes by local name and depth (from 1) of each element of a member."""
    parser = new_parser()
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise DamagedError
        begin(local(tag), {local(name): value for name, value in attributes.items()}, depth)

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    for _ in feed(archive, member, parser):
        pass


def elements(archive: ZipFile, member: str) -> list[tuple[str, Attributes, int]]:
    """All elements of a small member: local name, attributes by local name, depth."""
    found: list[tuple[str, Attributes, int]] = []
    events(archive, member, lambda *element: found.append(element), None)
    return found


def local(name: str) -> str:
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]
