"""What Big5, CP950 and HKSCS do not agree on: rare names, signs of ETEN, characters of one's own, wrong declarations."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import fingerprint, read
from tests.source.building import dataset, rows_of, services

PLAIN = "王小明,臺南市政府交通局,本案已於上午辦理完畢\n"


def first_cells(
    folder: Path, content: bytes, encoding: str | None = None, own: str | None = None
) -> list[str | None]:
    (folder / "data.csv").write_bytes(content)
    source = FileSource("data.csv", encoding=encoding, user_characters=own)
    return [row[0] for row in rows_of(read(dataset(folder, source), services(folder), {}).table)]


@pytest.mark.parametrize("character", "碁銹裏墻恒粧嫺媺犮")
@pytest.mark.parametrize("declared", ["cp950", None])
def test_rare_characters_of_cp950(tmp_path: Path, character: str, declared: str | None) -> None:
    content = (PLAIN + f"陳{character},站,無\n").encode("cp950")
    assert first_cells(tmp_path, content, declared) == ["王小明", f"陳{character}"]


@pytest.mark.parametrize("declared", ["cp950", "big5", None])
def test_signs_stand_where_eten_put_them(tmp_path: Path, declared: str | None) -> None:
    """Python's tables give ヾゝゞ for the bytes that every program in Taiwan shows as ①②③."""
    content = PLAIN.encode("cp950") + b"\xc6\xa1\xc6\xa2\xc6\xa3,x,y\n\xc6\xe8\xc7\xf3,x,y\n"
    assert first_cells(tmp_path, content, declared)[1:] == ["①②③", "あА"]


@pytest.mark.parametrize("character", "堃喆犇峯煊邨")
def test_characters_of_hkscs_are_read_when_declared(tmp_path: Path, character: str) -> None:
    content = (PLAIN + f"陳{character},站,無\n").encode("big5hkscs")
    assert first_cells(tmp_path, content, "big5hkscs")[1] == f"陳{character}"


def test_the_same_bytes_are_not_guessed_at(tmp_path: Path) -> None:
    """FB69 is 堃 in Hong Kong, and whatever an office in Taiwan drew for itself."""
    content = (PLAIN * 3 + "陳堃,站,無\n").encode("big5hkscs")
    for declared in (None, "cp950"):
        with pytest.raises(SourceError) as caught:
            first_cells(tmp_path, content, declared)
        assert caught.value.where is not None
        assert caught.value.where.line == 4
        assert "user_characters" in str(caught.value.hint)


def test_a_text_of_hong_kong_is_recognised(tmp_path: Path) -> None:
    content = (PLAIN + "佢哋喺屯門,冇嘢,唔係\n").encode("big5hkscs")
    assert first_cells(tmp_path, content)[1] == "佢哋喺屯門"


def test_characters_of_ones_own_are_read_from_a_list(tmp_path: Path) -> None:
    (tmp_path / "造字.csv").write_text("code,character\nFA40,堃\n8E41,𠮷\n", encoding="utf-8-sig")
    content = PLAIN.encode("cp950") * 200_000 + b"\xb3\xaf\xfa\x40,a,b\n\x8e\x41,a,b\n"
    assert first_cells(tmp_path, content, "cp950", "造字.csv")[-2:] == ["陳堃", "𠮷"]
    made = dataset(tmp_path, FileSource("data.csv", encoding="cp950", user_characters="造字.csv"))
    before = fingerprint(made)
    (tmp_path / "造字.csv").write_text("code,character\nFA40,喆\n8E41,𠮷\n", encoding="utf-8")
    assert fingerprint(made) != before


@pytest.mark.parametrize("text", ["code,character\nFA,堃\n", "code,character\nFA40,堃堃\n", "code\nFA40\n", None])
def test_a_list_that_cannot_be_read(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"own characters own\.csv"):
        first_cells(tmp_path, PLAIN.encode("cp950"), "cp950", "own.csv")


@pytest.mark.parametrize(
    ("real", "declared"),
    [
        ("cp950", "gb18030"),
        ("cp950", "latin-1"),
        ("cp950", "cp1252"),
        ("utf-8", "gb18030"),
        ("utf-8", "latin-1"),
        ("gb18030", "latin-1"),
        ("cp950", "utf-16"),
        ("utf-8", "cp950"),
    ],
)
def test_a_wrong_declaration_is_found_though_every_byte_decodes(tmp_path: Path, real: str, declared: str) -> None:
    content = (PLAIN * 20).encode(real)
    with pytest.raises(SourceError) as caught:
        first_cells(tmp_path, content, declared)
    shown = f"{caught.value} {caught.value.hint}"
    assert "王" not in shown
    assert "encoding" in shown or "declared as" in shown


@pytest.mark.parametrize(
    ("encoding", "text"), [("latin-1", "Café,Zürich\n"), ("cp932", "東京,駅\n"), ("euc-kr", "서울,역\n")]
)
def test_an_honest_declaration_of_another_language_is_believed(tmp_path: Path, encoding: str, text: str) -> None:
    assert first_cells(tmp_path, text.encode(encoding), encoding) == [text.split(",")[0]]
