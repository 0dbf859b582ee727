"""The proof kept alive: what was proven once is asked for every night, and read whole in turn.

Every file is asked for without its body (HEAD): status, size, and the web server's own mark. What the mark of the
portal or of the web server says has moved is read whole at once, and of the rest the longest unread, so that each
file is read at least once in DAYS; a small portal is read whole every night, for a file that was swapped behind
the portal keeps every mark. The page of a dataset is read with its files. An answer that never came proves
nothing, either way.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urljoin

import requests

from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Artifact, Publication
from publisher.push.base import Portal, ProofLook, ReadFault, RemoteDataset
from publisher.push.bounded import within
from publisher.push.verify import (
    CONNECT_SECONDS,
    READ_SECONDS,
    anonymous_session,
    file_fault,
    page_faults,
)

DAYS = 30
"""Every file is read whole at least once in so many days; a proof that is older is none."""
NIGHTS = 25
"""Nights over which the readings are spread; a file that was read less than DAYS - NIGHTS days ago can wait."""
BYTES_A_NIGHT = 20 * 1024**3
LITTLE_FILES, LITTLE_BYTES = 500, 64 * 1024**2
"""What is read whole in any night, however lately it was read."""
READERS = 4


def look(
    portal: Portal,
    remote: Mapping[str, RemoteDataset],
    receipts: Mapping[str, Receipt],
    desired: Mapping[str, Publication],
    today: date,
) -> ProofLook:
    """Ask for everything that the portal shows as proven. Raises PortalError when it cannot be reached at all."""
    standing = dict(_standing(remote, receipts, desired))
    found = ProofLook()
    if not standing:
        return found
    turn = _turn(standing, desired, today)
    with portal.reader() as base, ThreadPoolExecutor(READERS, thread_name_prefix="proof") as pool:
        sessions = threading.local()

        def one(dataset: str) -> tuple[Receipt, tuple[ReadFault, ...], int]:
            if not hasattr(sessions, "own"):
                sessions.own = anonymous_session()
            receipt, moved = standing[dataset], remote[dataset].revision != standing[dataset].revision
            whole = {path for path in receipt.files if moved or (dataset, path) in turn}
            receipt, faults, read = _ask(sessions.own, base, receipt, desired[dataset], whole, today)
            tables: tuple[ReadFault, ...] = ()
            if receipt.tables:  # a table is read whole when its file is: nothing else tells that rows were changed
                in_turn = not whole.isdisjoint(receipt.tables)
                tables = portal.faults(sessions.own, receipt, desired[dataset], whole=in_turn)
            return receipt, faults + tables, read

        for dataset, (receipt, faults, read) in zip(standing, pool.map(one, standing), strict=True):
            found.asked += len(receipt.files)
            found.read += read
            found.silent += bool(faults) and all(fault.unreachable for fault in faults)
            definite = tuple(fault for fault in faults if not fault.unreachable)
            if definite:
                found.faults[dataset] = definite
            elif not faults and remote[dataset].edited is False:
                receipt = replace(receipt, revision=remote[dataset].revision)
            found.receipts[dataset] = receipt
    return found


def marks(session: requests.Session, base: str, receipt: Receipt, publication: Publication) -> dict[str, str]:
    """The web server's mark of each file, just proven, where it has one."""
    asked = {
        item.path: _head(session, urljoin(base, receipt.files[item.path]), item, None)
        for item in publication.artifacts
    }
    return {path: mark for path, mark in asked.items() if mark}


def is_fresh(receipt: Receipt, today: date) -> bool:
    """Whether the proof of a receipt rests on readings that are young enough."""
    return today - timedelta(days=DAYS) <= receipt.proven_on() <= today + timedelta(days=1)


def _standing(
    remote: Mapping[str, RemoteDataset], receipts: Mapping[str, Receipt], desired: Mapping[str, Publication]
) -> Iterator[tuple[str, Receipt]]:
    """The receipts that speak of what is shown and shall be shown; what is to be written anew is proven then."""
    for dataset, receipt in sorted(receipts.items()):
        there, wanted = remote.get(dataset), desired.get(dataset)
        if there is None or wanted is None or receipt.action is PushAction.WITHDRAW or not receipt.verified:
            continue
        if not there.withdrawn and not there.edited and there.publication == receipt.publication == wanted.hash:
            yield dataset, receipt


def _turn(
    standing: Mapping[str, Receipt], desired: Mapping[str, Publication], today: date
) -> set[tuple[str, str]]:
    """The files whose turn it is to be read whole: the longest unread, as many as keep each within DAYS."""
    waiting = []
    for dataset, receipt in standing.items():
        sizes = {item.path: item.bytes for item in desired[dataset].artifacts}
        for path in receipt.files:
            last = receipt.read.get(path, receipt.pushed_at.date().isoformat())
            # a day to come was written when the clock was wrong: it proves nothing
            waiting.append((last if last <= today.isoformat() else "", dataset, path, sizes.get(path, 0)))
    waiting.sort()
    late, share = (today - timedelta(days=DAYS - 2)).isoformat(), -(-len(waiting) // NIGHTS)
    young = (today - timedelta(days=DAYS - NIGHTS)).isoformat()
    turn: set[tuple[str, str]] = set()
    size = 0
    for last, dataset, path, bytes_ in waiting:
        size += bytes_
        due = last <= young and (len(turn) < share or last <= late) and (not turn or size <= BYTES_A_NIGHT)
        little = last < today.isoformat() and len(turn) < LITTLE_FILES and size <= LITTLE_BYTES
        if not due and not little:
            break
        turn.add((dataset, path))
    return turn


def _ask(
    session: requests.Session, base: str, receipt: Receipt, publication: Publication, whole: set[str], today: date
) -> tuple[Receipt, tuple[ReadFault, ...], int]:
    """The receipt after its files were asked for; those of `whole`, and those that look odd, were read."""
    faults = list(page_faults(session, urljoin(base, receipt.page_url))) if whole else []
    read, etags, count = dict(receipt.read), dict(receipt.etags), 0
    for artifact in publication.artifacts:
        path = artifact.path
        address = urljoin(base, receipt.files.get(path, ""))
        seen = None if path in whole else _head(session, address, artifact, etags.get(path))
        if seen is None:
            count += 1
            fault = file_fault(session, address, artifact)
            if fault is not None:
                faults.append(fault)
                continue
            read[path] = today.isoformat()
            seen = _head(session, address, artifact, None)
        if seen:
            etags[path] = seen
    return replace(receipt, read=read, etags=etags), tuple(faults), count


def _head(session: requests.Session, url: str, artifact: Artifact, known: str | None) -> str | None:
    """The web server's mark of a file ("" when it has none) that still looks as it should; else None."""
    try:
        with (
            within(3 * READ_SECONDS),
            closing(session.head(url, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=True)) as answer,
        ):
            length, etag = answer.headers.get("Content-Length"), answer.headers.get("ETag", "")
            if answer.status_code != 200 or (length is not None and length != str(artifact.bytes)):
                return None
            return None if known and etag != known else etag
    except requests.RequestException:
        return None
