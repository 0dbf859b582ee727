"""Findings about what is to be published name the cell of the source, though steps and policies moved the rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from publisher import deidentify, source, structure
from publisher.model.expectations import Expectations, Monotone
from publisher.model.policy import Drop, FieldPolicy, KAnonymity, Policy, Role
from publisher.model.sources import FileSource
from publisher.model.structuring import DropRows, FillDown, Header, Rename, StructureStep
from publisher.model.text import LocalText
from publisher.validate import check
from tests.source.building import dataset, services

STEPS: list[StructureStep] = [
    Header(rows=2, skip=2),
    DropRows(blank=True, column="區", values=("小計",)),
    FillDown(("月",)),
    Rename({"數_件": "件數"}),
]


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "統計"
    for row in [
        ["月報"],
        [None],
        ["月", "區", "人", "數", None],
        [None, None, None, "件", "備"],
        ["1月", "東", "甲", 5, None],
        [None, "小計", None, 5, None],
        [None],
        ["2月", "西", "乙", 6, None],
        [None, "西", "丙", 900, None],
        [None, "北", "丁", "x", None],
        ["3月", "西", "戊", 4, None],
    ]:
        sheet.append(row)
    book.save(path)


@pytest.mark.parametrize("engine", [False, True])
def test_the_cell_is_that_of_the_spreadsheet(tmp_path: Path, engine: bool) -> None:
    workbook(tmp_path / "報表.xlsx")
    text = LocalText("測試", "Test")
    quasi = Role.QUASI_IDENTIFIER
    fields = {
        "月": FieldPolicy(Role.INSENSITIVE),
        "區": FieldPolicy(quasi, publish_as="行政區"),
        "人": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop()),
        "件數": FieldPolicy(Role.INSENSITIVE),
    }
    mode = {"mode": "local"} if engine else {}
    policy = Policy(text, fields, (KAnonymity(2),), suppression_limit=0.5, **mode)  # type: ignore[arg-type]
    schema = {
        "fields": [
            {"name": "月", "type": "string"},
            {"name": "行政區", "type": "string"},
            {"name": "件數", "type": "integer", "constraints": {"maximum": 100}},
        ]
    }
    made = replace(
        dataset(tmp_path, FileSource("報表.xlsx"), STEPS),
        policy=policy,
        schema=schema,
        expectations=Expectations(monotone=(Monotone("件數", within="行政區"),)),
    )
    tools = services(tmp_path)
    grid = source.read(made, tools, {}).table
    assert grid is not None
    table = structure.apply(replace(made), grid, tools).table
    assert table is not None
    kept = deidentify.apply(made, table, tools).table
    assert kept is not None
    # 東 and 北 are alone and go: the first row of what is left is row 8 of the sheet.
    found = {item.check: item.places for item in check(made, kept, None, tools).findings}
    (place,) = found["schema.constraint-error"]
    assert (place.file, place.sheet, place.cell, place.field) == ("報表.xlsx", "統計", "D9", "件數")
    assert [place.cell for place in found["expectations.broken-series"]] == ["D11"]
