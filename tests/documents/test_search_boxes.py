"""Keys in boxes of one sign: those of a form are put together, those that answers of a survey spell are not."""

from __future__ import annotations

import io
import random
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

from publisher.documents.search import Bounds, Passage, Rows, search, xml
from publisher.documents.search.boxes import Boxes
from publisher.export.alone import write_table
from publisher.model.jsonable import Json

IDS = ("L290000036", "A123456789", "F131104093")
_CHANCE = random.Random(7)
_SURVEY = [[_CHANCE.choice("甲乙"), *f"{_CHANCE.choice('BDF')}{_CHANCE.randint(110000000, 299999999)}"] for _ in range(60)]  # fmt: skip


def _texts(path: Path) -> list[str]:
    told: list[str] = []
    for item in search(path):
        if isinstance(item, Passage):
            told.append(item.text)
        elif isinstance(item, Rows):
            told += [cell for row in (item.header, *item.rows) for cell in row]
    return told


def _csv(path: Path, rows: Iterable[Iterable[str]]) -> None:
    path.write_text("\n".join(",".join(row) for row in rows))


def _xlsx(path: Path, rows: list[list[str]]) -> None:
    names = [f"c{at}" for at in range(len(rows[0]))]
    schema: dict[str, Json] = {"fields": [{"name": name, "type": "string"} for name in names]}
    write_table(pl.DataFrame(rows, schema=names, orient="row"), schema, path, format="xlsx")


def _sqlite(path: Path, rows: list[list[str]]) -> None:
    with sqlite3.connect(path) as database:
        database.execute(f"CREATE TABLE a ({', '.join(f'c{at} TEXT' for at in range(len(rows[0])))})")
        database.executemany(f"INSERT INTO a VALUES ({', '.join('?' * len(rows[0]))})", rows)
    database.close()


WRITERS = {"a.csv": _csv, "a.xlsx": _xlsx, "a.sqlite": _sqlite}


@pytest.mark.parametrize("name", WRITERS)
def test_answers_of_a_survey_spell_no_key(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name, _SURVEY)
    texts = _texts(tmp_path / name)
    assert "".join(_SURVEY[5]) not in texts
    assert not [text for text in texts if len(text) == 10 and text[1:].isdigit()]


@pytest.mark.parametrize("name", WRITERS)
def test_keys_cut_over_the_columns_of_a_table_are_told_beside_it(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name, [["甲", *number] for number in IDS])
    rows = [item for item in search(tmp_path / name) if isinstance(item, Rows)]
    assert [row for item in rows for row in item.rows if len(row) == 1] == [(number,) for number in IDS]
    assert {len(row) for item in rows[:1] for row in item.rows} == {11}
    assert not any(number == item.text for item in search(tmp_path / name) if isinstance(item, Passage) for number in IDS)  # fmt: skip


def test_one_form_among_other_rows_is_told(tmp_path: Path) -> None:
    rows = [["項目", "A", "1", "2"], ["申請人", *IDS[1]], ["件數", "3", "4", "5"], *[["備註", *"12345"]] * 30]
    _csv(tmp_path / "a.csv", rows)
    assert IDS[1] in _texts(tmp_path / "a.csv")


def _boxes_of(lines: Iterable[str]) -> list[str]:
    boxes = Boxes()
    for line in lines:
        boxes.line(line)
    return boxes.spelled()


@pytest.mark.parametrize("before", [0, 1, 65_520, 65_527, 65_528, 65_536, 65_537, 65_540, 140_000])
def test_a_long_run_of_boxes_is_looked_at_piece_by_piece(before: int) -> None:
    marks = ["□"] * before
    assert _boxes_of([*marks, *IDS[0], *marks]) == [IDS[0]]
    assert _boxes_of([*marks, "7", *IDS[0]]) == []  # a sign before it: a longer row
    assert _boxes_of([*marks, *IDS[0], "7", *marks]) == []
    assert _boxes_of([*marks, "姓名", IDS[0][0], IDS[0][1:], "x"]) == [IDS[0]]


def test_boxes_of_a_drawing_and_a_letter_in_a_box_of_its_own() -> None:
    body = "".join(f"<p>{sign}</p>" for sign in ("號碼", IDS[2][0], IDS[2][1:], "日期", *"113", "號碼", *IDS[0]))
    told = xml.lines(io.BytesIO(f"<d>{body}</d>".encode()), "a", Bounds())
    assert {item.text for item in told} >= {IDS[2], IDS[0]}
