"""What content is by its first bytes: real files of every kind, and texts that begin like one."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from publisher.signatures import kind_of, office_kind


def _sqlite(folder: Path) -> bytes:
    with sqlite3.connect(folder / "x") as made:
        made.execute("CREATE TABLE t (a)")
    made.close()
    return (folder / "x").read_bytes()


def _parquet(folder: Path) -> bytes:
    pl.DataFrame({"a": ["1"]}).write_parquet(folder / "x.parquet")
    return (folder / "x.parquet").read_bytes()


def _zip(_folder: Path, name: str = "a.txt") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, "x")
    return made.getvalue()


def _empty_zip(_folder: Path) -> bytes:
    made = io.BytesIO()
    zipfile.ZipFile(made, "w").close()
    return made.getvalue()


def _tar(folder: Path, form: int = tarfile.PAX_FORMAT) -> bytes:
    (folder / "a.txt").write_text("x")
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        archive.add(folder / "a.txt", "a.txt")
    return made.getvalue()


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("sqlite", _sqlite),
        ("parquet", _parquet),
        ("zip", _zip),
        ("zip", _empty_zip),
        ("tar", _tar),
        ("tar", lambda folder: _tar(folder, tarfile.GNU_FORMAT)),
        ("gzip", lambda _folder: gzip.compress(b"x")),
        ("bzip2", lambda _folder: bz2.compress(b"x")),
        ("bzip2", lambda _folder: bz2.compress(b"")),
        ("xz", lambda _folder: lzma.compress(b"x")),
    ],
)
def test_files_of_other_programs(tmp_path: Path, kind: str, make: Callable[[Path], bytes]) -> None:
    assert kind_of(make(tmp_path)) == kind


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("bmp", b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00"),
        ("font", b"OTTO\x00\x0b\x00\x80"),
        ("font", b"wOFFOTTO\x00\x00"),
        ("font", b"wOF2\x00\x01\x00\x00"),
        ("exe", b"MZ\x90\x00\x03\x00"),
        ("cab", b"MSCF\x00\x00\x00\x00"),
        ("emf", b"\x01\x00\x00\x00\x6c" + bytes(35) + b" EMF"),
        ("webp", b"RIFF\x24\x00\x00\x00WEBPVP8 "),
        ("rtf", b"\r\n{\\rtf1"),
        ("html", b'<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE html>'),
        ("pdf", b"junk\n%PDF-1.7"),
    ],
)
def test_first_bytes(kind: str, start: bytes) -> None:
    assert kind_of(start) == kind


@pytest.mark.parametrize(
    "word",
    [
        "BMI,姓名",
        "BM 2026",
        "OTTO,04 員工",
        "ttcf",
        "wOFF",
        "wOF2",
        "MZ",
        "MSCF 公司",
        "ITSF",
        "BZh1",
        "PAR1",
        "ustar",
    ],
)
def test_a_text_that_begins_like_a_file_of_another_kind_is_a_text(word: str) -> None:
    assert kind_of(f"{word},A123456789\n王小明,1\n".encode()) == "text"


def test_office_files_are_told_apart_by_their_parts(tmp_path: Path) -> None:
    for name, kind in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("a.txt", "zip")):
        content = _zip(tmp_path, name)
        assert office_kind("zip", content[:4096], content) == kind
