"""Names of persons in Latin letters: behind a label, an honorific or words of an introduction, or by their form.

A hyphenated given name beside a romanised surname (Chih-Hao Chen, Wang Da-Ming) tells alone; others need words
beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.lexicon import is_english_word, is_only_a_word
from publisher.privacy.recognisers.name_words import WHO
from publisher.privacy.recognisers.names import ASKED, label_before
from publisher.privacy.recognisers.prefilter import UPPER, Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject
from publisher.privacy.recognisers.surnames import ROMANISED

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_CAPITAL = "A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿ"
_TOUCHING_NUMBER = r"\+?(?:0[0-9]{1,3}[-)]|09[0-9]{2}|886)"
"""A telephone number may touch the name before it."""
_WORD = rf"[{_CAPITAL}][{_LETTER}'’]*(?:-[{_LETTER}'’]+)*\.?(?![{_LETTER}])(?!(?!{_TOUCHING_NUMBER})[0-9])"
_NAME = rf"{_WORD}(?:,? (?:(?:de|da|del|dela|van|von|der|den|la|bin|binti|al|bte) ){{0,2}}{_WORD}){{1,4}}"
_ONE_OR_MORE = rf"{_WORD}(?:,? (?:(?:de|da|del|dela|van|von|der|den|la|bin|binti|al|bte) ){{0,2}}{_WORD}){{0,4}}"
_HAN_LABEL = (
    r"[\u4e00-\u9fff]{1,6}[人者]|車主|駕駛|學生|同學|病患|民眾|旅客|乘客|老師|客戶|會員|移工|看護"
    r"|姓 {0,4}名|姓名|名字|原名|英文名字?|外文姓名"
)
PERSON = (
    r"applicant|FN|(?:full|first|last|given|family|sur)_?name|name|owner|driver|complainant"
    r"|contact(?: person)?|patient|pt|pax|student|attn|attention"
    r"|guardian|witness|signed(?: by)?"
    r"|signature|reporter|caller|passenger|customer|client|visitor|requester|claimant|petitioner"
    r"|resident|tenant|landlord|employee"
    r"|participant|attendees?|speaker|chair|recorder|sender|recipient|payee|payer|beneficiary"
    r"|holder|cardholder|spouse|husband|wife|father|mother|parent|son|daughter|child|brother|sister"
    r"|friend|victim|suspect"
    r"|plaintiff|defendant|user|member|registrant|submitted by|filed by|reported by|prepared by"
    r"|handled by|called by|assigned to"
)
_LABELLED = re.compile(
    rf"(?:(?:{_HAN_LABEL})|(?<![A-Za-z])(?i:(?:{PERSON})(?:'s)?(?:[ _]name"
    rf"| of (?:the )?[a-z]{{2,12}})?)(?:\([^)\ufdd0]{{1,10}}\))?) ?[:=] ?(?P<name>{_ONE_OR_MORE})"
)
_HAN_BEFORE = re.compile(rf"[\u4e00-\u9fff] ?(?P<name>{_NAME})")
_A_PERSON = re.compile(
    r"(?:[\u4e00-\u9fff][人者士長員師表副導友伴]|頭目|耆老|牧師|神父|修女|籍[\u4e00-\u9fff]{0,4}|看護工)$"
)
_HONOURED = re.compile(
    rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mister|Madam|Mdm|Dr|Prof|Sir|MR|MRS|MS|MISS"
    rf"|Sr|Fr|Rev|Sister|Brother|Father|Bà|Ông|Bpk|Bapak|Ibu|Sdr|Sdri)\.? (?P<name>{_ONE_OR_MORE})"
)
_INTRODUCED = re.compile(
    rf"(?:[Mm]y name(?: is|'s)|[Nn]ama (?:saya|aku)(?: adalah)?|[Tt]ên (?:tôi|em|mình|con) là"
    rf"|[Tt]ôi(?: tên)?(?: là)?"
    rf"|Ako (?:po )?si|[Pp]angalan ko(?: po)? ay"
    rf"|[Mm]y (?:husband|wife|son|daughter|father|mother|brother|sister|friend"
    rf"|neighbou?r|boss|colleague|tenant|landlord),?"
    rf"|(?:[Hh]is|[Hh]er|[Tt]heir) name is|I am|I'm|\bI,|[Tt]his is|[Nn]amed|[Cc]alled by|[Ss]poke (?:to"
    rf"|with)|[Mm]et(?: with)?|[Tt]alked to|[Cc]all(?:ed)? from"
    rf"|[Bb]ehalf of|[Ss]igned,?|[Cc]/o|[Dd]ear|[Aa]sk(?:ed)? for|[Ff]rom|[Tt]hat|[Rr]eported by"
    rf"|[Cc]omplaint (?:by|from)|[Rr]equest (?:by|from)) (?P<name>{_NAME})"
)
_CLOSED = re.compile(
    rf"(?:[Ss]incerely(?: yours)?|[Rr]egards|[Yy]ours(?: \w+)?|[Tt]hanks|[Tt]hank you|[Rr]espectfully"
    rf"|[Cc]heers|[Bb]est(?: wishes)?)"
    rf"(?:,|!|\.)?(?:(?: ?\r?\n)+ {{0,4}}|(?<=[,.!]) )(?P<name>{_ONE_OR_MORE})(?=\s|$|,)"
)
_FORMED = re.compile(
    rf"(?<![{_LETTER}-])(?:(?P<first>[{_CAPITAL}][{_LETTER}]+),? )?(?P<given>[{_CAPITAL}][{_LETTER}]{{0,6"
    rf"}}-[{_LETTER}]{{1,7}})(?:,? (?P<last>[{_CAPITAL}][{_LETTER}]+))?(?![{_LETTER}-])"
)
_FROM_ABROAD = re.compile(rf"(?<![{_LETTER}-])(?P<name>{_NAME}) ?\([\u4e00-\u9fff]{{2,5}}籍")
"""A name and where its bearer is from: Putri Lestari(印尼籍)."""
_CARET = re.compile(
    rf"(?<![{_LETTER}^-])(?P<last>[{_CAPITAL}][{_LETTER}'-]{{0,20}})\^"
    rf"(?P<given>[{_CAPITAL}][{_LETTER}'-]{{0,20}}(?:[ ^][{_CAPITAL}][{_LETTER}'-]{{0,20}})?)(?![{_LETTER}0-9^-])"
)
"""As records of hospitals have it (HL7, DICOM PS3.5): surname^given name; codes and their words stand so, too."""
_ANSWERED = re.compile(rf"{ASKED} ?: ?(?P<name>{_ONE_OR_MORE})")
_TICKET = re.compile(r"(?<![A-Z/])[A-Z]{2,14}/[A-Z]{2,20}(?: [A-Z]{2,14})? ?(?:MR|MS|MRS|MISS|MSTR)(?![A-Z])")
"""As tickets and lists of passengers have it (IATA): surname/given name and title."""
_A_PLACE = re.compile(
    r" (?:Freeway|Highway|Expressway|Road|Rd|Street|St|Avenue|Ave|Bridge|Memorial|Hall|Park|Museum|University"
    r"|School|College|Library|Hospital|Station|Airport|Temple|Island|River|Lake|Mountain|District|Township)\b"
)
_UNDER_LABEL = re.compile(_NAME)
_ONE_WORD = re.compile(rf"(?<![^{SEPARATOR}])[A-Z][A-Za-z'-]{{2,24}}(?=$|{SEPARATOR})")
"""A cell of one word, as many Indonesians have one name."""
# Words with a capital that follow a label or a verb and are no name.
_NO_NAME_WORDS = """
sir madam team officer customer service services station office department taiwan taipei tainan taichung
kaohsiung hsinchu
city county district township road street rd ave blvd ln sec dist
motor vehicle vehicles minister director chief agency bureau center
centre desk unit section
division support help the a an all other others none unknown n/a na whom staff manager management public
authority government
information general ministry committee company ltd inc corp co university school hospital bank police court yes
no not and or
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october
november december line id email e-mail phone tel fax address date time number no. please see click here new old
north south east west
central national central-government web website system data report form type code user users admin administrator
file name names field
value values string text title my your our their his her it this that these those i we you they sorry sure very
so still also just
happy glad unable writing contacting asking calling due because when what why how where which who english
chinese taiwanese roc
rd ave blvd ln aly dist sec
bic swift iban counter window license licence driving test branch transport transportation highway traffic
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())


