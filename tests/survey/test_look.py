"""What is seen of a source, and that the draft of a dataset runs as it is and holds no value of a person."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from publisher import survey
from publisher.model.sources import FileSource
from publisher.model.structuring import Date, DropRows, Header, Missing, Number, Trim
from publisher.source import read
from publisher.structure.stage import apply
from publisher.survey import SourceView
from publisher.workspace import load
from tests.source.building import dataset, rows_of, services


def seen(path: Path) -> SourceView:
    table = read(dataset(path.parent, FileSource(path.name)), services(path.parent), {}).table
    assert table is not None
    return survey.look(table.path)


def registrations(path: Path) -> Path:
    """A sheet as offices keep it: a title, a unit, two rows of headings, a total and a note."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    pick = random.Random(1)
    for row in (
        ["機動車輛登記數"],
        ["單位：輛"],
        ["統計區", "統計期", "總計", None],
        [None, None, "汽車", "機車"],
    ):
        sheet.append(row)
    for at in range(24):
        cars, cycles = pick.randint(1000, 9999), pick.randint(500, 999)
        area = ("臺北市", "新北市", "桃園市", "臺中市")[at % 4]
        sheet.append([area, f"{112 + at // 12}/{at % 12 + 1:02}", f"{cars:,}", "-" if at == 3 else f"{cycles}輛"])
    sheet.append(["合　計", None, "99,999", "9"])
    sheet.append(["資料來源：監理站"])
    book.save(path)
    return path


def test_a_sheet_of_an_office_is_put_in_order(tmp_path: Path) -> None:
    view = seen(registrations(tmp_path / "a.xlsx"))
    assert (view.rows, view.title, view.notes, view.totals, view.person) == (24, "機動車輛登記數", 1, 1, False)
    assert view.steps == (
        Header(rows=2, skip=2),
        DropRows(notes=True, totals=True),
        Trim(),
        Missing(("-",), columns=("總計_機車",)),
        Number(("總計_汽車",)),
        Number(("總計_機車",), unit="輛"),
        Date(("統計期",), to="yearmonth"),
    )


@pytest.mark.parametrize(
    ("values", "kind", "word"),
    [
        (["113/1/5", "113/12/31"], "date", "date"),
        (["1130105", "1131231"], "date", "date"),
        (["890105", "991231"], "date", "date"),
        (["113年1月", "113年12月"], "yearmonth", "month"),
        (["113年第1季", "113年第2季"], "string", "quarter"),
        (["113/1/5 08:30", "113/1/6 09:00"], "datetime", "moment"),
        (["00045292", "12345678"], "string", "category"),
        (["12.5%", "3%"], "number", "percent"),
        (["NT$1,000", "NT$20"], "integer", "number (NT$)"),
        (["1\u202f000", "20"], "integer", "number"),
        (["US$ 5.10", "US$ 7"], "number", "number (US$)"),
        (["A12", "A15"], "string", "category"),
        (["1", "..", "\\N"], "integer", "number"),
        (["1,000元", "20元"], "integer", "number (元)"),
        (["5", "-", "7"], "integer", "number"),
        (["△5", "(7)"], "integer", "number"),
    ],
)
def test_kinds_of_columns(tmp_path: Path, values: list[str], kind: str, word: str) -> None:
    lines = "".join(f'甲{at},"{value}"\n' for at, value in enumerate(values * 3))
    (tmp_path / "a.csv").write_text(f"名,值\n{lines}", encoding="utf-8")
    column = seen(tmp_path / "a.csv").columns[1]
    assert (column.kind.type, column.kind.word) == (kind, word)


PEOPLE = [("王小明", "臺北市", 33), ("陳大文", "新北市", 45), ("林美麗", "臺北市", 23), ("李淑芬", "臺北市", 29)]


