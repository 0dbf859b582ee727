"""Why frictionless had to read every row of a table, in words that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from publisher.model.text import Message, msg

_NAMED: Mapping[str, Message] = MappingProxyType(
    {
        "format": msg("format {name}"),
        "type": msg("type {name}"),
        "constraint": msg("constraint {name}"),
        "a key of type": msg("a key of type {name}"),
    }
)
_PLAIN: Mapping[str, Message] = MappingProxyType(
    {
        message.template: message
        for message in (
            msg("missing values"),
            msg("dialect"),
            msg("no plain file"),
            msg("foreign key"),
            msg("two columns have one name"),
            msg("no columns"),
            msg("no rows"),
            msg("no table"),
            msg("limit"),
            msg("decimalChar"),
            msg("format"),
            msg("written in a way that only the csv module settles"),
        )
    }
)


def in_words(reason: str) -> Message:
    """The reason that a proof gives, as a sentence with a translation; one that is not known as it is."""
    kind, _, name = reason.rpartition(" ")
    if reason in _PLAIN:
        return _PLAIN[reason]
    if kind in _NAMED:
        return replace(_NAMED[kind], params={"name": name})
    return Message("{name}", {"name": reason})
