"""What people do about findings, from the command line and from the console: one set of rules and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from publisher.model.acceptance import NEVER_RELEASED, Acceptance
from publisher.model.case import Act, ActKind
from publisher.model.errors import UserError
from publisher.model.finding import Severity
from publisher.model.text import msg
from publisher.model.workspace import Workspace
from publisher.state import open_reader
from publisher.workspace import add_act, write_acceptance

_FEWEST = 6
_NEEDS_GROUND = frozenset({"leaks"})
"""Families that no reason excuses without a law that orders the publication (個人資料保護法第16條)."""


@dataclass(frozen=True, slots=True)
class KnownFindings:
    """A finding that stands now."""

    finding: str
    check: str
    subject: str


def known(space: Workspace, fingerprint: str) -> KnownFindings:
    """The finding that stands and whose fingerprint begins so; UserError for none, and for several."""
    state = open_reader(space.state_place)
    try:
        standing = state.standing()
    finally:
        state.close()
    wanted = fingerprint.strip().lower()
    fitting = [name for name in standing if name.startswith(wanted)] if len(wanted) >= _FEWEST else []
    if len(fitting) != 1:
        raise UserError(
            msg("{fingerprint} is not exactly one finding that stands now", fingerprint=fingerprint),
            hint=msg("take it from the last report (`publisher report`): at least {n} characters", n=_FEWEST),
        )
    return KnownFindings(fitting[0], *standing[fitting[0]])


def accept(
    space: Workspace, about: KnownFindings, *, reason: str, by: str, until: str, ground: str, now: datetime
) -> Acceptance:
    """Let a finding stand until a day, and note it in its case. UserError for what cannot be accepted."""
    may_accept(space, about.check, ground)
    acceptance = Acceptance(
        about.finding,
        about.check,
        about.subject,
        reason.strip(),
        by.strip(),
        now.date(),
        day(until, now.date()),
        ground.strip(),
    )
    if not acceptance.reason or not acceptance.by:
        raise UserError(msg("an accepted finding needs a reason and a person"))
    write_acceptance(space.root, acceptance)
    note = f"{acceptance.reason} ({acceptance.ground})" if acceptance.ground else acceptance.reason
    act(space, about, Act(ActKind.ACCEPT, acceptance.by, now, day=acceptance.until, note=note))
    return acceptance


def act(space: Workspace, about: KnownFindings, done: Act) -> None:
    """Add an act to the case of a finding."""
    if done.act is ActKind.ASSIGN and not done.to.strip():
        raise UserError(msg("a case is assigned to somebody"), hint=msg("name the unit or person with --assign"))
    if done.act is ActKind.COMMENT and not done.note.strip():
        raise UserError(msg("a comment needs words"))
    if done.act in (ActKind.DUE, ActKind.SNOOZE) and done.day is None:
        raise UserError(msg("a day is needed"), hint=msg("write it like 2027-06-30"))
    if done.act is ActKind.SNOOZE and about.check.startswith("leaks."):
        raise UserError(msg("personal data in public cannot be put aside"))
    add_act(space.root, about.finding, about.check, about.subject, done)


def may_accept(space: Workspace, check: str, ground: str) -> None:
    """UserError for a check whose findings cannot be accepted, or not without a legal ground."""
    family = check.partition(".")[0]
    entry = space.checks.get(check)
    if family in NEVER_RELEASED and (entry is None or entry.severity is Severity.ERROR):
        raise UserError(
            msg("a finding of {check} cannot be accepted: it keeps a dataset or a portal right", check=check),
            hint=msg("mend the data or change the policy; see `publisher explain {check}`", check=check),
        )
    if family in _NEEDS_GROUND and not ground.strip():
        raise UserError(
            msg("personal data in public needs a legal ground (--ground)"),
            hint=msg("for example --ground 政府資訊公開法第7條第1項第3款"),
        )


def day(text: str, today: date) -> date:
    """A day to come; UserError for what is none."""
    try:
        named = date.fromisoformat(text.strip())
    except ValueError:
        raise UserError(msg("{text} is not a day", text=text), hint=msg("write it like 2027-06-30")) from None
    if named < today:
        raise UserError(msg("{text} is already over", text=text))
    return named
