"""Headings of two calendars, and last rows that are no records: siblings of what strangers' tables hold."""

from __future__ import annotations

from pathlib import Path

import pytest

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
