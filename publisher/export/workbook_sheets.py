"""The sheets of a workbook: the table, split where readers have a limit, then its origin and its dictionary."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from publisher.documents import sheets
from publisher.documents.sheets import CellType, Sheet, SheetColumn
from publisher.export.content import ExportContent, rows_at_a_time
from publisher.model.document import Properties
from publisher.model.frequencies import frequency
from publisher.model.terms import licence_title
from publisher.model.text import LocalText

_CELLS: dict[str, CellType] = {
    "integer": "integer",
    "year": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
}
_ABOUT = "資料說明"
_HEADERS = (
    "欄位 Field",
    "中文名稱 Chinese title",
    "英文名稱 English title",
    "型別 Type",
    "中文說明 Chinese description",
    "英文說明 English description",
)


def properties(content: ExportContent) -> Properties:
    """What the workbook says of itself."""
    dataset = content.dataset
    return Properties(
        title=dataset.title.zh,
        description=dataset.description.zh,
        creator=content.catalog.agency.title.zh,
        keywords=tuple(word.zh for word in dataset.keywords),
    )


def table_sheets(content: ExportContent) -> tuple[Sheet, ...]:
    """The table first, then what it is.

    A table with more columns or rows than a sheet holds goes on in further sheets of the same name with a number:
    all rows of the first columns, then all rows of the next.
    """
    columns = [SheetColumn(item.name, _CELLS.get(item.type, "string")) for item in content.fields]
    body = max(sheets.MOST_ROWS - 1, 1)
    parts = []
    for left in range(0, len(columns), sheets.MOST_COLUMNS):
        block = columns[left : left + sheets.MOST_COLUMNS]
        for top in range(0, max(content.rows, 1), body):
            rows = min(body, content.rows - top)
            frames = _frames(content, [column.header for column in block], top, rows)
            parts.append(Sheet(content.dataset.title.zh, block, frames, filter=True))
    return (*parts, _about(content))


def _frames(content: ExportContent, names: list[str], top: int, rows: int) -> Iterator[pl.DataFrame]:
    values = content.values().select(names)
    step = rows_at_a_time(len(content.fields))
    for start in range(top, top + max(rows, 1), step):
        yield values.slice(start, min(step, max(top + rows - start, 0))).collect()


def _about(content: ExportContent) -> Sheet:
    """Where the table is from, then its fields."""
    dataset, catalog = content.dataset, content.catalog
    agency, defaults = catalog.agency, catalog.defaults
    licence = licence_title(defaults.licence)
    facts = [
        (LocalText("資料集名稱", "Title"), dataset.title),
        (LocalText("資料集編號", "Identifier"), _same(dataset.identifier)),
        (LocalText("資料說明", "Description"), dataset.description),
        (LocalText("提供機關", "Agency"), agency.title),
        (LocalText("更新頻率", "Update frequency"), frequency(dataset.frequency).text),
        (LocalText("授權方式", "Licence"), licence),
        (LocalText("授權說明網址", "Licence address"), _same(defaults.licence_url)),
        (LocalText("聯絡窗口", "Contact"), agency.contact.name),
        (LocalText("電子郵件", "Mail"), _same(agency.contact.email)),
        (LocalText("網站", "Website"), _same(agency.homepage)),
        (LocalText("備註", "Notes"), dataset.notes or _same("")),
    ]
    header = (
        LocalText("項目", "Item"),
        LocalText("內容（中文）", "Content (Chinese)"),
        LocalText("內容（英文）", "Content"),
    )
    rows: list[tuple[str, ...]] = [
        (f"{label.zh} {label.en}", value.zh, value.en if value.en != value.zh else "")
        for label, value in facts
        if value.zh
    ]
    rows += [(), ("資料字典 Data dictionary",)]
    rows.append(_HEADERS)
    rows += [
        (item.name, item.title.zh, item.title.en, item.type, item.description.zh, item.description.en)
        for item in content.fields
    ]
    full = [tuple(cell or None for cell in (*row, *[""] * (len(_HEADERS) - len(row)))) for row in rows]
    frame = pl.DataFrame(full, schema=dict.fromkeys(map(str, range(len(_HEADERS))), pl.String), orient="row")
    heads = [f"{text.zh} {text.en}" for text in header] + [""] * (len(_HEADERS) - len(header))
    return Sheet(_ABOUT, [SheetColumn(head) for head in heads], (frame,))


def _same(text: str) -> LocalText:
    return LocalText(text, text)
