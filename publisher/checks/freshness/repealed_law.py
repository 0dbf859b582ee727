"""Laws that are cited as if they were in force, long after they were renamed or repealed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.freshness.updated import updated_on
from publisher.checks.naming import lines_of, pattern_of
from publisher.model.finding import Outcome
from publisher.model.text import Param

_ID = "freshness.repealed-law"
_BEFORE, _AFTER = 14, 24
_SENTENCE_BREAK = re.compile(r"[。；;\n]")
_OF_ITS_TEXT = re.compile(r"[」』》〉]?\s?[(（][^)）]{0,20}[)）]")
"""Behind a law's name, the day of its text: that is no day of what happened."""
_YEAR = re.compile(r"(?<![0-9])(?:(?P<ce>(?:19|20)[0-9]{2})(?![0-9])|(?P<roc>[0-9]{2,3})\s?年)")
_EPOCH = 1911


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A page made after the law's end rests on it (依…規定); that it names the law alone is for a person to see.

    A page that speaks of the old law as the old one, and one of the time when it was in force, are right; what
    happened under it (a pension, a licence, a case of then) stays under it, and is for a person.
    """
    laws, pattern, past, rests, then = context.once("repealed laws", lambda: _words(context))
    text = normal(view.page.main_text)
    found = list(pattern.finditer(text))
    if not found:
        return
    made = updated_on(view, context.now.date())
    said: dict[str, bool] = {}
    for match in found:
        name = match["law"]
        new, ended = laws[name]
        before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() :][:_AFTER]
        beside = text[max(0, match.start() - 2 * _AFTER) : match.end() + 2 * _AFTER]
        if (made is not None and made < ended) or past.search(beside) or (new and new in beside.replace(name, "")):
            continue
        is_ground = bool(rests.search(f"{before.rsplit(chr(10))[-1]}{name}{after}"))
        sentence = _sentence(text, match)
        is_ground = is_ground and not then.search(sentence) and not _is_of_then(sentence, ended)
        said[name] = said.get(name, False) or is_ground
    for name, is_ground in said.items():
        params: dict[str, Param] = {"law": name, "now": laws[name][0] or "-", "since": laws[name][1].isoformat()}
        outcome = Outcome.FAILED if is_ground else Outcome.CANT_TELL
        yield Fault(view.place(), name, view.url, params, outcome=outcome)


def _sentence(text: str, law: re.Match[str]) -> str:
    """The sentence of a law's name, without the name and the day of its text."""
    behind = _OF_ITS_TEXT.sub("", text[law.end() :][:200], count=1) if _OF_ITS_TEXT.match(text, law.end()) else ""
    before = _SENTENCE_BREAK.split(text[max(0, law.start() - 200) : law.start()])[-1]
    return f"{before} {_SENTENCE_BREAK.split(behind or text[law.end() :][:200])[0]}"


def _is_of_then(sentence: str, ended: date) -> bool:
    years = (int(found["ce"] or 0) or int(found["roc"]) + _EPOCH for found in _YEAR.finditer(sentence))
    return any(year <= ended.year for year in years)


def _words(
    context: Context,
) -> tuple[dict[str, tuple[str, date]], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    laws: dict[str, tuple[str, date]] = {}
    for line in lines_of(context, _ID, "laws"):
        name, new, day = (part.strip() for part in line.split("|"))
        laws[name] = ("" if new == "-" else new, date.fromisoformat(day))
    names = "|".join(re.escape(name) for name in sorted(laws, key=len, reverse=True)) or r"(?!)"
    pattern = re.compile(rf"(?P<law>{names})(?![規令律人官院學])")
    past, rests, then = (pattern_of(context, _ID, name) for name in ("past", "rests", "then"))
    return laws, pattern, past, rests, then


CHECK = Check(_ID, page=look)
