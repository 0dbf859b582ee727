"""Drafts of files that are not open: all that can be made is made, and each is judged by what it says."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import openpyxl
import pikepdf
import pytest

from publisher.convert import Converted, addresses, comparing, convert, files_in, office
from publisher.convert.office import Job, Office
from publisher.documents.apart import Apart
from publisher.documents.inspecting import inspect
from publisher.model.errors import MissingPartError
from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.site import Coverage, Site, SiteResult
from publisher.model.text import LocalText
from publisher.pipeline import drafts
from tests.parts import needs_part

PAGE = '<!doctype html><html><head><meta charset="utf-8"></head><body><h1>{title}</h1><p>{words}</p></body></html>'
RICH = b"{\\rtf1\\ansi{\\fonttbl{\\f0 Some Font;}}{\\info{\\author A}}\\f0 Number 0071 of the form\\par}"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Converted]]:
    """One night's worth of files, good and bad, in one conversion."""
    needs_part(shutil.which("soffice"), "LibreOffice", "apt-get install libreoffice-writer-nogui")
    folder, out = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    (folder / "表單").mkdir()
    (folder / "表單" / "申請書.html").write_text(PAGE.format(title="申請書", words="案號 00123"), encoding="utf-8")
    (folder / "申請書.rtf").write_bytes(RICH)
    (folder / "說明.md").write_text("# 說明\n\n內文\n\n| 項 | 值 |\n|---|---|\n| 甲 | 007 |\n", encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(["代碼", "金額", "日期"])  # type: ignore[union-attr]
    book.active.append(["00071", 12.5, "2024-03-05"])  # type: ignore[union-attr]
    book.create_sheet("藏").sheet_state = "hidden"
    book["藏"].append(["隱", "藏"])
    book["藏"].append(["1", "2"])
    book.save(folder / "名冊.xlsx")
    typed = openpyxl.Workbook()
    for row in (
        ["線上", "比率", "碼"],
        [True, 0.7860784346194871, 1234567890123456],
        [False, 1 / 3, "1-2"],
        ["=1/7"],
    ):
        typed.active.append(row)  # type: ignore[union-attr]
    typed.save(folder / "型別.xlsx")
    (folder / "壞.docx").write_bytes((folder / "名冊.xlsx").read_bytes()[:900])
    (folder / "亂.doc").write_bytes(bytes(range(256)) * 20)
    files = files_in([folder])
    return out, {item.source.name: item for item in convert(files, out)}


@pytest.mark.libreoffice
def test_what_can_be_made_is_made_and_says_what_its_source_says(
    results: tuple[Path, dict[str, Converted]],
) -> None:
    out, found = results
    assert {name: item.problem for name, item in found.items() if item.problem} == {
        "壞.docx": "refused",
        "亂.doc": "unknown",
    }
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()) == sorted(
        [
            "表單/申請書.odt",
            "表單/申請書.pdf",
            "申請書.odt",
            "申請書.pdf",
            "說明.odt",
            "說明.pdf",
            "名冊.ods",
            "名冊.pdf",
            "型別.ods",
            "型別.pdf",
        ]
    )
    with Apart() as apart:
        assert "案號00123" in comparing.content_of(apart, out / "表單" / "申請書.odt").letters
        assert "00071" in comparing.content_of(apart, out / "名冊.ods").cells


@pytest.mark.libreoffice
def test_results_are_tagged_have_title_and_language_and_what_is_left_is_said(
    results: tuple[Path, dict[str, Converted]],
) -> None:
    out, found = results
    seen = inspect(out / "說明.pdf", "pdf")
    assert (seen.readable, seen.tagged, seen.has_text, seen.title, seen.language) == (
        True,
        True,
        True,
        "說明",
        "zh-TW",
    )
    assert inspect(out / "名冊.ods", "ods").title == "名冊"
    assert found["名冊.xlsx"].notes == ("hidden-sheet",)
    assert found["型別.xlsx"].notes == ("calculated",)
    assert found["申請書.rtf"].todo == ("no-headings",)
    with pikepdf.open(out / "申請書.pdf") as pdf:
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def content(cells: tuple[str, ...] = (), letters: str = "") -> comparing.FileContent:
    return comparing.FileContent(
        (letters,) if letters else (), letters, cells, frozenset(cells), (), encrypted=False, whole=True
    )


