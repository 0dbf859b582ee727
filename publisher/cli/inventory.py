"""What a crawl saw as files for a webmaster: an inventory, a sitemap, a page to read, and what has changed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from xml.sax.saxutils import escape

from publisher.model.errors import UserError
from publisher.model.site import GUESSED, Page, SiteSnapshot, Target, Verdict
from publisher.model.text import msg
from publisher.net.urls import readable, resolve

_MOST_IN_A_SITEMAP = 50_000
_PERMANENT = frozenset({301, 308})
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address of the site. `date` is the day that the page shows, else the one its server says (ISO 8601)."""

    url: str
    title: str = ""
    date: str = ""
    status: str = ""
    answer: str = ""
    verdict: str = ""
    leads_to: str = ""
    type: str = ""
    depth: str = ""
    inbound: int = 0
    orphan: str = ""
    linked_from: str = ""
    """The first page that links to it."""


@dataclass(frozen=True, slots=True)
class AddressChange:
    """What is different at one address (its path, so that two hosts can be compared)."""

    url: str
    kind: str
    before: str = ""
    after: str = ""


def rows_of(snapshot: SiteSnapshot) -> tuple[AddressRow, ...]:
    """Every address of the site that was asked for, by address."""
    inbound: Counter[str] = Counter()
    first: dict[str, str] = {}
    for source, links in snapshot.source.link_lists():
        led = {link.url for link in links if link.url != source and not link.element.startswith("sitemap")}
        inbound.update(led)
        for url in led:
            first.setdefault(url, source)
    pages = {page.url: _facts(page, snapshot) for page in snapshot.pages()}
    own = (target for target in snapshot.targets() if target.own and target.note != GUESSED)
    found = (_row(target, pages.get(target.url), inbound[target.url], first.get(target.url, "")) for target in own)
    return tuple(sorted(found, key=_by_url))


def _by_url(row: AddressRow) -> str:
    return row.url


def _facts(page: Page, snapshot: SiteSnapshot) -> tuple[str, str, int, str]:
    from publisher.checks import PageView
    from publisher.checks.freshness.updated import updated_on
    from publisher.net.html import HostileMarkupError

    try:
        shown = updated_on(PageView(page), snapshot.taken.date())
    except HostileMarkupError:
        shown = None
    day = shown or page.listed or (page.modified.date() if page.modified else None)
    return page.title, day.isoformat() if day else "", page.depth, page.found_by


def _row(target: Target, page: tuple[str, str, int, str] | None, inbound: int, source: str) -> AddressRow:
    title, day, depth, by = page or ("", "", None, "")
    return AddressRow(
        url=target.url,
        title=title,
        date=day,
        status=str(target.statuses[0] if target.statuses else target.status or ""),
        answer=str(target.answer),
        verdict=str(target.verdict),
        leads_to=target.final if target.hops else "",
        type=target.media_type,
        depth="" if depth is None else str(depth),
        inbound=inbound,
        orphan="yes" if by == "sitemap" and not inbound else "",
        linked_from=source,
    )


def as_csv(rows: Iterable[AddressRow | AddressChange], of: type[AddressRow] | type[AddressChange]) -> str:
    """Rows for Excel: a mark of UTF-8 in front, and no cell that is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([item.name for item in fields(of)])
    writer.writerows([_harmless(str(value)) for value in astuple(row)] for row in rows)
    return "\ufeff" + text.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def read_csv(path: Path) -> tuple[AddressRow, ...]:
    """An inventory that was written before; UserError for another file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = [*csv.DictReader(file)]
    except (OSError, UnicodeError, csv.Error) as error:
        raise UserError(msg("{path} cannot be read", path=str(path))) from error
    names = {item.name for item in fields(AddressRow)}
    if not found or not names - _LATER <= set(found[0]):
        raise UserError(
            msg("{path} is not an inventory of a crawl", path=str(path)),
            hint=msg("write one with publisher crawl URL --csv FILE"),
        )
    texts = sorted(names & set(found[0]) - {"inbound"})
    return tuple(AddressRow(**{name: (row[name] or "").removeprefix("'") for name in texts}) for row in found)  # type: ignore[arg-type]


_LATER = frozenset({"linked_from"})
"""Columns that inventories of earlier versions lack."""


def compared(before: Sequence[AddressRow], after: Sequence[AddressRow]) -> tuple[AddressChange, ...]:
    """What is new, gone or different, by path: two nights of one site, or a site before and after it moved."""
    old, new = ({_path(row.url): row for row in rows} for rows in (before, after))
    gone = {path: row for path, row in old.items() if _works(row) and not (path in new and _works(new[path]))}
    added = {path: row for path, row in new.items() if path not in old and _works(row)}
    moved = _moved(gone, added)
    changes = [AddressChange(path, "moved", before=path, after=to) for path, to in moved.items()]
    changes += [
        AddressChange(path, "gone", before=row.title)
        for path, row in gone.items()
        if path not in moved and path not in new
    ]
    arrived = set(moved.values())
    changes += [AddressChange(path, "new", after=row.title) for path, row in added.items() if path not in arrived]
    for path in (old.keys() & new.keys()) - moved.keys():
        for name in ("verdict", "status", "title", "leads_to"):
            was, now = getattr(old[path], name), getattr(new[path], name)
            if name == "leads_to":
                was, now = _path(was), _path(now)
            if was != now:
                changes.append(AddressChange(path, name, was, now))
                break
    return tuple(sorted(changes, key=lambda change: (change.kind, change.url)))


