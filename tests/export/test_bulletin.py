"""The statistical bulletin says in numbers what the table says, and in both formats the same."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from publisher.documents import contents
from publisher.export import bulletin as bulletin_module
from publisher.export.bulletin import bulletin
from publisher.export.content import ExportContent, prepare
from publisher.model.document import Bullets, Figure, Grid
from publisher.model.policy import FieldPolicy, MinimumCellCount, Policy, Role
from tests.export import samples
from tests.validators import odf_errors, verapdf

FIELDS = (
    {"name": "received", "type": "date", "title": "收件日"},
    {"name": "office", "type": "string", "title": "辦理單位"},
    {"name": "fee", "type": "number", "title": "規費"},
    {"name": "case", "type": "string", "title": "案號"},
    {"name": "online", "type": "boolean", "title": "線上"},
)
ROWS = [
    (
        f"2024-{1 + number % 2:02}-05",
        "府城站" if number % 3 else "新營站",
        str(number * 10),
        f"C{number:03}",
        "true",
    )
    for number in range(30)
]


def grids(tmp_path: Path, rows: list[tuple[str | None, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    data = samples.dataset(FIELDS)
    table = samples.table(tmp_path, data.field_names(), rows)
    content = prepare(data, samples.CATALOG, table, tmp_path / "x.parquet")
    return {block.name: block.rows for block in bulletin(content).blocks if isinstance(block, Grid)}


def test_fields_are_told_by_what_they_are(tmp_path: Path) -> None:
    assert grids(tmp_path, list(ROWS)) == {
        "各月的筆數（收件日）": (("2024-01", "15"), ("2024-02", "15")),
        "各辦理單位的筆數": (("府城站", "20", "66.7"), ("新營站", "10", "33.3")),
        "規費的分布": (("筆數", "30"), ("平均", "145"), ("最小", "0"), ("中位數", "145"), ("最大", "290")),
        "各線上的筆數": (("是", "30", "100.0"),),
    }


COUNTS = (
    {"name": "month", "type": "yearmonth", "title": "年月"},
    {"name": "office", "type": "string", "title": "辦理單位"},
    {"name": "sex", "type": "string", "title": "性別"},
    {"name": "cases", "type": "integer", "title": "受理件數"},
    {"name": "days", "type": "number", "title": "平均日數"},
)


def counted(tmp_path: Path, rows: list[tuple[str | None, ...]], *fields: str) -> ExportContent:
    policy = Policy(
        samples.AGENCY.title,
        {str(item["name"]): FieldPolicy(Role.INSENSITIVE) for item in COUNTS},
        models=(MinimumCellCount(fields, at_least=1),),
    )
    data = replace(samples.dataset(COUNTS), policy=policy, derived_from=("cases",))
    return prepare(
        data, samples.CATALOG, samples.table(tmp_path, data.field_names(), rows), tmp_path / "x.parquet"
    )


def test_counts_are_added_up_and_neither_means_nor_sums_of_others(tmp_path: Path) -> None:
    rows = [
        (month, office, sex, cases, "2.5")
        for month, more in (("2026-01", 0), ("2026-02", 100))
        for office, sex, cases in (
            ("府城站", "男", str(more + 6)),
            ("府城站", "女", str(more + 4)),
            ("府城站", "合計", str(more * 2 + 10)),
            ("新營站", "男", str(more + 30)),
            ("新營站", "女", None),
            ("新營站", "合計", str(more * 2 + 35)),
        )
    ]
    made = bulletin(counted(tmp_path, rows, "cases"))
    tables = {block.name: block.rows for block in made.blocks if isinstance(block, Grid)}
    assert tables["年月別受理件數"] == (("2026-01", "45"), ("2026-02", "445"))
    assert tables["辦理單位別受理件數"] == (("新營站", "270", "55.1"), ("府城站", "220", "44.9"))
    assert tables["性別受理件數"] == (("男", "272", "71.6"), ("女", "108", "28.4")), "what is hidden is in no sum"
    assert next(block for block in made.blocks if isinstance(block, Bullets)).items == (
        "2026-01 至 2026-02，受理件數合計 490，以 2026-02 之 445 為最多。",
        "依辦理單位分，以「新營站」之受理件數 270 為最多，占 55.1%。",
        "依性別分，以「男」之受理件數 272 為最多，占 71.6%。",
    )
    assert "平均日數的分布" not in tables or tables["平均日數的分布"][1] == ("平均", "2.50")


def test_steps_of_a_scale_keep_their_order(tmp_path: Path) -> None:
    rows = [("2026-01", f"第 {step} 級", "男", str(step % 4 + 1), "1") for step in range(1, 12)]
    made = bulletin(counted(tmp_path, rows, "cases"))
    tables = {block.name: block.rows for block in made.blocks if isinstance(block, Grid)}
    assert [row[0] for row in tables["辦理單位別受理件數"]] == [f"第 {step} 級" for step in range(1, 12)]


def test_months_of_many_years_are_added_up_by_year(tmp_path: Path) -> None:
    rows = [(f"{2020 + at // 12}-{at % 12 + 1:02}", "府城站", "男", str(5 + at % 2 * 10), "1") for at in range(48)]
    made = bulletin(counted(tmp_path, rows, "cases"))
    tables = {block.name: block.rows for block in made.blocks if isinstance(block, Grid)}
    assert tables["年月別受理件數"] == tuple((str(year), "120") for year in range(2020, 2024))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["1e400", "2", "3"], ("3", "3.33E+399", "2", "3", "1.00E+400")),
        (["1e308", "1e308", "1e308"], ("3", "1.00E+308", "1.00E+308", "1.00E+308", "1.00E+308")),
        (["NaN", "INF", "1.5"], ("1", "1.50", "1.50", "1.50", "1.50")),
        (["0.0012", "0.0034", "0"], ("3", "0.0015", "0", "0.0012", "0.0034")),
        (["12345678901234567890", "1", "1"], ("3", "4.12E+18", "1", "1", "1.23E+19")),
    ],
)
def test_numbers_beyond_a_double_and_very_small_ones_are_told(values: list[str], told: tuple[str, ...]) -> None:
    figures = bulletin_module._figures(pl.Series(values))
    assert tuple(map(bulletin_module._number, figures)) == told


def test_no_number_is_told_of_a_field_that_has_none() -> None:
    assert bulletin_module._figures(pl.Series(["NaN", "-INF"])) == ()


def test_a_number_beside_counts_has_a_spread_and_no_records(tmp_path: Path) -> None:
    rows = [("2026-01", f"站{at}", "男", "10", str(at % 3)) for at in range(12)]
    made = bulletin(counted(tmp_path, rows, "cases"))
    assert [block.name for block in made.blocks if isinstance(block, Grid)][-1] == "平均日數的分布"


def test_the_time_of_the_data_stands_on_every_page(tmp_path: Path) -> None:
    made = bulletin(counted(tmp_path, [("2023-11", "甲", "男", "3", "1"), ("2024-02", "乙", "男", "4", "1")]))
    assert made.head == "資料時間：2023-11 至 2024-02"
    assert made.day == date(2024, 2, 29)


def test_what_is_there_at_the_end_of_each_month_is_not_added_up(tmp_path: Path) -> None:
    rows = [
        (f"2024-{month:02}", place, "男", str(there + month), "1")
        for month in range(1, 11)
        for place, there in (("甲站", 9000), ("乙站", 300))
    ]
    made = bulletin(counted(tmp_path, rows, "cases"))
    tables = {block.name: block.rows for block in made.blocks if isinstance(block, Grid)}
    assert tables["年月別受理件數"][-1] == ("2024-10", "9,320")
    assert tables["辦理單位別受理件數（2024-10）"] == (("甲站", "9,010", "96.7"), ("乙站", "310", "3.3"))
    [said] = [block.items for block in made.blocks if isinstance(block, Bullets)][:1]
    assert said[0] == "2024-10 之受理件數為 9,320；2024-01 至 2024-10 以 2024-10 之 9,320 為最多。"
    assert said[1] == "2024-10 依辦理單位分，以「甲站」之受理件數 9,010 為最多，占 96.7%。"


def test_events_that_scatter_as_chance_does_are_added_up(tmp_path: Path) -> None:
    chance = random.Random(5)
    rows = [
        (f"2024-{month:02}", place, "男", str(round(chance.gauss(400, 20))), "1")
        for month in range(1, 11)
        for place in ("甲站", "乙站")
    ]
    made = bulletin(counted(tmp_path, rows, "cases"))
    tables = {block.name: block.rows for block in made.blocks if isinstance(block, Grid)}
    total = f"{sum(int(row[3]) for row in rows if row[1] == '甲站'):,}"
    assert total in [row[1] for row in tables["辦理單位別受理件數"]]


def test_an_empty_table_has_a_bulletin_without_numbers(tmp_path: Path) -> None:
    assert grids(tmp_path, []) == {}
    assert grids(tmp_path, [(None,) * 5]) == {}


@pytest.mark.validators
def test_the_documents_are_valid_and_say_the_same(tmp_path: Path) -> None:
    data = samples.dataset(FIELDS, exports=("bulletin", "bulletin-odt", "dictionary-odt"))
    folder, result = samples.write(tmp_path, data, list(ROWS))
    pdf, odt, dictionary = (
        folder / f"case-log-{name}" for name in ("bulletin.pdf", "bulletin.odt", "dictionary.odt")
    )
    assert {item.kind for item in result.artifacts} == {"dictionary", "datapackage"}
    assert "".join(contents.pdf_text(pdf)).count("府城站") >= 2
    assert "府城站" in list(contents.odf_lines(odt))
    assert verapdf([pdf])[pdf]
    assert verapdf([pdf], "2a")[pdf]
    assert odf_errors([odt, dictionary]) == {odt: (), dictionary: ()}


def test_charts_have_words(tmp_path: Path) -> None:
    data = samples.dataset(FIELDS)
    table = samples.table(tmp_path, data.field_names(), list(ROWS))
    content = prepare(data, samples.CATALOG, table, tmp_path / "x.parquet")
    figures = [block for block in bulletin(content).blocks if isinstance(block, Figure)]
    assert figures[1].alternative == "長條圖：辦理單位的筆數，共 2 項，最多為「府城站」20，最少為「新營站」10。"


def test_in_english_it_says_the_same_numbers(tmp_path: Path) -> None:
    data = samples.dataset(FIELDS)
    table = samples.table(tmp_path, data.field_names(), list(ROWS))
    content = prepare(data, samples.CATALOG, table, tmp_path / "x.parquet")
    both = [
        [
            [cell for row in block.rows for cell in row[1:]]
            for block in bulletin(content, language).blocks
            if isinstance(block, Grid)
        ]
        for language in ("zh-TW", "en")
    ]
    assert both[0] == both[1]
    made = bulletin(content, "en")
    assert made.properties.language == "en"
    ours = [text for block in made.blocks if isinstance(block, Grid) for text in block.header[1:]]
    assert not [text for text in ours if re.search("[\u4e00-\u9fff]", text)]
