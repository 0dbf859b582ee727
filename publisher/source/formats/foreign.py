"""A guess at the encoding of a text that is not Chinese: for a draft that says so, never for a night."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from publisher.encodings import decodes

_SAMPLE = 1_000_000
_FEWEST_SYLLABLES, _FEWEST_KANA = 10, 3
_MOSTLY, _NEARLY_ALL = 0.85, 0.95
_KANA_OF_EUC = 0.2
_HANGUL = re.compile("[\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_BEYOND = re.compile(r"[^\x00-\x7f]")
_SIGNS = "©®°€£§·«»‹›„‚–—’‘“”…•†‡‰™²³½¼¾¿¡ªº±µ×\xa0"
_LETTERS = (
    "äöüß",
    "àâæçéèêëîïôœùûüÿ",
    "áéíóúñü",
    "áàâãçéêíóôõúü",
    "àèéìíîòóùú",
    "àçèéíïòóúü",
    "áéèëêïíóöüú",
    "åäöéü",
    "æøåéôö",
)
"""The letters beyond ASCII of languages that are written in Windows-1252, one language each."""
_SIGN_IN_A_WORD = re.compile(rf"[^\W\d_][{_SIGNS.replace('·', '').replace('’', '')}][^\W\d_]")


def foreign_encoding(path: Path) -> str | None:
    """CP949, CP932, EUC-JP or CP1252 where the text is surely Korean, Japanese or of one Western language."""
    with path.open("rb") as data:
        sample = data.read(_SAMPLE)
    if sample.isascii() or b"\0" in sample:
        return None
    for codec, fits in (("cp949", _is_korean), ("cp932", _is_japanese), ("euc_jp", _is_japanese)):
        text = sample.decode(codec, "ignore")
        if decodes(path, codec) and fits(text, codec):
            return codec
    return "cp1252" if decodes(path, "cp1252") and _is_western(sample.decode("cp1252", "ignore")) else None


def _is_korean(text: str, _codec: str) -> bool:
    """Nearly all syllables, and those of KS X 1001: GB 2312 and Big5 fill their rows beyond these, too."""
    beyond, syllables = _BEYOND.findall(text), _HANGUL.findall(text)
    usual = [sign for sign in syllables if len(_encoded(sign, "euc_kr")) == 2]
    return (
        len(set(syllables)) >= _FEWEST_SYLLABLES
        and len(syllables) >= _MOSTLY * len(beyond)
        and len(usual) >= _NEARLY_ALL * len(syllables)
    )


def _is_japanese(text: str, codec: str) -> bool:
    """Kana among common kanji; in EUC-JP many, because GB 2312 has them in the same places."""
    beyond, kana = _BEYOND.findall(text), _KANA.findall(text)
    known = sum(sign in _japanese() for sign in beyond)
    few = max(_FEWEST_KANA, _KANA_OF_EUC * len(beyond) if codec == "euc_jp" else 0)
    return len(kana) >= few and known >= _NEARLY_ALL * len(beyond) and not _HALF_KANA.search(text)


def _is_western(text: str) -> bool:
    beyond = {sign.lower() for sign in _BEYOND.findall(text)} - set(_SIGNS)
    if _SIGN_IN_A_WORD.search(text) or re.search(r"[^\x00-\x7f]{4}", text):
        return False
    return any(beyond <= set(letters) for letters in _LETTERS)


@cache
def _japanese() -> frozenset[str]:
    """Signs, letters and kana of JIS X 0208, and its kanji of the first level."""
    signs = {
        bytes((lead, trail)).decode("euc_jp", "ignore")
        for lead in range(0xA1, 0xA9)
        for trail in range(0xA1, 0xFF)
    }
    kanji = {
        bytes((lead, trail)).decode("euc_jp", "ignore")
        for lead in range(0xB0, 0xD0)
        for trail in range(0xA1, 0xFF)
    }
    return frozenset(signs | kanji | set("〜～－∥￠￡￢髙﨑①②③④⑤⑥⑦⑧⑨⑩㈱"))


def _encoded(sign: str, codec: str) -> bytes:
    return sign.encode(codec, "ignore")
