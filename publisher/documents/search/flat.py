"""Files that are text as they stand: plain text, CSV, JSON, HTML."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from publisher.documents.search.boxes import Boxes
from publisher.documents.search.characters import decoded
from publisher.documents.search.items import Item, Passage, Rows, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_BATCH = 5_000
_LOCKED = "-----BEGIN PGP MESSAGE-----"
_DELIMITERS = ",\t;|"
_LONGEST_CELL = 1 << 20
_DEEPEST = 100
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "ins", "del", "kbd", "mark", "q", "s"}
    | {"small", "span", "strong", "sub", "sup", "u", "wbr"}
)
_SHORTEST = 5
_FOLDING = re.compile(r"\s*(?:BEGIN:V(?:CARD|CALENDAR)|dn:|version: 1\s)", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
"""Long lines of calendars, cards and directories go on in the next one (RFC 5545, 6350 and 2849)."""

_PRINTABLE = re.compile(r"^[^:\n]*QUOTED-PRINTABLE[^\n]*(?:=\r?\n[^\n]*)+", re.IGNORECASE | re.MULTILINE)
_SOFT_BREAK = re.compile(r"=\r?\n")
_PACKED = re.compile(
    r"[^:\r\n]*?(?:(?P<printable>;(?:ENCODING=)?QUOTED-PRINTABLE[^:]*:)|;ENCODING=B(?:ASE64)?[^:]*:|:: ?)"
    r"(?P<value>.*)",
    re.IGNORECASE,
)


def read_text(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Lines, and the rows of a table when it is one."""
    text = decoded(content)
    if _LOCKED in text:
        yield Unsearched("encrypted", where)
    if text.count("\ufffd") > max(len(text) // 200, 3):
        yield Unsearched("format", where)
    for line in text.splitlines():
        if line.strip() and walk.bounds.is_new(line):
            yield Passage(line, where)
    if _FOLDING.match(text):
        whole = _PRINTABLE.sub(lambda found: _SOFT_BREAK.sub("", found[0]), text)
        for line in _FOLD.sub("", whole).splitlines():
            for spelled in (line, _plain_value(line)):
                if spelled.strip() and walk.bounds.is_new(spelled):
                    yield Passage(spelled, where)
    yield from _table(text, where)


def _plain_value(line: str) -> str:
    """The value of a line of a card or directory that is packed for mail (QUOTED-PRINTABLE, base64, `::`)."""
    found = _PACKED.match(line)
    if found is None:
        return ""
    value = found["value"].encode("ascii", "replace")
    try:
        return decoded(quopri.decodestring(value) if found["printable"] else base64.b64decode(value))
    except binascii.Error:
        return ""


def _table(text: str, where: str) -> Iterator[Item]:
    """The rows of delimited text: the delimiter is the one that cuts the first lines alike."""
    first = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    counts = {mark: [line.count(mark) for line in first] for mark in _DELIMITERS}
    good = [mark for mark in _DELIMITERS if counts[mark] and counts[mark][0] and min(counts[mark][1:3] or [1]) > 0]
    if len(first) < 2:
        return
    if not good:
        yield from rows_of(([line] for line in text.splitlines()), where)
        return
    mark = max(good, key=lambda each: counts[each][0])
    csv.field_size_limit(_LONGEST_CELL)
    try:
        yield from table_of(csv.reader(io.StringIO(text), delimiter=mark), where)
    except csv.Error:
        return  # the lines were given


def table_of(rows: Iterable[Iterable[object]], where: str, *, hidden: bool = False) -> Iterator[Rows]:
    """The rows of a table, and behind them what its boxes of one sign say together."""
    boxes = Boxes()
    yield from rows_of(boxes.watched(rows), where, hidden=hidden)
    yield from boxes.told(where, hidden=hidden)


def rows_of(rows: Iterable[Sequence[str]], where: str, *, hidden: bool = False) -> Iterator[Rows]:
    """Rows of cells, some thousand at a time, each batch with the first row as its header."""
    header: tuple[str, ...] | None = None
    batch: list[tuple[str, ...]] = []
    given = False
    for row in rows:
        if header is None:
            header = tuple(row) if any(row) else None
            continue
        batch.append(tuple(row))
        if len(batch) >= _BATCH:
            yield Rows(header, tuple(batch), where, hidden)
            given = True
            batch.clear()
    if header is not None and (batch or not given):
        yield Rows(header, tuple(batch), where, hidden)  # a table of one row has a header only


def read_json(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Names and values, escapes resolved; objects of a list are the rows of a table as well."""
    text = decoded(content)
    documents: list[object] = []
    try:
        documents.append(json.loads(text))
    except (ValueError, RecursionError):
        for line in text.splitlines():  # JSON lines, or no JSON at all
            try:
                documents.append(json.loads(line))
            except (ValueError, RecursionError):
                if line.strip() and walk.bounds.is_new(line):
                    yield Passage(line, where)
    for document in documents if len(documents) != 1 else _as_list(documents[0]):
        try:
            for said in _said(document, 0):
                if walk.bounds.is_new(said):
                    yield Passage(said, where)
        except RecursionError:
            yield Unsearched("too-deep", where)
    yield from _records(documents, where)


def _as_list(document: object) -> list[object]:
    return document if isinstance(document, list) else [document]


def _records(documents: list[object], where: str) -> Iterator[Rows]:
    found = documents if len(documents) > 1 else _as_list(documents[0] if documents else [])
    records = [item for item in found if isinstance(item, dict)]
    if not records and isinstance(found, list) and len(found) == 1:
        return
    names = list(dict.fromkeys(name for record in records for name in record))[:1_000]
    if len(records) > 1 and names:
        cells = ([_cell(record.get(name)) for name in names] for record in records)
        yield from table_of([names, *cells], where)


def _cell(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _said(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            if inner is not None and not isinstance(inner, dict | list | bool):
                yield f"{name}: {inner}"
            else:
                yield from _said(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _said(inner, depth + 1)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


class _Html(HTMLParser):
    """Lines of text; attributes, comments and scripts apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.visible: list[str] = []
        self.hidden: list[str] = []
        self._words: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag in ("script", "style", "template", "noscript")
        self.hidden += [value for _, value in attrs if value and len(value) >= _SHORTEST]
        if tag not in _INLINE:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        self._script = False
        if tag not in _INLINE:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self._script:
            self.hidden += data.splitlines()
        else:
            self._words.append(data)

    def handle_comment(self, data: str) -> None:
        self.hidden += data.splitlines()

    def unknown_decl(self, data: str) -> None:
        self.hidden += data.splitlines()

    def end_line(self) -> None:
        line = " ".join("".join(self._words).split())
        self._words.clear()
        if line:
            self.visible.append(line)


def read_html(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """The words of a page, its attributes, comments and scripts."""
    parser = _Html()
    page = decoded(content)
    parser.feed(page)
    parser.close()
    parser.end_line()
    for texts, hidden in ((parser.visible, False), (parser.hidden, True)):
        for text in texts:
            if text.strip() and walk.bounds.is_new(text):
                yield Passage(text, where, hidden=hidden)
