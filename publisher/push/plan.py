"""What a push will do, as a value: from what shall be shown, what is shown, and what we last wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from publisher.model.errors import PortalError
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.text import LocalText, Message, msg
from publisher.push.base import PushStep, RemoteDataset

CHANGES = (PushAction.CREATE, PushAction.UPDATE, PushAction.LOAD, PushAction.RESTORE, PushAction.WITHDRAW)
"""The actions that write to a portal."""
REMOVED = LocalText("此資料集已自入口網移除。", "This dataset was removed from the portal.")
"""What the page says of a dataset that somebody took off the portal, and that nobody desires or withdraws."""


def plan(
    desired: Mapping[str, Publication],
    remote: Mapping[str, RemoteDataset],
    receipts: Mapping[str, Receipt],
    withdraw: Mapping[str, LocalText],
    ours: Collection[str] = (),
    *,
    overwrite: bool = False,
) -> tuple[PushStep, ...]:
    """One step for each dataset that is desired or withdrawn, in the order of their ids.

    A withdrawal outranks a desire. What the portal shows beyond both is left alone, but for what somebody took
    away there: what is left of it goes, too. `ours` holds hashes of
    publications that this workspace has proven, whether or not a receipt tells of them: a run that was killed
    between writing and keeping its receipts is then no stranger to the next. With `overwrite`, what others
    changed in a dataset of ours is written over; a dataset that we never wrote stays a conflict.
    """
    steps = []
    gone = (name for name, item in remote.items() if item.gone)
    for dataset in sorted({*desired, *withdraw, *gone}):
        there = remote.get(dataset)
        if dataset in withdraw:
            step = _withdrawal(dataset, there, withdraw[dataset], receipts.get(dataset))
        elif dataset not in desired:
            reason = msg("it was removed there and is not published any more; what was left of it goes, too")
            step = PushStep(dataset, PushAction.WITHDRAW, reason, remote=there, notice=REMOVED)
        else:
            step = _showing(dataset, desired[dataset], there, receipts.get(dataset), ours, overwrite)
        if step is not None:
            steps.append(step)
    return tuple(steps)


def guard(
    steps: Collection[PushStep], remote: Mapping[str, RemoteDataset], allowed: bool, limit: float
) -> PortalError | None:
    """Why the withdrawals must not be carried out, and what to do; nothing when they may."""
    taken = sum(
        step.action is PushAction.WITHDRAW and not (step.remote and step.remote.withdrawn) for step in steps
    )
    shown = sum(not item.withdrawn for item in remote.values())
    if allowed or taken <= limit * shown:
        return None
    return PortalError(
        msg(
            "{taken} of the {shown} datasets on the portal would be withdrawn, more than the limit of {percent} %",
            taken=taken,
            shown=shown,
            percent=round(limit * 100),
        ),
        hint=msg("nothing was withdrawn; if it is meant, run again with --allow-withdrawals"),
    )


def _withdrawal(
    dataset: str, there: RemoteDataset | None, notice: LocalText, receipt: Receipt | None
) -> PushStep | None:
    if there is None:
        return None
    if there.withdrawn and there.notice not in (None, notice):
        reason = msg("the reason on its page is another one now")
        return PushStep(dataset, PushAction.WITHDRAW, reason, remote=there, notice=notice)
    if there.withdrawn:
        return PushStep(dataset, PushAction.UNCHANGED, msg("it is withdrawn already"), remote=there, notice=notice)
    reason = msg("it is withdrawn from publication")
    if receipt is not None and receipt.action is PushAction.WITHDRAW:
        reason = msg("it was withdrawn, and the portal showed it again, perhaps from a backup")
    return PushStep(dataset, PushAction.WITHDRAW, reason, remote=there, notice=notice)


def _showing(
    dataset: str,
    publication: Publication,
    there: RemoteDataset | None,
    receipt: Receipt | None,
    ours: Collection[str],
    overwrite: bool,
) -> PushStep:
    def step(action: PushAction, reason: Message) -> PushStep:
        return PushStep(dataset, action, reason, publication, there)

    if there is None or there.gone:
        if there is None and (receipt is None or receipt.action is PushAction.WITHDRAW):
            return step(PushAction.CREATE, msg("the portal does not show it yet"))
        return step(PushAction.CREATE, msg("it was there and is gone from the portal"))
    foreign = _foreign(there, publication.hash, receipt, ours)
    if foreign is None and _was_set_back(there, publication, receipt):
        foreign, overwrite = msg("the portal was set back to an earlier version, perhaps from a backup"), True
    if foreign is not None and overwrite and there.publication is not None:
        return PushStep(
            dataset, PushAction.UPDATE, foreign, publication, replace(there, edited=True, how=there.how or foreign)
        )
    if foreign is not None:
        return step(PushAction.CONFLICT, foreign)
    if there.withdrawn:
        return step(PushAction.RESTORE, msg("it was withdrawn and shall be shown again"))
    if there.publication == publication.hash:
        return step(PushAction.UNCHANGED, msg("the portal shows this very publication"))
    return step(PushAction.UPDATE, msg("its content is not what the portal shows"))


def _was_set_back(there: RemoteDataset, wanted: Publication, receipt: Receipt | None) -> bool:
    """Whether the portal shows an earlier publication of ours in the place of the one that was proven there."""
    proven = receipt is not None and receipt.verified and receipt.publication == wanted.hash
    return proven and not there.withdrawn and there.publication not in (None, wanted.hash)


def _foreign(there: RemoteDataset, wanted: str, receipt: Receipt | None, ours: Collection[str]) -> Message | None:
    """Why what the portal shows is somebody else's, or None when it is ours.

    Without a receipt our own mark on the dataset decides: a portal that carries a hash of ours was written by
    us, only the state was lost. With one, another hash under another revision is somebody else's work; and
    where the portal cannot tell, so is any other revision.
    """
    if there.edited:
        return there.how or msg("someone changed it on the portal after we wrote it")
    if there.withdrawn:
        return None
    if there.publication is None:
        return msg("the portal shows a dataset of this name that we did not write")
    if receipt is None or (receipt.revision and receipt.revision == there.revision):
        return None
    if there.edited is None and receipt.revision and there.publication == receipt.publication:
        return msg("someone changed it on the portal after an earlier version of this program wrote it")
    if there.publication in (wanted, receipt.publication) or there.publication in ours:
        return None
    return msg("the portal shows a publication that we know nothing of")
