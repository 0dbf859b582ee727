"""Random codes are no personal data, whatever a few of them look like; what is planted among them is found."""

from __future__ import annotations

import random
import string

import polars as pl
import pytest

from publisher.privacy.recognisers import BLOCKING, scan, scan_column
from tests.pipeline.workspaces import national_id

BASE32 = string.ascii_lowercase + "234567"
ALPHABETS = {
    "base32": BASE32,
    "base36": string.ascii_uppercase + string.digits,
    "base62": string.ascii_letters + string.digits,
    "hexadecimal": "0123456789abcdef",
}


def codes(alphabet: str, length: int, count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(alphabet, k=length)) for _ in range(count)]


def blocking(values: list[str], label: str | None = "申請人代碼") -> dict[str, int]:
    return {hit.kind: hit.count for hit in scan_column(pl.Series(values), label) if hit.confidence in BLOCKING}


@pytest.mark.parametrize("length", [13, 16, 24])
@pytest.mark.parametrize("alphabet", ALPHABETS)
@pytest.mark.parametrize("label", ["申請人代碼", "編號", None])
def test_a_column_of_random_codes_holds_nothing(alphabet: str, length: int, label: str | None) -> None:
    found = blocking(codes(ALPHABETS[alphabet], length, 5000, length), label)
    assert set(found) <= ({"digest"} if alphabet == "hexadecimal" else set())


def test_check_digits_right_in_one_of_97_are_right_by_chance() -> None:
    chance = random.Random(3)
    values = [f"NO{chance.randrange(10**13):013}" for _ in range(4000)]
    right = [value for value in values if blocking([value], None)]
    assert 20 < len(right) < 80
    assert blocking(values, "案號") == {}
    assert blocking(right, "案號") == {"iban": len(right)}


@pytest.mark.parametrize("seed", range(3))
def test_an_id_among_codes_of_its_length_is_found(seed: int) -> None:
    values = codes(BASE32, 10, 3000, seed)
    assert blocking([*values, national_id(seed + 7)]) == {"national_id": 1}


def test_a_mailbox_and_an_account_number_among_codes_are_found() -> None:
    values = codes(BASE32, 16, 3000, 5)
    assert blocking([*values, "may@example.com"]) == {"email": 1}
    assert blocking([*values, "BE68539007547034"]) == {"iban": 1}


def test_a_label_that_names_the_kind_leaves_nothing_to_chance() -> None:
    values = codes(BASE32, 12, 200, 8)
    assert blocking(values, "LINE ID")["account"] == 200


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("IBAN GB82 WEST 1234 5698 7654 32", True),
        ("FR1420041010050500013M02606", True),
        ("請匯 NO9386011117947", True),
        ("please pay to NO93 8601 1117 947 today thanks", True),
        ("my account DE89 3704 0044 0532 0130 00 tel 5", True),
        ("XX82WEST12345698765432", False),  # no country
        ("gb82west12345698", False),  # shorter than those of its country
        ("NO93AB011117947", False),  # letters where its country has digits
    ],
)
def test_an_account_number_has_the_form_of_its_country(text: str, is_one: bool) -> None:
    assert any(hit.kind == "iban" and hit.blocks for hit in scan(text)) is is_one


@pytest.mark.parametrize(
    ("text", "kind"),
    [("MRN1234567", "medical_record"), ("MRN: A123456", "medical_record"), ("LINE ID: kite42", "account")],
)
def test_a_word_that_stands_for_itself_is_one(text: str, kind: str) -> None:
    assert [hit.kind for hit in scan(text) if hit.blocks] == [kind]


@pytest.mark.parametrize("text", ["mrn234abc77xy", "x7igid4kqw2m", "lineidabc123def"])
def test_a_word_within_a_code_is_none(text: str) -> None:
    assert not any(hit.blocks for hit in scan(text))
