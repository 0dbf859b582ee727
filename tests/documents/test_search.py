"""Whatever the kind of a file, and wherever in it a text stands: it is found, or the file is not called searched."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import signal
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from openpyxl.comments import Comment
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from publisher.documents import accessible
from publisher.documents.apart import Apart
from publisher.documents.contents import UnreadableDocumentError
from publisher.documents.search import Passage, Rows, Unsearched, search
from publisher.documents.typesetting import typeset

SECRET = "L290000036"
TEMPLATE = '#set document(title: "題")\n#set text(font: sys.inputs.font)\n第一頁\n#pagebreak()\n第二頁'

Make = Callable[[], bytes]


def said(path: Path) -> str:
    """All texts of a file, a line each."""
    lines = []
    for item in search(path):
        if isinstance(item, Passage):
            lines.append(item.text)
        elif isinstance(item, Rows):
            lines += ["\t".join(row) for row in (item.header, *item.rows)]
    return "\n".join(lines)


def unsearched(path: Path) -> set[str]:
    return {item.reason for item in search(path) if isinstance(item, Unsearched)}


def pdf(change: Callable[[Pdf], None], **saving: object) -> bytes:
    """A PDF of two pages after a change."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(typeset(TEMPLATE, {}))) as made:
        change(made)
        made.save(written, **saving)  # type: ignore[arg-type]
    return written.getvalue()


def nothing(_: Pdf) -> None:
    return


def drawn(made: Pdf, words: str, before: str = "", at: tuple[int, int] = (72, 700)) -> None:
    """Words on the first page in a font that every reader has."""
    page = made.pages[0]
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page.obj.Resources.Font["/FX"] = font
    content = f"q {before} BT /FX 12 Tf {at[0]} {at[1]} Td ({words}) Tj ET Q".encode()
    page.contents_add(made.make_stream(content))


def attached(made: Pdf, name: str, content: bytes) -> None:
    made.attachments[name] = pikepdf.AttachedFileSpec(made, content)


def annotation(made: Pdf, **keys: object) -> None:
    note = made.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **keys))
    made.pages[0].obj["/Annots"] = Array([note])


def appearance(made: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    form = Stream(made, f"BT /F 9 Tf ({SECRET}) Tj ET".encode())
    form["/Type"], form["/Subtype"], form["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 200, 20])
    form["/Resources"] = Dictionary(Font=Dictionary(F=font))
    annotation(made, Subtype=Name.Stamp, AP=Dictionary(N=made.make_indirect(form)))


def layer(made: Pdf) -> None:
    group = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("L")))
    settings = Dictionary(OFF=Array([group]), Order=Array([]))
    made.Root["/OCProperties"] = Dictionary(OCGs=Array([group]), D=settings)
    made.pages[0].obj.Resources["/Properties"] = Dictionary(M=group)
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    made.pages[0].obj.Resources.Font["/FX"] = font
    made.pages[0].contents_add(made.make_stream(f"/OC /M BDC BT /FX 9 Tf 72 72 Td ({SECRET}) Tj ET EMC".encode()))


def covered(made: Pdf) -> None:
    drawn(made, SECRET)
    made.pages[0].contents_add(made.make_stream(b"0 g 60 690 300 40 re f"))


def stray_page(made: Pdf) -> None:
    drawn(made, SECRET)
    page = made.pages[0].obj
    del made.pages[0]
    made.Root["/Kept"] = page


def revision() -> bytes:
    """A file whose words were changed at its end, as programs do that save quickly."""
    first = pdf(lambda made: made.docinfo.update({"/Subject": String(SECRET)}))
    with pikepdf.open(io.BytesIO(first)) as made:
        number = made.trailer.Info.objgen[0]
        size = int(made.trailer.Size)
    start = first.rfind(b"startxref")
    last = int(first[start:].split()[1])
    body = first + b"\n"
    place = len(body)
    body += f"{number} 0 obj\n<< /Subject (other) >>\nendobj\n".encode()
    table = len(body)
    body += f"xref\n{number} 1\n{place:010} 00000 n \n".encode()
    root = first[first.rfind(b"/Root", 0, start) :].split(b"R", 2)
    body += b"trailer\n<< /Size %d /Root" % size + root[1].split(b"t", 1)[-1] + b"R /Prev %d " % last
    return body + f"/Info {number} 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()


