"""What people did about a finding: assigned it, gave it a day, commented on it, said that it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from publisher.model.text import STRICT, Message, msg


class ActKind(StrEnum):
    """One thing that a person does."""

    ASSIGN = "assign"
    COMMENT = "comment"
    DUE = "due"
    SNOOZE = "snooze"
    FIXED = "fixed"
    ACCEPT = "accept"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Act:
    """What `by` did at `on`. `to` is who a case is given to, `day` its due day, or the last day of a rest."""

    __pydantic_config__ = STRICT

    act: ActKind
    by: str
    on: datetime
    to: str = ""
    day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """`checks/cases/<fingerprint>.yaml`: one finding, and everything that was done about it, the oldest first."""

    __pydantic_config__ = STRICT

    finding: str
    check: str
    subject: str
    history: tuple[Act, ...] = ()


class CaseState(StrEnum):
    """Where a case stands: what people said, held against what the last night saw."""

    OPEN = "open"
    ASSIGNED = "assigned"
    TO_VERIFY = "fixed-to-verify"
    ACCEPTED = "accepted"
    CLOSED = "closed"


CASE_STATES: Mapping[str, Message] = {
    CaseState.OPEN: msg("open"),
    CaseState.ASSIGNED: msg("assigned"),
    CaseState.TO_VERIFY: msg("fixed, to be verified"),
    CaseState.ACCEPTED: msg("accepted for now"),
    CaseState.CLOSED: msg("closed"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands: `returned` when it was said to be mended and a later night still saw it."""

    state: CaseState
    owner: str = ""
    due: date | None = None
    rests_until: date | None = None
    returned: bool = False
    history: tuple[Act, ...] = ()

    def overdue(self, today: date) -> bool:
        """Whether its day is over and it is not done."""
        return self.due is not None and self.due < today and self.state is not CaseState.CLOSED

    def rests(self, today: date) -> bool:
        """Whether it was put aside for now; an overdue one never is."""
        return self.rests_until is not None and today <= self.rests_until and not self.overdue(today)


def standing_of(
    history: tuple[Act, ...],
    *,
    stands: bool,
    accepted: bool,
    looked_at: datetime,
    first_seen: date,
    owner: str = "",
    due_days: int | None = None,
) -> Case:
    """The case of a finding that `stands` (or not) in the night that began at `looked_at`.

    `owner` answers for it as long as it is assigned to nobody else; `due_days` after it was first seen it is due,
    as long as nobody gave it another day.
    """
    due = first_seen + timedelta(days=due_days) if due_days is not None else None
    assigned, rests, fixed = "", None, None
    for act in history:
        match act.act:
            case ActKind.ASSIGN:
                assigned = act.to
                due = act.day or due
            case ActKind.DUE:
                due = act.day
            case ActKind.SNOOZE:
                rests = act.day
            case ActKind.FIXED:
                fixed = act.on
            case ActKind.REOPEN:
                fixed, rests = None, None
            case _:
                pass
    returned = stands and fixed is not None and looked_at > fixed
    if not stands:
        state = CaseState.CLOSED
    elif accepted:
        state = CaseState.ACCEPTED
    elif fixed is not None and not returned:
        state = CaseState.TO_VERIFY
    else:
        state = CaseState.ASSIGNED if assigned else CaseState.OPEN
    return Case(state, assigned or owner, due, rests, returned, history)
