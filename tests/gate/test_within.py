"""What one table of counts gives away by its own sums, titles and shares: many shapes of tables, and an attacker."""

from __future__ import annotations

import io
import itertools

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.gate.rates import small_shares
from publisher.privacy.tables.within import given_away


def read(text: str) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(text), infer_schema=False)


def kinds(text: str, *fields: str, **more: object) -> list[tuple[str, str, int]]:
    found = given_away(read(text), dict.fromkeys(fields, 6), **more)  # type: ignore[arg-type]
    return sorted((item.kind, item.field, item.cells) for item in found)


GIVEN_AWAY = {
    "columns": "區,男,女,合計\n東,40,31,71\n南,55,60,115\n北,,44,47\n",
    "columns, total first": "區,合計,男,女\n東,71,40,31\n南,115,55,60\n北,47,,44\n",
    "columns, nobody says total": "區,件數,甲,乙,丙\n東,90,40,31,19\n南,120,55,60,5\n西,70,20,30,20\n北,60,,44,14\n",
    "columns, groups of columns": "區,男本國,男外國,男小計,女本國,女外國,女小計,總計\n東,40,9,49,31,8,39,88\n南,50,9,59,30,,33,92\n",
    "rows": "區,件數\n東,40\n南,35\n北,\n合計,78\n",
    "rows, total first": "區,件數\n全市,78\n東,40\n南,35\n北,\n",
    "rows, English": "Area,件數\nEast,40\nSouth,35\nNorth,\nTotal,78\n",
    "rows, ROLLUP": "區,業務,件數\n東,甲,40\n東,乙,\n東,,42\n南,甲,30\n南,乙,20\n南,,50\n,,92\n",
    "rows, a zero": "區,件數\n東,40\n南,35\n北,\n合計,75\n",
    "rows, zeros together": "區,件數\n東,40\n南,\n北,\n合計,40\n",
    "rows, few together": "區,件數\n東,40\n南,\n北,\n合計,44\n",
    "subtotals": "區,件數\n東,40\n南,\n小計,42\n西,30\n北,20\n小計,50\n合計,92\n",
    "named subtotals": "里,件數\n東區甲里,40\n東區乙里,\n東區合計,43\n南區丙里,30\n南區丁里,20\n南區合計,50\n總計,93\n",
    "the name of the city again": "縣市,區,件數\n甲市,甲市,60\n甲市,東,40\n甲市,南,\n甲市,北,17\n乙市,乙市,50\n乙市,東,30\n乙市,南,20\n",
    "towns in cities": "地方,件數\n臺南市,60\n臺南市東區,40\n臺南市南區,\n臺南市北區,17\n嘉義縣,30\n",
    "levels": "層級,地方,件數\n縣,甲縣,60\n鄉,子鄉,40\n鄉,丑鄉,\n鄉,寅鄉,17\n縣,乙縣,30\n鄉,卯鄉,10\n鄉,辰鄉,20\n",
    "levels by number": "Level,地方,件數\n1,甲,60\n2,子,40\n2,丑,\n2,寅,17\n",
    "levels without a word": "類,地方,件數\n甲,全,100\n乙,子,60\n乙,丑,\n乙,寅,37\n",
    "a total in brackets": "案由,件數\n甲,40\n乙,\n丙,22\n【總計】,65\n",
    "a running total": "案由,件數\n甲,40\n乙,\n丙,22\n本年累計,65\n",
    "a total in simplified Chinese": "案由,件數\n甲,40\n乙,\n丙,22\n合计：,65\n",
    "a total in German": "Grund,件數\nA,40\nB,\nC,22\nInsgesamt,65\n",
    "quarters among months": "月,件數\n一月,40\n二月,\n三月,22\n第1季,65\n四月,7\n五月,8\n六月,9\n第2季,24\n",
    "years among quarters": "期,件數\n112年Q1,9\n112年Q2,\n112年Q3,8\n112年Q4,7\n112年,27\n113年Q1,9\n113年Q2,9\n113年Q3,8\n113年Q4,7\n113年,33\n",
    "codes inside codes": "代號,案由,件數\nA,甲,70\nA1,乙,40\nA2,丙,\nA3,丁,27\nB,戊,20\nB1,己,12\nB2,庚,8\n",
    "codes with points": "編號,件數\n3,70\n3.1,40\n3.2,\n3.3,27\n4,20\n4.1,12\n4.2,8\n",
    "a total in the middle": "區,件數\n東,40\n不分區,78\n南,35\n北,\n",
    "four dimensions": "年,區,性,業,件數\n"
    + "".join(
        f"{y},{a},{s},{b},{'' if (y, a, s, b) == ('113', '東', '男', '甲') else 10}\n"
        for y, a, s, b in itertools.product(("113", "114"), ("東", "南"), ("男", "女"), ("甲", "乙"))
    )
    + "".join(f"{y},{a},{s},合計,{13 if (y, a, s) == ('113', '東', '男') else 20}\n" for y, a, s in itertools.product(("113", "114"), ("東", "南"), ("男", "女"))),
}  # fmt: skip