def acroform(made: Pdf) -> None:
    field = made.make_indirect(Dictionary(FT=Name.Tx, T=String("a"), V=String(SECRET)))
    made.Root["/AcroForm"] = Dictionary(Fields=Array([field]))


def xfa(made: Pdf) -> None:
    form = made.make_indirect(Stream(made, f"<xdp><a><b>{SECRET}</b></a></xdp>".encode()))
    made.Root["/AcroForm"] = Dictionary(Fields=Array([]), XFA=Array([String("datasets"), form]))


def script(made: Pdf) -> None:
    made.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))


def inner_zip(content: bytes, name: str = "名冊.txt") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return written.getvalue()


PDF: dict[str, Make] = {
    "page": lambda: pdf(lambda made: drawn(made, SECRET)),
    "beside-the-page": lambda: pdf(lambda made: drawn(made, SECRET, at=(-900, 2000))),
    "white": lambda: pdf(lambda made: drawn(made, SECRET, before="1 1 1 rg")),
    "invisible": lambda: pdf(lambda made: drawn(made, SECRET, before="3 Tr")),
    "covered": lambda: pdf(covered),
    "layer-that-is-off": lambda: pdf(layer),
    "owner-password": lambda: pdf(lambda made: drawn(made, SECRET), encryption=pikepdf.Encryption(owner="o")),
    "object-streams": lambda: pdf(
        lambda made: made.docinfo.update({"/Subject": String(SECRET)}),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    ),
    "note": lambda: pdf(lambda made: annotation(made, Subtype=Name.Text, Contents=String(SECRET))),
    "appearance": lambda: pdf(appearance),
    "form-field": lambda: pdf(acroform),
    "xfa": lambda: pdf(xfa),
    "script": lambda: pdf(script),
    "stray-page": lambda: pdf(stray_page),
    "attachment": lambda: pdf(lambda made: attached(made, "a.txt", SECRET.encode("utf-16"))),
    "attached-archive": lambda: pdf(lambda made: attached(made, "a.zip", inner_zip(SECRET.encode()))),
    "attached-pdf": lambda: pdf(lambda made: attached(made, "a.pdf", PDF["page"]())),
    "name-of-attachment": lambda: pdf(lambda made: attached(made, f"{SECRET}.txt", b"x")),
    "broken-xref": lambda: PDF["page"]().replace(b"startxref", b"startxrfe"),
    "junk-in-front": lambda: b"junk\n" * 200 + PDF["page"](),
    "behind-the-end": lambda: pdf(nothing) + SECRET.encode(),
    "utf-16": lambda: pdf(lambda made: made.docinfo.update({"/Subject": String(f"證號{SECRET}")})),
    "earlier-revision": revision,
}  # fmt: skip


@pytest.mark.parametrize("make", PDF.values(), ids=PDF)
def test_a_text_anywhere_in_a_pdf(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make())
    assert SECRET in said(path)
    assert unsearched(path) <= {"picture"}


def workbook(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "字號"])  # type: ignore[union-attr]
    book.active.append(["甲", "乙"])  # type: ignore[union-attr]
    change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def hidden_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("藏")
    sheet.sheet_state = "veryHidden"
    sheet.append([SECRET])


def comment(book: openpyxl.Workbook) -> None:
    book.active["A1"].comment = Comment(f"見 {SECRET}", "x")  # type: ignore[union-attr, index]


def in_package(name: str, part: str, content: str) -> Make:
    """A package with one part that says the secret."""

    def make() -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as package:
            package.writestr(name, "<a/>")
            package.writestr(part, content)
        return written.getvalue()

    return make


