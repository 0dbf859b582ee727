"""Labels inside a text: `user=…`, `"passport": …`, `Tanggal lahir: …`. What stands behind one is read under it.

A form, a log, a query and a record in JSON are columns written in a row: what the name of a column would say of
its cells, the label says of the value behind it. Rows under a line of headings are read by `rows.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from publisher.privacy.recognisers.kinds import KINDS, Hit
from publisher.privacy.recognisers.labels import kinds_of_label
from publisher.privacy.recognisers.pasted import cells_under_headings
from publisher.privacy.recognisers.subject import SEPARATOR

Search = Callable[[Sequence[str], str, frozenset[str]], Iterator[tuple[int, Hit]]]
"""What is found of some kinds in each of several texts under one label."""

_EDGE = rf"\n\r\t,;|&?{{}}()\[\]<>\"'。、{SEPARATOR}"
_SIGN = re.compile(r"[:=]")
_LABEL = re.compile(
    rf"(?:^|[{_EDGE} ])(?P<label>[^{_EDGE}:=0-9 ][^{_EDGE}:=]{{0,30}}?)(?:\([^()\n]{{1,14}}\))?[\"']? ?$"
)
_LONGEST_LABEL = 50
_VALUE = re.compile(rf" ?[\"'\[(]?(?P<value>[^{_EDGE}=]{{3,60}}(?=[{_EDGE} ]|$)(?![^{_EDGE}]*=))")
_WORD = re.compile(rf"[\"']?(?P<value>[^{_EDGE}= ]{{3,60}}(?=[{_EDGE} ]|$))")
"""A value behind `=` ends where the next word begins."""
_NEXT_LABEL = re.compile(r" (?=[A-Za-z\u4e00-\u9fff]{2,12} ?:)")
_ELEMENT = re.compile(
    rf"<(?P<label>[A-Za-z_][A-Za-z0-9_.-]{{1,30}})(?: [^<>{SEPARATOR}]{{0,80}})?>"
    rf" ?(?P<value>[^<>{SEPARATOR}]{{2,60}})</(?P=label)>"
)
_READ = frozenset(
    {"account", "ip_address", "mac_address", "passport", "birth_date", "medical_record", "iban", "name", "mobile"}
    | {"national_id", "ui_no_new", "ui_no_old", "email", "nhi_card", "foreign_phone", "plate_car_new", "vin"}
)
"""Kinds whose form tells enough under a label; bare digits may be an amount or the number of a document."""


def under_labels(text: str, search: Search) -> Iterator[Hit]:
    """What stands behind the labels of a normalised text (medium at most: a label may be a word of a sentence)."""
    values: dict[str, list[tuple[int, str]]] = {}
    for sign in _SIGN.finditer(text):
        place = sign.start()
        if text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit():
            continue  # a time
        ahead = text[max(0, place - _LONGEST_LABEL) : place].rpartition(SEPARATOR)[2]
        label = _LABEL.search(ahead)
        said = label["label"].rpartition(" " if sign[0] == "=" else "  ")[2] if label else ""
        if not said or not kinds_of_label(said) & _READ:
            continue
        match = (_WORD if sign[0] == "=" else _VALUE).match(text, place + 1)
        if match is not None:
            value = _NEXT_LABEL.split(match["value"], maxsplit=1)[0]
            values.setdefault(said, []).append((match.start("value"), value))
    for match in _ELEMENT.finditer(text) if "</" in text else ():
        said = match["label"].rpartition(".")[2]
        if kinds_of_label(said) & _READ:
            values.setdefault(said, []).append((match.start("value"), match["value"]))
    yield from _read(values, search, _READ)
    cells: dict[str, list[tuple[int, str]]] = {}
    for said, start, value in cells_under_headings(text):
        cells.setdefault(said, []).append((start, value))
    yield from _read(cells, search, frozenset(KINDS))


def _read(values: Mapping[str, Sequence[tuple[int, str]]], search: Search, kinds: frozenset[str]) -> Iterator[Hit]:
    """What the values under each label are, of the kinds that it names."""
    for said, places in values.items():
        named = [value for _, value in places]
        for number, hit in search(named, said, kinds_of_label(said) & kinds):
            if hit.blocks and (hit.kind != "name" or not named[number][: hit.start].strip()):
                start = places[number][0]
                yield Hit(hit.kind, start + hit.start, start + hit.end, "medium")
