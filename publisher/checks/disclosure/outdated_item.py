"""Yearly papers of article 7 of which the newest is of a year long over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosure.navigation import navigation
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import LocalText

_EPOCH = 1911
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}|[89][0-9]|1[0-9]{2})\s*年度?")


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper that comes out every year; the newest may be `behind` years older than the current one."""

    id: str
    title: LocalText
    words: re.Pattern[str]
    behind: int


_PAPERS = (
    _Paper("plan", LocalText("施政（工作）計畫", "policy plan"), re.compile("(?:施政|工作|業務)計畫"), 1),
    _Paper("budget", LocalText("預算書", "budget"), re.compile("預算"), 1),
    _Paper("accounts", LocalText("決算書", "final accounts"), re.compile("決算"), 2),
)


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Links that name a paper and a year: none of them names a year that is near enough.

    A paper that is named without any year, or nowhere, is left to other checks.
    """
    if not snapshot.coverage.complete:
        return
    seen = navigation(snapshot, context)
    current = context.now.year - _EPOCH
    for paper in _PAPERS:
        years = [
            (year, spoken.source)
            for spoken in seen.spoken
            if paper.words.search(spoken.words) and spoken.leads_to != spoken.source
            for year in _years(spoken.words)
            if year <= current + 1
        ]
        if years and max(years)[0] < current - paper.behind:
            newest, source = max(years)
            yield Fault(
                Place(url=source),
                key=paper.id,
                params={
                    "paper_zh": paper.title.zh,
                    "paper_en": paper.title.en,
                    "year": newest,
                    "current": current,
                },
            )


def _years(words: str) -> Iterator[int]:
    """ROC years in a text."""
    for found in _YEAR.finditer(words):
        number = int(found[1])
        yield number - _EPOCH if number > 1000 else number


CHECK = Check("disclosure.outdated-item", site=look, whole=True)