_W = 'xmlns:w="urn:w"'
HALVES = f"<w:r><w:t>{SECRET[:4]}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{SECRET[4:]}</w:t></w:r>"
OFFICE: dict[str, tuple[str, Make]] = {
    "hidden-sheet": (".xlsx", lambda: workbook(hidden_sheet)),
    "comment": (".xlsx", lambda: workbook(comment)),
    "properties": (".xlsx", lambda: workbook(lambda book: setattr(book.properties, "creator", SECRET))),
    "defined-name": (
        ".xlsx",
        lambda: workbook(lambda book: setattr(book.active, "title", SECRET)),
    ),
    "runs-cut-apart": (".docx", in_package("word/a.xml", "word/document.xml", f"<w:p {_W}>{HALVES}</w:p>")),
    "deleted": (
        ".docx",
        in_package("word/a.xml", "word/document.xml", f"<w:p {_W}><w:del><w:delText>{SECRET}</w:delText></w:del></w:p>"),
    ),
    "custom-xml": (".docx", in_package("word/document.xml", "customXml/item1.xml", f"<a><b>{SECRET}</b></a>")),
    "attribute": (".docx", in_package("word/document.xml", "word/settings.xml", f'<a b="{SECRET}"/>')),
    "notes-of-a-slide": (".pptx", in_package("ppt/a.xml", "ppt/notesSlides/notesSlide1.xml", f"<p><t>{SECRET}</t></p>")),
    "embedded-workbook": (
        ".docx",
        lambda: inner_zip(workbook(hidden_sheet), "word/embeddings/a.xlsx"),
    ),
    "odf-tracked": (
        ".odt",
        in_package("content.xml", "extra.xml", f"<t:tracked-changes xmlns:t='u'><t:p>{SECRET}</t:p></t:tracked-changes>"),
    ),
    "part-with-a-doctype": (
        ".epub",
        in_package("a.xml", "b.xhtml", f'<!DOCTYPE html [<!ENTITY s "{SECRET}">]><html><p>&s;</p></html>'),
    ),
    "name-of-a-part-in-big5": (".zip", lambda: inner_zip(b"x", SECRET)),
    "part-without-a-name": (".docx", lambda: inner_zip(SECRET.encode(), "@@.bin").replace(b"@@.bin", b"\0@.bin")),
    "before-a-package": (".zip", lambda: SECRET.encode() * 3 + inner_zip(b"x")),
    "behind-a-package": (".zip", lambda: inner_zip(b"x") + SECRET.encode() * 3),
}  # fmt: skip


@pytest.mark.parametrize(("ending", "make"), OFFICE.values(), ids=OFFICE)
def test_a_text_anywhere_in_a_package(tmp_path: Path, ending: str, make: Make) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(make())
    assert SECRET in said(path)
    assert not unsearched(path)


def mail() -> bytes:
    message = EmailMessage()
    message["Subject"] = f"名冊 {SECRET}"
    message.set_content("內文")
    return message.as_bytes()


def mail_with(content: bytes, name: str) -> Make:
    def make() -> bytes:
        message = EmailMessage()
        message["Subject"], message["From"] = "名冊", "a@agency.example"
        message.set_content("內文")
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return message.as_bytes()

    return make


def tarred() -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        info = tarfile.TarInfo("名冊.csv")
        info.size = len(SECRET)
        archive.addfile(info, io.BytesIO(SECRET.encode()))
    return written.getvalue()


def png(kind: bytes, data: bytes) -> Make:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 20, 20, 8, 0, 0, 0, 0)
    return lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(kind, data) + chunk(b"IEND", b"")


def jpeg(segment: bytes, marker: int = 0xE1) -> Make:
    return lambda: b"\xff\xd8\xff" + bytes([marker]) + struct.pack(">H", len(segment) + 2) + segment + b"\xff\xd9"


