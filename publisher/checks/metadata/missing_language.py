"""Pages that do not say in which language they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.standing import is_file

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")  # BCP 47, as far as pages use it
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{3,}")
_FEWEST, _TIMES = 40, 6


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """The attribute `lang` of `<html>` is missing or is no language tag, or says English over Chinese words."""
    if is_file(view.url):  # that a file is a page is said by documents.wrong-type
        return
    language = view.page.language
    if not language:
        yield Fault(view.place("html"), key="missing", params={"written": "-"})
    elif not _TAG.match(language):
        yield Fault(view.place("html"), key="invalid", params={"written": language[:30]})
    elif language.lower().startswith("en") and _is_chinese(view.page.main_text):
        yield Fault(view.place("html"), key="other", params={"written": language[:30]})


def _is_chinese(text: str) -> bool:
    """Whether hardly any of the words are in Latin letters."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    return han >= _FEWEST and latin * _TIMES < han


CHECK = Check("metadata.missing-language", page=look)
