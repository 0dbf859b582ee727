"""Holds the inventory against what is there: tables of its places, published datasets, portals and the website."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place, Severity
from publisher.model.inventory import Decision, Inventory, StockEntry, is_ground
from publisher.model.rulebook import Rulebook, finding, switched_on
from publisher.model.text import LocalText, Param
from publisher.privacy.recognisers import scan

SUBJECT = "inventory"
DATA_FILES = (".csv", ".tsv", ".geojson", ".jsonl", ".xlsx", ".xls", ".ods", ".kml", ".kmz", ".shp", ".parquet")
"""Endings of files of a website that are tables."""

_MONTHS = 12
_DATASET_PAGE = re.compile(r"/datasets?/[^/]+/?$", re.IGNORECASE)
"""The path of a dataset's page on CKAN, DKAN, data.gov.tw and our own portal."""


@dataclass(frozen=True, slots=True)
class SeenSource:
    """What a night knows beside the inventory.

    `places` has the names of the tables of each place that could be listed; `datasets` are the titles of those
    declared, `published` those that stand published; `shown` are the addresses of the pages of those that a portal
    was proven to show (none: no portal was asked, or one did not answer); `portals` are the addresses of portals.
    `addresses` are those that the websites have or lead to (none: not every website was seen whole), `own_files`
    their files of data. `metadata` names the fields of each dataset that do not meet the metadata standard.
    """

    places: Mapping[str, Sequence[str]]
    datasets: Mapping[str, LocalText]
    published: frozenset[str]
    shown: Mapping[str, tuple[str, ...]] | None = None
    portals: tuple[str, ...] = ()
    addresses: frozenset[str] | None = None
    own_files: tuple[str, ...] = ()
    metadata: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def compare(inventory: Inventory, seen: SeenSource, rules: Rulebook, today: date) -> tuple[Finding, ...]:
    """Everything in which the inventory and the world differ; empty when they agree."""
    found = (
        *_undecided(inventory, rules),
        *_places(inventory, seen, rules),
        *_unread(inventory, rules),
        *_grounds(inventory, rules),
        *_open(inventory, seen, rules),
        *_closed(inventory, seen, rules),
        *_unlisted_datasets(inventory, seen, rules),
        *_described(seen, rules),
        *_reviews(inventory, rules, today),
        *_website(inventory, seen, rules),
    )
    return tuple(item for item in found if switched_on(rules, item.check))


def _standing(inventory: Inventory) -> Iterator[StockEntry]:
    return (entry for entry in inventory.tables if entry.gone is None)


def _shown(name: str) -> str:
    """The name of a table as reports may show it."""
    return "…" if any(hit.confidence != "low" for hit in scan(name)) else name


def _together(
    rules: Rulebook,
    check: str,
    entries: Iterable[StockEntry],
    by: Callable[[StockEntry], str],
    outcome: Outcome = Outcome.FAILED,
) -> Iterator[Finding]:
    """One finding for all tables of an owner (or a place), who has to do something about them."""
    groups: dict[str, list[StockEntry]] = defaultdict(list)
    for entry in entries:
        groups[by(entry)].append(entry)
    for key in sorted(groups):
        places = tuple(Place(file=_shown(item.table)) for item in groups[key][:MOST_PLACES])
        yield _found(rules, check, key, {"owner": key or "—"}, places, len(groups[key]), outcome=outcome)


def _found(
    rules: Rulebook,
    check: str,
    key: str,
    params: Mapping[str, Param],
    places: tuple[Place, ...] = (),
    count: int = 1,
    *,
    outcome: Outcome = Outcome.FAILED,
) -> Finding:
    return finding(
        rules,
        check,
        SUBJECT,
        key=key,
        params={"n": count, **params},
        places=places,
        count=count,
        outcome=outcome,
        severity=Severity.WARNING,
    )


def _of_one(
    rules: Rulebook, check: str, entry: StockEntry, params: Mapping[str, Param], extra: str = ""
) -> Finding:
    name = _shown(entry.table)
    key = f"{entry.place}:{entry.table}{extra}"
    return _found(rules, check, key, {"table": name, **params}, (Place(file=name),))


