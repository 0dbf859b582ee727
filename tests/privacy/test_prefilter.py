"""The one pass before the recognisers loses nothing: same findings as without it, by either of its ways, at any border."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from publisher.privacy.recognisers import KINDS, RECOGNISERS, Hit, documents, registry, scan, scan_lines, scan_many
from publisher.privacy.recognisers.escapes import read
from publisher.privacy.recognisers.labels import read_label
from publisher.privacy.recognisers.normalise import Normal, normalise
from publisher.privacy.recognisers.prefilter import ANY, Cue, Prefilter
from publisher.privacy.recognisers.registry import further, judged, searching
from publisher.privacy.recognisers.subject import Subject

PREFILTER = searching(None)[1]
FORMATS: dict[str, Any] = YAML(typ="base", pure=True).load(Path(__file__).parent / "data" / "pii_formats.yaml")
WRITTEN = [
    *(
        str(example)
        for item in FORMATS["types"]
        for part in ("valid", "invalid", "masks", "masked_forms")
        for example in item.get(part, ())
    ),
    *(item["text"] for item in FORMATS["look_alikes"]),
]
AROUND = [
    *(
        "身分證字號：",
        "電話",
        "車號",
        "護照號碼",
        "健保卡號：",
        "帳號",
        "引擎號碼：",
        "出生日期",
        "生日：",
        "姓名：",
        "申請人",
        "當事人 ",
    ),
    *(
        "先生",
        "小姐",
        "君",
        "日生",
        "號",
        "鄰",
        "住",
        "王大明",
        "陳姓男子",
        "林○○",
        "Name: Wang Da-Ming",
        "DOB",
        "plate ",
    ),
    *(
        "，",
        "。",
        "\n",
        " ",
        ":",
        "(",
        ")",
        "-",
        "●",
        "【電話】",
        "學",
        "生",
        "1",
        "9",
        "A",
        "x",
        "\u200b",
        "😀",
        "㈱",
        "",
    ),
]
pieces = st.lists(
    st.sampled_from(WRITTEN) | st.sampled_from(AROUND) | st.text("中文字生號日A1 -:.", max_size=6), max_size=30
)


def wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


def tricked(parts: list[str], trick: str) -> str:
    match trick:
        case "wide":
            return "".join(wide(part) for part in parts)
        case "hidden":
            return "\u200b".join("\u00ad".join(part) for part in parts)
        case _:
            return "".join(parts)


def without_prefilter(text: str, label: str | None = None, kinds: frozenset[str] | None = None) -> tuple[Hit, ...]:
    """What the recognisers find when they look everywhere."""
    normal = read(text)
    found = everywhere(normal, label, kinds)
    found += further(normal.text, label, kinds, everywhere)
    return tuple(
        Hit(hit.kind, *normal.original(hit.start, hit.end), hit.confidence)
        for hit in judged(normal.text, found, kinds)
    )


def everywhere(normal: Normal, label: str | None, kinds: frozenset[str] | None) -> list[Hit]:
    plain, hinted, numbered = read_label(label) if label else ("", frozenset[str](), False)
    runs = PREFILTER.spots(normal.text, every_run=True).runs
    subject = Subject(normal.text, plain, hinted, numbered, runs)
    places = range(len(normal.text))
    return [
        hit
        for recogniser in RECOGNISERS
        for hit in recogniser.find(subject, places)
        if kinds is None or hit.kind in kinds
    ]


@given(pieces, st.sampled_from(["", "wide", "hidden"]), st.sampled_from([None, "備註", "電話", "車號", "件數"]))
@settings(max_examples=400, deadline=None)
def test_same_findings_as_without_the_prefilter(parts: list[str], trick: str, label: str | None) -> None:
    text = tricked(parts, trick)
    assert scan(text, label=label) == without_prefilter(text, label)


@given(
    pieces,
    st.sampled_from([None, "備註", "電話", "車號"]),
    st.frozensets(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3),
    st.sampled_from([0, 400]),
)
@settings(max_examples=300, deadline=None)
def test_a_search_for_some_kinds_finds_what_a_look_everywhere_does(
    parts: list[str], label: str | None, kinds: frozenset[str], before: int
) -> None:
    text = "字" * before + "".join(parts)
    assert scan(text, label=label, kinds=kinds) == without_prefilter(text, label, kinds)


@given(pieces, st.sampled_from(["", "wide", "hidden"]))
@settings(max_examples=300, deadline=None)
def test_short_and_long_texts_are_looked_at_alike(parts: list[str], trick: str) -> None:
    text = normalise(tricked(parts, trick)).text
    for every_run in (False, True):
        assert PREFILTER._by_character(text, every_run=every_run) == PREFILTER._by_tables(
            text, every_run=every_run
        )


@given(pieces, st.integers(0, 5000))
@settings(max_examples=200, deadline=None)
def test_a_border_between_chunks_hides_nothing(parts: list[str], before: int) -> None:
    text = "".join(parts)
    padded = "字" * before + "。" + text
    whole = [Hit(hit.kind, hit.start + before + 1, hit.end + before + 1, hit.confidence) for hit in scan(text)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_CHUNK", 1024)
        assert list(scan(padded)) == whole


@given(st.lists(pieces.map("".join), max_size=12), st.sampled_from([None, "備註", "姓名", "電話"]))
@settings(max_examples=200, deadline=None)
def test_texts_searched_together_do_not_touch_each_other(texts: list[str], label: str | None) -> None:
    one_by_one = [(number, hit) for number, text in enumerate(texts) for hit in scan(text, label=label)]
    assert list(scan_many(texts, label=label)) == one_by_one
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_CHUNK", 64)
        assert [(number, hit.kind) for number, hit in scan_many(texts, label=label)] == [
            (number, hit.kind) for number, hit in one_by_one
        ]


@pytest.mark.parametrize(
    "cue", ["MRN", "chart", "病歷", "護照", "passport", "健保卡", "帳號", "LINE", "電話", "IBAN", "生日"]
)
def test_a_word_of_one_text_opens_no_look_at_the_next(cue: str) -> None:
    """Codes that have a label's letters by chance (hn72drew3vy5rkcw) are looked at only where a word says so."""
    chance = random.Random(cue)
    marks = ("hn", "mrn", "id", "no", "ig", "tel", "")
    codes = [chance.choice(marks) + "".join(chance.choices("abcdefgh234567", k=14)) for _ in range(150)]
    texts = [text for code in codes for text in (cue, code)]
    one_by_one = [(number, hit) for number, text in enumerate(texts) for hit in scan(text)]
    assert list(scan_many(texts)) == one_by_one


