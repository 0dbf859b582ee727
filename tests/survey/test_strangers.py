"""Tables as others write them: what heads them, what ends them, and figures that are none."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from publisher import survey
from publisher.model.sources import FileSource
from publisher.model.structuring import DropRows, Missing, Number
from publisher.source import read
from publisher.structure import asides
from publisher.structure.dates import read_date
from publisher.structure.numbers import read_number
from publisher.structure.steps import STEPS
from publisher.survey import SourceView
from publisher.survey.kinds import kind_of
from tests.source.building import dataset, services

STRANGERS = Path(__file__).parent / "strangers"
"""30 tables and their labels, by somebody who knew nothing of the program."""


def seen(folder: Path, text: str, name: str = "t.csv") -> SourceView:
    (folder / name).write_text(text, encoding="utf-8")
    table = read(dataset(folder, FileSource(name)), services(folder), {}).table
    assert table is not None
    return survey.look(table.path)


WIDE = {
    "quarters": ("站別,第1季,第2季,第3季,第4季", "甲站,12,14,15,9\n乙站,8,7,9,11\n丙站,3,5,6,4"),
    "hours": ("路口,7時,8時,9時", "甲,310,520,433\n乙,120,200,180\n丙,98,77,60"),
    "bare years": ("項目,110,111,112,113", "甲,5.5,6.1,7.0,7.2\n乙,1.5,2.1,3.0,3.2\n丙,1.0,1.1,1.2,1.4"),
    "months over a year": ("品項,11411,11412,11501", "甲,18.2,22.5,30.1\n乙,21.0,20.8,19.7\n丙,8.8,9.5,9.3"),
    "days": ("站,1,2,3,4,5", "甲,31.5,30.2,33,29.9,30\n乙,28,27.5,29,30,31.1\n丙,25,24,26.5,27,22"),
}


@pytest.mark.parametrize(("heading", "body"), WIDE.values(), ids=WIDE)
def test_periods_as_headings_are_headings(tmp_path: Path, heading: str, body: str) -> None:
    view = seen(tmp_path, f"某某統計表\n{heading}\n{body}\n")
    assert [item.name for item in view.columns] == heading.split(",")
    assert view.rows == 3


def test_records_without_a_heading_stay_records(tmp_path: Path) -> None:
    view = seen(tmp_path, "甲站,310,520,433\n乙站,120,200,180\n丙站,98,77,60\n丁站,5,9,1\n")
    assert view.rows == 4
    assert view.columns[0].name == "欄1"


ENDS = {
    "sums under a word of its own": ("全縣,36.5,1000.7,33", (0, 1)),
    "a lone remark": ("樓層不含夾層面積", (1, 0)),
    "a lone remark of another script": ("另計", (1, 0)),
    "a remark after a blank row": ("\n總務組", (1, 0)),
    "a remark after a remark": ("※不含委外\n總務組", (2, 0)),
}


@pytest.mark.parametrize(("end", "aside"), ENDS.values(), ids=ENDS)
def test_what_ends_a_table_is_no_record(tmp_path: Path, end: str, aside: tuple[int, int]) -> None:
    view = seen(
        tmp_path,
        f"代號,面積,金額,層\nA棟,10.25,300.5,12\nB棟,20.25,400.1,8\nC區,6,300.1,13\n{end}\n".replace(
            "棟", "-1" if "另計" in end else "棟"
        ).replace("區", "-2" if "另計" in end else "區"),
    )
    assert (view.notes, view.totals) == aside
    assert view.rows == 3


def test_how_many_there_are_is_no_record(tmp_path: Path) -> None:
    rows = (
        "員編,單位,日期,作業\n00071,工務,2024-01-02,無\n00108,財政,2024-01-03,噪音\n01204,社會,2024-01-05,粉塵\n"
    )
    assert seen(tmp_path, f"{rows}人數,3,,\n").totals == 1
    assert seen(tmp_path, f"{rows}人數,4,,\n").totals == 0


KEPT = {
    "a village without figures": "綠島鄉,,,",
    "sums of one small figure": "戊鄉,,6,",
    "a record like the others": "戊鄉,5,7,9",
}


@pytest.mark.parametrize("last", KEPT.values(), ids=KEPT)
def test_a_sparse_record_at_the_end_stays_one(tmp_path: Path, last: str) -> None:
    view = seen(tmp_path, f"鄉鎮,戶,人,里\n大武鄉,1,2,3\n太麻里鄉,4,1,6\n達仁鄉,9,3,2\n{last}\n")
    assert (view.rows, view.notes, view.totals) == (4, 0, 0)


def test_the_step_leaves_out_what_the_survey_saw() -> None:
    frame = pl.DataFrame(
        {"a": ["甲", "乙", "丙", "全區"], "b": ["100", "2,000", "31", "2,131"], "c": ["1.5", "2.25", "-", "3.75"]}
    )
    done = STEPS[DropRows](frame, DropRows(totals=True))
    assert done.frame["a"].to_list() == ["甲", "乙", "丙"]
    assert done.also == {"totals": 1}
    first = pl.concat([frame[3:], frame[:3]])
    assert asides.summed(first, first.columns, pl.Series([False] * 4)).to_list() == [True, False, False, False]


CODES = {
    "letters before figures": ("案號", ["DIG114001", "DIG114002", "DIG115001"], "code"),
    "letters of a currency": ("金額", ["USD100", "USD2,500", "USD30"], "number (USD)"),
    "a sign of a currency": ("金額", ["€100", "€2,500", "€30"], "number (€)"),
    "chips": ("晶片", ["900138002117405", "900138002117871"], "code"),
    "numbers of files": ("收文文號", ["11451", "11452"], "code"),
    "counts of one length": ("人次", ["11451", "11452"], "number"),
    "codes of three figures": ("郵遞區號", ["104", "203", "330"], "code"),
    "codes that might be months": ("Code commune", ["01004", "11411", "59350"], "code"),
    "a running number": ("序號", ["1001", "1002"], "number"),
}


@pytest.mark.parametrize(("name", "values", "word"), CODES.values(), ids=CODES)
def test_codes_are_no_figures(name: str, values: list[str], word: str) -> None:
    assert kind_of(name, pl.Series(values)).word == word


@pytest.mark.parametrize("mark", ["(D)", "nc", "ND", "x", "(…)"])
def test_a_sign_of_a_few_letters_among_figures_is_no_figure(mark: str) -> None:
    kind = kind_of("Payroll", pl.Series(["$402,118", "$2,610,004", mark, "$98,330", "($1,200)"]))
    assert (kind.type, kind.word) == ("integer", "number ($)")
    assert kind.steps[0] == Missing((mark,), columns=("Payroll",))
    assert kind_of("等級", pl.Series(["A", "B", "C", "12"])).type == "string", (
        "letters that are most of the values"
    )


def test_a_share_in_parentheses_is_negative() -> None:
    kind = kind_of("Change", pl.Series(["1.2%", "-0.4%", "(3.1%)", "0.0%"]))
    assert kind.word == "percent"
    frame = STEPS[Number](pl.DataFrame({"Change": ["(3.1%)", "1.2%"]}), kind.steps[0]).frame  # type: ignore[arg-type]
    assert frame["Change"].to_list() == ["-3.1", "1.2"]


def test_what_is_true_or_false_is_no_text() -> None:
    assert kind_of("共同供應", pl.Series(["true", "false", "true"])).type == "boolean"


PAGE = (
    "<html><head><meta charset=utf-8></head><body><table><tr><td>列印日期：113/05/03</td></tr></table>"
    "<table><tr><td colspan=3><b>停車位一覽</b></td></tr><tr><th>編號</th><th>路段</th><th>格數</th></tr>"
    "<tr><td>0012</td><td>中山路</td><td>35</td></tr><tr><td>0013</td><td>中正路</td><td>8</td></tr></table></body></html>"
)


def test_a_page_under_the_name_of_a_workbook_is_read_as_the_page_it_is(tmp_path: Path) -> None:
    view = seen(tmp_path, PAGE, "停車位.xls")
    assert [(item.name, item.kind.type) for item in view.columns] == [
        ("編號", "string"),
        ("路段", "string"),
        ("格數", "integer"),
    ]
    assert (view.rows, view.title) == (2, "停車位一覽")


UNITS_ABOVE = {
    "of the table": ("截至113年6月30日止,,,單位：千元,", "機關,預算數,分配數,執行數,執行率"),
    "in two languages": ("單位：家；百萬元,,,,Unit: Enterprise", "年別,家數,銷售額,員工,分店"),
    "and its source": ("資料來源：主計處,,製表日期：114年1月2日,,", "機關,預算數,分配數,執行數,執行率"),
}


@pytest.mark.parametrize(("above", "heading"), UNITS_ABOVE.values(), ids=UNITS_ABOVE)
def test_units_and_sources_above_a_heading_are_no_part_of_it(tmp_path: Path, above: str, heading: str) -> None:
    body = "民政處,120500,60250,55120,1\n教育處,245000,130000,131250,2\n工務處,88000,40000,21040,3"
    view = seen(tmp_path, f"歲出預算執行情形表,,,,\n{above}\n{heading}\n{body}\n")
    assert [item.name for item in view.columns] == heading.split(",")
    assert view.rows == 3


def test_commas_before_decimals() -> None:
    kind = kind_of("雨量", pl.Series(["34,5", "1.234,5", "0,0", "7"]))
    assert kind.steps == (Number(("雨量",), decimal=","),)
    frame = pl.DataFrame({"雨量": ["34,5", "1.234,5", "1.234", "-0,5", "7"]})
    assert STEPS[Number](frame, kind.steps[0]).frame["雨量"].to_list() == ["34.5", "1234.5", "1234", "-0.5", "7"]  # type: ignore[arg-type]
    assert kind_of("雨量", pl.Series(["1,234", "5,678"])).steps == (Number(("雨量",)),)
    assert read_number("34,5") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("一一三、五、二", "2024-05-02"),
        ("113、6、19", "2024-06-19"),
        ("民國一百十四.十二.卅一", "2025-12-31"),
        ("一、二、三", None),
    ],
)
def test_days_in_written_numerals_between_marks(text: str, day: str | None) -> None:
    assert read_date(text) == day


def test_the_only_list_of_a_json_file_is_its_records(tmp_path: Path) -> None:
    view = seen(tmp_path, '{"說明":"清冊","共":2,"資料":[{"案":"a1","額":5},{"案":"b2","額":6}]}', "a.json")
    assert (view.rows, [item.name for item in view.columns]) == (2, ["案", "額"])


LABELS = json.loads((STRANGERS / "labels.json").read_text(encoding="utf-8"))
HEADS_OF_OUR_OWN = {"t29_geo.json": {"coordinates": "geometry"}}
"""What a column of shapes is called is our choice."""
OF_NOBODY = {"t02_school.csv": {"校長室電話"}}
"""Telephones of offices are dropped as those of persons are."""


@pytest.mark.parametrize("name", LABELS)
def test_tables_that_nobody_here_made(tmp_path: Path, name: str) -> None:
    """Records, headings and personal data as somebody else labelled them; nothing of a person is kept."""
    label = LABELS[name]
    table = read(dataset(STRANGERS, FileSource(name)), services(tmp_path), {}).table
    assert table is not None
    view = survey.look(table.path)
    own = HEADS_OF_OUR_OWN.get(name, {})
    assert [item.name for item in view.columns] == [own.get(head, head) for head in label["headers"]]
    assert view.rows == label["records"]
    kept = {item.name for item in view.columns if item.kept}
    assert not kept & set(label["personal_columns"])
    found = {item.name for item in view.columns if item.personal}
    assert not found - set(label["personal_columns"]) - OF_NOBODY.get(name, set())
    figures = {"integer", "decimal", "money", "money_thousand", "percent"}
    kinds = {item.name: item.kind.type for item in view.columns}
    for head, kind in label["types"].items():
        if kind.startswith("code"):
            assert kinds[own.get(head, head)] == "string", head
        elif kind.startswith("date"):
            assert kinds[head] in ("date", "datetime"), head
        elif kind in figures and name != "t03_rain.csv":  # where letters stand for traces, the column is text
            assert kinds[head] in ("integer", "number"), head


def test_a_directory_of_offices_is_no_table_of_persons(tmp_path: Path) -> None:
    view = seen(tmp_path, "校名,學生數,電話\n甲國小,211,06-7960012\n乙國小,58,06-7960144\n丙國中,240,06-7960233\n")
    assert not view.person
    assert {item.name: item.kept for item in view.columns} == {"校名": True, "學生數": True, "電話": False}
