"""XLSX (Office Open XML): what people ask for, with the same sheets as the ODS; beside it, never instead."""

from __future__ import annotations

from pathlib import Path

from publisher.documents.workbook import write_workbook
from publisher.export.base import Exporter
from publisher.export.content import ExportContent
from publisher.export.workbook_sheets import properties, table_sheets
from publisher.model.text import LocalText


class XlsxExporter(Exporter):
    """The table as an Excel workbook."""

    name = "xlsx"
    format = "xlsx"
    suffix = ".xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    label = LocalText("XLSX", "XLSX")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write typed cells; a text is never a formula, whatever it begins with."""
        write_workbook(path, properties(content), table_sheets(content))