@pytest.mark.parametrize(
    ("source", "made", "ending", "table", "problem"),
    [
        (content(("00071", "a")), content(("71.0", "a")), "ods", True, "values-differ"),
        (content(("00071", "a")), content(("a", "00071")), "ods", True, ""),
        (content(("0.0738022051132839",)), content(("0.073802205113284",)), "ods", True, ""),
        (content(("0.0738022051132839",)), content(("0.07380220511328",)), "ods", True, "values-differ"),
        (content(("1234567890123456",)), content(("1234567890123460",)), "ods", True, "values-differ"),
        (content(("45356.5", "a")), content(("2024-03-05t12:00:00", "a")), "ods", True, ""),
        (content(("2024-03-05", "a")), content(("45356", "a")), "ods", True, ""),
        (content(("06:00:00",)), content(("0.25",)), "ods", True, ""),
        (content(("2024-03-05", "a")), content(("2024-03-06", "a")), "ods", True, "values-differ"),
        (content(("2023-01-01", "a")), content(("2025-07-01", "a")), "ods", True, ""),
        (content(("0071", "a")), content(("2025-07-01", "a")), "ods", True, "values-differ"),
        (content(("名冊", "a")), content(letters="名冊a"), "pdf", True, ""),
        (content(("名冊", "地址太長")), content(letters="名冊"), "pdf", True, ""),
        (content(("名冊", "a")), content(letters="名"), "pdf", True, "text-lost"),
        (content(letters="甲乙丙丁戊己"), content(letters="甲乙丙丁戊己"), "odt", False, ""),
        (content(letters="甲乙丙丁戊己"), content(letters="甲乙"), "odt", False, "text-lost"),
        (content(letters="甲乙丙丁戊己"), content(), "pdf", False, "empty"),
    ],
)
def test_results_are_compared(
    source: comparing.FileContent, made: comparing.FileContent, ending: str, table: bool, problem: str
) -> None:
    """The twin was made on 1 July 2025: a cell of today is one that a formula asks for."""
    assert comparing.differences(source, made, ending, table=table, made_on="2025-07-01")[0] == problem


def test_texts_that_a_print_cuts_and_values_of_today_are_said() -> None:
    whole, cut = content(("名冊", "地址太長")), content(letters="名冊")
    assert comparing.differences(whole, cut, "pdf", table=True) == ("", ("cut",))
    old, new = content(("2023-01-01",)), content(("2025-07-01",))
    assert comparing.differences(old, new, "ods", table=True, made_on="2025-07-01") == ("", ("calculated",))


def test_a_file_that_unfolds_to_more_than_is_read_is_not_given_to_libreoffice(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<a/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1024**2)
    with Apart() as apart:
        assert comparing.content_of(apart, tmp_path / "a.xlsx").bursts


def test_what_stands_behind_a_page_is_not_missed_in_its_print(tmp_path: Path) -> None:
    slides = _zip(
        tmp_path / "a.pptx",
        ppt__slides__slide1="<a><id>rId12345</id><t>標題</t></a>",
        ppt__slideLayouts__slideLayout1="<a><t>按一下以編輯</t></a>",
        ppt__charts__chart1="<a><v>收件數量</v><v>42</v></a>",
        customXml__item1="<a>內部流程代號</a>",
    )
    with Apart() as apart:
        told = comparing.content_of(apart, slides)
        pages = comparing.printed(apart, slides)
    assert (told.lines, told.beside) == (("標題",), ("收件數量",))
    assert (pages.lines, pages.letters) == ((), "")


