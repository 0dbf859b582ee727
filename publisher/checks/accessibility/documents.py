"""Documents that people with disabilities cannot read: one check for each kind of fault, one look for all of them.

What was found in a document holds as long as its content and the program are the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import publisher.documents
from publisher.checks.base import Check, Context, Fault
from publisher.documents.apart import Apart
from publisher.documents.contents import UnreadableDocumentError
from publisher.documents.search import Reason
from publisher.documents.structure import KINDS, DocumentFault
from publisher.model.finding import Outcome, Place
from publisher.model.redacted import Redacted
from publisher.model.site import Document
from publisher.net.urls import readable

_PREFIX = "accessibility.file-"
_KIND = "document-structure"
_LOOKED = "accessibility documents"


def _look(kind: str, document: Document, context: Context) -> Iterator[Fault]:
    found = _faults(document, context)
    if isinstance(found, str):
        if kind == KINDS[0]:  # said once
            reason = (Redacted("reason", found),)
            yield Fault(Place(url=document.url), subject=document.url, evidence=reason, outcome=Outcome.UNTESTED)
        return
    for fault in found:
        if fault.kind == kind:
            yield Fault(
                Place(url=document.url, page=fault.page),
                subject=document.url,
                params={"url": readable(document.url), "places": fault.count},
                evidence=(Redacted("reason", fault.why),) if fault.why else (),
                outcome=Outcome.FAILED if fault.sure else Outcome.CANT_TELL,
            )


def _faults(document: Document, context: Context) -> tuple[DocumentFault, ...] | Reason:
    """The faults of the document, or why it could not be looked at.

    What does not open, or not whole, has a check of its own.
    """
    if document.path is None or document.problem or document.truncated:
        return ()
    known: dict[str, tuple[DocumentFault, ...] | Reason] = context.once(_LOOKED, dict)
    if document.url not in known:
        known[document.url] = _remembered(document, context)
    return known[document.url]


def _remembered(document: Document, context: Context) -> tuple[DocumentFault, ...] | Reason:
    memory = context.memory(_KIND) if context.memory is not None else None
    key = f"{document.sha256} {_mark()}"
    if memory is not None:
        notes = context.once(f"{_LOOKED} before", memory.all)
        made_with, note = notes.get(document.url, ("", b""))
        if made_with == key:
            return tuple(DocumentFault(*row) for row in json.loads(note))
    assert document.path is not None
    try:
        found = context.once(f"{_LOOKED} apart", Apart).faults(document.path, document.found_type)
    except UnreadableDocumentError:
        return ()
    if memory is not None and not isinstance(found, str):
        rows = [[fault.kind, fault.count, fault.sure, fault.why, fault.page] for fault in found]
        memory.put(document.url, key, json.dumps(rows).encode())
        memory.flush()
    return found


@cache
def _mark() -> str:
    """A checksum of the modules by which documents are read."""
    digest = hashlib.sha256()
    for path in sorted(Path(publisher.documents.__path__[0]).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


CHECKS: tuple[Check, ...] = tuple(Check(f"{_PREFIX}{kind}", document=partial(_look, kind)) for kind in KINDS)
"""A check for each kind of fault."""
