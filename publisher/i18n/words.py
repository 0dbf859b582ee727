"""The words of a finding: the rulebook's message with what was found in it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.i18n import translate
from publisher.model.finding import CheckDefinition, Finding
from publisher.model.text import Language, LocalText, Message, Param, Scalar, msg


def words_of(finding: Finding, entry: CheckDefinition | None) -> LocalText:
    """The rulebook's message with the finding's parameters; a general sentence when the two do not fit."""
    if entry is not None:
        try:
            template = entry.message_for(finding.key)
            return LocalText(
                template.zh.format(**in_language(finding.params, "zh-TW")),
                template.en.format(**in_language(finding.params, "en")),
            )
        except (KeyError, IndexError, ValueError, AttributeError, TypeError):
            pass  # a template that a workspace rewrote; people must still be told that there is a finding
    general = msg("The check {check} found something, places: {count}.", check=finding.check, count=finding.count)
    return in_both(general)


def in_language(params: Mapping[str, Param], language: Language) -> dict[str, Scalar]:
    """What fills a message in one language."""
    return {name: value.get(language) if isinstance(value, LocalText) else value for name, value in params.items()}


def in_both(message: Message) -> LocalText:
    """A sentence of the program as a text in both languages, for what keeps it."""
    return LocalText(translate(message, "zh-TW"), translate(message, "en"))
