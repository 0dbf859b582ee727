"""A list of rows as an OpenDocument spreadsheet: for lists that are no table of a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from publisher.documents.sheets import Sheet, SheetColumn
from publisher.documents.spreadsheet import write_spreadsheet
from publisher.model.document import Properties


def write_list(
    path: Path,
    properties: Properties,
    name: str,
    columns: Sequence[SheetColumn],
    rows: Sequence[Sequence[str | None]],
) -> None:
    """Write one sheet with a header row that filters; cells are canonical texts of their column's type."""
    schema = {str(number): pl.String for number in range(len(columns))}
    frame = pl.DataFrame([list(row) for row in rows], schema=schema, orient="row")
    write_spreadsheet(path, properties, [Sheet(name, columns, [frame], filter=True)])
