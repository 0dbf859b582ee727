"""A night sorted for reading: what was held or failed first, and one sentence over all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.model.finding import Finding, Outcome, Severity
from publisher.model.gravity import gravity_of
from publisher.model.night import DatasetOutcome, NightReport, PortalOutcome, State
from publisher.model.portal import PushAction, Receipt
from publisher.model.site import SiteResult
from publisher.model.text import LocalText, Message, msg
from publisher.model.workspace import Workspace
from publisher.report.reading.wording import ReportWording

AREAS = ("dataset", "portal", "website", "inventory", "measure")
"""To what a finding may belong."""

_COUNTED = {
    State.PUBLISHED: msg("{n} published"),
    State.UNCHANGED: msg("{n} unchanged"),
    State.HELD: msg("{n} held"),
    State.FAILED: msg("{n} could not be processed"),
    State.WITHDRAWN: msg("{n} withdrawn"),
}

_MOST_NAMES = 20
"""Datasets that are named of one unfinished run."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The outcomes of a night by state, in the order of their ids, and the portals that need a person."""

    held: tuple[DatasetOutcome, ...]
    failed: tuple[DatasetOutcome, ...]
    published: tuple[DatasetOutcome, ...]
    unchanged: tuple[DatasetOutcome, ...]
    withdrawn: tuple[DatasetOutcome, ...]
    troubled: tuple[PortalOutcome, ...]
    findings: tuple[Finding, ...]
    sites: tuple[SiteResult, ...] = ()

    @property
    def datasets(self) -> tuple[DatasetOutcome, ...]:
        """All outcomes, the ones that need a person first."""
        return self.held + self.failed + self.published + self.unchanged + self.withdrawn

    @property
    def calm(self) -> bool:
        """Whether nothing was held, nothing failed, every portal did its part and no website needs a person."""
        return self.data_calm and all(seen_whole(item) and not _has_errors(item) for item in self.sites)

    @property
    def data_calm(self) -> bool:
        """Whether nothing was held, nothing failed and every portal did its part."""
        return not (self.held or self.failed or self.troubled)

    def count(self, severity: Severity) -> int:
        """How many findings stand with this severity."""
        return sum(item.severity == severity for item in self.findings)


def digest(night: NightReport) -> Digest:
    """Sort a night's outcomes; a check that passed is no finding to report."""

    def standing(state: State) -> tuple[DatasetOutcome, ...]:
        return tuple(
            sorted((item for item in night.datasets if item.state is state), key=lambda item: item.dataset)
        )

    findings = tuple(found for some in _seen(night) for found in reported(some))
    troubled = tuple(item for item in night.portals if item.error or any(found.holds for found in item.findings))
    return Digest(
        standing(State.HELD),
        standing(State.FAILED),
        standing(State.PUBLISHED),
        standing(State.UNCHANGED),
        standing(State.WITHDRAWN),
        troubled,
        findings,
        night.sites,
    )


def _seen(night: NightReport) -> list[tuple[Finding, ...]]:
    groups = (night.datasets, night.portals, night.sites)
    return [*(item.findings for group in groups for item in group), *(found for _, found in night.of_the_agency())]


def all_findings(night: NightReport) -> tuple[Finding, ...]:
    """Every finding of a night that says something, accepted ones too."""
    return tuple(found for some in _seen(night) for found in with_accepted(some))


