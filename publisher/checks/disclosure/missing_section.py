"""Sites without a section for what must be published of its own accord."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosed import survey
from publisher.checks.navigation import navigation
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot

_CLICKS = 2
_MOST_ITEMS = 6


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No link or menu called 主動公開資訊 (or the like) is there, or only after more than `most_clicks` clicks.

    A website in another language than Chinese need not have one: the law is kept on the Chinese one. Where the
    start page names the items themselves, or most of them stand on its pages, a person has to tell whether that
    will do for a section.
    """
    seen = navigation(snapshot, context)
    most = context.param("disclosure.missing-section", "most_clicks", _CLICKS)
    start = Place(url=snapshot.site.start[0])
    if not seen.is_there:
        if any(page.language.lower().startswith("zh") or not page.language for page in seen.starts):
            named = sum(bool(some) for some in survey(snapshot, context).mentions.values())
            outcome = Outcome.CANT_TELL if named >= _MOST_ITEMS else Outcome.FAILED
            yield Fault(start, key="missing", params={"most": most}, outcome=outcome)
    elif seen.by_items:
        yield Fault(start, key="missing", params={"most": most}, outcome=Outcome.CANT_TELL)
    elif not seen.menu and min((seen.clicks(url) or most + 1) for url in seen.entrance) > most:
        yield Fault(start, key="far", params={"most": most})


CHECK = Check("disclosure.missing-section", site=look, whole=True)
