"""One source gives an OpenDocument text and a tagged PDF with the same words, valid for the real validators."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from publisher.documents import contents, hidden, inspecting
from publisher.documents.composed import as_odt, as_pdf
from publisher.model.document import (
    Bullets,
    Composed,
    Contents,
    Facts,
    Figure,
    Grid,
    Heading,
    Paragraph,
    Properties,
)
from publisher.model.errors import UserError
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
    in_odt = set(contents.odf_lines(odt))
    in_pdf = "".join("".join(contents.pdf_text(pdf)).split())
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


def test_an_agency_gives_its_own_template(tmp_path: Path) -> None:
    own = "#let data = json(bytes(sys.inputs.data))\n#set document(title: data.title)\n#set text(font: sys.inputs.font)\n自有範本"
    (tmp_path / "document.typ").write_text(own, encoding="utf-8")
    path = tmp_path / "a.pdf"
    path.write_bytes(as_pdf(DOCUMENT, tmp_path))
    assert [text.strip() for text in contents.pdf_text(path)] == ["自有範本"]
    (tmp_path / "document.typ").write_text("#let", encoding="utf-8")
    with pytest.raises(UserError, match="template"):
        as_pdf(DOCUMENT, tmp_path)


def _template(path: Path, header: str) -> None:
    """A text with styles of its own, as Writer saves one: only what differs, a page and a header."""
    from odf.opendocument import OpenDocumentText
    from odf.style import Header, MasterPage, PageLayout, PageLayoutProperties, Style, TextProperties
    from odf.text import P

    document = OpenDocumentText()
    style = Style(name="Heading_20_1", displayname="Heading 1", family="paragraph")
    style.addElement(TextProperties(color="#aa0000", fontsize="33pt"))
    document.styles.addElement(style)
    layout = PageLayout(name="Mpm1")
    layout.addElement(PageLayoutProperties(pagewidth="29.7cm", pageheight="21cm"))
    document.automaticstyles.addElement(layout)
    page = MasterPage(name="Standard", pagelayoutname="Mpm1")
    if header:
        part = Header()
        part.addElement(P(text=header))
        page.addElement(part)
    document.masterstyles.addElement(page)
    document.save(str(path))


@pytest.mark.validators
@pytest.mark.parametrize("header", ["本機關箋頭", ""])
def test_styles_and_pages_of_a_text_document_are_taken_over(tmp_path: Path, header: str) -> None:
    _template(tmp_path / "document.odt", header)
    path = tmp_path / "a.odt"
    path.write_bytes(as_odt(DOCUMENT, tmp_path))
    with zipfile.ZipFile(path) as package:
        styles = package.read("styles.xml").decode()
    assert "33pt" in styles
    assert "29.7cm" in styles
    assert (header or "虛構監理站") in styles
    assert ("虛構監理站" in styles) is (not header)
    assert 'country-asian="TW"' in styles
    assert "Heading_20_2" in styles
    assert inspecting.inspect(path, "odt").language == "zh"
    assert odf_errors([path])[path] == ()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no package"])
def test_a_template_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "document.odt").write_bytes(content)
    with pytest.raises(UserError) as caught:
        as_odt(DOCUMENT, tmp_path)
    assert "document.odt" in str(caught.value.where)


@pytest.mark.validators
def test_the_validators_pass_them(made: tuple[Path, Path]) -> None:
    odt, pdf = made
    assert odf_errors([odt])[odt] == ()
    assert verapdf([pdf])[pdf]