OTHERS: dict[str, tuple[str, Make]] = {
    "csv-big5": (".csv", lambda: f"姓名,字號\n王小明,{SECRET}\n".encode("cp950")),
    "csv-own-characters": (".csv", lambda: f"姓名,字號\n王小明,{SECRET}\n".encode("cp950") + b"\x81\x40\x8e\x41\n"),
    "csv-utf-16": (".csv", lambda: f"姓名,字號\n王小明,{SECRET}\n".encode("utf-16")),
    "text-like-a-picture": (".csv", lambda: f"BMI,字號\n20,{SECRET}\n".encode()),
    "text-like-a-font": ("", lambda: f"OTTO {SECRET}\n".encode()),
    "json-escaped": (".json", lambda: json.dumps([{"a": {"字號": SECRET}}]).replace("L", "\\u004c").encode()),
    "html-comment": (".html", lambda: f"<!doctype html><p>甲</p><!-- {SECRET} -->".encode()),
    "html-cut-apart": (".html", lambda: f"<html><p>{SECRET[:3]}<b>{SECRET[3:]}</b></p>".encode()),
    "svg": (".svg", lambda: f'<svg xmlns="u"><title>{SECRET}</title></svg>'.encode()),
    "rtf": (".rtf", lambda: b"{\\rtf1\\ansi " + SECRET.encode() + b"\\par}"),
    "rtf-cut-apart": (".rtf", lambda: f"{{\\rtf1\\ansi {SECRET[:5]}{{\\b {SECRET[5:]}}}\\par}}".encode()),
    "rtf-hidden": (".rtf", lambda: f"{{\\rtf1{{\\*\\userprops {{\\staticval {SECRET}}}}} a}}".encode()),
    "mail-header": (".eml", mail),
    "card-folded": (".vcf", lambda: f"BEGIN:VCARD\r\nNOTE:{SECRET[:5]}\r\n {SECRET[5:]}\r\nEND:VCARD\r\n".encode()),
    "calendar-folded": (".ics", lambda: f"BEGIN:VCALENDAR\nSUMMARY:{SECRET[:3]}\n\t{SECRET[3:]}\n".encode()),
    "file-in-an-address": (
        ".html",
        lambda: b'<a href="data:text/csv;charset=utf-8;base64,' + base64.b64encode(SECRET.encode()) + b'">x</a>',
    ),
    "mail-attachment": (".eml", mail_with(inner_zip(SECRET.encode()), "a.zip")),
    "mail-base64-text": (".eml", mail_with(SECRET.encode(), "名冊.txt")),
    "gzip": (".csv.gz", lambda: gzip.compress(SECRET.encode())),
    "bzip2": (".bz2", lambda: bz2.compress(SECRET.encode())),
    "xz": (".xz", lambda: lzma.compress(SECRET.encode())),
    "tar": (".tgz", tarred),
    "png-text": (".png", png(b"tEXt", f"Comment\0{SECRET}".encode())),
    "png-packed-text": (".png", png(b"zTXt", b"Comment\0\0" + zlib.compress(SECRET.encode()))),
    "jpeg-exif": (".jpg", jpeg(b"Exif\0\0II*\0" + SECRET.encode("utf-16-le"))),
    "jpeg-comment": (".jpg", jpeg(SECRET.encode(), 0xFE)),
}  # fmt: skip


@pytest.mark.parametrize(("ending", "make"), OTHERS.values(), ids=OTHERS)
def test_a_text_in_other_files(tmp_path: Path, ending: str, make: Make) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(make())
    assert SECRET in said(path)
    assert not unsearched(path)


