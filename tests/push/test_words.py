"""Dates, frequencies and sizes as people and machines read them; every sentence has its Chinese."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import publisher.push
from publisher.i18n import catalogue
from publisher.model.frequencies import frequency
from publisher.push.portals.static.words import day, local_time, size

PUSH = Path(publisher.push.__file__).parent


@pytest.mark.parametrize(
    ("text", "id_", "iso", "eu", "english"),
    [
        ("即時", "realtime", "R/PT1S", "CONT", "Continuously"),
        ("不定期", "irregular", "irregular", "IRREG", "Irregularly"),
        ("每日", "P1D", "R/P1D", "DAILY", "Every day"),
        ("每10分鐘", "PT10M", "R/PT10M", "10MIN", "Every 10 minutes"),
        ("每週", "P1W", "R/P1W", "WEEKLY", "Every week"),
        ("每月", "P1M", "R/P1M", "MONTHLY", "Every month"),
        ("每1月", "P1M", "R/P1M", "MONTHLY", "Every month"),
        ("每6個月", "P6M", "R/P6M", "ANNUAL_2", "Every 6 months"),
        ("每季", "P3M", "R/P3M", "QUARTERLY", "Every quarter"),
        ("每半年", "P6M", "R/P6M", "ANNUAL_2", "Every half-year"),
        ("每年", "P1Y", "R/P1Y", "ANNUAL", "Every year"),
        ("每7分鐘", "PT7M", "R/PT7M", None, "Every 7 minutes"),
        ("每5年", "P5Y", "R/P5Y", "QUINQUENNIAL", "Every 5 years"),
        ("每15日或每2月", "irregular", "irregular", "IRREG", "Irregularly"),
    ],
)
def test_frequencies(text: str, id_: str, iso: str, eu: str | None, english: str) -> None:
    known = frequency(text)
    assert (known.id, known.iso, known.text.en) == (id_, iso, english)
    assert known.text.zh == text
    assert known.eu == eu


def test_the_day_is_that_of_taiwan() -> None:
    late = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert day(late, "zh-TW") == "民國116年1月1日"
    assert day(late, "en") == "1 January 2027"
    assert day(date(2026, 2, 28), "zh-TW") == "民國115年2月28日"
    assert local_time(datetime(2026, 1, 1, 8)).isoformat() == "2026-01-01T08:00:00+08:00"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (9949, "9.9 kB"),
        (12_345, "12 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (3_400_000_000, "3.4 GB"),
        (7_000_000_000_000, "7.0 TB"),
    ],
)
def test_sizes(count: int, text: str) -> None:
    assert size(count) == text


def _sentences() -> set[str]:
    found: set[str] = set()
    for path in PUSH.rglob("*.jinja"):
        found |= set(re.findall(r"\b_\(\"((?:[^\"\\]|\\.)*)\"", path.read_text(encoding="utf-8")))
    for path in PUSH.rglob("*.py"):
        if "ckan" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "msg":
                found.add(str(node.args[0].value))  # type: ignore[attr-defined]
    return found


def test_every_sentence_has_its_chinese_with_the_same_places() -> None:
    sentences = _sentences()
    assert len(sentences) > 100
    chinese = catalogue()
    assert sorted(sentence for sentence in sentences if sentence not in chinese) == []
    for sentence in sentences:
        places = set(re.findall(r"{(\w+)}", sentence))
        assert set(re.findall(r"{(\w+)}", chinese[sentence])) == places, sentence
