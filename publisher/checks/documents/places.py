"""Where a fault of a document is: the document itself."""

from __future__ import annotations

from publisher.model.finding import Place
from publisher.model.site import Document


def place_of(document: Document, page: int | None = None) -> Place:
    """The document, and a page of it."""
    return Place(url=document.url, page=page)
