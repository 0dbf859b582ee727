"""Payment card numbers (Luhn) and bank accounts, also IBANs. A business number (統一編號) is no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.offices import is_an_account_of_an_office
from publisher.privacy.recognisers.prefilter import DIGITS, Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject, is_fraction

_GAP = r"(?: ?[-./_] ?| |-?\r?\n {0,4})"
_CARD = re.compile(
    r"(?<![0-9])(?<![0-9]-)(?:[3-6][0-9]{13,15}|2[2-7][0-9]{14}"
    rf"|[2-6][0-9]{{3}}(?:{_GAP}[0-9]{{4}}){{3}}"
    rf"|[2-6][0-9]{{7}}{_GAP}[0-9]{{8}}|3[0-9]{{3}}(?P<amex>{_GAP})[0-9]{{6}}(?P=amex)[0-9]{{4,5}})(?![0-"
    rf"9]|[-.][0-9])"
)
# In any groups: where a card is spoken of.
_CARD_LOOSE = re.compile(rf"(?<![0-9])[2-6](?:{_GAP}?[0-9]){{13,15}}(?![0-9])")
_USUAL = 16
_WHOLE = re.compile(r"[0-9]\.\Z")
_SPREAD = re.compile(r"[0-9](?: [0-9])+")
"""Digit by digit, as in the boxes of a form."""
_CARD_WORDS = re.compile(r"卡號|信用卡|金融卡|簽帳卡|刷卡|卡片|持卡|VISA|Master|JCB|card", re.IGNORECASE)
_OTHER_WORDS = re.compile(
    r"單號|編號|序號|條碼|帳單|訂單|追蹤|貨態|IMEI|ISBN|銷帳|案號|文號|字號|serial|order|tracking", re.IGNORECASE
)
# Lengths and first digits of the schemes in use (ISO/IEC 7812 ranges as published by the schemes).
_SCHEMES = re.compile(
    r"4[0-9]{15}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|35[0-9]{14}|3(?:0[0-5]|[68][0-9])[0-9]{11}"
    r"|6(?:011|4[4-9][0-9]|5[0-9]{2}|2[0-9]{2})[0-9]{12}"
)
_BANKS = (
    "臺銀|台銀|土銀|合庫|一銀|中國信託|第一|華南|彰銀|上海商銀|富邦|國泰世華|兆豐|臺企銀|台企銀|渣打|新光|永豐|玉山|凱基|星展|台新|臺新|中信|聯邦"
    "|遠東商銀|元大|安泰|將來|連線|樂天"
)
"""Banks by the names that people use (members of the Financial Information Service Co.)."""
_SAYING = r"[:=.\s為是\"']{0,4}(?:is |was )?"
_BANK = (
    rf"(?:\(?(?:(?:{_BANKS})\(?"
    rf"|[\u4e00-\u9fff]{{2,8}}(?:銀行|郵局|農會|漁會|合作社|分行|信託))\)?[:,、 -]{{0,2}}){{0,2}}"
)
_WORDS = (
    r"(?:(?<!科目)帳號|戶頭|帳戶|局號|存簿|存摺|匯款至"
    r"|匯到|轉到|退到|存到|匯給|轉給|匯入|轉帳至|轉入"
    r"|(?:bank )?acc(?:oun)?t(?:[ _]?(?:no\.?|num(?:ber)?|#))?|a/c(?: no\.?)?)"
)
_ACCOUNT = re.compile(
    rf"{_WORDS}(?:號碼|影本|封面)?{_SAYING}{_BANK}((?:\(?[0-9]{{3}}\)?[- ]?)?[0-9]{{7,16}})(?![0-9]| ?[元萬筆])",
    re.IGNORECASE,
)
_GROUPED_ACCOUNT = re.compile(
    rf"{_WORDS}(?:號碼|影本|封面)?{_SAYING}{_BANK}((?:\(?[0-9]{{3}}\)? ?)?[0-9]{{1,7}}"
    rf"(?:(?:[- ]|-?\n)[0-9]{{1,9}}){{1,15}})(?![0-9-])",
    re.IGNORECASE,
)
# Behind the name of a bank, in the groups of an account: (第一銀行 007) 166-50-308291.
_AT_A_BANK = re.compile(
    rf"(?:{_BANKS}|銀行|金庫|郵政|郵局|農會|漁會|合作社|信合社)(?:[\u4e00-\u9fff]{{1,4}}分行)?"
    r"[ :,()]{0,2}(?:\(?[0-9]{3}\)?[ ,、/:]{1,3}(?:帳號)?[: ]{0,2}(?P<whole>[0-9]{10,16})"
    r"|(?P<code>\(?[0-9]{3}(?:\)[ -]?|[ -]))?"
    r"(?P<groups>[0-9]{3,7}(?:[- ][0-9]{1,8}){1,4}|[0-9]{3}-[0-9]{10,14}))(?![0-9-])"
)
# The codes of banks (Financial Information Service Co.), with the whole number of an account behind.
_CODES = (
    r"(?:00[4-9]|01[1-8]|02[0-9]|039|04[08]|05[0-4]|08[1-6]|10[1-8]|11[4-9]|12[0-9]|13[0-2]|14[67]|158|16[1-5]"
    r"|178|188|2(?:04|15|16|22|23|24)|321|372|380|39[0-9]|5[0-9]{2}|6[0-2][0-9]|700|80[0-9]|81[0-6]|82[2346]|9[1-5][0-9])"
)
_CODED = re.compile(
    rf"(?<![0-9A-Za-z-]){_CODES}(?:[- ]?[0-9]{{10,14}}|[- ][0-9]{{2,7}}(?:[- ][0-9]{{1,8}}){{1,4}})"
    r"(?![0-9A-Za-z-])"
)
_ACCOUNT_NEAR = re.compile(
    r"帳[號戶款]|戶[名頭]|存[摺簿款]|開戶|入帳|轉帳|匯|撥[款入付]|退款|\bacc(?:oun)?t\b|\bbank\b|銀行|郵局|農會",
    re.IGNORECASE,
)
_CLAUSE_END, _BEHIND = re.compile(rf"[。;\n{SEPARATOR}]"), 12
_LEAST_CODED, _MOST_CODED = 13, 17
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ .\n-]?[A-Z0-9]{4}){2,7}(?:[ .\n-]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_BETWEEN_GROUPS = re.compile("[ .\n-]")
_SHORTEST_IBAN = 15
_PLAIN_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
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
    """Card numbers: 14 to 16 digits that begin with 2 to 6 and pass Luhn's check."""
    for match in subject.in_runs(_CARD):
        digits = re.sub(r"[^0-9]", "", match[0])
        if not passes_luhn(digits) or _touches(subject.text, *match.span()):
            continue
        expected = subject.wants("card", *match.span(), _CARD_WORDS)
        if match[0].isdigit() and (
            is_fraction(subject.text, match.start()) or (not expected and _is_of_a_number(subject.text, match))
        ):
            continue
        confidence: Confidence = "high" if _SCHEMES.fullmatch(digits) else "medium"
        if not expected and (subject.numbered or subject.near(*match.span(), _OTHER_WORDS, before=8)):
            confidence = "low"
        yield Hit("card", match.start(), match.end(), confidence)
    for match in subject.in_runs(_CARD_LOOSE):
        digits = re.sub(r"[^0-9]", "", match[0])
        is_card = _SCHEMES.fullmatch(digits) and passes_luhn(digits)
        if is_card and (_SPREAD.fullmatch(match[0]) or subject.wants("card", *match.span(), _CARD_WORDS)):
            yield Hit("card", match.start(), match.end(), "medium")


