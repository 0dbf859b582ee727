"""A draft of the accessibility statement, for a person to finish: zh-TW first, then English.

Its parts are those of the model statement of Implementing Decision (EU) 2018/1523, with what the Taiwanese
regulation on test and badge (各機關機構學校網站無障礙檢測及認證標章核發辦法) asks of an agency.
〔 〕 stands where only a person can say it: how far the site meets the specification is never said by the program.
"""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined

from publisher.model.finding import Outcome
from publisher.model.night import NightReport
from publisher.model.review import Judgement, Standing
from publisher.model.site import Judged, SiteResult
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace

_BEFORE_HEADING = re.compile(r"(?<!\n)\n(?=#)")


def document(
    site: SiteResult,
    judged: Judged,
    night: NightReport,
    workspace: Workspace,
    of_check: dict[str, set[str]],
    edition: str,
) -> str:
    """The draft as Markdown. `of_check` are the success criteria of each check, `edition` is that of the day."""
    declared = next((item for item in workspace.catalog.websites if item.id == site.site), None)
    failed = [item for item in site.findings if item.outcome is Outcome.FAILED and item.check in of_check]
    accepted = {item.fingerprint: item.check for item in failed if item.accepted}
    marks = dict(judged.marks)
    answers = [
        item
        for item in workspace.answers
        if item.site == site.site and item.edition == edition and item.standing(marks) is Standing.HOLDS
    ]

    def title_of(check: str) -> LocalText:
        entry = workspace.checks.get(check)
        return LocalText(check, check) if entry is None else entry.title

    # the text of a Markdown file, not of a page: nothing is escaped, and nothing but our own reads it
    environment = Environment(
        loader=PackageLoader("publisher.report"),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("statement.md.j2").render(
        agency=workspace.catalog.agency,
        title=declared.title if declared is not None else LocalText(site.site, site.site),
        start=declared.start[0] if declared is not None and declared.start else site.site,
        edition=edition,
        day=night.started.date().isoformat(),
        judged=judged,
        known=[
            {"title": title_of(check), "criteria": sorted(of_check[check])}
            for check in sorted({item.check for item in failed if not item.accepted})
        ],
        accepted=[
            {"title": title_of(accepted[item.finding]), "reason": item.reason, "until": item.until}
            for item in workspace.accepted
            if item.finding in accepted
        ],
        excluded=declared.accessibility.excluded if declared is not None else (),
        unmet=[item for item in answers if item.answer is Judgement.NOT_MET],
        answers=len(answers),
    )
    return _BEFORE_HEADING.sub("\n\n", text).rstrip() + "\n"
