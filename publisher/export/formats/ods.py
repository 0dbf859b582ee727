"""ODS (OpenDocument 1.3): the table on the first sheet, what its fields mean on the second."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import polars as pl

from publisher.documents.spreadsheet import CellType, Column, Properties, Sheet, write_spreadsheet
from publisher.export.base import Exporter
from publisher.export.content import Content, Field
from publisher.model.text import LocalText

_CELLS = {
    "integer": "integer",
    "year": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}


class OdsExporter(Exporter):
    """The table as an OpenDocument spreadsheet, the editable format that the government asks for."""

    name = "ods"
    format = "ods"
    suffix = ".ods"
    media_type = "application/vnd.oasis.opendocument.spreadsheet"
    label = LocalText("ODS", "ODS")

    def write(self, content: Content, path: Path) -> None:
        """Write typed cells: dates, times and booleans are what they say, codes keep their leading zeros."""
        dataset, agency = content.dataset, content.catalog.agency
        columns = [Column(item.name, cast(CellType, _CELLS.get(item.type, "string"))) for item in content.fields]
        properties = Properties(
            title=dataset.title.zh,
            description=dataset.description.zh,
            creator=agency.title.zh,
            keywords=tuple(word.zh for word in dataset.keywords),
        )
        sheets = (
            Sheet(dataset.title.zh, columns, content.batches(content.typed())),
            _dictionary(content.fields),
        )
        write_spreadsheet(path, properties, sheets)


def _dictionary(fields: tuple[Field, ...]) -> Sheet:
    rows = [
        (item.name, item.title.zh, item.title.en, item.type, item.description.zh, item.description.en)
        for item in fields
    ]
    headers = (
        LocalText("欄位", "Field"),
        LocalText("中文名稱", "Chinese title"),
        LocalText("英文名稱", "English title"),
        LocalText("型別", "Type"),
        LocalText("中文說明", "Chinese description"),
        LocalText("英文說明", "English description"),
    )
    columns = [Column(f"{header.zh} {header.en}") for header in headers]
    frame = pl.DataFrame(rows, schema=[f"c{number}" for number in range(len(headers))], orient="row")
    return Sheet("資料字典", columns, (frame.cast(pl.String),))
