"""The push itself: read, plan, apply, read back. One dataset's trouble stays its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from publisher.model.errors import PortalError
from publisher.model.night import PortalOutcome, PortalPlan
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.push.base import Portal, PushStep
from publisher.push.plan import CHANGES, REMOVED, guard, plan
from publisher.push.preview import require_unmoved
from publisher.push.proof import is_fresh, marks
from publisher.push.seeing import DEAD_AFTER, see, silence_of
from publisher.push.telling import CONFLICT, Caused, PortalTelling
from publisher.push.verify import anonymous_session, verify, verify_gone


def push(
    portal: Portal,
    desired: Mapping[str, Publication],
    withdraw: Mapping[str, LocalText],
    receipts: Mapping[str, Receipt],
    now: datetime,
    *,
    allow_withdrawals: bool,
    withdrawal_limit: float,
    services: Services,
    ours: Collection[str] = (),
    overwrite: bool = False,
    agreed: PortalPlan | None = None,
) -> PortalOutcome:
    """Bring `portal` to `desired` and prove it as an anonymous reader.

    `withdraw` maps a dataset to the reason its page will show; `receipts` are the last ones of this portal;
    `withdrawal_limit` is the share (0 to 1) of the shown datasets that may go without `allow_withdrawals`,
    beyond which no withdrawal is carried out and the outcome says so; `ours` and `overwrite` see `plan`. With
    `agreed`, nothing is written unless the steps are the very ones of that plan.

    The receipts of the outcome cover every dataset that stands as it should: those written now, and those
    unchanged, which keep `pushed_at` and addresses and have the action UNCHANGED. A dataset in conflict or
    refused by the portal has a finding and no receipt: its last one stands. Never raises PortalError.
    """
    try:
        remote, receipts, doubts = see(portal, desired, receipts, now.date())
        steps = tuple(map(portal.rest, plan(desired, remote, receipts, withdraw, ours, overwrite=overwrite)))
        if agreed is not None:
            require_unmoved(portal.id, agreed, steps)
    except PortalError as error:
        return _unreachable(portal, error)
    refusal = guard(steps, remote, allow_withdrawals, withdrawal_limit)
    if refusal is not None:
        steps = tuple(step for step in steps if step.action is not PushAction.WITHDRAW)
    telling = PortalTelling(portal, services)
    foreign = {
        step.dataset: telling.foreign(step) for step in steps if _is_foreign(step, receipts.get(step.dataset))
    }
    fresh, refused, failure = _apply(portal, steps, desired, receipts, now, telling)
    # what could not be written stands as others left it: it is said on the night that it is written over
    findings = [item for name, item in foreign.items() if name in fresh or item.finding.check == CONFLICT]
    findings += refused
    standing = _standing(steps, receipts, fresh, doubts, now.date())
    proven, faults, silence = _prove(portal, standing, steps, receipts, now, telling)
    findings += faults
    failure = failure or silence or refusal
    return PortalOutcome(
        portal=portal.id,
        kind=portal.kind,
        base_url=portal.address,
        receipts=tuple(proven[dataset] for dataset in sorted(proven)),
        findings=(*telling.together(findings), *portal.findings()),
        error=failure.message if failure else None,
        hint=failure.hint if failure else None,
        writes=portal.writes,
    )


def _unreachable(portal: Portal, error: PortalError) -> PortalOutcome:
    return PortalOutcome(
        portal=portal.id,
        kind=portal.kind,
        base_url=portal.address,
        error=error.message,
        hint=error.hint,
        writes=portal.writes,
    )


def _apply(
    portal: Portal,
    steps: Iterable[PushStep],
    desired: Mapping[str, Publication],
    receipts: Mapping[str, Receipt],
    now: datetime,
    telling: PortalTelling,
) -> tuple[dict[str, Receipt], list[Caused], PortalError | None]:
    """Carry out what changes something; receipts by dataset, findings of what was refused, and what ended it."""
    work, shown = [], {}
    for step in steps:
        lost = step.action is PushAction.UNCHANGED and _lost(step, receipts)
        if step.action in CHANGES or lost:
            work.append(step)
        if step.publication is not None and step.action is not PushAction.CONFLICT:
            shown[step.dataset] = desired[step.dataset]
    fresh: dict[str, Receipt] = {}
    refused: list[Caused] = []
    try:
        for result in portal.apply(work, shown, now):
            if isinstance(result, Receipt):
                fresh[result.dataset] = result
            else:
                refused.append(telling.refusal(*result))
    except PortalError as error:
        return fresh, refused, error
    return fresh, refused, None


def _lost(step: PushStep, receipts: Mapping[str, Receipt]) -> bool:
    """Whether no receipt tells of what the portal shows unchanged (a kill, or a state that was lost)."""
    receipt = receipts.get(step.dataset)
    if step.publication is None:
        return receipt is None or receipt.action is not PushAction.WITHDRAW
    return receipt is None or receipt.publication != step.publication.hash


def _standing(
    steps: Iterable[PushStep],
    receipts: Mapping[str, Receipt],
    fresh: Mapping[str, Receipt],
    doubts: Collection[str],
    today: date,
) -> dict[str, Receipt]:
    """The receipts of what stands as it should; not proven where it is new, in doubt, or long unread."""
    standing = dict(fresh)
    for step in steps:
        if step.action is PushAction.UNCHANGED and step.dataset not in fresh and not _lost(step, receipts):
            receipt = receipts[step.dataset]
            # A withdrawal keeps its action: that is how the next night knows that nothing is left to read back.
            action = receipt.action if step.publication is None else PushAction.UNCHANGED
            proven = receipt.verified and step.dataset not in doubts and _is_proven(receipt, step, today)
            standing[step.dataset] = replace(receipt, action=action, verified=proven)
    return standing


def _is_proven(receipt: Receipt, step: PushStep, today: date) -> bool:
    return step.publication is None or is_fresh(receipt, today)


def _prove(
    portal: Portal,
    standing: Mapping[str, Receipt],
    steps: Iterable[PushStep],
    receipts: Mapping[str, Receipt],
    now: datetime,
    telling: PortalTelling,
) -> tuple[dict[str, Receipt], list[Caused], PortalError | None]:
    """Read back every receipt that is not proven yet; a portal that stays silent is left alone after a few."""
    by_dataset = {step.dataset: step for step in steps}
    todo = [receipt for receipt in standing.values() if not receipt.verified]
    result = dict(standing)
    findings: list[Caused] = []
    if not todo:
        return result, findings, None
    silent = 0
    try:
        with portal.reader() as base, anonymous_session() as session:
            for receipt in todo:
                publication = by_dataset[receipt.dataset].publication
                faults = verify(session, base, receipt, publication)
                if publication is not None:
                    faults += portal.faults(session, receipt, publication)
                elif receipt.dataset in receipts:
                    faults += verify_gone(session, base, receipts[receipt.dataset].files)
                if not faults:
                    count = len(publication.artifacts) if publication else 0
                    read = dict.fromkeys(receipt.files, now.date().isoformat())
                    etags = {}
                    if publication is not None and not portal.looks_itself:
                        etags = marks(session, base, receipt, publication)
                    result[receipt.dataset] = replace(
                        receipt, verified=True, verified_files=count, read=read, etags=etags
                    )
                else:
                    findings.append(telling.verification(receipt, faults))
                silent = silent + 1 if faults and all(fault.unreachable for fault in faults) else 0
                if silent >= DEAD_AFTER:
                    break
    except PortalError as error:
        return result, findings, error
    if silent >= min(DEAD_AFTER, len(todo)):
        return result, findings, silence_of(portal)
    return result, findings, None


def _is_foreign(step: PushStep, receipt: Receipt | None) -> bool:
    """Whether somebody else's work stands, or stood, in the place of ours, or took it away."""
    writes_over = step.action in (PushAction.UPDATE, PushAction.LOAD)
    overwritten = writes_over and step.remote is not None and step.remote.edited
    shown = receipt is not None and receipt.action is not PushAction.WITHDRAW
    shown_there = shown or (step.remote is not None and step.remote.gone)
    gone = step.action is PushAction.CREATE and shown_there and not step.resumes
    unasked = step.action is PushAction.WITHDRAW and step.notice == REMOVED
    taken_again = step.action is PushAction.WITHDRAW and receipt is not None and not shown
    back = taken_again and step.remote is not None and not step.remote.withdrawn
    return overwritten or gone or unasked or back or step.action is PushAction.CONFLICT