def _zip(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", text)
    return path


def test_what_a_pdf_does_not_show_is_not_missed_in_it(tmp_path: Path) -> None:
    notes = "<a><t>講者自己的備註內容</t></a>"
    slides = _zip(
        tmp_path / "a.pptx", ppt__slides__slide1="<a><t>標題</t></a>", ppt__notesSlides__notesSlide1=notes
    )
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏起來的文字</w:t></w:r>"
    hidden = f"<w:p>{part}</w:p><w:p><w:r><w:t>說明</w:t></w:r>{part}</w:p>"
    plain = "<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>公告</w:t></w:r></w:p>"
    text = _zip(tmp_path / "a.docx", word__document=f"<w:document xmlns:w='{word}'>{hidden}{plain}</w:document>")
    with Apart() as apart:
        told, written = comparing.content_of(apart, slides), comparing.content_of(apart, text)
    assert (told.lines, told.beside) == (("標題",), ("講者自己的備註內容",))
    assert written.lines == ("說明", "公告")
    assert "說明藏起來的文字" in written.letters
    assert comparing.differences(told, content(letters="標題"), "pdf", table=False) == ("", ())
    assert comparing.differences(told, content(letters="標題"), "odp", table=False)[0] == "text-lost"


def test_a_hidden_sheet_of_one_row_and_a_cut_file_are_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("a", 0).append(["甲", "00071"])
    hidden = book.create_sheet("b")
    hidden.append(["內部"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "cut.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900)
    with Apart() as apart:
        seen = comparing.content_of(apart, tmp_path / "a.xlsx")
        cut = comparing.content_of(apart, tmp_path / "cut.xls")
    assert (seen.notes, seen.cells, seen.shown) == (
        ("hidden-sheet",),
        ("甲", "00071", "內部"),
        frozenset({"甲", "00071"}),
    )
    assert cut.notes == ("damaged",)


def test_a_program_that_hangs_is_ended_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\ntrap '' TERM\nsleep 1000\n")
    slow.chmod(0o755)
    monkeypatch.setattr(office, "START_SECONDS", 1)
    monkeypatch.setattr(office, "FILE_SECONDS", 0)
    monkeypatch.setattr(office, "_TERMINATE_SECONDS", 1)
    (tmp_path / "a.rtf").write_bytes(RICH)
    out = tmp_path / "out"
    out.mkdir()
    faults = Office(str(slow), tmp_path / "work").convert([Job(tmp_path / "a.rtf", "000001")], "odt", out)
    assert faults == {"000001": "hung"}


def test_cells_are_compared_by_what_they_say() -> None:
    normal = comparing._normal
    assert normal("0.7860784346194871") == normal("0.786078434619487") != normal("0.78607843461948")
    assert [normal(cell) for cell in ("true", "FALSE", "12.0", "-4", "00071", "1e3", "12345678901234567890")] == [
        *("1", "0", "12", "-4", "00071", "1000", "12345678901234567890")
    ]
    source, more = content(("a", "1")), content(("a", "1", "0.5"))
    assert comparing.differences(source, more, "ods", table=True) == ("", ("calculated",))
    assert comparing.differences(more, source, "ods", table=True) == ("values-differ", ())


_PLAYED = """#!/bin/sh
# plays LibreOffice: files are made in order; what stands in them says what it does
echo run >> "$HOME/runs"
while [ "$1" != --outdir ]; do shift; done
out=$2; shift 2
for file in "$@"; do
  stem=$(basename "$file" .rtf)
  case $(cat "$file") in
    crash) kill -SEGV $$ ;;
    hang) sleep 1000 ;;
    refuse) echo "Error: source file could not be loaded" ;;
    full) : > "$out/$stem.odt" ;;
    *) cp "$file" "$out/$stem.odt" ;;
  esac
done
"""


@pytest.mark.parametrize(
    ("does", "faults", "runs"),
    [
        (["good"] * 5, {}, 1),
        (["good", "refuse", "good", "good", "good"], {"1": "refused"}, 2),
        (["good", "crash", "good", "good", "good"], {"1": "refused"}, 3),
        (["good", "good", "hang", "good", "crash"], {"2": "hung", "4": "refused"}, 4),
        (["crash", "good", "refuse", "good", "full"], {"0": "refused", "2": "refused", "4": "refused"}, 5),
        (["refuse"] * 3, {"0": "refused", "1": "refused", "2": "refused"}, 5),
    ],
    ids=["good", "refused", "crash", "hang and crash", "all kinds", "all refused"],
)
def test_a_bad_file_costs_itself_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: list[str], faults: dict[str, str], runs: int
) -> None:
    program = tmp_path / "soffice"
    program.write_text(_PLAYED)
    program.chmod(0o755)
    monkeypatch.setattr(office, "START_SECONDS", 1)
    monkeypatch.setattr(office, "FILE_SECONDS", 1)
    monkeypatch.setattr(office, "_TERMINATE_SECONDS", 1)
    out, work = tmp_path / "out", tmp_path / "work"
    out.mkdir()
    jobs = []
    for number, text in enumerate(does):
        (tmp_path / f"{number}.rtf").write_text(text)
        jobs.append(Job(tmp_path / f"{number}.rtf", str(number)))
    assert Office(str(program), work).convert(jobs, "odt", out) == faults
    made = {path.stem for path in out.iterdir() if path.stat().st_size}
    assert made == {str(number) for number, text in enumerate(does) if text == "good"}
    assert len((work / "runs").read_text().split()) == runs


def test_libreoffice_missing_is_said_with_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPartError) as caught:
        office.find_office(tmp_path)
    assert "libreoffice-writer-nogui" in str(caught.value.hint)


def test_a_list_of_addresses_is_told_from_a_text(tmp_path: Path) -> None:
    listed, text = tmp_path / "a.txt", tmp_path / "b.txt"
    listed.write_text("# 表單\nhttps://a.example/1.doc\n\nhttps://a.example/2.xls\n", encoding="utf-8-sig")
    text.write_text("https://a.example/1.doc 是表單\n說明\n", encoding="utf-8")
    assert addresses.addresses_in(listed) == ("https://a.example/1.doc", "https://a.example/2.xls")
    assert addresses.addresses_in(text) == ()


class _Forms(BaseHTTPRequestHandler):
    """A server with a form, a way to it, a file without a name, and things that are no file."""

    def do_GET(self) -> None:
        moved = {"/old": "/form.rtf", "/round": "/round", "/out": "ftp://a.example/x"}.get(self.path)
        if moved:
            self.send_response(302)
            self.send_header("Location", moved)
            self.end_headers()
            return
        there = self.path in ("/form.rtf", "/download?id=3", "/empty")
        body = (b"" if self.path == "/empty" else RICH) if there else b"not found"
        self.send_response(200 if there else 404)
        if self.path.startswith("/download"):
            self.send_header("Content-Disposition", 'attachment; filename="../../form 3.rtf"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def forms() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Forms)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_stands_at_addresses_is_fetched(tmp_path: Path, forms: str) -> None:
    paths = ("/form.rtf", "/old", "/download?id=3", "/empty", "/nothing", "/round", "/out")
    found = addresses.fetch([forms + path for path in paths], tmp_path, allow_private=True)
    names = [item.path.name if item.path else item.problem for item in found]
    assert names == ["form.rtf", "form.rtf", "form 3.rtf", *["not-there"] * 4]
    assert all(item.path.read_bytes() == RICH for item in found if item.path)
    assert all(item.path.is_relative_to(tmp_path) for item in found if item.path)
    assert addresses.fetch([forms + "/form.rtf"], tmp_path)[0].problem == "not-there"


@pytest.mark.libreoffice
def test_a_website_gets_drafts_once_and_loses_them_when_it_has_twins(tmp_path: Path, forms: str) -> None:
    needs_part(shutil.which("soffice"), "LibreOffice", "apt-get install libreoffice-writer-nogui")
    site = Site("s", LocalText("站", "Site"), (forms,), allow_private=True)
    urls = (f"{forms}/form.rtf", f"{forms}/nothing")

    def seen(*offered: str) -> SiteResult:
        found = tuple(
            Finding(drafts.CHECK, Outcome.FAILED, Severity.ERROR, url, places=(Place(url=f"{forms}/page"),))
            for url in offered
        )
        return SiteResult(site.id, (), found, Coverage(complete=True), ())

    now = datetime(2026, 11, 30, 3, tzinfo=UTC)
    index = drafts.make_drafts(site, seen(*urls), tmp_path, now)
    assert index[urls[1]] | {"page": ""} == {"tried": "2026-11-30", "problem": "not-there", "made": [], "notes": [], "todo": [], "page": ""}  # fmt: skip
    (made,) = index[urls[0]]["made"]
    assert index[urls[0]]["page"] == f"{forms}/page"
    assert inspect(tmp_path / made, "odt").readable
    before = (tmp_path / made).stat().st_mtime_ns
    drafts.make_drafts(site, seen(*urls), tmp_path, now)
    assert (tmp_path / made).stat().st_mtime_ns == before
    assert drafts.make_drafts(site, seen(), tmp_path, now) == {}
    assert [path.name for path in tmp_path.iterdir()] == [drafts.INDEX]
