"""What people did about a finding, held against what the last night saw."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from publisher.model.case import Act, ActKind, Case, CaseState, standing_of

SEEN = datetime.fromisoformat("2026-11-20T03:00:00+08:00")
DAY = timedelta(days=1)


def case(*acts: Act, stands: bool = True, accepted: bool = False, due_days: int | None = None) -> Case:
    return standing_of(
        acts,
        stands=stands,
        accepted=accepted,
        looked_at=SEEN,
        first_seen=date(2026, 11, 10),
        owner="行政室",
        due_days=due_days,
    )


def act(kind: ActKind, days: int = 0, **more: object) -> Act:
    return Act(kind, "王課長", SEEN + days * DAY, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("acts", "state", "returned"),
    [
        ((), CaseState.OPEN, False),
        ((act(ActKind.COMMENT, note="看過"),), CaseState.OPEN, False),
        ((act(ActKind.ASSIGN, to="企劃股"),), CaseState.ASSIGNED, False),
        ((act(ActKind.ASSIGN, to="企劃股"), act(ActKind.FIXED, 1)), CaseState.TO_VERIFY, False),
        ((act(ActKind.ASSIGN, -3, to="企劃股"), act(ActKind.FIXED, -1)), CaseState.ASSIGNED, True),
        ((act(ActKind.FIXED, -1),), CaseState.OPEN, True),
        ((act(ActKind.FIXED, 1), act(ActKind.REOPEN, 2)), CaseState.OPEN, False),
    ],
)
def test_the_state_follows_what_was_done(acts: tuple[Act, ...], state: CaseState, returned: bool) -> None:
    now = case(*acts)
    assert (now.state, now.returned) == (state, returned)


def test_what_no_night_sees_any_more_is_closed_and_never_overdue() -> None:
    gone = case(act(ActKind.DUE, day=date(2026, 11, 1)), stands=False)
    assert gone.state is CaseState.CLOSED
    assert not gone.overdue(date(2027, 1, 1))


def test_a_leak_is_due_by_itself_until_somebody_gives_it_another_day() -> None:
    assert case(due_days=3).due == date(2026, 11, 13)
    assert case(due_days=3).overdue(date(2026, 11, 20))
    assert case(act(ActKind.ASSIGN, to="企劃股"), due_days=3).due == date(2026, 11, 13)
    assert case(act(ActKind.DUE, day=date(2026, 12, 1)), due_days=3).due == date(2026, 12, 1)


def test_what_was_put_aside_rests_unless_it_is_overdue() -> None:
    resting = act(ActKind.SNOOZE, day=date(2026, 12, 24))
    assert case(resting).rests(date(2026, 12, 1))
    assert not case(resting).rests(date(2026, 12, 25))
    assert not case(resting, due_days=3).rests(date(2026, 12, 1))


def test_an_owner_of_a_section_answers_until_it_is_assigned() -> None:
    assert case().owner == "行政室"
    assert case(act(ActKind.ASSIGN, to="企劃股")).owner == "企劃股"
