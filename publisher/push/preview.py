"""What a push would change, for people to read before it happens; and whether things still stand as then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Literal

from publisher.model.errors import PortalError
from publisher.model.night import Change, PortalPlan, PortalStep
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.text import LocalText, Message, msg
from publisher.push.base import Portal, PortalShape, PushStep
from publisher.push.plan import CHANGES, guard, plan
from publisher.push.seeing import see

HIDDEN = "***"
_NAMED_AT_MOST = 10


def preview(
    portal: Portal,
    desired: Mapping[str, Publication],
    withdraw: Mapping[str, LocalText],
    receipts: Mapping[str, Receipt],
    *,
    allow_withdrawals: bool,
    withdrawal_limit: float,
    ours: Collection[str] = (),
    overwrite: bool = False,
    today: date | None = None,
) -> PortalPlan:
    """What `push` would do with the same arguments now; changes nothing. Never raises PortalError.

    Readers' files are asked for only with `today`.
    """
    try:
        remote, _, _ = see(portal, desired, receipts, today)
        steps = tuple(map(portal.rest, plan(desired, remote, receipts, withdraw, ours, overwrite=overwrite)))
        changed = {step.dataset: step.publication for step in steps if step.action in CHANGES and step.publication}
        objections = {dataset: error.message for dataset, error in portal.objections(changed)}
        shown = tuple(_step(portal, step, objections.get(step.dataset)) for step in steps)
    except PortalError as error:
        return PortalPlan(portal.id, portal.kind, portal.address, error=error.message, hint=error.hint)
    refusal = guard(steps, remote, allow_withdrawals, withdrawal_limit)
    return PortalPlan(
        portal.id,
        portal.kind,
        portal.address,
        shown,
        refusal.message if refusal else None,
        refusal.hint if refusal else None,
    )


def require_unmoved(portal: str, agreed: PortalPlan, steps: Collection[PushStep]) -> None:
    """Raise PortalError, naming datasets, when `steps` are not the very ones that were agreed to."""
    then = {(step.dataset, step.action, step.publication, step.shown, step.revision) for step in agreed.steps}
    now = {
        (
            step.dataset,
            step.action,
            step.publication.hash if step.publication else None,
            step.remote.publication if step.remote else None,
            step.remote.revision if step.remote else None,
        )
        for step in steps
    }
    moved = sorted({item[0] for item in then ^ now})
    if moved:
        names = ", ".join(moved[:_NAMED_AT_MOST]) + (" …" if len(moved) > _NAMED_AT_MOST else "")
        raise PortalError(
            msg(
                "the portal {portal} or what is proven has moved since the plan was made: {datasets}",
                portal=portal,
                datasets=names,
            ),
            hint=msg("nothing was written; make a new plan with `publisher plan --out` and look at it again"),
        )


def _step(portal: Portal, step: PushStep, objection: Message | None) -> PortalStep:
    """The step as people see it; with `objection`, why the portal will refuse it in the place of its reason."""
    changes: tuple[Change, ...] = ()
    if step.action is not PushAction.UNCHANGED:
        before, after = portal.shapes(step)
        foreign = step.action is PushAction.CONFLICT or (step.remote is not None and step.remote.edited)
        changes = tuple(_printable(item) if foreign else item for item in differences(before, after))
    return PortalStep(
        step.dataset,
        step.action,
        objection or step.reason,
        step.publication.hash if step.publication else None,
        step.remote.publication if step.remote else None,
        step.remote.revision if step.remote else None,
        changes,
    )


def differences(before: PortalShape, after: PortalShape) -> Iterator[Change]:
    """Everything that is not the same, by kind and name."""
    kinds: tuple[tuple[Literal["field", "file", "table"], Mapping[str, str], Mapping[str, str]], ...] = (
        ("field", before.fields, after.fields),
        ("file", before.files, after.files),
        ("table", before.tables, after.tables),
    )
    for kind, there, wanted in kinds:
        for name in dict.fromkeys(chain(there, wanted)):
            old, new = there.get(name), wanted.get(name)
            if (old or None) != (new or None):
                rows = after.rows.get(name) if kind == "table" else None
                yield Change(kind, name, old or None, new or None, rows)


def _printable(change: Change) -> Change:
    """A text that somebody else wrote on the portal is not repeated when it holds personal data."""
    from publisher.privacy.recognisers import scan  # most plans change no field of a portal

    if change.kind == "field" and change.before and scan(change.before):
        return replace(change, before=HIDDEN)
    return change
