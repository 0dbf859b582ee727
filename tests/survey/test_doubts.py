"""What a reading leaves unexplained is asked about; tables of records are not."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from publisher import survey
from publisher.cli.main import app
from publisher.model.sources import FileSource
from publisher.model.structuring import GroupRows, Header, Trim
from publisher.source import read
from publisher.structure import apply, doubts
from publisher.structure.columns import ROW
from tests.source.building import dataset, services

TRENDS = ("增加", "持平", "增加", "減少", "持平", "減少")
DISTRICTS = ["南屯,4127,81233", "北屯,5562,90481", "西屯,3318,70922", "大雅,2741,61208", "潭子,6093,55317"]


def view_of(folder: Path, lines: list[str]) -> survey.SourceView:
    (folder / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return survey.seen(FileSource("t.csv"), folder, "t", services(folder))


def doubted(folder: Path, lines: list[str]) -> dict[str, tuple[int, ...]]:
    return {doubt.kind: doubt.rows for doubt in doubts.asked_about(view_of(folder, lines).doubts)}


@pytest.mark.parametrize(
    ("odd", "kind", "row"),
    [
        ("屯區五處,21840,359160", "sum", 7),  # the second is one less than the sum: rounded parts
        ("中位數,4127,70922", "computed", 7),
        ("Median,4127,70922", "computed", 7),
        ("較上年增減,12,-40", "computed", 7),
    ],
)
def test_a_row_that_is_computed_is_no_record(tmp_path: Path, odd: str, kind: str, row: int) -> None:
    found = doubted(tmp_path, ["區,件數,金額", *DISTRICTS, odd])
    assert row in found[kind]


def test_words_in_the_middle_of_figures_are_asked_about(tmp_path: Path) -> None:
    lines = ["t,depth,temp,salt"] + [
        f"{at},{at * 2},{20 + at / 10:.1f},{34 + at / 100:.2f}" for at in range(1, 15)
    ]
    found = doubted(tmp_path, [*lines[:7], "sensor cleaned,,,", *lines[7:]])
    assert found["bare"] == (8,)


def test_another_table_below_is_asked_about() -> None:
    rows = [(f"站{at}", str(10 + at), str(200 + at)) for at in range(5)]
    rows += [(f"路{at}", f"起點{'甲乙丙丁'[at]}", f"迄點{'子丑寅卯'[at]}") for at in range(4)]
    frame = pl.DataFrame(rows, schema=["名", "數", "量"], orient="row").with_row_index(ROW, 1)
    assert {doubt.kind for doubt in doubts.asked_about(doubts.of_rows(frame, ["名", "數", "量"]))} >= {
        "other-table"
    }


def test_tables_of_records_are_not_asked_about() -> None:
    pick = random.Random(29)
    for height in (6, 20, 150):
        price = [pick.randint(1, 400) * 500 for _ in range(height)]
        frame = pl.DataFrame(
            {
                "名稱": [f"{pick.choice('甲乙丙丁')}{at}號" for at in range(height)],
                "價": [str(one) for one in price],
                "稅": [f"{one * 0.05:.0f}" for one in price],
                "總額": [f"{one * 1.05:.0f}" for one in price],
                "率": [f"{pick.random() * 100:.1f}" for _ in range(height)],
                "備註": [pick.choice([None, None, None, "補辦"]) for _ in range(height)],
            },
            schema_overrides={"備註": pl.String},
        ).with_row_index(ROW, 1)
        assert not doubts.asked_about(doubts.of_rows(frame, frame.columns[1:]))


@pytest.mark.parametrize(
    ("values", "unsure"),
    [
        (["512", "77", "3,010", "約四十", "91"], "mixed"),
        (["03/04/2025", "05/06/2025", "07/01/2025", "11/12/2025"], "mixed"),  # the month may be either
        (["23/04/2025", "05/06/2025", "07/01/2025", "11/12/2025"], ""),
        (["甲", "#REF!", "乙", "丙"], "formula-error"),
        (["410", "388", "-888888", "402"], "perhaps-missing"),
        (["410", "388", "-12", "402"], ""),
    ],
)
def test_a_column_that_is_not_explained_is_dropped_until_somebody_looks(
    tmp_path: Path, values: list[str], unsure: str
) -> None:
    lines = ["站,值", *(f'{"甲乙丙丁戊"[at]},"{value}"' for at, value in enumerate(values))]
    column = view_of(tmp_path, lines).columns[1]
    assert (column.unsure, column.kept) == (unsure, not unsure)


def test_days_before_months_are_read_where_they_can_be_nothing_else(tmp_path: Path) -> None:
    column = view_of(tmp_path, ["站,日", "甲,31.12.2024", "乙,01.02.2025", "丙,05.03.2025"]).columns[1]
    assert [getattr(step, "order", "") for step in column.kind.steps] == ["dmy"]


def test_more_columns_than_any_sheet_has_are_refused(tmp_path: Path) -> None:
    from publisher.model.errors import SourceError

    with pytest.raises(SourceError, match="24000 columns"):
        view_of(tmp_path, [",".join(f"c{at}" for at in range(24_000)), ",".join(["1"] * 24_000)])


def test_a_member_of_an_archive_is_named_at_the_desk(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("說明.txt", "x")
        archive.writestr("data/站.csv", "站,值\n甲,1\n乙,2\n")
    asked = CliRunner().invoke(app, ["inspect", str(tmp_path / "a.zip")])
    assert asked.exit_code != 0
    named = CliRunner().invoke(app, ["inspect", str(tmp_path / "a.zip"), "--member", "data/*.csv"])
    assert (named.exit_code, named.exception) == (0, None)


def test_names_set_in_below_others_are_asked_about_and_so_are_means_of_blocks(tmp_path: Path) -> None:
    pick = random.Random(5)
    lines = []
    for county in ("海縣", "山縣"):
        lines.append(f"{county},9000,40000")
        for town in ("東鎮", "西鎮"):
            parts = [(pick.randint(900, 5000), pick.randint(4000, 20000)) for _ in range(4)]
            lines.append(f"  {town},{sum(a for a, _ in parts) / 4:.0f},{sum(b for _, b in parts) / 4:.0f}")
            lines += [f"    {name}里,{a},{b}" for name, (a, b) in zip("仁義禮智", parts, strict=True)]
    assert doubted(tmp_path, ["區,戶,人", *lines])["set-in"] == (2, 3, 8, 13, 14, 19)
    flat = [line.strip() for line in lines if "縣" not in line]
    assert doubted(tmp_path, ["區,戶,人", *flat])["mean"] == (2, 7, 12, 17)


def test_a_night_asks_about_names_set_in_until_they_are_a_column(tmp_path: Path) -> None:
    rows = ["類,件", "甲類,5", "  子項,41", "  丑項,49", "乙類,7", "  寅項,11", "  卯項,26"]
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for steps, fields, held in (
        ((Header(), Trim()), ("類", "件"), True),
        ((Header(), GroupRows("類", "組", by="indent"), Trim()), ("組", "類", "件"), False),
    ):
        asked = dataset(tmp_path, FileSource("t.csv"), structure=steps, fields=fields)
        table = read(asked, services(tmp_path), {}).table
        assert table is not None
        found = [item.check for item in apply(asked, table, services(tmp_path)).findings]
        assert found == ["expectations.unexplained-rows"] * held


def night_of(folder: Path, lines: list[str], last: Path | None = None) -> list[str]:
    """What a night asks about, by key, of a table whose fields are all open and kept as they are."""
    (folder / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = dataset(folder, FileSource("t.csv"), structure=(Header(),), fields=lines[0].split(","))
    table = read(asked, services(folder), {}).table
    assert table is not None
    found = apply(asked, table, services(folder), last).findings
    return [item.key for item in found if item.check == "expectations.unexplained-rows"]


def test_a_record_of_which_nothing_was_reported_is_one_still(tmp_path: Path) -> None:
    towns = [f"{name}里,{at}1{at},{at}0{at}3" for at, name in enumerate("仁義禮智信", 3)]
    assert night_of(tmp_path, ["里,戶,人", *towns, "和里,,"]) == []  # called as the others are
    shops = ["名,件,量", "甘藍,412,3180", "小白菜,377,2905", "蘿蔔,298,4411", "洋蔥,150,1207", "芹菜,,"]
    assert night_of(tmp_path, shops) == ["芹菜"]
    last = tmp_path / "last.parquet"
    pl.DataFrame({"名": ["甘藍", "小白菜", "蘿蔔", "洋蔥", "芹菜"]}).write_parquet(last)
    assert night_of(tmp_path, shops, last) == []  # published under its name already
    assert night_of(tmp_path, [*shops[:3], "根莖類,,", *shops[3:5]], last) == ["根莖類"]


def test_groups_that_are_called_as_their_rows_are_asked_about(tmp_path: Path) -> None:
    rows = [
        "區,戶,人",
        "屯區,,",
        "北屯區,512,1204",
        "西屯區,733,1911",
        "海區,,",
        "清水區,301,822",
        "梧棲區,288,790",
    ]
    assert night_of(tmp_path, [*rows, "沙鹿區,402,1010"]) == ["屯區", "海區"]


def test_each_row_is_asked_about_under_its_own_name(tmp_path: Path) -> None:
    """What was accepted of one sum says nothing of another that comes later."""
    lines = ["區,件數,金額", *DISTRICTS, "屯區五處,21841,359160"]
    assert night_of(tmp_path, lines) == ["屯區五處"]
    assert night_of(tmp_path, [*lines, "山區,211,3411", "全境,43893,721731"]) == ["屯區五處", "全境"]


def test_four_rows_and_their_sum_are_enough(tmp_path: Path) -> None:
    four = ["島,人,戶", "大嶼,1217,402", "花嶼,318,119", "鳥嶼,2041,733", "吉貝,1660,588"]
    assert night_of(tmp_path, [*four, "白沙,5236,1842"]) == ["白沙"]
    assert night_of(tmp_path, [*four, "白沙,5241,1842"]) == []


def test_words_that_come_again_are_no_names_of_what_was_computed(tmp_path: Path) -> None:
    rows = [
        f"{name}店,{said},{at}23,{at}1{at}"
        for at, (name, said) in enumerate(zip("甲乙丙丁戊己", TRENDS, strict=True), 2)
    ]
    assert night_of(tmp_path, ["店,變化,量,額", *rows]) == []


def test_records_of_many_are_no_means_of_each_other(tmp_path: Path) -> None:
    """Coarse figures, and figures that are alike beside each other, are near the mean of their neighbours anyway."""
    for seed in range(4):
        pick = random.Random(seed)
        coarse = [
            f"{pick.choice('甲乙丙')},{pick.randint(1, 7)},{pick.randint(1, 5)},{pick.randint(18, 90)}"
            for _ in range(300)
        ]
        assert not doubted(tmp_path, ["級,分,等,齡", *coarse])
        level, lines = 900.0, []
        for at in range(200):
            level *= pick.uniform(0.99, 1.01) if at % 25 else pick.uniform(0.5, 2)
            lines.append(f"站{at},{level:.1f},{level * 3 * pick.uniform(0.99, 1.01):.1f}")
        assert not doubted(tmp_path, ["站,甲值,乙值", *lines])


def test_names_that_begin_again_are_asked_about_unless_a_column_tells_the_two_apart(tmp_path: Path) -> None:
    pick = random.Random(8)
    months = [
        [f"{name},{pick.randint(10, 900)},{pick.randint(1000, 9000)}" for name in ("甲里", "乙里", "丙里", "丁里")]
        for _ in "123"
    ]
    assert doubted(tmp_path, ["里,件,元", *months[0], *months[1]]) == {"again": (6,)}
    told = [f"{line},{number}" for number, lines in enumerate(months, 1) for line in lines]
    assert doubted(tmp_path, ["里,件,元,批", *told]) == {}
    changed = [*months[0], *months[1][:3], "戊里,31,1800"]
    assert doubted(tmp_path, ["里,件,元", *changed]) == {}


def test_heads_of_groups_that_are_about_their_sum_are_asked_about(tmp_path: Path) -> None:
    pick = random.Random(11)
    lines, heads = [], []
    for head in ("甲工區", "乙工區", "丙工區"):
        parts = [(pick.randint(110, 990), pick.randint(1500, 9900)) for _ in range(pick.randint(3, 6))]
        heads.append(len(lines) + 2)
        lines.append(f"{head},{round(sum(a for a, _ in parts), -1)},{round(sum(b for _, b in parts), -2)}")
        lines += [f"{at}號井,{a},{b}" for at, (a, b) in enumerate(parts)]
    assert doubted(tmp_path, ["名,水,電", *lines])["parts"] == tuple(heads)


@pytest.mark.parametrize(("name", "unsure"), [("開工日", "serial"), ("核發日期", "serial"), ("樹木數", "")])
def test_days_that_lost_their_format_are_not_published_as_numbers(tmp_path: Path, name: str, unsure: str) -> None:
    column = view_of(tmp_path, [f"案,{name}", *(f"{at}案,{45200 + 13 * at}" for at in range(9))]).columns[1]
    assert (column.unsure, column.kept) == (unsure, not unsure)
