"""Faults of documents are named, each alone, in files made here by other hands than the cases came from."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest

from publisher.checks.accessibility.documents import CHECKS
from publisher.checks.base import Context
from publisher.documents.accessible import faults, judge
from publisher.documents.contents import UnreadableDocumentError
from publisher.documents.structure import Structure, contrast
from publisher.model.site import Document, Site
from publisher.model.text import LocalText

W = 'xmlns:w="urn:w" xmlns:wp="urn:wp" xmlns:a="urn:a" xmlns:p="urn:p" xmlns:dc="urn:dc"'
O = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:tb" xmlns:draw="urn:d" xmlns:svg="urn:s" xmlns:fo="urn:f" xmlns:style="urn:st" xmlns:dc="urn:dc" xmlns:presentation="urn:p"'  # noqa: E741
CORE = f"<c {W}><dc:title>年度報告</dc:title><dc:language>zh-TW</dc:language></c>"
META = f"<m {O}><dc:title>年度報告</dc:title><dc:language>zh-TW</dc:language></m>"
HEADING = '<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>年度報告</w:t></w:r></w:p>'
STYLES = f'<w:s {W}><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="3"><w:name w:val="heading 3"/></w:style></w:s>'


def package(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def word(path: Path, body: str, core: str = CORE) -> list[str]:
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    parts = {"word/document.xml": document, "word/styles.xml": STYLES, "docProps/core.xml": core}
    return [fault.kind for fault in faults(package(path / "a.docx", **parts), "docx")]


def test_word(tmp_path: Path) -> None:
    table = "<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{}<w:tr/></w:tbl>"
    assert word(tmp_path, HEADING + table.format("<w:tr><w:trPr><w:tblHeader/></w:trPr></w:tr>")) == []
    assert word(tmp_path, HEADING + table.format("<w:tr/>")) == ["table-header"]
    assert word(tmp_path, HEADING + '<wp:docPr name="圖" descr="各月件數"/>') == []
    assert word(tmp_path, HEADING + '<wp:docPr name="圖" descr="image3.png"/>') == ["image-alt"]
    decoration = '<wp:docPr name="圖"><a:ext><a:decorative val="1"/></a:ext></wp:docPr>'
    assert word(tmp_path, HEADING + decoration) == []
    assert word(tmp_path, HEADING + HEADING.replace('"1"', '"3"')) == ["heading-order"]
    items = "".join(f"<w:p><w:r><w:t>{n}. 應備文件</w:t></w:r></w:p>" for n in (1, 2, 3))
    assert word(tmp_path, HEADING + items) == ["fake-list"]
    assert word(tmp_path, HEADING, f"<c {W}><dc:title/></c>") == ["title", "language"]
    assert word(tmp_path, HEADING, CORE.replace("zh-TW", "en-US")) == ["language"]


def test_open_document(tmp_path: Path) -> None:
    def kinds(name: str, content: str, meta: str = META) -> list[str]:
        parts = {"content.xml": f"<o {O}>{content}</o>", "meta.xml": meta}
        return [fault.kind for fault in faults(package(tmp_path / name, **parts), name[2:])]

    heading = '<text:h text:outline-level="1">年度報告</text:h>'
    frame = "<draw:frame><draw:image/>{}</draw:frame>"
    assert kinds("a.odt", heading + frame.format("<svg:desc>各月件數</svg:desc>")) == []
    assert kinds("a.odt", heading + frame.format("")) == ["image-alt"]
    rows = "<table:table-row><table:table-cell><text:p>月</text:p></table:table-cell></table:table-row>"
    headed = f"<table:table><table:table-header-rows>{rows}</table:table-header-rows>{rows}</table:table>"
    assert kinds("a.odt", heading + headed) == []
    assert kinds("a.odt", heading + f"<table:table>{rows}{rows}</table:table>") == ["table-header"]
    titled = '<draw:page><draw:frame presentation:class="title"><text:p>題</text:p></draw:frame></draw:page>'
    assert kinds("a.odp", titled) == []
    assert kinds("a.odp", "<draw:page><draw:frame><text:p>題</text:p></draw:frame></draw:page>") == ["slide-title"]
    assert kinds("a.odt", heading, f"<m {O}/>") == ["title", "language"]


def test_sheets(tmp_path: Path) -> None:
    def kinds(rows: str, name: str = "件數") -> list[str]:
        parts = {
            "docProps/core.xml": CORE,
            "xl/workbook.xml": f'<w><sheet name="{name}"/></w>',
            "xl/worksheets/sheet1.xml": f"<s><sheetData>{rows}</sheetData></s>",
        }
        return [fault.kind for fault in faults(package(tmp_path / "a.xlsx", **parts), "xlsx")]

    full = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    assert kinds(full * 3) == []
    assert kinds("<row><c><v>1</v></c></row>" + full * 3) == ["table-header"]
    assert kinds(full * 3, "工作表1") == ["sheet-name"]


SENTENCE = "受理時間為每週一至週五，請攜帶身分證及行車執照正本到場辦理"


def _runs(text: str, properties: str = "", style: str = "") -> str:
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{mark}<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_what_looks_like_a_heading_and_is_none(tmp_path: Path) -> None:
    bold, after = _runs("應備文件", "<w:b/>"), _runs(SENTENCE)
    assert word(tmp_path, HEADING + after + bold + after) == ["heading-drawn"]
    assert word(tmp_path, after + bold + after) == ["headings"]
    assert word(tmp_path, HEADING + after + _runs("應備文件", '<w:sz w:val="40"/>') + after) == ["heading-drawn"]
    assert word(tmp_path, HEADING + after + _runs("注意：", "<w:b/>") + after) == []  # it leads on to what follows
    assert word(tmp_path, HEADING + bold + _runs(SENTENCE, "<w:b/>")) == []  # everything is bold
    assert word(tmp_path, after * 3) == []  # a letter


def test_words_that_are_too_faint(tmp_path: Path) -> None:
    grey = '<w:color w:val="B0B0B0"/>'
    assert word(tmp_path, HEADING + _runs(SENTENCE, grey)) == ["contrast"]
    assert word(tmp_path, HEADING + _runs(SENTENCE, '<w:color w:val="404040"/>')) == []
    assert word(tmp_path, HEADING + _runs(SENTENCE, '<w:color w:val="FFFFFF"/>')) == []  # on a ground not told
    assert word(tmp_path, HEADING + _runs(SENTENCE, grey + '<w:shd w:fill="003366"/>')) == []
    assert word(tmp_path, HEADING + _runs(SENTENCE, '<w:color w:val="777777"/><w:sz w:val="40"/>')) == []
    assert round(contrast((255, 255, 255), (0, 0, 0)), 2) == 21


def test_links_that_say_nothing(tmp_path: Path) -> None:
    link = "<w:p><w:hyperlink><w:r><w:t>{}</w:t></w:r></w:hyperlink></w:p>"
    for words in ("", "點此", "https://www.example.gov.tw/x?y=1", "Click here", "下載"):
        assert word(tmp_path, HEADING + link.format(words)) == ["link-text"], words
    for words in ("下載申請書", "預約系統操作說明", "2026 年報"):
        assert word(tmp_path, HEADING + link.format(words)) == [], words


def test_a_box_of_words_is_no_picture(tmp_path: Path) -> None:
    box = "<w:p><w:r><wp:anchor><wp:docPr name='框'/><w:txbxContent>{}</w:txbxContent></wp:anchor></w:r></w:p>"
    assert word(tmp_path, HEADING + box.format(_runs("洽詢專線"))) == []
    assert word(tmp_path, HEADING + box.format("")) == ["image-alt"]


def _pdf(path: Path, *, tags: bool, language: str = "zh-TW", figure: str = "/Alt (chart)") -> list[str]:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    shown = b"BT /F 12 Tf 10 10 Td (Annual report on the services) Tj ET"
    content = b"/P <</MCID 0>> BDC " + shown + b" EMC" if tags else shown
    page.obj.Contents = pdf.make_stream(content)
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    if language:
        pdf.Root.Lang = pikepdf.String(language)
    heading = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.H1, K=0 if tags else pikepdf.Array([])))
    picture = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Figure))
    if figure:
        picture.Alt = pikepdf.String("Cases by month")
    pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(K=pikepdf.Array([heading, picture])))
    pdf.docinfo["/Title"] = "Annual report"
    pdf.save(path)
    return [fault.kind for fault in faults(path, "pdf")]


def test_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert _pdf(path, tags=True) == []
    assert _pdf(path, tags=False) == ["fake-tags"]
    assert _pdf(path, tags=True, language="") == ["language"]
    assert _pdf(path, tags=True, figure="") == ["image-alt"]


def _drawn(
    path: Path, content: str, tree: str, *, catalog: str = "", page: str = "", objects: str = ""
) -> list[str]:
    """A tagged PDF of one page: `content` with marks, `tree` the array of its tags, both as a PDF writes them."""
    pdf = pikepdf.new()
    leaf = pdf.add_blank_page(page_size=(400, 400))
    parse = pikepdf.Object.parse
    fonts = "/F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    leaf.obj.Resources = parse(f"<< /Font << {fonts} >> >>".encode())
    leaf.obj.Contents = pdf.make_stream(content.encode())
    for name, value in parse(f"<< {page} >>".encode()).items():
        leaf.obj[name] = value
    pdf.Root.Lang, pdf.docinfo["/Title"] = pikepdf.String("en-US"), "Report"
    known = f"/MarkInfo << /Marked true >> /ViewerPreferences << /DisplayDocTitle true >> {catalog}"
    for name, value in parse(f"<< {known} >>".encode()).items():
        pdf.Root[name] = value
    kids = parse(f"[ {tree} ]".encode())
    for kid in kids:
        kid.Pg = leaf.obj
    if objects:
        held = pdf.make_indirect(parse(objects.encode()))
        leaf.obj.Annots = pikepdf.Array([held])
        for kid in kids:
            if kid.S in (pikepdf.Name.Link, pikepdf.Name.Form):
                kid.K = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=held)])
    pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(K=kids))
    pdf.save(path)
    return [fault.kind for fault in faults(path, "pdf")]


def _line(mark: int, y: int, words: str, *, tag: str = "P", more: str = "", size: int = 11) -> str:
    return f"/{tag} <</MCID {mark}>> BDC {more} BT /F {size} Tf 20 {y} Td ({words}) Tj ET EMC\n"


H1 = "<< /S /H1 /K 0 >>"
BODY = "".join(_line(number, 380 - 30 * number, "The office is open from Monday to Friday") for number in range(4))


def test_tags_of_a_pdf_against_its_page(tmp_path: Path) -> None:
    path, ps = tmp_path / "a.pdf", [f"<< /S /P /K {number} >>" for number in (1, 2, 3)]
    assert _drawn(path, BODY, H1 + "".join(ps)) == []
    assert _drawn(path, BODY, H1 + "".join(reversed(ps))) == ["reading-order"]
    assert _drawn(path, BODY, H1 + "".join(ps).replace("/S /P", "/S /Absatz")) == ["tag-unknown"]
    roles = "/StructTreeRoot << >>"
    assert _drawn(path, BODY, H1 + "<< /S /TR /K 1 >>" + "".join(ps[1:]), catalog=roles) == ["tag-nesting"]
    large = BODY + _line(4, 200, "Documents to bring", size=16) + _line(5, 170, "Bring your card and the form")
    last = "<< /S /P /K 5 >>"
    assert _drawn(path, large, H1 + "".join(ps) + "<< /S /P /K 4 >>" + last) == ["heading-drawn"]
    assert _drawn(path, large, H1 + "".join(ps) + "<< /S /H2 /K 4 >>" + last) == []
    assert _drawn(path, large, H1 + "".join(ps) + "<< /S /P /K 4 >>" + last.replace("/P", "/H2")) == []  # a lead
    untagged = BODY + "BT /F 11 Tf 20 100 Td (Left out of all tags) Tj ET"
    assert _drawn(path, untagged, H1 + "".join(ps)) == ["untagged-part"]


def test_the_language_of_a_pdf_may_be_that_of_all_its_parts(tmp_path: Path) -> None:
    path, tags = tmp_path / "a.pdf", [H1, *(f"<< /S /P /K {number} >>" for number in (1, 2, 3))]

    def kinds(tree: str, content: str = BODY) -> list[str]:
        _drawn(path, content, tree)
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            del pdf.Root.Lang
            pdf.save(path)
        return [fault.kind for fault in faults(path, "pdf")]

    spoken = [tag.replace("/S", "/Lang (en-GB) /S") for tag in tags]
    assert kinds("".join(tags)) == ["language"]
    assert kinds("".join(spoken)) == []
    assert kinds("".join((tags[0], *spoken[1:]))) == ["language"]
    within = BODY.replace("/P <</MCID 0>> BDC ", "/P <</MCID 0>> BDC /Span <</Lang (en-GB)>> BDC ", 1).replace(
        "EMC", "EMC EMC", 1
    )
    assert kinds("".join((tags[0], *spoken[1:])), within) == []


def test_colours_of_a_pdf_where_the_ground_is_known(tmp_path: Path) -> None:
    path, tree = tmp_path / "a.pdf", H1 + "<< /S /P /K 1 >>"
    first = _line(0, 350, "Open hours")

    def second(more: str) -> str:
        return first + _line(1, 300, "From Monday to Friday", more=more)

    assert _drawn(path, second("0.75 g"), tree) == ["contrast"]
    assert _drawn(path, second("0.4 g"), tree) == []
    assert _drawn(path, second("0 0 0.4 rg 0 280 400 50 re f 1 g"), tree) == []
    assert _drawn(path, second("0.9 g 0 280 400 50 re f 0.6 g"), tree) == ["contrast"]
    assert (
        _drawn(path, second("0 g 10 290 m 60 330 l 90 290 l 120 330 l 150 290 l 180 330 l 300 290 l f 1 g"), tree)
        == []
    )


def test_fields_and_links_of_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    first = _line(0, 350, "Application")

    def kinds(tag: str, annotation: str, tabs: str = "/Tabs /S") -> list[str]:
        return _drawn(path, first, f"{H1} << /S /{tag} >>", page=tabs, objects=annotation)

    field = "<< /Subtype /Widget /FT /Tx /T (n) {} /Rect [10 10 90 30] >>"
    assert kinds("Form", field.format("/TU (Name)")) == []
    assert kinds("Form", field.format("")) == ["field-name"]
    assert kinds("Div", field.format("/TU (Name)")) == ["field-name"]  # a reader does not meet it
    link = "<< /Subtype /Link /Rect [10 10 90 30] /Contents (Booking) >>"
    assert kinds("Link", link) == []
    assert kinds("Span", link) == ["link-text"]
    assert kinds("Link", link, "/Tabs /R") == ["tab-order"]


def test_a_tree_without_end_is_read_to_a_depth(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    inside: pikepdf.Object = pikepdf.Dictionary(S=pikepdf.Name.P, K=0)
    for _ in range(3_000):
        inside = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Sect, K=inside))
    round_and_round = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Sect))
    round_and_round.K = pikepdf.Array([round_and_round, round_and_round])
    for kids in (inside, round_and_round):
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(K=kids))
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        pdf.save(tmp_path / "a.pdf")
        assert "title" in [fault.kind for fault in faults(tmp_path / "a.pdf", "pdf")]


def test_what_cannot_be_read_is_no_fault_of_this_kind(tmp_path: Path) -> None:
    for name in ("a.docx", "a.odt", "a.pdf"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 nothing")
        with pytest.raises(UnreadableDocumentError):
            faults(tmp_path / name, name[2:])
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><o>&a;</o>'
    with pytest.raises(UnreadableDocumentError):
        faults(package(tmp_path / "b.odt", **{"content.xml": bomb, "meta.xml": META}), "odt")


def test_chinese_under_another_language_and_defaults_as_titles() -> None:
    text = "為提供民眾更便捷的服務"
    assert [
        fault.kind for fault in judge(Structure("報告", languages=("en-US",), headings=(1,), text=text), "docx")
    ] == ["language"]
    for title in ("Microsoft Word - 報告.doc", "未命名 1", "report.pdf", "PowerPoint Presentation"):
        assert [
            fault.kind for fault in judge(Structure(title, languages=("zh-TW",), headings=(1,), text=text), "docx")
        ] == ["title"]


def test_the_checks_say_it_of_the_document(tmp_path: Path) -> None:
    path = package(
        tmp_path / "a.docx", **{"word/document.xml": f"<w:document {W}/>", "docProps/core.xml": f"<c {W}/>"}
    )
    document = Document("http://a.example/a.docx", "", "docx", 1, "0" * 64, path)
    site = Site("s", LocalText("站", "Site"), ("http://a.example/",))
    context = Context(site, datetime.fromisoformat("2026-11-20T02:00:00+08:00"), {})
    found = {check.id: list(check.document(document, context)) for check in CHECKS if check.document is not None}
    (fault,) = found["accessibility.file-title"]
    assert (fault.subject, fault.params["places"]) == ("http://a.example/a.docx", 1)
    assert found["accessibility.file-image-alt"] == []
