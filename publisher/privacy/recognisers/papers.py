"""Numbers of papers and files of a person: passports, health insurance cards, medical records.

None has a public check digit, so each needs its word or its label. Forms: passports of most states are eight or
nine
letters and digits (ICAO 9303-4: at most nine in the document number).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.prefilter import Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject

_BETWEEN = r"[:=.\s(#為是]{0,3}(?:is |was )?"
_PASSPORT_NUMBER = (
    r"(?:[0-9]{9}|[0-9]{3}(?: [0-9]{3} |-[0-9]{3}-)[0-9]{3}"
    r"|[0-9]{2}[A-Z]{2}[0-9]{5}|[A-Za-z]{1,2}[- ]?[0-9]{6,8}[A-Za-z]?"
    r"|[A-Za-z][0-9][A-Za-z0-9][0-9]{5,6}"
    r"|(?-i:(?=[A-Z0-9]*[0-9][A-Z]*[0-9])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}))"
)
_PASSPORT = re.compile(
    r"(?:護照|passport|通行證|[台臺]胞證|入出境許可證"
    rf"|\bPPT|paspor|hộ chiếu|旅券|여권)(?:\([^)\ufdd0]{{1,12}}\))?\s?(?:[\u4e00-\u9fff]{{0,6}}[,、]?(?:號碼|證號"
    rf"|號))?\s?\(?(?:no\.?|number|nr\.?|번호)?{_BETWEEN}"
    rf"({_PASSPORT_NUMBER})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PERMIT = re.compile(
    rf"(?:通行證|[台臺]胞證|入出境許可證)(?:號碼|證號|號)?{_BETWEEN}([0-9]{{8}}(?:[0-9]{{2}})?)(?![A-Za-z0-9])"
)
_PASSPORT_AFTER = re.compile(
    rf"(?<![A-Za-z0-9])({_PASSPORT_NUMBER})(?:號)?(?:之|的)?(?:[\u4e00-\u9fff]{{1,4}})?護照"
)
_PASSPORT_ALONE = re.compile(rf"(?<![A-Za-z0-9])(?:[0-9]{{9}}|{_PASSPORT_NUMBER})(?![A-Za-z0-9])")
_PASSPORT_FORM = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{1,2}[0-9]{7,8}[A-Z]?(?![A-Za-z0-9-])")
_TRAVEL = re.compile(
    r"境管|入境|出境|入出國|國籍|移工|外勞|簽證|旅客名單|登機|船員"
    r"|\bcrew\b|seam[ae]n|seafarer|\bvisa\b|immigration|passenger|nationality|boarding|embass",
    re.IGNORECASE,
)
"""Words of crossing borders: beside them a number in the form of most states' passports is one."""
_NHI = re.compile(
    r"(?:健康?保險?(?:IC)?卡?(?:卡號|號碼|號)?|(?:NHI|health (?:insurance )?card)[^0-9\n\ufdd0]{0,12})"
    rf"{_BETWEEN}([0-9]{{4}}[- ]?[0-9]{{4}}[- ]?[0-9]{{4}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# As they are printed: four zeros first. A word for the card or for what it is used for has to stand near.
_NHI_FORM = re.compile(r"(?<![A-Za-z0-9-])(?<!第)0000[- ]?[0-9]{4}[- ]?[0-9]{4}(?![A-Za-z0-9-])")
_NHI_WORDS = re.compile(r"卡號|IC卡|健保|就[醫診]|讀卡|藥局|領藥|處方|慢箋|製卡|換卡|\bNHI", re.IGNORECASE)
_END, _BEHIND = re.compile(rf"[。;\n{SEPARATOR}]"), 30
_NHI_ALONE = re.compile(r"(?<![A-Za-z0-9])[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![A-Za-z0-9])")
_RECORD_NUMBER = (
    r"(?=(?:[A-Za-z-]*[0-9]){3})("
    r"[0-9]{3,4} [0-9]{3,4}(?! ?[0-9])|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){3,13})(?![A-Za-z0-9])"
)
_RECORD = re.compile(
    r"(?:病歷(?:號碼?|編號|序號)?(?:No\.?)?|就[診醫]號碼?|住院號碼?|掛號證號?|chart(?: (?:no\.?|number)|(?=[=:#]))"
    r"|medical record(?: (?:no\.?|number))?|\bMRN(?![0-9]*[A-Za-z]))"
    rf"{_BETWEEN}[.:]?\s?{_RECORD_NUMBER}",
    re.IGNORECASE,
)
_RECORD_AFTER = re.compile(r"(?<![A-Za-z0-9-])([A-Z]?[0-9]{6,10})號?的?病歷")
_RECORD_ALONE = re.compile(rf"(?<![A-Za-z0-9-]){_RECORD_NUMBER}")
_REACH, _REACH_OF_TRAVEL = 40, 60
_UNITS = re.compile(r" ?(?:元|件|人次|份|本|冊|筆|年|月)")


def find_passports(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Passports and permits to travel: behind the word, or under the label."""
    for match in subject.around(_PASSPORT, cues, 6, _REACH):
        if not _UNITS.match(subject.text, match.end()):
            yield Hit("passport", *match.span(1), "high")
    for match in subject.around(_PERMIT, cues, 6, _REACH):
        yield Hit("passport", *match.span(1), "high")
    for match in subject.in_runs(_PASSPORT_FORM):
        if subject.near(*match.span(), _TRAVEL, before=_REACH_OF_TRAVEL):
            yield Hit("passport", *match.span(), "medium")
    for match in subject.around(_PASSPORT_AFTER, cues, 20, 1):
        yield Hit("passport", *match.span(1), "medium")
    if "passport" in subject.hinted:
        for match in _PASSPORT_ALONE.finditer(subject.text):
            yield Hit("passport", match.start(), match.end(), "high")


def find_health_cards(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Health insurance card numbers: twelve digits behind the word, or under the label."""
    for match in subject.around(_NHI, cues, 12, _REACH):
        yield Hit("nhi_card", match.start(1), match.end(1), "high")
    for match in subject.in_runs(_NHI_FORM):
        behind = _END.split(subject.text[match.end() : match.end() + _BEHIND])[0]
        if subject.near(*match.span(), _NHI_WORDS) or _NHI_WORDS.search(behind):
            yield Hit("nhi_card", *match.span(), "medium")
    if "nhi_card" in subject.hinted:
        for match in _NHI_ALONE.finditer(subject.text):
            yield Hit("nhi_card", match.start(), match.end(), "high")


def find_medical_records(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Numbers of medical records: behind the word, or under the label."""
    for match in subject.around(_RECORD, cues, 12, _REACH):
        if not _UNITS.match(subject.text, match.end()):
            yield Hit("medical_record", *match.span(1), "medium")
    for match in subject.around(_RECORD_AFTER, cues, 14, 1):
        yield Hit("medical_record", *match.span(1), "medium")
    if "medical_record" in subject.hinted:
        for match in _RECORD_ALONE.finditer(subject.text):
            yield Hit("medical_record", *match.span(1), "medium")


RECOGNISERS = (
    Recogniser(
        ("passport",),
        find_passports,
        (
            Cue("護", "照"),
            Cue("Ss", "Pp", "Oo"),
            Cue("通", "行", "證"),
            Cue("胞可", "證"),
            Cue("ế", "u"),
            Cue("여", "권"),
            Cue("旅", "券"),
            Cue("P", "P", "T"),
        ),
        rough=r"[A-Z][0-9]{7}",
    ),
    Recogniser(
        ("nhi_card",),
        find_health_cards,
        (Cue("健", "保"), Cue("保", "險"), Cue("Hh", "Ii", ": #Nn"), Cue("Cc", "Aa", "Rr")),
        rough=r"(?:^|[^0-9])0000[- ]?[0-9]{4}[- ]?[0-9]{4}(?:$|[^0-9])",
    ),
    Recogniser(
        ("medical_record",),
        find_medical_records,
        (
            Cue("病", "歷"),
            Cue("就", "診醫"),
            Cue("住", "院", "號"),
            Cue("掛", "號", "證"),
            Cue("Rr", "Tt", " =:#"),
            Cue("Rr", "Dd"),
            Cue("Mm", "Rr", "Nn"),
        ),
    ),
)
