"""PDFs that are pictures of pages."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.documents.places import place_of
from publisher.model.site import Document
from publisher.model.text import Scalar
from publisher.net.urls import readable


def look(document: Document, _context: Context) -> Iterator[Fault]:
    """None of the first twenty pages holds a letter of text."""
    if document.found_type == "pdf" and document.has_text is False and not document.problem:
        params: dict[str, Scalar] = {"url": readable(document.url), "pages": document.pages or 0}
        yield Fault(place_of(document), subject=document.url, params=params)


CHECK = Check("documents.pdf-without-text", document=look)
