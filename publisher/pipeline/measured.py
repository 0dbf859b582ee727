"""The service measures of a night: computed from what stands published, each rule for itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from publisher import measures
from publisher.gate.readback import read_table
from publisher.model.acceptance import in_force, marked
from publisher.model.border import attempt
from publisher.model.errors import PublisherError
from publisher.model.finding import Finding
from publisher.model.measures import MeasureResult, MeasureRule, MeasuresOutcome
from publisher.model.plan_items import PlanItem
from publisher.model.punctuality import day_of
from publisher.model.release import Publication
from publisher.model.table_schema import primary_key
from publisher.model.text import Message, msg
from publisher.pipeline.desk import Desk


class Measured:
    """The measures of a workspace; what became of them stands in `outcome` (none: no rule is declared)."""

    area = "measure"
    part = "measures"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.outcome: MeasuresOutcome | None = None

    def carry_out(self) -> None:
        """Compute them; a fault in the file is told, and proves nothing."""
        workspace = self._desk.workspace
        for fault in workspace.measure_faults:
            self._desk.note(fault)
        if not workspace.measures:
            return
        results = tuple(self._result(rule) for rule in workspace.measures)
        found = measures.findings(results, self._unruled(), workspace.checks)
        self.outcome = MeasuresOutcome(results, found)

    def _result(self, rule: MeasureRule) -> MeasureResult:
        publication = self._desk.publications.get(rule.dataset)
        if publication is None:
            return self._not_computed(rule, msg("the dataset {dataset} is not published", dataset=rule.dataset))
        done = attempt("measure", partial(self._computed, rule, publication), self._desk.work)
        return self._not_computed(rule, done.message) if isinstance(done, PublisherError) else done

    def _computed(self, rule: MeasureRule, publication: Publication) -> MeasureResult:
        files = sorted(publication.data(), key=lambda item: (item.format != "parquet", item.format != "csv"))
        frame = read_table(publication.folder / files[0].path, files[0].format)
        return measures.measure(
            rule,
            frame,
            primary_key(publication.schema),
            as_of=day_of(publication.modified),
            today=day_of(self._desk.settings.now),
            due=self._due(rule),
        )

    def _due(self, rule: MeasureRule) -> tuple[str, ...]:
        return next((item.due for item in self._desk.workspace.plan_items if item.id == rule.measure), ())

    @staticmethod
    def _not_computed(rule: MeasureRule, why: Message) -> MeasureResult:
        return MeasureResult(rule, fault=why)

    def _unruled(self) -> Iterator[PlanItem]:
        """The plan's measures that no rule computes."""
        ruled = {rule.measure for rule in self._desk.workspace.measures}
        return (
            item for item in self._desk.workspace.plan_items if item.kind == "measure" and item.id not in ruled
        )

    def covers(self, check: str, /) -> bool:
        """Findings of the family `measures`."""
        return check.startswith("measures.")

    def looked_at(self, check: str, subject: str, /) -> bool:
        """Whether the rule could be computed tonight; one that is not declared any more has no findings."""
        if self._desk.workspace.measure_faults:
            return False
        results = self.outcome.results if self.outcome else ()
        fault = any(result.fault is not None and result.rule.id == subject for result in results)
        return check == "measures.not-computed" or not fault

    def findings(self) -> tuple[Finding, ...]:
        """The findings, each saying whether it is accepted."""
        report = self.report()
        return report.findings if report else ()

    def stopped(self) -> bool:
        """Whether a rule could not be computed."""
        return any(result.fault is not None for result in self.outcome.results) if self.outcome else False

    def report(self) -> MeasuresOutcome | None:
        """What the night says of them."""
        if self.outcome is None:
            return None
        accepted = in_force(self._desk.workspace.accepted, self._desk.settings.now.date())
        return MeasuresOutcome(self.outcome.results, marked(self.outcome.findings, accepted))
