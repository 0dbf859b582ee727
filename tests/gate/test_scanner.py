"""Texts are searched once, and what they hold is said of every file that holds them."""

from __future__ import annotations

from datetime import date

import pytest

from publisher.gate import scanning
from publisher.gate.scanning import Scanner
from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue
from publisher.privacy.recognisers import AllowList

_MAILBOX = "聯絡 mei.lin@example.org"


def _said(scanner: Scanner, artifact: str, *texts: str) -> list[tuple[str, str]]:
    return [(seen.kind, seen.where) for seen in scanner.texts(artifact, texts)]


def test_a_text_that_stands_twice_is_found_twice_in_each_file_and_by_each_scanner() -> None:
    first, second = Scanner(AllowList()), Scanner(AllowList())
    assert _said(first, "a.json", _MAILBOX, "標題", _MAILBOX) == [("email", "a.json")] * 2
    assert _said(first, "b.ods", "標題", _MAILBOX) == [("email", "b.ods")]
    assert _said(second, "c.pdf", _MAILBOX) == [("email", "c.pdf")]


def test_what_one_list_allows_is_not_remembered_for_another() -> None:
    allowed = AllowList.of(
        [
            AllowedValue(
                "email", "mei.lin@example.org", LocalText("公務信箱", "Official"), "王組長", date(2026, 1, 2)
            )
        ]
    )
    assert _said(Scanner(allowed), "a.json", _MAILBOX) == []
    assert _said(Scanner(AllowList()), "a.json", _MAILBOX) == [("email", "a.json")]
    assert _said(Scanner(allowed), "a.json", _MAILBOX) == []


def test_nothing_is_lost_when_what_was_remembered_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "_MOST_REMEMBERED", 2)
    monkeypatch.setattr(scanning, "_PART", 3)
    texts = [f"{number} {_MAILBOX}" for number in range(8)]
    assert len(_said(Scanner(AllowList()), "a.json", *texts, *texts)) == 16