@pytest.mark.parametrize("text", GIVEN_AWAY.values(), ids=GIVEN_AWAY)
def test_shapes_of_tables_that_give_a_hidden_count_away(text: str) -> None:
    numbers = [
        name
        for name in read(text).columns
        if name not in "區Area業務里縣市地方層級Level類年性業案由Grund月期代號編號"
    ]
    assert kinds(text, *numbers)


HARMLESS = {
    "no total": "區,件數\n東,40\n南,35\n北,\n西,78\n",
    "enough hidden": "區,件數\n東,40\n南,\n北,\n合計,60\n",
    "nothing hidden": "區,男,女,合計\n東,40,31,71\n南,55,60,115\n北,6,44,50\n",
    "a rectangle": "區,甲,乙,丙,合計\n東,,40,,85\n南,,30,,75\n北,20,30,40,90\n合計,50,100,100,250\n",
    "columns that are no parts": "區,報考,到考,合格\n東,90,80,40\n南,70,60,30\n北,50,40,\n",
    "a department of accounting": "單位,件數\n會計,40\n設計,78\n統計室,\n人事,9\n",
    "a total that counts something else": "區,人數\n東,40\n南,35\n合計,70\n",
    "codes that hold no others": "代號,件數\n1,60\n11,40\n12,\n2,25\n21,12\n22,30\n",
    "months and quarters of something else": "月,件數\n1月,40\n2月,\n3月,22\n第1季,90\n4月,7\n5月,8\n6月,9\n第2季,80\n",
    "one year after the other": "年度,件數\n112,40\n113,\n114,45\n",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_tables_that_give_nothing_away(text: str) -> None:
    numbers = [name for name in read(text).columns if name not in "區單位年度代號月"]
    assert kinds(text, *numbers) == []


def test_rows_left_out_are_hidden_counts() -> None:
    text = "區,業,件數\n東,甲,40\n東,乙,30\n南,甲,20\n東,合計,70\n南,合計,23\n合計,甲,60\n合計,乙,33\n"
    assert kinds(text, "件數", rows_left_out=True) == [("cell", "件數", 1)]
    assert kinds(text, "件數") == [("cell", "件數", 1)]


@pytest.mark.parametrize(
    ("said", "held"),
    [("全市各區件數（共78件）", True), ("Cases by district, 78 in all", True), ("全市各區件數（共85件）", False), ("113年各區件數", False)],
)  # fmt: skip
def test_a_total_in_the_title(said: str, held: bool) -> None:
    assert bool(kinds("區,件數\n東,40\n南,35\n北,\n", "件數", texts=[said])) is held


def test_a_contradiction_is_told() -> None:
    text = "區,業,件數\n東,甲,40\n東,乙,\n北,甲,\n北,乙,20\n東,合計,45\n北,合計,60\n合計,甲,200\n合計,乙,30\n"
    assert ("contradiction", "件數") in [item[:2] for item in kinds(text, "件數")]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("區,人數,陽性率\n東,350,8.86\n南,412,14.56\n北,287,0.35\n", [3]),
        ("區,人數,陽性率\n東,350,8.86%\n南,412,14.56%\n北,287,0.35%\n", [3]),
        ("區,人數,千分率\n東,3500,8.9\n南,4120,4.1\n北,2870,0.7\n", [3]),
        ("區,人數,每十萬人口發生率\n東,350000,20.3\n南,412000,15.0\n北,287000,1.0\n", [3]),
        ("區,人數,佔比\n東,350,0.0886\n南,412,0.1456\n北,287,0.0035\n", [3]),
        ("Area,n,share passed\nE,350,0.9114\nS,412,0.8544\nN,287,0.9965\n", [3]),
        ("區,人數,每人違規件數\n東,350,0.21\n南,412,0.32\n北,287,0.01\n", [3]),
        ("區,不合格,人數\n東,8.86,350\n南,14.56,412\n北,0.35,287\n", [3]),
        ("區,人數,整數百分率\n東,350,9\n南,412,15\n北,287,1\n", [3]),
        ("區,人數,陽性率\n東,350,8.86\n南,412,14.56\n北,287,10.10\n", []),
        ("區,人數,平均天數\n東,350,1.25\n南,412,2.37\n北,287,0.01\n", []),
        ("區,人數,緯度\n東,350,22.98\n南,412,22.95\n北,287,23.01\n", []),
    ],
)
def test_shares_beside_their_base(text: str, rows: list[int]) -> None:
    frame = read(text)
    base = next(name for name in frame.columns if name in ("人數", "n"))
    assert [row for item in small_shares(frame, {base: 6}, {}) for row in item.rows] == rows


