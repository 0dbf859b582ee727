"""Whatever is wrong with a source, the message says what, where and the next step, and nothing half-read stays."""

from __future__ import annotations

import gzip
import io
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest

from publisher.i18n import translate
from publisher.model.errors import SourceError
from publisher.model.sources import CkanSource, DerivedSource, FileSource, HttpSource, Source, SqlSource
from publisher.source import fingerprint, read
from publisher.source.limits import MOST_PIECES
from tests.parts import needs_part
from tests.source.building import dataset, services
from tests.source.servers import free_port

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def workbook(sheet: str = "統計", columns: int = 2) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = sheet
    book.active.append([f"欄{number}" for number in range(columns)])
    book.active.append([1] * columns)
    book.save(written)
    return written.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    written = io.BytesIO()
    frame.write_parquet(written)
    return written.getvalue()


def archive(**members: bytes) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w") as packed:
        for name, data in members.items():
            packed.writestr(name.replace("_", "."), data)
    return written.getvalue()


def encrypted_ods() -> bytes:
    """As LibreOffice writes it: the manifest is plain, and the content only bytes."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="9">'
        '<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="x">'
        '<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>'
        "</manifest:encryption-data></manifest:file-entry></manifest:manifest>"
    )
    written = io.BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr("mimetype", ODS_TYPE)
        packed.writestr("content.xml", bytes(range(255, 128, -1)))
        packed.writestr("META-INF/manifest.xml", manifest)
    return written.getvalue()


def ods_of_sheets(count: int) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    tables = "".join(f'<table:table table:name="s{number}"/>' for number in range(count))
    kinds = "".join(f' xmlns:{kind}="{names}:{kind}:1.0"' for kind in ("office", "table"))
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    written = io.BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr("mimetype", ODS_TYPE)
        packed.writestr("content.xml", f"<office:document-content{kinds}>{body}</office:document-content>")
    return written.getvalue()


PAGE = b"<!DOCTYPE html><html><body><p>404, not found</p></body></html>"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
RECORDS = pl.DataFrame({"區": ["東", "西"], "件": [1, 2]})

MANY = archive(**{f"m{number}_csv": b"a\n1\n" for number in range(MOST_PIECES + 1)})

ENDINGS = ("csv", "xlsx", "xls", "ods", "json", "jsonl", "parquet", "xml", "zip", "csv.gz")
FILES: list[tuple[str, bytes | None, FileSource, str]] = [
    ("no file", None, FileSource("a.csv"), "No source file"),
    ("no file of a pattern", None, FileSource("104*.csv"), "No source file"),
    *((f"empty {ending}", b"", FileSource(f"a.{ending}"), "empty") for ending in ENDINGS),
    *((f"PDF as {ending}", PDF, FileSource(f"a.{ending}"), "PDF|not of the format") for ending in ENDINGS),
    ("truncated csv", '區,件\n東,1\n西,"2'.encode(), FileSource("a.csv"), "do not close"),
    ("truncated in a character", "區,件\n東,1\n西,二".encode()[:-1], FileSource("a.csv"), "encoding"),
    ("xlsx as csv", workbook(), FileSource("a.csv"), "workbook"),
    ("xls as csv", OLE + bytes(4096), FileSource("a.csv"), "old Office program"),
    ("gzip as csv", gzip.compress(b"a\n1\n"), FileSource("a.csv"), "gzip"),
    ("parquet as json", parquet(RECORDS), FileSource("a.json"), "Parquet"),
    ("web page as csv", PAGE, FileSource("a.csv"), "web page"),
    ("web page as json", PAGE, FileSource("a.json"), "not valid JSON"),
    ("web page as xls", PAGE, FileSource("a.xls"), "web page"),
    ("csv as json", "區,件\n東,1\n".encode(), FileSource("a.json"), "not valid JSON"),
    ("csv as xlsx", "區,件\n東,1\n".encode(), FileSource("a.xlsx"), "text with separators"),
    ("truncated xlsx", workbook()[:-200], FileSource("a.xlsx"), "damaged"),
    ("truncated json", '[{"區": "東"}, {"區": '.encode(), FileSource("a.json"), "not valid JSON"),
    ("truncated jsonl", '{"區": "東"}\n{"區": '.encode(), FileSource("a.jsonl"), "not valid JSON"),
    ("truncated parquet", parquet(RECORDS)[:-20], FileSource("a.parquet"), "damaged"),
    ("truncated xml", "<r><i><區>東</區></i><i>".encode(), FileSource("a.xml"), "not well-formed"),
    ("truncated zip", archive(a_csv=b"a\n1\n")[:-30], FileSource("a.zip"), "damaged"),
    ("truncated gzip", gzip.compress(b"a\n1\n" * 1000)[:-12], FileSource("a.csv.gz"), "damaged"),
    ("encrypted xlsx", OLE + bytes(1024) + ENCRYPTED, FileSource("a.xlsx"), "password"),
    ("encrypted ods", encrypted_ods(), FileSource("a.ods"), "password"),
    ("no such sheet", workbook("統計"), FileSource("a.xlsx", sheet="說明"), "no sheet named 說明"),
    ("no sheet of a pattern", workbook("統計"), FileSource("a.xlsx", sheet="說*"), "no sheet named"),
    (
        "sheets without end",
        ods_of_sheets(MOST_PIECES + 1),
        FileSource("a.ods", sheet="s*"),
        "2001 sheets or files",
    ),
    ("members without end", MANY, FileSource("a.zip", member="*.csv"), "2001 sheets or files"),
    ("no such record", b'{"a": []}', FileSource("a.json", record="b.c"), "not a list of records"),
    ("several members", archive(a_csv=b"a\n1\n", b_csv=b"a\n2\n"), FileSource("a.zip"), "holds 2 files"),
    ("no such member", archive(a_csv=b"a\n1\n"), FileSource("a.zip", member="b.csv"), "holds 0 files"),
    ("no member of a pattern", archive(a_csv=b"a\n1\n"), FileSource("a.zip", member="b*"), "holds 0 files"),
    ("member of no known format", archive(a_doc=b"x"), FileSource("a.zip"), "ending"),
    ("declared encoding", "區\n東\n".encode("cp950"), FileSource("a.csv", encoding="utf-8"), "byte"),
    ("no such encoding", b"a\n1\n", FileSource("a.csv", encoding="big6"), "no encoding named big6"),
    ("an encoding with NUL", b"a\n1\n", FileSource("a.csv", encoding="utf_8\0"), "no encoding named"),
    ("the folder itself", None, FileSource(".", format="csv"), "names no file"),
    ("no name", None, FileSource("", format="csv"), "names no file"),
    ("a name beyond the system's", None, FileSource("x" * 5000 + ".csv"), "too long"),
    ("no such format", b"a\n1\n", FileSource("a.dat"), "ending"),
]


def fails(folder: Path, source: Source) -> SourceError:
    """The error of reading the source, after looking at what every such error must be."""
    made, given = dataset(folder, source), services(folder)
    with pytest.raises(SourceError) as caught:
        read(made, given, {})
    error = caught.value
    assert error.where is not None
    assert str(error.where).startswith(f"{folder.parent.name}/{folder.name}/")
    assert error.hint is not None
    for message in (error.message, error.hint):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in translate(message, "zh-TW"))
    assert str(folder) not in f"{error.where} {error.message} {error.hint}"
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    assert list(given.work.iterdir()) == []
    return error


@pytest.mark.parametrize(
    ("content", "source", "words"), [case[1:] for case in FILES], ids=[case[0] for case in FILES]
)
def test_files(tmp_path: Path, content: bytes | None, source: FileSource, words: str) -> None:
    if content is not None:
        (tmp_path / source.path).write_bytes(content)
    assert re.search(words, str(fails(tmp_path, source)))


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_there_and_is_no_file_is_not_called_missing(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "a.csv")
    assert "is no file" in str(fails(tmp_path, FileSource("a.csv")))


def test_the_hint_names_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(archive(a_csv=b"a\n1\n", b_csv=b"a\n2\n"))
    assert "a.csv、b.csv" in str(fails(tmp_path, FileSource("a.zip")).hint)
    (tmp_path / "a.xlsx").write_bytes(workbook("統計"))
    assert "統計" in str(fails(tmp_path, FileSource("a.xlsx", sheet="說明")).hint)


def test_more_columns_than_any_spreadsheet_has_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("".join(f"c{number}," for number in range(16_384)) + "end\n")
    table = read(dataset(tmp_path, FileSource("a.csv")), services(tmp_path), {}).table
    assert table is not None
    assert len(table.columns) == 16_385


def sqlite(folder: Path) -> None:
    made = sqlite3.connect(folder / "a.db")
    made.executescript("CREATE TABLE t (a blob); INSERT INTO t VALUES (x'00ff')")
    made.close()
    (folder / "no.db").write_bytes(b"not a database, whatever its name promises" * 40)


DATABASES = [
    ("no file", "sqlite:///b.db", "SELECT 1", "no SQLite file b.db"),
    ("no database", "sqlite:///no.db", "SELECT * FROM t", "did not answer"),
    ("no table", "sqlite:///a.db", "SELECT * FROM u", "did not answer"),
    ("no query", "sqlite:///a.db", "SELEC * FROM t", "only reads"),
    ("no rows", "sqlite:///a.db", "DELETE FROM t", "only reads"),
    ("variable", "postgresql+psycopg://tester:${NO_SUCH_VARIABLE}@127.0.0.1/x", "SELECT 1", "NO_SUCH_VARIABLE"),
    ("driver", "postgresql+asyncpg://127.0.0.1/x", "SELECT 1", "driver"),
    ("no address", "a database", "SELECT 1", "not the address"),
]


@pytest.mark.parametrize(
    ("url", "query", "words"), [case[1:] for case in DATABASES], ids=[case[0] for case in DATABASES]
)
def test_databases(tmp_path: Path, url: str, query: str, words: str) -> None:
    sqlite(tmp_path)
    assert re.search(words, str(fails(tmp_path, SqlSource(url, query))))


@pytest.mark.parametrize("driver", ["postgresql+psycopg", "mysql+pymysql"])
def test_a_database_that_is_down(tmp_path: Path, driver: str) -> None:
    name = driver.partition("+")[2]
    needs_part(find_spec(name), f"the Python driver {name}", "pip install publisher[sql]")
    url = f"{driver}://tester:loopback-only@127.0.0.1:{free_port()}/x"
    error = fails(tmp_path, SqlSource(url, "SELECT 1"))
    assert "did not answer" in str(error)
    assert "loopback-only" not in f"{error} {error.hint}"


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/silent.csv":
            self.server.silent.wait(20)  # type: ignore[attr-defined]
            return
        known = self.path in ("/empty.csv", "/large.csv", "/page.csv")
        body = {"/large.csv": b"a\n" * 600_000, "/page.csv": PAGE}.get(self.path, b"")
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        return


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.silent = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.silent.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("no-such.csv", "404"),
        ("silent.csv", "timeout"),
        ("large.csv", "more than 1 megabytes"),
        ("empty.csv", "empty"),
        ("page.csv", "web page"),
    ],
)
def test_files_on_the_web(tmp_path: Path, site: str, path: str, words: str) -> None:
    source = HttpSource(f"{site}/{path}", timeout=0.5, max_megabytes=1, allow_private=True)
    assert words in str(fails(tmp_path, source))


def test_servers_that_are_down(tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    assert "refused" in str(fails(tmp_path, HttpSource(f"{nobody}/a.csv", allow_private=True)))
    assert "refused" in str(fails(tmp_path, CkanSource(nobody, "r-1", allow_private=True)))


def test_a_name_in_big5_is_shown_escaped(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/" + "據點".encode("cp950") + b".csv"
    Path(os.fsdecode(name)).write_text("a\n1\n", encoding="utf-8")
    made = dataset(tmp_path, FileSource("*.csv"))
    for ask in (fingerprint, lambda given: read(given, services(tmp_path), {})):
        with pytest.raises(SourceError, match=r"not UTF-8: .x.*csv"):
            ask(made)  # type: ignore[operator]


def test_links_in_a_circle_are_the_datasets_fault(tmp_path: Path) -> None:
    (tmp_path / "a.db").symlink_to("b.db")
    (tmp_path / "b.db").symlink_to("a.db")
    for source in (
        FileSource("*.db", format="csv"),
        SqlSource("sqlite:///a.db", "SELECT 1"),
        DerivedSource("a.db"),
    ):
        with pytest.raises(SourceError):
            fingerprint(dataset(tmp_path, source))


@pytest.mark.parametrize("text", ["[" * 100_000, '[{"a": ' + "[" * 200 + "]" * 200 + "}]", '[{"a": 1e999999999}]'])
def test_json_without_bounds_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="not valid JSON"):
        read(dataset(tmp_path, FileSource("a.json")), services(tmp_path), {})


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://host:port/a.csv", "http://host:99999/a.csv", "http:///a.csv", "ftp://host/a"]
)
def test_an_address_that_is_none_is_the_datasets_fault(tmp_path: Path, url: str) -> None:
    with pytest.raises(SourceError):
        fingerprint(dataset(tmp_path, HttpSource(url, format="csv")))


def test_a_parquet_file_with_one_wrong_byte_is_read_or_refused(tmp_path: Path) -> None:
    """Polars panics at some of them, which is no Exception of Python."""
    file = tmp_path / "a.parquet"
    pl.DataFrame({"日期": ["114/08/01", "114/08/02"], "數量": [12, 7]}).write_parquet(file)
    whole, refused = file.read_bytes(), 0
    for place in range(4, len(whole), 5):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            read(dataset(tmp_path, FileSource("a.parquet")), services(tmp_path), {})
        except SourceError as error:
            refused += bool(str(error))
    assert refused > 10
