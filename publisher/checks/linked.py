"""The data files that a page links (CSV, ODS, XLSX) as tables: a header, and rows with their periods."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from publisher.checks.base import Context, normal
from publisher.checks.lines import PageLine
from publisher.checks.navigation import Navigation
from publisher.checks.periods import Months, of_cell
from publisher.documents.apart import Apart
from publisher.documents.search import Rows
from publisher.model.site import Document, Page, SiteSnapshot
from publisher.net.sniffing import extension_of

_DATA = frozenset({"csv", "ods", "xlsx"})
_MOST_FILES = 300
_MOST_BYTES = 2_000_000
_MOST_ROWS = 5_000
_FEWEST = 2
_SHARE = 0.8
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?")
_OF_TIME = re.compile(r"年|月|季|期|日|year|month|quarter|period|date", re.IGNORECASE)
_TOTAL = re.compile(r"(?:總|合|小|共|累)\s*計|合\s*計|總數|平均|total|sum|average", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """One table of a file: `periods` of its rows by the column that names them (`at`, None without one)."""

    url: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    at: int | None
    periods: tuple[Months | None, ...]

    def numbers(self) -> tuple[int, ...]:
        """The columns of numbers."""
        return tuple(column for column in range(len(self.header)) if column != self.at and self._is(column))

    def _is(self, column: int) -> bool:
        cells = [cell for row in self.rows if (cell := _cell(row, column))]
        return len(cells) > 0 and all(value_of(cell) is not None for cell in cells)

    def value(self, row: int, column: int) -> float | None:
        """The number in a cell."""
        return value_of(_cell(self.rows[row], column))

    def label(self, row: int, column: int) -> str:
        """The words in a cell."""
        return _cell(self.rows[row], column)

    @property
    def newest(self) -> Months | None:
        """The latest period of a row that bears a number."""
        columns = self.numbers()
        there = [
            period
            for row, period in enumerate(self.periods)
            if period is not None and any(self.value(row, column) is not None for column in columns)
        ]
        return max(there, key=lambda period: period.last, default=None)


def value_of(text: str) -> float | None:
    """The number that a cell is."""
    text = normal(text).strip()
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def documents_by_url(snapshot: SiteSnapshot, context: Context) -> Mapping[str, Document]:
    """Documents by name, shared by the checks of a run."""
    return context.once("documents", lambda: {document.url: document for document in snapshot.documents()})


def offering(
    snapshot: SiteSnapshot, seen: Navigation, context: Context, wanted: Callable[[Document], bool]
) -> Iterator[Page]:
    """The pages that link a document of a kind; told without reading their markup."""
    known = documents_by_url(snapshot, context)
    urls = {url for url, document in known.items() if wanted(document)}
    for page in snapshot.pages() if urls else ():
        if any(link.url in urls or seen.end(link.url) in urls for link in page.links):
            yield page


def data_links(
    lines: Iterable[PageLine], seen: Navigation, snapshot: SiteSnapshot, context: Context
) -> list[tuple[PageLine, Document]]:
    """The data files that lines of a page's content link, the menus' aside."""
    known = documents_by_url(snapshot, context)
    found = []
    for line in lines:
        for words, address in line.links:
            document = known.get(seen.end(address)) or known.get(address)
            if document is not None and is_data(document) and (address, words) not in seen.template:
                found.append((line, document))
    return found


def is_data(document: Document) -> bool:
    """Whether a file is a table to be read by programs."""
    return extension_of(unquote(document.name or document.url.partition("?")[0])) in _DATA


class LinkedTables:
    """Reads files once, in a process of its own; what is large or damaged has no tables."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[LinkedTable, ...]] = {}

    def of(self, documents: Sequence[Document]) -> dict[str, tuple[LinkedTable, ...]]:
        """The tables of some files by address."""
        fresh = [item for item in documents if item.url not in self._known]
        room = max(0, _MOST_FILES - len(self._known))
        with Apart() as apart:
            for document in fresh[:room]:
                tables: tuple[LinkedTable, ...] = ()
                if document.path is not None and not document.truncated and document.bytes <= _MOST_BYTES:
                    parts = apart.search(document.path, document.name or document.url.rpartition("/")[2])
                    tables = _tables(document.url, [item for item in parts if isinstance(item, Rows)])
                self._known[document.url] = tables
        return {item.url: self._known.get(item.url, ()) for item in documents}


def linked_tables(context: Context) -> LinkedTables:
    """The reader shared by the checks of a run."""
    return context.once("linked tables", LinkedTables)


def _tables(url: str, parts: list[Rows]) -> tuple[LinkedTable, ...]:
    together: dict[tuple[str, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for part in parts:
        if not part.hidden:
            together.setdefault((part.where, part.header), []).extend(part.rows[:_MOST_ROWS])
    return tuple(
        _table(url, header, rows) for (_, header), rows in together.items() if len(header) >= _FEWEST and rows
    )


def _table(url: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> LinkedTable:
    heads = tuple(normal(cell).lstrip("\ufeff").strip() for cell in header)
    kept = tuple(
        tuple(normal(cell).strip() for cell in row)
        for row in rows[:_MOST_ROWS]
        if any(row) and not _TOTAL.search(row[0])
    )
    for column, head in enumerate(heads):
        if not _OF_TIME.search(head) and all(_cell(row, column).isdigit() for row in kept):
            continue  # a count of 115 is no year
        periods = tuple(of_cell(_cell(row, column), _year_of(head)) for row in kept)
        if kept and sum(period is not None for period in periods) >= max(1, _SHARE * len(kept)):
            return LinkedTable(url, heads, kept, column, periods)
    return LinkedTable(url, heads, kept, None, (None,) * len(kept))


def _year_of(head: str) -> int | None:
    period = of_cell(re.sub(r"[^0-9年]", "", head))
    return period.year if period is not None else None


def _cell(row: tuple[str, ...], column: int) -> str:
    return row[column] if column < len(row) else ""
