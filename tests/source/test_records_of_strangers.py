"""JSON and XML whose records stand among other things: siblings of strangers' files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import read
from tests.source.building import dataset, rows_of, services


def rows(
    folder: Path, content: object, *, name: str = "a.json", record: str | None = None
) -> list[tuple[str, ...]]:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (folder / name).write_text(text, encoding="utf-8")
    table = read(dataset(folder, FileSource(name, record=record)), services(folder), {}).table
    assert table is not None
    return rows_of(table)


def refused(folder: Path, content: object, *, name: str = "a.json") -> SourceError:
    with pytest.raises(SourceError) as caught:
        rows(folder, content, name=name)
    return caught.value


FIELDS = [{"name": "code", "label": "代碼"}, {"name": "n", "label": "數"}]


def test_a_list_that_describes_the_columns_is_not_the_records(tmp_path: Path) -> None:
    records = [{"code": "001", "n": 5}, {"code": "002", "n": 7}, {"code": "003", "n": 9}]
    expected = [("code", "n"), ("001", "5"), ("002", "7"), ("003", "9")]
    assert rows(tmp_path, {"data": {"schema": FIELDS, "rows": records}}) == expected
    assert rows(tmp_path, {"meta": {"columns": FIELDS}, "items": records}, name="b.json") == expected
    other = [{"code": "x", "day": "1"}, {"code": "y", "day": "2"}]
    assert "其" not in str(refused(tmp_path, {"a": records, "b": other}).message)


def test_names_beside_rows_written_as_arrays_are_the_heading(tmp_path: Path) -> None:
    body = [["001", 5], ["002", 7]]
    expected = [("code", "n"), ("001", "5"), ("002", "7")]
    assert rows(tmp_path, {"title": "t", "header": ["code", "n"], "values": body}) == expected
    assert rows(tmp_path, {"result": {"fields": FIELDS, "data": body}}, name="b.json") == expected
    again = {"columns": ["code", "n"], "data": [["code", "n"], *body]}
    assert rows(tmp_path, again, name="c.json") == expected
    split = {"columns": ["code", "n"], "index": ["r1", "r2"], "data": body}
    assert rows(tmp_path, split, name="d.json") == [("001", "5"), ("002", "7")], "two lists that may be the names"


CUBE = {
    "class": "dataset",
    "id": ["area", "year"],
    "size": [2, 2],
    "dimension": {
        "area": {"label": "Area", "category": {"index": {"b": 1, "a": 0}, "label": {"a": "North", "b": "South"}}},
        "year": {"category": {"index": ["2024", "2025"]}},
    },
}


def test_a_cube_of_json_stat_is_laid_out(tmp_path: Path) -> None:
    heading = ("Area", "year", "value")
    assert rows(tmp_path, {**CUBE, "value": {"0": 1.50, "3": 4}}) == [
        heading,
        ("North", "2024", "1.5"),
        ("North", "2025", None),
        ("South", "2024", None),
        ("South", "2025", "4"),
    ]
    first = {"dataset": {"dimension": {**CUBE["dimension"], "id": ["area", "year"], "size": [2, 2]}}}  # type: ignore[dict-item]
    first["dataset"]["value"] = [1, 2, 3, None]  # type: ignore[assignment]
    assert [row[2] for row in rows(tmp_path, first, name="b.json")] == ["value", "1", "2", "3", None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": [1, 2, 3]},
        {"value": {"9": 1}},
        {"value": {"x": 1}},
        {"value": 5},
        {"size": [2, 10**9], "value": []},
        {"dimension": {"area": [], "year": {}}, "value": [1, 2, 3, 4]},
        {"dimension": {}, "value": [1, 2, 3, 4]},
    ],
)
def test_a_cube_that_does_not_fit_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    assert "JSON-stat" in str(refused(tmp_path, {**CUBE, **wrong}).message)


def test_what_stands_once_beside_the_records_is_none(tmp_path: Path) -> None:
    text = "<r><Header><Issued>2026</Issued></Header><Row><k>1</k></Row><Row><k>2</k></Row></r>"
    assert rows(tmp_path, text, name="a.xml") == [("k",), ("1",), ("2",)]
    last = "<r><Row><k>1</k></Row><Row><k>2</k><v>x</v></Row><Total><Count>2</Count></Total></r>"
    assert rows(tmp_path, last, name="b.xml") == [("k", "v"), ("1", None), ("2", "x")]
    alike = "<r><first><k>1</k></first><second><k>2</k></second></r>"
    assert rows(tmp_path, alike, name="c.xml") == [("k",), ("1",), ("2",)]


def test_records_of_two_kinds_are_refused_with_their_names(tmp_path: Path) -> None:
    beside = (
        "<r><Bus><no>1</no></Bus><Stop><name>a</name></Stop><Bus><no>2</no></Bus><Stop><name>b</name></Stop></r>"
    )
    assert "Bus (2)、Stop (2)" in str(refused(tmp_path, beside, name="a.xml").hint)
    inside = (
        "<r><m><Bus><no>1</no></Bus></m><m><Bus><no>2</no></Bus></m>"
        "<m><Stop><name>a</name></Stop></m><m><Stop><name>b</name></Stop></m></r>"
    )
    assert "Bus (2)、Stop (2)" in str(refused(tmp_path, inside, name="b.xml").hint)
    assert rows(tmp_path, inside, name="b.xml", record="Stop") == [("name",), ("a",), ("b",)]
    variants = "<r><Row><k>1</k></Row><Row><k>2</k></Row><Alt><k>3</k><v>4</v></Alt><Alt><k>5</k></Alt></r>"
    assert len(rows(tmp_path, variants, name="c.xml")) == 5


def test_objects_in_records_are_columns_of_their_own(tmp_path: Path) -> None:
    nested = [
        {"no": "01", "at": {"x": 1, "y": {"z": "07"}}, "tags": ["a", "b"]},
        {"no": "02", "at": {"x": 2.50}, "tags": []},
    ]
    assert rows(tmp_path, nested) == [
        ("no", "at.x", "at.y.z", "tags"),
        ("01", "1", "07", '["a", "b"]'),
        ("02", "2.5", None, "[]"),
    ]
    mixed = [{"a": {"b": 1}}, {"a": 2}]
    assert rows(tmp_path, mixed) == [("a",), ('{"b": 1}',), ("2",)]
    alike = [{"a.b": 1, "a": {"b": 2}}, {"a": {"c": 3}}]
    assert rows(tmp_path, alike) == [("a.b", "a"), ("1", '{"b": 2}'), (None, '{"c": 3}')]


def test_keys_that_are_codes_or_groups_are_a_column(tmp_path: Path) -> None:
    by_code = {"title": "x", "stations": {"C0A": {"h": 1, "n": "a"}, "466": {"h": 2, "n": "b"}}}
    assert rows(tmp_path, by_code) == [("stations", "h", "n"), ("C0A", "1", "a"), ("466", "2", "b")]
    by_day = {"2026-01-01": 5, "2026-01-02": None, "2026-01-03": 7}
    assert rows(tmp_path, by_day) == [
        ("key", "value"),
        ("2026-01-01", "5"),
        ("2026-01-02", None),
        ("2026-01-03", "7"),
    ]
    by_group = {"east": [{"n": "a", "v": 1}], "west": [{"n": "b", "v": 2}, {"n": "c", "v": 3}], "none": []}
    assert rows(tmp_path, by_group) == [
        ("key", "n", "v"),
        ("east", "a", "1"),
        ("west", "b", "2"),
        ("west", "c", "3"),
    ]
    columns = {"unit": {"t": "C"}, "day": {"t": [1, None, 3], "r": ["00", "01", "02"]}}
    assert rows(tmp_path, columns) == [("t", "r"), ("1", "00"), (None, "01"), ("3", "02")]


@pytest.mark.parametrize(
    "value",
    [
        {"a": [{"x": 1}, {"x": 2}], "b": [{"y": 1}, {"y": 2}]},
        {"a": {"x": 1, "y": 2}, "b": {"p": 1, "q": 2}},
        {"a": [1, 2, 3], "b": [1, 2]},
        {"units": {"t": "C", "r": "mm"}, "values": {"t": [1, 2], "r": [3, 4]}},
    ],
)
def test_objects_that_may_be_several_tables_are_refused(tmp_path: Path, value: object) -> None:
    assert refused(tmp_path, value) is not None


def test_columns_keyed_by_the_numbers_of_records_are_columns(tmp_path: Path) -> None:
    """As pandas writes a table unless it is told otherwise."""
    value = {"站": {"0": "板橋", "1": "新店"}, "PM25": {"0": 15.4, "1": None}, "AQI": {"0": "35", "1": ""}}
    expected = [("站", "PM25", "AQI"), ("板橋", "15.4", None), ("新店", None, "35")]
    got = rows(tmp_path, value)
    assert got[0] == expected[0]
    assert got[1] == ("板橋", "15.4", "35")
    coded = {"站": {"A01": "板橋", "A02": "新店"}, "PM25": {"A01": 15.4, "A02": 9}}
    assert rows(tmp_path, coded, name="b.json") == [
        ("key", "站", "PM25"),
        ("A01", "板橋", "15.4"),
        ("A02", "新店", "9"),
    ]


def test_figures_by_place_and_hour_stay_records_of_places(tmp_path: Path) -> None:
    value = {"甲站": {"0": 5, "1": 6, "2": 7}, "乙站": {"0": 8, "1": 9, "2": 10}}
    assert rows(tmp_path, value)[1] == ("甲站", "5", "6", "7")
    value = {"甲站": {"2021": 5, "2022": 6}, "乙站": {"2021": 8, "2022": 9}}
    assert rows(tmp_path, value, name="b.json")[0] == ("key", "2021", "2022")
