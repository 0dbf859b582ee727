"""ODS (OpenDocument 1.3): the table on the first sheet, its origin and what its fields mean on the second."""

from __future__ import annotations

from pathlib import Path

from publisher.documents.spreadsheet import write_spreadsheet
from publisher.export.base import Exporter
from publisher.export.content import ExportContent
from publisher.export.workbook_sheets import properties, table_sheets
from publisher.model.text import LocalText


class OdsExporter(Exporter):
    """The table as an OpenDocument spreadsheet, the editable format that the government asks for."""

    name = "ods"
    format = "ods"
    suffix = ".ods"
    media_type = "application/vnd.oasis.opendocument.spreadsheet"
    label = LocalText("ODS", "ODS")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write typed cells: dates, times and booleans are what they say, codes keep their leading zeros."""
        write_spreadsheet(path, properties(content), table_sheets(content))
