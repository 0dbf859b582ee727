"""Editable files in the formats of one maker, without the same in an open format beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.documents.forms import forms_as_pdf
from publisher.checks.documents.kinds import EDITABLE, NAMES, ODF, file_targets, kind_of, stem_of
from publisher.checks.linked import documents_by_url
from publisher.checks.navigation import navigation
from publisher.model.finding import Place
from publisher.model.site import Link, SiteSnapshot, Verdict
from publisher.model.text import Scalar
from publisher.net.placing import spots_of
from publisher.net.urls import readable

_FORMAT_WORDS = re.compile(
    r"[((\[【]?\s*(?:下載|檔案|格式|檔|版|word|excel|powerpoint|open\s*document|doc|docx|xls|xlsx|ppt|pptx|rtf|odt|ods|odp|pdf|odf|file|"
    r"download|[0-9.,]+\s*[kmg]b)\s*[))\]】]?",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"[\s\W_]+")


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A link to doc, docx, xls, xlsx, ppt, pptx or rtf on a page without a link to its ODF twin.

    The twin has the same name but for the ending, or the same words in its link but for the names of formats.
    Forms to be filled in are editable by what they are for, and a PDF of one alone has no twin either.
    """
    yield from forms_as_pdf(snapshot, navigation(snapshot, context), context)
    targets, documents = file_targets(snapshot, context), documents_by_url(snapshot, context)
    for source, links in snapshot.source.link_lists():
        kinds = {
            link.number: kind_of(link, targets.get(link.url), documents.get(link.url))
            for link in links
            if link.element in ("a", "area")
        }
        if not EDITABLE.intersection(kinds.values()):
            continue
        open_ones = [link for link in links if kinds.get(link.number) in ODF]
        alone = [
            link
            for link in links
            if kinds.get(link.number) in EDITABLE
            and not any(_are_twins(link, other) for other in open_ones)
            and _is_there(link, targets)
        ]
        yield from _faults(snapshot, source, alone, kinds)


def _is_there(link: Link, targets: object) -> bool:
    assert isinstance(targets, dict)
    target = targets.get(link.url)
    return target is None or (target.verdict is Verdict.WORKS and target.own)


def _faults(snapshot: SiteSnapshot, source: str, links: list[Link], kinds: dict[int, str]) -> Iterator[Fault]:
    if not links:
        return
    page = snapshot.source.page(source)
    spots = spots_of(page.html, [link.number for link in links]) if page is not None else {}
    for link in links:
        spot = spots.get(link.number)
        place = Place(url=source, selector=spot.selector if spot else None, line=spot.line if spot else None)
        params: dict[str, Scalar] = {"url": readable(link.url), "format": NAMES[kinds[link.number]]}
        yield Fault(place, subject=link.url, params=params)


def _are_twins(link: Link, other: Link) -> bool:
    if stem_of(link.url) and stem_of(link.url) == stem_of(other.url) and "?" not in link.url:
        return True
    words, others = _words(link.text), _words(other.text)
    if words and words == others:
        return True
    return not words and not others and abs(link.number - other.number) <= 3


def _words(text: str) -> str:
    return _SPECIAL.sub("", _FORMAT_WORDS.sub(" ", text)).lower()


CHECK = Check("documents.no-odf-twin", site=look)
