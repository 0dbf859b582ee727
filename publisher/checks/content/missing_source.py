"""Data of others that are quoted without a link to where they came from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.naming import Words, lines_of, squash
from publisher.model.finding import Outcome

_ID = "content.missing-source"
_SOURCE = re.compile(
    r"(?:資料|數據|圖片|照片|統計|文字|圖表|影片)?\s*(?:來源|出處)\s*[:：]\s*(?P<zh>[^。;；]{2,80})"
    r"|\b(?:data )?sources?\s*:\s*(?P<en>[^.;]{2,80})|(?:引自|摘自|轉載自)\s*[:：]?\s*(?P<by>[^。;；]{2,80})",
    re.IGNORECASE,
)
_AFTER = 2
"""Lines after the one that names the source in which its link may stand."""
_CELLS = 6
_NUMBER = re.compile(r"^\s*[-+]?[0-9][0-9,.]*\s*[%％]?\s*$")


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A line names another's source, or the text quotes figures of another agency, and no link goes with it.

    The agency's own data need none. Where a page of statistics shows a table and says of no source at all, whose
    data they are is for a person to tell.
    """
    quoting, own, statistics = context.once("sources", lambda: _words(context))
    lines = content_lines(view.page)
    named = False
    for number, line in enumerate(lines):
        found = _SOURCE.search(line.text)
        if found is not None:
            named = True
            source = next(part for part in found.groups() if part).strip()
            if not _is_own(source, own, context) and not _has_link(lines[number : number + 1 + _AFTER]):
                yield Fault(view.place(), "unlinked", view.url, {"source": source[:60]})
    if named:
        return
    for number, line in enumerate(lines):
        if (quote := quoting.search(line.text)) and not _has_link(lines[number : number + 1 + _AFTER]):
            yield Fault(view.place(), "quoted", view.url, {"source": quote[0][:60]})
            return
    titles = [view.page.title, *(text for _, text in view.page.headings[:4])]
    if _has_figures(view) and any(statistics.spans(squash(title)) for title in titles):
        yield Fault(view.place("table"), "unnamed", view.url, {"source": ""}, outcome=Outcome.CANT_TELL)


def _words(context: Context) -> tuple[re.Pattern[str], Words, Words]:
    lines = lines_of(context, _ID, "quoting")
    quoting = re.compile("|".join(f"(?:{line})" for line in lines) or r"(?!)", re.IGNORECASE)
    return quoting, Words(lines_of(context, _ID, "own")), Words(lines_of(context, _ID, "statistics"))


def _is_own(source: str, own: Words, context: Context) -> bool:
    squashed = squash(source)
    names = [squash(name) for name in (context.site.title.zh, context.site.title.en) if name]
    return bool(own.spans(squashed)) or any(name in squashed or squashed in name for name in names)


def _has_link(lines: tuple[PageLine, ...]) -> bool:
    return any(address and address[:1] != "#" for line in lines for _, address in line.links) or any(
        re.search(r"https?://|doi\.org|ISBN", line.text) for line in lines
    )


def _has_figures(view: PageView) -> bool:
    """Whether the page shows a table with at least six cells that are numbers."""
    return any(
        sum(bool(_NUMBER.match(cell.text(deep=True))) for cell in table.css("td")) >= _CELLS
        for table in view.tree.css("table")
        if not table.css_matches("table table")
    )


CHECK = Check(_ID, page=look)
