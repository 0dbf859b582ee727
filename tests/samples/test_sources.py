"""The made source files: the same on every run, the ones that are committed, and about nobody."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import unicodedata
import zipfile
from pathlib import Path

import pytest

from samples import make, people
from samples.make import DATASETS, build, differing, main, mended

_NATIONAL_ID = re.compile(r"(?<![A-Za-z0-9])[A-Z][12]\d{8}(?![A-Za-z0-9])")
_MOBILE = re.compile(r"(?<!\d)09\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)")
_LANDLINE = re.compile(r"(?<![\d.])\(?0[2-8]\d{0,2}\)?-\d{3,4}-?\d{4}(?!\d)")
_PLATE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{3}-\d{4}(?![A-Za-z0-9])")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_ENCODINGS = {"cases.csv": "cp950", "road-tests.csv": "cp950", "paperless.csv": "cp950"}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return build()


@pytest.fixture(scope="module")
def texts(made: dict[str, bytes]) -> dict[str, str]:
    """Everything readable in the made files, full-width digits as plain ones."""
    return {path: unicodedata.normalize("NFKC", _text(path, content)) for path, content in made.items()}


def _text(path: str, content: bytes) -> str:
    if path.endswith((".xlsx", ".ods")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    if path.endswith(".sqlite"):
        connection = sqlite3.connect(":memory:")
        connection.deserialize(content)
        text = "\n".join(connection.iterdump())
        connection.close()
        return text
    return content.decode(_ENCODINGS.get(Path(path).name, "utf-8-sig"))


def test_two_runs_make_the_same_bytes(made: dict[str, bytes]) -> None:
    assert build() == made


def test_another_seed_makes_other_people(made: dict[str, bytes]) -> None:
    other = build(seed=7)
    assert other.keys() == made.keys()
    assert other["case-log/cases.csv"] != made["case-log/cases.csv"]
    assert other["station-places/places.csv"] == made["station-places/places.csv"]


def test_the_committed_files_are_the_made_ones(made: dict[str, bytes]) -> None:
    assert differing(made) == []


def test_every_committed_source_is_made(made: dict[str, bytes]) -> None:
    written_by_hand = {".yaml", ".json", ".sql"}
    sources = {
        path.relative_to(DATASETS).as_posix()
        for path in DATASETS.glob("*/*")
        if path.suffix not in written_by_hand or path.name == "written-tests.json"
    }
    assert sources == made.keys()


def test_the_sources_stay_small(made: dict[str, bytes]) -> None:
    assert sum(map(len, made.values())) < 6_000_000


def test_check_names_what_differs_and_writing_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], made: dict[str, bytes]
) -> None:
    assert main(["--to", str(tmp_path)]) == 0
    assert differing(made, tmp_path) == []
    place = tmp_path / "station-places" / "places.csv"
    place.write_bytes(place.read_bytes() + b"x")
    database = tmp_path / "waiting-tickets" / "tickets.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM ticket WHERE ticket_no = (SELECT MIN(ticket_no) FROM ticket)")
    capsys.readouterr()
    assert main(["--to", str(tmp_path), "--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "differs: waiting-tickets/tickets.sqlite",
        "differs: station-places/places.csv",
    ]


def test_identity_numbers_are_of_retired_regions_and_pass_their_check(texts: dict[str, str]) -> None:
    found = {number for text in texts.values() for number in _NATIONAL_ID.findall(text)}
    assert len(found) > 4000
    for number in found:
        assert number[0] in "LRSY"
        assert number[2] == "9"
        assert _checks(number)


def _checks(number: str) -> bool:
    """The rule of the Ministry of the Interior, written a second time so that it can contradict the maker."""
    letter = people.LETTER_VALUES[number[0]]
    total = letter // 10 + letter % 10 * 9 + int(number[9])
    return (total + sum(int(digit) * (9 - at) for at, digit in enumerate(number[1:9], 1))) % 10 == 0


def test_no_phone_can_ring_at_anybodys(texts: dict[str, str]) -> None:
    mobiles = {re.sub(r"\D", "", item) for text in texts.values() for item in _MOBILE.findall(text)}
    assert len(mobiles) == 100
    assert all(number.startswith("09000000") for number in mobiles)
    landlines = {item for text in texts.values() for item in _LANDLINE.findall(text)}
    assert len(landlines) == 12
    assert all(number.startswith("06-000-00") for number in landlines)


def test_plates_were_never_issued_and_mail_goes_nowhere(texts: dict[str, str]) -> None:
    plates = {item for text in texts.values() for item in _PLATE.findall(text)}
    assert len(plates) > 1000
    assert all("4" in plate[4:] for plate in plates)
    mail = {item for text in texts.values() for item in _MAIL.findall(text)}
    assert len(mail) > 100
    assert all(address.endswith("@example.com") for address in mail)


def test_roads_are_invented(texts: dict[str, str]) -> None:
    roads = {
        road
        for text in texts.values()
        for road in re.findall(r"[縣市][^\s,，。）]{1,3}區([^\s,，。）\d]+?[路街])(?:.段)?\d", text)
    }
    assert roads
    assert all(re.match(r"測試|範例|樣本|示範|擬真", road) for road in roads)


def test_remarks_hold_what_must_never_be_published(made: dict[str, bytes]) -> None:
    rows = csv.DictReader(io.StringIO(made["case-log/cases.csv"].decode("cp950")))
    remarks = "\n".join(row["備註"] for row in rows)
    for pattern in (_NATIONAL_ID, _MOBILE, _PLATE, _MAIL):
        assert pattern.search(remarks)
    assert re.search(r"車主：[^，]{3}，", remarks)


def test_the_road_tests_arrive_broken_and_can_be_mended(made: dict[str, bytes]) -> None:
    broken = made["road-test-daily/road-tests.csv"].decode("cp950").splitlines()[1:]
    whole = mended()["road-test-daily/road-tests.csv"].decode("cp950").splitlines()[1:]
    assert len(broken) == len(whole) // 10
    months = [int(line.split("/")[1]) for line in broken]
    assert sum(month > 12 for month in months) > len(broken) // 2
    assert all(1 <= int(line.split("/")[1]) <= 12 for line in whole)
    # Apart from the dates, what arrived is the beginning of what should have.
    assert [line.split(",", 1)[1] for line in broken] == [line.split(",", 1)[1] for line in whole[: len(broken)]]


def test_mend_writes_one_file(tmp_path: Path) -> None:
    assert main(["--mend", "--to", str(tmp_path)]) == 0
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in written] == ["road-tests.csv"]
    assert written[0].read_bytes() == mended()["road-test-daily/road-tests.csv"]


def test_each_maker_has_its_own_stream(monkeypatch: pytest.MonkeyPatch, made: dict[str, bytes]) -> None:
    monkeypatch.setattr(make, "_MAKERS", make._MAKERS[::-1])
    assert build() == made
