"""Source files as other people's programs write them, byte for byte the same on every run.

Archives are stored without compression and with one fixed time, so that neither the clock nor the version of a
compression library changes them.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

Cell = str | int | float | None
_ARCHIVE_TIME = (2026, 11, 19, 18, 0, 0)
_STAMP = "2026-11-19T18:00:00Z"
_SQLITE_VERSION = (3040001).to_bytes(4, "big")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], encoding: str = "utf-8") -> bytes:
    """A CSV file with Windows line ends, as office programs here save it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def json_bytes(records: Sequence[Mapping[str, Cell]]) -> bytes:
    """A JSON array of records, one a line."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in records)
    return f"[\n{lines}\n]\n".encode()


def xlsx_bytes(workbook: Workbook) -> bytes:
    """A workbook, without the moment at which it was saved."""
    saved = io.BytesIO()
    workbook.save(saved)
    parts = {}
    with zipfile.ZipFile(saved) as archive:
        for item in archive.namelist():
            content = archive.read(item)
            if item == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _STAMP.encode(), content)
            parts[item] = content
    return _stored(parts)


def ods_bytes(sheets: Mapping[str, Sequence[Sequence[Cell]]], title: str) -> bytes:
    """An OpenDocument spreadsheet; a text that starts with a number is kept as text."""
    widest = {sheet: max(len(row) for row in rows) for sheet, rows in sheets.items()}
    tables = "".join(
        f'<table:table table:name="{escape(sheet)}">'
        f'<table:table-column table:number-columns-repeated="{widest[sheet]}"/>'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for sheet, rows in sheets.items()
    )
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-content xmlns:office="{office}" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>\n"
    )
    meta = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-meta xmlns:office="{office}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'office:version="1.3"><office:meta>'
        f"<dc:title>{escape(title)}</dc:title><dc:language>zh-TW</dc:language><dc:date>{_STAMP[:-1]}</dc:date>"
        "</office:meta></office:document-meta>\n"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        'manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>\n"
    )
    return _stored(
        {
            "mimetype": kind.encode(),
            "content.xml": content.encode(),
            "meta.xml": meta.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def sqlite_bytes(create: str, insert: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """A database file with one table; the writing library's version in its header is a fixed one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.sqlite"
        connection = sqlite3.connect(path)
        with connection:
            connection.execute(create)
            connection.executemany(insert, rows)
        connection.execute("VACUUM")
        connection.close()
        content = path.read_bytes()
    return content[:96] + _SQLITE_VERSION + content[100:]


def _ods_cell(value: Cell) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def _stored(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for path, content in parts.items():
            archive.writestr(zipfile.ZipInfo(path, _ARCHIVE_TIME), content)
    return made.getvalue()
