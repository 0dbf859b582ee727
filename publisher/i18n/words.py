"""The words of a finding: the rulebook's message with what was found in it, in both languages."""

from __future__ import annotations

from publisher.i18n import translate
from publisher.model.finding import CheckDefinition, Finding
from publisher.model.text import LocalText, msg


def words_of(finding: Finding, entry: CheckDefinition | None) -> LocalText:
    """The rulebook's message with the finding's parameters; a general sentence when the two do not fit."""
    if entry is not None:
        try:
            template = entry.message_for(finding.key)
            return LocalText(template.zh.format(**finding.params), template.en.format(**finding.params))
        except (KeyError, IndexError, ValueError, AttributeError, TypeError):
            pass  # a template that a workspace rewrote; people must still be told that there is a finding
    general = msg("The check {check} found something, places: {count}.", check=finding.check, count=finding.count)
    return LocalText(translate(general, "zh-TW"), translate(general, "en"))
