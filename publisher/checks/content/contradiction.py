"""What two pages say of the same, and differently: the office's hours and address, fees, time limits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.priced import prices_apart
from publisher.checks.said import Stated, StatedKind, conflict, said_of_office, said_of_services
from publisher.checks.sums import wrong_shares, wrong_sums
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import LocalText, Param

_ID = "content.contradiction"
_OF_SUMS = re.compile(r"[總合]\s*計|總和|total", re.IGNORECASE)
KINDS = {
    StatedKind.HOURS: LocalText("服務時間", "the opening hours"),
    StatedKind.ADDRESS: LocalText("地址", "the address"),
    StatedKind.SWITCHBOARD: LocalText("總機電話", "the telephone"),
    StatedKind.UNIT: LocalText("承辦電話", "the telephone of a unit"),
    StatedKind.FEE: LocalText("規費", "the fee"),
    StatedKind.LIMIT: LocalText("處理時限", "the time limit"),
}


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Two pages give one value each for the same thing under the same label, and the values exclude each other.

    Which of them is right a person knows; that one is wrong is sure only where a table names the very service that
    a page explains: hours, addresses and telephones may be of other doors. A page that gives several values (of
    branches, seasons, cases) says nothing that another could contradict.
    """
    together: dict[tuple[StatedKind, str], list[Stated]] = defaultdict(list)
    for said in (*said_of_office(snapshot, context), *said_of_services(snapshot, context)):
        together[said.kind, said.subject].append(said)
    accused: set[tuple[StatedKind, str]] = set()
    priced = [*prices_apart(snapshot, context)]
    apart = [(StatedKind.FEE, one.subject, (one, other)) for one, other, _ in priced]
    unsure = {(StatedKind.FEE, (one, other)) for one, other, is_sure in priced if not is_sure}
    compared = [
        (kind, subject, conflict(kind, some))
        for (kind, subject), some in sorted(together.items(), key=lambda item: (item[0][0].value, item[0][1]))
    ]
    for kind, subject, found in (*compared, *apart):
        if found is not None and (kind, subject) not in accused:
            accused.add((kind, subject))
            one, other = found
            params: dict[str, Param] = {
                "subject": subject[:60] or "-",
                "kind": KINDS[kind],
                "one": one.shown[:60],
                "other": other.shown[:60],
                "where": other.page,
            }
            key = f"{kind.value} {subject}".strip()[:80]
            is_sure = kind is StatedKind.UNIT or one.in_table != other.in_table
            is_sure = is_sure and (kind, found) not in unsure
            outcome = Outcome.FAILED if is_sure else Outcome.CANT_TELL
            yield Fault(Place(url=one.page), key, one.page, params, outcome=outcome)


def totals(view: PageView, _context: Context) -> Iterator[Fault]:
    """A total on the page that is not the sum of its rows, a share that is not that of its count."""
    if "<table" in view.markup.lower() and "%" in normal(view.page.main_text):
        yield from _shares(view)
    if "<table" not in view.markup.lower() or not _OF_SUMS.search(view.page.main_text):
        return
    for wrong in wrong_sums(view.tree):
        params: dict[str, Param] = {
            "subject": wrong.table[:60] or "-",
            "kind": LocalText("合計", "the total"),
            "one": f"{wrong.label} {wrong.said:,}",
            "other": f"{wrong.sum:,}",
            "where": LocalText("各列加總", "the sum of the rows"),
        }
        outcome = Outcome.FAILED if wrong.is_sure else Outcome.CANT_TELL
        yield Fault(view.place("table"), "total", view.url, params, outcome=outcome)


def _shares(view: PageView) -> Iterator[Fault]:
    """A share in a table that is not that of its count."""
    for wrong in wrong_shares(view.tree):
        params: dict[str, Param] = {
            "subject": wrong.table[:60] or "-",
            "kind": LocalText("比率", "the share"),
            "one": f"{wrong.label} {wrong.said}",
            "other": wrong.share,
            "where": LocalText("依各列數量計算", "what the counts give"),
        }
        yield Fault(view.place("table"), "total", view.url, params)


CHECK = Check(_ID, page=totals, site=look)