def find_latin_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names in Latin letters beside what says that they are names, and those that their form tells."""
    yield from _labelled(subject, cues)
    for match in subject.around(_HONOURED, cues, 8, 60):
        words = latin_words(match["name"])
        if words:
            yield _hit(match, words, "medium" if len(words) > 1 else "low")
    for match in subject.around(_FORMED, cues, 24, 24):
        if _A_PLACE.match(subject.text, match.end("given")):
            continue
        if hit := _formed(match):
            yield hit
    for match in subject.around(_FROM_ABROAD, cues, 60, 2):
        words = latin_words(match["name"])
        if len(words) > 1 and not is_english(words):
            yield _hit(match, words, "medium")
    yield from (Hit("name", *match.span(), "medium") for match in subject.around(_TICKET, cues, 20, 40))
    yield from (Hit("name", *match.span(), "medium") for match in _in_records(subject, cues))
    if "name" in subject.hinted:
        yield from _under_label(subject)


def _under_label(subject: Subject) -> Iterator[Hit]:
    for match in _UNDER_LABEL.finditer(subject.text):
        words = latin_words(match[0])
        if len(words) > 1 and not is_english(words):
            yield Hit("name", match.start(), match.end(), "medium")
    for match in _ONE_WORD.finditer(subject.text) if "姓名" in subject.label else ():
        if match[0].casefold() not in _NO_NAME and not is_english([match[0]]):
            yield Hit("name", *match.span(), "medium")


def _in_records(subject: Subject, cues: Sequence[int]) -> Iterator[re.Match[str]]:
    for match in subject.around(_CARET, cues, 20, 44):
        romanised = match["last"].casefold() in ROMANISED and _is_given(re.split("[ ^]", match["given"])[0])
        if romanised or "name" in subject.hinted:
            yield match


def _labelled(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    for match in subject.around(_LABELLED, cues, 24, 60):
        words = latin_words(match["name"])
        if words and (len(words) > 1 or words[0].casefold() in ROMANISED) and not is_english(words):
            yield _hit(match, words, "medium")
    for match in subject.around(_ANSWERED, cues, 24, 60):
        words = latin_words(match["name"])
        if words and match["name"][:1].isupper() and not is_english(words):
            yield _hit(match, words, "medium")
    for pattern in (_HAN_BEFORE, _INTRODUCED, _CLOSED):
        for match in subject.around(pattern, cues, 24, 60):
            words = latin_words(match["name"])
            if pattern is _HAN_BEFORE and not _is_behind_a_person(subject.text, match.start() + 1):
                continue
            if is_english(words):
                continue
            if len(words) > 1 or (words and pattern is _CLOSED and _is_alone(match["name"], words)):
                yield _hit(match, words, "medium")


def _is_alone(name: str, words: Sequence[str]) -> bool:
    """Whether one word closes a letter as a name: no word of an office, nor one before such (Visa Section)."""
    return words[0].casefold() not in _NO_NAME and (name.strip(".,") == words[0] or not is_english_word(words[0]))


def _is_behind_a_person(text: str, end: int) -> bool:
    ahead = text[max(0, end - _LONGEST_WORD) : end]
    return bool(_A_PERSON.search(ahead) or WHO.search(ahead) or label_before(text, end))


def _hit(match: re.Match[str], words: list[str], confidence: Confidence) -> Hit:
    start = match.start("name")
    return Hit("name", start, start + match["name"].rindex(words[-1]) + len(words[-1]), confidence)


def is_english(words: Sequence[str]) -> bool:
    """Whether words with capitals are those of English, as in the name of a place, an office or a brand.

    All of them are, and one that nobody is called by (Green Island, Customs Quay); or the last is such a long one
    behind a word that is not known (Penghu Ferry). A romanised surname needs two such words against it.
    """
    plain = [word for word in words if is_only_a_word(word)]
    if not plain or any(len(word) == 1 for word in words[1:-1]):  # an initial is a person's
        return False
    if any(word.casefold() in ROMANISED for word in words):
        return sum(not _is_given(word) for word in plain) > 1  # Tan and Ling are words as well
    return all(map(is_english_word, words)) or (words[-1] == plain[-1] and len(plain[-1]) >= _LONG)


_LONG = 5


_SPEAKABLE = re.compile(r"[aeiouyà-öø-ÿ\u0100-\u024f\u1e00-\u1eff]|^.{1,2}$|^Ng$", re.IGNORECASE)
"""A vowel; codes have none (BKTWTWTP)."""


def latin_words(name: str) -> list[str]:
    """The words of a name up to the first that is none; no word at all when it begins with one."""
    kept: list[str] = []
    for word in re.split(r",? ", name):
        plain = word.strip(".,'’")
        if len(plain) > 1 and plain.casefold() in _NO_NAME:  # one letter is an initial
            break
        if len(kept) > 1 and not _SPEAKABLE.search(plain):  # the label of what follows (KTP, NRIC)
            break
        kept.append(plain)
        if word.endswith(".") and len(plain) > 2:  # the end of a sentence, no initial
            break
    return kept if any(len(word) > 1 for word in kept) and all(map(_SPEAKABLE.search, kept)) else []


def _formed(match: re.Match[str]) -> Hit | None:
    """A hyphenated given name beside a surname."""
    for side in ("first", "last"):
        surname = match[side]
        if surname and surname.casefold() in ROMANISED and _is_given(match["given"]):
            start = match.start("first") if side == "first" else match.start("given")
            end = match.end("given") if side == "first" else match.end("last")
            return Hit("name", start, end, "medium")
    return None


_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxzcsryw]|zh|ch|sh|hs|ts|tz|kh|ng|ph|th|tr)?h?'?"
    r"(?:[aeiouüê]|ai|ei|ao|ou|ia|ie|iao|iu|io|ua|uo|uai|ui|ue|uei|ih|eh|yu|yi|ya|ye)(?:n|ng|r|h|m|p|t"
    r"|k|c|ch|nh|u|y)?$"
)


def _is_given(text: str) -> bool:
    return all(_SYLLABLE.match(part) for part in text.casefold().split("-"))


_LONGEST_WORD = 9
_LOWER = UPPER.lower()
_CAPITALS = UPPER + "".join(filter(str.isupper, map(chr, range(0xC0, 0x180))))
_BEHIND_THESE = "".join(
    sorted(
        {*"人者士主駛籍工護偶眾客生名叫為長員師表副導目老父女友伴"}
        | {word[-1] for word in re.findall(r"[\u4e00-\u9fff]+", WHO.pattern)}
    )
)
"""The last characters of what stands before a name: of the words for persons as well (我是, 母, 通知)."""
RECOGNISERS = (
    Recogniser(
        ("name",),
        find_latin_names,
        (
            Cue("", ":=", f" {UPPER}"),
            Cue(UPPER, "/", UPPER),
            Cue(UPPER + _LOWER, "^", UPPER),
            Cue("MmDdSsFf", "RrSs", ". "),
            Cue("RrSs", "Ss", ". "),
            Cue(UPPER + _LOWER, "-", UPPER + _LOWER),
            Cue("IiAa", "SsMm", " "),
            Cue("I", ",", " "),
            Cue("'", "ms", " "),
            Cue("Ee", "Dd", " "),
            Cue("Bb", "Yy", " "),
            Cue("Ee", "Rr", " "),
            Cue("Tt", "Hh", " "),
            Cue("Oo", "FfMmRr", " "),
            Cue("Aa", "RrTt", " "),
            Cue("ylsuêt", "aàinô", " "),
            Cue("YyDdKkEeUuTt", "SsYyUuRrTt", ",!.\n\r"),
            Cue(_BEHIND_THESE, " ", _CAPITALS),
            Cue("", _BEHIND_THESE, _CAPITALS),
            Cue("尼賓南國度本", "籍"),
            Cue("Bb", "àpu", " .akd"),
            Cue("e", "v", " ."),
            Cue("ÔSa", "ndk", "gr. "),
        ),
    ),
)
