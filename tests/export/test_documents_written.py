"""What leaves as a document passes the validators, opens in LibreOffice, and shows what it should."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from publisher.documents.accessible import faults
from publisher.documents.contents import odf_text, pdf_text
from tests.export import samples
from tests.export.conftest import Written
from tests.parts import needs_part
from tests.validators import odf_errors, verapdf


@pytest.mark.validators
def test_every_dictionary_is_pdf_ua_1(typed: Written, personal: Written, empty: Written) -> None:
    verdicts = verapdf([written["pdf"] for written in (typed, personal, empty)])
    assert {path: verdict.failures for path, verdict in verdicts.items() if not verdict} == {}


def test_our_own_documents_have_no_fault_that_we_name_in_others(
    typed: Written, personal: Written, empty: Written
) -> None:
    for written in (typed, personal, empty):
        for kind in ("pdf", "ods"):
            assert faults(written[kind], kind) == (), written[kind]


@pytest.mark.validators
def test_every_spreadsheet_is_strictly_odf_1_3(typed: Written, personal: Written, empty: Written) -> None:
    errors = odf_errors([written["ods"] for written in (typed, personal, empty)])
    assert {path: lines for path, lines in errors.items() if lines} == {}


@pytest.mark.libreoffice
def test_libreoffice_shows_dates_booleans_zeros_and_chinese(typed: Written, tmp_path: Path) -> None:
    needs_part(shutil.which("soffice"), "LibreOffice", "apt-get install libreoffice-calc")
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true"),
            *("--outdir", str(tmp_path), str(typed["ods"])),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    with (tmp_path / "case-log.csv").open(encoding="utf-8", newline="") as file:
        header, first, second, blank, large, spaced, last = csv.reader(file)
    assert header == list(samples.dataset().field_names())
    assert first[:6] == ["00123", "2024-03-05", "2024-03-05 10:20:00", "TRUE", "12", "1.5"]
    assert first[6:] == ["2024", "2024-03", '換發行照，含"引號"與,逗號']
    assert second[3:6] == ["FALSE", "-4", "-0.25"]
    assert second[8] == '=HYPERLINK("x")'
    assert blank == ["00008", *[""] * 8]
    assert large[4:6] == ["123456789012345678", "1000000"]
    assert spaced[8] == "一  二   三 四\n五 <六>&七 "
    assert last[8] == "＋886 碁恒裏𠮷😀"


def test_the_spreadsheet_says_what_it_is_and_in_which_language(typed: Written) -> None:
    text = odf_text(typed["ods"]).splitlines()
    for said in (
        "案件處理紀錄",
        "資料說明",
        "虛構監理站",
        "zh-TW",
        "件數",
        "Received on",
        "民眾的意見，已遮蔽個資",
    ):
        assert said in text


def test_the_dictionary_shows_texts_as_they_are(personal: Written) -> None:
    shown = "".join("".join(pdf_text(personal["pdf"])).split())
    assert "".join(samples.HOSTILE.split()) in shown
    for said in (
        "資料集概要",
        "不公開的來源欄位：2個",
        "k-匿名",
        "addresscutafterthedistrict",
        "政府資料開放授權條款",
    ):
        assert said in shown
    assert "姓名" not in shown


def test_long_names_and_patterns_are_broken_without_a_trace_in_the_text(tmp_path: Path) -> None:
    name, pattern = "application_received_by_the_station_on", "^[A-Z]{3}(withoutanyspaceforalongwhile[0-9]){9}$"
    fields = ({"name": name, "type": "string", "constraints": {"pattern": pattern}},)
    folder, _ = samples.write(tmp_path, samples.dataset(fields, exports=("dictionary",)), [("1",)])
    text = "".join(pdf_text(folder / "case-log-dictionary.pdf"))
    for long in (name, pattern):
        assert long not in text
        assert long in "".join(text.split())


def test_the_dictionary_says_its_title_and_language_and_no_time(personal: Written) -> None:
    with pikepdf.open(personal["pdf"]) as document:
        said = {key: str(value) for key, value in document.docinfo.items()}
        assert str(document.Root.Lang) == "zh-TW"
    assert said["/Title"].endswith("資料字典")
    assert said["/Author"] == "虛構監理站"
    assert not any("Date" in key for key in said)
