"""The agency's own phones, addresses and mailboxes: reviewed, public, and compared in one spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.model.workspace import AllowedValue
from publisher.privacy.recognisers.escapes import in_one_form
from publisher.privacy.recognisers.kinds import GROUPS, KINDS, kinds_named
from publisher.privacy.recognisers.normalise import comparable

_EXTENSION = re.compile(r"(?:#|轉|分機|EXT\.?)[0-9]+$")


@dataclass(frozen=True, slots=True)
class AllowList:
    """Values that are no finding, by group of kinds (a phone is a phone), in comparable spelling."""

    values: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, allowed: Iterable[AllowedValue]) -> AllowList:
        """The allow-list of the reviewed values.

        `kind` of a value is a kind, a group or its Chinese title (`landline`, `phone`, `電話`); an e-mail value
        that begins with @ allows its whole domain. Raises UserError for a kind that nobody recognises.
        """
        values: set[tuple[str, str]] = set()
        for item in allowed:
            try:
                kinds = kinds_named([item.kind])
            except KeyError:
                raise UserError(
                    msg('The allow-list names the kind "{kind}", which is none.', kind=item.kind),
                    hint=msg("Write one of: {kinds}", kinds=", ".join(sorted(GROUPS))),
                ) from None
            for group in {KINDS[kind].group for kind in kinds}:
                values.add((group, spelled(group, item.value)))
        return cls(frozenset(values))

    def allows(self, kind: str, text: str) -> bool:
        """Whether `text`, a hit of `kind`, is on the list; a telephone number is so with any extension."""
        if not self.values:
            return False
        group = KINDS[kind].group
        value = spelled(group, text)
        if (group, value) in self.values:
            return True
        if group == "phone":
            return (group, without_extension(value)) in self.values
        if group == "email":
            return (group, value[value.find("@") :]) in self.values
        return False


def without_extension(value: str) -> str:
    """A telephone number as `spelled` writes it, without the extension behind it."""
    return _EXTENSION.sub("", value)


def spelled(group: str, text: str) -> str:
    """One spelling of a value of `group`: without separators where they mean nothing."""
    value = in_one_form(comparable(text))
    match group:
        case "phone":
            value = re.sub(r"[-.()]", "", value)
            value = re.sub(r"^\+?886(?=[0-9])0?", "0", value)
            return re.sub(r"(?:轉|分機|EXT\.?)(?=[0-9]+$)", "#", value)
        case "address":
            value = re.sub(r"^[0-9]{3}(?:[0-9]{2,3})?(?=[\u4e00-\u9fff])", "", value)
            return re.sub(r"(?<=[0-9])F", "樓", value.replace("之", "-").replace(",", ""))
        case "plate" | "national_id" | "ui_number" | "card" | "bank_account":
            return re.sub(r"[-()]", "", value)
        case _:
            return value
