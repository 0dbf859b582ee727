"""The service plan item by item: what machines saw of it tonight, and what is left to a person.

Every item of the plan has exactly one state, so that nothing found, not tested and no check are never the same.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from publisher.model.disclosure import DisclosedItem
from publisher.model.finding import Finding, Outcome
from publisher.model.measures import MeasureResult
from publisher.model.night import DatasetOutcome, NightReport, State
from publisher.model.plan_items import PlanItem
from publisher.model.release import Publication
from publisher.model.site import Site
from publisher.model.text import LocalText, Message, msg
from publisher.model.workspace import Workspace
from publisher.report.reading.digest import all_findings, seen_whole, title
from publisher.report.reading.measure_view import MeasureView, measure_view
from publisher.report.reading.stock_view import StockView, stock_view
from publisher.report.reading.websites import SITE_SUBJECTS

_DISCLOSURE = frozenset({"P5-1-0", "P5-1-1"})
"""Items that article 7 answers, item by item."""


class ItemState(StrEnum):
    """How an item of the plan stands after a night."""

    FINDINGS = "findings"
    UNTESTED = "untested"
    PERSON = "person"
    MET = "met"


ITEM_STATES: Mapping[str, Message] = {
    ItemState.FINDINGS: msg("findings"),
    ItemState.UNTESTED: msg("not tested in full"),
    ItemState.PERSON: msg("left to a person"),
    ItemState.MET: msg("met by machine evidence"),
}


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: its state, the findings against it, what was seen (`evidence`) and what was not (`unseen`).

    `titles` go with the messages of `evidence` and `unseen`: names in both languages. `passed` is the last day of
    this year's deadlines that has passed without the item being proven. `before` is its state a month ago.
    """

    item: PlanItem
    state: ItemState
    findings: tuple[Finding, ...]
    checks: tuple[str, ...]
    evidence: tuple[tuple[LocalText, Message], ...]
    unseen: tuple[tuple[LocalText, Message], ...]
    passed: date | None
    before: str
    disclosed: tuple[DisclosedItem, ...] = ()
    measures: tuple[MeasureView, ...] = ()
    stock: StockView | None = None

    @property
    def file(self) -> str:
        """The name of its page."""
        return f"item-{self.item.id}.html"

    @property
    def overdue(self) -> date | None:
        """The deadline, where findings say that it was not kept."""
        return self.passed if self.state is ItemState.FINDINGS else None

    @property
    def unproven(self) -> date | None:
        """The deadline, where nobody can say whether it was kept: what was not looked at is not overdue."""
        return self.passed if self.state is ItemState.UNTESTED else None


def item_views(
    night: NightReport,
    workspace: Workspace,
    publications: Mapping[str, Publication],
    before: Mapping[str, str],
) -> tuple[ItemView, ...]:
    """The items of the plan in their order; `before` are the states of a month ago."""
    findings = tuple(item for item in all_findings(night) if not item.accepted)
    return tuple(
        _view(item, findings, night, workspace, publications, before.get(item.id, ""))
        for item in workspace.plan_items
    )


def _view(
    item: PlanItem,
    findings: Iterable[Finding],
    night: NightReport,
    workspace: Workspace,
    publications: Mapping[str, Publication],
    before: str,
) -> ItemView:
    checks = item.checks_of(workspace.checks)
    mine = tuple(found for found in findings if found.check in checks and found.outcome is not Outcome.UNTESTED)
    results: tuple[MeasureResult, ...] = ()
    if item.kind == "measure":
        results = _results(item, night)
        subjects = {result.rule.id for result in results}
        mine = tuple(found for found in mine if found.subject in subjects)
        evidence, unseen, stopped = _measured(item, night, workspace, publications)
    else:
        evidence, unseen = _seen(checks, night, workspace)
        stopped = False
    failed = stopped or any(found.outcome is Outcome.FAILED for found in mine)
    answered = bool(results) if item.kind == "measure" else any(workspace.checks[name].enabled for name in checks)
    state = (
        ItemState.FINDINGS
        if failed
        else ItemState.UNTESTED
        if unseen and answered
        else ItemState.PERSON
        if mine or (item.manual and item.kind == "item") or not answered
        else ItemState.MET
    )
    disclosed = tuple(one for site in night.sites for one in site.disclosed) if item.id in _DISCLOSURE else ()
    passed = _passed(item, night.started) if state in (ItemState.FINDINGS, ItemState.UNTESTED) else None
    measures = tuple(measure_view(result) for result in results)
    of_inventory = any(name.startswith("inventory.") for name in checks)
    stock = stock_view(workspace, publications) if of_inventory else None
    return ItemView(item, state, mine, checks, evidence, unseen, passed, before, disclosed, measures, stock)


