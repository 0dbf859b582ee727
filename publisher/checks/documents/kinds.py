"""What kind of file a link offers: by its content when the crawl has seen it, else by its name."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from publisher.checks.base import Context
from publisher.model.site import Document, Link, SiteSnapshot, Target
from publisher.net.sniffing import DOCUMENTS, EDITABLE, EXTENSIONS, ODF, extension_of

NAMES = {
    "pdf": "PDF",
    "doc": "Word (.doc)",
    "docx": "Word (.docx)",
    "xls": "Excel (.xls)",
    "xlsx": "Excel (.xlsx)",
    "ppt": "PowerPoint (.ppt)",
    "pptx": "PowerPoint (.pptx)",
    "rtf": "RTF",
    "odt": "ODT",
    "ods": "ODS",
    "odp": "ODP",
    "odg": "ODG",
    "html": "HTML",
    "zip": "ZIP",
    "ole": "Office",
}
__all__ = ["EDITABLE", "NAMES", "ODF", "file_targets", "kind_of", "stem_of"]


def file_targets(snapshot: SiteSnapshot, context: Context) -> Mapping[str, Target]:
    """Targets by name, shared by the checks of a run."""
    return context.once("targets", lambda: {target.url: target for target in snapshot.targets()})


def kind_of(link: Link, target: Target | None, document: Document | None) -> str:
    """The kind of the file behind a link, "" when it is no document."""
    if document is not None and document.found_type in DOCUMENTS:
        return document.found_type
    if target is not None and target.found_type in DOCUMENTS:
        return target.found_type
    if target is not None and target.found_type == "html":
        return ""
    named = EXTENSIONS.get(extension_of(unquote(link.url.partition("?")[0])), "")
    if document is not None and document.name:
        named = EXTENSIONS.get(extension_of(document.name), named)
    return named if named in DOCUMENTS else ""


def stem_of(name: str) -> str:
    """A file's name without folder and ending, in small letters."""
    last = unquote(name.partition("?")[0]).rpartition("/")[2]
    return last.rpartition(".")[0].lower() if "." in last else last.lower()
