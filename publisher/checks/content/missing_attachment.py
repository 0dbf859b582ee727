"""Pages that tell of a file attached to them, or of a form to be downloaded there, and offer none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.checks.agreeing import shared
from publisher.checks.base import Check, Context, Fault, normal
from publisher.checks.filed import GENERAL
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.naming import pattern_of, squash, weight
from publisher.checks.navigation import Navigation, navigation
from publisher.checks.standing import is_file
from publisher.model.finding import Outcome, Place
from publisher.model.site import Page, SiteSnapshot
from publisher.net import html

_ID = "content.missing-attachment"
_SENTENCES = re.compile(r"[。；;！!\n]")
_QUOTED = re.compile(r"[「『《〈“\"]([^「」『』《》〈〉“”\"]{2,30})[」』》〉”\"]")
_FEWEST = 3
_ALIKE = 0.5
"""Share of a name's words that the link of a file has to bear to be it."""
_HELD = "iframe,object,embed,audio,video,form[action],button"
"""In a page's content, elements behind which a file may be offered without a link."""
_TABLE = "附表"
_NOWHERE = re.compile(r"""href\s{0,3}=\s{0,3}(?:["']\s{0,3}#?\s{0,3}["']|#[\s>])""", re.IGNORECASE)
_RUNS = re.compile(r"(?:text/|application/)?(?:javascript|ecmascript|module)?$", re.IGNORECASE)
_NAMES_A_FILE = re.compile(
    r"(?<![A-Za-z])(?:pdf|odt|ods|odp|docx?|xlsx?|csv|zip)(?![A-Za-z])|下載|附件|檔案(?!應用|法|局|室|管理|開放|閱覽|申請|專區)",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"附[件表錄]\s{0,3}[0-9〇一二三四五六七八九十壹貳參]{0,3}(?:\s|[:：.．、（(]|$|[\u4e00-\u9fff])"
)
_AROUND = "header,footer,nav,[role=navigation],[role=menu],[role=menubar],[role=search]"
_PLAIN = frozenset({"href", "title", "target", "rel", "style", "class"})
"""Attributes of a link by which no script need do anything with it."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A sentence says that something is attached here, and the page's content offers no file.

    Where it names the file (「切結書」) and the files there have other names, it is missing as well. What scripts
    or frames may offer, the words of a rule or of a letter (如附件一), and what is printed or shown on the page
    under the name of an attachment, are for a person to see.
    """
    here, rules = pattern_of(context, _ID, "here"), pattern_of(context, _ID, "rules")
    elsewhere = pattern_of(context, _ID, "elsewhere")
    seen: Navigation | None = None
    for page in snapshot.pages():
        yield from _dead_links(page)
        if not here.search(normal(page.main_text)):
            continue
        seen = seen or navigation(snapshot, context)
        template = seen.template
        every = content_lines(page, lambda address, words: (address, words) in template)  # noqa: B023
        lines = [line for line in every if not line.menu]
        told = _told(lines, here, elsewhere)
        if told is None or _is_offered(told, page, lines, seen):
            continue
        headings = [page.title, *(text for _, text in page.headings)]
        is_rule = any(rules.search(squash(text)) for text in headings)
        unsure = is_rule or any(_PRINTED.match(normal(line.text)) for line in lines) or _may_hold(page)
        outcome = Outcome.CANT_TELL if unsure else Outcome.FAILED
        yield Fault(Place(url=page.url), "", page.url, {"words": told[:60]}, outcome=outcome)


def _dead_links(page: Page) -> Iterator[Fault]:
    """Links that name a file and lead nowhere; what a script may do with them a person has to see."""
    if not _NOWHERE.search(page.html):
        return
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return
    by_script = any(_RUNS.match(node.attributes.get("type") or "") for node in tree.css("script"))
    for node in tree.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        words = html.squeeze(node.text(deep=True))
        if href not in ("", "#") or not _NAMES_A_FILE.search(words):
            continue
        if set(node.attributes) <= _PLAIN and not _opens_a_menu(node, tree):
            outcome = Outcome.CANT_TELL if by_script else Outcome.FAILED
            yield Fault(Place(url=page.url), "link", page.url, {"words": words[:60]}, outcome=outcome)


def _told(lines: Sequence[PageLine], here: re.Pattern[str], elsewhere: re.Pattern[str]) -> str | None:
    """The sentence that tells of an attachment."""
    for line in lines:
        for sentence in _SENTENCES.split(normal(line.text)):
            if here.search(sentence) and not elsewhere.search(sentence):
                return sentence.strip()
    return None


def _is_offered(told: str, page: Page, lines: Sequence[PageLine], seen: Navigation) -> bool:
    """Whether a file, or a page of that name, is linked; a file without a name of its own may be any."""
    named = [name for name in _QUOTED.findall(told) if weight(squash(name)) >= _FEWEST]
    for line in lines:
        for words, address in line.links:
            if not address.startswith("http") or seen.end(address) == page.url:
                continue
            own = GENERAL.sub(" ", squash(words)).strip()
            beside = GENERAL.sub(" ", squash(line.text))
            is_named = any(shared(name, [own, beside]) >= _ALIKE for name in named)
            if is_file(address) or seen.is_document(address):
                if not named or is_named or (weight(own) < _FEWEST and weight(beside) < _FEWEST):
                    return True
            elif is_named or shared(own, [told]) >= _ALIKE:
                return True
    return _TABLE in told and "<table" in page.html.lower()


def _may_hold(page: Page) -> bool:
    """Whether something in the content may offer a file without a link."""
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return True
    if any(re.search(r"附[件表檔圖]", normal(node.attributes.get("alt") or "")) for node in tree.css("img[alt]")):
        return True
    return any(
        not any(_is_below(node, box) for box in tree.css(_AROUND)) and not _searches(node)
        for node in tree.css(_HELD)
    )


def _opens_a_menu(node: html.Node, tree: html.Tree) -> bool:
    """Whether a link stands in a menu, or is the head of a list below it."""
    holder = node.parent
    heads_a_list = holder is not None and holder.tag == "li" and bool(holder.css("ul,ol"))
    return heads_a_list or any(_is_below(node, box) for box in tree.css(_AROUND))


def _is_below(node: html.Node, box: html.Node) -> bool:
    above: html.Node | None = node
    while above is not None:
        if above.mem_id == box.mem_id:
            return True
        above = above.parent
    return False


def _searches(node: html.Node) -> bool:
    """Whether an element belongs to a form to search with: one with a single field."""
    above: html.Node | None = node
    while above is not None and above.tag != "form":
        above = above.parent
    return above is not None and len(above.css("input:not([type=hidden]):not([type=submit]),textarea")) == 1


CHECK = Check(_ID, site=look, whole=True)