def _moved(gone: Mapping[str, AddressRow], added: Mapping[str, AddressRow]) -> dict[str, str]:
    """Pages that are gone from one path and stand at another: known by a title that no other page has."""
    before, after = Counter(row.title for row in gone.values()), Counter(row.title for row in added.values())
    there = {row.title: path for path, row in added.items() if row.title and after[row.title] == 1}
    return {path: there[row.title] for path, row in gone.items() if before[row.title] == 1 and row.title in there}


def _works(row: AddressRow) -> bool:
    return row.verdict == Verdict.WORKS


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3] if url.count("/") >= 3 else url


def sitemaps_of(rows: Sequence[AddressRow], base: str, name: str) -> Iterator[tuple[str, str]]:
    """Names and contents of the sitemap: one file, or an index and its parts when there are too many addresses.

    The parts are expected beside the index, at `base`.
    """
    known = {row.url for row in rows}
    pages = [
        row
        for row in rows
        if row.depth and row.verdict == Verdict.WORKS and not row.leads_to and not _repeats(row, known)
    ]
    parts = [pages[at : at + _MOST_IN_A_SITEMAP] for at in range(0, len(pages), _MOST_IN_A_SITEMAP)] or [[]]
    if len(parts) == 1:
        yield name, _urlset(parts[0])
        return
    stem, _, ending = name.rpartition(".")
    names = [f"{stem}-{number}.{ending}" for number in range(1, len(parts) + 1)]
    inner = "".join(f"<sitemap><loc>{escape(base + part)}</loc></sitemap>\n" for part in names)
    yield (
        name,
        f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_NAMESPACE}">\n{inner}</sitemapindex>\n',
    )
    yield from zip(names, map(_urlset, parts), strict=True)


def _repeats(row: AddressRow, known: set[str]) -> bool:
    """Whether an address is the index page of a folder that is listed itself."""
    folder, _, name = row.url.rpartition("/")
    return name.lower() in _INDEX_PAGES and f"{folder}/" in known


_INDEX_PAGES = frozenset(
    f"{name}.{ending}" for name in ("index", "default") for ending in ("html", "htm", "php", "aspx", "asp", "jsp")
)


def _urlset(rows: Sequence[AddressRow]) -> str:
    inner = "".join(
        f"<url><loc>{escape(row.url)}</loc>{f'<lastmod>{row.date}</lastmod>' if row.date else ''}</url>\n"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}">\n{inner}</urlset>\n'


def read_map(path: Path, base: str) -> tuple[tuple[str, str], ...]:
    """Pairs of an old address and the one it is to lead to, from a CSV file of two columns; UserError.

    Commas, semicolons or tabs part the two; addresses may be written as paths below `base`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            start = file.readline()
            file.seek(0)
            part = max(",;\t", key=start.count)
            found = [row for row in csv.reader(file, delimiter=part) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeError, csv.Error) as error:
        raise UserError(msg("{path} cannot be read", path=str(path))) from error
    pairs = []
    for number, row in enumerate(found, 1):
        written = [cell.strip() for cell in row[:2]]
        pair = [resolve(base, cell) if cell.startswith(("/", "http")) else None for cell in written]
        if len(pair) == 2 and pair[0] and pair[1]:
            pairs.append((pair[0].url, pair[1].key))
        elif number > 1:  # the first may be a heading
            raise UserError(
                msg("{path}: line {line} is not two addresses of the web", path=str(path), line=number),
                hint=msg("write the old address and the new one, in full, one pair a line"),
            )
    return tuple(pairs)


def misled(pairs: Sequence[tuple[str, str]], targets: Mapping[str, Target]) -> tuple[AddressChange, ...]:
    """Old addresses that do not lead to where the map says, or only for a time, and where they lead."""
    changes = []
    for old, new in pairs:
        reference = resolve(old, old)
        target = targets.get(reference.key) if reference else None
        ends = target.final if target is not None and target.verdict is Verdict.WORKS else ""
        passing = target is not None and ends == new and not _PERMANENT.issuperset(target.statuses)
        if ends != new or passing:
            led = readable(ends) or str(target.answer if target else "")
            kind = "temporary" if passing else "redirect"
            changes.append(AddressChange(old, kind, readable(new), led))
    return tuple(changes)
