"""Files that are not what their name says."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from publisher.checks.base import Check, Context, Fault
from publisher.checks.documents.kinds import NAMES
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot, Target, Verdict
from publisher.model.text import Scalar
from publisher.net.sniffing import DOCUMENTS, EXTENSIONS, extension_of
from publisher.net.urls import readable

_SAME = frozenset(
    {("doc", "ole"), ("xls", "ole"), ("ppt", "ole"), ("docx", "zip"), ("xlsx", "zip"), ("pptx", "zip")}
)
"""Office files of which the first bytes alone do not tell the kind."""


def look(snapshot: SiteSnapshot, _context: Context) -> Iterator[Fault]:
    """The address ends like a document, and its content is of another kind (often a page that asks to log in)."""
    documents = {document.url: document for document in snapshot.documents()}
    for target in snapshot.targets():
        if target.verdict is not Verdict.WORKS or not target.own or not target.found_type:
            continue
        document = documents.get(target.final)
        found = document.found_type if document is not None else target.found_type
        named = _named(target, document.name if document is not None else "")
        if named in DOCUMENTS and found != named and (named, found) not in _SAME:
            shown: dict[str, Scalar] = {
                "url": readable(target.url),
                "named": NAMES[named],
                "found": NAMES.get(found, found),
            }
            yield Fault(Place(url=target.url), subject=target.url, params=shown)


def _named(target: Target, name: str) -> str:
    last = name or target.url.partition("?")[0]
    return EXTENSIONS.get(extension_of(unquote(last)), "")


CHECK = Check("documents.wrong-type", site=look)