SIZES = ((2, 3), (3, 3), (2, 4))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_an_attacker_can_work_out_is_found(data: st.DataObject) -> None:
    """All tables that agree with the published one are listed; the verdict has to be what they say."""
    rows, columns = data.draw(st.sampled_from(SIZES))
    cells = list(itertools.product(range(rows), range(columns)))
    values = {cell: data.draw(st.integers(0, 9)) for cell in cells}
    hidden = data.draw(st.sets(st.sampled_from(cells), min_size=1, max_size=4))
    lines = ["列,欄,件數"]
    lines += [f"列{r},欄{c},{'' if (r, c) in hidden else values[r, c]}" for r, c in cells]
    lines += [f"列{r},合計,{sum(values[r, c] for c in range(columns))}" for r in range(rows)]
    lines += [f"合計,欄{c},{sum(values[r, c] for r in range(rows))}" for c in range(columns)]
    found = given_away(read("\n".join(lines) + "\n"), {"件數": 6})
    told = sum(item.cells for item in found if item.kind in ("cell", "group"))
    assert not [item for item in found if item.kind not in ("cell", "group")]
    assert (told > 0) == _attacked(values, hidden, rows, columns)


def _attacked(values: dict, hidden: set, rows: int, columns: int) -> bool:
    lines = [[(r, c) for c in range(columns)] for r in range(rows)]
    lines += [[(r, c) for r in range(rows)] for c in range(columns)]
    sums = [
        ([cell for cell in line if cell in hidden], sum(values[cell] for cell in line if cell in hidden))
        for line in lines
    ]
    sums = [item for item in sums if item[0]]
    names = sorted(hidden)
    tops = [min(total for parts, total in sums if name in parts) for name in names]
    every = [
        dict(zip(names, guess, strict=True))
        for guess in itertools.product(*(range(top + 1) for top in tops))
        if all(sum(guess[names.index(part)] for part in parts) == total for parts, total in sums)
    ]
    ranges = {name: {table[name] for table in every} for name in names}
    if any(max(found) - min(found) < 2 and min(found) < 6 for found in ranges.values()):
        return True
    for parts, total in sums:
        open_ones = [part for part in parts if len(ranges[part]) > 1]
        rest = total - sum(values[part] for part in parts if len(ranges[part]) == 1)
        if open_ones and 0 < rest < 6:
            return True
    return False
