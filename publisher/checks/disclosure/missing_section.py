"""Sites without a section for what must be published of its own accord."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosure.navigation import navigation
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot

_CLICKS = 2


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No link called 主動公開資訊 (or the like) leads to a page, or only after more than `most_clicks` clicks."""
    if not snapshot.coverage.complete:
        return
    seen = navigation(snapshot, context)
    most = context.param("disclosure.missing-section", "most_clicks", _CLICKS)
    start = Place(url=snapshot.site.start[0])
    if not seen.entrance:
        yield Fault(start, key="missing", params={"most": most})
    elif min(seen.distance.get(url, most + 1) for url in seen.entrance) > most:
        yield Fault(start, key="far", params={"most": most})


CHECK = Check("disclosure.missing-section", site=look, whole=True)
