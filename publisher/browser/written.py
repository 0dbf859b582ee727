"""In which language is it written? Compared with the language that is marked, where there is no doubt.

Writing systems of one language tell it (Thai, Korean, Burmese, Khmer, Lao; Chinese and Japanese by their signs);
languages of Latin letters are told apart by py3langid. Names, brands, addresses and codes are in no language: a
text counts only when the library prefers its language by far. The words stay in here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from publisher.browser.engine import script
from publisher.browser.tab import Tab

_LATIN = frozenset(
    [
        "af",
        "ca",
        "cs",
        "cy",
        "da",
        "de",
        "en",
        "es",
        "et",
        "eu",
        "fi",
        "fr",
        "ga",
        "gl",
        "hr",
        "ht",
        "hu",
        "id",
        "is",
        "it",
        "jv",
        "la",
        "lt",
        "lv",
        "ms",
        "mt",
        "nl",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "sk",
        "sl",
        "sq",
        "sv",
        "sw",
        "tl",
        "tr",
        "vi",
    ]
)
_FAMILIES = (
    {"id", "ms", "jv"},
    {"da", "no", "nn"},
    {"pt", "gl"},
    {"cs", "sk"},
    {"hr", "sl"},
    {"nl", "af"},
    {"es", "ca"},
)
"""Languages so near to each other that a page marked as one is not called wrong for being the other."""
_SAME = {"fil": "tl", "in": "id", "nb": "no", **dict.fromkeys(("cmn", "zho", "yue", "wuu", "hak", "nan"), "zh")}
_LETTERS = {
    "Hangul": "ko", "Thai": "th", "Myanmar": "my", "Khmer": "km", "Lao": "lo", "Cyrillic": "", "Arabic": "",
    "Devanagari": "", "Greek": "", "Hebrew": "",
}  # fmt: skip
_SCRIPTS = re.compile(
    r"(?P<Latin>[A-Za-zÀ-ɏḀ-ỿ]+)|(?P<Han>[㐀-䶿一-鿿豈-﫿])|(?P<Kana>[ぁ-ヿ])|(?P<Hangul>[가-힣])|(?P<Thai>[ก-๛])"
    r"|(?P<Myanmar>[က-႟])|(?P<Khmer>[ក-៿])|(?P<Lao>[ກ-ໟ])|(?P<Cyrillic>[Ѐ-ӿ])|(?P<Arabic>[؀-ۿ])"
    r"|(?P<Devanagari>[ऀ-ॿ])|(?P<Greek>[Ͱ-Ͽ])|(?P<Hebrew>[֐-׿])"
)
_RUN = re.compile(r"[^\s\u2e80-\uffef]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\Z")
_SIGNS = re.compile(r"[;:=<>{}|\\]")
_EDGES = ".,;:!?\"'()[]«»“”‘’…·"
_LEAST_MARGIN = 15.0
_LEAST_PER_BYTE = 0.15
_FEWEST_WORDS = 4
_FEWEST_SIGNS = 12
_BLOCK_WORDS = 8
_LONGEST = 3_000
_MOST_FAULTS = 50


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(_LATIN & set(identifier.labels)))
    return identifier


def language_of(text: str, fewest_words: int = _FEWEST_WORDS) -> str:
    """The language of a text as a code of two letters; empty when there is any doubt."""
    counts = Counter(found.lastgroup for found in _SCRIPTS.finditer(text))
    words, han, kana = counts["Latin"], counts["Han"], counts["Kana"]
    name, most = max(((key, counts[key]) for key in _LETTERS), key=lambda pair: pair[1])
    if most >= _FEWEST_SIGNS and most > 2 * (han + kana) and most > 3 * words:
        return _LETTERS[name]
    if kana >= 5 and kana * 5 > han and kana + han > words * 2:
        return "ja"
    if han >= _FEWEST_SIGNS and han > words * 4 and kana * 20 < han:
        return "zh"
    spoken = _spoken(text)
    others = han + kana + most
    if len(spoken) < fewest_words or others * 5 > words:
        return ""
    return _latin(" ".join(spoken))


def _spoken(text: str) -> list[str]:
    """The words of a text in Latin letters, without what belongs to no language: addresses, file names, codes,
    abbreviations in capitals and names with capitals inside."""
    found = []
    for run in _RUN.findall(text):
        word = run.strip(_EDGES)
        inside = word[1:]
        if not _WORD.match(word) or (inside != inside.lower() and "-" not in word and "'" not in word):
            continue
        found.append(word)
    return found


def _is_prose(text: str) -> bool:
    """Whether Latin words are sentences: most begin with a small letter, and few signs stand between them.
    Lists of names and settings of programs are none."""
    spoken = _spoken(text)
    return 4 * len(_SIGNS.findall(text)) < len(spoken) <= 2 * sum(word[0].islower() for word in spoken)


def _latin(text: str) -> str:
    text = text[:_LONGEST]
    (best, score), *rest = _identifier().rank(text)
    near = _family(best)
    second = next(value for name, value in rest if name not in near)
    margin = float(score - second)
    return best if margin >= max(_LEAST_MARGIN, _LEAST_PER_BYTE * len(text.encode())) else ""


def _family(name: str) -> set[str]:
    return next((family for family in _FAMILIES if name in family), {name})


def _marked(said: str) -> str:
    """The language that a mark names, if it can be judged here; empty for no mark, a bad one, or another."""
    found = re.match(r"([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?$", said)
    if found is None or "latn" in said.lower():
        return ""
    name = found[1].lower()
    name = _SAME.get(name, name)
    return name if name in _LATIN or name in ("zh", "ja") or name in _LETTERS.values() else ""


def differs(said: str, seen: str) -> bool:
    """Whether the language seen is none that the mark can mean. Japanese may be written in Chinese signs alone."""
    marked = _marked(said)
    return bool(marked and seen and seen not in _family(marked) and (marked, seen) != ("ja", "zh"))


@dataclass(frozen=True, slots=True)
class _WrittenText:
    path: str
    tag: str
    said: str
    kind: str
    words: str

    def fault(self, seen: str) -> list[Any]:
        shape = f'<{self.tag} lang="{_marked(self.said)}">' if self.kind != "block" else f"<{self.tag}>"
        return [[self.path], shape, [], ["written-language"], {"messageKey": seen}]


def faults(tab: Tab) -> list[dict[str, Any]]:
    """What the page in the tab says wrongly of its languages, as reporter.js writes faults."""
    texts = [_WrittenText(*row) for row in tab.run(script("languages"))]
    found: list[dict[str, Any]] = []
    whole = next(text for text in texts if text.kind == "page")
    seen = language_of(whole.words)
    wrong = differs(whole.said, seen)
    if wrong:
        found.append(_found("page-language", "serious", [whole.fault(seen)]))
    parts = [
        text.fault(seen)
        for text in texts
        if text.kind == "part" and differs(text.said, seen := language_of(text.words))
    ]
    if parts:
        found.append(_found("part-language", "moderate", parts))
    unmarked = [] if wrong else [text.fault(seen) for text, seen in _unmarked(texts)]
    if unmarked:
        found.append(_found("unmarked-language", "moderate", unmarked))
    return found


def _found(rule: str, impact: str, nodes: list[list[Any]]) -> dict[str, Any]:
    return {
        "rule": rule,
        "impact": impact,
        "outcome": "failed",
        "count": len(nodes),
        "nodes": nodes[:_MOST_FAULTS],
    }


def _unmarked(texts: list[_WrittenText]) -> list[tuple[_WrittenText, str]]:
    """Blocks in another language than the page's mark, with their language; neighbours count together."""
    found: list[tuple[_WrittenText, str]] = []
    run: list[_WrittenText] = []

    def close() -> None:
        if run:
            words = " ".join(text.words for text in run)
            seen = language_of(words, _BLOCK_WORDS)
            if differs(run[0].said, seen) and (seen in ("zh", "ja", *_LETTERS.values()) or _is_prose(words)):
                found.append((run[0], seen))
            run.clear()

    for text in (item for item in texts if item.kind == "block"):
        kind = _script(text.words)
        if not kind:
            continue
        if run and (_script(run[0].words) != kind or _parent(run[0]) != _parent(text)):
            close()
        run.append(text)
    close()
    return found


def _parent(text: _WrittenText) -> str:
    return text.path.rpartition(" > ")[0]


def _script(words: str) -> str:
    """The writing system that a block is full of; empty for numbers and signs."""
    counts = Counter(found.lastgroup for found in _SCRIPTS.finditer(words))
    if not counts:
        return ""
    name = counts.most_common(1)[0][0]
    return "Han" if name in ("Han", "Kana") else str(name)