def test_a_table_without_a_heading_gives_no_name_of_a_person_away(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("".join(f"{a},{b},{c}\n" for a, b, c in PEOPLE), encoding="utf-8")
    view = seen(tmp_path / "a.csv")
    assert view.header == Header(rows=0, names=("欄1", "欄2", "欄3"))
    written = survey.draft(view, FileSource("a.csv"), "名冊", "A00000000X-000009")
    assert not any(
        name in text for name, *_ in PEOPLE for text in (written.dataset, written.schema, written.policy)
    )


def accidents(path: Path) -> Path:
    """The shape of the National Police Agency's table of accidents (51 columns), invented values."""
    parts = ("天候", "光線", "道路", "型態", "位置", "路面", "障礙", "視距", "號誌", "分向", "分道", "邊線")
    names = [f"{part}{at}名稱" for at in range(3) for part in parts]
    names += ["發生年度", "發生日期", "發生地點", "當事者性別", "當事者年齡", "當事者身分證號", "當事者姓名"]
    names += ["死亡受傷人數", "經度", "緯度", "速限", "處理單位", "肇逃", "順位", "保護裝備"]
    assert len(names) == 51
    pick = random.Random(5)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for _ in range(1500):
            row = [pick.choice(("晴", "晴", "晴", "晴", "陰", "雨")) for _ in range(36)]
            row += [
                "2024",
                f"2024{pick.randint(1, 12):02}{pick.randint(1, 28):02}",
                f"中正區某路{pick.randint(1, 300)}號",
            ]
            row += [
                pick.choice("男女"),
                str(pick.randint(18, 90)),
                f"L{pick.randint(190000000, 199999999)}",
                "王小明",
            ]
            row += [f"死亡{pick.randint(0, 1)};受傷{pick.randint(0, 2)}", f"{pick.uniform(120, 122):.6f}"]
            row += [f"{pick.uniform(22, 25):.6f}", "50", pick.choice(("甲分局", "乙分局")), "否", "1", "安全帽"]
            writer.writerow(row)
        writer.writerow(["資料提供日期：114年3月2日"] + [""] * 50)
    return path


def command(*words: str | Path, folder: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "publisher", *map(str, words)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_a_newcomer_publishes_a_wide_table_from_its_draft(tmp_path: Path) -> None:
    table = accidents(tmp_path / "A1.csv")
    command("init", "agency", folder=tmp_path)
    root = tmp_path / "agency"
    command("init", "dataset", table, "--id", "accidents", folder=root)
    folder = root / "datasets/accidents"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.*") if path.suffix != ".csv"]
    assert not any("王小明" in text or "L19" in text for text in texts)
    made = load(root).datasets["accidents"]
    published = set(made.policy.published_names())
    assert {"當事者姓名", "當事者身分證號", "發生地點", "緯度"}.isdisjoint(published)
    assert {"當事者性別", "發生年度"} <= published
    assert "1 published" in command("run", "--only", "accidents", "--language", "en", folder=root)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        (",縣市,件數\n0,臺北市,12\n1,新北市,3\n", [("0", "臺北市", "12"), ("1", "新北市", "3")]),  # pandas
        ('"speed","dist"\n"1",4,2\n"2",4,10\n', [("1", "4", "2"), ("2", "4", "10")]),  # write.table of R
        ("縣市,件數,件數\n甲,1,2\n乙,3,4\n", [("甲", "1", "2"), ("乙", "3", "4")]),
        ("區,里,人\n甲,一,3\n甲小計,,3\n乙,二,4\n乙 合計,,4\n丙,三,5\n總計,,12\n", [("甲", "一", "3"), ("乙", "二", "4"), ("丙", "三", "5")]),
        ("縣市,件數\n甲,1\n乙,2\n縣市,件數\n丙,3\n", [("甲", "1"), ("乙", "2"), ("丙", "3")]),
        ("里,人\n總計,1742\n東鄉,905\n　甲,413\n　乙,492\n西鄉,837\n　甲,411\n　丙,426\n",
         [("東鄉", "甲", "413"), ("東鄉", "乙", "492"), ("西鄉", "甲", "411"), ("西鄉", "丙", "426")]),
        ("村里,人,戶\n東鄉,,\n甲,4,2\n乙,5,3\n西鄉,,\n甲,1,1\n乙,6,4\n",
         [("東鄉", "甲", "4", "2"), ("東鄉", "乙", "5", "3"), ("西鄉", "甲", "1", "1"), ("西鄉", "乙", "6", "4")]),
        ("sep=;\n縣市;件數\n甲;1\n乙;2\n", [("甲", "1"), ("乙", "2")]),  # Excel
    ],
)  # fmt: skip
def test_a_draft_keeps_every_record_and_nothing_else(
    tmp_path: Path, text: str, records: list[tuple[str, ...]]
) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    view = seen(tmp_path / "a.csv")
    names = [item.name for item in view.columns]
    declared = dataset(tmp_path, FileSource("a.csv"), view.steps, names)
    table = read(declared, services(tmp_path), {}).table
    assert table is not None
    result = apply(declared, table, services(tmp_path))
    assert (rows_of(result.table), result.findings) == (records, ())


def test_figures_of_a_year_are_no_years(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("項目,109年,110年\n甲,1,112\n乙,20,113\n丙,3,95\n", encoding="utf-8")
    assert [item.kind.type for item in seen(tmp_path / "a.csv").columns] == ["string", "integer", "integer"]
