"""Pages on which nothing stands but their title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.content import placeholder
from publisher.checks.disclosed import survey
from publisher.checks.lines import AROUND, content_lines, is_within
from publisher.checks.navigation import navigation
from publisher.checks.standing import is_file, is_to_come, judge_page, lines_everywhere, own_words
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Outcome, Place
from publisher.model.site import Page, SiteSnapshot
from publisher.net import html

_ID = "content.empty-page"
_FILLED = "noscript,[role=status],[aria-live]"
"""Elements beside which, or into which, a script writes."""
_SHOWN = "img,iframe,video,audio,object,embed,canvas,svg,input:not([type=hidden]),select,textarea,table td a[href]"


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """The page has a title, and in its content neither words, nor files, pictures, fields nor links of its own.

    A few words are for a person to judge, and so is what scripts may fill, and a page on which nothing stands but
    what stands on the start page; where nothing stands but what nearly all pages bear, there is nothing. Pages of
    items of article 7 are said by another check.
    """
    seen = navigation(snapshot, context)
    mentions = [mention for some in survey(snapshot, context).mentions.values() for mention in some]
    items = {mention.leads_to for mention in mentions if mention.content.state is not DisclosedState.UNSURE}
    unseen = {item.url for item in snapshot.coverage.untested}
    template = _of_template(seen.starts)
    at_start = {(page.title, page.headings) for page in seen.starts}
    shared = frozenset(line.text for page in seen.starts for line in content_lines(page))
    for page in snapshot.pages():
        if page.found_by == "start" or page.url in items or page.url in unseen or page.final in items:
            continue
        if (page.title, page.headings) in at_start or is_file(page.url):  # index.html beside /, no file at all
            continue
        judged = judge_page(page, seen, context)
        is_bare = not own_words(page, shared)
        is_empty = judged.state is DisclosedState.EMPTY
        if (is_empty or (is_bare and not judged.documents)) and not any(placeholder.look(PageView(page), context)):
            is_sure = is_empty and (is_bare or is_to_come(page.main_text, context))
            is_sure = is_sure or (is_bare and not own_words(page, lines_everywhere(snapshot, context)))
            yield from _fault(page, template, is_sure=is_sure)


def _of_template(starts: Iterable[Page]) -> frozenset[str]:
    """What the start pages show: a field or a picture that stands there, too, is the template's."""
    return frozenset(_signature(node) for page in starts for node in _tree(page).css(f"{_SHOWN},script,{_FILLED}"))


def _tree(page: Page) -> html.Tree:
    try:
        return html.parse(page.html)
    except html.HostileMarkupError:
        return html.parse("")


def _signature(node: html.Node) -> str:
    attributes = node.attributes
    source = (attributes.get("src") or attributes.get("data") or "").rpartition("/")[2]
    text = node.text(deep=True) if node.tag == "script" else ""
    return f"{node.tag} {attributes.get('id') or attributes.get('name') or ''} {source} {text}"


def _fault(page: Page, template: frozenset[str], *, is_sure: bool) -> Iterator[Fault]:
    tree = _tree(page)
    around = {node.mem_id for node in tree.css(AROUND)}
    if any(not is_within(node, around) and _signature(node) not in template for node in tree.css(_SHOWN)):
        return
    by_script = any(_signature(node) not in template for node in tree.css(f"body script,{_FILLED}"))
    outcome = Outcome.FAILED if is_sure and not by_script else Outcome.CANT_TELL
    heading = next((text for _, text in page.headings if text), page.title)
    yield Fault(Place(url=page.url), "", page.url, {"title": heading[:60]}, outcome=outcome)


CHECK = Check(_ID, site=look, whole=True)
