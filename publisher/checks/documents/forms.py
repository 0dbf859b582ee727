"""Forms to be filled in that are offered as PDF only: nobody can write into them without printing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from publisher.checks.base import Context, Fault, normal
from publisher.checks.documents.kinds import EDITABLE, NAMES, ODF, stem_of
from publisher.checks.filed import GENERAL, named_links
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.linked import documents_by_url, offering
from publisher.checks.naming import pattern_of, squash, weight
from publisher.checks.navigation import Navigation
from publisher.model.finding import Outcome, Place
from publisher.model.site import Document, SiteSnapshot
from publisher.model.text import Param
from publisher.net.urls import readable

_ID = "documents.no-odf-twin"
_FEWEST = 3
_LONGEST = 40
_MOST_BYTES = 20_000_000
_TO_WRITE_INTO = EDITABLE | ODF


@dataclass(slots=True)
class _Offered:
    """The files that stand behind one name, in its line or in the cells after it."""

    name: str
    urls: list[str] = field(default_factory=list)


def forms_as_pdf(snapshot: SiteSnapshot, seen: Navigation, context: Context) -> Iterator[Fault]:
    """A PDF whose name is that of a form, and no file to write into of that name, or that file name, anywhere.

    A PDF with fields of its own can be written into: whether that will do is for a person to say.
    """
    known = documents_by_url(snapshot, context)
    stems = {stem_of(url) for url, document in known.items() if document.found_type in _TO_WRITE_INTO}
    form, other = pattern_of(context, _ID, "forms"), pattern_of(context, _ID, "no-forms")
    done: set[str] = set()
    for page in offering(snapshot, seen, context, lambda document: document.found_type == "pdf"):
        lines = content_lines(page, lambda address, words: (address, words) in seen.template)
        every = _offered(line for line in lines if not line.menu)
        named = {squash(GENERAL.sub(" ", some.name)) for some in every if _any(some, known, _TO_WRITE_INTO)}
        for some in every:
            name = squash(GENERAL.sub(" ", normal(some.name))).strip()
            if not form.search(name) or other.search(name) or name in named or _any(some, known, _TO_WRITE_INTO):
                continue
            for url in some.urls:
                document = known.get(url)
                if document is None or document.found_type != "pdf" or stem_of(url) in stems or url in done:
                    continue
                done.add(url)
                params: dict[str, Param] = {"url": readable(url), "format": NAMES["pdf"], "name": some.name[:60]}
                outcome = Outcome.CANT_TELL if _has_fields(document.path) else Outcome.FAILED
                yield Fault(Place(url=page.url), "form", url, params, outcome=outcome)


def _any(some: _Offered, known: dict[str, Document] | object, kinds: frozenset[str]) -> bool:
    assert isinstance(known, dict)
    return any(url in known and known[url].found_type in kinds for url in some.urls)


def _offered(lines: Iterable[PageLine]) -> list[_Offered]:
    """Names with their files; what says only its format (PDF, ODT) belongs to the name before it."""
    every: list[_Offered] = []
    before = ""
    for line in lines:
        links = list(named_links(line, before))
        for name, url in links:
            if every and every[-1].name == name:
                every[-1].urls.append(url)
            else:
                every.append(_Offered(name, [url]))
        if links:
            before = links[-1][0]
        elif weight(squash(line.text)) >= _FEWEST:
            before = line.text if len(line.text) <= _LONGEST else ""
    return every


def _has_fields(path: Path | None) -> bool:
    """Whether a PDF has a form to be filled in on the screen."""
    if path is None:
        return False
    with path.open("rb") as file:
        return b"/AcroForm" in file.read(_MOST_BYTES)