def _undecided(inventory: Inventory, rules: Rulebook) -> Iterator[Finding]:
    waiting = [entry for entry in _standing(inventory) if entry.decision is Decision.UNDECIDED]
    return _together(rules, "inventory.undecided-table", waiting, lambda entry: entry.owner)


def _places(inventory: Inventory, seen: SeenSource, rules: Rulebook) -> Iterator[Finding]:
    """Tables of a place that nobody listed, and listed ones that are gone; a place not reached proves nothing."""
    for place in inventory.places:
        names = seen.places.get(place.id)
        entries = [entry for entry in inventory.tables if entry.place == place.id]
        if names is None:
            yield _found(
                rules, "inventory.place-not-seen", place.id, {"place": place.id}, outcome=Outcome.UNTESTED
            )
            continue
        exact = {entry.table for entry in entries}
        series = [entry for entry in entries if "*" in entry.table]
        unlisted = [
            name for name in names if name not in exact and not any(entry.covers(name) for entry in series)
        ]
        if unlisted:
            places = tuple(Place(file=_shown(name)) for name in unlisted[:MOST_PLACES])
            yield _found(rules, "inventory.unlisted-table", place.id, {"place": place.id}, places, len(unlisted))
        there = set(names)
        gone = [
            entry
            for entry in entries
            if entry.table not in there and not ("*" in entry.table and any(entry.covers(name) for name in names))
        ]
        needed = [entry for entry in gone if entry.decision is not Decision.CLOSED or entry.gone is None]
        if needed:
            places = tuple(Place(file=_shown(entry.table)) for entry in needed[:MOST_PLACES])
            yield _found(rules, "inventory.table-gone", place.id, {"place": place.id}, places, len(needed))


def _unread(inventory: Inventory, rules: Rulebook) -> Iterator[Finding]:
    unread = [entry for entry in _standing(inventory) if entry.unread and entry.decision is not Decision.CLOSED]
    return _together(rules, "inventory.unread-table", unread, lambda entry: entry.owner, outcome=Outcome.CANT_TELL)


def _grounds(inventory: Inventory, rules: Rulebook) -> Iterator[Finding]:
    for entry in _standing(inventory):
        if entry.decision is Decision.CLOSED and not (entry.grounds and all(map(is_ground, entry.grounds))):
            yield _of_one(rules, "inventory.no-legal-ground", entry, {"owner": entry.owner or "—"})


def _open(inventory: Inventory, seen: SeenSource, rules: Rulebook) -> Iterator[Finding]:
    """Each open table is to be had: as a dataset that a portal was proven to show, or on the website."""
    for entry in _standing(inventory):
        if entry.decision is not Decision.OPEN:
            continue
        reasons = [_why_not(name, seen) for name in entry.datasets]
        if not entry.datasets and not entry.addresses:
            reasons = [LocalText("未載明由哪個資料集發布", "it names no dataset that publishes it")]
        if entry.addresses and seen.addresses is not None:
            missing = [item for item in entry.addresses if item not in seen.addresses]
            reasons += [
                LocalText("網站上沒有所載的網址", "the website does not have the address it names")
            ] * bool(missing)
        for reason in dict.fromkeys(item for item in reasons if item is not None):
            yield _of_one(rules, "inventory.open-not-published", entry, {"reason": reason})


def _why_not(name: str, seen: SeenSource) -> LocalText | None:
    if name not in seen.datasets:
        return LocalText(f"工作區沒有資料集 {name}", f"there is no dataset {name}")
    if name not in seen.published:
        return LocalText(f"資料集 {name} 尚未發布", f"the dataset {name} is not published")
    if seen.shown is not None and name not in seen.shown:
        return LocalText(f"入口網上沒有資料集 {name}", f"no portal shows the dataset {name}")
    return None


