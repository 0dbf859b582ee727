"""Carry out a night: prepare and prove what changed, push, verify, report. Only this process writes state."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from publisher import report
from publisher.checks import FAMILIES as SITE_FAMILIES
from publisher.model.acceptance import in_force, marked
from publisher.model.finding import Finding, Outcome, Severity
from publisher.model.flow import Known, Publication, Release, Services, StageResult
from publisher.model.jsonable import content_hash
from publisher.model.night import (
    Action,
    DatasetOutcome,
    DatasetPlan,
    Fixed,
    NightReport,
    Plan,
    PortalOutcome,
    PortalPlan,
    State,
)
from publisher.model.site import Site, SiteResult
from publisher.model.workspace import PortalDefinition, Workspace
from publisher.pipeline.counterparts import known_of, with_nights
from publisher.pipeline.events import Event
from publisher.pipeline.plan import STAGES, Remembered, build_plan
from publisher.pipeline.prepare import Preparation, Progress
from publisher.pipeline.pushing import Pushing
from publisher.pipeline.versions import versions
from publisher.pipeline.websites import look_at
from publisher.state import PublicationStore, StateStore, hold_lock, open_for_run

STATE_FOLDER = ".publisher"
Judged = TypeVar("Judged", DatasetOutcome, PortalOutcome, SiteResult)
_ANY_TIME = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is done: the clock, key folder, workers, chosen portals and datasets (empty: the catalogue's)."""

    now: datetime
    keys: Path
    jobs: int = 2
    portals: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    allow_withdrawals: bool = False
    push: bool = True
    emit: Callable[[Event], None] = field(default=lambda _event: None)


@dataclass(frozen=True, slots=True)
class Night:
    """What a run left behind: the report as a value, and its files."""

    report: NightReport
    html: Path
    json: Path


def chosen_portals(workspace: Workspace, settings: Settings) -> tuple[PortalDefinition, ...]:
    """The portals asked for, or all active ones."""
    if not settings.push:
        return ()
    return tuple(
        portal
        for portal in workspace.catalog.portals
        if (portal.id in settings.portals if settings.portals else portal.active)
    )


def plan_night(workspace: Workspace, settings: Settings, *, ask_portals: bool = False) -> Plan:
    """The plan of a run now; changes nothing but the state file's own migrations.

    With `ask_portals` it also says what each portal would get of what is proven already.
    """
    folder = workspace.root / STATE_FOLDER
    state = StateStore(folder)
    try:
        plan = _plan(workspace, settings, state, PublicationStore(folder))
        if not ask_portals:
            return plan
        with TemporaryDirectory() as work:
            run = _Run(workspace, settings, state, PublicationStore(folder), Path(work))
            pushes = tuple(run.preview(portal) for portal in chosen_portals(workspace, settings))
        return replace(plan, pushes=pushes)
    finally:
        state.close()


def run_night(workspace: Workspace, settings: Settings, clock: Callable[[], datetime]) -> Night:
    """One night, under the workspace's lock. Raises BusyError when another run is at work."""
    with _at_work(workspace, settings) as run:
        return run.carry_out(clock)


def push_proven(
    workspace: Workspace, settings: Settings, agreed: Mapping[str, PortalPlan] | None = None
) -> tuple[PortalOutcome, ...]:
    """Push what the state holds as proven, under the lock; nothing is prepared anew.

    With `agreed` (by portal) only those portals get anything, and only if nothing moved since the plan was made.
    """
    with _at_work(workspace, settings) as run:
        return tuple(
            run.push(portal, None if agreed is None else agreed[portal.id])
            for portal in chosen_portals(workspace, settings)
            if agreed is None or portal.id in agreed
        )


@contextmanager
def _at_work(workspace: Workspace, settings: Settings) -> Iterator[_Run]:
    """The lock, the state and an empty private work folder, for the length of the block."""
    folder = workspace.root / STATE_FOLDER
    with hold_lock(folder):
        state = open_for_run(folder, settings.now)
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            yield _Run(workspace, settings, state, PublicationStore(folder, settings.now), work)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            state.close()


