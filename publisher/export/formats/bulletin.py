"""The statistical bulletin of a dataset as a document to read (PDF) and one to edit (ODT), from one source."""

from __future__ import annotations

from pathlib import Path

from publisher.documents.composed import as_odt, as_pdf
from publisher.export.base import Exporter
from publisher.export.bulletin import bulletin
from publisher.export.content import ExportContent
from publisher.model.text import LocalText


class BulletinExporter(Exporter):
    """The bulletin as a tagged PDF."""

    name = "bulletin"
    format = "pdf"
    suffix = "-bulletin.pdf"
    media_type = "application/pdf"
    kind = "dictionary"
    label = LocalText("統計簡報，PDF", "statistical bulletin, PDF")

    def write(self, content: ExportContent, path: Path) -> None:
        """Typeset the bulletin. Raises MissingPartError when the font or typst is missing."""
        path.write_bytes(as_pdf(bulletin(content), content.templates))


class EnglishBulletinExporter(Exporter):
    """The bulletin in English as a tagged PDF."""

    name = "bulletin-en"
    format = "pdf"
    suffix = "-bulletin-en.pdf"
    media_type = "application/pdf"
    kind = "dictionary"
    label = LocalText("英文統計簡報，PDF", "statistical bulletin in English, PDF")

    def write(self, content: ExportContent, path: Path) -> None:
        """Typeset the bulletin. Raises MissingPartError when the font or typst is missing."""
        path.write_bytes(as_pdf(bulletin(content, "en"), content.templates))


class EnglishBulletinOdtExporter(Exporter):
    """The bulletin in English as an OpenDocument text."""

    name = "bulletin-en-odt"
    format = "odt"
    suffix = "-bulletin-en.odt"
    media_type = "application/vnd.oasis.opendocument.text"
    kind = "dictionary"
    label = LocalText("英文統計簡報，ODT", "statistical bulletin in English, ODT")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write the bulletin. Raises MissingPartError when odfpy is missing."""
        path.write_bytes(as_odt(bulletin(content, "en"), content.templates))


class BulletinOdtExporter(Exporter):
    """The bulletin as an OpenDocument text."""

    name = "bulletin-odt"
    format = "odt"
    suffix = "-bulletin.odt"
    media_type = "application/vnd.oasis.opendocument.text"
    kind = "dictionary"
    label = LocalText("統計簡報，ODT", "statistical bulletin, ODT")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write the bulletin. Raises MissingPartError when odfpy is missing."""
        path.write_bytes(as_odt(bulletin(content), content.templates))
