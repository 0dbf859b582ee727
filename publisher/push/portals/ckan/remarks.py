"""What is said of a portal's DataStore: that there is none, and which files cannot have a table in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher.i18n.words import in_both
from publisher.model.finding import Finding, Place, Severity
from publisher.model.rulebook import finding
from publisher.model.stage import Services
from publisher.model.text import Message, msg
from publisher.push.portals.ckan.rows_as_stored import REASONS, Unfit

_NAMED = 5
"""Additions that are named in the words of a finding."""


def remarks(
    portal: str, without: Message | None, unfit: Mapping[str, Unfit], services: Services
) -> tuple[Finding, ...]:
    """Findings about `portal`: why it shows no tables (`without`), and why these datasets have none (`unfit`)."""
    found = []
    if without is not None:
        found.append(_finding("portal.no-datastore", portal, portal, without, services))
    for dataset, why in sorted(unfit.items()):
        reason = REASONS.get(why.reason, msg("a reason of a later version of this program"))
        place = Place(field=why.column) if why.column else Place()
        found.append(_finding("portal.table-unfit", portal, dataset, reason, services, (place,), why.count))
    return tuple(found)


def copied(
    portal: str, address: str, copies: Mapping[str, Sequence[str]], services: Services
) -> tuple[Finding, ...]:
    """Findings about packages that bear our mark and are not ours; `copies` are their names by dataset."""
    found = []
    for dataset, names in sorted(copies.items()):
        if names:
            reason = Message(", ".join(sorted(names)))
            places = tuple(Place(url=f"{address}dataset/{name}") for name in sorted(names))
            found.append(_finding("portal.copy", portal, dataset, reason, services, places, len(names)))
    return tuple(found)


def added_to(portal: str, added: Mapping[str, Sequence[str]], services: Services) -> tuple[Finding, ...]:
    """Findings about datasets to which others added something that stays; `added` names it by dataset."""
    return tuple(
        _finding(
            "portal.added-to",
            portal,
            dataset,
            Message(", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")),
            services,
            tuple(Place(field=name) for name in names),
            len(names),
            Severity.ADVICE,
        )
        for dataset, names in sorted(added.items())
        if names
    )


def _finding(
    check: str,
    portal: str,
    subject: str,
    reason: Message,
    services: Services,
    places: tuple[Place, ...] = (),
    count: int = 1,
    severity: Severity = Severity.WARNING,
) -> Finding:
    return finding(
        services.checks,
        check,
        subject,
        severity=severity,
        key=portal,
        params={
            "portal": portal,
            "dataset": subject,
            "column": places[0].field or "" if places else "",
            "count": count,
            "reason": in_both(reason),
        },
        places=places,
        count=count,
    )
