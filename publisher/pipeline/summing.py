"""What a night comes to: the findings of all kinds of subjects, what of them is new or gone, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from publisher.checks import grown_worse
from publisher.model.border import attempt
from publisher.model.errors import PublisherError
from publisher.model.exits import Exit, exit_for
from publisher.model.night import Fixed, NightReport
from publisher.pipeline.desk import Desk
from publisher.pipeline.subject import Subjects
from publisher.pipeline.versions import versions


def sum_up(at: Desk, run: int, finished: datetime, kinds: Sequence[Subjects]) -> NightReport:
    """The report of the night as a value. The first of `kinds` covers what no other does."""
    findings = [found for kind in kinds for found in kind.findings()]

    def kind_of(check: str) -> Subjects:
        return next((kind for kind in kinds[1:] if kind.covers(check)), kinds[0])

    whole = not (at.planless or at.interrupted)

    def looked_at(check: str, subject: str) -> bool:
        return whole and kind_of(check).looked_at(check, subject)

    seen = attempt(
        "state",
        partial(at.state.record_findings, findings, looked_at, at.settings.now),
        at.workspace.state_folder,
    )
    if isinstance(seen, PublisherError):
        at.note(seen)
        seen = ({}, (), ())
    first_seen, new, gone = seen
    worse = grown_worse(findings)
    stopped = bool(at.troubles) or any(kind.stopped() for kind in kinds)
    code = exit_for(findings, stopped=stopped, fail_on=at.workspace.catalog.fail_on)
    if not whole:
        code = Exit.INTERRUPTED if at.interrupted else Exit.OUR_FAULT
    parts: dict[str, Any] = {kind.part: kind.report() for kind in kinds}
    return NightReport(
        run,
        at.settings.now,
        finished,
        exit_code=code,
        versions=versions(with_sites=bool(parts["sites"]), grid=at.settings.cluster.browsers),
        first_seen=first_seen,
        new=new,
        fixed=tuple(Fixed(*item, kind_of(item[1]).area) for item in gone if item[0] not in worse),
        acceptances=at.workspace.accepted,
        troubles=tuple(at.troubles),
        unfinished=at.unfinished,
        **parts,
    )