def _closed(inventory: Inventory, seen: SeenSource, rules: Rulebook) -> Iterator[Finding]:
    for entry in _standing(inventory):
        if entry.decision is Decision.CLOSED:
            for name in entry.datasets:
                if name in seen.published:
                    yield _of_one(rules, "inventory.closed-but-published", entry, {"dataset": name}, f" {name}")


def _unlisted_datasets(inventory: Inventory, seen: SeenSource, rules: Rulebook) -> Iterator[Finding]:
    named = {name for entry in inventory.tables for name in entry.datasets}
    for name in sorted(seen.published - named):
        title = seen.datasets.get(name, LocalText(name, name))
        params: dict[str, Param] = {"dataset": name, "title": title}
        yield _found(rules, "inventory.unlisted-dataset", name, params)


def _described(seen: SeenSource, rules: Rulebook) -> Iterator[Finding]:
    for name, fields in sorted(seen.metadata.items()):
        if fields:
            places = tuple(Place(field=item) for item in fields)
            params = {"dataset": name, "fields": "、".join(fields)}
            yield _found(rules, "inventory.metadata-unmet", name, params, places, len(fields))


def _reviews(inventory: Inventory, rules: Rulebook, today: date) -> Iterator[Finding]:
    entry = rules.get("inventory.review-overdue")
    months = int(entry.params.get("months", _MONTHS)) if entry else _MONTHS
    late = [item for item in _standing(inventory) if _is_late(item, today, months)]
    return _together(rules, "inventory.review-overdue", late, lambda item: item.owner)


def _is_late(entry: StockEntry, today: date, months: int) -> bool:
    """Whether a decision is older than its review date (or `months`), or than a change of what it is about."""
    if entry.decision is Decision.UNDECIDED or entry.reviewed_on is None:
        return False
    due = entry.review or entry.reviewed_on + timedelta(days=round(months * 30.4375))
    return due < today or (entry.changed is not None and entry.changed > entry.reviewed_on)


def _website(inventory: Inventory, seen: SeenSource, rules: Rulebook) -> Iterator[Finding]:
    """Whether readers of the website find what is open, and whether its files of data are in the inventory."""
    if seen.addresses is None:
        return
    listed = {address for entry in inventory.tables for address in entry.addresses}
    files = [url for url in seen.own_files if url not in listed and not url.startswith(seen.portals or ("\0",))]
    if files:
        places = tuple(Place(url=url) for url in files[:MOST_PLACES])
        yield _found(rules, "inventory.unlisted-file", "website", {}, places, len(files))
    yield from _links(seen, listed, rules)
    if seen.shown is None:
        return
    hidden = []
    for entry in _standing(inventory):
        pages = [page for name in entry.datasets for page in seen.shown.get(name, ()) if _is_web(page)]
        if entry.decision is Decision.OPEN and pages and not _leads_to(seen, pages):
            hidden.append(entry)
    yield from _together(rules, "inventory.not-on-website", hidden, lambda item: item.owner)


def _links(seen: SeenSource, listed: set[str], rules: Rulebook) -> Iterator[Finding]:
    """Pages of datasets, of whatever platform, that the website leads to and that nobody here knows of."""
    pages = {page for some in (seen.shown or {}).values() for page in some}
    known = {address.rstrip("/") for address in listed | pages}
    found = sorted(
        url
        for url in seen.addresses or ()
        if _DATASET_PAGE.search(urlsplit(url).path)
        and url.rstrip("/") not in known
        and not url.startswith(seen.portals or ("\0",))
    )
    if found:
        places = tuple(Place(url=url) for url in found[:MOST_PLACES])
        yield _found(
            rules, "inventory.unlisted-link", "website", {}, places, len(found), outcome=Outcome.CANT_TELL
        )


def _is_web(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https")


def _leads_to(seen: SeenSource, pages: Sequence[str]) -> bool:
    """Whether the website links to one of the pages, or to the portal that they are on."""
    assert seen.addresses is not None
    starts = {base.rstrip("/") for base in seen.portals if any(page.startswith(base) for page in pages)}
    return any(page in seen.addresses for page in pages) or any(
        address.rstrip("/") in starts for address in seen.addresses
    )