Said = tuple[tuple[LocalText, Message], ...]


def _seen(checks: tuple[str, ...], night: NightReport, workspace: Workspace) -> tuple[Said, Said]:
    """What was looked at for these checks, and what was not, each with the website or dataset it is about."""
    of_sites = [
        name
        for name in checks
        if workspace.checks[name].applies_to in SITE_SUBJECTS and workspace.checks[name].enabled
    ]
    of_inventory = [name for name in checks if name.startswith("inventory.")]
    of_data = [
        name
        for name in checks
        if workspace.checks[name].applies_to not in SITE_SUBJECTS and name not in of_inventory
    ]
    evidence: list[tuple[LocalText, Message]] = []
    unseen: list[tuple[LocalText, Message]] = []
    if of_sites:
        _seen_sites(of_sites, night, workspace, evidence, unseen)
    if of_inventory:
        _seen_inventory(night, evidence, unseen)
    if of_data and any(name.startswith("portal.") for name in of_data):
        for portal in night.portals:
            names = {one.id: one.title for one in workspace.catalog.portals}
            name = names.get(portal.portal, LocalText(portal.portal, portal.portal))
            if portal.error is not None:
                unseen.append((name, msg("could not be reached")))
            else:
                proven = sum(one.verified for one in portal.receipts)
                evidence.append((name, msg("datasets read back and proven: {n}", n=proven)))
    if of_data and any(not name.startswith("portal.") for name in of_data):
        done = [one for one in night.datasets if one.state is not State.FAILED]
        evidence.append(
            (_ALL_DATA, msg("datasets checked: {n}, checks: {checks}", n=len(done), checks=len(of_data)))
        )
        unseen += [
            (title(workspace, one.dataset), msg("could not be processed"))
            for one in night.datasets
            if one.state is State.FAILED
        ]
    return tuple(evidence), tuple(unseen)


def _seen_inventory(
    night: NightReport, evidence: list[tuple[LocalText, Message]], unseen: list[tuple[LocalText, Message]]
) -> None:
    if night.inventory is None:
        unseen.append((_STOCK, msg("no inventory is kept (inventory.yaml); `publisher inspect --all` begins one")))
        return
    counts = night.inventory.decisions
    evidence.append(
        (
            _STOCK,
            msg(
                "tables: {n}; open {open}, on request {asked}, closed {closed}, not decided {undecided}",
                n=sum(counts.values()),
                open=counts.get("open", 0),
                asked=counts.get("on-request", 0),
                closed=counts.get("closed", 0),
                undecided=counts.get("undecided", 0),
            ),
        )
    )
    unseen += [
        (_STOCK, msg("not compared tonight with: {place}", place=place)) for place in night.inventory.unseen
    ]


_STOCK = LocalText("盤點清冊", "Inventory")
_ALL_DATA = LocalText("資料集", "Datasets")
_ALL_SITES = LocalText("網站", "Websites")


