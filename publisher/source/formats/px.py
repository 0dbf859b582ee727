"""PX (PC-Axis), as statistical offices write it: one record for each cell, its categories as columns.

Source: Statistics Sweden, "PX file format", 2013.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod

from publisher.model.text import msg
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, from_rows

_PIECE = re.compile(
    r"""\s*(?:(?P<key>[A-Z][A-Z0-9-]*)(?:\[(?P<language>[^\]]*)\])?(?:\((?P<of>(?:"[^"]*"|[^)"])*)\))?\s*=)""",
    re.VERBOSE,
)
_TEXT = re.compile(r'"([^"]*)"')
_STATEMENT = re.compile(r'[^";]*(?:"[^"]*"[^";]*)*')
_ITEM = re.compile(r'(?:"[^"]*"\s*)+')
"""A text, which goes on in further quotes on the next line."""
_CODEPAGE = re.compile(rb'CODEPAGE\s*=\s*"([A-Za-z0-9_-]{1,20})"')
_DATUM = re.compile(r'"(?P<sign>[^"]*)"|(?P<figure>[^\s;"]+)')
_MOST_CELLS = 50_000_000


def read(file: SourceFile) -> SourceGrid:
    """A column for each variable (those of STUB, then of HEADING) and one of values; signs for missing stay.

    Raises SourceError when keywords, values and the number of cells do not go together.
    """
    if file.source.encoding is None:
        with file.path.open("rb") as data:
            page = _CODEPAGE.search(data.read(4096))
        if page is not None:
            file = replace(file, source=replace(file.source, encoding=page[1].decode("ascii")))
    text = as_utf8(file).read_text(encoding="utf-8-sig")
    keywords, cells = _parsed(file, text)
    variables = [*keywords.get(("STUB", ""), ()), *keywords.get(("HEADING", ""), ())]
    categories = [keywords.get(("VALUES", name), ()) for name in variables]
    expected = prod(len(values) for values in categories)
    if not variables or not expected or expected > _MOST_CELLS:
        raise _unlike(file)
    found = [cell["sign"] if cell["sign"] is not None else cell["figure"] for cell in _DATUM.finditer(cells)]
    if len(found) != expected:
        raise _unlike(file)
    unit = " ".join(keywords.get(("UNITS", ""), ())) or " ".join(keywords.get(("CONTENTS", ""), ())) or "value"
    heading = (*variables, unit if unit not in variables else f"{unit} (value)")
    return from_rows(_rows(heading, categories, found), file.folder, f"px-{file.number}")


def _rows(heading: Row, categories: list[tuple[str, ...]], found: list[str]) -> Iterator[Row]:
    yield heading
    for names, value in zip(product(*categories), found, strict=True):
        yield (*names, value)


def _parsed(file: SourceFile, text: str) -> tuple[Mapping[tuple[str, str], tuple[str, ...]], str]:
    """The texts of each keyword of the file's first language, and what stands under DATA."""
    keywords: dict[tuple[str, str], tuple[str, ...]] = {}
    at = 0
    while (piece := _PIECE.match(text, at)) is not None:
        end = _end(text, piece.end())
        if piece["key"] == "DATA":
            return keywords, text[piece.end() : end]
        values = tuple("".join(_TEXT.findall(item)) for item in _ITEM.findall(text[piece.end() : end]))
        if piece["key"] in ("STUB", "HEADING", "VALUES", "UNITS", "CONTENTS") and piece["language"] is None:
            of = _TEXT.findall(piece["of"] or "")
            keywords.setdefault((piece["key"], of[0] if of and piece["key"] == "VALUES" else ""), values)
        at = end + 1
    raise _unlike(file)


def _end(text: str, at: int) -> int:
    """Where the statement ends: a semicolon outside of quotes."""
    found = _STATEMENT.match(text, at)
    return found.end() if found else len(text)


def _unlike(file: SourceFile) -> Exception:
    return file.fault(
        msg("The file is no PX file, or its cells do not fit its variables"),
        msg("make it again where it comes from"),
    )
