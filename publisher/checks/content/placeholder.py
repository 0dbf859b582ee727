"""Pages that were put up with nothing of their own on them yet: templates, tests, blind text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.naming import lines_of, squash

_ID = "content.placeholder"


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A title that is a template's, or blind text in the main block."""
    titles, blind = context.once("placeholders", lambda: _words(context))
    own = [view.page.title, *(text for _, text in view.page.headings[:3])]
    named = next((title for title in own if squash(title) in titles), None)
    if named is not None:
        yield Fault(view.place("title"), "title", view.url, {"words": named[:40]})
    elif found := blind.search(view.page.main_text):
        yield Fault(view.place(), "text", view.url, {"words": found[0][:40]})


def _words(context: Context) -> tuple[frozenset[str], re.Pattern[str]]:
    titles = frozenset(squash(line) for line in lines_of(context, _ID, "titles"))
    blind = re.compile(
        "|".join(re.escape(line) for line in lines_of(context, _ID, "blind")) or r"(?!)", re.IGNORECASE
    )
    return titles, blind


CHECK = Check(_ID, page=look)
