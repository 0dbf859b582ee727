"""The kinds of personal data that are recognised, with the words by which people know them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from publisher.model.text import LocalText

Confidence = Literal["high", "medium", "low", "faint"]
"""high: form and checksum, or form and context; medium: the form alone is telling; low: worth a look.
faint: nothing by itself; counts beside a person only, and never leaves the search."""

BLOCKING: frozenset[Confidence] = frozenset({"high", "medium"})
"""What keeps a file from being published. Low hits (a masked name, a number with a wrong check digit) do not."""

RANK: Mapping[Confidence, int] = MappingProxyType({"high": 2, "medium": 1, "low": 0, "faint": -1})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data; `group` is shared by kinds that people do not tell apart (a phone is a phone)."""

    id: str
    group: str
    title: LocalText


def _kind(identifier: str, group: str, zh: str, en: str) -> tuple[str, Kind]:
    return identifier, Kind(identifier, group, LocalText(zh, en))


KINDS: Mapping[str, Kind] = MappingProxyType(
    dict(
        (
            _kind("national_id", "national_id", "身分證字號", "national ID number"),
            _kind("ui_no_new", "ui_number", "統一證號", "resident's UI number"),
            _kind("ui_no_old", "ui_number", "統一證號", "resident's UI number (old form)"),
            _kind("passport", "passport", "護照號碼", "passport number"),
            _kind("nhi_card", "nhi_card", "健保卡號", "health insurance card number"),
            _kind("mobile", "phone", "電話", "mobile phone number"),
            _kind("landline", "phone", "電話", "telephone number"),
            _kind("foreign_phone", "phone", "電話", "telephone number (abroad)"),
            _kind("email", "email", "電子郵件", "e-mail address"),
            _kind("account", "account", "通訊帳號", "account of a messenger or social network"),
            _kind("ip_address", "device", "裝置位址", "IP address of a person's device"),
            _kind("mac_address", "device", "裝置位址", "hardware address of a person's device"),
            _kind("plate_car_new", "plate", "車號", "number plate (car, since 2012)"),
            _kind("plate_car_old", "plate", "車號", "number plate (car, older)"),
            _kind("plate_motorcycle", "plate", "車號", "number plate (motorcycle)"),
            _kind("plate_special", "plate", "車號", "number plate (special)"),
            _kind("vin", "vin", "車身號碼", "chassis or engine number"),
            _kind("card", "card", "卡號", "payment card number"),
            _kind("bank_account", "bank_account", "帳號", "bank account"),
            _kind("iban", "bank_account", "帳號", "bank account (IBAN)"),
            _kind("medical_record", "medical_record", "病歷號碼", "medical record number"),
            _kind("student_number", "student_number", "學號", "student number"),
            _kind("address", "address", "地址", "postal address"),
            _kind("coordinates", "coordinates", "住家座標", "coordinates of a home"),
            _kind("name", "name", "姓名", "name of a person"),
            _kind("birth_date", "birth_date", "出生日期", "date of birth"),
            _kind("digest", "digest", "雜湊值", "digest that can be tried out"),
        )
    )
)

OF_COLUMNS = frozenset({"digest"})
"""Kinds that only a column as a whole shows."""
GROUPS: frozenset[str] = frozenset(kind.group for kind in KINDS.values())


class Hit(NamedTuple):
    """Personal data in a text: `start` and `end` are offsets into the text as it was given."""

    kind: str
    start: int
    end: int
    confidence: Confidence

    @property
    def blocks(self) -> bool:
        """Whether this hit keeps a file from being published."""
        return self.confidence in BLOCKING


def kinds_named(names: Iterable[str]) -> frozenset[str]:
    """The kinds that `names` mean: ids, groups (phone, plate) or Chinese titles, with - or _.

    Raises KeyError with the first name that means none.
    """
    found: set[str] = set()
    for name in names:
        wanted = re.sub(r"[-\s]+", "_", unicodedata.normalize("NFKC", name).strip().lower())
        matching = {kind.id for kind in KINDS.values() if wanted in (kind.id, kind.group, kind.title.zh)}
        if not matching:
            raise KeyError(name)
        found |= matching
    return frozenset(found)
