"""Labels inside a text: `user=…`, `"passport": …`, `Tanggal lahir: …`. What stands behind one is read under it.

A form, a log, a query and a record in JSON are columns written in a row: what the name of a column would say of
its cells, the label says of the value behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.labels import kinds_of_label
from publisher.privacy.recognisers.subject import SEPARATOR

Search = Callable[[str, str, frozenset[str]], Iterator[Hit]]
"""What is found of some kinds in a text under a label."""

_EDGE = rf"\n\r\t,;|&?{{}}()\[\]<>\"'。、{SEPARATOR}"
_EQUALS = re.compile(
    rf"(?<![^{_EDGE} ])(?P<label>[A-Za-z_][A-Za-z0-9_.-]{{1,30}})=[\"']?"
    rf"(?P<value>[^{_EDGE}= ]{{3,60}}(?=[{_EDGE} ]|$))"
)
_LABELLED = re.compile(
    rf"(?<![^{_EDGE} ])(?P<label>[^{_EDGE}:=0-9 ][^{_EDGE}:=]{{0,30}}?)(?:\([^()\n{SEPARATOR}]{{1,14}}\))?"
    rf"[\"']? ?[:=] ?[\"']?(?P<value>[^{_EDGE}=]{{3,60}}(?=[{_EDGE} ]|$)(?![^{_EDGE}]*=))"
)
_READ = frozenset(
    {"account", "ip_address", "mac_address", "passport", "birth_date", "medical_record", "iban", "name", "mobile"}
    | {"national_id", "ui_no_new", "ui_no_old", "email", "nhi_card", "foreign_phone", "plate_car_new", "vin"}
)
"""Kinds whose form tells enough under a label; bare digits may be an amount or the number of a document."""


def under_labels(text: str, search: Search) -> Iterator[Hit]:
    """What stands behind the labels of a normalised text (medium at most: a label may be a word of a sentence)."""
    for match in chain(_EQUALS.finditer(text), _LABELLED.finditer(text)):
        kinds = kinds_of_label(match["label"].rpartition("  ")[2]) & _READ
        if not kinds:
            continue
        start = match.start("value")
        for hit in search(match["value"], match["label"], kinds):
            if hit.blocks and (hit.kind != "name" or not match["value"][: hit.start].strip()):
                yield Hit(hit.kind, start + hit.start, start + hit.end, "medium")