def with_accepted(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that say something, the gravest first; what passed or does not apply is left out."""
    said = [item for item in findings if item.outcome not in (Outcome.PASSED, Outcome.INAPPLICABLE)]
    return tuple(sorted(said, key=lambda item: (item.severity.rank, item.check, item.subject, item.key)))


def gravity(finding: Finding) -> tuple[int, int, int]:
    """What is graver comes first, as `model.gravity` has it."""
    return gravity_of(finding.check, finding.key, finding.severity, finding.outcome)


def gravest(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that ask for something to be done, the gravest first."""
    return tuple(
        sorted(reported(tuple(findings)), key=lambda item: (*gravity(item), item.check, item.subject, item.key))
    )


def reported(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that ask for something to be done: without the accepted ones, which have their own section."""
    return tuple(item for item in with_accepted(findings) if not item.accepted)


def seen_whole(site: SiteResult) -> bool:
    """Whether all of the website that was to be looked at was looked at, by checks that came to their end."""
    coverage = site.coverage
    return (
        coverage.complete
        and coverage.pages > 0
        and not coverage.untested_count
        and not site.crashed
        and not any(item.outcome is Outcome.UNTESTED for item in site.findings)
    )


def _has_errors(site: SiteResult) -> bool:
    return any(item.severity is Severity.ERROR for item in reported(site.findings))


def _site_sentences(night: NightReport, wording: ReportWording) -> list[str]:
    """What the websites add to the verdict; one not seen whole is never counted among the faultless."""
    seen = [
        (item, any(found.outcome is not Outcome.UNTESTED for found in reported(item.findings)))
        for item in night.sites
    ]
    counts = (
        (msg("Websites with findings: {n}."), sum(found for _, found in seen)),
        (msg("Websites that were not looked at in full: {n}."), sum(not seen_whole(item) for item, _ in seen)),
        (
            msg("Websites looked at in full, without a finding: {n}."),
            sum(seen_whole(item) and not found for item, found in seen),
        ),
    )
    return [wording.say(Message(template.template, {"n": n})) for template, n in counts if n]


def is_new(night: NightReport, finding: Finding) -> bool:
    """Whether this run was the first to see the finding."""
    return finding.fingerprint in night.new


def title(workspace: Workspace, dataset: str) -> LocalText:
    """The title of a dataset; of one that is gone, its id."""
    known = workspace.datasets.get(dataset)
    return known.title if known else LocalText(dataset, dataset)


def portal_title(workspace: Workspace, portal: str) -> LocalText:
    """The title of a portal; of one that is gone, its id."""
    titles = {item.id: item.title for item in workspace.catalog.portals}
    return titles.get(portal, LocalText(portal, portal))


def receipts_of(night: NightReport, dataset: str) -> tuple[Receipt, ...]:
    """What the portals show of one dataset, in the order of the portals."""
    return tuple(item for portal in night.portals for item in portal.receipts if item.dataset == dataset)


def written_in(night: NightReport, receipt: Receipt) -> bool:
    """Whether this run made the change that the receipt tells of (the receipt of an old withdrawal stays)."""
    return receipt.action is not PushAction.UNCHANGED and receipt.pushed_at >= night.started


def unfinished(night: NightReport, wording: ReportWording) -> list[str]:
    """A sentence for each earlier run that was killed before it could report: what it had done all the same."""
    said = []
    for run in night.unfinished:
        opening = msg(
            "Run {run}, begun {started}, was killed before its end and wrote no report. This run went on.",
            run=run.run,
            started=wording.moment(run.started),
        )
        names = [*run.done[:_MOST_NAMES], *(["…"] if len(run.done) > _MOST_NAMES else [])]
        done = (
            msg("Datasets that it had come to the end of ({n}): {names}.", n=len(run.done), names=", ".join(names))
            if names
            else msg("It had come to the end of no dataset.")
        )
        said.append(wording.sentences([wording.say(opening), wording.say(done)]))
    return said


def verdict(night: NightReport, wording: ReportWording) -> str:
    """The night in one sentence, and one more for each thing a person must know beside it."""
    sorted_night = digest(night)
    total = len(night.datasets)
    if total == 0:
        nothing = wording.say(
            msg("The run came to the end of no dataset.")
            if night.troubles
            else msg("There are no datasets in this workspace.")
        )
        return wording.sentences([nothing, *_site_sentences(night, wording)])
    counts = [
        wording.say(Message(template.template, {"n": n}))
        for state, template in _COUNTED.items()
        if (n := sum(item.state is state for item in night.datasets))
    ]
    opening = msg("{n} dataset: ", n=total) if total == 1 else msg("{n} datasets: ", n=total)
    ending = "。" if wording.language == "zh-TW" else "."
    said = [wording.say(opening) + wording.listed(counts) + ending]
    if sorted_night.troubled:
        said.append(wording.say(msg("Portals with trouble: {n}.", n=len(sorted_night.troubled))))
    elif not any(portal.writes for portal in night.portals):
        said.append(wording.say(msg("Nothing was written to a portal.")))
    return wording.sentences([*said, *_site_sentences(night, wording)])
