"""Pages of services that leave out what an applicant has to know before coming."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.checks.base import Check, Context, Fault, normal
from publisher.checks.lines import AROUND, PageLine, content_lines, is_within
from publisher.checks.naming import Words, lines_of, pattern_of
from publisher.checks.navigation import Navigation, navigation
from publisher.checks.services.declared import service_pages
from publisher.checks.services.recognised import FEE, is_usual, recognised
from publisher.checks.standing import is_file, lines_everywhere, without_figures
from publisher.model.finding import Outcome, Place
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import LocalText, Param
from publisher.net import html

_ID = "services.missing-part"
PARTS = {
    "unit": LocalText("承辦單位", "the unit in charge"),
    "phone": LocalText("承辦電話", "its telephone"),
    "procedure": LocalText("作業流程", "the procedure"),
    "limit": LocalText("處理時限", "the time limit"),
    "papers": LocalText("應備表件", "the papers to bring"),
    "forms": LocalText("書表範例", "forms or a sample of them"),
}
"""What plan items 一(二)1 and 一(二)4 want on the page of each service."""


_CONTACT = frozenset({"unit", "phone"})
"""Who handles a case (plan item 一(二)1): a page that gives neither leaves its reader with nobody to ask."""
_ORDERED = 2
"""Steps from which a list is a procedure."""
_STEP = re.compile(
    r"^\W*(?:(?:第\s*)?[0-9一二三四五六七八九十]{1,2}\s*[.、)）:：步]|步驟|step\s*[0-9])", re.IGNORECASE
)
_STEPS_IN_LINE = re.compile(r"step\s*[0-9]|→|➔|=>|▶", re.IGNORECASE)


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """The page of a declared service is not there, or its content gives a part neither by name nor by its form.

    What the site's template says (its own telephone, a menu of forms) says nothing of the service. Where none is
    declared, pages of the form of services are looked at.
    """
    seen = navigation(snapshot, context)
    parts = {part: _Part.of(part, context) for part in PARTS}
    if not snapshot.site.services:
        context.unproven.add("services.not-registered")  # where none is declared, nothing is known of any
        yield from _of_recognised(snapshot, context, parts, seen)
        return
    for service, address, page in service_pages(snapshot):
        names: dict[str, Param] = {"service": service.title}
        if page is None:
            yield Fault(Place(url=address), f"{service.id}-page", address, names)
            continue
        lines = content_lines(page, lambda address, words: (address, words) in seen.template)
        lines = tuple(line for line in lines if not line.menu)
        for part, title in PARTS.items():
            if not _gives(part, parts[part], page, lines, seen):
                yield Fault(Place(url=page.url), part, page.url, {**names, "part": title})


def _of_recognised(
    snapshot: SiteSnapshot, context: Context, parts: dict[str, _Part], seen: Navigation
) -> Iterator[Fault]:
    """What pages of the form of services leave out; a fault where most of the site's others name it."""
    words = {part: some.words for part, some in parts.items()}
    words[FEE] = Words(lines_of(context, _ID, FEE))
    others = re.compile("|".join(lines_of(context, _ID, "no-services")) or r"(?!)", re.IGNORECASE)
    pages = recognised(snapshot, words, others, frozenset(said for _, said in seen.template))
    template = lines_everywhere(snapshot, context) if pages else frozenset[str]()
    for some in pages:
        lines = content_lines(some.page, lambda address, said: (address, said) in seen.template)
        lines = tuple(line for line in lines if not line.menu and without_figures(line.text) not in template)
        heading = next((text for level, text in some.page.headings if level == 1 and text), some.page.title)
        left = [
            part
            for part in PARTS
            if part not in some.labelled and not _gives(part, parts[part], some.page, lines, seen)
        ]
        for part in left:
            names: dict[str, Param] = {"service": LocalText(heading[:60], heading[:60]), "part": PARTS[part]}
            is_sure = is_usual(part, pages) or (part in _CONTACT and set(left) >= _CONTACT)
            outcome = Outcome.FAILED if is_sure else Outcome.CANT_TELL
            yield Fault(Place(url=some.page.url), part, some.page.url, names, outcome=outcome)


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of a part, and the forms in which it may stand without them (a telephone number, 3日內)."""

    words: Words
    forms: re.Pattern[str]
    aside: re.Pattern[str]
    """What looks alike and is another thing: the days in which a person has to apply."""

    @classmethod
    def of(cls, part: str, context: Context) -> _Part:
        forms = "|".join(f"(?:{line})" for line in lines_of(context, _ID, f"{part}-looks")) or r"(?!)"
        aside = pattern_of(context, _ID, f"{part}-aside")
        return cls(Words(lines_of(context, _ID, part)), re.compile(forms, re.IGNORECASE), aside)


def _gives(part: str, wanted: _Part, page: Page, lines: tuple[PageLine, ...], seen: Navigation) -> bool:
    said = [wanted.aside.sub(" ", normal(line.text)) for line in lines]
    said += [normal(words) for line in lines for words, _ in line.links]
    if any(wanted.words.pattern.search(text.lower()) or wanted.forms.search(text) for text in said):
        return True
    if part == "forms":
        return any(is_file(address) or seen.is_document(address) for line in lines for _, address in line.links)
    return part == "procedure" and _has_steps(page, said)


def _has_steps(page: Page, said: list[str]) -> bool:
    if sum(bool(_STEP.search(text)) for text in said) >= _ORDERED:
        return True
    if any(len(_STEPS_IN_LINE.findall(text)) >= _ORDERED for text in said):
        return True
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return False
    return any(
        len([node for node in found.iter() if node.tag == "li"]) >= _ORDERED
        for found in tree.css("ol")
        if not is_within(found, {node.mem_id for node in tree.css(AROUND)})
    )


CHECK = Check(_ID, site=look, whole=True)
