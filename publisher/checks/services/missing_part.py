"""Pages of services that leave out what an applicant has to know before coming."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, normal
from publisher.checks.naming import Words, lines_of
from publisher.checks.services.declared import service_pages
from publisher.model.finding import Place
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import LocalText, Param

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


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """The page of a declared service is not there, or none of a part's words stands on it.

    Without declared services the family says nothing.
    """
    if not snapshot.site.services:
        context.unproven.update(
            (_ID, "services.not-registered")
        )  # where none is declared, nothing is known of any
        return
    words = {part: Words(lines_of(context, _ID, part)) for part in PARTS}
    for service, address, page in service_pages(snapshot):
        names: dict[str, Param] = {"service": service.title}
        if page is None:
            yield Fault(Place(url=address), f"{service.id}-page", address, names)
            continue
        said = _said(page)
        for part, title in PARTS.items():
            if not words[part].pattern.search(said):
                yield Fault(Place(url=page.url), part, page.url, {**names, "part": title})


def _said(page: Page) -> str:
    """The words of the page and of its links, in the spelling in which word lists are compared."""
    links = " ".join(link.text for link in page.links)
    return normal(f"{page.title}\n{page.main_text}\n{links}").lower()


CHECK = Check(_ID, site=look, whole=True)
