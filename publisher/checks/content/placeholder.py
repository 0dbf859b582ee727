"""Pages that were put up with nothing of their own on them yet: templates, tests, blind text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.naming import lines_of, squash
from publisher.checks.navigation import title_parts
from publisher.checks.standing import letters
from publisher.model.finding import Outcome
from publisher.net import html

_ID = "content.placeholder"
_ASKING = "form,label,fieldset"
_ENTERED = "input:not([type=hidden]),textarea,select"
_MOST_ASKED = 60
"""Letters of the block of a field beyond which it is the page's content."""
_MOST_BESIDE = 6
"""Other letters that a line of Chinese blind text may hold."""
_MUCH = 40
"""Letters beside a heading from which a page is about something."""


_OF_A_PAGE = "網頁|頁面|頁|標題|內容|資料|文章|公告|新聞|page|title|content|news"


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A title that is a template's, or blind text in the main block.

    A page that speaks of what such a title or heading says (tests, documents) may be called so: a person has to
    tell.
    """
    titles, tests, blind = context.once("placeholders", lambda: _words(context))
    parts = title_parts(view.page.title)
    own = [*parts, *(text for _, text in view.page.headings[:3])]
    named = next((title for title in own if squash(title) in titles or _is_a_test(title, tests)), None)
    if named is not None:
        outcome = Outcome.CANT_TELL if _is_about(named, view) else Outcome.FAILED
        yield Fault(view.place("title"), "title", view.url, {"words": named[:40]}, outcome=outcome)
        return
    words = [found["words"] for found in blind.finditer(view.page.main_text) if _is_alone(found)]
    asked = _asked(view) if words else ""
    if left := [some for some in words if html.squeeze(some) not in asked]:
        yield Fault(view.place(), "text", view.url, {"words": left[0][:40]})


def _is_about(named: str, view: PageView) -> bool:
    """Whether the text goes on about the title's word, or another heading or title says what the page is about."""
    word = squash(named)
    lines = [squash(line) for line in view.page.main_text.split("\n")]
    if any(word in line and line != word for line in lines):
        return True
    called = {squash(part) for part in title_parts(view.page.title)}
    others = (view.page.title, *(text for _, text in view.page.headings))
    by_heading = word not in called and any(squash(text) not in ("", word) for text in others)
    return by_heading and letters(view.page.main_text) >= _MUCH


def _is_a_test(title: str, tests: re.Pattern[str]) -> bool:
    """Whether a title is nothing but a word for a test, said twice or numbered (測試測試123, test2)."""
    return tests.fullmatch(squash(title)) is not None


def _is_alone(found: re.Match[str]) -> bool:
    """Whether Chinese blind text is nearly all of its line: a sentence that goes on is an instruction."""
    words, text = found["words"], found.string
    end = text.find("\n", found.end())
    line = text[text.rfind("\n", 0, found.start("words")) + 1 : end if end >= 0 else None]
    return words.isascii() or letters("".join(set(line) - set(words))) <= _MOST_BESIDE


def _asked(view: PageView) -> str:
    """What tells people what to enter: the words of forms and labels, and those beside a field.

    A form around the whole page (ASP.NET) is none; there the blocks of its fields are.
    """
    nodes = [form for form in view.tree.css(_ASKING) if form.parent is None or form.parent.tag != "body"]
    blocks = [field.parent for field in view.tree.css(_ENTERED) if field.parent is not None]
    nodes += [block for block in blocks if len(block.text(deep=True).strip()) <= _MOST_ASKED]
    return "\n".join(html.squeeze(node.text(deep=True)) for node in nodes)


def _words(context: Context) -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    """Titles, what the title of a test is made of, and a pattern of blind text.

    Blind text stands at the beginning of a sentence, so that none about it is one.
    """
    titles = frozenset(squash(line) for line in lines_of(context, _ID, "titles"))
    blind = "|".join(re.escape(normal(line)) for line in lines_of(context, _ID, "blind")) or r"(?!)"
    test = "|".join(re.escape(squash(line)) for line in lines_of(context, _ID, "tests")) or r"(?!)"
    made = re.compile(rf"(?:(?:{test})[\s0-9]{{0,4}})(?:(?:{test}|{_OF_A_PAGE})[\s0-9]*)*")
    return (
        titles,
        made,
        re.compile(
            rf"(?:^|[。.!！?？:：;；])\W*(?:(?:{test})\s*)*(?P<words>{blind})", re.IGNORECASE | re.MULTILINE
        ),
    )


CHECK = Check(_ID, page=look)
