"""Writes OpenDocument spreadsheets (ODF 1.3) as a stream: any number of rows, bounded memory, the same bytes.

The XML is put together from escaped strings, which is thirty times as fast as an object for each cell. What
readers need and easily forget is all there: column and header-row elements, styles for dates, times and
booleans, the document's title and language, frozen header rows.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from publisher.documents import sheets as common
from publisher.documents.sheets import (
    MOST_COLUMNS,
    CellType,
    Sheet,
    SheetColumn,
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

__all__ = ["CellType", "Properties", "Sheet", "SheetColumn", "sheet_names", "write_spreadsheet"]

MOST_BYTES = 2**31 - 2**20
"""Size of the unpacked sheet; beyond it the package needs ZIP64, which not every office program reads."""

_CELLS = 8_500
"""Cells that are in memory as written at a time; twice as many take a tenth less CPU, half as much memory more."""
_FIRST_DAY = "1582-10-15"
"""Before it, office programs read a date in the Julian calendar."""
_EPOCH = (2000, 1, 1, 0, 0, 0)
"""Time of every part, fixed. Not the earliest that ZIP has: Java takes that for "before 1980" and adds a field."""
_SPACES = re.compile(" +")
_ODD_SPACE = r"^ |  | $|[\n\t]"
_NAMESPACES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("number", "datastyle"),
        ("meta", "meta"),
        ("config", "config"),
    )
)
_DC = ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STYLES: Mapping[CellType, str] = {
    "string": "text",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
}
_CELL_STYLES = (
    '<number:number-style style:name="N-number"><number:number number:min-integer-digits="1"/>'
    "</number:number-style>"
    '<number:text-style style:name="N-text"><number:text-content/></number:text-style>'
    '<number:boolean-style style:name="N-boolean"><number:boolean/></number:boolean-style>'
    '<number:date-style style:name="N-date"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    "</number:date-style>"
    '<number:date-style style:name="N-datetime"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/>'
    "</number:date-style>"
    '<number:time-style style:name="N-time"><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/>'
    "</number:time-style>"
    + "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"'
        f' style:data-style-name="N-{name}"/>'
        for name in ("number", "text", "boolean", "date", "datetime", "time")
    )
    + '<style:style style:name="header" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:background-color="#e8eef4" fo:border-bottom="0.5pt solid #5b6b7a"/>'
    '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>'
)


def write_spreadsheet(path: Path, properties: Properties, sheets: Sequence[Sheet]) -> None:
    """Write `sheets` to `path`. Raises DatasetError when one has more rows or bytes than office programs read."""
    names = sheet_names([sheet.name for sheet in sheets])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=False) as package:
        package.writestr(_part("mimetype", zipfile.ZIP_STORED), _MIMETYPE)
        with package.open(_part("content.xml"), "w") as stream:
            _write_content(_Bounded(stream, path), dict(zip(names, sheets, strict=True)))
        package.writestr(_part("styles.xml"), _styles(properties.language))
        package.writestr(_part("meta.xml"), _meta(properties))
        package.writestr(_part("settings.xml"), _settings(names))
        package.writestr(_part("META-INF/manifest.xml"), _MANIFEST)


class _Bounded:
    """A text stream into the package that stops before the part grows too large."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self._path = path
        self._left = MOST_BYTES

    def write(self, text: str) -> None:
        data = text.encode()
        self._left -= len(data)
        if self._left < 0:
            raise self.too_large()
        self._stream.write(data)

    def too_large(self) -> DatasetError:
        return too_large(
            self._path, msg("Leave ods out of the exports of this dataset; CSV and Parquet have no such limit.")
        )


