"""Whether words are the name of a thing, or only mention it: a menu names the budget, a headline mentions it.

What is left of a text after the names, the words that go along with names, and the agency's own name have been
taken out says which it is. The words are data of the rulebook.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from publisher.checks.base import Context
from publisher.model.site import Page

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_APART = re.compile(r"[^\w]+|_")
_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}0-9]) (?=[{_HAN}])|(?<=[{_HAN}]) (?=[0-9])")
_NUMBERED = re.compile(
    r"^\s*(?:[(（\[【]?\s*(?:第?[0-9]{1,2}(?:-[0-9]{1,2})?|第?[一二三四五六七八九十]{1,3}|[壹貳參肆伍陸柒捌玖拾]{1,2}|[a-z])\s*(?:[)）\]】、.．:：款項目]|\s(?=\S))\s*)+",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[(（\[]\s*[0-9,]+\s*[)）\]]?\s*$")
_UNIT = re.compile(rf"[{_HAN}]|[^\s{_HAN}]+")
_BY_NUMBER = re.compile(r"第\s*([0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*款")
_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
_LONGEST = 120
_LONGEST_TITLE = 40
_BETWEEN = (
    r"(?:\s*|\s+(?:(?:a|an|the|of|for|on|to|in|and|our|government|governmental|web|website|online)\s+){1,2})"
)
"""What may stand between the words of a Latin phrase: nothing, or words that only join (open government data)."""
STRICT, LOOSE = 2, 6
"""Units (a character, or a Latin word) that may be left over of a name; LOOSE where a section's labels stand."""


def squash(text: str) -> str:
    """One spelling of a label: half-width, small letters, without marks, numbering and counts."""
    text = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    text = _COUNTED.sub("", _NUMBERED.sub("", text))
    return _BESIDE_HAN.sub("", _APART.sub(" ", text)).strip()


def unnumbered(text: str) -> str:
    """A label without the number that it begins with (2., 三、, 第四款)."""
    return _NUMBERED.sub("", text)


def units(text: str) -> int:
    """The length of a squashed text: Chinese characters and Latin words count alike."""
    return len(_UNIT.findall(text))


def weight(text: str) -> int:
    """How much a squashed text says: a Chinese character one, a Latin word two."""
    return sum(1 if part[0] > "\u3000" else 2 for part in _UNIT.findall(text))


class Words:
    """Phrases, longest first; a Latin one is found as whole words."""

    def __init__(self, lines: Iterable[str]) -> None:
        phrases = sorted({squash(line) for line in lines} - {""}, key=lambda item: (-len(item), item))
        self.pattern = re.compile("|".join(_guarded(item) for item in phrases) or r"(?!)")

    def spans(self, squashed: str) -> list[tuple[int, int]]:
        """Where the phrases stand, without overlaps."""
        return [found.span() for found in self.pattern.finditer(squashed)]


def _guarded(phrase: str) -> str:
    between = _BETWEEN if phrase.isascii() else r"\s*"
    escaped = re.escape(phrase).replace(r"\ ", between)
    before = r"(?<![a-z0-9])" if phrase[0].isascii() else ""
    after = r"(?:s|es)?(?![a-z0-9])" if phrase[-1].isascii() else ""
    return f"{before}{escaped}{after}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`companions` go along with any name, `headlines` are words of news, `own` the agency's and site's name."""

    companions: Words
    headlines: Words
    own: Words

    def left_over(self, squashed: str, spans: Iterable[tuple[int, int]]) -> int:
        """Units of a text that belong to no name."""
        rest, at = [], 0
        for start, end in sorted(spans):
            rest.append(squashed[at:start])
            at = max(at, end)
        rest.append(squashed[at:])
        left = " ".join(rest)
        for words in (self.own, self.companions):
            left = words.pattern.sub(" ", left)
        return units(left)

    def names(self, text: str, words: Words, most: int = STRICT) -> bool:
        """Whether `text` is a name for what `words` mean, with at most `most` units beside it."""
        squashed = squash(text)
        spans = words.spans(squashed)
        if not spans:
            return False
        left = self.left_over(squashed, spans)
        known = units(squashed) - left
        if left and self.headlines.pattern.search(squashed) and not covers(known, left):
            return False
        return left <= most or (most > STRICT and covers(known, left))


def covers(known: int, left: int) -> bool:
    """Whether most of a text is known words."""
    return left * 3 <= known


def lines_of(context: Context, check: str, name: str) -> list[str]:
    """A word list of the rulebook: a phrase each line; what a workspace adds stands under `more-<name>`."""
    text = f"{context.text_param(check, name, '')}\n{context.text_param(check, f'more-{name}', '')}"
    return [line for line in (item.strip() for item in text.splitlines()) if line]


def pattern_of(context: Context, check: str, name: str) -> re.Pattern[str]:
    """A list of regular expressions of the rulebook, one each line, as one; nothing matches an empty list."""
    return re.compile("|".join(f"(?:{line})" for line in lines_of(context, check, name)) or r"(?!)", re.IGNORECASE)


def vocabulary(context: Context, titles: Iterable[str]) -> Vocabulary:
    """The vocabulary of the rulebook with the names of this site: its declared title and those in its titles."""
    own = [context.site.title.zh, context.site.title.en, *titles]
    words = "disclosure.missing-item"
    return Vocabulary(
        Words(lines_of(context, words, "companions")), Words(lines_of(context, words, "headlines")), Words(own)
    )


def contact_names(context: Context) -> Words:
    """What pages of the contacts or the organisation of an agency are called."""
    return Words(lines_of(context, "leaks.personal-data-on-page", "contact-pages"))


def names_contacts(page: Page, context: Context) -> bool:
    """Whether a page's own title names the contacts or the organisation of the agency."""
    words = context.once("contact pages", lambda: contact_names(context))
    titles = [page.title, *(text for _, text in page.headings[:3])]
    return any(words.spans(squash(title)) for title in titles if len(title) <= _LONGEST_TITLE)


def numbers_named(text: str) -> tuple[int, ...]:
    """The items that a text calls by their number in the law (第六款)."""
    return tuple(
        int(found[1]) if found[1].isdigit() else _DIGITS.get(found[1], 0) for found in _BY_NUMBER.finditer(text)
    )
