from __future__ import annotations

import polars as pl

from publisher.model.structuring import Header
from publisher.structure.columns import ColumnOutcome, visible
from publisher.structure.steps.header import apply
from tests.structure.steps.frames import numbers, refusals, rows


def structured(step: Header, *grid: tuple[str | None, ...]) -> ColumnOutcome:
    width = max(len(row) for row in grid)
    padded = [(*row, *[None] * (width - len(row))) for row in grid]
    columns = {f"c{i + 1}": pl.Series([row[i] for row in padded], dtype=pl.String) for i in range(width)}
    return apply(pl.DataFrame(columns), step)


def names(outcome: ColumnOutcome) -> list[str]:
    return visible(outcome.frame)


def test_first_row() -> None:
    outcome = structured(Header(), ("區", "件"), ("東", "1"), ("西", None))
    assert (names(outcome), rows(outcome)) == (["區", "件"], [("東", "1"), ("西", None)])
    assert (outcome.changed, numbers(outcome), outcome.refusals) == (2, [1, 2], ())


def test_three_rows_repeated_labels() -> None:
    outcome = structured(
        Header(rows=3),
        ("序號", "統計區", "統計期", "總計", "總計", "總計"),
        (None, "統計區", "統計期", "機動車輛登記數(輛)", "機動車輛登記數(輛)", "機動車輛登記數(輛)"),
        (None, "統計區", "統計期", "總計", "汽車", "機車"),
        ("1", "臺北市", "2016/03", "1,759,775", "800,014", "959,761"),
    )
    total = "總計_機動車輛登記數(輛)"
    assert names(outcome) == ["序號", "統計區", "統計期", total, f"{total}_汽車", f"{total}_機車"]


def test_three_rows_merged_cells_after_title_rows() -> None:
    outcome = structured(
        Header(rows=3, skip=2, join="／"),
        ("臺南市機動車輛登記數",),
        (None,),
        ("年月", "行政區", "機動車輛登記數", None, None, None, "備註"),
        (None, None, "汽車", None, "機車", None, None),
        (None, None, "大型車", "小型車", "重型", "輕型", None),
        ("11501", "東區", "1", "2", "3", "4", None),
    )
    top = "機動車輛登記數"
    wanted = [
        "年月",
        "行政區",
        f"{top}／汽車／大型車",
        f"{top}／汽車／小型車",
        f"{top}／機車／重型",
        f"{top}／機車／輕型",
        "備註",
    ]
    assert names(outcome) == wanted
    assert numbers(outcome) == [1]


def test_line_breaks_and_spaces_in_labels() -> None:
    outcome = structured(Header(), ("機動車輛\n登記數", " Total\ncount ", "\ufeff區\u3000別"), ("1", "2", "3"))
    assert names(outcome) == ["機動車輛登記數", "Total count", "區 別"]


def test_names_replace_labels_in_order() -> None:
    outcome = structured(Header(names=("甲", "乙")), ("a", "b", "c"), ("1", "2", "3"))
    assert names(outcome) == ["甲", "乙", "c"]
    headless = structured(Header(rows=0, names=("甲", "乙")), ("1", "2"))
    assert (names(headless), rows(headless)) == (["甲", "乙"], [("1", "2")])
    more = structured(Header(names=("甲", "乙", "丙")), ("a", "b"), ("1", "2"))
    assert refusals(more) == [("missing-column", "丙", ())]


def test_blank_columns_go_but_cells_outside_the_headings_are_refused() -> None:
    outcome = structured(Header(), ("a", None, "b"), ("1", " ", "2", "surplus"), ("3", None, "4"))
    assert names(outcome) == ["a", "b"]
    assert refusals(outcome) == [("uneven-rows", "D", (1,))]
    assert outcome.refusals[0].letter == "D"


def test_surplus_cell_beside_a_merged_heading_is_refused() -> None:
    outcome = structured(Header(rows=2), ("年", "車", None), (None, "大", "小"), ("114", "1", "2", "x"))
    assert names(outcome) == ["年", "車_大", "車_小"]
    assert refusals(outcome) == [("uneven-rows", "D", (1,))]


def test_two_columns_of_one_name() -> None:
    outcome = structured(Header(), ("a", "b", "a"), ("1", "2", "3"))
    assert refusals(outcome) == [("duplicate-column", "a", ())]


def test_a_sheet_shorter_than_its_header() -> None:
    outcome = structured(Header(rows=2, skip=3), ("a",))
    assert (names(outcome), outcome.frame.height) == ([], 0)
