"""What a file is by its own words, against the name under which a page offers it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.checks.agreeing import is_chinese, shared
from publisher.checks.base import Context, normal
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.linked import documents_by_url, offering
from publisher.checks.naming import squash, weight
from publisher.checks.navigation import Navigation
from publisher.documents.apart import Apart
from publisher.documents.search import Passage
from publisher.model.site import Document, SiteSnapshot

GENERAL = re.compile(
    r"下載|檢視|附件|檔案|另開新?視窗|詳細|更多|內容|連結|全文|pdf|od[tsp]|docx?|xlsx?|pptx?|csv|html?|[0-9]+|年度?|月|版",
    re.IGNORECASE,
)
"""Words of links that name nothing."""
_OFFICE = re.compile(r"([^\n]{2,18}[所局處站館署部院校會府司課科室隊])[^\n]*\n\1")
"""Two lines that begin with the same office."""
_FEWEST = 5
_MOST_SHARED = 0.3
_LONGEST = 30
_IN_TEXT = 0.8
_MOST_READ = 60
_EPOCH = 1911
_ANNUAL = re.compile(r"(?<![0-9])([89][0-9]|1[0-9]{2}|20[0-9]{2})\s*[)）]?\s*(?:會計)?年度")
_FIGURES = re.compile(r"[0-9]+(?=\s*[)）]?\s*(?:年|[./-][0-9]))")
_BEGINNING = 8
"""Lines of a file among which its title stands."""
_KINDS = frozenset({"pdf", "odt", "docx", "doc", "rtf"})


@dataclass(frozen=True, slots=True)
class Misfiled:
    """A link whose name has nothing of the file behind it, with the file's own title."""

    page: str
    name: str
    address: str
    title: str


def misfiled(snapshot: SiteSnapshot, seen: Navigation, context: Context) -> Iterator[Misfiled]:
    """Links to text documents whose name shares no word with the title, and next to none with the text.

    And those that name a year of account or of a plan, where the file is that of another one.
    """
    known = documents_by_url(snapshot, context)
    doubtful: dict[tuple[str, str], tuple[str, str, Document]] = {}
    for page in offering(snapshot, seen, context, lambda document: document.found_type in _KINDS):
        for line in content_lines(page, lambda address, words: (address, words) in seen.template):
            for name, address in named_links(line):
                document = known.get(seen.end(address)) or known.get(address)
                if document is not None and document.found_type in _KINDS and not document.truncated:
                    own = GENERAL.sub(" ", seen.words.own.pattern.sub(" ", squash(name)))
                    is_apart = weight(own) >= _FEWEST and is_chinese(own) and _is_apart(own, document.title)
                    if is_apart or len(_annual(name)) == 1:
                        doubtful.setdefault((page.url, document.url), (name, own, document))
    with Apart() as apart:
        for (page_url, url), (name, own, document) in sorted(doubtful.items())[:_MOST_READ]:
            if document.path is None:
                continue
            parts = [*apart.search(document.path, document.name or url.rpartition("/")[2])]
            text = [normal(item.text) for item in parts if isinstance(item, Passage) and not item.hidden]
            # what the properties say first is not said again of the text
            everything = [
                *text,
                *(normal(item.text) for item in parts if isinstance(item, Passage) and item.hidden),
            ]
            title = _title(document, text)
            if other := _of_another_year(name, own, text):
                yield Misfiled(page_url, name, url, other)
            elif (
                title
                and weight(own) >= _FEWEST
                and is_chinese(own)
                and _is_apart(own, title)
                and shared(own, everything) <= _MOST_SHARED
            ):
                yield Misfiled(page_url, name, url, title)


def _annual(text: str) -> frozenset[int]:
    """The years (ROC) for which something is made: 115年度, 2026 budget year aside."""
    numbers = (int(found[1]) for found in _ANNUAL.finditer(normal(text)))
    return frozenset(number - _EPOCH if number > _EPOCH else number for number in numbers)


def _of_another_year(name: str, own: str, text: list[str]) -> str:
    """The line with which a file begins that names the same for another year, and nowhere the year of the link."""
    said = _annual(name)
    lines = [line.strip() for part in text for line in part.split("\n") if line.strip()]
    first = next((line for line in lines[:_BEGINNING] if _annual(line)), "")
    there = {int(number) for line in lines for number in _FIGURES.findall(line)}
    is_named = any(year in there or year + _EPOCH in there for year in said)
    if len(said) != 1 or not first or is_named or len(_annual(first)) != 1:
        return ""
    return first[: _LONGEST * 2] if shared(own, lines[:_BEGINNING]) > _MOST_SHARED else ""


def _is_apart(name: str, title: str) -> bool:
    """Whether a name and a title share no word, the office that both begin with aside."""
    start = _OFFICE.match(f"{squash(name)}\n{squash(title)}")
    cut = len(start[1]) if start else 0
    rest, other = squash(name)[cut:], squash(title)[cut:]
    return weight(rest) >= _FEWEST - 1 and not shared(rest, [other])


def _title(document: Document, text: list[str]) -> str:
    """The title that a file bears in its own text: that of its properties, or its first line."""
    first = next((line.strip() for part in text for line in part.split("\n") if line.strip()), "")
    for title in (document.title, first):
        if is_chinese(title) and weight(squash(title)) >= _FEWEST and shared(title, text) >= _IN_TEXT:
            return title if len(title) <= _LONGEST else ""
    return ""


def named_links(line: PageLine, before_it: str = "") -> Iterator[tuple[str, str]]:
    """The links of a line with their names: their own words, or those before them where they say ODT, PDF."""
    at, label = 0, before_it
    for words, address in line.links:
        start = line.text.find(words, at) if words else -1
        if start >= 0:
            before = line.text[at:start]
            at = start + len(words)
            if weight(squash(GENERAL.sub(" ", before))) >= _FEWEST:
                label = re.split(r"[：:。；;、，,]", before.rstrip("（(【[：:、 "))[-1]
        is_name = weight(squash(GENERAL.sub(" ", words))) > 1
        label = words if is_name else label
        if label and address.startswith("http"):
            yield label, address