@given(st.lists(pieces.map("".join), max_size=12))
@settings(max_examples=200, deadline=None)
def test_lines_in_small_blocks_are_searched_like_the_whole(texts: list[str]) -> None:
    lines = [line for text in texts for line in text.split("\n")]
    whole = list(scan_lines("\n".join(lines)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_BLOCK", 1200)
        assert list(scan_lines(lines)) == whole
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    assert [starts[number - 1] + hit.start for number, hit in whole] == [
        hit.start for hit in scan("\n".join(lines))
    ]


@given(st.text(max_size=900) | st.text("王Ａ１，。\u200b①㈱𝟎𠮷😀金\ud800\udc00", max_size=900))
@settings(deadline=None)
def test_tables_normalise_as_character_by_character(text: str) -> None:
    filler = "字" * 400
    long, short = normalise(filler + text), [normalise(character) for character in text]
    assert long.text == filler + "".join(item.text for item in short)
    places = [400 + place for place, item in enumerate(short) for _ in item.text]
    assert [long.original(place, place + 1)[0] for place in range(400, len(long.text))] == places


def test_cues_bind_what_stands_before_and_behind() -> None:
    prefilter = Prefilter([[Cue("先", "生")], [Cue(ANY, "@"), Cue("a", "b", "cd")]], ["[0-9]{7}"])
    text = "生先生@ab@abd 12345 1234567"
    for spots in (prefilter._by_character(text, every_run=False), prefilter._by_tables(text, every_run=False)):
        assert [list(places) for places in spots.cues] == [[2], [3, 6, 8]]
        assert spots.runs == [(3, 24)]


def test_many_runs_are_sifted_like_few() -> None:
    chosen = random.Random(5)
    text = "，字".join(f"{chosen.choice('AX')}{chosen.randrange(10**9):09d}" for _ in range(3000))
    runs = [run for run in PREFILTER.spots(text, every_run=True).runs if PREFILTER.spots(text[slice(*run)]).runs]
    assert len(runs) > 1000
    assert PREFILTER.spots(text).runs == runs
