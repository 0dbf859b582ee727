"""Payment card numbers (Luhn) and bank accounts. A business number (統一編號) is no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject

_CARD = re.compile(
    r"(?<![0-9A-Za-z.])(?<![0-9]-)(?:[3-6][0-9]{13,15}|[3-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}"
    r"|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})(?![0-9A-Za-z]|[-.][0-9])"
)
_CARD_WORDS = re.compile(r"卡號|信用卡|金融卡|刷卡|card", re.IGNORECASE)
# Lengths and first digits of the schemes in use (ISO/IEC 7812 ranges as published by the schemes).
_SCHEMES = re.compile(
    r"4[0-9]{15}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|35[0-9]{14}|3(?:0[0-5]|[68][0-9])[0-9]{11}"
    r"|6(?:011|4[4-9][0-9]|5[0-9]{2}|2[0-9]{2})[0-9]{12}"
)
_ACCOUNT = re.compile(
    r"(?:帳號|戶頭|帳戶|匯款至|轉帳至)[:\s為是]{0,3}((?:\(?[0-9]{3}\)?[- ]?)?[0-9]{7,16})(?![0-9])"
)
_GROUPED_ACCOUNT = re.compile(r"(?:帳號|戶頭|帳戶)[:\s為是]{0,3}([0-9]{2,7}(?:-[0-9]{1,9}){1,4})(?![0-9-])")
_ACCOUNT_ALONE = re.compile(
    r"(?<![0-9A-Za-z])(?:\(?[0-9]{3}\)?[- ]?)?[0-9]{3,7}(?:[- ]?[0-9]{2,9}){1,3}(?![0-9A-Za-z])"
)
_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit twice, the digits of that added."""


def passes_luhn(digits: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1, annex B)."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, digits[::-2])) + sum(map(int, doubled))) % 10 == 0


def is_business_number(text: str) -> bool:
    """Whether eight digits are a business number (統一編號) by the rule of 1 April 2023.

    Weights 1 2 1 2 1 2 4 1, the digits of each product added; the sum is divisible by 5, or the sum + 1 when
    the seventh digit is 7 (Ministry of Finance).
    """
    if not re.fullmatch(r"[0-9]{8}", text):
        return False
    products = (int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=True))
    total = sum(product // 10 + product % 10 for product in products)
    return total % 5 == 0 or (text[6] == "7" and (total + 1) % 5 == 0)


def find_cards(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """Card numbers: 14 to 16 digits that begin with 3 to 6 and pass Luhn's check."""
    for match in subject.in_runs(_CARD):
        digits = re.sub(r"[^0-9]", "", match[0])
        if not passes_luhn(digits):
            continue
        confidence: Confidence = "high" if _SCHEMES.fullmatch(digits) else "medium"
        if subject.numbered and not subject.wants("card", *match.span(), _CARD_WORDS):
            confidence = "low"
        yield Hit("card", match.start(), match.end(), confidence)


def find_accounts(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Bank accounts: 7 to 16 digits behind the word 帳號 or under its label."""
    for pattern in (_ACCOUNT, _GROUPED_ACCOUNT):
        for match in subject.around(pattern, cues, 4, 50):
            if sum(character.isdigit() for character in match[1]) >= 7:
                yield Hit("bank_account", match.start(1), match.end(1), "medium")
    if "bank_account" in subject.hinted:
        for match in _ACCOUNT_ALONE.finditer(subject.text):
            if 7 <= sum(character.isdigit() for character in match[0]) <= 19:
                yield Hit("bank_account", match.start(), match.end(), "medium")


RECOGNISERS = (
    Recogniser(
        ("card",),
        find_cards,
        rough=r"(?:^|[^0-9A-Za-z.])(?:[3-6][0-9]{3}(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{2}|3[0-9]{3}[ -][0-9]{6}[ -])",
    ),
    Recogniser(("bank_account",), find_accounts, (Cue("帳", "號戶至"), Cue("戶", "頭"), Cue("款", "至"))),
)
