"""The statistical bulletin of a dataset as a document to read (PDF) and one to edit (ODT), from one source."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from publisher.documents.composed import as_odt, as_pdf
from publisher.export.base import Exporter
from publisher.export.bulletin import bulletin
from publisher.export.content import ExportContent
from publisher.model.text import Language, LocalText


class BulletinExporter(Exporter):
    """The bulletin as a tagged PDF."""

    name = "bulletin"
    format = "pdf"
    suffix = "-bulletin.pdf"
    media_type = "application/pdf"
    kind = "dictionary"
    label = LocalText("統計簡報，PDF", "statistical bulletin, PDF")
    language: ClassVar[Language] = "zh-TW"

    def write(self, content: ExportContent, path: Path) -> None:
        """Typeset the bulletin. Raises MissingPartError when a font or library is missing."""
        made = as_pdf if self.format == "pdf" else as_odt
        path.write_bytes(made(bulletin(content, self.language), content.templates))


class BulletinOdtExporter(BulletinExporter):
    """The bulletin as an OpenDocument text."""

    name = "bulletin-odt"
    format = "odt"
    suffix = "-bulletin.odt"
    media_type = "application/vnd.oasis.opendocument.text"
    label = LocalText("統計簡報，ODT", "statistical bulletin, ODT")


class EnglishBulletinExporter(BulletinExporter):
    """The bulletin in English as a tagged PDF."""

    name = "bulletin-en"
    suffix = "-bulletin-en.pdf"
    label = LocalText("英文統計簡報，PDF", "statistical bulletin in English, PDF")
    language = "en"


class EnglishBulletinOdtExporter(BulletinOdtExporter):
    """The bulletin in English as an OpenDocument text."""

    name = "bulletin-en-odt"
    suffix = "-bulletin-en.odt"
    label = LocalText("英文統計簡報，ODT", "statistical bulletin in English, ODT")
    language = "en"