def test_chinese_in_rich_text_of_both_ways(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    big5 = "王小明".encode("cp950")
    path.write_bytes(
        b"{\\rtf1\\ansi\\ansicpg950\\uc2 "
        + b"".join(b"\\'%02x" % byte for byte in big5)
        + b"\\par\\u38515 \\'a4\\'a4\\u26126 \\'a9\\'fa\\par}"
    )
    assert said(path).splitlines() == ["王小明", "陳明"]


def test_the_table_of_a_file_is_given_by_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名;電話\n王小明;0900-000-001\n李小華;0900-000-002\n".encode("cp950"))
    (rows,) = (item for item in search(path) if isinstance(item, Rows))
    assert dict(rows.columns()) == {"姓名": ["王小明", "李小華"], "電話": ["0900-000-001", "0900-000-002"]}


def test_hidden_sheets_are_told_from_others(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(lambda book: (hidden_sheet(book), book["藏"].append(["丙"]))[0]))
    assert {rows.where: rows.hidden for rows in search(path) if isinstance(rows, Rows)} == {
        "a.xlsx/Sheet": False,
        "a.xlsx/藏": True,
    }


def encrypted_zip() -> bytes:
    content = bytearray(inner_zip(SECRET.encode()))
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def nested(depth: int) -> bytes:
    content = SECRET.encode()
    for _ in range(depth):
        content = inner_zip(content, "a.zip")
    return content


CLOSED: dict[str, tuple[Make, str]] = {
    "password": (lambda: pdf(nothing, encryption=pikepdf.Encryption(user="u", owner="o")), "encrypted"),
    "encrypted-zip": (encrypted_zip, "encrypted"),
    "encrypted-odf": (
        in_package("content.xml", "META-INF/manifest.xml", "<a><encryption-data/></a>"),
        "encrypted",
    ),
    "damaged-zip": (lambda: inner_zip(SECRET.encode() * 50)[:60], "damaged"),
    "no-pdf": (lambda: b"%PDF-1.7\n%%EOF", "damaged"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(40), "format"),
    "binary": (lambda: bytes(range(256)) * 8, "format"),
    "nested": (lambda: nested(12), "too-deep"),
    "bomb": (lambda: gzip.compress(bytes(400 * 1024**2), 1), "too-large"),
    "compound": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
    "macros": (in_package("word/document.xml", "word/vbaProject.bin", "x"), "macros"),
    "broken-xml": (in_package("word/a.xml", "word/document.xml", "<a><b>"), "damaged"),
}


@pytest.mark.parametrize(("make", "reason"), CLOSED.values(), ids=CLOSED)
def test_what_cannot_be_searched_is_said(tmp_path: Path, make: Make, reason: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(make())
    assert reason in unsearched(path)


def scan(made: Pdf) -> None:
    picture = Stream(made, bytes(400 * 400))
    picture["/Type"], picture["/Subtype"], picture["/ColorSpace"] = Name.XObject, Name.Image, Name.DeviceGray
    picture["/Width"], picture["/Height"], picture["/BitsPerComponent"] = 400, 400, 8
    page = made.add_blank_page()
    page.obj["/Resources"] = Dictionary(XObject=Dictionary(I=made.make_indirect(picture)))
    page.obj["/Contents"] = made.make_stream(b"400 0 0 400 0 0 cm /I Do")


def test_a_page_that_is_a_picture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(scan))
    assert Unsearched("picture", "a.pdf", 3) in list(search(path))


def test_apart_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "名冊.xlsx"
    path.write_bytes(workbook(hidden_sheet))
    with Apart() as apart:
        assert list(apart.search(path)) == list(search(path))
        assert list(apart.search(path, "b.xlsx")) == list(search(path, "b.xlsx"))


@pytest.mark.injects("parser-memory")
def test_apart_survives_what_eats_memory_and_goes_on(tmp_path: Path) -> None:
    """Millions of drawings on a page; the words of the other pages come."""
    path, fine = tmp_path / "bomb.pdf", tmp_path / "fine.pdf"

    def change(made: Pdf) -> None:
        drawn(made, "x")
        made.pages[0].contents_add(made.make_stream(b"BT /FX 9 Tf (abcdefgh) Tj ET\n" * 1_500_000))

    path.write_bytes(pdf(change))
    fine.write_bytes(PDF["page"]())
    with Apart(megabytes=200) as apart:
        items = list(apart.search(path))
        assert any("第二頁" in item.text for item in items if isinstance(item, Passage))
        assert {(item.reason, item.page) for item in items if isinstance(item, Unsearched)} == {("too-large", 1)}
        assert any(SECRET in item.text for item in apart.search(fine) if isinstance(item, Passage))


def test_apart_ends_what_takes_too_long(tmp_path: Path) -> None:
    path = tmp_path / "slow.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", "".join(f"{number}\n" for number in range(2_500_000)))
    with Apart(seconds=1) as apart:
        reasons = {item.reason for item in apart.search(path) if isinstance(item, Unsearched)}
    assert reasons == {"slow"}


