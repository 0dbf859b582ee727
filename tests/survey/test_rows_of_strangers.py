"""Rows that are no records, groups that are said once, marks and signs: siblings of what strangers' tables hold."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from publisher import survey
from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.model.structuring import FillDown, Missing, Number
from publisher.source import read
from publisher.structure.columns import ROW, visible
from publisher.structure.numbers import read_number
from publisher.structure.steps import STEPS
from publisher.survey import SourceView
from publisher.survey.kinds import kind_of
from tests.source.building import dataset, services

Rows = list[tuple[str | None, ...]]


def drafted(path: Path) -> tuple[SourceView, Rows]:
    """What is seen of a file, and its records after the drafted steps."""
    table = read(dataset(path.parent, FileSource(path.name)), services(path.parent), {}).table
    assert table is not None
    assert table.origin is not None
    view = survey.look(table.path, table.origin.pieces[0].merged)
    frame = pl.read_parquet(table.path)
    for step in view.steps:
        outcome = STEPS[type(step)](frame, step)  # type: ignore[operator]
        assert outcome.refusals == ()
        frame = outcome.frame
    return view, frame.select(visible(frame)).rows()


def of_text(folder: Path, text: str, name: str = "t.csv") -> tuple[SourceView, Rows]:
    (folder / name).write_text(text, encoding="utf-8")
    return drafted(folder / name)


OVER = {
    "a sum of a province, in simplified characters": ("总　计", "甲县,5,6\n乙县,7,8\n丙县,9,1"),
    "a sum in Korean": ("총계", "가군,5,6\n나군,7,8\n다군,9,1"),
    "a sum in German": ("Insgesamt", "Ahaus,5,6\nBocholt,7,8\nVreden,9,1"),
    "a sum in French": ("Ensemble", "Ain,5,6\nAube,7,8\nVar,9,1"),
}


@pytest.mark.parametrize(("word", "body"), OVER.values(), ids=OVER)
def test_a_total_of_another_language_is_no_record(tmp_path: Path, word: str, body: str) -> None:
    view, rows = of_text(tmp_path, f"地區,a,b\n{word},21,15\n{body}\n")
    assert (view.totals, len(rows), view.rows) == (1, 3, 3)
    view, rows = of_text(tmp_path, f"地區,a,b\n{word}商店,21,15\n{body}\n", "u.csv")
    assert (view.totals, len(rows)) == (0, 4)


def test_a_part_of_the_row_above_is_no_record_beside_it(tmp_path: Path) -> None:
    view, rows = of_text(
        tmp_path, "機關,預算,執行\n教育局,900,800\n　其中：幼兒園,300,250\n社會局,500,450\n勞動局,200,90\n"
    )
    assert [row[0] for row in rows] == ["教育局", "社會局", "勞動局"]
    assert view.totals == 1
    _, rows = of_text(tmp_path, "類別,件\n其中一項,9\n全部,8\n其他,7\n", "u.csv")
    assert len(rows) == 3


def test_the_whole_year_is_no_quarter_and_no_month(tmp_path: Path) -> None:
    _, rows = of_text(tmp_path, "年,月,件\n2024,11月,5\n2024,12月,7\n2024,全年,99\n2025,1月,3\n2025,2月,4\n")
    assert [row[1] for row in rows] == ["11", "12", "1", "2"]
    _, rows = of_text(tmp_path, "園區,開放,人次\n甲,全年,5\n乙,平日,7\n丙,假日,3\n", "u.csv")
    assert len(rows) == 3


def test_a_mean_at_the_edge_is_no_record(tmp_path: Path) -> None:
    view, rows = of_text(tmp_path, "站,溫度,雨量\n甲,20.5,3\n乙,22.5,9\n丙,21,6\n丁,20,2\n平均,21,5\n")
    assert (view.totals, [row[0] for row in rows]) == (1, ["甲", "乙", "丙", "丁"])
    _, rows = of_text(tmp_path, "統計量,甲,乙\n最高,30,40\n最低,10,12\n全距,20,28\n平均,77,5\n", "u.csv")
    assert len(rows) == 4


def test_a_code_that_is_a_word_for_totals_stays_a_record(tmp_path: Path) -> None:
    _, rows = of_text(tmp_path, "機場,代碼,架次\n臺北,TSA,9\n棉蘭,SUM,7\n花蓮,HUN,4\n")
    assert [row[1] for row in rows] == ["TSA", "SUM", "HUN"]
    _, rows = of_text(tmp_path, "縣,類,數\n甲,a,1\n甲,b,2\n甲,Total,3\n乙,a,4\n乙,Total,4\n", "u.csv")
    assert [row[1] for row in rows] == ["a", "b", "a"]


def test_a_total_that_says_of_what_is_told_by_the_code_it_has(tmp_path: Path) -> None:
    body = "08019,Barcelona,900\n08101,Hospitalet,200\n08015,Badalona,100\n"
    _, rows = of_text(tmp_path, f"code,name,persons\n08,Total Barcelona,1300\n{body}")
    assert len(rows) == 3
    _, rows = of_text(tmp_path, f"code,name,persons\n08200,Total Fitness,7\n{body}", "u.csv")
    assert len(rows) == 4
    _, rows = of_text(tmp_path, "name,persons,rooms\nTotal Fitness,7,2\nGym,5,3\nPool,4,1\nHall,9,1\n", "v.csv")
    assert len(rows) == 4, "a name in the first column has no code that tells"


def test_titles_of_pages_and_places_for_signatures_are_no_records(tmp_path: Path) -> None:
    page = "器材清冊,,,第{n}頁\n編號,名稱,單位,數量\n{body}"
    text = "\n,,,\n".join(
        [
            page.format(n=1, body="A1,水桶,個,5\nA2,梯子,支,2"),
            page.format(n=2, body="B1,電鑽,台,3\nB2,鐵鎚,支,9"),
        ]
    )
    view, rows = of_text(tmp_path, f"{text}\n製作：,,校對：,\n")
    assert [row[0] for row in rows] == ["A1", "A2", "B1", "B2"]
    assert [item.name for item in view.columns] == ["編號", "名稱", "單位", "數量"]


def test_a_remark_that_spans_the_whole_table_of_a_page_is_no_record(tmp_path: Path) -> None:
    page = (
        "<table><tr><th>站<th>車次<th>人次</tr><tr><td>甲<td>5<td>90</tr><tr><td>乙<td>7<td>80</tr>"
        "<tr><td>丙<td>8<td>70</tr><tr><td colspan=3>尖峰時段另行公告。</td></tr></table>"
    )
    view, rows = of_text(tmp_path, page, "t.html")
    assert (view.notes, len(rows)) == (1, 3)


def test_raised_marks_of_a_page_are_no_figures(tmp_path: Path) -> None:
    page = (
        "<table><tr><th>區<sup>a</sup><th>面積(km<sup>2</sup>)<th>件<sup>(2)</sup></tr>"
        "<tr><td>東<td>4.5<sup>1</sup><td>1,204<sup>*</sup></tr><tr><td>西<td>7.25<td>98</tr></table>"
    )
    view, rows = of_text(tmp_path, page, "t.html")
    assert [item.name for item in view.columns] == ["區", "面積(km²)", "件"]
    assert rows == [("東", "4.5", "1204"), ("西", "7.25", "98")]


def test_a_power_is_no_figure_behind_another() -> None:
    assert read_number("10³") is None
    assert read_number("21,033¹") is None
    assert read_number("5 m²", "m²") == "5"


def of_merged_cells(path: Path, *, remarks: bool) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["縣市", "類別", "件數", "備註"],
        ["甲縣", "小計", 9, "原註"],
        [None, "住宅", 4, None],
        [None, "商業", 5, None],
        ["乙縣", "住宅", 7, None],
        [None, "商業", 1, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A5:A6")
    if remarks:
        sheet.merge_cells("D2:D3")
    book.save(path)
    return path


def test_a_merged_cell_is_of_all_its_records(tmp_path: Path) -> None:
    view, rows = drafted(of_merged_cells(tmp_path / "a.xlsx", remarks=False))
    assert FillDown(("縣市",)) in view.steps
    assert [(row[0], row[1]) for row in rows] == [
        ("甲縣", "住宅"),
        ("甲縣", "商業"),
        ("乙縣", "住宅"),
        ("乙縣", "商業"),
    ], "the name of a group stands beside its subtotal"


def test_a_cell_that_is_blank_by_itself_is_not_filled(tmp_path: Path) -> None:
    view, rows = drafted(of_merged_cells(tmp_path / "b.xlsx", remarks=True))
    assert FillDown(("縣市",)) in view.steps
    assert [row[3] for row in rows] == [None] * 4


def test_a_group_written_once_is_filled_only_where_it_is_one(tmp_path: Path) -> None:
    text = "區,性別,人\n東區,男,5\n,女,6\n西區,男,7\n,女,8\n"
    assert [row[0] for row in of_text(tmp_path, text)[1]] == ["東區", "東區", "西區", "西區"]
    unlike = "備註,站,人\n施工,甲,5\n,乙,6\n停用,丙,7\n,丁,8\n"
    assert [row[0] for row in of_text(tmp_path, unlike, "u.csv")[1]] == ["施工", None, "停用", None]


def test_marks_of_notes_go_and_units_stay() -> None:
    kind = kind_of("指數", pl.Series(["101.5", "102.25(r)", "103 p", "99", "-"]))
    assert kind.type == "number"
    assert kind.steps == (Missing(("-",), columns=("指數",)), Number(("指數",), marks=("(r)", "p")))
    frame = pl.DataFrame({ROW: [1, 2], "指數": ["102.25(r)", "103 p"]})
    assert STEPS[Number](frame, kind.steps[1]).frame["指數"].to_list() == ["102.25", "103"]  # type: ignore[arg-type]
    assert kind_of("重", pl.Series(["5 kg", "6", "7"])).type == "string"
    assert kind_of("長", pl.Series(["5 m", "6", "7"])).type == "string"
    assert kind_of("重", pl.Series(["5 s", "6 s", "7 s"])).word == "number (s)"
    assert kind_of("比", pl.Series(["5(3)", "6", "7"])).type == "string", "a second figure is no mark"


def test_a_table_with_decimal_commas_has_points_between_thousands(tmp_path: Path) -> None:
    _, rows = of_text(tmp_path, "Ort;Fläche;Einwohner\nA;12,5;1.034\nB;7,25;988\nC;3,0;21.450\n")
    assert rows == [("A", "12.5", "1034"), ("B", "7.25", "988"), ("C", "3.0", "21450")]
    _, rows = of_text(tmp_path, "Ort;Fläche;Höhe\nA;12.5;1.034\nB;7.25;988\nC;3.0;21.450\n", "u.csv")
    assert rows[0] == ("A", "12.5", "1.034")


def test_a_chinese_zero_is_not_nothing() -> None:
    kind = kind_of("數量", pl.Series(["3", "〇", "12", "-"]))
    assert all("〇" not in step.values for step in kind.steps if isinstance(step, Missing))


def test_a_heading_of_three_merged_rows_is_read_whole(tmp_path: Path) -> None:
    text = "各級學校概況,,,,\n,,,,單位：人\n學年,國中,,,班\n,公立,,私立,\n,男,女,男,\n111,50,60,7,9\n112,51,61,8,9\n113,52,62,9,9\n"
    view, rows = of_text(tmp_path, text)
    names = ["學年", "國中_公立_男", "國中_公立_女", "國中_私立_男", "班"]
    assert [item.name for item in view.columns] == names
    assert len(rows) == 3
    unlike = "某縣,,,單位：人\n,月,件,元\n甲,1,5,9\n乙,2,6,8\n丙,3,7,7\n"
    assert [item.name for item in of_text(tmp_path, unlike, "u.csv")[0].columns] == ["欄1", "月", "件", "元"]


def test_a_table_printed_in_parts_beside_each_other_is_refused(tmp_path: Path) -> None:
    for name, text in (
        ("a.csv", "里,人口,,里,人口\n甲里,50,,丙里,70\n乙里,60,,合計,180\n"),
        ("b.csv", "號,名,件,號,名,件,號,名,件\n1,甲,5,3,丙,7,5,戊,9\n2,乙,6,4,丁,8,6,己,1\n"),
    ):
        with pytest.raises(SourceError, match="beside each other"):
            of_text(tmp_path, text, name)
    view, _ = of_text(tmp_path, "市場,量,價,量,價\n甲,5,9,6,8\n乙,4,7,3,6\n丙,4,7,3,6\n", "c.csv")
    assert [item.name for item in view.columns] == ["市場", "量", "價", "量_2", "價_2"]


def test_rows_that_tell_of_the_columns_are_no_records_of_a_series(tmp_path: Path) -> None:
    text = (
        "Period,Rainfall\nCode,RF01\nUnit,mm\nRegion,North\nStatus,\n2023,3.5\n2024,4.5\n2024 Q1,5.5\n2024 Q2,6\n"
    )
    view, rows = of_text(tmp_path, text)
    assert [item.name for item in view.columns] == ["Period", "Rainfall"]
    assert [row[0] for row in rows] == ["2023", "2024", "2024 Q1", "2024 Q2"]
    areas = "區,人\n甲區,5\n乙區,6\n丙區,7\n1區,8\n2區,9\n3區,4\n"
    assert len(of_text(tmp_path, areas, "u.csv")[1]) == 6


def test_rows_of_marks_under_each_record_are_no_records(tmp_path: Path) -> None:
    view, rows = of_text(tmp_path, "Série;2024;2025\nA;7,5;1 234,5\nÉtat;d;p\nB;8,5;22 001,5\nÉtat;d;d\n")
    assert rows == [("A", "7.5", "1234.5"), ("B", "8.5", "22001.5")]
    assert view.notes == 2
    _, rows = of_text(tmp_path, "性別,數\n甲,5\n女,6\n乙,7\n女,8\n", "u.csv")
    assert len(rows) == 4


def test_a_column_of_two_kinds_stays_as_printed_and_is_told(tmp_path: Path) -> None:
    text = "案,收件日,金額\na,115/3/5,5元\nb,115年3月7日,NT$7\nc,2026-03-09,8\nd,46100,9千元\ne,115.3.30,1\n"
    view, rows = of_text(tmp_path, text)
    assert [item.kind.word for item in view.columns[1:]] == ["mostly dates", "mostly numbers"]
    assert [row[1] for row in rows][3] == "46100"
    written = survey.draft(view, FileSource("t.csv"), "t", "x-1").dataset
    assert "保留原文：收件日、金額" in written
    assert kind_of("名", pl.Series(["甲", "乙", "丙", "3"])).word == "name"