def _seen_sites(
    checks: list[str],
    night: NightReport,
    workspace: Workspace,
    evidence: list[tuple[LocalText, Message]],
    unseen: list[tuple[LocalText, Message]],
) -> None:
    names = {site.id: site.title for site in workspace.catalog.websites}
    looked_at = {site.site for site in night.sites}
    if not looked_at:
        unseen.append((_ALL_SITES, msg("no website was looked at in this run")))
    unseen += [
        (name, msg("not looked at in this run"))
        for site, name in names.items()
        if site not in looked_at and looked_at
    ]
    for result in night.sites:
        name = names.get(result.site, LocalText(result.site, result.site))
        ran = [check for check in checks if check in result.ran]
        quiet = set(ran) - {found.check for found in result.findings}
        evidence.append(
            (
                name,
                msg(
                    "pages {pages}, documents {documents}, links {links} looked at; checks that ran: {ran}, "
                    "without a finding: {quiet}",
                    pages=f"{result.coverage.pages:,}",
                    documents=f"{result.coverage.documents:,}",
                    links=f"{result.coverage.targets:,}",
                    ran=len(ran),
                    quiet=len(quiet),
                ),
            )
        )
        site = next((one for one in workspace.catalog.websites if one.id == result.site), None)
        of_services = site is not None and any(check.startswith("services.") for check in checks)
        if site is not None and site.services and of_services:
            evidence.append((name, _services(site)))
        if site is not None and not site.services and of_services:
            unseen.append((name, msg("no services are declared in catalog.yaml, whose pages could be looked at")))
        elif len(ran) < len(checks):
            unseen.append((name, msg("checks that did not see everything: {n}", n=len(checks) - len(ran))))
        elif not seen_whole(result):
            unseen.append((name, msg("the website was not looked at in full")))


def _services(site: Site) -> Message:
    """The share of declared services that can be applied for online, and how many of those are registered."""
    online = [service for service in site.services if service.online]
    return msg(
        "services declared {n}; online application {online} ({share}); of these with a number on the government "
        "portal {registered}",
        n=len(site.services),
        online=len(online),
        share=f"{len(online) / len(site.services):.1%}",
        registered=sum(bool(service.portal_id) for service in online),
    )


def _measured(
    item: PlanItem, night: NightReport, workspace: Workspace, publications: Mapping[str, Publication]
) -> tuple[Said, Said, bool]:
    """The datasets that answer a measure: what stands published of each, and whether one of them is held."""
    evidence: list[tuple[LocalText, Message]] = []
    unseen: list[tuple[LocalText, Message]] = []
    outcomes = {one.dataset: one for one in night.datasets}
    stopped = False
    results = _results(item, night)
    for result in results:
        if result.fault is not None:
            unseen.append((result.rule.title, result.fault))
        elif result.latest is None:
            unseen.append((result.rule.title, msg("no period of it could be measured")))
        else:
            evidence.append((result.rule.title, _computed(result)))
    if not results:
        unseen.append((item.title, msg("no rule of measures.yaml computes it")))
    for name, dataset in sorted(workspace.datasets.items()):
        if item.id not in dataset.measures:
            continue
        outcome: DatasetOutcome | None = outcomes.get(name)
        published = publications.get(name)
        stopped = stopped or (outcome is not None and outcome.state is State.HELD)
        if published is not None:
            day = published.modified.date().isoformat()
            evidence.append(
                (
                    dataset.title,
                    msg("records published: {rows}, version of {day}", rows=f"{published.rows:,}", day=day),
                )
            )
        if outcome is None or outcome.state is State.FAILED or published is None:
            unseen.append((dataset.title, msg("nothing of it stands published, or it could not be processed")))
    return tuple(evidence), tuple(unseen), stopped


def _results(item: PlanItem, night: NightReport) -> tuple[MeasureResult, ...]:
    every = night.measures.results if night.measures else ()
    return tuple(result for result in every if result.rule.measure == item.id)


def _computed(result: MeasureResult) -> Message:
    """How many periods have a figure, which is the latest, and by which deadline it was to be there."""
    measured = sum(point.value is not None for point in result.points)
    latest = result.latest.period.text if result.latest and result.latest.period else "—"
    if result.due is None:
        return msg("periods computed: {n}; the latest is {period}", n=measured, period=latest)
    return msg(
        "periods computed: {n}; the latest is {period}; deadline {due}",
        n=measured,
        period=latest,
        due=result.due.isoformat(),
    )


def _passed(item: PlanItem, now: datetime) -> date | None:
    """The last deadline of this year that has passed."""
    days = []
    for written in item.due:
        month, _, day = written.partition("-")
        due = date(now.year, int(month), min(int(day), monthrange(now.year, int(month))[1]))
        if due < now.date():
            days.append(due)
    return max(days, default=None)