def _is_of_a_number(text: str, match: re.Match[str]) -> bool:
    """Whether the digits end a number as programs write it (25.413750447729576): 17 digits tell it exactly.

    Behind one or two digits and a point a card of 16 stands in a list (1.4111…).
    """
    return len(match[0]) < _USUAL and bool(_WHOLE.search(text[max(0, match.start() - 4) : match.start()]))


def _touches(text: str, start: int, end: int) -> bool:
    """Whether a letter touches it that is no label's end (卡號No4111…)."""
    before = re.search(r"[A-Za-z]+\Z", text[max(0, start - 8) : start])
    after = text[end : end + 1]
    return (before is not None and before[0].lower() not in _LABELS) or (after.isascii() and after.isalpha())


_LABELS = frozenset({"no", "card", "visa", "jcb", "cc"})


def find_accounts(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Bank accounts: 7 to 16 digits behind the word 帳號 or under its label."""
    for pattern in (_ACCOUNT, _GROUPED_ACCOUNT):
        for match in subject.around(pattern, cues, 8, 60):
            if 7 <= sum(character.isdigit() for character in match[1]) <= 19:
                office = is_an_account_of_an_office(subject.text, *match.span(1))
                yield Hit("bank_account", match.start(1), match.end(1), "low" if office else "medium")
    for match in subject.around(_AT_A_BANK, cues, 4, 40):
        number = "whole" if match["whole"] else "groups"
        joined = number == "groups" and (match["code"] or "").endswith("-") and match["code"][0] != "("
        start = match.start("code" if joined else number)  # of one bank the code, of another its branch
        if 10 <= sum(map(str.isdigit, subject.text[start : match.end(number)])) <= 17:
            yield Hit("bank_account", start, match.end(number), "medium")
    for match in subject.in_runs(_CODED):
        if _LEAST_CODED <= sum(character.isdigit() for character in match[0]) <= _MOST_CODED:
            yield _coded(subject, match)
    if "bank_account" in subject.hinted:
        for match in _ACCOUNT_ALONE.finditer(subject.text):
            if 7 <= sum(character.isdigit() for character in match[0]) <= 19:
                yield Hit("bank_account", match.start(), match.end(), "medium")


def _coded(subject: Subject, match: re.Match[str]) -> Hit:
    """An account behind its bank's code: by itself only somebody's beside a person."""
    if is_an_account_of_an_office(subject.text, *match.span()):
        return Hit("bank_account", *match.span(), "low")
    behind = _CLAUSE_END.split(subject.text[match.end() : match.end() + _BEHIND])[0]
    near = not subject.numbered and (subject.near(*match.span(), _ACCOUNT_NEAR) or _ACCOUNT_NEAR.search(behind))
    return Hit("bank_account", *match.span(), "medium" if near else "faint")


def find_ibans(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """International bank account numbers: check digits, length and form as their country has them (ISO 13616).

    By the check digits alone one in 4,000 random codes is one.
    """
    for match in subject.in_runs(_IBAN):
        # a word behind the number looks like its last groups (… 8110 thanks)
        ends = [
            match.end(),
            *(match.start() + gap.start() for gap in reversed([*_BETWEEN_GROUPS.finditer(match[0])])),
        ]
        for end in ends:
            number = _BETWEEN_GROUPS.sub("", subject.text[match.start() : end])
            if len(number) >= _SHORTEST_IBAN and _has_check_digits(number) and is_iban(number):
                yield Hit("iban", match.start(), end, "high")
                break


def _has_check_digits(number: str) -> bool:
    return int("".join(str(int(item, 36)) for item in number[4:] + number[:4])) % 97 == 1


def is_iban(number: str) -> bool:
    """Whether it has the check digits of an IBAN, and the length and form of its country."""
    from stdnum import iban  # reads its table of countries, which few texts need

    return bool(iban.is_valid(number, check_country=False))


def looks_like_iban(number: str) -> bool:
    """Whether it is one but for its check digits, written without separators."""
    if not _PLAIN_IBAN.fullmatch(number):
        return False
    from stdnum import iban

    return is_iban(number[:2] + iban.calc_check_digits(number) + number[4:])


RECOGNISERS = (
    Recogniser(
        ("card",),
        find_cards,
        rough=(
            r"(?:^|[^0-9])(?:[2-6][0-9]{3}(?:[-./_ \r\n]{0,6}[0-9]{4}){2}[-./_ \r\n]{0,6}[0-9]{2}"
            r"|3[0-9]{3}[-./_ \r\n]{1,6}[0-9]{6}"
            r"|[2-6](?:[-./_ \r\n]{0,6}[0-9]){13})"
        ),
    ),
    Recogniser(
        ("bank_account",),
        find_accounts,
        (
            Cue("帳局", "號戶至"),
            Cue("戶", "頭"),
            Cue("款", "至"),
            Cue("匯轉退存", "到給"),
            Cue("存", "簿摺"),
            Cue("匯轉", "入"),
            Cue("Uu", "Nn", "Tt"),
            Cue("Cc", "Cc", "Tt"),
            Cue("Aa", "/", "Cc"),
            Cue("銀", "行"),
            *(Cue(bank[-2], bank[-1], f" :,(){DIGITS}") for bank in _BANKS.split("|")),
            Cue("金", "庫"),
            Cue("郵", "政局"),
            Cue("農漁", "會"),
            Cue("作合", "社"),
        ),
        rough=rf"(?:^|[^0-9A-Za-z-]){_CODES}(?:[- ]?[0-9]{{10,14}}(?:$|[^0-9])|[- ][0-9]{{2,7}}[- ][0-9])",
    ),
    Recogniser(("iban",), find_ibans, rough=r"[A-Za-z]{2}[0-9]{2}(?:[ .\n-]?[A-Za-z0-9]{4}){2}"),
)
