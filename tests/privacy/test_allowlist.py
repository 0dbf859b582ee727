"""The agency's own values pass in whatever spelling, and nothing else does."""

from __future__ import annotations

from datetime import date

import pytest

from publisher.model.errors import UserError
from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue
from publisher.privacy.recognisers import AllowList, scan


def allowed(*values: tuple[str, str]) -> AllowList:
    reason = LocalText("公務用", "official")
    return AllowList.of(AllowedValue(kind, value, reason, "審查人", date(2026, 11, 1)) for kind, value in values)


@pytest.mark.parametrize(
    ("kind", "listed", "text"),
    [
        ("landline", "06-000-0000", "(06)0000000#100"),
        ("phone", "06-000-0000", "電話：06-0000000 轉 12"),
        ("電話", "06-000-0000", "+886-6-000-0000"),
        ("phone", "(06)0000000#100", "06-000-0000 分機100"),
        ("address", "臺南市東區測試路1號", "台南市東區測試路１號"),
        ("address", "臺南市東區測試路1號3樓", "701 臺南市東區測試路1號3F"),
        ("address", "臺南市東區測試路1之2號", "臺南市東區測試路1-2號"),
        ("email", "service@example.org", "SERVICE@example.org"),
        ("email", "@example.org", "someone@example.org"),
        ("plate", "ABC-1235", "ABC-1235"),
        ("name", "王大明", "聯絡人：王大明"),
    ],
)
def test_spellings_of_an_allowed_value(kind: str, listed: str, text: str) -> None:
    assert scan(text)
    assert scan(text, allow=allowed((kind, listed))) == ()


@pytest.mark.parametrize(
    ("kind", "listed", "text"),
    [
        ("landline", "06-000-0000", "06-000-0001"),
        ("phone", "(06)0000000#100", "(06)0000000#101"),
        ("address", "臺南市東區測試路1號", "臺南市東區測試路1號2樓"),
        ("address", "臺南市東區測試路1號", "臺南市東區測試路11號"),
        ("email", "@example.org", "someone@mail.example.org"),
        ("plate", "06-000-0000", "06-000-0000"),
    ],
)
def test_other_values_are_still_found(kind: str, listed: str, text: str) -> None:
    assert scan(text, allow=allowed((kind, listed)))


def test_an_unknown_kind_says_which_there_are() -> None:
    with pytest.raises(UserError) as caught:
        allowed(("telefax", "06-000-0000"))
    assert caught.value.message.params == {"kind": "telefax"}
    assert "phone" in str(caught.value.hint)
