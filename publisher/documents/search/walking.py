"""One document being searched, with everything inside it: parts are told apart by content and read in turn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from publisher.documents.search import (
    archives,
    compound,
    database,
    flat,
    images,
    mail,
    packages,
    packed,
    pdf,
    rtf,
    xml,
)
from publisher.documents.search.characters import decoded, looks_like_text, runs
from publisher.documents.search.items import Bounds, Item, Passage, Reason, SpentError, Unsearched
from publisher.signatures import ARCHIVES, PICTURES, kind_of

_MAIL = re.compile(
    rb"(?:\s*(?:From|Return-Path|Received|Delivered-To|Message-ID|MIME-Version|Subject|Date|To|(?:X|Content)-[A-Za-z-]+)"
    rb"[ :][^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>")
_END_OF_ZIP = b"PK\x05\x06"

Reader = Callable[["DocumentWalk", bytes, str], Iterator[Item]]


@dataclass(slots=True)
class DocumentWalk:
    """The state of one search. `begin` names the step that may end the process; `skip` are steps that once did."""

    bounds: Bounds = field(default_factory=Bounds)
    begin: Callable[[str], None] = lambda _step: None
    skip: Mapping[str, Reason] = field(default_factory=dict)
    _depth: int = 0

    def why_skipped(self, step: str) -> Reason | None:
        """How this step ended the process the last time; None when it did not."""
        return self.skip.get(step)

    def part(
        self, content: bytes, name: str, where: str, *, is_hidden: bool = False, picture_known: bool = False
    ) -> Iterator[Item]:
        """Everything in one part. Never raises for what it holds; the bounds end it with an `Unsearched`.

        `name` is the file name that the part has, if any; with `picture_known` whoever asks reports the picture.
        """
        if why := self.why_skipped(where):
            yield Unsearched(why, where)
            return
        if self._depth >= self.bounds.deepest:
            yield Unsearched("too-deep", where)
            return
        self._depth += 1
        try:
            self.bounds.take(len(content))
            self.begin(where)
            for item in reader_of(content, name)(self, content, where):
                if picture_known and isinstance(item, Unsearched) and item.reason == "picture":
                    continue
                yield _hidden(item) if is_hidden else item
        except SpentError:
            yield Unsearched("too-large", where)
        except (RecursionError, MemoryError):
            yield Unsearched("too-large", where)
        finally:
            self._depth -= 1

    def beside(self, content: bytes, where: str) -> Iterator[Item]:
        """What stands before or behind a file in the same bytes: a file of its own, or runs of characters."""
        inner = content.lstrip(b"\0\r\n\t ")
        kind = kind_of(inner)
        if kind not in ("", "text", "html", "xml"):
            yield from self.part(inner, "", f"{where}/behind", is_hidden=True)
            return
        if looks_like_text(inner) and _TAG.search(decoded(inner)):
            # tags cut words; what only resembles them (objects of a PDF) is among the runs
            name = "" if kind == "xml" else "behind.html"
            yield from self.part(inner, name, f"{where}/behind", is_hidden=True)
        yield from self.strange(content, where)

    def strange(self, content: bytes, where: str) -> Iterator[Item]:
        """Runs of characters in what nobody here can read properly."""
        for text in runs(content):
            if self.bounds.is_new(text):
                yield Passage(text, where, hidden=True)


def _hidden(item: Item) -> Item:
    if isinstance(item, Passage) and not item.hidden:
        return Passage(item.text, item.where, item.page, hidden=True)
    return item


def reader_of(content: bytes, name: str) -> Reader:
    """The reader for this content; the name decides only where contents look alike."""
    start, ending = content[:4096], name.rpartition(".")[2].lower()
    if not content:
        return _nothing
    kind = kind_of(start)
    if kind in _READERS:
        return _READERS[kind]
    if kind in PICTURES:
        return images.read
    if kind in ARCHIVES:
        return archives.read
    if ending in packages.ENDINGS and _END_OF_ZIP in content[-70_000:]:
        return packages.read
    return _reader_of_text(content, start, ending, kind)


def _reader_of_text(content: bytes, start: bytes, ending: str, kind: str) -> Reader:
    if ending in ("eml", "mbox", "mht", "mhtml") or _MAIL.match(start):
        return mail.read
    if not looks_like_text(content):
        return _unknown
    return _with_files(_reader_of_letters(start, ending, kind))


def _with_files(reader: Reader) -> Reader:
    """The reader of a text, and after it what the text holds in packed form."""

    def read(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
        yield from reader(walk, content, where)
        yield from packed.files(walk, content, where)

    return read


def _reader_of_letters(start: bytes, ending: str, kind: str) -> Reader:
    if ending in ("htm", "html", "xhtml") or kind == "html":
        return flat.read_html
    if (
        start.replace(b"\0", b"")
        .lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        .startswith((b"<?xml", b"<\x00?\x00", b"<svg"))
        or ending == "xml"
    ):
        return _xml
    if ending in ("json", "jsonl", "ndjson", "geojson") or start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (
        b"{",
        b"[",
    ):
        return flat.read_json
    return flat.read_text


def _xml(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    yield from xml.lines_of(content, where, walk.bounds)


def _nothing(_walk: DocumentWalk, _content: bytes, _where: str) -> Iterator[Item]:
    yield from ()


def _unknown(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    yield from walk.strange(content, where)
    yield Unsearched("format", where)


_READERS: dict[str, Reader] = {
    "pdf": pdf.read,
    "zip": packages.read,
    "ole": compound.read,
    "sqlite": database.read,
    "rtf": rtf.read,
    "font": _nothing,
}
