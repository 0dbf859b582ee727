"""What the forms of the console do: each act goes to the reviewed files of the workspace, with who and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from publisher.console.reviewing import code_of
from publisher.model.case import Act, ActKind
from publisher.model.errors import UserError
from publisher.model.review import Judgement, ManualAnswer
from publisher.model.text import LocalText, msg
from publisher.model.workspace import AllowedValue, Workspace
from publisher.operations import acting, standing
from publisher.workspace import add_allowed, add_plan_answer, remove_allowed, write_answer

Form = Mapping[str, str]
_LONGEST_NOTE = 1_000
ALLOWABLE = ("landline", "address", "email", "mobile", "name")
"""Kinds of values that an agency publishes of itself; citizens' numbers are none of them."""


def carry_out(space: Workspace, act: str, form: Form, by: str, now: datetime) -> None:
    """Do what a form asks for. UserError for what cannot be done, in words for whoever sent it."""
    if not by.strip():
        raise UserError(msg("please say who you are first"))
    if act not in _ACTS:
        raise UserError(msg("this is nothing that can be done here"))
    _ACTS[act](space, form, by, now)


def _case(kind: ActKind) -> Callable[[Workspace, Form, str, datetime], None]:
    def do(space: Workspace, form: Form, by: str, now: datetime) -> None:
        named = form.get("day", "").strip()
        day = acting.day(named, now.date()) if named else None
        about = acting.known(space, form.get("finding", ""))
        acting.act(space, about, Act(kind, by, now, form.get("to", "").strip(), day, form.get("note", "").strip()))

    return do


def _accept(space: Workspace, form: Form, by: str, now: datetime) -> None:
    about = acting.known(space, form.get("finding", ""))
    acting.accept(
        space,
        about,
        reason=form.get("reason", ""),
        by=by,
        until=form.get("until", ""),
        ground=form.get("ground", ""),
        now=now,
    )


def _release(space: Workspace, form: Form, by: str, now: datetime) -> None:
    """Accept everything that holds a dataset; nothing is written when one of it cannot be accepted."""
    dataset = form.get("dataset", "")
    holding = [
        item
        for item in standing.last_night(space).items
        if item.dataset == dataset and item.holds and not item.accepted
    ]
    if not holding:
        raise UserError(msg("nothing holds the dataset {id}", id=dataset))
    for item in holding:
        acting.may_accept(space, item.check, form.get("ground", ""))
    for item in holding:
        _accept(space, {**form, "finding": item.finding}, by, now)


def _allow(space: Workspace, form: Form, by: str, now: datetime) -> None:
    kind = form.get("kind", "")
    if kind not in ALLOWABLE:
        raise UserError(msg("{kind} is no kind of value that is looked for", kind=kind))
    reason = form.get("reason", "").strip()
    english = form.get("reason_en", "").strip() or reason
    add_allowed(
        space.root, AllowedValue(kind, form.get("value", "").strip(), LocalText(reason, english), by, now.date())
    )


def _disallow(space: Workspace, form: Form, by: str, now: datetime) -> None:
    remove_allowed(space.root, form.get("kind", ""), form.get("value", ""), by, now.date())


def _answer(space: Workspace, form: Form, by: str, now: datetime) -> None:
    known = {item.id: len(item.manual) for item in space.plan_items}
    number = form.get("number", "")
    if not number.isdigit() or int(number) >= known.get(form.get("item", ""), 0):
        raise UserError(msg("this question is not on the checklist any more"))
    add_plan_answer(
        space.root, form["item"], int(number), form.get("answer", ""), by, now, form.get("note", "").strip()
    )


def _judge(space: Workspace, form: Form, by: str, now: datetime) -> None:
    """Keep what a person found on one page for a code of accessibility that no machine can judge."""
    site, edition, code, page = (form.get(name, "").strip() for name in ("site", "edition", "code", "page"))
    one = code_of(space, site, edition, code)
    marks = {known["url"]: known["mark"] for known in one.pages}
    if page not in marks:
        raise UserError(
            msg("{page} is not a page that the last night judged", page=page[:200]),
            hint=msg("choose one from the list"),
        )
    answer = form.get("answer", "")
    if answer not in set(Judgement):
        raise UserError(msg("an answer is one of {known}", known=", ".join(Judgement)))
    note = form.get("note", "").strip()[:_LONGEST_NOTE]
    answered = ManualAnswer(site, one.edition, code, page, Judgement(answer), by, now.date(), marks[page], note)
    write_answer(space.root, answered)


_ACTS: Mapping[str, Callable[[Workspace, Form, str, datetime], None]] = {
    **{str(kind): _case(kind) for kind in ActKind if kind is not ActKind.ACCEPT},
    "accept": _accept,
    "release": _release,
    "allow": _allow,
    "disallow": _disallow,
    "answer": _answer,
    "judge": _judge,
}
