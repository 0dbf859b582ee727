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


WAITING = {
    "a remark": "院所,床數,電話,備註\n{}國立海洋大學附設醫院分院,,,整建中；明年啟用。\n",
    "a remark in English": "clinic,beds,phone,remark\n{}Harbour Rehabilitation Clinic,,,Opens in May.\n",
    "an address": "院所,床數,電話,網址\n{}國立海洋大學附設醫院分院,,,https://e.example/x\n",
    "a remark right behind the name": "院所,備註,床數,電話\n{}國立海洋大學附設醫院分院,整建中。,,\n",
    "an address right behind the name": "院所,網址,床數,電話\n{}國立海洋大學附設醫院分院,http://e.example,,\n",
    "a remark for a figure": "院所,床數,電話,備註\n{}國立海洋大學附設醫院分院,明年才啟用。,,\n",
    "a colon in its name": "院所,床數,電話,備註\n{}海洋大學：附設醫院分院,,,整建中。\n",
    "a colon in its name, and a word": "院所,備註,床數,電話\n{}海洋大學：附設醫院分院,整建中,,\n",
    "a company": "name,capital,phone,remark\n{}Harbour International Trading Co.,to be paid in,,\n",
    "a time": "院所,床數,電話,開診\n{}08:30 國立海洋大學附設醫院分院,尚未確定,,\n",
}


@pytest.mark.parametrize("text", WAITING.values(), ids=WAITING)
def test_a_last_record_whose_figures_are_not_known_yet_is_one(tmp_path: Path, text: str) -> None:
    remark = text.split("\n", 1)[0].split(",")[1] in ("備註", "網址")
    rows = ["甲院,{0},91,2211", "乙院,{0},82,2322", "丙院,{0},63,2433", "丁院,{0},54,2544"]
    body = "".join((row.format("r") if remark else row.replace("{0},", "") + ",r") + "\n" for row in rows)
    view, found = of_text(tmp_path, text.format(body))
    assert (view.notes, len(found)) == (0, 5)


def test_sentences_behind_a_record_like_them_stay(tmp_path: Path) -> None:
    body = "甲院,91,2211\n乙院：分院,尚未啟用,\n丙院,63,2433\n丁院,54,2544\n"
    view, rows = of_text(tmp_path, f"院所,床數,電話\n{body}戊院：附設醫院分院,明年才啟用,\n")
    assert (view.notes, len(rows)) == (0, 5), "another record has such values"
    body = "甲院,91,2211\n乙院,82,2322\n丙院,63,2433\n丁院,54,2544\n"
    view, rows = of_text(tmp_path, f"院所,床數,電話\n{body}床數：核准者,不含觀察用之病床,\n", "u.csv")
    assert (view.notes, len(rows)) == (1, 4), "a note that its comma cuts"


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
    upper = "宜縣,,\n東鄉,41,22\n西鎮,49,25\n南市,3,2\n花縣,,\n北鄉,11,22\n中鄉,26,13\n上鎮,7,6\n"
    view, rows = of_text(tmp_path, f"鄉鎮市別,人口,戶數\n{upper}", "u.csv")
    assert [row[:2] for row in rows][2:4] == [("宜縣", "南市"), ("花縣", "北鄉")]


MAY_BE_RECORDS = {
    "no kind": ("測站", "板橋 土城 三重 五股 淡水 新店 八里 石門"),
    "persons": ("姓名", "林小明 李大華 陳中華 王美華 張大同 吳振華 周建華 徐文華"),
    "shops": ("店名", "山海餐廳 阿香小吃店 老王小吃店 阿美小吃店 大同餐廳 阿華小吃店 小李小吃店 阿明小吃店"),
    "offices": ("單位", "總務處 人事室 會計室 政風室 秘書處 資訊室 研考室 法制室"),
    "sights": ("景點", "太平小鎮 民俗村 文化村 度假村 老街小鎮 花卉村 童話村 陶藝村"),
    "the lower level above": ("村里", "甲村 東鄉 西鄉 南鄉 乙村 北鄉 中鄉 上鄉"),
    "one level": ("村里", "甲村 東里 西里 南里 乙村 北里 中里 上里"),
}


@pytest.mark.parametrize(("heading", "names"), MAY_BE_RECORDS.values(), ids=MAY_BE_RECORDS)
def test_rows_with_nothing_but_a_name_that_may_be_records_are_refused(
    tmp_path: Path, heading: str, names: str
) -> None:
    body = "".join(f"{name},{',' if at % 4 == 0 else f'{at}1,{at}2'}\n" for at, name in enumerate(names.split()))
    with pytest.raises(SourceError) as error:
        of_text(tmp_path, f"{heading},最高,最低\n{body}")
    assert "2、6" in str(error.value.message)


def test_a_name_without_rows_set_in_below_it_makes_no_groups(tmp_path: Path) -> None:
    body = "甲部,,\n  子項,1,2\n  丑項,3,4\n乙部,,\n丙部,,\n  寅項,1,2\n  卯項,3,4\n"
    _, rows = of_text(tmp_path, f"科目,預算,決算\n{body}")
    assert len(rows) == 7
    _, rows = of_text(tmp_path, f"科目,預算,決算\n{body.replace('乙部,,', '乙部,5,6')}", "u.csv")
    assert [row[:2] for row in rows][1:4] == [("甲部", "丑項"), (None, "乙部"), ("丙部", "寅項")]


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
