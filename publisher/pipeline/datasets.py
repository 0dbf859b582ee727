"""The datasets of a night: carried through the stages, concluded one by one, kept in the state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from publisher.model.acceptance import in_force, marked
from publisher.model.border import attempt
from publisher.model.errors import PublisherError, Trouble
from publisher.model.event import Event
from publisher.model.finding import Finding, Severity
from publisher.model.jsonable import content_hash
from publisher.model.night import Action, DatasetOutcome, DatasetPlan, Plan, State
from publisher.model.punctuality import day_of, due
from publisher.model.release import Publication
from publisher.model.rulebook import finding, if_on
from publisher.model.spending import Spending
from publisher.pipeline.counterparts import with_nights
from publisher.pipeline.desk import Desk
from publisher.pipeline.plan import STAGES
from publisher.pipeline.prepare import Preparation
from publisher.pipeline.unfinished import not_reached
from publisher.pipeline.walk import Course, Walk
from publisher.privacy.ledger import note

_ANY_TIME = datetime(1, 1, 1, tzinfo=UTC)


class Datasets:
    """Every dataset of a plan; what became of each stands in `outcomes`."""

    area = "dataset"
    part = "datasets"

    def __init__(self, desk: Desk, plan: Plan) -> None:
        self._desk = desk
        self._plan = plan
        self.outcomes: dict[str, DatasetOutcome] = {}

    def carry_out(self) -> None:
        """Work on what changed; conclude what did not."""
        desk, plans = self._desk, {item.dataset: item for item in self._plan.datasets}

        def finished(dataset: str, course: Course) -> None:
            if plans[dataset].action is Action.PUBLISH:
                self._conclude(plans[dataset], course)
                desk.settings.emit(Event("dataset", "gate", dataset, "", str(self.outcomes[dataset].state)))

        walk = Walk(desk.workspace, self._plan.steps, desk.services, desk.remembered)
        preparation = Preparation(desk.workspace, walk, desk.settings.emit, partial(desk.left, "datasets"))

        def prepare() -> None:
            if walk.steps:
                with desk.executor() as executor:
                    preparation.carry_out(executor, desk.settings.step_patience, finished)

        done = attempt("plan", prepare, desk.work)
        if isinstance(done, PublisherError):
            desk.note(done)
            for item in self._plan.datasets:
                if item.action is Action.PUBLISH and item.dataset not in self.outcomes:
                    self.outcomes[item.dataset] = self._failed(item, Trouble.of(done), "plan")
        for item in self._plan.datasets:
            self._settle(item)

    def name_the_rest(self) -> None:
        """Those that were to be worked on were not; of the others it is known how they stand."""
        for item in self._plan.datasets:
            if item.dataset in self.outcomes or item.action is Action.WITHDRAW:
                continue
            if item.action is Action.PUBLISH:
                self.outcomes[item.dataset] = self._failed(item, Trouble.of(not_reached()), "plan")
            else:
                self._settle(item)

    def forget_withdrawn(self) -> None:
        """Once the portals are done: nothing is kept of what is gone."""
        for item in self._plan.datasets:
            if item.action is Action.WITHDRAW:
                self._desk.state.forget_dataset(item.dataset)
                self._desk.publications.pop(item.dataset, None)

    def covers(self, _check: str, /) -> bool:
        """Whatever is about no portal and no website is about datasets."""
        return True

    def looked_at(self, _check: str, subject: str, /) -> bool:
        """Whether the dataset was worked on, or is as it was."""
        outcome = self.outcomes.get(subject)
        return outcome is None or outcome.state is not State.FAILED

    def findings(self) -> tuple[Finding, ...]:
        """The findings of all datasets."""
        return tuple(found for item in self.report() for found in item.findings)

    def stopped(self) -> bool:
        """Whether one was held or failed."""
        return stopped(self.outcomes.values())

    def report(self) -> tuple[DatasetOutcome, ...]:
        """The outcomes in the order of their names, each finding saying whether it is accepted."""
        accepted = in_force(self._desk.workspace.accepted, self._desk.settings.now.date())
        outcomes = (self.outcomes[name] for name in sorted(self.outcomes))
        return tuple(
            replace(item, findings=marked((*item.findings, *self._overdue(item.dataset)), accepted))
            for item in outcomes
        )

    def _overdue(self, dataset: str) -> Iterator[Finding]:
        """Whether what stands published is older than its update frequency allows, and by how many days."""
        published, declared = self._desk.publications.get(dataset), self._desk.workspace.datasets.get(dataset)
        last = due(published.modified, declared.frequency) if published and declared else None
        late = (day_of(self._desk.settings.now) - last).days if last else 0
        if published is None or declared is None or late <= 0:
            return
        yield from if_on(
            self._desk.workspace.checks,
            finding(
                self._desk.workspace.checks,
                "expectations.update-overdue",
                dataset,
                params={
                    "frequency": declared.frequency,
                    "modified": day_of(published.modified).isoformat(),
                    "days": late,
                },
                severity=Severity.WARNING,
            ),
        )

    def _conclude(self, planned: DatasetPlan, course: Course) -> None:
        """Keep what became of a dataset that was worked on; where that cannot be done it has failed."""
        folder = self._desk.workspace.state_folder
        kept = attempt("state", lambda: self._keep(planned, course), folder)
        if isinstance(kept, PublisherError):
            kept = self._failed(planned, Trouble.of(kept), "state")
        self.outcomes[planned.dataset] = kept

    def _keep(self, planned: DatasetPlan, course: Course) -> DatasetOutcome:
        """The outcome, kept with its publication in one transaction."""
        desk, dataset = self._desk, planned.dataset
        publication = self._publication(dataset, course) if course.proven else None
        before = desk.publications.get(dataset)
        same = False
        if publication is not None:
            if before is not None and publication.hash == before.hash:
                same, publication = True, replace(publication, modified=before.modified)
            publication = desk.store.keep(publication)
        proof = course.results.get(STAGES[-1]) or course.results.get("gate")
        shown = publication or before
        outcome = DatasetOutcome(
            dataset,
            _state(course, same),
            planned.fingerprint,
            stage=course.stopped_at,
            publication=shown.hash if shown else None,
            rows=shown.rows if shown else None,
            findings=tuple(found for result in course.results.values() for found in result.findings),
            error=course.error.message if course.error else None,
            hint=course.error.hint if course.error else None,
            certificate=proof.certificate if proof else None,
            counters={stage: dict(result.counters) for stage, result in course.results.items()},
            facts={stage: result.facts for stage, result in course.results.items()},
            seconds=round(course.seconds, 3),
            held_since=self._held_since(dataset) if not course.proven else None,
            troubles=Trouble.of(course.error) if course.error else (),
            worked_on=desk.settings.now,
        )
        judged = course.results.get("validate")
        rows = publication.rows if publication else judged.table.rows if judged and judged.table else None
        earlier, now = desk.remembered.outcomes.get(dataset), desk.settings.now
        outcome = with_nights(outcome, earlier, rows, now, proven=publication is not None)
        transformed = course.results.get("deidentify")
        spending = transformed.spending if transformed and publication else None
        desk.state.record_outcome(outcome, publication, spending)
        if publication is not None:
            self._note_spent(dataset, spending)
            desk.publications[dataset] = publication
        return outcome

    def _note_spent(self, dataset: str, spending: Spending | None) -> None:
        """Note beside the key, before anything is pushed, what the state knows to be spent."""
        spent = (*self._desk.remembered.spendings.get(dataset, ()), *([spending] if spending else ()))
        if spent:
            note(self._desk.settings.keys, dataset, spent)

    def _failed(self, planned: DatasetPlan, troubles: tuple[Trouble, ...], stage: str) -> DatasetOutcome:
        """Of a dataset that could not be worked on; what was published before stays."""
        before = self._desk.publications.get(planned.dataset)
        earlier = self._desk.remembered.outcomes.get(planned.dataset)
        return DatasetOutcome(
            planned.dataset,
            State.FAILED,
            planned.fingerprint,
            stage=stage,
            publication=before.hash if before else None,
            rows=before.rows if before else None,
            error=troubles[0].message,
            hint=troubles[0].hint,
            counters=earlier.counters if earlier else {},
            facts=earlier.facts if earlier else {},
            nights=earlier.nights if earlier else (),
            held_since=self._held_since(planned.dataset),
            troubles=troubles,
        )

    def _held_since(self, dataset: str) -> datetime:
        earlier = self._desk.remembered.outcomes.get(dataset)
        return earlier.held_since if earlier and earlier.held_since else self._desk.settings.now

    def _publication(self, dataset_id: str, course: Course) -> Publication:
        desk = self._desk
        dataset, catalog = desk.workspace.datasets[dataset_id], desk.workspace.catalog
        proof = course.results[STAGES[-1]]
        assert proof.certificate is not None
        table = course.results["deidentify"].table
        assert table is not None
        publication = Publication(
            dataset=dataset_id,
            hash="",
            modified=desk.settings.now,
            folder=desk.work / dataset_id / "export",
            identifier=dataset.identifier,
            title=dataset.title,
            description=dataset.description,
            keywords=dataset.keywords,
            frequency=dataset.frequency,
            category=dataset.category or catalog.defaults.category,
            spatial=dataset.spatial or catalog.defaults.spatial,
            licence=catalog.defaults.licence,
            licence_url=catalog.defaults.licence_url,
            temporal=course.temporal,
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
        desk, dataset = self._desk, planned.dataset
        if dataset in self.outcomes:
            return
        earlier = desk.remembered.outcomes.get(dataset)
        if planned.action is Action.WITHDRAW:
            self.outcomes[dataset] = DatasetOutcome(dataset, State.WITHDRAWN, "")
        elif planned.action is Action.CANNOT:
            outcome = self.outcomes[dataset] = self._failed(planned, planned.troubles, "plan")
            kept = attempt("state", lambda: desk.state.record_outcome(outcome), desk.workspace.state_folder)
            if isinstance(kept, PublisherError):
                desk.note(kept)
        elif earlier is not None:
            standing = earlier.state in (State.HELD, State.FAILED)
            self.outcomes[dataset] = earlier if standing else replace(earlier, state=State.UNCHANGED)


def stopped(outcomes: Iterable[DatasetOutcome]) -> bool:
    """Whether a dataset is not what it should be."""
    return any(item.state in (State.HELD, State.FAILED) for item in outcomes)


def _state(course: Course, same: bool) -> State:
    if course.error is not None:
        return State.FAILED
    if course.held:
        return State.HELD
    return State.UNCHANGED if same else State.PUBLISHED