def _plan(workspace: Workspace, settings: Settings, state: StateStore, store: PublicationStore) -> Plan:
    publications = state.publications()
    remembered = Remembered(
        state.outcomes(),
        publications,
        state.published_fingerprints(),
        frozenset(item.dataset for item in publications.values() if store.is_whole(item)),
    )
    portals = tuple(portal.id for portal in chosen_portals(workspace, settings))
    return build_plan(workspace, remembered, settings.now, settings.keys, portals, settings.only)


class _Run:
    def __init__(
        self, workspace: Workspace, settings: Settings, state: StateStore, store: PublicationStore, work: Path
    ) -> None:
        self.workspace = workspace
        self.settings = settings
        self.state = state
        self.store = store
        self.work = work
        self.outcomes: dict[str, DatasetOutcome] = {}
        self.publications = dict(state.publications())
        self.earlier = state.outcomes()

    def carry_out(self, clock: Callable[[], datetime]) -> Night:
        started = self.settings.now
        run = self.state.begin_run(started)
        plan = _plan(self.workspace, self.settings, self.state, self.store)
        plans = {item.dataset: item for item in plan.datasets}
        self._prepare(plan, plans)
        for item in plan.datasets:
            self._settle(item)
        portals = tuple(self.push(portal) for portal in chosen_portals(self.workspace, self.settings))
        self._forget_withdrawn(plan)
        sites = tuple(self._look_at(site) for site in self.workspace.catalog.websites if site.id in plan.websites)
        night = self._report(run, started, clock(), portals, sites)
        folder = self.workspace.root / STATE_FOLDER / "reports" / f"{started:%Y%m%d-%H%M%S}-{run:05d}"
        html, json = report.write(night, self.workspace, self.publications, folder)
        _point_latest(folder)
        self.state.finish_run(run, night.finished, night.exit_code)
        self.store.prune({item.dataset: item.hash for item in self.publications.values()})
        return Night(night, html, json)

    def _prepare(self, plan: Plan, plans: Mapping[str, DatasetPlan]) -> None:
        def finished(dataset: str, progress: Progress) -> None:
            if plans[dataset].action is Action.PUBLISH:
                self._conclude(plans[dataset], progress)
                self.settings.emit(Event("dataset", "gate", dataset, "", str(self.outcomes[dataset].state)))

        last_rows = {item.dataset: item.rows for item in self.publications.values()}
        last_levels = {name: _levels(item) for name, item in self.earlier.items() if item.error is None}

        def known(dataset: str, tonight: Mapping[str, StageResult]) -> Known:
            return known_of(self.workspace.datasets[dataset], self.earlier, self.publications, tonight)

        standing = _releases(self.workspace, self.publications, self.store)
        preparation = Preparation(
            self.workspace, plan, self._services, last_rows, last_levels, known, standing, self.settings.emit
        )
        preparation.carry_out(self.settings.jobs, finished)

    def _services(self, dataset: str) -> Services:
        return Services(
            self.work / dataset,
            self.settings.now,
            self.settings.keys,
            self.workspace.catalog.language,
            dict(self.workspace.checks),
            self.workspace.allowlist,
            in_force(self.workspace.accepted, self.settings.now.date()),
        )

    def _conclude(self, planned: DatasetPlan, progress: Progress) -> None:
        """Keep what became of a dataset that was worked on; its publication and outcome in one transaction."""
        dataset = planned.dataset
        publication = self._publication(dataset, progress) if progress.proven else None
        before = self.publications.get(dataset)
        same = False
        if publication is not None:
            if before is not None and publication.hash == before.hash:
                same, publication = True, replace(publication, modified=before.modified)
            publication = self.publications[dataset] = self.store.keep(publication)
        proof = progress.results.get(STAGES[-1]) or progress.results.get("gate")
        shown = publication or before
        outcome = DatasetOutcome(
            dataset,
            _state(progress, same),
            planned.fingerprint,
            stage=progress.stopped_at,
            publication=shown.hash if shown else None,
            rows=shown.rows if shown else None,
            findings=tuple(found for result in progress.results.values() for found in result.findings),
            error=progress.error.message if progress.error else None,
            hint=progress.error.hint if progress.error else None,
            certificate=proof.certificate if proof else None,
            counters={stage: dict(result.counters) for stage, result in progress.results.items()},
            seconds=round(progress.seconds, 3),
            held_since=self._held_since(dataset) if not progress.proven else None,
        )
        rows = publication.rows if publication else None
        outcome = with_nights(outcome, self.earlier.get(dataset), rows, self.settings.now)
        self.state.record_outcome(outcome, publication)
        self.outcomes[dataset] = outcome

    def _held_since(self, dataset: str) -> datetime:
        earlier = self.earlier.get(dataset)
        return earlier.held_since if earlier and earlier.held_since else self.settings.now

    def _publication(self, dataset_id: str, progress: Progress) -> Publication:
        dataset, catalog = self.workspace.datasets[dataset_id], self.workspace.catalog
        proof = progress.results[STAGES[-1]]
        assert proof.certificate is not None
        table = progress.results["deidentify"].table
        assert table is not None
        publication = Publication(
            dataset=dataset_id,
            hash="",
            modified=self.settings.now,
            folder=self.work / dataset_id / "export",
            identifier=dataset.identifier,
            title=dataset.title,
            description=dataset.description,
            keywords=dataset.keywords,
            frequency=dataset.frequency,
            category=dataset.category or catalog.defaults.category,
            spatial=dataset.spatial or catalog.defaults.spatial,
            licence=catalog.defaults.licence,
            licence_url=catalog.defaults.licence_url,
            temporal=progress.temporal,
            rows=table.rows,
            schema=dataset.schema,
            artifacts=proof.artifacts,
            certificate=proof.certificate,
            agency=catalog.agency,
            notes=dataset.notes,
            charge=dataset.charge,
            landing_page=dataset.landing_page,
            conforms_to=dataset.conforms_to,
            charts=dataset.charts,
        )
        shown = replace(publication, folder=Path(), modified=_ANY_TIME)
        return replace(publication, hash=content_hash(shown)[:32])

    def _settle(self, planned: DatasetPlan) -> None:
        """The outcome of a dataset that was not worked on."""
        if planned.dataset in self.outcomes:
            return
        earlier = self.earlier.get(planned.dataset)
        if planned.action is Action.WITHDRAW:
            self.outcomes[planned.dataset] = DatasetOutcome(planned.dataset, State.WITHDRAWN, "")
        elif earlier is not None:
            standing = earlier.state in (State.HELD, State.FAILED)
            self.outcomes[planned.dataset] = earlier if standing else replace(earlier, state=State.UNCHANGED)

    def push(self, definition: PortalDefinition, agreed: PortalPlan | None = None) -> PortalOutcome:
        """Bring one portal to what is proven, and keep its receipts."""
        outcome = self._pushing(definition).push(agreed)
        for receipt in outcome.receipts:
            self.state.record_receipt(receipt)
        self.settings.emit(Event("portal", "push", "", definition.id, "failed" if outcome.error else "ok"))
        return outcome

    def preview(self, definition: PortalDefinition) -> PortalPlan:
        """What a push would do on one portal now."""
        return self._pushing(definition).preview()

    def _pushing(self, definition: PortalDefinition) -> Pushing:
        services = self._services(f"portal-{definition.id}")
        services.work.mkdir(mode=0o700, exist_ok=True)
        return Pushing(
            definition,
            self.workspace,
            services,
            self.publications,
            self.state.receipts(definition.id),
            self.state.publication_hashes(),
            self.settings.allow_withdrawals,
        )

    def _look_at(self, site: Site) -> SiteResult:
        folder = self.workspace.root / STATE_FOLDER
        return look_at(site, self.workspace, self.settings.now, folder, self.settings.emit)

    def _forget_withdrawn(self, plan: Plan) -> None:
        for item in plan.datasets:
            if item.action is Action.WITHDRAW:
                self.state.forget_dataset(item.dataset)
                self.publications.pop(item.dataset, None)

    def _report(
        self,
        run: int,
        started: datetime,
        finished: datetime,
        portals: tuple[PortalOutcome, ...],
        sites: tuple[SiteResult, ...],
    ) -> NightReport:
        accepted = in_force(self.workspace.accepted, started.date())
        outcomes = tuple(_marked(self.outcomes[name], accepted) for name in sorted(self.outcomes))
        portals = tuple(_marked(portal, accepted) for portal in portals)
        sites = tuple(_marked(site, accepted) for site in sites)
        unreached = any(portal.error for portal in portals) or not portals
        failed = {item.dataset for item in outcomes if item.state is State.FAILED}

        def looked_at(check: str, subject: str) -> bool:
            if check.startswith("portal."):
                return not unreached
            if check.partition(".")[0] in SITE_FAMILIES:
                return any(site.looked_at(check, subject) for site in sites)
            return subject not in failed

        findings = [found for item in outcomes for found in item.findings]
        findings += [found for portal in portals for found in portal.findings]
        findings += [found for site in sites for found in site.findings]
        first_seen, new, gone = self.state.record_findings(findings, looked_at, started)
        return NightReport(
            run,
            started,
            finished,
            outcomes,
            portals,
            exit_code(outcomes, portals, sites, findings, self.workspace.catalog.fail_on),
            versions(with_sites=bool(sites)),
            sites,
            first_seen,
            new,
            tuple(Fixed(*item, _area(item[1])) for item in gone if item[0] not in _worse(findings)),
            self.workspace.accepted,
        )


