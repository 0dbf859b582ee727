"""JSON, JSON Lines and Parquet."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import read
from tests.source.building import dataset, rows_of, services

Rows = list[tuple[str | None, ...]]


def read_text(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Rows:
    (folder / name).write_text(text, encoding=encoding)
    return rows_of(read(dataset(folder, FileSource(name)), services(folder), {}).table)


MOMENT = dt.datetime.fromisoformat("2024-03-05T10:30:00")
VALUES = '{"名稱": "甲", "件數": 1200, "比率": 0.10, "大": 1e21, "是": true, "無": null, "細": {"a": [1, "二"]}}'
EXPECTED = [
    ("名稱", "件數", "比率", "大", "是", "無", "細.a"),
    ("甲", "1200", "0.10", "1000000000000000000000", "true", None, '[1, "二"]'),
]


@pytest.mark.parametrize("text", [f"[{VALUES}]", f'{{"records": [{VALUES}]}}'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp950"])
def test_json_records(tmp_path: Path, text: str, encoding: str) -> None:
    assert read_text(tmp_path, "data.json", text, encoding) == EXPECTED


def test_json_lines(tmp_path: Path) -> None:
    assert read_text(tmp_path, "data.jsonl", f"{VALUES}\n\n{VALUES}\r\n") == [*EXPECTED, EXPECTED[1]]


def test_keys_come_in_the_order_of_their_first_appearance(tmp_path: Path) -> None:
    rows = read_text(tmp_path, "data.json", '[{"a": 1}, {"b": 2, "a": 3}]')
    assert rows == [("a", "b"), ("1", None), ("3", "2")]
    assert read_text(tmp_path, "data.jsonl", '{"a": 1}\n{"b": 2, "a": 3}') == rows


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("data.json", "[\n{},\n{]", 3),
        ("data.json", '{"rows": []}', None),
        ("data.json", "[1, 2]", None),
        ("data.json", '[{"a": NaN}]', None),
        ("data.json", '[{"a": 1, "a": 2}]', None),
        ("data.json", "[" * 100_000, None),
        ("data.json", "x", 1),
        ("data.jsonl", '{"a": 1}\nnot json\n', 2),
        ("data.jsonl", "{}\n[1]\n", 2),
    ],
)
def test_what_is_not_records_is_refused(tmp_path: Path, name: str, text: str, line: int | None) -> None:
    with pytest.raises(SourceError) as caught:
        read_text(tmp_path, name, text)
    assert caught.value.where is not None
    assert caught.value.where.line == line
    str(caught.value.hint)


def test_json_without_records_is_an_empty_grid(tmp_path: Path) -> None:
    assert read_text(tmp_path, "data.jsonl", "\n") == []
    assert len(read_text(tmp_path, "data.json", "[]")) <= 1


def test_parquet_types_as_canonical_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "文字": ["甲", ""],
            "整數": [1, None],
            "小數": [0.1, 3.0],
            "單精度": pl.Series([0.1, 2.5], dtype=pl.Float32),
            "十進位": [Decimal("1.50"), None],
            "日": [dt.date(2024, 3, 5), None],
            "時": [MOMENT, MOMENT.replace(microsecond=500_000)],
            "時區": pl.Series([MOMENT, None]).dt.replace_time_zone("Asia/Taipei"),
            "是非": [True, False],
            "分類": pl.Series(["x", "y"], dtype=pl.Categorical),
            "列": [[1, 2], None],
            "空": [None, None],
        }
    )
    frame.write_parquet(tmp_path / "data.parquet")
    rows = rows_of(read(dataset(tmp_path, FileSource("data.parquet")), services(tmp_path), {}).table)
    assert rows[0] == tuple(frame.columns)
    assert rows[1] == (
        *("甲", "1", "0.1", "0.1", "1.50", "2024-03-05", "2024-03-05T10:30:00"),
        *("2024-03-05T10:30:00+08:00", "true", "x", "[1, 2]", None),
    )
    assert rows[2] == (
        None,
        None,
        "3",
        "2.5",
        None,
        None,
        "2024-03-05T10:30:00.500",
        None,
        "false",
        "y",
        None,
        None,
    )


def test_parquet_with_bytes_or_damage_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"a": [b"\x00"]}).write_parquet(tmp_path / "data.parquet")
    with pytest.raises(SourceError, match="raw bytes"):
        read(dataset(tmp_path, FileSource("data.parquet")), services(tmp_path), {})
    with pytest.raises(SourceError, match="damaged"):
        read_text(tmp_path, "data.parquet", json.dumps([]))


def test_nested_values_keep_their_types(tmp_path: Path) -> None:
    text = '[{"h": [1, 2.50, "3", null, true], "g": {"type": "Point", "coordinates": [120.1, 23.0]}, "n": 1.50}]'
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    found = rows_of(read(dataset(tmp_path, FileSource("a.json")), services(tmp_path), {}).table)
    assert found[1] == (
        '[1, 2.50, "3", null, true]',
        '{"type": "Point", "coordinates": [120.1, 23.0]}',
        "1.50",
    )


def test_rows_written_as_arrays_are_a_grid(tmp_path: Path) -> None:
    text = '{"range": "A1:B3", "values": [["名稱", "件數"], ["甲", 0.10], ["乙"]]}'  # as Google Sheets answers
    (tmp_path / "data.json").write_text(text, encoding="utf-8")
    source = FileSource("data.json", record="values")
    assert rows_of(read(dataset(tmp_path, source), services(tmp_path), {}).table) == [
        ("名稱", "件數"),
        ("甲", "0.10"),
        ("乙", None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"result": {"records": [{"a": 1}, {"a": 2}], "events": [{"b": 1}]}}', "result.records (2)"),
        ('{"a": 1}\n{"a": 2}\n', "jsonl"),
    ],
)
def test_where_the_records_of_a_json_file_may_be_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_text(tmp_path, "data.json", text)
    assert caught.value.hint is not None
    assert said in str(caught.value.hint)
