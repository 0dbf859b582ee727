"""Answers to the manual half of the accessibility codes, as people and programs write them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from publisher.model.errors import UserError
from publisher.model.review import Judgement, ManualAnswer, Standing
from publisher.workspace.reviews import NAME, load_answers, write_answer

ANSWER = ManualAnswer(
    "main",
    "115.11",
    "GN1130300E",
    "https://www.example.gov.tw/",
    Judgement.MET,
    "王 OO",
    date(2026, 11, 30),
    "12e4",
)


def test_an_answer_is_kept_and_replaced_by_a_later_one(tmp_path: Path) -> None:
    assert load_answers(tmp_path) == ()
    write_answer(tmp_path, ANSWER)
    write_answer(tmp_path, replace(ANSWER, page="https://www.example.gov.tw/b", note="看過 : #1"))
    later = replace(ANSWER, answer=Judgement.NOT_MET, by="李 OO", on=date(2026, 12, 1))
    path = write_answer(tmp_path, later)
    assert path == tmp_path / NAME
    assert set(load_answers(tmp_path)) == {
        later,
        replace(ANSWER, page="https://www.example.gov.tw/b", note="看過 : #1"),
    }
    assert path.read_text(encoding="utf-8").startswith("# What people found")


def test_two_people_at_once_lose_nothing(tmp_path: Path) -> None:
    pages = [replace(ANSWER, page=f"https://www.example.gov.tw/{number}") for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda answer: write_answer(tmp_path, answer), pages))
    assert set(load_answers(tmp_path)) == set(pages)


@pytest.mark.parametrize(
    ("written", "word"),
    [("code: GN1130300E", "code: 1.3.3"), ("by: 王 OO", "by: ' '"), ("answer: met", "answer: passes")],
)
def test_what_is_written_wrongly_is_said_with_its_place(tmp_path: Path, written: str, word: str) -> None:
    path = write_answer(tmp_path, ANSWER)
    text = path.read_text(encoding="utf-8")
    assert written in text
    path.write_text(text.replace(written, word), encoding="utf-8")
    with pytest.raises(UserError) as told:
        load_answers(tmp_path)
    assert told.value.where is not None and told.value.where.file == NAME
    with pytest.raises(UserError):
        write_answer(tmp_path, ANSWER)


def test_an_answer_holds_while_the_page_has_its_mark() -> None:
    assert ANSWER.standing({ANSWER.page: "12e4"}) is Standing.HOLDS
    assert ANSWER.standing({ANSWER.page: "other"}) is Standing.CHANGED
    assert ANSWER.standing({}) is Standing.UNSEEN
