"""Personal data in files that are offered on the site, whatever their kind, metadata and hidden parts included."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.checks.base import Check, Context, Fault, normal
from publisher.checks.leaks.judging import CONTACT_KINDS, Meaning, SeenHit, Signs, judged
from publisher.checks.leaks.searching import allow_list
from publisher.checks.remembering import code_mark
from publisher.documents.apart import Apart
from publisher.documents.search import Item, Passage, Rows, Unsearched
from publisher.model.border import attempt
from publisher.model.errors import PublisherError
from publisher.model.finding import Outcome, Place
from publisher.model.jsonable import Json, content_hash
from publisher.model.redacted import redact
from publisher.model.site import Document, SiteSnapshot
from publisher.privacy.recognisers import KINDS, AllowList, Hit, scan_many

_ID = "leaks.personal-data-in-document"
_SAID = frozenset({"picture"})
"""What another check says already: a page that is a picture has no text (documents.pdf-without-text)."""


@dataclass(frozen=True, slots=True)
class _Searched:
    """What is kept of the search of a document: hits with their page, and why parts of it were not searched."""

    hits: tuple[tuple[SeenHit, int | None], ...]
    unsearched: tuple[str, ...]


_FAILED = _Searched((), ("crashed",))


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Sure hits of each document by kind; a document of which a part could not be searched is not tested."""
    memory = context.memory("document") if context.memory is not None else None
    known = memory.all() if memory is not None else {}
    rules = content_hash([code_mark(), context.allowlist])[:32]
    with Apart() as apart:
        for document in snapshot.documents():
            if document.path is None or document.truncated:
                yield _untested(document, "too-large")
                continue
            key = f"{document.sha256} {rules}"
            made_with, note = known.get(document.url, ("", b""))
            if made_with == key:
                searched = _unpacked(json.loads(note))
            else:
                searched = _searched(apart, document, context)
                if memory is not None and searched is not _FAILED:
                    memory.put(document.url, key, json.dumps(_packed(searched)).encode())
            yield from _faults(document, searched)
    if memory is not None:
        memory.flush()


def _name(document: Document) -> str:
    return document.name or Path(document.url.partition("?")[0]).name


def _faults(document: Document, searched: _Searched) -> Iterator[Fault]:
    for hit, page in searched.hits:
        if hit.meaning is Meaning.CONTACT:
            continue
        possible = hit.meaning is Meaning.POSSIBLE
        yield Fault(
            Place(url=document.url, page=page),
            f"{hit.kind}-possible" if possible else hit.kind,
            document.url,
            {"kind": KINDS[hit.kind].title},
            (redact(hit.kind, "x" * hit.length),),
            Outcome.CANT_TELL if possible else Outcome.FAILED,
        )
    for reason in searched.unsearched:
        if reason not in _SAID:
            yield _untested(document, reason)


def _untested(document: Document, reason: str) -> Fault:
    return Fault(Place(url=document.url), f"unsearched-{reason}", document.url, outcome=Outcome.UNTESTED)


def _searched(apart: Apart, document: Document, context: Context) -> _Searched:
    """What the search of one document found. A fault of ours costs this one, and is tried again next night."""
    path = document.path
    assert path is not None
    found = attempt("checks", lambda: _search(apart.search(path, _name(document)), context), path.parent)
    return _FAILED if isinstance(found, PublisherError) else found


def _search(items: Iterable[Item], context: Context) -> _Searched:
    allow, signs = allow_list(context), Signs.of(context)
    said: dict[tuple[str, str], tuple[SeenHit, int | None]] = {}
    in_tables: dict[tuple[str, str], tuple[SeenHit, int | None]] = {}
    unsearched: dict[str, None] = {}
    has_rows = False
    for item in items:
        match item:
            case Passage():
                lines = normal(item.text).split("\n")
                for _, seen in judged(lines, _hits(lines, allow), signs):
                    _keep(said, seen, item.page)
            case Rows() if item.rows:
                has_rows = True
                lines = [_row(item.header, row) for row in item.rows]
                for _, seen in judged(lines, _hits(lines, allow), signs):
                    _keep(in_tables, seen, None)
            case Unsearched():
                unsearched[item.reason] = None
    if has_rows:
        # a cell under its header says more than the same cell without
        said = {key: hit for key, hit in said.items() if key[0] not in CONTACT_KINDS}
    return _Searched(tuple((said | in_tables).values()), tuple(unsearched))


def _keep(hits: dict[tuple[str, str], tuple[SeenHit, int | None]], seen: SeenHit, page: int | None) -> None:
    """Each value once, the worst that it means anywhere in the document."""
    order = list(Meaning)
    before = hits.get((seen.kind, seen.mark))
    if before is None or order.index(seen.meaning) < order.index(before[0].meaning):
        hits[seen.kind, seen.mark] = (seen, page)


def _row(header: tuple[str, ...], row: tuple[str, ...]) -> str:
    cells = [normal(cell).replace("\n", " ") for cell in row]
    labels = [*header, *[""] * (len(cells) - len(header))]
    return "　".join(
        f"{label}：{cell}" if label else cell for label, cell in zip(labels, cells, strict=False) if cell
    )


def _hits(lines: list[str], allow: AllowList) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = {}
    for number, hit in scan_many(lines, allow=allow):
        found.setdefault(number, []).append(hit)
    return found


def _packed(searched: _Searched) -> Json:
    hits: list[Json] = [[hit.kind, hit.length, hit.mark, str(hit.meaning), page] for hit, page in searched.hits]
    return {"hits": hits, "unsearched": list(searched.unsearched)}


def _unpacked(note: dict[str, list[list[str]]]) -> _Searched:
    hits = tuple(
        (SeenHit(kind, int(length), mark, Meaning(meaning)), None if page is None else int(page))
        for kind, length, mark, meaning, page in note["hits"]
    )
    return _Searched(hits, tuple(str(reason) for reason in note["unsearched"]))


CHECK = Check(_ID, site=look)