def _write_content(out: _Bounded, sheets: Mapping[str, Sheet]) -> None:
    frames = {name: iter(sheet.frames) for name, sheet in sheets.items()}
    firsts = {name: next(frames[name], None) for name in sheets}
    wide = {name: widths(sheet, firsts[name]) for name, sheet in sheets.items()}
    out.write(f'{_XML}<office:document-content{_NAMESPACES} office:version="1.3"><office:automatic-styles>')
    for width in sorted({width for each in wide.values() for width in each}):
        out.write(
            f'<style:style style:name="co{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width / 10:.1f}cm"/></style:style>'
        )
    out.write(_CELL_STYLES)
    out.write("</office:automatic-styles><office:body><office:spreadsheet>")
    heights = {}
    for name, sheet in sheets.items():
        if len(sheet.columns) > MOST_COLUMNS:
            raise out.too_large()
        out.write(f"<table:table table:name={quoteattr(name)}>")
        for column, width in zip(sheet.columns, wide[name], strict=True):
            out.write(
                f'<table:table-column table:style-name="co{width}"'
                f' table:default-cell-style-name="{_STYLES[column.type]}"/>'
            )
        header = "".join(_string_cell(column.header, "header") for column in sheet.columns)
        out.write(
            f"<table:table-header-rows><table:table-row>{header}</table:table-row></table:table-header-rows>"
        )
        rows = 1
        first = firsts[name]
        for frame in chain(() if first is None else (first,), frames[name]):
            rows = _write_frame(out, sheet, frame, rows)
        heights[name] = rows
        out.write("</table:table>")
    out.write(_filters(sheets, heights))
    out.write("</office:spreadsheet></office:body></office:document-content>")


def _filters(sheets: Mapping[str, Sheet], heights: Mapping[str, int]) -> str:
    """The ranges whose header row offers to filter."""
    ranges = ""
    for number, (name, sheet) in enumerate(sheets.items()):
        if sheet.filter and sheet.columns:
            address = quoteattr(f"'{name}'.A1:'{name}'.{letters(len(sheet.columns))}{heights[name]}")
            ranges += (
                f'<table:database-range table:name="__Anonymous_Sheet_DB__{number}"'
                f' table:target-range-address={address} table:display-filter-buttons="true"/>'
            )
    return f"<table:database-ranges>{ranges}</table:database-ranges>" if ranges else ""


