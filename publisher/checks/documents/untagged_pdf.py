"""PDFs that a screen reader cannot follow."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.documents.places import place_of
from publisher.model.site import Document
from publisher.net.urls import readable


def look(document: Document, _context: Context) -> Iterator[Fault]:
    """The PDF has text, and does not say to be tagged or has no tree of tags."""
    if document.tagged is False and document.has_text and not document.problem:
        yield Fault(place_of(document), subject=document.url, params={"url": readable(document.url)})


CHECK = Check("documents.untagged-pdf", document=look)
