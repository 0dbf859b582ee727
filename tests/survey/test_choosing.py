"""Which sheet is read, and in which encoding, where nothing is declared: guesses that are told."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from publisher import survey
from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.survey import SourceView
from tests.source.building import services

TABLE = [["月", "件數", "金額"], ["11501", 5, 100], ["11502", 7, 250], ["11503", 9, 300]]
COVER = [["年報"], [None], ["編製：會計室"], ["115年"]]


def seen(folder: Path, name: str) -> SourceView:
    return survey.seen(FileSource(name), folder, "t", services(folder))


def book(path: Path, sheets: dict[str, list[list[object]]]) -> str:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, content in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in content:
            sheet.append(row)
    workbook.save(path)
    return path.name


BEFORE = {
    "a cover": {"甲": COVER},
    "a list of contents": {"甲": [["表", "名", "頁次"], ["1", "收件", 3], ["2", "支出", 9]]},
    "a list that names the sheets": {"甲": [["代號", "工作表"], [1, "月報"], [2, "季報"], [3, "丙"]], "丙": COVER},
    "remarks under their name": {
        "Notes": [["No", "Text", "Year"], [1, "Provisional", 2024], [2, "Revised", 2025]]
    },
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_the_table_is_looked_for_behind_what_is_none(
    tmp_path: Path, before: dict[str, list[list[object]]]
) -> None:
    name = book(tmp_path / "a.xlsx", {**before, "月報": TABLE, "季報": TABLE[:3]})
    view = seen(tmp_path, name)
    assert (view.sheet, view.rows, len(view.columns)) == ("月報", 3, 3)
    assert set(view.others) == {*before, "季報"}
    assert 'sheet: "月報"' in survey.draft(view, FileSource(name), "t", "x-1").dataset


def test_the_first_sheet_is_read_where_it_is_a_table_or_none_is(tmp_path: Path) -> None:
    texts = [["機關", "職稱", "職掌"], *[[f"第{at}科", "科長", "綜理"] for at in range(6)]]
    assert seen(tmp_path, book(tmp_path / "a.xlsx", {"甲": TABLE, "乙": TABLE})).sheet == "甲"
    assert seen(tmp_path, book(tmp_path / "b.xlsx", {"甲": texts, "乙": TABLE})).sheet == "甲"
    assert seen(tmp_path, book(tmp_path / "c.xlsx", {"甲": COVER, "乙": COVER})).sheet == "甲"
    assert seen(tmp_path, book(tmp_path / "d.xlsx", {"甲": TABLE})).sheet is None
    with pytest.raises(SourceError):
        seen(tmp_path, book(tmp_path / "e.xlsx", {"甲": [], "乙": []}))


FOREIGN = {
    "Japanese of Windows": (
        "cp932",
        "施設名,所在地,席数\nさくら図書館,東京都港区,120\nひばり公民館,大阪市北区,85\n",
    ),
    "Japanese of Unix": ("euc_jp", "施設のなまえ,ところ,席\nさくらの図書館,みなと区,120\nひばりの館,きた区,85\n"),
    "Korean": (
        "cp949",
        "시설명,주소,좌석수\n중앙도서관,서울특별시 종로구,120\n해운대문화회관,부산광역시 해운대구,85\n",
    ),
    "German": ("cp1252", "Ort;Fläche;Gebühr\nMünchen;3,5;„12 €“\nGroß-Gerau;4,25;8 €\n"),
    "Spanish": ("iso8859-1", "Código;Población\n01;Cádiz\n02;Ávila\n"),
    "French": ("cp1252", "Région;Œuvre\nÎle-de-France;élève\nRhône;forêt\n"),
}


@pytest.mark.parametrize(("codec", "text"), FOREIGN.values(), ids=FOREIGN)
def test_other_alphabets_are_guessed_and_told(tmp_path: Path, codec: str, text: str) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode(codec))
    view = seen(tmp_path, "t.csv")
    assert view.encoding is not None
    assert text.encode(codec).decode(view.encoding) == text
    assert [item.name for item in view.columns] == text.splitlines()[0].replace(";", ",").split(",")
    written = survey.draft(view, FileSource("t.csv"), "t", "x-1").dataset
    assert f'encoding: "{view.encoding}"' in written
    assert "推測" in written


UNSURE = {
    "Polish": ("cp1250", "Miasto;Województwo\nŁódź;łódzkie\nKraków;małopolskie\nGdańsk;pomorskie\n"),
    "Czech": ("cp1250", "Město;Kraj\nBrno;Jihomoravský\nPlzeň;Plzeňský\nDěčín;Ústecký\n"),
    "Russian": ("cp1251", "Город;Край\nМосква;столица\nКазань;Татарстан\n"),
    "Greek": ("iso8859-7", "Πόλη;Νομός\nΑθήνα;Αττική\nΠάτρα;Αχαΐα\n"),
    "Turkish": ("cp1254", "Şehir;Bölge\nİstanbul;Marmara\nDiyarbakır;Güneydoğu\n"),
    "Thai": ("cp874", "จังหวัด,จำนวน\nเชียงใหม่,5\nภูเก็ต,7\n"),
}


@pytest.mark.parametrize(("codec", "text"), UNSURE.values(), ids=UNSURE)
def test_what_is_not_sure_is_refused(tmp_path: Path, codec: str, text: str) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode(codec))
    with pytest.raises(SourceError):
        seen(tmp_path, "t.csv")


@pytest.mark.parametrize("codec", ["cp950", "gb18030", "utf-8", "utf-16"])
def test_chinese_needs_no_guess(tmp_path: Path, codec: str) -> None:
    (tmp_path / "t.csv").write_bytes("機關,件數\n臺北市政府,5\n高雄市政府,7\n新竹縣政府,9\n".encode(codec))
    assert seen(tmp_path, "t.csv").encoding is None