def standing_releases(workspace: Workspace) -> dict[str, Release]:
    """What is published of each dataset, for a stage that is run alone; nothing where no run has been yet."""
    folder = workspace.root / STATE_FOLDER
    if not folder.is_dir():
        return {}
    state = StateStore(folder)
    try:
        return _releases(workspace, state.publications(), PublicationStore(folder))
    finally:
        state.close()


def _releases(
    workspace: Workspace, publications: Mapping[str, Publication], store: PublicationStore
) -> dict[str, Release]:
    return {
        name: Release(name, item.folder, item.artifacts, item.certificate, item.schema)
        for name, item in publications.items()
        if name in workspace.datasets and store.is_whole(item)
    }


def exit_code(
    outcomes: tuple[DatasetOutcome, ...],
    portals: tuple[PortalOutcome, ...],
    sites: tuple[SiteResult, ...],
    findings: list[Finding],
    fail_on: Severity,
) -> int:
    """0, 1 or 4 (docs/reference/exit-codes.md): 4 when something was held, failed, not verified or not reached."""
    stopped = any(item.state in (State.HELD, State.FAILED) for item in outcomes)
    unpushed = any(portal.error or any(found.holds for found in portal.findings) for portal in portals)
    unseen = any(site.crashed or not site.coverage.complete for site in sites)
    if stopped or unpushed or unseen:
        return 4
    order = (Severity.ADVICE, Severity.WARNING, Severity.ERROR)
    counted = [found for found in findings if found.outcome is not Outcome.PASSED and not found.accepted]
    return int(any(order.index(found.severity) >= order.index(fail_on) for found in counted))


