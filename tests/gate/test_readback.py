"""What the exporters write is read back as the same table, however each format spells it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from publisher import export
from publisher.gate.equality import differences
from publisher.gate.readback import UnreadableTableError, read_table
from publisher.model.policy import FieldPolicy, Policy, Role
from publisher.model.table import Table
from tests.gate.building import CATALOG, QUICK, TEXT, by_check, dataset, judged, services

HARD = {
    "日期": ({"type": "date", "format": "%Y/%m/%d"}, ["2026/10/01", "1899/12/31", None]),
    "時間": ({"type": "datetime"}, ["2026-10-01T00:00:00", "1999-12-31T23:59:59", None]),
    "金額": ({"type": "number", "groupChar": ","}, ["1,234.50", "-0.1", None]),
    "件數": ({"type": "integer"}, ["0012", "9007199254740993", None]),
    "線上": ({"type": "boolean", "trueValues": ["是"], "falseValues": ["否"]}, ["是", "否", None]),
    "年度": ({"type": "year"}, ["2026", "0999", None]),
    "月份": ({"type": "yearmonth"}, ["2026-10", "2026-01", None]),
    "代碼": ({"type": "string"}, ["007", "1e5", "2026-10-01"]),
    "說明": ({"type": "string"}, ['=HYPERLINK("x")', "一  二\t三\n四 <五>&'六'\" ", "碁恒裏𠮷,;"]),
    "是非": ({"type": "string"}, ["true", "-", " "]),
}


def _made(columns: dict[str, tuple[dict[str, object], list[str | None]]], folder: Path, exports: tuple[str, ...]):
    schema = {"fields": [{"name": name, **field} for name, (field, _) in columns.items()]}
    rules = {name: FieldPolicy(Role.INSENSITIVE) for name in columns}
    made = dataset(exports, schema=schema, policy=Policy(TEXT, rules))
    frame = pl.DataFrame(
        {name: cells for name, (_, cells) in columns.items()}, schema=dict.fromkeys(columns, pl.String)
    )
    frame.write_parquet(folder / "table.parquet")
    out = folder / "export"
    out.mkdir()
    table = Table(folder / "table.parquet", tuple(columns), frame.height)
    return made, out, export.write(made, CATALOG, table, out, services(folder)).artifacts


def test_every_format_holds_the_same_hard_values(tmp_path: Path) -> None:
    made, out, artifacts = _made(HARD, tmp_path, QUICK)
    result = judged(tmp_path, out, artifacts, made, records_in=3)
    assert by_check(result) == {}
    assert result.counters["scanned"] == 5


@pytest.mark.parametrize("cells", [["a", None, "b"], [None, None], []])
def test_a_single_column_with_gaps(tmp_path: Path, cells: list[str | None]) -> None:
    made, out, artifacts = _made({"備註": ({"type": "string"}, cells)}, tmp_path, ("csv", "json", "parquet"))
    blank = {"schema.blank-row": [""]} if None in cells else {}
    assert by_check(judged(tmp_path, out, artifacts, made, records_in=len(cells))) == blank


def test_a_short_or_long_line_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2,3\n")
    with pytest.raises(UnreadableTableError):
        read_table(path, "csv")


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.ods", "a.parquet", "a.xlsx"])
def test_what_is_no_such_file_cannot_be_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xff\xfe\x00 \xa4\xa4\x00[{")
    with pytest.raises(UnreadableTableError):
        read_table(path, path.suffix[1:])


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ({"type": "number"}, "1.50", "1.5", True),
        ({"type": "number"}, "1.50", "1.51", False),
        ({"type": "number", "bareNumber": False}, "95%", "95", True),
        ({"type": "number", "decimalChar": ",", "groupChar": "."}, "1.234,5", "1234.5", True),
        ({"type": "string"}, "1.50", "1.5", False),
        ({"type": "date"}, "2026-10-01", "2026-10-01T00:00:00", True),
        ({"type": "date"}, "2026-10-01", "2026-10-02", False),
        ({"type": "datetime"}, "2026-10-01 08:30:00", "2026-10-01T08:30:00", True),
        ({"type": "boolean"}, "TRUE", "true", True),
        ({"type": "boolean"}, "true", "false", False),
        ({"type": "integer"}, "1", None, False),
        ({"type": "integer"}, "x", "y", False),
        ({}, None, None, True),
    ],
)
def test_equal_by_value(field: dict[str, object], one: str | None, other: str | None, same: bool) -> None:
    left = pl.DataFrame({"a": [one, "9"]}, schema={"a": pl.String})
    right = pl.DataFrame({"a": [other, "9"]}, schema={"a": pl.String})
    found = differences(left, right, {"a": field})
    assert [(item.count, item.rows) for item in found] == ([] if same else [(1, (1,))])
