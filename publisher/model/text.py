"""Texts in both languages, and messages that are put into a language only where a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from publisher.model.address import without_accounts

Language = Literal["zh-TW", "en"]
STRICT = {"extra": "forbid"}
"""Setting of the loader for every declared type: a key it does not know is an error."""

LANGUAGES: tuple[Language, ...] = ("zh-TW", "en")


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text written by people in both languages (a title, a reason, a rulebook entry)."""

    __pydantic_config__ = STRICT

    zh: str
    en: str

    def get(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.zh if language == "zh-TW" else self.en


Scalar = str | int | float
Param = Scalar | LocalText
"""What fills a place of a finding's message: the same in every language, or a text in each."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the program: an English template with `{named}` places, and their values.

    The template is the key into the catalogues of `publisher.i18n`; parameters never hold a cell's value.
    """

    template: str
    params: Mapping[str, Scalar] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.params)


def msg(template: str, /, **params: Scalar) -> Message:
    """Make a Message; the catalogue extractor knows this name, so `template` must be a literal.

    An account in an address among `params` is cut out: what a sentence says reaches logs, reports and the state.
    """
    shown = {name: without_accounts(value) if isinstance(value, str) else value for name, value in params.items()}
    return Message(template, shown)
