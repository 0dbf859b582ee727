"""What a document says is read to the end or refused; it is never taken for empty."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pypdf
import pytest

from publisher import markup
from publisher.documents import contents, typesetting
from publisher.documents.contents import UnreadableDocumentError, odf_lines, odf_text, pdf_text
from publisher.documents.hidden import pdf_texts
from publisher.documents.spreadsheet import Properties, Sheet, SheetColumn, write_spreadsheet
from publisher.documents.typesetting import typeset
from publisher.model.errors import MissingPartError, PublisherError

TEMPLATE = """#set document(title: [題名], author: "機關", keywords: "電話 0900-000-011")
#set text(font: sys.inputs.font, lang: "zh", region: "TW")
= 第一節
#let data = json(bytes(sys.inputs.data))
#data.text
#figure(rect(width: 1cm), alt: "替代文字 0900-000-012")
#pagebreak()
第二頁"""


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "文件.pdf"
    path.write_bytes(typeset(TEMPLATE, {"text": "王小明 #panic() $"}))
    return path


def test_pdf_text_by_page(pdf: Path) -> None:
    first, second = pdf_text(pdf)
    assert "王小明 #panic() $" in first
    assert second.strip() == "第二頁"


@pytest.mark.parametrize("content", [b"", b"no document", b"%PDF-1.7\n%%EOF", b"PK\x03\x04"])
def test_what_is_no_document_is_refused_without_quoting_it(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    for read in (pdf_text, pdf_texts, odf_text):
        with pytest.raises(UnreadableDocumentError) as caught:
            read(path)
        assert caught.value.__cause__ is None
        assert caught.value.where is not None
    assert caplog.text == ""


def test_an_encrypted_pdf_is_refused(pdf: Path, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=pdf)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    for read in (pdf_text, pdf_texts):
        with pytest.raises(UnreadableDocumentError):
            read(tmp_path / "a.pdf")


def test_odf_text_joins_what_styles_cut_apart(tmp_path: Path) -> None:
    path = _package(
        tmp_path,
        '<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:xlink="l"><office:body>'
        '<table:table table:name="王小明">'
        '<table:table-cell office:string-value="藏在屬性"><text:p>0900-<text:span>000-0'
        "</text:span>15</text:p><text:p>甲<text:s/>乙<text:tab/>丙</text:p></table:table-cell></table:table>"
        '<text:a xlink:href="mailto:a@b.example">信箱</text:a></office:body></office:document-content>',
    )
    lines = odf_text(path).splitlines()
    for line in ("王小明", "藏在屬性", "0900-000-015", "甲 乙\t丙", "mailto:a@b.example", "信箱"):
        assert line in lines


def test_odf_text_of_our_own_spreadsheet(tmp_path: Path) -> None:
    sheet = Sheet("表", [SheetColumn("欄")], [pl.DataFrame({"a": ["甲  乙", "1\n2", None]})])
    write_spreadsheet(tmp_path / "a.ods", Properties("題", "描述", "機關", ("詞",)), [sheet])
    lines = list(odf_lines(tmp_path / "a.ods"))
    for line in ("表", "欄", "甲  乙", "1", "2", "題", "描述", "機關", "詞"):
        assert line in lines


def test_a_doctype_is_refused(tmp_path: Path) -> None:
    path = _package(tmp_path, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(UnreadableDocumentError, match="DOCTYPE"):
        odf_text(path)


@pytest.mark.parametrize(
    "content",
    ["<a>", "<a></b>", "", "<a>" * 1000 + "</a>" * 1000, '<?xml version="1.0" encoding="x-nobody"?><a/>'],
)
def test_damaged_xml_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableDocumentError):
        odf_text(_package(tmp_path, content))


def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _package(tmp_path, "<a>" + "<b>x</b>" * 200_000 + "</a>")
    monkeypatch.setattr(contents, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(UnreadableDocumentError, match="unpacks"):
        odf_text(path)
    monkeypatch.undo()
    monkeypatch.setattr(contents, "MOST_TEXT", 100_000)
    with pytest.raises(UnreadableDocumentError, match="unpacks"):
        odf_text(path)


def test_a_tag_without_an_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup, "LONGEST_TAG", 2_000_000)
    with pytest.raises(UnreadableDocumentError, match="unpacks"):
        odf_text(_package(tmp_path, '<a b="' + "x" * 8_000_000 + '"/>'))


def test_typesetting_is_the_same_every_time_and_its_faults_quote_nothing() -> None:
    assert typeset(TEMPLATE, {"text": "a"}) == typeset(TEMPLATE, {"text": "a"})
    with pytest.raises(PublisherError) as caught:
        typeset("#panic(sys.inputs.data)", {"secret": "王小明"})
    assert "王小明" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("泰語 ภา 試題", "泰語 〔U+0E20 U+0E32〕 試題"),
        ("a\x1bb", "a〔U+001B〕b"),
        ("甲\ufffe", "甲〔U+FFFE〕"),
        ("\U00031350]-^\\", "〔U+31350〕]-^\\"),
    ],
)
def test_a_sign_that_no_font_has_is_named(tmp_path: Path, text: str, shown: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset(TEMPLATE, {"text": text}))
    assert shown in pdf_text(path)[0].replace("\n", " ")


def test_a_missing_font_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "FONT", "No Such Font")
    with pytest.raises(MissingPartError) as caught:
        typeset(TEMPLATE, {"text": "a"})
    assert "No Such Font" in str(caught.value)
    assert "fonts-noto-cjk" in str(caught.value.hint)


def _package(folder: Path, content: str) -> Path:
    path = folder / "a.odt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("content.xml", content)
    return path
