"""Names in Hangul, Thai and Japanese beside a word for a person: 본인, 씨, นาย, さん, 様.

Most words of these languages are written without capitals, and some without spaces; only such a word tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.prefilter import ANY, Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject
from publisher.privacy.recognisers.surnames import JAPANESE_SURNAMES

_HANGUL, _THAI = r"[\uac00-\ud7a3]", r"[\u0e01-\u0e4e]"
_HIRAGANA = r"[\u3041-\u3096]"
_KANA, _KANJI = r"[\u30a1-\u30fa-]", r"[\u4e00-\u9fff々]"
_PATTERNS = (
    re.compile(
        rf"(?<!{_HANGUL})(?:본인|저는|신청인|성명|이름)[: ]{{0,2}}(?P<name>{_HANGUL}{{2,4}}?)"
        r"(?=은|는|이|가|입니다|[^\uac00-\ud7a3]|$)"
    ),
    re.compile(rf"(?<!{_HANGUL})(?P<name>{_HANGUL}{{2,4}}) ?(?:씨|님)(?!{_HANGUL})"),
    re.compile(rf"(?:นาย|นางสาว|นาง|คุณ|ผู้ร้อง|ชื่อ)[: ]{{0,2}}(?P<name>{_THAI}{{2,20}} {_THAI}{{2,20}})"),
    re.compile(  # a surname of Japan, and hiragana behind it that are no particle
        rf"(?P<name>(?:{'|'.join(sorted(JAPANESE_SURNAMES))}) ?(?!さん|さま|くん|ちゃん|[のはがをにもとへで])"
        rf"{_HIRAGANA}{{2,5}})(?!{_HIRAGANA})"
    ),
    re.compile(rf"(?:[人者員師客生民]|日本?籍|国籍)(?P<name>{_KANJI}々{_KANJI}{{2,3}})"),
    re.compile(
        rf"(?P<name>{_KANA}{{2,14}}(?:[·・‧ ]{_KANA}{{2,14}}){{0,2}}|{_KANJI}{{1,4}} ?{_KANJI}{{1,4}}) ?"
        r"(?:さん|様|殿)"
    ),
)


def find_names_in_other_scripts(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names that such a word stands beside."""
    for pattern in _PATTERNS:
        for match in subject.around(pattern, cues, 34, 46):
            yield Hit("name", *match.span("name"), "medium")


RECOGNISERS = (
    Recogniser(
        ("name",),
        find_names_in_other_scripts,
        (
            Cue("본", "인"),
            Cue("저", "는"),
            Cue("청", "인"),
            Cue("성", "명"),
            Cue("이", "름"),
            Cue(ANY, "씨님"),
            Cue("า", "ยงณ"),
            Cue("ุ", "ณ"),
            Cue("้", "อ"),
            Cue("่", "อ"),
            Cue(
                "".join(sorted({name[0] for name in JAPANESE_SURNAMES})),
                "".join(sorted({name[1] for name in JAPANESE_SURNAMES})),
                "".join(map(chr, range(0x3041, 0x3097))) + " ",
            ),
            Cue(ANY, "々"),
            Cue("さ", "ん"),
            Cue(ANY, "様殿"),
        ),
    ),
)
