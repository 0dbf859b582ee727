"""The statistical bulletin says in numbers what the table says, and in both formats the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publisher.documents import reading
from publisher.export.bulletin import bulletin
from publisher.export.content import prepare
from publisher.model.document import Figure, Grid
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
    assert "".join(reading.pdf_text(pdf)).count("府城站") >= 2
    assert "府城站" in list(reading.odf_lines(odt))
    assert verapdf([pdf])[pdf]
    assert odf_errors([odt, dictionary]) == {odt: (), dictionary: ()}


def test_charts_have_words(tmp_path: Path) -> None:
    data = samples.dataset(FIELDS)
    table = samples.table(tmp_path, data.field_names(), list(ROWS))
    content = prepare(data, samples.CATALOG, table, tmp_path / "x.parquet")
    figures = [block for block in bulletin(content).blocks if isinstance(block, Figure)]
    assert figures[1].alternative == "長條圖：辦理單位共 2 項，最多為「府城站」20 筆，最少為「新營站」10 筆。"


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
