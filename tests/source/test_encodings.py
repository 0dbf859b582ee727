from __future__ import annotations

from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import read
from tests.source.building import dataset, rows_of, services

TEXT = "姓名,機關,備註\n王小明,臺南市政府交通局,本案已於上午辦理完畢\n陳大文,監理站,領牌及換發行車執照\n"
SIMPLIFIED = "姓名,机关,备注\n张三,车辆管理所,本案已经办理完毕，请领取行驶证\n"


def read_encoded(folder: Path, content: bytes, encoding: str | None = None) -> list[tuple[str | None, ...]]:
    (folder / "data.csv").write_bytes(content)
    result = read(dataset(folder, FileSource("data.csv", encoding=encoding)), services(folder), {})
    return rows_of(result.table)


def as_rows(text: str) -> list[tuple[str | None, ...]]:
    return [tuple(line.split(",")) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT),
        ("utf-8-sig", TEXT),
        ("utf-16", TEXT),
        ("utf-16-le", TEXT),
        ("utf-16-be", TEXT),
        ("utf-32", TEXT),
        ("big5", TEXT),
        ("cp950", TEXT.replace("王小明", "碁恒裏")),
        ("big5hkscs", TEXT.replace("王小明", "嘅咗喺")),
        ("gb18030", TEXT),
        ("gb18030", SIMPLIFIED),
        ("gb2312", SIMPLIFIED),
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_encoding(tmp_path: Path, encoding: str, text: str, declared: bool) -> None:
    assert read_encoded(tmp_path, text.encode(encoding), encoding if declared else None) == as_rows(text)


def test_character_of_cp950_at_the_end_of_a_long_file(tmp_path: Path) -> None:
    """A guess from the first bytes would say Big5, which does not have it."""
    text = TEXT + "李四,監理站,無\n" * 20_000 + "碁恒裏,監理站,無\n"
    assert read_encoded(tmp_path, text.encode("cp950"))[-1] == ("碁恒裏", "監理站", "無")


@pytest.mark.parametrize(
    ("content", "declared", "line"),
    [
        (TEXT.encode("cp950"), "utf-8", 1),
        (TEXT.encode() + "碁,恒,裏\n".encode("cp950"), "utf-8", 4),
        (TEXT.encode("cp950") + "碁恒裏,無,無\n".encode("cp950"), "big5", 4),
        (TEXT.encode("utf-16") + b"\x00", "utf-16", 4),
        (b"a,b\n" * 70_000 + b"\xff\n", "cp950", 70_001),
    ],
)
def test_wrongly_declared_encoding_names_the_line(
    tmp_path: Path, content: bytes, declared: str, line: int
) -> None:
    with pytest.raises(SourceError) as caught:
        read_encoded(tmp_path, content, declared)
    assert caught.value.where is not None
    assert caught.value.where.line == line
    assert caught.value.hint is not None


def test_declared_big5_is_told_about_cp950(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_encoded(tmp_path, "碁".encode("cp950"), "big5")
    assert "cp950" in str(caught.value.hint)


@pytest.mark.parametrize("name", ["utf-99", "rot13", "base64", ""])
def test_unknown_encoding(tmp_path: Path, name: str) -> None:
    if name == "":
        assert read_encoded(tmp_path, TEXT.encode(), name) == as_rows(TEXT)
        return
    with pytest.raises(SourceError, match="no encoding named"):
        read_encoded(tmp_path, TEXT.encode(), name)


@pytest.mark.parametrize("content", [b"caf\xe9\nb\n", b"\x89PNG\r\n\x1a\n\xff\xfe", bytes(range(128, 256))])
def test_what_no_encoding_fits_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError):
        read_encoded(tmp_path, content)


def test_the_copy_in_utf8_does_not_stay(tmp_path: Path) -> None:
    read_encoded(tmp_path, TEXT.encode("cp950"))
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["source.parquet"]


STRANGERS = {
    "日": ("施設名,住所\nさくら公園,東京都港区\n市立図書館,大阪市北区\n", ("euc_jp", "cp932")),
    "漢字のみ": ("施設名,住所\n市立図書館,東京都港区芝公園\n区民会館,大阪市北区\n", ("euc_jp", "cp932")),
    "漢字二語": ("電話番号,区分\n図書館,平成\n", ("euc_jp",)),
    "韓二語": ("이름\n서울시\n", ("euc_kr",)),
    "七位元": ("施設名,住所\nさくら公園,東京都港区\n", ("iso2022_jp",)),
    "七位元簡": ("省市,人口\n北京市,广东省\n", ("hz",)),
    "韓": ("시설명,주소\n서울공원,서울특별시 강남구\n부산도서관,부산광역시 중구\n", ("cp949", "euc_kr")),
    "露": ("название,адрес\nпарк,Москва улица Ленина\n", ("koi8-r", "cp1251", "iso8859-5")),
    "希": ("όνομα,διεύθυνση\nπάρκο,Αθήνα\n", ("iso8859-7",)),
    "泰": ("ชื่อ,ที่อยู่\nสวนสาธารณะ,กรุงเทพมหานคร\n", ("tis-620",)),
    "法": ("nom,ville\nThéâtre,Besançon\nCafé,Nîmes\n", ("latin-1", "cp1252")),
}


@pytest.mark.parametrize("times", [1, 40])
@pytest.mark.parametrize(
    ("text", "encoding"), [(text, name) for text, names in STRANGERS.values() for name in names]
)
def test_another_alphabet_is_never_read_in_silence(tmp_path: Path, text: str, encoding: str, times: int) -> None:
    with pytest.raises(SourceError, match="encoding of the file cannot be told"):
        read_encoded(tmp_path, (text * times).encode(encoding))
    assert read_encoded(tmp_path, text.encode(encoding), encoding) == as_rows(text)


@pytest.mark.parametrize(
    ("first", "second"), [("cp950", "utf-8"), ("utf-8", "cp950"), ("cp950", "gb18030"), ("gb18030", "utf-8")]
)
def test_a_file_of_two_encodings_is_refused_with_the_line(tmp_path: Path, first: str, second: str) -> None:
    text = SIMPLIFIED if "gb18030" in (first, second) else TEXT
    start = TEXT if first != "gb18030" else SIMPLIFIED
    with pytest.raises(SourceError) as caught:
        read_encoded(tmp_path, (start * 20).encode(first) + text.encode(second))
    assert caught.value.where is not None
    assert caught.value.where.line in (None, *range(61, 64))
