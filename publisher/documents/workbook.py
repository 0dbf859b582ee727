"""Writes Excel workbooks (Office Open XML) as a stream, as `spreadsheet` writes ODS: bounded, the same bytes.

Texts stand in their cells (inline strings), so that nothing has to be kept until the end.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from publisher.documents import sheets as common
from publisher.documents.sheets import (
    CELLS,
    MOST_COLUMNS,
    CellType,
    Sheet,
    all_fit,
    as_texts,
    fits,
    letters,
    sheet_names,
    too_large,
    widths,
)
from publisher.model.document import Properties
from publisher.model.errors import DatasetError
from publisher.model.text import msg

LONGEST_TEXT = 32_767
"""Characters (UTF-16) of one cell in Excel."""

_OF_TWO_UNITS = "[\U00010000-\U0010ffff]"
_FIRST_DAY = "1900-03-01"
"""Excel counts a 29 February 1900 that never was: days before are texts."""
_EPOCH = (2000, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = {"date": 2, "datetime": 3, "time": 4}
"""Numbers of the cell formats in styles.xml; 1 is the header's."""
_MILLIMETRES = 1.9
"""Width of one character."""


def write_workbook(path: Path, properties: Properties, sheets: Sequence[Sheet]) -> None:
    """Write `sheets` to `path`. Raises DatasetError when one has more rows, columns or text than Excel reads."""
    names = sheet_names([sheet.name for sheet in sheets])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        _add(package, "[Content_Types].xml", _content_types(len(sheets)))
        _add(
            package,
            "_rels/.rels",
            _relations(
                (f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ),
        )
        _add(package, "docProps/core.xml", _core(properties))
        links = [
            (f"{_OFFICE}/relationships/worksheet", f"worksheets/sheet{number}.xml")
            for number in range(1, len(sheets) + 1)
        ]
        _add(
            package,
            "xl/_rels/workbook.xml.rels",
            _relations(*links, (f"{_OFFICE}/relationships/styles", "styles.xml")),
        )
        _add(package, "xl/styles.xml", _STYLE_SHEET)
        heights = [_write_sheet(package, number, sheet, path) for number, sheet in enumerate(sheets, 1)]
        _add(package, "xl/workbook.xml", _book(names, sheets, heights))


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def _add(package: zipfile.ZipFile, name: str, text: str) -> None:
    package.writestr(_part(name), _XML + text)


def _write_sheet(package: zipfile.ZipFile, number: int, sheet: Sheet, path: Path) -> int:
    """Write one sheet and return how many rows it has."""
    if len(sheet.columns) > MOST_COLUMNS:
        raise _too_large(path)
    frames = iter(sheet.frames)
    first = next(frames, None)
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width / _MILLIMETRES:.1f}" customWidth="1"'
        f"{_styled(column.type)}/>"
        for place, (column, width) in enumerate(zip(sheet.columns, widths(sheet, first), strict=True), 1)
    )
    rows = 1
    with package.open(_part(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as out:
        head = "".join(f'<c t="inlineStr" s="1"><is>{_text(column.header)}</is></c>' for column in sheet.columns)
        view = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        out.write(
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{view}</sheetView>'
            f"</sheetViews><cols>{columns}</cols><sheetData><row>{head}</row>".encode()
        )
        for frame in chain(() if first is None else (first,), frames):
            rows += frame.height
            if rows > common.MOST_ROWS:
                raise _too_large(path)
            for piece in frame.iter_slices(max(CELLS // max(len(sheet.columns), 1), 1)):
                out.write(_rows(piece, sheet, path).encode())
        out.write(b"</sheetData>")
        if sheet.filter:
            out.write(f'<autoFilter ref="A1:{letters(len(sheet.columns))}{rows}"/>'.encode())
        out.write(b"</worksheet>")
    return rows


def _too_large(path: Path) -> DatasetError:
    return too_large(
        path, msg("Leave xlsx out of the exports of this dataset; CSV and Parquet have no such limit.")
    )


def _styled(kind: CellType) -> str:
    return f' style="{_STYLES[kind]}"' if kind in _STYLES else ""


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def _rows(frame: pl.DataFrame, sheet: Sheet, path: Path) -> str:
    cells = []
    for place, column in enumerate(sheet.columns):
        texts = as_texts(frame.to_series(place), column.type)
        cells.append(_cells(texts, column.type, path).alias(str(place)))
    made = pl.DataFrame(cells).select(pl.concat_str([pl.lit("<row>"), pl.all(), pl.lit("</row>")]))
    return "".join(made.to_series().to_list())


def _cells(texts: pl.Series, kind: CellType, path: Path) -> pl.Series:
    if (texts.str.len_bytes() > LONGEST_TEXT).any():
        units = texts.str.len_chars() + texts.str.count_matches(_OF_TWO_UNITS)
        if (units > LONGEST_TEXT).any():
            raise _too_large(path)
    text = pl.col("text")
    escaped = text.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
    string = pl.concat_str(
        [pl.lit('<c t="inlineStr"><is><t xml:space="preserve">'), escaped, pl.lit("</t></is></c>")]
    )
    cell = string
    if kind in ("integer", "number"):
        cell = pl.concat_str([pl.lit("<c><v>"), text, pl.lit("</v></c>")])
    elif kind == "boolean":
        cell = pl.concat_str(
            [pl.lit('<c t="b"><v>'), (text == "true").cast(pl.Int8).cast(pl.String), pl.lit("</v></c>")]
        )
    elif kind in ("date", "datetime", "time"):
        cell = pl.concat_str([pl.lit(f'<c s="{_STYLES[kind]}"><v>'), _serial(text, kind), pl.lit("</v></c>")])
    if all_fit(texts, kind, _FIRST_DAY):
        return texts.to_frame("text").select(cell.fill_null("<c/>")).to_series()
    made = pl.when(fits(text, kind, _FIRST_DAY)).then(cell).otherwise(string).fill_null("<c/>")
    return texts.to_frame("text").select(made).to_series()


def _serial(text: pl.Expr, kind: CellType) -> pl.Expr:
    """Days since Excel's beginning, as a text."""
    if kind == "date":
        return (text.str.to_date("%Y-%m-%d", strict=False).cast(pl.Int32) + 25_569).cast(pl.String)
    if kind == "time":
        moment = text.str.to_time("%H:%M:%S%.f", strict=False).cast(pl.Int64) / 86_400_000_000_000
        return moment.cast(pl.String)
    moment = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us").cast(pl.Int64)
    return (moment / 86_400_000_000 + 25_569).cast(pl.String)


def _content_types(count: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("xl/workbook.xml", f"{kind}.sheet.main+xml"), ("xl/styles.xml", f"{kind}.styles+xml")]
    parts += [(f"xl/worksheets/sheet{number}.xml", f"{kind}.worksheet+xml") for number in range(1, count + 1)]
    parts.append(("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
    listed = "".join(f'<Override PartName="/{name}" ContentType="{what}"/>' for name, what in parts)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(*links: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _book(names: Sequence[str], sheets: Sequence[Sheet], heights: Sequence[int]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    ranges = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
        f"'{escape(name)}'!$A$1:${letters(len(sheet.columns))}${height}</definedName>"
        for place, (name, sheet, height) in enumerate(zip(names, sheets, heights, strict=True))
        if sheet.filter
    )
    ranges = f"<definedNames>{ranges}</definedNames>" if ranges else ""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets>{ranges}</workbook>"
    )


def _core(properties: Properties) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(properties.title)}</dc:title><dc:creator>{escape(properties.creator)}</dc:creator>"
        f"<dc:description>{escape(properties.description)}</dc:description>"
        f"<cp:keywords>{escape(', '.join(properties.keywords))}</cp:keywords>"
        f"<dc:language>{escape(properties.language)}</dc:language></cp:coreProperties>"
    )


_STYLE_SHEET = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    + "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number in (164, 165, 166)
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
