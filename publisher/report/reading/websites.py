"""A website as its people read it: one minute for the head of station, then what each section owner mends.

What was not looked at is never worded as clean: `SiteView.clean` is true only when the crawl was complete, every
check came to its end and nothing was left untested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from publisher.model.finding import CheckDefinition, Finding, Outcome, Place, Reference, Severity
from publisher.model.night import NightReport
from publisher.model.site import Coverage, Section, Site, SiteResult
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.net.urls import section_of
from publisher.report.reading.digest import is_new, reported, seen_whole
from publisher.report.reading.places import SitePlace, site_places
from publisher.report.reading.views import FindingView, finding_view, title_of

SITE_SUBJECTS = frozenset({"website", "page", "document"})
"""What the checks of websites apply to, in the rulebook's words."""
MOST_PLACES = 20
"""Places shown at once; the others that were kept are folded away."""
MOST_FINDINGS = 200
"""Findings of one check that are written out for one owner; the lists for programs have all of them."""
_KINDS = {"law": 0, "plan": 1, "standard": 2}


@dataclass(frozen=True, slots=True)
class SiteFinding:
    """One finding with its places as addresses. `unkept` places were counted and not kept."""

    view: FindingView
    shown: tuple[SitePlace, ...]
    folded: tuple[SitePlace, ...]
    unkept: int


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """What one check found for one owner, with the rulebook's words said once."""

    anchor: str
    check: str
    entry: CheckDefinition | None
    title: LocalText
    severity: Severity
    findings: tuple[SiteFinding, ...]
    total: int

    @property
    def left_out(self) -> int:
        """Findings that the page does not write out."""
        return self.total - len(self.findings)


