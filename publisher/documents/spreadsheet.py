"""Writes OpenDocument spreadsheets (ODF 1.3) as a stream: any number of rows, bounded memory, the same bytes.

The XML is put together from escaped strings, which is thirty times as fast as an object for each cell. What
readers need and easily forget is all there: column and header-row elements, styles for dates, times and
booleans, the document's title and language, frozen header rows.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Literal
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from publisher.model.errors import DatasetError, Where
from publisher.model.text import msg

MOST_ROWS = 1_048_576
"""Rows of one sheet, the header included, in LibreOffice and Excel."""

MOST_BYTES = 2**31 - 2**20
"""Size of the unpacked sheet; beyond it the package needs ZIP64, which not every office program reads."""

CellType = Literal["string", "integer", "number", "boolean", "date", "datetime"]

_SHEET_NAME_FORBIDDEN = str.maketrans(dict.fromkeys("[]*?:/\\'", "_"))
_LONGEST_SHEET_NAME = 31
_WIDEST, _NARROWEST, _CHARACTER_CM = 9.0, 1.8, 0.21
_LARGEST_EXACT = 10**15
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
    + "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"'
        f' style:data-style-name="N-{name}"/>'
        for name in ("number", "text", "boolean", "date", "datetime")
    )
    + '<style:style style:name="header" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:background-color="#e8eef4" fo:border-bottom="0.5pt solid #5b6b7a"/>'
    '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>'
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, and the type that its cells have."""

    header: str
    type: CellType = "string"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns, and frames whose columns stand in that order and have the matching polars types."""

    name: str
    columns: Sequence[Column]
    frames: Iterable[pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself: Dublin Core texts, and its language as a BCP 47 tag."""

    title: str
    description: str
    creator: str
    keywords: tuple[str, ...] = ()
    language: str = "zh-TW"


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


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that every office program takes: no forbidden characters, at most 31 long, each one once."""
    names: list[str] = []
    for text in wanted:
        base = " ".join(text.translate(_SHEET_NAME_FORBIDDEN).split())[:_LONGEST_SHEET_NAME].strip() or "Sheet"
        name, number = base, 1
        while name.casefold() in {other.casefold() for other in names}:
            number += 1
            ending = f" {number}"
            name = base[: _LONGEST_SHEET_NAME - len(ending)] + ending
        names.append(name)
    return names


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
        return DatasetError(
            msg("The table has more rows or text than an ODS spreadsheet can hold."),
            Where(self._path.name),
            msg("Leave ods out of the exports of this dataset; CSV and Parquet have no such limit."),
        )


def _write_content(out: _Bounded, sheets: Mapping[str, Sheet]) -> None:
    frames = {name: iter(sheet.frames) for name, sheet in sheets.items()}
    firsts = {name: next(frames[name], None) for name in sheets}
    widths = {name: _widths(sheet, firsts[name]) for name, sheet in sheets.items()}
    out.write(f'{_XML}<office:document-content{_NAMESPACES} office:version="1.3"><office:automatic-styles>')
    for width in sorted({width for each in widths.values() for width in each}):
        out.write(
            f'<style:style style:name="co{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width / 10:.1f}cm"/></style:style>'
        )
    out.write(_CELL_STYLES)
    out.write("</office:automatic-styles><office:body><office:spreadsheet>")
    for name, sheet in sheets.items():
        out.write(f"<table:table table:name={quoteattr(name)}>")
        for column, width in zip(sheet.columns, widths[name], strict=True):
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
        out.write("</table:table>")
    out.write("</office:spreadsheet></office:body></office:document-content>")


def _write_frame(out: _Bounded, sheet: Sheet, frame: pl.DataFrame, rows: int) -> int:
    """Write the rows of one frame and return how many rows the sheet then has."""
    rows += frame.height
    if rows > MOST_ROWS:
        raise out.too_large()
    cells = [_cells(frame.to_series(place), column.type) for place, column in enumerate(sheet.columns)]
    for row in zip(*cells, strict=True):
        out.write(f"<table:table-row>{''.join(row)}</table:table-row>")
    return rows


def _cells(values: pl.Series, kind: CellType) -> list[str]:
    """The XML of the cells of one column."""
    if kind == "string":
        return _string_cells(values)
    text = values.cast(pl.String)
    if kind == "integer":
        return [_integer_cell(value) for value in values.to_list()]
    if kind == "number":
        return [_value_cell("float", "value", value, value) for value in text.to_list()]
    if kind == "boolean":
        return [_value_cell("boolean", "boolean-value", value, (value or "").upper()) for value in text.to_list()]
    if kind == "date":
        return [
            _value_cell("date", "date-value", value, value or "") for value in values.dt.to_string("iso").to_list()
        ]
    return [
        _value_cell("date", "date-value", value, (value or "").replace("T", " "))
        for value in values.dt.strftime("%Y-%m-%dT%H:%M:%S%.f").to_list()
    ]


def _integer_cell(value: int | None) -> str:
    if value is not None and abs(value) >= _LARGEST_EXACT:
        return _string_cell(str(value))  # as a number it would be rounded
    text = None if value is None else str(value)
    return _value_cell("float", "value", text, text)


def _value_cell(kind: str, attribute: str, value: str | None, shown: str | None) -> str:
    if value is None:
        return "<table:table-cell/>"
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def _string_cells(values: pl.Series) -> list[str]:
    escaped = values.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
    cells = [
        "<table:table-cell/>"
        if text is None
        else f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in escaped.to_list()
    ]
    odd = values.str.contains(_ODD_SPACE).fill_null(value=False).arg_true()
    for place, text in zip(odd.to_list(), values.gather(odd).to_list(), strict=True):
        cells[place] = _string_cell(text)
    return cells


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


def _widths(sheet: Sheet, first: pl.DataFrame | None) -> list[int]:
    """Width of each column in millimetres, from its header and the first rows; Chinese counts twice."""
    widths = []
    for place, column in enumerate(sheet.columns):
        texts = [column.header]
        if first is not None:
            texts += [
                (text or "").removesuffix(".000000")
                for text in first.to_series(place).head(200).cast(pl.String).to_list()
            ]
        longest = max(max(map(_display_width, text.split("\n"))) for text in texts)
        widths.append(round(10 * min(max(longest * _CHARACTER_CM + 0.3, _NARROWEST), _WIDEST)))
    return widths


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


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
