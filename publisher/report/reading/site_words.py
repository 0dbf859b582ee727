"""What the report says of a website in sentences: never more than was looked at."""

from __future__ import annotations

from publisher.model.finding import CheckDefinition, Severity
from publisher.model.night import NightReport
from publisher.model.site import Section
from publisher.model.text import Message, msg
from publisher.report.reading.digest import seen_whole
from publisher.report.reading.websites import SITE_SUBJECTS, SiteView, ran_partly
from publisher.report.reading.wording import ReportWording


def site_verdict(view: SiteView, wording: ReportWording) -> str:
    """One site in a few sentences, for someone who reads no further."""
    coverage, say = view.coverage, wording.say
    numbers = {
        "pages": f"{coverage.pages:,}",
        "documents": f"{coverage.documents:,}",
        "links": f"{coverage.targets:,}",
    }
    if not coverage.pages:
        said = [say(msg("Not a single page of this website could be looked at: nothing is known about it."))]
    elif not coverage.complete:
        said = [
            say(msg("This website was looked at only in part: what follows holds for what was seen, no more.")),
            say(Message(_SEEN.template, numbers)),
        ]
    elif view.clean:
        return say(Message(_CLEAN.template, numbers))
    else:
        said = [say(Message(_SEEN.template, numbers))]
    if view.findings:
        said.append(
            say(
                msg(
                    "Found: errors {errors}, warnings {warnings}, advice {advice}.",
                    errors=view.counts[Severity.ERROR],
                    warnings=view.counts[Severity.WARNING],
                    advice=view.counts[Severity.ADVICE],
                )
            )
        )
    elif coverage.pages:
        said.append(
            say(msg("The checks that ran found no fault in it; that does not prove the website free of them."))
        )
    if failed := sum(not item.disabled for item in view.unrun):
        said.append(say(msg("Checks that did not see everything, and so prove nothing: {n}.", n=failed)))
    if coverage.untested_count or view.untested:
        said.append(say(msg("Some parts were not tested; they are listed with the reasons.")))
    return wording.sentences(said)


_SEEN = msg("Pages looked at: {pages}; documents: {documents}; links: {links}.")
_CLEAN = msg(
    "Every page that was found was looked at (pages {pages}, documents {documents}, links {links}), every check "
    "came to its end, and no fault was found."
)


def check_result(check: CheckDefinition, night: NightReport) -> Message:
    """What no finding of a check is worth: of a website, only as much as was looked at."""
    kept = {"inventory": night.inventory, "measure": night.measures}
    if check.applies_to in kept and kept[check.applies_to] is None:
        return msg("not run")
    if check.applies_to not in SITE_SUBJECTS:
        return msg("no finding")
    if not any(check.id in site.ran for site in night.sites):
        crashed = any(item.url == check.id for site in night.sites for item in site.crashed)
        if crashed:
            return msg("crashed: proves nothing")
        partly = any(ran_partly(check.id, site) for site in night.sites)
        return msg("no finding in what was looked at") if partly else msg("not run")
    if all(check.id in site.ran and seen_whole(site) for site in night.sites):
        return msg("no finding")
    return msg("no finding in what was looked at")


def name_of(section: Section | None, wording: ReportWording) -> str:
    """A section by its title; what belongs to none as “other”."""
    return wording.text(section.title) if section else wording.say(msg("Other (whole site or no section)"))
