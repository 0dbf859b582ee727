"""Forms and marks that offices elsewhere use: widths under names, flags, apostrophes, numerals, blocks, nines."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.model.structuring import DropRows
from publisher.source.formats import key_values
from publisher.structure.steps import STEPS
from publisher.survey import draft
from publisher.survey.kinds import (
    MOSTLY_NUMBERS,
    PERHAPS_MISSING,
    UNCLEAR_SIGN,
    has_perhaps_missing,
    kind_of,
    sign_of,
)
from tests.survey.test_rows_of_strangers import of_text


def test_widths_under_the_names_are_no_record(tmp_path: Path) -> None:
    head = "# gauge, daily\n#\n# P provisional, revised later\nagency\tgauge\tday\tstage\tflag\n5s\t15s\t10d\t14n\t4s\n"
    text = head + "WRA\t0112\t2026-01-02\t4.5\tA\nWRA\t0112\t2026-01-03\t4.7\tP\nWRA\t0113\t2026-01-02\t1.2\tA\n"
    view, rows = of_text(tmp_path, text, "stage.rdb")
    assert [item.name for item in view.columns] == ["agency", "gauge", "day", "stage", "flag"]
    assert (len(rows), rows[0]) == (3, ("WRA", "0112", "2026-01-02", "4.5", "A"))
    lengths = "part\tlong\twide\n5s\t15s\t10d\n6s\t16s\t11d\n7s\t17s\t12d\n"
    assert len(of_text(tmp_path, lengths, "u.tsv")[1]) >= 2  # a table of such signs keeps its others


def test_years_are_the_heading_of_columns_full_of_flags(tmp_path: Path) -> None:
    text = (
        "unit,geo\\TIME\t2021 \t2022 \t2023 \nPC,AT\t4.8 \t6.0 b\t6.2 \nPC,BE\t: \t: u\t5.1 bu\n"
        "PC,DE\t3.0 \t3.7 bd\t3.6 \nPC,EL\t:c\t17.6 \t14.7 e\n"
    )
    view, rows = of_text(tmp_path, text, "eu.tsv")
    assert [item.kind.type for item in view.columns] == ["string", "string", "number", "number", "number"]
    assert [item.name for item in view.columns[:3]] == ["unit", "geo", "2021"]
    assert rows[1] == ("PC", "BE", None, None, "5.1")
    assert rows[3] == ("PC", "EL", None, "17.6", "14.7")


@pytest.mark.parametrize(
    ("texts", "kind", "word"),
    [
        (["21'726", "443’037", "912"], "integer", "number"),
        (["12", "n.d.", "15", "k. A."], "integer", "number"),
        (["0.59438103", "#DIV/0!", "-0.125", "#N/A"], "number", "number"),
        (["一百二十人", "九十八人", "十五人", "三人"], "string", MOSTLY_NUMBERS),
        (["一千零五", "九十", "二百零四"], "integer", "number"),
        (["一千零五", "九十", "三", "二〇四"], "string", MOSTLY_NUMBERS),
        (["12", "一", "○", "十", "廿"], "string", "name"),
        (["350", "二", "○", "41", "77"], "string", MOSTLY_NUMBERS),
        (["一", "二", "三"], "string", "name"),
        (["46001", "46002", "46003"], "integer", "number"),
    ],
)
def test_kinds(texts: list[str], kind: str, word: str) -> None:
    found = kind_of("x", pl.Series(texts))
    assert (found.type, found.word) == (kind, word)


def test_bare_figures_are_months_where_the_name_says_so() -> None:
    months = pl.Series(["11401", "11402", "11312"])
    assert kind_of("統計年月", months).type == "yearmonth"
    assert kind_of("站號", months).type != "yearmonth"


def test_commas_and_points_that_may_each_be_decimals_stay(tmp_path: Path) -> None:
    text = "id;mass;price\na;1.034;5,678\nb;2.250;1,200\nc;3.871;4,950\nd;1.008;2,001\n"
    view, rows = of_text(tmp_path, text)
    assert [item.kind.word for item in view.columns[1:]] == [UNCLEAR_SIGN] * 2
    assert rows[0] == ("a", "1.034", "5,678")
    assert "mass、price" in draft(view, FileSource("t.csv"), "t", "x").dataset
    decided, rows = of_text(tmp_path, text.replace("\n", ";s\n", 1).replace("8\nb", "8;2,5\nb"), "u.csv")
    assert UNCLEAR_SIGN not in [item.kind.word for item in decided.columns]
    assert rows[0][1:3] == ("1034", "5.678")
    assert [sign_of(pl.Series(texts)) for texts in (["1,234", "22,345"], ["1,2"] * 5, ["1,234", "2", "3", "4"])] == [
        "", "", "",
    ]  # fmt: skip


def test_nines_far_from_all_others_are_said(tmp_path: Path) -> None:
    text = "day,rain,wind\n" + "".join(f"2026-03-0{day},{day}.5,{day}\n" for day in range(1, 8))
    view, _ = of_text(tmp_path, text + "2026-03-08,-999,3\n2026-03-09,-999,4\n")
    assert [item.kind.word for item in view.columns] == ["date", PERHAPS_MISSING, "number"]
    assert "rain" in draft(view, FileSource("t.csv"), "t", "x").dataset
    near = pl.Series(["-99", "-85", "-102", "-77", "-60"])  # signal strength
    assert not has_perhaps_missing(near)
    assert not has_perhaps_missing(pl.Series(["9999", "8123", "7500", "9100", "12000"]))
    assert has_perhaps_missing(pl.Series(["34.1", "-9.990e-29", "34.2", "34.0", "34.3"]))


def test_subtotals_by_name_go_and_sums_by_figures_are_said(tmp_path: Path) -> None:
    korean = '시도,학교,학생수\n서울,가,"1,234"\n서울,나,987\n서울 소계,,9\n부산,다,456\n부산 소계,,8\n합계,,7\n'
    assert len(of_text(tmp_path, korean)[1]) == 3
    plain = '港,船,噸\n甲,125,"3,211"\n乙,30,"9,020"\n北區,155,"12,231"\n丙,71,"4,440"\n丁,9,"1,005"\n南區,80,"5,445"\n'
    view, rows = of_text(tmp_path, plain, "u.csv")
    assert (len(rows), view.totals, view.sums) == (6, 0, (4, 7))
    assert "# 第 4、7 列的數字等於相鄰各列之和" in draft(view, FileSource("u.csv"), "t", "x").dataset


BALANCES = {
    "of a year": ("年度,項目,金額", [f"{{}},{one}" for one in ("收入,{2}", "支出,{0}", "餘絀,{1}")]),
    "of a district": ("區,項目,人數", [f"{{}}區,{one}" for one in ("遷入,{2}", "遷出,{0}", "社會增加,{1}")]),
    "of an examination": ("類科,項目,人", [f"第{{}}科,{one}" for one in ("報名,{2}", "到考,{0}", "缺考,{1}")]),
    "sums last": ("區,性別,人數", [f"{{}}區,{one}" for one in ("男性,{0}", "女性,{1}", "人口數,{2}")]),
}


@pytest.mark.parametrize(("heading", "rows"), BALANCES.values(), ids=BALANCES)
def test_balances_are_records(tmp_path: Path, heading: str, rows: list[str]) -> None:
    chance = random.Random(3)
    figures = [(108 + at, chance.randint(10_000, 99_999), chance.randint(1000, 9999)) for at in range(6)]
    text = "".join(
        row.replace("{}", str(year)).replace("{0}", str(a)).replace("{1}", str(b)).replace("{2}", str(a + b))
        + "\n"
        for year, a, b in figures
        for row in rows
    )
    view, kept = of_text(tmp_path, f"{heading}\n{text}")
    assert (view.totals, len(kept), len(view.sums)) == (0, 18, 6)
    frame = pl.DataFrame(kept, schema=heading.split(","), orient="row")
    outcome = STEPS[DropRows](frame, DropRows(totals=True, notes=True))
    assert (outcome.frame.height, outcome.also) == (18, {"notes": 0, "totals": 0})


def test_labels_of_a_pivot_table_that_are_said_once(tmp_path: Path) -> None:
    text = (
        "port,year,ship,calls\nA,2024,tug,12\n,,ferry,7\n,2024 Total,,19\n,2025,tug,15\n,,ferry,9\n,2025 Total,,24\n"
        "A Total,,,43\nB,2025,tug,31\n,,barge,4\n,2025 Total,,35\nB Total,,,35\nGrand Total,,,78\n"
    )
    view, rows = of_text(tmp_path, text)
    assert view.totals == 6
    assert [row[:3] for row in rows] == [
        ("A", "2024", "tug"), ("A", "2024", "ferry"), ("A", "2025", "tug"), ("A", "2025", "ferry"),
        ("B", "2025", "tug"), ("B", "2025", "barge"),
    ]  # fmt: skip
    holes = "port,chief,ship,calls\nA,Li,tug,12\n,Wu,ferry,7\nB,,tug,15\n,,ferry,9\nC,,tug,3\n,Ma,barge,4\n"
    assert [row[1] for row in of_text(tmp_path, holes, "u.csv")[1]].count(None) == 3  # a chief may be unknown


BLOCKS = """# sea
Buoy: 46001
Seen: 2026-03-01
Wave: 2.3 m
Note: a: b

