"""The few lines that someone at a terminal reads when a run has ended."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.i18n import translator
from publisher.i18n.words import words_of
from publisher.model.errors import Trouble
from publisher.model.finding import CheckDefinition, Severity
from publisher.model.night import DatasetOutcome, NightReport, PortalOutcome, State
from publisher.model.text import Language, msg
from publisher.model.workspace import Workspace
from publisher.report.reading.accepted import AcceptedViews, accepted_views
from publisher.report.reading.digest import (
    digest,
    gravity,
    is_new,
    portal_title,
    reported,
    title,
    unfinished,
    verdict,
    written_in,
)
from publisher.report.reading.places import printable, web_link
from publisher.report.reading.views import portal_link
from publisher.report.reading.websites import SiteView, site_views
from publisher.report.reading.wording import STAGES, ReportWording

_MOST_PUBLISHED = 20
_MOST_FINDINGS = 5
_WORST = 3


def render_text(night: NightReport, workspace: Workspace, language: Language) -> str:
    """The end of a run in words: first what was held or failed and why, then what was published, and where.

    Which files to open is said by whoever wrote them; a portal of files is named here with its address.
    """
    wording = ReportWording(language)
    sorted_night = digest(night)
    lines = [verdict(night, wording)]
    new = sum(is_new(night, item) for item in sorted_night.findings)
    if new or night.fixed:
        said = msg("New findings: {new}; no longer found: {fixed}.", new=new, fixed=len(night.fixed))
        lines.append(wording.say(said))
    lines += unfinished(night, wording)
    if night.troubles:
        lines += [
            "",
            translator(language)("The night itself could not do everything"),
            *_troubles(night.troubles, wording),
        ]
    for outcome in (*sorted_night.held, *sorted_night.failed):
        lines += ["", *_stopped(outcome, workspace, wording)]
    lines += _published(sorted_night.published, workspace, wording)
    if night.portals:
        lines.append("")
        for portal in night.portals:
            lines += _portal(portal, night, workspace, wording)
    for site in site_views(night, workspace):
        lines += ["", *_site(site, workspace.checks, wording)]
    lines += _accepted(accepted_views(night, workspace), wording)
    return "\n".join(lines) + "\n"


def _accepted(views: AcceptedViews, wording: ReportWording) -> list[str]:
    _ = translator(wording.language)
    lines = []
    if views.standing:
        lines.append(_("Accepted findings: {n}", n=len(views.standing)))
    if views.expired:
        lines.append(_("The time of accepted findings is over, they count again: {n}", n=len(views.expired)))
    return ["", *lines] if lines else []


def _stopped(outcome: DatasetOutcome, workspace: Workspace, wording: ReportWording) -> list[str]:
    _ = translator(wording.language)
    name = f"{wording.text(title(workspace, outcome.dataset))} [{outcome.dataset}]"
    stage = wording.name(STAGES, outcome.stage or "")
    heading = (
        _("HELD: {name}, stopped at {stage}", name=name, stage=stage)
        if outcome.state is State.HELD
        else _("NOT PROCESSED: {name}, stopped at {stage}", name=name, stage=stage)
    )
    lines = [heading]
    lines += _troubles(outcome.why, wording)
    holding = [item for item in reported(outcome.findings) if item.holds]
    for finding in holding[:_MOST_FINDINGS]:
        message = wording.text(words_of(finding, workspace.checks.get(finding.check)))
        lines.append(f"  - {message} ({finding.check})")
    if len(holding) > _MOST_FINDINGS:
        lines.append("  - " + _("and more, see the report: {n}", n=len(holding) - _MOST_FINDINGS))
    lines.append(
        "  "
        + (
            _("What was published before stays as it was.")
            if outcome.publication
            else _("Nothing of it has been published so far.")
        )
    )
    return lines


def _troubles(troubles: tuple[Trouble, ...], wording: ReportWording) -> list[str]:
    """What kept us from looking: where, what, and the next step."""
    lines = []
    for item in troubles:
        where = f"{item.where}: " if item.where else ""
        lines.append(f"  - {where}{wording.say(item.message)}")
        if item.hint is not None:
            lines.append(f"    {wording.say(item.hint)}")
    return lines


def _published(outcomes: tuple[DatasetOutcome, ...], workspace: Workspace, wording: ReportWording) -> list[str]:
    _ = translator(wording.language)
    if not outcomes:
        return []
    lines = ["", _("Published:")]
    for outcome in outcomes[:_MOST_PUBLISHED]:
        rows = "" if outcome.rows is None else "  " + _("{rows} records", rows=f"{outcome.rows:,}")
        lines.append(f"  - {wording.text(title(workspace, outcome.dataset))} [{outcome.dataset}]{rows}")
    if len(outcomes) > _MOST_PUBLISHED:
        lines.append("  - " + _("and more, see the report: {n}", n=len(outcomes) - _MOST_PUBLISHED))
    return lines


def _portal(portal: PortalOutcome, night: NightReport, workspace: Workspace, wording: ReportWording) -> list[str]:
    _ = translator(wording.language)
    name = wording.text(portal_title(workspace, portal.portal))
    if portal.error is not None:
        lines = [_("PORTAL IN TROUBLE: {name}", name=name), f"  - {wording.say(portal.error)}"]
        if portal.hint is not None:
            lines.append(f"    {wording.say(portal.hint)}")
    else:
        changed = sum(written_in(night, item) for item in portal.receipts)
        proven = sum(item.verified for item in portal.receipts)
        lines = [
            _(
                "Portal {name}: datasets written {changed}, proven as an anonymous reader {proven}",
                name=name,
                changed=changed,
                proven=proven,
            )
        ]
    for finding in reported(portal.findings):
        message = wording.text(words_of(finding, workspace.checks.get(finding.check)))
        lines.append(f"  - {message} ({finding.check})")
    address = portal_link(portal.base_url)
    return [*lines, f"  {address}"] if address else lines


def _site(site: SiteView, checks: Mapping[str, CheckDefinition], wording: ReportWording) -> list[str]:
    """One line of figures, and the worst findings with an address to open."""
    _ = translator(wording.language)
    figures = {
        "name": wording.text(site.title),
        "pages": f"{site.coverage.pages:,}",
        "errors": site.counts[Severity.ERROR],
        "warnings": site.counts[Severity.WARNING],
        "advice": site.counts[Severity.ADVICE],
    }
    line = (
        _("Website {name}: pages {pages}, errors {errors}, warnings {warnings}, advice {advice}", **figures)
        if site.whole
        else _(
            "Website {name}, NOT LOOKED AT IN FULL: pages {pages}, errors {errors}, warnings {warnings}, "
            "advice {advice}",
            **figures,
        )
    )
    lines = [line]
    worst = sorted(site.findings, key=lambda item: (*gravity(item), -item.count))
    for finding in worst[:_WORST]:
        places = [finding.subject, *(place.url or "" for place in finding.places)]
        address = next((url for item in places if (url := web_link(item))), "")
        message = wording.text(words_of(finding, checks.get(finding.check)))
        lines += [
            f"  - {printable(message)} ({finding.check})",
            *([f"    {printable(address)}"] if address else []),
        ]
    return lines
