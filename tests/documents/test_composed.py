"""One source gives an OpenDocument text and a tagged PDF with the same words, valid for the real validators."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from publisher.documents import hidden, inspecting, reading
from publisher.documents.composed import Composed, as_odt, as_pdf
from publisher.documents.sheets import Properties
from publisher.documents.text_document import Bullets, Contents, Facts, Figure, Grid, Heading, Paragraph
from tests.validators import odf_errors, verapdf

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20"><rect width="9" height="9"/></svg>'
DOCUMENT = Composed(
    Properties("監理業務統計簡報 <&>", "說明", "虛構監理站", ("統計",)),
    (
        Heading("監理業務統計簡報"),
        Paragraph("本簡報由公開資料計算。", note="每月更新。"),
        Contents("目次"),
        Heading("資料概要", 2),
        Facts((("編號", "A-1"), ("網址", "https://station.example/a"))),
        Heading("案件數 #panic() $x$", 2),
        Figure(SVG, "各類案件數", "長條圖：檢驗最多。"),
        Grid(
            "各類案件數", ("類別", "件數"), (("過戶", "12"), ("檢驗", "1,030")), "表", labelled=True, numbers=(1,)
        ),
        Bullets(("一", "二")),
        Paragraph("首頁", "https://station.example/"),
    ),
    head="民國115年11月29日",
    day=date(2026, 11, 29),
)
WORDS = (
    "監理業務統計簡報",
    "每月更新。",
    "目次",
    "資料概要",
    "案件數 #panic() $x$",
    "各類案件數",
    "1,030",
    "首頁",
    "虛構監理站",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("made")
    odt, pdf = folder / "簡報.odt", folder / "簡報.pdf"
    odt.write_bytes(as_odt(DOCUMENT))
    pdf.write_bytes(as_pdf(DOCUMENT))
    return odt, pdf


def test_both_hold_the_same_words(made: tuple[Path, Path]) -> None:
    odt, pdf = made
    in_odt = set(reading.odf_lines(odt))
    in_pdf = "".join("".join(reading.pdf_text(pdf)).split())
    for words in WORDS:
        assert any(words in line for line in in_odt), words
        assert "".join(words.split()) in in_pdf, words
    assert "長條圖：檢驗最多。" in in_odt
    assert "長條圖：檢驗最多。" in hidden.pdf_texts(pdf)


def test_they_say_title_language_and_links(made: tuple[Path, Path]) -> None:
    for path in made:
        seen = inspecting.inspect(path, path.suffix[1:])
        assert (seen.readable, seen.title) == (True, "監理業務統計簡報 <&>")
        assert seen.language.startswith("zh")
        assert {"https://station.example/a", "https://station.example/"} <= {link.href for link in seen.links}
    assert inspecting.inspect(made[1], "pdf").tagged


def test_twice_the_same_bytes(made: tuple[Path, Path]) -> None:
    assert made[0].read_bytes() == as_odt(DOCUMENT)
    assert made[1].read_bytes() == as_pdf(DOCUMENT)


def test_the_text_document_has_what_a_screen_reader_needs(made: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(made[0]) as package:
        content = package.read("content.xml").decode()
    for element in (
        "table:table-header-rows",
        "table:table-header-columns",
        "svg:desc",
        "text:bookmark",
        "text:note",
    ):
        assert f"<{element}" in content
    assert 'text:outline-level="2"' in content


def test_an_agency_gives_its_own_template() -> None:
    template = "#let data = json(bytes(sys.inputs.data))\n#set document(title: data.title)\n#set text(font: sys.inputs.font)\n自有範本"
    assert as_pdf(Composed(DOCUMENT.properties, ()), template).startswith(b"%PDF-")


@pytest.mark.validators
def test_the_validators_pass_them(made: tuple[Path, Path]) -> None:
    odt, pdf = made
    assert odf_errors([odt])[odt] == ()
    assert verapdf([pdf])[pdf]
