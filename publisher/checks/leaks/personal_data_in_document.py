"""Personal data in files that are offered on the site."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.leaks.searching import allow_list, kind_words
from publisher.documents import reading
from publisher.documents.reading import UnreadableDocumentError
from publisher.model.finding import Place
from publisher.model.redacted import redact
from publisher.model.site import Document
from publisher.net.sniffing import ODF
from publisher.privacy.recognisers import AllowList, Hit, scan_lines


def look(document: Document, context: Context) -> Iterator[Fault]:
    """Pages of PDFs and texts of ODF files, metadata included. What does not open has a check of its own."""
    if document.path is None or document.problem or document.truncated:
        return
    allow = allow_list(context)
    try:
        for hit, page in list(_hits(document, allow)):
            evidence = (redact(hit.kind, "x" * (hit.end - hit.start)),)
            place = Place(url=document.url, page=page)
            yield Fault(place, hit.kind, document.url, kind_words(hit.kind), evidence)
    except UnreadableDocumentError:
        return


def _hits(document: Document, allow: AllowList) -> Iterator[tuple[Hit, int | None]]:
    assert document.path is not None
    if document.found_type == "pdf":
        for number, text in enumerate(reading.pdf_text(document.path), 1):
            for _, hit in scan_lines(text, allow=allow):
                if hit.blocks:
                    yield hit, number
        for _, hit in scan_lines(reading.pdf_metadata(document.path).values(), allow=allow):
            if hit.blocks:
                yield hit, None
    elif document.found_type in ODF:
        for _, hit in scan_lines(reading.odf_lines(document.path), allow=allow):
            if hit.blocks:
                yield hit, None


CHECK = Check("leaks.personal-data-in-document", document=look)
