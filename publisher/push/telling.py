"""What is told of datasets on a portal: one finding for each, and one for all where they have one cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.i18n.words import in_both
from publisher.model.errors import PublisherError
from publisher.model.finding import Finding, Place
from publisher.model.portal import PushAction, Receipt
from publisher.model.rulebook import finding
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.push.base import Portal, PushStep, ReadFault, RefusedError
from publisher.push.preview import differences

CONFLICT = "portal.conflict"
MANY = 5
"""So many datasets that the same befell have one finding: a lost portal is one fault, not a thousand."""
_NAMED = 5
"""Fields and datasets that are named in a finding."""


@dataclass(frozen=True, slots=True)
class Caused:
    """A finding of one dataset, and what stands for its cause: the same for all that the same befell."""

    finding: Finding
    cause: str


class PortalTelling:
    """Makes the findings of a push to `portal`."""

    def __init__(self, portal: Portal, services: Services) -> None:
        self._portal, self._services = portal, services

    def foreign(self, step: PushStep) -> Caused:
        """Somebody else's work, left alone or written over."""
        check = CONFLICT if step.action is PushAction.CONFLICT else "portal.overwritten"
        places = tuple(Place(field=change.name) for change in differences(*self._portal.shapes(step)))
        reason = in_both(step.reason)
        if places and step.remote is not None and step.remote.how is None:  # nobody knows a better word
            names = [str(place.field) for place in places]
            reason = LocalText(
                f"{reason.zh}：{'、'.join(names[:_NAMED])}", f"{reason.en}: {', '.join(names[:_NAMED])}"
            )
        found = replace(self._finding(check, step.dataset, reason), places=places)
        lost = step.action is PushAction.CREATE  # whatever stood there
        return _caused(found, reason, () if lost else [str(place.field) for place in places])

    def refusal(self, step: PushStep, error: Exception) -> Caused:
        """A dataset that the portal did not take."""
        if isinstance(error, PublisherError):
            reason = in_both(error.message)
        else:
            # The type only: the text of a library's exception may quote what it was given.
            reason = LocalText(type(error).__name__, type(error).__name__)
        check = error.check if isinstance(error, RefusedError) else RefusedError.check
        return _caused(self._finding(check, step.dataset, reason), reason)

    def verification(self, receipt: Receipt, faults: tuple[ReadFault, ...]) -> Caused:
        """A dataset that does not read back as published."""
        parts = [(fault.file, in_both(fault.what)) for fault in faults]
        reason = LocalText(
            "；".join(what.zh if file is None else f"{file}：{what.zh}" for file, what in parts),
            "; ".join(what.en if file is None else f"{file}: {what.en}" for file, what in parts),
        )
        return _caused(self._finding("portal.verification-failed", receipt.dataset, reason, faults), reason)

    def together(self, found: Iterable[Caused]) -> Iterator[Finding]:
        """The findings; where many datasets have the same cause, one of the portal with their number and the first
        of them."""
        groups: dict[tuple[str, str], list[Finding]] = {}
        for item in found:
            groups.setdefault((item.finding.check, item.cause), []).append(item.finding)
        for (_, cause), items in groups.items():
            if len(items) < MANY:
                yield from items
                continue
            items.sort(key=lambda item: item.subject)
            yield self._of_all(items, cause)

    def _of_all(self, items: list[Finding], cause: str) -> Finding:
        first, *others = items
        more = [item.subject for item in others[: _NAMED - 1]]
        rest = len(others)
        named = LocalText(
            f"{first.subject}（另有 {rest} 個情形相同，例如 {'、'.join(more)}）",
            f"{first.subject} (and {rest} others alike, such as {', '.join(more)})",
        )
        places = tuple(Place(file=item.subject) for item in items[: 4 * _NAMED])
        return replace(
            first,
            subject=self._portal.id,
            key=cause,
            params={**first.params, "dataset": named},
            places=places,
            count=len(items),
        )

    def _finding(self, check: str, dataset: str, reason: LocalText, faults: tuple[ReadFault, ...] = ()) -> Finding:
        portal = self._portal.id
        return finding(
            self._services.checks,
            check,
            dataset,
            key=portal,
            params={"portal": portal, "dataset": dataset, "reason": reason},
            places=tuple(Place(file=fault.file) for fault in faults if fault.file is not None),
            count=max(len(faults), 1),
        )


def _caused(found: Finding, reason: LocalText, fields: Sequence[str] = ()) -> Caused:
    """The same words about the same fields, but for the dataset's own name, are the same cause."""
    return Caused(found, "\n".join((reason.en, *fields)).replace(found.subject, "…"))
