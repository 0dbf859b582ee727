"""The agency's inventory (資料盤點): every table of its systems, what was decided of it, and on which ground."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from publisher.model.finding import Finding
from publisher.model.text import STRICT, Message

INVENTORY_FILE = "inventory.yaml"


class Decision(StrEnum):
    """What becomes of a table (政府資訊公開法: published, given to those who ask, or kept back)."""

    UNDECIDED = "undecided"
    OPEN = "open"
    ON_REQUEST = "on-request"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class StockPlace:
    """Where tables lie: a folder (from the workspace, or a full path) or a database (an address of SQLAlchemy, the
    environment gives `${NAME}` in it). `owner` is the unit that answers for tables found there."""

    __pydantic_config__ = STRICT

    id: str
    folder: str = ""
    database: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class StockEntry:
    """One table. What people write: `title`, `owner`, `decision`, `grounds` (an article of a law for each reason
    not to open it), `datasets` that publish it, `addresses` of the website where it stands, `reviewed_by`,
    `reviewed_on`, `review` (the day of the next review) and `note`.

    What the program keeps: `records`, `columns`, `personal` (kinds of personal data that were seen), `seen` (the
    day it was found first), `changed` (the day on which columns or personal data were found to differ), `gone`
    (the day on which it was not there any more) and `unread` (why it could not be looked at).
    """

    __pydantic_config__ = STRICT

    place: str
    table: str
    title: str = ""
    owner: str = ""
    decision: Decision = Decision.UNDECIDED
    grounds: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    reviewed_by: str = ""
    reviewed_on: date | None = None
    review: date | None = None
    note: str = ""
    records: int | None = None
    columns: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    seen: date | None = None
    changed: date | None = None
    gone: date | None = None
    unread: str = ""

    def covers(self, name: str) -> bool:
        """Whether a table of this name belongs to the entry; a `*` in its own name stands for any figures."""
        return name == self.table or _fitting(self.table).fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Inventory:
    """`inventory.yaml`."""

    __pydantic_config__ = STRICT

    places: tuple[StockPlace, ...] = ()
    tables: tuple[StockEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedRecords:
    """A table as it was seen when stock was taken; `unread` says why it could not be looked at.

    `datasets` are those of the workspace that read the very same table.
    """

    table: str
    title: str = ""
    records: int | None = None
    columns: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    unread: Message | None = None


@dataclass(frozen=True, slots=True)
class InventoryOutcome:
    """What a night says of the inventory: how many tables by decision, what it was compared with, what was not
    reached, and the findings."""

    decisions: Mapping[str, int]
    compared: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def grouped_name(name: str) -> str:
    """The name with a `*` for each run of figures: files of one series differ in them only."""
    return re.sub(r"[0-9０-９]+", "*", name)


def _fitting(pattern: str) -> re.Pattern[str]:
    return re.compile("[0-9０-９]+".join(re.escape(part) for part in pattern.split("*")))


_NUMBER = r"(?:[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,5})"
_ARTICLE = re.compile(
    rf"(?P<law>\S.*?)[第\s]*?第\s*(?P<article>{_NUMBER})\s*條(?:\s*之\s*{_NUMBER})?"
    rf"(?:\s*第\s*(?P<paragraph>{_NUMBER})\s*項)?(?:\s*第\s*(?P<item>{_NUMBER})\s*款)?"
)
_ARTICLE_EN = re.compile(
    r"(?P<law>\S.*?)[,\s]+(?:art\.?|article|§)\s*(?P<article>[0-9]{1,4})(?:-[0-9]+)?"
    r"(?:\s*\(?(?:par(?:a|agraph)?\.?\s*)?(?P<paragraph>[0-9]{1,2})\)?)?"
    r"(?:\s*\(?(?:,?\s*(?:item|subpar(?:agraph)?\.?)\s*)?(?P<item>[0-9]{1,2})\)?)?",
    re.IGNORECASE,
)
_INFORMATION_LAW = re.compile(r"政府資訊公開法|freedom of government information", re.IGNORECASE)
_WITHHELD, _REASONS = 18, 9
"""Article 18 of the Freedom of Government Information Law, and how many reasons its first paragraph has."""


def is_ground(text: str) -> bool:
    """Whether a text names an article of a law that can keep a table back.

    Of the Freedom of Government Information Law only article 18 can, by one of the nine reasons of paragraph 1.
    """
    found = _ARTICLE.search(text) or _ARTICLE_EN.search(text)
    if found is None:
        return False
    if _INFORMATION_LAW.search(found["law"]) is None:
        return True
    item = _value(found["item"]) if found["item"] else None
    return _value(found["article"]) == _WITHHELD and (item is None or 1 <= item <= _REASONS)


def _value(written: str) -> int:
    if written.isdecimal():
        return int(written)
    figures = {figure: at for at, figure in enumerate("一二三四五六七八九", 1)}
    total = last = 0
    for sign in written:
        if sign in ("十", "百"):
            total += (last or 1) * (10 if sign == "十" else 100)
            last = 0
        else:
            last = figures[sign]
    return total + last