def _marked(item: Judged, accepted: frozenset[str]) -> Judged:
    return replace(item, findings=marked(item.findings, accepted))


def _worse(findings: list[Finding]) -> frozenset[str]:
    """Fingerprints of what was only probably broken and is broken now: gone, but not mended."""
    broken = [item for item in findings if item.check == "links.broken"]
    return frozenset(replace(item, check="links.probably-broken").fingerprint for item in broken)


def _area(check: str) -> str:
    family = check.partition(".")[0]
    return "website" if family in SITE_FAMILIES else "portal" if family == "portal" else "dataset"


def _state(progress: Progress, same: bool) -> State:
    if progress.error is not None:
        return State.FAILED
    if progress.held:
        return State.HELD
    return State.UNCHANGED if same else State.PUBLISHED


def _levels(outcome: DatasetOutcome) -> dict[str, int]:
    """The levels that de-identification chose for the quasi-identifiers last time, by published name."""
    counters = outcome.counters.get("deidentify", {})
    return {name.removeprefix("level:"): level for name, level in counters.items() if name.startswith("level:")}


def _point_latest(folder: Path) -> None:
    """`reports/latest` shows the newest report; replaced in one step."""
    fresh = folder.parent / ".latest"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.name)
    fresh.replace(folder.parent / "latest")
