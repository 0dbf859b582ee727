"""Numbers of papers and files of a person: passports, health insurance cards, medical records.

None has a public check digit, so each needs its word or its label. Forms: passports of most states are eight or
nine
letters and digits (ICAO 9303-4: at most nine in the document number).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject

_BETWEEN = r"[:=.\s(#為是]{0,3}(?:is |was )?"
_PASSPORT_NUMBER = (
    r"(?:[0-9]{9}|[0-9]{3}(?: [0-9]{3} |-[0-9]{3}-)[0-9]{3}"
    r"|[0-9]{2}[A-Z]{2}[0-9]{5}|[A-Za-z]{1,2}[- ]?[0-9]{6,8}[A-Za-z]?"
    r"|[A-Za-z][0-9][A-Za-z0-9][0-9]{5,6}"
    r"|(?-i:(?=(?:[A-Z]*[0-9]){2})(?=[0-9]*[A-Z])[A-Z0-9]{9}))"
)
_PASSPORT = re.compile(
    r"(?:護照|passport|通行證|[台臺]胞證|入出境許可證|入[台臺]證|reisepass|passeport|pasaporte|travel document"
    rf"|\bPPT?\b|paspor|hộ chiếu|旅券|パスポ-ト|여권)(?:\([^)\ufdd0]{{1,12}}\))?\s?"
    rf"(?:\([\u4e00-\u9fff]{{1,6}}[,、] ?"
    rf"|[\u4e00-\u9fff]{{0,6}}[,、]?(?:號碼|證號|號))?\s?\(?(?:no\.?|number|nr\.?|n[°º]|번호|số|番号)?{_BETWEEN}"
    rf"({_PASSPORT_NUMBER})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PERMIT = re.compile(
    rf"(?:通行證|[台臺]胞證|入出境許可證|入[台臺]證)(?:號碼|證號|號)?{_BETWEEN}([0-9]{{8}}(?:[0-9]{{2}}){{0,2}})(?![A-Za-z0-9])"
)
_PASSPORT_AFTER = re.compile(
    rf"(?<![A-Za-z0-9])({_PASSPORT_NUMBER})(?:號)?(?:之|的)?(?:[\u4e00-\u9fff]{{1,4}})?護照"
)
_PASSPORT_OF_TAIWAN = re.compile(r"(?<![0-9A-Za-z.,-])3[0-9]{8}(?![0-9A-Za-z.-])")
_PASSPORT_WORD = re.compile(r"護照(?!規費|申)|passport", re.IGNORECASE)
_PASSPORT_ALONE = re.compile(rf"(?<![A-Za-z0-9])(?:[0-9]{{9}}|{_PASSPORT_NUMBER})(?![A-Za-z0-9])")
_PASSPORT_FORM = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{1,2}[0-9]{7,8}[A-Z]?(?![A-Za-z0-9-])")
_TRAVEL = re.compile(
    r"護照|passport|境管|入境|出境|入出國|國籍(?!別)|外籍|僑胞|僑生|(?<![學書典古戶原])籍(?!貫|設|謄|別)|旅客"
    r"|領事|港澳居民|來[臺台]|過境|海關|轉機|機票|移工|外勞|簽證|旅客名單|登機|船員"
    r"|\bcrew\b|seam[ae]n|seafarer|\bvisa\b|immigration|passenger|nationality|boarding|embass",
    re.IGNORECASE,
)
"""Words of crossing borders: beside them a number in the form of most states' passports is one."""
_OF_THINGS = re.compile(
    r"編號|單號|序號|案號|文號|字號|發票|收據|訂單|號碼牌|料號|批號|型號|財產|條碼|代碼|學號|統計|冊號|表號|件數|人[數次]|門票|票號|航班|serial|order|invoice|item|ref",
    re.IGNORECASE,
)
"""Words of what is numbered and is no paper of a person."""
_NHI = re.compile(
    r"(?:健康?保險?(?:IC)?卡?[ (]?(?:卡號|號碼|號)?|(?:NHI|health (?:insurance )?card)[^0-9\n\ufdd0]{0,12})"
    rf"{_BETWEEN}([0-9]{{4}}[- ]?[0-9]{{4}}[- ]?[0-9]{{4}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# As they are printed: four zeros first. A word for the card or for what it is used for has to stand near.
_NHI_FORM = re.compile(
    r"(?<![A-Za-z0-9-])(?<!第)000[0-9](?:[- ]|\r?\n ?)?[0-9]{4}(?:[- ]|\r?\n ?)?[0-9]{4}(?![A-Za-z0-9-])"
)
_NHI_WORDS = re.compile(
    r"疫苗|接種|預防針|卡號|IC卡|健保|就[醫診]|讀卡|藥局|領藥|處方|慢箋|製卡|換卡|\bNHI", re.IGNORECASE
)
_RIGHT_BEHIND = 12
_END, _BEHIND = re.compile(rf"[。;\n{SEPARATOR}]"), 30
_NHI_ALONE = re.compile(r"(?<![A-Za-z0-9])[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![A-Za-z0-9])")
_RECORD_NUMBER = (
    r"(?=(?:[A-Za-z-]*[0-9]){3})("
    r"[0-9]{3,4} [0-9]{3,4}(?! ?[0-9])|[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){3,13})(?![A-Za-z0-9])"
)
_RECORD = re.compile(
    r"(?:病歷(?:首頁|摘要|影本|暫編|臨時|暫時)? ?\(?(?:號碼?|編號|编号|序號)?(?:No\.?)?"
    r"|病[例案]號碼?|病[人患](?:編號|號碼|代碼|(?=[ :(]))"
    r"|\bHN(?= ?[0-9:])|就[診醫]號碼?|住院號碼?|掛號證號?|chart(?: (?:no\.?|number)|(?=[=:#]))"
    r"|(?:medical record|patient)(?: (?:no\.?|number|id))?|\bMRN(?![0-9]*[A-Za-z]))"
    rf"{_BETWEEN}[.:]?\s?{_RECORD_NUMBER}",
    re.IGNORECASE,
)
_RECORD_LATER = re.compile(
    rf"病歷(?P<between>[^。;\n0-9{SEPARATOR}]{{1,16}}?)(?:號碼?|編號|編為|[Nn]o\.?)[是為: ]{{0,2}}{_RECORD_NUMBER}"
)
"""With words between, as it is told: 病歷在舊院區，號碼是…; behind another noun (收據編號) it is that noun's."""
_NO_RECORD = re.compile(
    r"(?:[收單]據|發票|公文|[發來]文|函|字|申請|案件|訂單|分機|電話|手機|專線"
    r"|傳真|核定|規費)[書單表件的之受理 ]{0,3}$"
)
"""What else is numbered where records are spoken of."""
_RECORD_SPOKEN = re.compile(
    r"病歷(?:號碼?)?[是為: ]{0,2}([零〇○一二三四五六七八九]{5,10})(?![零〇○一二三四五六七八九十百年])"
)
# Bare digits are the number of a patient only beside him, or where records are spoken of; days are none.
_RECORD_FORM = re.compile(
    r"(?<![A-Za-z0-9.,/#-])(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]|1[01][0-9](?:0[1-9]|1[0-2])[0-3][0-9](?![0-9]))"
    r"(?!0[2-9])[A-Z]?[0-9]{6,8}(?![A-Za-z0-9./-])"
)
_WARD = re.compile(
    r"病歷|病例號|病案|病房|病床|[0-9A-Z]床|門診|急診|住院|出院|轉床|護理|交班|檢體|醫囑|會診|轉診|手術|開刀|看診|候診|掛號|診間"
    r"|診斷|用藥|給藥|檢驗|病[人患]|患者|主治|\bward\b|\bbed\b|patient|chart|\bpt\b|discharge|admi(?:t|ssion)|clinic",
    re.IGNORECASE,
)
_RECORDS = re.compile(r"病歷|病例號|病案號|\bMRN\b|chart no", re.IGNORECASE)
_RECORD_AFTER = re.compile(r"(?<![A-Za-z0-9-])([A-Z]?[0-9]{6,10})號?的?病歷")
_RECORD_ALONE = re.compile(rf"(?<![A-Za-z0-9-]){_RECORD_NUMBER}")
_STUDENT_NUMBER = r"(?=(?:[A-Za-z-]{0,3}[0-9]){4})([A-Za-z0-9](?:-?[A-Za-z0-9]){4,12})(?![A-Za-z0-9])"
_STUDENT = re.compile(
    r"(?:學號|學籍(?:號碼?|編號)|學生證(?:號碼?|字號)|student (?:no\.?|number|id))(?:為|是|號)?[:( ]{0,3}"
    rf"{_STUDENT_NUMBER}",
    re.IGNORECASE,
)
_STUDENT_ALONE = re.compile(rf"(?<![A-Za-z0-9-]){_STUDENT_NUMBER}")
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
        if subject.numbered or subject.near(*match.span(), _OF_THINGS):
            continue
        near = subject.near(*match.span(), _TRAVEL, before=_REACH_OF_TRAVEL)
        behind = _END.split(subject.text[match.end() : match.end() + _RIGHT_BEHIND])[0]
        yield Hit("passport", *match.span(), "medium" if near or _TRAVEL.search(behind) else "faint")
    for match in subject.around(_PASSPORT_OF_TAIWAN, cues, 1, _REACH):
        if subject.near(*match.span(), _PASSPORT_WORD, before=24) and not subject.near(*match.span(), _OF_THINGS):
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
        if subject.near(*match.span(), _OF_THINGS, before=6):
            continue
        behind = _END.split(subject.text[match.end() : match.end() + _BEHIND])[0]
        near = subject.near(*match.span(), _NHI_WORDS, before=_REACH) or _NHI_WORDS.search(behind)
        if near or (not subject.numbered and not subject.near(*match.span(), _OF_THINGS)):
            yield Hit("nhi_card", *match.span(), "medium" if near else "faint")
    if "nhi_card" in subject.hinted:
        for match in _NHI_ALONE.finditer(subject.text):
            yield Hit("nhi_card", match.start(), match.end(), "high")


def find_medical_records(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Numbers of medical records: behind the word, or under the label."""
    for match in subject.around(_RECORD, cues, 12, _REACH):
        if not _UNITS.match(subject.text, match.end()):
            yield Hit("medical_record", *match.span(1), "medium")
    for pattern in (_RECORD_AFTER, _RECORD_SPOKEN):
        for match in subject.around(pattern, cues, 14, 20):
            yield Hit("medical_record", *match.span(1), "medium")
    records = [place for place in cues if subject.text[place] == "歷"]
    for match in subject.around(_RECORD_LATER, records, 1, _REACH):
        if not _NO_RECORD.search(match["between"]) and not _UNITS.match(subject.text, match.end()):
            yield Hit("medical_record", *match.span(2), "medium")
    if not subject.numbered:
        for match in subject.around(_RECORD_FORM, cues, _REACH + 4, _REACH + 8):
            if confidence := _of_a_ward(subject, *match.span()):
                yield Hit("medical_record", *match.span(), confidence)
    if "medical_record" in subject.hinted:
        for match in _RECORD_ALONE.finditer(subject.text):
            yield Hit("medical_record", *match.span(1), "medium")


def find_student_numbers(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Numbers of pupils and students: behind the word, or under the label."""
    for match in subject.around(_STUDENT, cues, 12, _REACH):
        yield Hit("student_number", *match.span(1), "medium")
    if "student_number" in subject.hinted:
        for match in _STUDENT_ALONE.finditer(subject.text):
            yield Hit("student_number", *match.span(1), "medium")


def _of_a_ward(subject: Subject, start: int, end: int) -> Confidence | None:
    """Medium where records are spoken of behind it, faint among words of a hospital."""
    if _UNITS.match(subject.text, end) or subject.near(start, end, _OF_THINGS):
        return None
    behind = _END.split(subject.text[end : end + _REACH])[0]
    if _RECORDS.search(behind):
        return "medium"
    return "faint" if subject.near(start, end, _WARD, before=_REACH) or _WARD.search(behind) else None


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
            Cue("P", "P", "T: #."),
            Cue("入", "台臺", "證"),
            Cue("Ii", "Ss", "Ee"),
            Cue("Cc", "Uu", "Mm"),
            Cue("パ", "ス"),
        ),
        rough=r"[A-Z][0-9]{7}",
    ),
    Recogniser(
        ("nhi_card",),
        find_health_cards,
        (Cue("健", "保"), Cue("保", "險"), Cue("Hh", "Ii", ": #Nn"), Cue("Cc", "Aa", "Rr")),
        rough=r"(?:^|[^0-9])000[0-9][- \r\n]{0,3}[0-9]{4}[- \r\n]{0,3}[0-9]{4}(?:$|[^0-9])",
    ),
    Recogniser(
        ("medical_record",),
        find_medical_records,
        (
            Cue("病", "歷例案患房床人"),
            Cue("門急會轉看候", "診"),
            Cue("出轉", "院床"),
            Cue("護", "理"),
            Cue("檢", "體驗"),
            Cue("醫手", "囑術"),
            Cue("Aa", "Rr", "Dd"),
            Cue("Bb", "Ee", "Dd"),
            Cue("H", "N"),
            Cue("Nn", "Tt", " "),
            Cue("就", "診醫"),
            Cue("住", "院", "號"),
            Cue("掛", "號", "證"),
            Cue("Rr", "Tt", " =:#"),
            Cue("Rr", "Dd"),
            Cue("Mm", "Rr", "Nn"),
        ),
    ),
    Recogniser(
        ("student_number",),
        find_student_numbers,
        (Cue("學", "號"), Cue("學", "籍"), Cue("學", "生", "證"), Cue("Nn", "Tt", " ")),
    ),
)
