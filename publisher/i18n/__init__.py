"""The program's sentences in zh-TW and English (gettext catalogues, one file per room).

English is written in the code; `zh_TW/<room>.po` holds the Chinese. The catalogues are read as they are, so
that no build step stands between an edit and what a person sees.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from publisher.model.text import Language, Message, Scalar

_FOLDER = Path(__file__).parent / "zh_TW"


@cache
def catalogue() -> Mapping[str, str]:
    """Chinese by English; raises ValueError when two rooms translate one sentence differently."""
    from babel.messages.pofile import read_po  # English needs no catalogue, and no time for it

    sentences: dict[str, str] = {}
    for path in sorted(_FOLDER.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="zh_TW"):
                if not isinstance(entry.id, str) or not entry.id or not isinstance(entry.string, str):
                    continue
                if sentences.setdefault(entry.id, entry.string) != entry.string:
                    raise ValueError(f"{path.name}: another room has a different translation of {entry.id!r}")
    return MappingProxyType(sentences)


def gettext(text: str, language: Language) -> str:
    """`text` (English) in `language`; an untranslated sentence stays English (a test forbids it)."""
    return text if language == "en" else catalogue().get(text) or text


def translator(language: Language) -> Callable[..., str]:
    """A function `_(english, **params)` for templates."""

    def translate_text(text: str, **params: Scalar) -> str:
        sentence = gettext(text, language)
        return sentence.format(**params) if params else sentence

    return translate_text


def translate(message: Message, language: Language) -> str:
    """A message in `language`, its parameters filled in."""
    return gettext(message.template, language).format(**message.params)


def language_of_user(asked: str | None = None) -> Language:
    """The user's language: what was asked, else LC_ALL, LC_MESSAGES or LANG when Chinese, else English."""
    if asked is not None:
        return "zh-TW" if asked.lower().startswith("zh") else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh-TW" if value.lower().startswith("zh") else "en"
    return "en"