Buoy: 46002
Seen: 2026-03-01
Wave: 1.1 m

Buoy: 46003
Seen: 2026-03-02
Wave:
"""


@pytest.mark.parametrize(
    "text", [BLOCKS, BLOCKS.replace("\n\n", "\n"), BLOCKS.replace(": ", " = ").replace("Wave:", "Wave =")]
)
def test_blocks_of_names_and_values(tmp_path: Path, text: str) -> None:
    view, rows = of_text(tmp_path, text, "t.txt")
    assert [item.name for item in view.columns] == ["Buoy", "Seen", "Wave", "Note"]
    assert [row[:3] for row in rows] == [
        ("46001", "2026-03-01", "2.3"),
        ("46002", "2026-03-01", "1.1"),
        ("46003", "2026-03-02", None),
    ]


def test_texts_that_are_no_blocks(tmp_path: Path) -> None:
    for text in ("a: 1\nb: 2\nc: 3\nd: 4\n", "x: 1\ny: 2\nx: 3\nplain\nx: 4\n", "x: 1\nx: 2\nx: 3\n"):
        assert len(of_text(tmp_path, text, "t.txt")[0].columns) == 1


def test_times_and_separated_texts_are_no_blocks(tmp_path: Path) -> None:
    times = "clock\tflow\n" + "".join(f"{10 + at // 4}:0{at % 4}:00\t{at}\n" for at in range(12))
    assert len(of_text(tmp_path, times, "t.txt")[1]) == 12
    signs = "site,at,flow\n" + "".join(f"North,10:0{at}:00,{at}\n" for at in range(9))
    assert len(of_text(tmp_path, signs, "u.txt")[1]) == 9


@pytest.mark.parametrize("gap", ["   ", " ", "\u3000"])
def test_timetables_are_no_blocks(tmp_path: Path, gap: str) -> None:
    path = tmp_path / "t.txt"
    path.write_text(
        "".join(f"{stop}站{gap}06:{at:02}{gap}{at}\n" for at in range(9) for stop in "AB"), encoding="utf-8"
    )
    assert key_values.rows(path) is None
    path.write_text("".join(f"PM10:2{at}\nCH 2:4{at}.5\nAt:06:1{at}\n\n" for at in range(4)), encoding="utf-8")
    found = key_values.rows(path)
    assert found is not None
    assert list(found)[:2] == [("PM10", "CH 2", "At"), ("20", "40.5", "06:10")]


def test_blocks_that_do_not_begin_alike_are_refused(tmp_path: Path) -> None:
    for text in (
        BLOCKS.replace("Buoy: 46002\n", ""),
        BLOCKS.replace("Wave: 1.1 m", "Wave: 1.1 m\nsensor was iced"),
    ):
        with pytest.raises(SourceError):
            of_text(tmp_path, text + BLOCKS, "t.txt")
