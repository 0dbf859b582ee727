"""What a portal shows now: as it says itself, and as an anonymous reader gets it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from publisher.model.errors import PortalError
from publisher.model.portal import Receipt
from publisher.model.release import Publication
from publisher.model.text import msg
from publisher.push.base import Portal, ProofLook, RemoteDataset

DEAD_AFTER = 3
"""Datasets in a row without any answer after which the portal is called unreachable."""


def see(
    portal: Portal, desired: Mapping[str, Publication], receipts: Mapping[str, Receipt], today: date | None
) -> tuple[Mapping[str, RemoteDataset], Mapping[str, Receipt], Collection[str]]:
    """What the portal shows, in its own words and as an anonymous reader gets it; the receipts with what was read
    tonight; and the datasets of which something else was got that writing again would not mend."""
    portal.remember(receipts)
    remote = portal.read()
    if today is None or portal.looks_itself:
        seen = ProofLook()
    else:
        from publisher.push.proof import look  # a portal that looks itself needs no client of web servers

        seen = look(portal, remote, receipts, desired, today)
    doubts = []
    shown = dict(remote)
    for dataset, faults in seen.faults.items():
        how = portal.lost(dataset, faults)
        if how is None:
            doubts.append(dataset)
        else:
            shown[dataset] = replace(shown[dataset], edited=True, how=how)
    if seen.silent >= DEAD_AFTER and seen.silent == len(seen.receipts):
        raise silence_of(portal)
    return shown, {**receipts, **seen.receipts}, doubts


def silence_of(portal: Portal) -> PortalError:
    """The error of a portal of which an anonymous reader hears nothing."""
    return PortalError(
        msg("the portal {portal} does not answer an anonymous reader", portal=portal.id),
        hint=msg("see that its address is right and its web server runs; the next run reads back again"),
    )