@dataclass(frozen=True, slots=True)
class OwnerGroup:
    """What the owner of one section has to mend; `section` is None for what belongs to no section alone."""

    anchor: str
    section: Section | None
    groups: tuple[CheckGroup, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A line of the index by check, with the groups to which it leads."""

    anchor: str
    check: str
    title: LocalText
    severity: Severity
    findings: int
    places: int
    owners: tuple[tuple[Section | None, str], ...]


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A line of the index by law, plan item and standard."""

    reference: Reference
    findings: int
    checks: tuple[CheckRow, ...]


@dataclass(frozen=True, slots=True)
class UnrunCheck:
    """A check that proves nothing in this run, and why: `crashed` names the kind of the fault; `partly` says that
    it ran on a part of the website."""

    check: str
    title: LocalText
    crashed: str = ""
    disabled_reason: LocalText | None = None
    disabled: bool = False
    partly: bool = False


@dataclass(frozen=True, slots=True)
class SiteView:
    """Everything the report says of one website."""

    anchor: str
    result: SiteResult
    title: LocalText
    start: str
    findings: tuple[Finding, ...]
    """What failed or may have failed, the gravest first."""
    untested: tuple[SiteFinding, ...]
    """What a check could not look at."""
    counts: Mapping[str, int]
    families: tuple[tuple[str, Mapping[str, int]], ...]
    new: int
    accepted: int
    """Findings that are accepted: not among `findings`."""
    fixed: int
    """Findings of this website that stood before this run and do not any more."""
    owners: tuple[OwnerGroup, ...]
    checks: tuple[CheckRow, ...]
    references: tuple[ReferenceRow, ...]
    reasons: tuple[tuple[str, int], ...]
    """Why addresses were not looked at, of those that were kept, the most frequent first."""
    unrun: tuple[UnrunCheck, ...]

    @property
    def coverage(self) -> Coverage:
        """What was looked at."""
        return self.result.coverage

    @property
    def whole(self) -> bool:
        """Whether everything that was to be looked at was looked at."""
        return seen_whole(self.result)

    @property
    def clean(self) -> bool:
        """Whether there is proof that these checks find no fault."""
        return self.whole and not self.findings and all(item.disabled for item in self.unrun)

    @property
    def mood(self) -> str:
        """The colour of its card: `held` has errors, `published` is proven clean, `failed` is neither."""
        if self.counts[Severity.ERROR]:
            return "held"
        return "published" if self.clean else "failed"


def site_views(night: NightReport, workspace: Workspace) -> tuple[SiteView, ...]:
    """The websites of a night, in their order."""
    declared = {site.id: site for site in workspace.catalog.websites}
    return tuple(
        _site_view(f"site-{number}", result, declared.get(result.site), night, workspace)
        for number, result in enumerate(night.sites, 1)
    )


def _site_view(
    anchor: str, result: SiteResult, site: Site | None, night: NightReport, workspace: Workspace
) -> SiteView:
    seen = reported(result.findings)
    findings = tuple(item for item in seen if item.outcome is not Outcome.UNTESTED)
    owners = _owners(anchor, findings, site, night, workspace)
    rows = _check_rows(anchor, findings, owners, workspace)
    families: dict[str, Counter[str]] = {}
    for finding in findings:
        families.setdefault(family_of(finding.check), Counter())[finding.severity] += 1
    reasons = Counter(item.reason for item in result.coverage.untested)
    return SiteView(
        anchor,
        result,
        site.title if site else LocalText(result.site, result.site),
        site.start[0] if site and site.start else "",
        findings,
        tuple(site_finding(item, night, workspace) for item in seen if item.outcome is Outcome.UNTESTED),
        _counts(findings),
        tuple((name, {item: families[name][item] for item in Severity}) for name in sorted(families)),
        sum(is_new(night, item) for item in findings),
        sum(item.accepted for item in result.findings),
        sum(item.area == "website" and result.holds(item.subject) for item in night.fixed),
        owners,
        rows,
        _reference_rows(rows, workspace),
        tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        _unrun(result, workspace),
    )


def family_of(check: str) -> str:
    """The family of a check: the first half of its id."""
    return check.partition(".")[0]


def owner_of(finding: Finding, site: Site | None) -> Section | None:
    """The section that holds everything the finding is about; None when it belongs to none, or to several.

    A fault of a page belongs to the page; one of the whole site (a template, a link on many pages) belongs to a
    section only when all its places are known and lie in that section.
    """
    if site is None or not site.sections:
        return None
    subject = _section(site, finding.subject)
    if subject is not None:
        return subject
    if finding.subject != site.id or finding.count > len(finding.places):
        return None
    owners = [_section(site, place.url or "") for place in finding.places]
    first = owners[0] if owners else None
    return first if all(item == first for item in owners) else None


def _section(site: Site, url: str) -> Section | None:
    try:
        return section_of(site, url) if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    counted = Counter(item.severity for item in findings)
    return {item: counted[item] for item in Severity}


def _owners(
    anchor: str, findings: Sequence[Finding], site: Site | None, night: NightReport, workspace: Workspace
) -> tuple[OwnerGroup, ...]:
    """Sections in the order of the catalogue, what belongs to none of them last."""
    sections: tuple[Section | None, ...] = (*(site.sections if site else ()), None)
    by_owner: dict[str, list[Finding]] = {}
    for finding in findings:
        section = owner_of(finding, site)
        by_owner.setdefault(section.id if section else "", []).append(finding)
    owners = []
    for number, section in enumerate(sections, 1):
        theirs = by_owner.get(section.id if section else "", [])
        if theirs:
            name = f"{anchor}-part-{number}"
            owners.append(OwnerGroup(name, section, _groups(name, theirs, night, workspace), _counts(theirs)))
    return tuple(owners)


def _groups(
    anchor: str, findings: Sequence[Finding], night: NightReport, workspace: Workspace
) -> tuple[CheckGroup, ...]:
    by_check = _by_check(findings)
    return tuple(
        CheckGroup(
            f"{anchor}-check-{number}",
            check,
            workspace.checks.get(check),
            title_of(check, workspace),
            theirs[0].severity,
            tuple(site_finding(item, night, workspace) for item in theirs[:MOST_FINDINGS]),
            len(theirs),
        )
        for number, (check, theirs) in enumerate(by_check.items(), 1)
    )


def _by_check(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by check, in their order: the gravest first."""
    by_check: dict[str, list[Finding]] = {}
    for finding in findings:
        by_check.setdefault(finding.check, []).append(finding)
    return by_check


def site_finding(finding: Finding, night: NightReport, workspace: Workspace) -> SiteFinding:
    """One finding with the places that are shown and those that are folded away."""
    places = finding.places
    if not places and _scheme(finding.subject) in ("http", "https"):
        places = (Place(url=finding.subject),)
    kept = site_places(places)
    return SiteFinding(
        finding_view(finding, night, workspace),
        kept[:MOST_PLACES],
        kept[MOST_PLACES:],
        max(0, finding.count - len(kept)) if finding.places else 0,
    )


def _scheme(address: str) -> str:
    """The scheme of an address, empty for what is none."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def _check_rows(
    anchor: str, findings: Sequence[Finding], owners: Sequence[OwnerGroup], workspace: Workspace
) -> tuple[CheckRow, ...]:
    where: dict[str, list[tuple[Section | None, str]]] = {}
    for owner in owners:
        for group in owner.groups:
            where.setdefault(group.check, []).append((owner.section, group.anchor))
    return tuple(
        CheckRow(
            f"{anchor}-row-{number}",
            check,
            title_of(check, workspace),
            theirs[0].severity,
            len(theirs),
            sum(item.count for item in theirs),
            tuple(where[check]),
        )
        for number, (check, theirs) in enumerate(_by_check(findings).items(), 1)
    )


def _reference_rows(rows: Sequence[CheckRow], workspace: Workspace) -> tuple[ReferenceRow, ...]:
    references: dict[tuple[str, str], Reference] = {}
    checks: dict[tuple[str, str], list[CheckRow]] = {}
    for row in rows:
        entry = workspace.checks.get(row.check)
        for reference in entry.references if entry else ():
            key = (reference.kind, reference.id)
            references.setdefault(key, reference)
            if row not in checks.setdefault(key, []):
                checks[key].append(row)
    ordered = sorted(references, key=lambda key: (_KINDS.get(key[0], len(_KINDS)), key))
    return tuple(
        ReferenceRow(references[key], sum(row.findings for row in checks[key]), tuple(checks[key]))
        for key in ordered
    )


def ran_partly(check: str, result: SiteResult) -> bool:
    """Whether a check that did not see everything saw a part: it found something, or pages were judged by it."""
    judged = any(item.pages and item.family == family_of(check) for item in result.judged)
    return judged or any(item.check == check and item.outcome is not Outcome.UNTESTED for item in result.findings)


def _unrun(result: SiteResult, workspace: Workspace) -> tuple[UnrunCheck, ...]:
    """The checks that came to no end: crashed, not run, switched off, in this order."""
    crashed = tuple(
        UnrunCheck(item.url, title_of(item.url, workspace), crashed=item.reason) for item in result.crashed
    )
    heard = {*result.ran, *(item.url for item in result.crashed)}
    if not any(site.id == result.site and site.services for site in workspace.catalog.websites):
        # where no service is declared there is nothing to look at, which the plan's items say
        heard |= {name for name in workspace.checks if name.startswith("services.")}
    others = [
        UnrunCheck(
            item.id,
            item.title,
            disabled_reason=item.disabled_reason,
            disabled=not item.enabled,
            partly=ran_partly(item.id, result),
        )
        for item in sorted(workspace.checks.values(), key=lambda item: item.id)
        if item.applies_to in SITE_SUBJECTS and item.id not in heard
    ]
    return (*crashed, *sorted(others, key=lambda item: item.disabled))
