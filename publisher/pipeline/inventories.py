"""The agency's inventory of a night: its places are listed, and it is held against what is published and shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from publisher import source
from publisher.inventory import SeenSource, compare
from publisher.model.acceptance import in_force, marked
from publisher.model.border import attempt
from publisher.model.errors import PublisherError
from publisher.model.finding import Finding, Outcome
from publisher.model.inventory import Inventory, InventoryOutcome, StockPlace
from publisher.model.night import PortalOutcome
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.workspace import Workspace
from publisher.pipeline.desk import Desk
from publisher.pipeline.portals import Portals
from publisher.pipeline.settings import Settings, chosen_portals
from publisher.pipeline.websites import Websites
from publisher.push import platform, standard
from publisher.state import open_reader

_OF_WEBSITES = frozenset({"inventory.not-on-website", "inventory.unlisted-file", "inventory.unlisted-link"})
_OF_PLACES = frozenset({"inventory.unlisted-table", "inventory.table-gone", "inventory.place-not-seen"})


class Inventories:
    """The one inventory of a workspace; what became of it stands in `outcome` (none: there is none)."""

    area = "inventory"
    part = "inventory"

    def __init__(self, desk: Desk, portals: Portals, websites: Websites) -> None:
        self._desk = desk
        self._portals, self._websites = portals, websites
        self.outcome: InventoryOutcome | None = None

    def carry_out(self) -> None:
        """Compare it; a fault in the file is told, and proves nothing."""
        desk = self._desk
        for fault in desk.workspace.inventory_faults:
            desk.note(fault)
        inventory = desk.workspace.inventory
        if inventory is None:
            return
        seen = SeenSource(
            self._listed(inventory),
            {name: dataset.title for name, dataset in desk.workspace.datasets.items()},
            frozenset(desk.publications),
            _shown(self._portals.outcomes) if self._portals.looked_at("", "") else None,
            tuple(item.base_url for item in self._portals.outcomes if item.base_url.startswith("http")),
            self._websites.addresses(),
            self._websites.files(),
            _metadata(
                desk.workspace,
                desk.publications,
                {
                    item.portal: {receipt.dataset: receipt for receipt in item.receipts}
                    for item in self._portals.outcomes
                },
            ),
        )
        findings = compare(inventory, seen, desk.workspace.checks, desk.settings.now.date())
        unseen = [place.id for place in inventory.places if place.id not in seen.places]
        compared = [*seen.places, *(["portals"] if seen.shown is not None else [])]
        compared += ["websites"] if seen.addresses is not None else []
        unseen += [name for name in ("portals", "websites") if name not in compared and self._declared(name)]
        decisions = Counter(str(entry.decision) for entry in inventory.tables if entry.gone is None)
        self.outcome = InventoryOutcome(dict(decisions), tuple(compared), tuple(unseen), findings)

    def _declared(self, kind: str) -> bool:
        catalog = self._desk.workspace.catalog
        return any(item.active for item in catalog.portals) if kind == "portals" else bool(catalog.websites)

    def _listed(self, inventory: Inventory) -> Mapping[str, tuple[str, ...]]:
        """The names of the tables of every place that could be listed tonight."""
        names: dict[str, tuple[str, ...]] = {}
        for place in inventory.places:
            listed = attempt("inspect", partial(_names, self._desk.workspace, place), self._desk.work)
            if not isinstance(listed, PublisherError):
                names[place.id] = listed
        return names

    def covers(self, check: str, /) -> bool:
        """Findings of the family `inventory`."""
        return check.startswith("inventory.")

    def looked_at(self, check: str, _subject: str, /) -> bool:
        """Whether what the check compares with was there tonight."""
        if self.outcome is None:
            return not self._desk.workspace.inventory_faults
        if check in _OF_WEBSITES:
            return "websites" in self.outcome.compared
        if check == "inventory.open-not-published":
            return "portals" in self.outcome.compared
        return check not in _OF_PLACES or not set(self.outcome.unseen) - {"portals", "websites"}

    def findings(self) -> tuple[Finding, ...]:
        """The findings, each saying whether it is accepted."""
        report = self.report()
        return report.findings if report else ()

    def stopped(self) -> bool:
        """Whether a place could not be looked at."""
        return any(item.outcome is Outcome.UNTESTED for item in self.findings())

    def report(self) -> InventoryOutcome | None:
        """What the night says of it."""
        if self.outcome is None:
            return None
        accepted = in_force(self._desk.workspace.accepted, self._desk.settings.now.date())
        found = marked(self.outcome.findings, accepted)
        return InventoryOutcome(self.outcome.decisions, self.outcome.compared, self.outcome.unseen, found)


def compare_inventory(workspace: Workspace, settings: Settings) -> tuple[Finding, ...]:
    """The findings about the inventory now, without a night: portals as the last run left them, no website."""
    assert workspace.inventory is not None
    state = open_reader(workspace.state_place)
    try:
        publications = state.publications()
        portals = chosen_portals(workspace, settings)
        receipts = {portal.id: state.receipts(portal.id) for portal in portals}
    finally:
        state.close()
    pages: dict[str, tuple[str, ...]] = {}
    for of_portal in receipts.values():
        _add_pages(pages, of_portal.values())
    places: dict[str, tuple[str, ...]] = {}
    for place in workspace.inventory.places:
        listed = attempt("inspect", partial(_names, workspace, place), workspace.state_folder)
        if not isinstance(listed, PublisherError):
            places[place.id] = listed
    seen = SeenSource(
        places,
        {name: dataset.title for name, dataset in workspace.datasets.items()},
        frozenset(publications),
        pages if any(receipts.values()) else None,
        metadata=_metadata(workspace, publications, receipts),
    )
    findings = compare(workspace.inventory, seen, workspace.checks, settings.now.date())
    return marked(findings, in_force(workspace.accepted, settings.now.date()))


def _metadata(
    workspace: Workspace, publications: Mapping[str, Publication], receipts: Mapping[str, Mapping[str, Receipt]]
) -> dict[str, tuple[str, ...]]:
    """The fields of each published dataset that do not meet the metadata standard."""
    batch = platform.as_batch(publications, receipts, workspace.catalog)
    return {name: standard.unmet(item) for name, item in zip(sorted(publications), batch, strict=True)}


def _names(workspace: Workspace, place: StockPlace) -> tuple[str, ...]:
    root = workspace.root
    folder = (root / place.folder).resolve()
    listing = source.in_database(place.database, root) if place.database else source.in_folder(folder)
    return tuple(item.name for item in listing.tables)


def _shown(outcomes: list[PortalOutcome]) -> dict[str, tuple[str, ...]]:
    """The pages of each dataset that a portal was proven to show."""
    pages: dict[str, tuple[str, ...]] = {}
    for outcome in outcomes:
        _add_pages(pages, outcome.receipts)
    return pages


def _add_pages(pages: dict[str, tuple[str, ...]], receipts: Iterable[Receipt]) -> None:
    for receipt in receipts:
        if receipt.verified and receipt.action is not PushAction.WITHDRAW:
            pages[receipt.dataset] = (*pages.get(receipt.dataset, ()), receipt.page_url)
