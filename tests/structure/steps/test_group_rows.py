from __future__ import annotations

from pathlib import Path
from typing import Literal
from unittest.mock import patch

import polars as pl
import pytest

from publisher.model.structuring import GroupRows, Header
from publisher.model.table import Table
from publisher.structure import parts
from publisher.structure.columns import visible
from publisher.structure.steps.group_rows import apply
from tests.structure.steps.frames import Cell, frame, refusals

INDENTED = [("總計", "21"), ("東鄉", "9"), ("　甲村", "4"), ("　乙村", "5"), ("西鎮", "12"), ("　甲村", "12")]


def of(**columns: list[Cell]) -> pl.DataFrame:
    return frame(tuple(columns), *zip(*columns.values(), strict=True))


def test_rows_set_in_belong_to_the_row_above() -> None:
    outcome = apply(of(a=[a for a, _ in INDENTED], b=[b for _, b in INDENTED]), GroupRows("a", "鄉", by="indent"))
    assert visible(outcome.frame) == ["鄉", "a", "b"]
    rows = outcome.frame.select("鄉", "a", "b").rows()
    assert rows == [
        (None, "總計", "21"),
        ("東鄉", "　甲村", "4"),
        ("東鄉", "　乙村", "5"),
        ("西鎮", "　甲村", "12"),
    ]
    assert (outcome.changed, outcome.refusals) == (2, ())


def test_rows_with_nothing_but_a_name_are_groups() -> None:
    before = of(a=["North", "x", "y", "South", "z"], b=[None, "1", None, " ", "3"], c=[None, None, "2", None, "4"])
    outcome = apply(before, GroupRows("a", "g"))
    assert outcome.frame["g"].to_list() == ["North", "North", "South"]
    assert outcome.frame["a"].to_list() == ["x", "y", "z"]


def test_a_group_without_rows_is_refused() -> None:
    outcome = apply(of(a=["North", "South", "z", "East"], b=[None, None, "3", None]), GroupRows("a", "g"))
    assert refusals(outcome) == [("unreadable-value", "a", (1, 4))]


def test_a_name_with_only_blank_rows_below_it_is_refused() -> None:
    outcome = apply(of(a=["North", None, "South", " ", "z"], b=[None, None, None, "", "3"]), GroupRows("a", "g"))
    assert refusals(outcome) == [("unreadable-value", "a", (1,))]
    assert outcome.frame.filter(pl.col("b") == "3")["g"].to_list() == ["South"]


def test_a_bare_upper_row_without_rows_set_in_below_it_is_refused() -> None:
    names = ["甲部", "  x", "乙部", "丙部", "  y", "  z", "丁部"]
    outcome = apply(of(a=names, b=[None, "1", None, None, "2", None, "7"]), GroupRows("a", "g", by="indent"))
    assert refusals(outcome) == [("unreadable-value", "a", (3,))], (
        "丁部 has a figure, and z is set in as records are"
    )
    names = ["甲縣", " 東鄉", "  一村", " 西鄉", "乙縣", " 南鄉", "  二村"]
    outcome = apply(of(a=names, b=[None, None, "1", None, None, None, "2"]), GroupRows("a", "g", by="indent"))
    assert refusals(outcome) == [("unreadable-value", "a", (4,))], "in the middle of three depths"


def test_rows_below_a_blank_one_belong_to_the_name_above_it() -> None:
    outcome = apply(
        of(a=["North", None, "  x", "Total", None], b=["5", None, "5", "5", "4"]), GroupRows("a", "g", by="indent")
    )
    assert outcome.frame.select("g", "a").rows() == [
        ("North", None),
        ("North", "  x"),
        (None, "Total"),
        (None, None),
    ]


def test_groups_go_on_in_the_next_part() -> None:
    step = GroupRows("a", "g", by="indent")
    first = apply(of(a=["東鄉", "　甲村"], b=["1", "1"]), step, last=False)
    later = apply(of(a=["　乙村", "　丙村"], b=["2", "3"]), step, first.carry)
    assert later.frame.select("g", "a").rows() == [("東鄉", "　甲村"), ("東鄉", "　乙村"), ("東鄉", "　丙村")]
    ends = apply(of(a=["東鄉", "　甲村", "西鎮"], b=["1", "1", "3"]), step, last=False)
    cut = apply(of(a=["　乙村"], b=["3"]), step, ends.carry)
    assert cut.frame.select("g", "a").rows() == [("西鎮", "　乙村")], "the name stands at the end of a part"
    assert (ends.refusals, cut.refusals, ends.changed + cut.changed) == ((), (), 2)


GROUPS: dict[str, tuple[str, list[tuple[str | None, str | None]]]] = {
    "alone": (
        "alone",
        [
            ("G", None),
            ("x", "1"),
            ("H", None),
            (None, None),
            ("y", "2"),
            ("I", None),
            ("J", ""),
            ("z", "3"),
            ("K", None),
        ],
    ),
    "indent": (
        "indent",
        [
            ("G", "1"),
            ("  x", "1"),
            ("H", "5"),
            (None, None),
            ("  y", "2"),
            ("  z", "3"),
            ("I", None),
            ("all", "6"),
        ],
    ),
    "blank to the end": (
        "alone",
        [("G", None), ("x", "1"), ("H", None), (None, None), (None, None), (None, None)],
    ),
}


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(("by", "rows"), GROUPS.values(), ids=GROUPS)
def test_parts_of_any_size_give_the_same_groups(
    by: Literal["alone", "indent"], rows: list[tuple[str | None, str | None]], size: int, tmp_path: Path
) -> None:
    pl.DataFrame([("a", "b"), *rows], schema=["c1", "c2"], orient="row").write_parquet(tmp_path / "t.parquet")
    table = Table(tmp_path / "t.parquet", ("c1", "c2"), len(rows) + 1)

    def run(part: int) -> tuple[list[tuple[object, ...]], int, list[tuple[int, ...]]]:
        totals = [parts.StepTotals(0, Header()), parts.StepTotals(1, GroupRows("a", "g", by=by))]
        with patch.object(parts, "PART", part):
            found = pl.concat(list(parts.run(table, totals)))
        return found.rows(), totals[1].changed, [item.rows for item in totals[1].refusals.values()]

    whole = run(100)
    assert run(size) == whole
    refused = {"alone": (6, 9), "indent": (7,), "blank to the end": (3,)}
    assert whole[2] == [next(refused[name] for name, case in GROUPS.items() if case[1] is rows)]


def test_a_column_that_is_not_there_or_twice() -> None:
    before = of(a=["x"], b=["1"])
    assert refusals(apply(before, GroupRows("c", "g"))) == [("missing-column", "c", ())]
    assert refusals(apply(before, GroupRows("a", "b"))) == [("duplicate-column", "b", ())]
    assert apply(before.clear(), GroupRows("a", "g")).changed == 0