@pytest.mark.injects("parser-memory")
def test_apart_says_of_what_died_for_want_of_memory_that_it_was_too_large(tmp_path: Path) -> None:
    """From its first moment on: before anything is imported, in an import, and in the middle of a part."""
    path = tmp_path / "名冊.xlsx"
    path.write_bytes(workbook(hidden_sheet))
    for megabytes in (1, 2, 4, 8, 10, 12, 14):
        with Apart(megabytes=megabytes) as apart:
            reasons = {item.reason for item in apart.search(path) if isinstance(item, Unsearched)}
        assert reasons <= {"too-large"}, megabytes
        assert reasons or megabytes > 10


def test_apart_bounds_the_process_before_a_file_comes(tmp_path: Path) -> None:
    with Apart(megabytes=123) as apart:
        limits = Path(f"/proc/{apart._running().pid}/limits").read_text(encoding="ascii")
    (line,) = [line for line in limits.splitlines() if line.startswith("Max data size")]
    assert line.split()[3:5] == [str(123 << 20)] * 2


def test_apart_tells_a_crash_from_a_want_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    for number, word in ((signal.SIGSEGV, "crashed"), (signal.SIGKILL, "too-large"), (signal.SIGABRT, "crashed")):
        with Apart() as apart:
            process = apart._running()
            os.kill(process.pid, number)
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            again = apart._running
            first = iter([lambda process=process: process])
            monkeypatch.setattr(apart, "_running", lambda again=again, first=first: next(first, again)())
            assert {item.reason for item in apart.search(path) if isinstance(item, Unsearched)} == {word}


def test_apart_waits_for_nobody_who_only_complains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that writes to stderr without an end neither fills a pipe nor keeps us past the time limit."""
    path, program = tmp_path / "a.txt", tmp_path / "program"
    path.write_text("x", encoding="utf-8")
    program.write_text("#!/bin/sh\nyes complaint >&2\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(program))
    monkeypatch.setattr("publisher.documents.apart._PATIENCE", 1)
    with Apart(seconds=1) as apart:
        assert {item.reason for item in apart.search(path) if isinstance(item, Unsearched)} == {"slow"}


def test_tags_that_hold_each_other_again_and_again_come_to_an_end(tmp_path: Path) -> None:
    """Two kilobytes that say two to the forty-fifth; and what a process of its own does not survive is said."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    inner = pdf.make_indirect(pikepdf.Array([0]))
    for _ in range(45):
        inner = pdf.make_indirect(pikepdf.Array([inner, inner]))
    tag = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P, K=inner))
    pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=tag))
    pdf.save(tmp_path / "a.pdf")
    with Apart() as apart:
        found = apart.faults(tmp_path / "a.pdf", "pdf")
        assert not isinstance(found, str)
        assert found == accessible.faults(tmp_path / "a.pdf", "pdf")
        (tmp_path / "b.pdf").write_bytes(b"nothing")
        with pytest.raises(UnreadableDocumentError):
            apart.faults(tmp_path / "b.pdf", "pdf")
    with Apart(megabytes=8) as apart:
        assert apart.faults(tmp_path / "a.pdf", "pdf") == "too-large"
