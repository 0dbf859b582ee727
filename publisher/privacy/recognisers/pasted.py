"""Rows inside a text: lines of as many cells below a line of headings, as when a table is pasted into a mail.

A heading says of the cells below it what the name of a column would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.privacy.recognisers.labels import kinds_of_label
from publisher.privacy.recognisers.names import is_organisation
from publisher.privacy.recognisers.subject import SEPARATOR

_LINE = re.compile(rf"[^\n\r{SEPARATOR}]+|{SEPARATOR}")
_LONGEST_HEADINGS, _LONGEST_HEADING = 300, 24
_MARKS = ",|;"
_CELLS = {
    mark: re.compile(rf" *(?:\"(?P<quoted>[^\"{SEPARATOR}]*)\"|(?P<plain>[^{mark}]*))(?:{re.escape(mark)}|$)")
    for mark in _MARKS
}
_WORD = re.compile(r"[^ ]+")
_RULER = re.compile(r"[-|:+= ]+")
_DIGITS = re.compile(r"[0-9]{3}")

_Cell = tuple[int, str]


def crosses_rows(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins in the last cell of one row and ends with the first cell of the next."""
    mark = text[start - 1 : start]
    return mark != "" and mark in _MARKS and text[end : end + 1] == mark and "\n" in text[start:end]


def cells_under_headings(text: str) -> Iterator[tuple[str, int, str]]:
    """Of each cell below a heading that names personal data: the heading, where the cell begins, and the cell."""
    if "\n" not in text:
        return
    lines = list(_LINE.finditer(text))
    number = 0
    while number + 1 < len(lines):
        line = lines[number][0]
        number += 1
        if len(line) > _LONGEST_HEADINGS or _DIGITS.search(line):
            continue
        for mark in (*(mark for mark in _MARKS if mark in line), " "):
            headings = _named(line, mark, lines[number])
            if not headings:
                continue
            while number < len(lines) and (row := _cells_in(lines[number], mark)) is not None:
                if len(row) == len(headings) and not _RULER.fullmatch(lines[number][0]):
                    yield from _of_persons(headings, row)
                elif not _RULER.fullmatch(lines[number][0]):
                    break
                number += 1
            break


_OF_A_PERSON = frozenset(
    {"name", "national_id", "passport", "nhi_card", "medical_record", "birth_date", "account", "email", "mobile"}
)
_DEVICES = frozenset({"ip_address", "mac_address"})


def _of_persons(headings: list[str], row: list[_Cell]) -> Iterator[tuple[str, int, str]]:
    """The cells of a row under headings that name personal data; none of an office's, no device of nobody's."""
    kinds = [kinds_of_label(heading) if heading else frozenset[str]() for heading in headings]
    offices = any(not said and is_organisation(cell) for said, (_, cell) in zip(kinds, row, strict=True))
    if offices and not any("name" in said for said in kinds):
        return
    persons = any(said & _OF_A_PERSON for said in kinds)
    for heading, said, (start, cell) in zip(headings, kinds, row, strict=True):
        if said and cell and (persons or not said <= _DEVICES):
            yield heading, start, cell


def _named(line: str, mark: str, below: re.Match[str]) -> list[str]:
    """The headings of a line, those that name nothing as empty; none when they are not those of the next line."""
    cells = [cell for _, cell in _cells(line, mark)]
    if len(cells) < 2 or max(map(len, cells)) > _LONGEST_HEADING:
        return []
    rows = _cells_in(below, mark)
    if rows is None or (len(rows) != len(cells) and not _RULER.fullmatch(below[0])):
        return []
    if mark == " " and kinds_of_label(rows[0][1]):
        return []  # below a label stands another: each line is a label and its value
    headings = [cell if kinds_of_label(cell) else "" for cell in cells]
    return headings if any(headings) else []


def _cells_in(line: re.Match[str], mark: str) -> list[_Cell] | None:
    """The cells of a line with where they begin; None at the end of a text."""
    if line[0] == SEPARATOR:
        return None
    return [(line.start() + start, cell) for start, cell in _cells(line[0], mark)]


def _cells(line: str, mark: str) -> list[_Cell]:
    if mark == " ":
        return [(match.start(), match[0]) for match in _WORD.finditer(line)]
    cells = []
    for match in _CELLS[mark].finditer(line.rstrip()):
        group = "plain" if match["quoted"] is None else "quoted"
        cells.append((match.start(group), match[group].rstrip()))
        if match.end() == len(line.rstrip()) and not match[0].endswith(mark):
            break
    if mark == "|" and cells and not cells[0][1]:
        cells = cells[1:]
    return cells
