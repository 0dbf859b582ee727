"""Tables under each other and rows that name groups are refused; pages of one table are read."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from publisher.model.errors import SourceError
from publisher.model.structuring import GroupRows
from publisher.survey.look import SourceView, look

Row = tuple[str | None, ...]
HEAD: Row = ("area", "cases", "share")
A: list[Row] = [("North", "12", "3.5"), ("South", "15", "4.5"), ("East", "11", "3.1")]
B: list[Row] = [("North", "22", "3.6"), ("South", "25", "4.4"), ("East", "21", "3.0")]
NOTHING: Row = (None, None, None)


def seen(folder: Path, rows: list[Row]) -> SourceView:
    frame = pl.DataFrame(rows, schema=["c1", "c2", "c3"], orient="row")
    frame.write_parquet(folder / "a.parquet")
    return look(folder / "a.parquet")


@pytest.mark.parametrize(
    "second",
    [
        [("Spring 2026", None, None), HEAD, *B],
        [NOTHING, ("Spring 2026", None, None), HEAD, *B],
        [NOTHING, ("Roads", None, None), ("road", "length", "lanes"), ("R1", "100", "2"), ("R2", "120", "4")],
        [NOTHING, ("road", "length", "lanes"), ("R1", "100", "2"), ("R2", "120", "4")],
    ],
)
def test_tables_under_each_other(tmp_path: Path, second: list[Row]) -> None:
    with pytest.raises(SourceError) as error:
        seen(tmp_path, [("Winter 2026", None, None), HEAD, *A, *second])
    assert "more tables" in str(error.value.message)


def test_pages_of_one_table_are_one(tmp_path: Path) -> None:
    pages = [("Winter page 1", None, None), HEAD, *A, ("Winter page 2", None, None), HEAD, *B[:2]]
    assert seen(tmp_path, pages).rows == 5
    assert seen(tmp_path, [HEAD, *A, NOTHING, *B]).rows == 6
    assert seen(tmp_path, [HEAD, *A, NOTHING, ("Coast", "closed", "x"), *B]).rows == 7


def test_rows_that_name_groups(tmp_path: Path) -> None:
    groups = [HEAD, ("Coast", None, None), *A, ("Hills", None, None), *B]
    view = seen(tmp_path, groups)  # the same places in both: the rows above them are none
    assert GroupRows("area", "group") in view.steps
    assert (view.rows, [item.name for item in view.columns]) == (6, ["group", *HEAD])
    with pytest.raises(SourceError) as error:
        seen(
            tmp_path,
            [HEAD, ("Coast", None, None), *A, ("Hills", None, None), ("Up", "1", "2"), ("Down", "3", "4")],
        )
    assert "2、6" in str(error.value.message), "they may be records as well"
    holes = [HEAD, *A, ("Coast", None, None), *B]  # one record without figures is one
    assert seen(tmp_path, holes).rows == 7


def test_a_note_that_its_commas_cut_is_none_of_the_records(tmp_path: Path) -> None:
    notes: list[Row] = [HEAD, *A, ("*:kept back", "fewer than five cases", "see the law"), ("* West", "x", "x")]
    view = seen(tmp_path, notes)
    assert (view.rows, view.notes) == (4, 1)


def test_records_that_stand_in_columns(tmp_path: Path) -> None:
    turned: list[Row] = [
        ("name", "North", "South", "East"),
        ("kind", "open", "shut", "open"),
        ("height", "12", "15", "11"),
        ("since", "2020-01-02", "2021-03-04", None),
    ]
    frame = pl.DataFrame(turned, schema=["c1", "c2", "c3", "c4"], orient="row")
    frame.write_parquet(tmp_path / "a.parquet")
    with pytest.raises(SourceError):
        look(tmp_path / "a.parquet")
    frame.transpose().write_parquet(tmp_path / "a.parquet")
    assert look(tmp_path / "a.parquet").rows == 3
    remarks: list[Row] = [
        ("site", "a", "b", "c"),
        ("x", "1", "2", "3"),
        ("y", "shut", "shut", "shut"),
        ("z", *"456"),
    ]
    pl.DataFrame(remarks, schema=["c1", "c2", "c3", "c4"], orient="row").write_parquet(tmp_path / "a.parquet")
    assert look(tmp_path / "a.parquet").rows == 3