def _write_frame(out: _Bounded, sheet: Sheet, frame: pl.DataFrame, rows: int) -> int:
    """Write the rows of one frame and return how many rows the sheet then has."""
    rows += frame.height
    if rows > common.MOST_ROWS:
        raise out.too_large()
    for piece in frame.iter_slices(max(_CELLS // max(len(sheet.columns), 1), 1)):
        cells = [
            _cells(piece.to_series(place), column.type).alias(str(place))
            for place, column in enumerate(sheet.columns)
        ]
        made = pl.DataFrame(cells).select(
            pl.concat_str([pl.lit("<table:table-row>"), pl.all(), pl.lit("</table:table-row>")]).str.join()
        )
        out.write(made.item())
    return rows


def _cells(values: pl.Series, kind: CellType) -> pl.Series:
    """The XML of the cells of one column."""
    texts = as_texts(values, kind)
    if kind == "string":
        return _string_cells(texts)
    value, shown = _typed(pl.col("text"), kind)
    attribute = {"integer": "", "number": "", "boolean": "boolean-", "datetime": "date-"}.get(kind, f"{kind}-")
    value_type = {"integer": "float", "number": "float", "datetime": "date"}.get(kind, kind)
    cell = pl.concat_str(
        [
            pl.lit(f'<table:table-cell office:value-type="{value_type}" office:{attribute}value="'),
            value,
            pl.lit('"><text:p>'),
            shown,
            pl.lit("</text:p></table:table-cell>"),
        ]
    )
    if all_fit(texts, kind, _FIRST_DAY):
        return texts.to_frame("text").select(cell.fill_null("<table:table-cell/>")).to_series()
    both = pl.DataFrame({"text": texts, "string": _string_cells(texts)})
    fitting = pl.col("text").is_not_null() & fits(pl.col("text"), kind, _FIRST_DAY)
    return both.select(pl.when(fitting).then(cell).otherwise(pl.col("string"))).to_series()


def _typed(text: pl.Expr, kind: CellType) -> tuple[pl.Expr, pl.Expr]:
    """The value of the attribute, and what stands in the cell."""
    if kind == "boolean":
        return text, text.str.to_uppercase()
    if kind == "datetime":
        return text, text.str.replace("T", " ", literal=True)
    if kind == "time":
        hours, minutes, seconds = text.str.slice(0, 2), text.str.slice(3, 2), text.str.slice(6)
        parts = [pl.lit("PT"), hours, pl.lit("H"), minutes, pl.lit("M"), seconds, pl.lit("S")]
        return pl.concat_str(parts), text
    return text, text


def _string_cells(values: pl.Series) -> pl.Series:
    escaped = values.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
    cells = escaped.to_frame("a").select(
        pl.concat_str(
            [
                pl.lit('<table:table-cell office:value-type="string"><text:p>'),
                pl.col("a"),
                pl.lit("</text:p></table:table-cell>"),
            ]
        ).fill_null("<table:table-cell/>")
    )
    odd = values.str.contains(_ODD_SPACE).fill_null(value=False).arg_true()
    made = cells.to_series()
    return made.scatter(odd, [_string_cell(text) for text in values.gather(odd).to_list()]) if odd.len() else made


def _string_cell(text: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    paragraphs = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{named} office:value-type="string">{paragraphs}</table:table-cell>'


def _spaced(line: str) -> str:
    """Escaped text in which tabs, and the spaces that XML readers would collapse, are elements."""
    text = escape(line)

    def blanks(match: re.Match[str]) -> str:
        count = len(match[0])
        if match.start() == 0 or match.end() == len(text) or text[match.start() - 1] == "\t":
            return f'<text:s text:c="{count}"/>'
        return " " + (f'<text:s text:c="{count - 1}"/>' if count > 1 else "")

    return _SPACES.sub(blanks, text).replace("\t", "<text:tab/>")


def _part(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = compression
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def _styles(language: str) -> str:
    code, _, country = language.partition("-")
    asian = code in ("zh", "ja", "ko")
    spoken = f'fo:language="{code}" fo:country="{country or "none"}"'
    if asian:
        spoken += f' style:language-asian="{code}" style:country-asian="{country or "none"}"'
    return (
        f'{_XML}<office:document-styles{_NAMESPACES} office:version="1.3"><office:styles>'
        '<style:default-style style:family="table-cell">'
        f"<style:text-properties {spoken}/></style:default-style>"
        '<style:style style:name="Default" style:family="table-cell"/>'
        "</office:styles></office:document-styles>"
    )


def _meta(properties: Properties) -> str:
    keywords = "".join(f"<meta:keyword>{escape(word)}</meta:keyword>" for word in properties.keywords)
    return (
        f'{_XML}<office:document-meta{_NAMESPACES}{_DC} office:version="1.3"><office:meta>'
        f"<meta:generator>publisher</meta:generator><dc:title>{escape(properties.title)}</dc:title>"
        f"<dc:description>{escape(properties.description)}</dc:description>{keywords}"
        f"<dc:creator>{escape(properties.creator)}</dc:creator>"
        f"<dc:language>{escape(properties.language)}</dc:language></office:meta></office:document-meta>"
    )


def _settings(names: Sequence[str]) -> str:
    """The view: the first sheet in front, the header row of each frozen."""
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in (
            ("CursorPositionX", "int", 0),
            ("CursorPositionY", "int", 1),
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("ActiveSplitRange", "short", 2),
            ("PositionTop", "int", 0),
            ("PositionBottom", "int", 1),
        )
    )
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(name)}>{items}</config:config-item-map-entry>"
        for name in names
    )
    return (
        f'{_XML}<office:document-settings{_NAMESPACES} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
        f'<config:config-item config:name="ActiveTable" config:type="string">{escape(names[0])}'
        "</config:config-item>"
        "</config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    f' manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3"'
    f' manifest:media-type="{_MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta", "settings")
    )
    + "</manifest:manifest>"
)
