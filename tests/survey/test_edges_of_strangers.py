"""Headings of two calendars, and last rows that are no records: siblings of what strangers' tables hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from tests.survey.test_rows_of_strangers import of_text

YEARS_TWICE = {
    "national above Gregorian": ("110年,111年,112年", ",2021,2022,2023", "110年_2021"),
    "Gregorian above national": ("2021,2022,2023", ",110年,111年,112年", "2021_110年"),
    "above fiscal years": ("110,111,112", "鄉鎮,FY2021,FY2022,FY2023", "110_FY2021"),
}


@pytest.mark.parametrize(("upper", "lower", "name"), YEARS_TWICE.values(), ids=YEARS_TWICE)
def test_years_of_another_calendar_are_a_second_heading(tmp_path: Path, upper: str, lower: str, name: str) -> None:
    view, rows = of_text(tmp_path, f"鄉鎮,{upper}\n{lower}\n甲鄉,5.5,6,7\n乙鄉,8,9,1\n丙鄉,3,4,5\n")
    assert [item.name for item in view.columns][:2] == ["鄉鎮", name]
    assert [row[0] for row in rows] == ["甲鄉", "乙鄉", "丙鄉"]


def test_a_record_of_years_without_a_name_is_no_heading(tmp_path: Path) -> None:
    view, _ = of_text(tmp_path, "校名,設立,改制,遷校\n,1950,1961,1972\n甲,1951,1965,1970\n乙,1950,1960,1968\n")
    assert view.header.rows == 1
    view, _ = of_text(tmp_path, "站,一,二,三\n,7,3,9\n甲,5,6,7\n乙,8,9,1\n", "u.csv")
    assert view.header.rows == 1


def test_years_that_stand_over_each_of_their_columns_are_a_heading(tmp_path: Path) -> None:
    text = "구,2022,2022,2023,2023\n구,인구,세대,인구,세대\n가구,51,20,53,21\n나구,61,24,64,26\n다구,41,19,42,19\n"
    view, rows = of_text(tmp_path, text)
    assert [item.name for item in view.columns] == ["구", "2022_인구", "2022_세대", "2023_인구", "2023_세대"]
    assert rows[0] == ("가구", "51", "20", "53", "21")


@pytest.mark.parametrize("last", ["全區,6.5,615,1542", "平均,,205,"], ids=["sum", "mean"])
def test_a_last_row_by_its_figures_is_found_above_blank_rows_and_notes(tmp_path: Path, last: str) -> None:
    body = "里,面積,戶,人\n東里,1.5,101,411\n西里,2.3,202,513\n南里,2.7,312,618\n"
    view, rows = of_text(tmp_path, f"{body}{last}\n,,,\n,,,\n附註：本表不含山地。,,,\n")
    assert (view.totals, [row[0] for row in rows]) == (1, ["東里", "西里", "南里"])


def test_a_total_with_a_code_of_its_own_is_no_record_below_names(tmp_path: Path) -> None:
    body = "G01,Northcote,91,577.8\nG02,Sandwell,95,881.6\nG03,Westbury,69,610\n"
    view, rows = of_text(tmp_path, f"code,area,jobs,pay\n{body}G99,Total,300,640.1\n")
    assert (view.totals, len(rows)) == (1, 3)
    _, rows = of_text(tmp_path, f"code,brand,shops,price\n{body}G04,Total,30,600\n", "u.csv")
    assert len(rows) == 4, "a brand of that name, with fewer than the others"
    _, rows = of_text(tmp_path, f"code,brand,shops,price\nG00,Total,300,640\n{body}", "v.csv")
    assert len(rows) == 4, "not the last"


def test_notes_that_the_separator_cuts_are_no_records(tmp_path: Path) -> None:
    body = "01;Aisne;965;11,2\n02;Vallée;811;11,0\n03;Côte;604;n.d.\n75;Lutèce;1089;6,3\n"
    notes = "Champ : France.\nn.d. : non disponible ; s : secret.\n"
    view, rows = of_text(tmp_path, f"code;nom;pop;taux\n{body}{notes}")
    assert (view.notes, len(rows)) == (2, 4)
    _, rows = of_text(tmp_path, f"code;nom;pop;taux\n{body}9A;Nouvelle;;\n", "u.csv")
    assert len(rows) == 5, "a place of which nothing is known yet"


def test_rows_set_in_below_their_sums_are_records_of_a_group(tmp_path: Path) -> None:
    body = "全國,1742,906\n北部,905,471\n  宜城,413,206\n  基港,492,265\n南部,837,435\n  高雄港,411,222\n  屏山,426,213\n"
    view, rows = of_text(tmp_path, f"地區,人口,戶數\n{body}註：不含離島。,,\n")
    assert (view.totals, view.notes, view.rows) == (1, 1, 4)
    assert rows == [
        ("北部", "宜城", "413", "206"),
        ("北部", "基港", "492", "265"),
        ("南部", "高雄港", "411", "222"),
        ("南部", "屏山", "426", "213"),
    ]
    no_sums = "甲類,5,6\n  子項,41,22\n  丑項,49,25\n乙類,7,3\n  寅項,11,22\n  卯項,26,13\n"
    view, rows = of_text(tmp_path, f"類別,件數,人數\n{no_sums}", "u.csv")
    assert len(rows) == 6, "figures of their own, which nothing else says"


def test_three_depths_of_sums_stay_as_they_are(tmp_path: Path) -> None:
    body = "甲縣,905,471\n  東鄉,905,471\n    一村,413,206\n    二村,492,265\n乙縣,411,222\n  西鄉,411,222\n    三村,411,222\n"
    _, rows = of_text(tmp_path, f"地區,人口,戶數\n{body}")
    assert len(rows) == 7


def test_rows_with_nothing_but_the_name_of_a_group_become_a_column(tmp_path: Path) -> None:
    body = "東鄉,,\n甲村,41,22\n乙村,49,25\n丙村,3,2\n西鎮,,\n丁里,11,22\n戊里,26,13\n己里,7,6\n"
    view, rows = of_text(tmp_path, f"村里,人口,戶數\n{body}")
    assert (view.columns[0].name, view.rows) == ("群組", 6)
    assert [row[:2] for row in rows][2:4] == [("東鄉", "丙村"), ("西鎮", "丁里")]
    stations = "板橋,,\n土城,41,22\n三重,49,25\n淡水,,\n新店,11,22\n八里,26,13\n"
    with pytest.raises(SourceError):
        of_text(tmp_path, f"測站,最高,最低\n{stations}", "u.csv")


def test_rows_that_are_not_set_in_below_groups_belong_to_none(tmp_path: Path) -> None:
    body = "平均年齡,63,62\n教育程度,,\n  國中,31,36\n  高中,21,22\n收縮壓,138,136\n分級,,\n  一級,14,13\n  二級,72,75\n"
    view, rows = of_text(tmp_path, f"特徵,甲組,乙組\n{body}")
    assert [row[:2] for row in rows] == [
        (None, "平均年齡"),
        ("教育程度", "國中"),
        ("教育程度", "高中"),
        (None, "收縮壓"),
        ("分級", "一級"),
        ("分級", "二級"),
    ]
    assert view.rows == 6
